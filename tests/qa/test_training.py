"""The recipe of the reader: what is drawn is right, and a small run goes all the way."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidInput, UnreadableSource
from qa.reader import LABELS, Span, Text, TransformersReader
from qa.training.__main__ import OWN_DESK
from qa.training.evaluate import auroc, evaluate
from qa.training.examples import DESK, Example, load_desk, load_spans
from qa.training.export import average
from qa.training.features import Drawer, Recipe
from qa.training.negatives import mine
from qa.training.synthetic import make
from qa.training.train import Plan, train

PACKAGED = Path(__file__).parents[2] / "qa" / "models" / "reader"
TEXT = "Ada Berg met Ole Dahl in Dorne on 3 March. The talks took two hours. Eva Lund was away."


def example(question: str, *words: str, needs_all: bool = False, source: str = DESK) -> Example:
    spans = tuple((TEXT.index(w), TEXT.index(w) + len(w)) for w in words)
    return Example(source, question, "The Gazette 4 March 2026 Talks", TEXT, spans, needs_all)


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(PACKAGED))


def test_invented_answers_stand_in_their_passages() -> None:
    rng = random.Random(3)
    made = [found for _ in range(200) for found in make(rng)]
    assert any(not found.answers for found in made)
    assert any(len(found.answers) > 1 for found in made)
    for found in made:
        for text in found.texts:
            assert text
            assert text == text.strip()
    again = random.Random(3)
    assert made == [found for _ in range(200) for found in make(again)]


def test_a_feature_holds_question_heading_window_and_answer(tokenizer: Any) -> None:
    both = example("who met", "Ada Berg", "Ole Dahl", needs_all=True)
    drawer = Drawer(tokenizer, [both], [()], Recipe(headed=1.0, elsewhere=0, neighbour=0))
    [feature] = drawer.draw(0, random.Random(1))
    told = [
        tokenizer.decode(feature.ids[s : e + 1])
        for s, e in zip(feature.starts, feature.ends, strict=True)
    ]
    assert told == ["ada berg", "ole dahl"]
    second = tokenizer.decode(feature.ids[feature.question_end :])
    assert second.startswith("the gazette 4 march 2026 talks | ada berg met")
    assert tokenizer.decode(feature.ids[feature.body :]).startswith("ada berg met")


def test_a_window_may_hold_a_part_of_a_list(tokenizer: Any) -> None:
    text = "Ada Berg came. " + "Nothing else was said. " * 60 + "Ole Dahl came too."
    spans = tuple((text.index(w), text.index(w) + len(w)) for w in ("Ada Berg", "Ole Dahl"))
    drawer = Drawer(
        tokenizer,
        [Example(DESK, "who came", "", text, spans, needs_all=True)],
        [()],
        Recipe(elsewhere=0, neighbour=0, exchange=0, windows=(96,)),
    )
    told = set()
    for seed in range(8):
        [feature] = drawer.draw(0, random.Random(seed))
        told.add(tokenizer.decode(feature.ids[feature.starts[0] : feature.ends[0] + 1]))
        assert len(feature.starts) == 1
    assert told == {"ada berg", "ole dahl"}


class Marking:
    """A reader that has the given words inside an answer, and others outside."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def read(self, question: str, texts: list[Text], best: int) -> list[Span]:
        body = texts[0].body
        marked = [body.index(word) for word in self.words]
        spans = [Span(0, 0, 3, 9.0, 0.0, -1.0)]  # the best words by their ends, outside
        for place, word in zip(marked, self.words, strict=True):
            spans.append(Span(0, place, place + len(word), 1.0, 0.0, float(len(word))))
        return spans


def test_lists_are_measured_by_what_is_inside_an_answer() -> None:
    asked = example("who met", "Ada Berg", "Ole Dahl", needs_all=True)
    both = evaluate(Marking("Ada Berg", "Ole Dahl", "Berg"), [asked], headings=True)[DESK]
    assert (both.lists, both.set_f1) == (1, 1.0)
    one = evaluate(Marking("Ada Berg"), [asked], headings=True)[DESK]
    assert one.set_f1 == pytest.approx(2 / 3)
    none = evaluate(Marking(), [asked], headings=True)[DESK]
    assert none.set_f1 == 0.0, "its best words, Ada, are no whole item"


def test_an_unanswerable_question_points_at_the_null_answer(tokenizer: Any) -> None:
    drawer = Drawer(tokenizer, [example("who sang")], [()], Recipe())
    [feature] = drawer.draw(0, random.Random(1))
    assert (feature.starts, feature.ends) == ((0,), (0,))
    assert feature.ids[0] == tokenizer.cls_token_id


def test_hard_negatives_rank_high_and_lack_the_answer() -> None:
    one = Example("s", "how long were the talks", "", "The talks took two hours.", ((15, 24),))
    near = Example("s", "x", "", "The talks took place.", ())
    same = Example("s", "y", "", "Talks of two hours were held.", ())
    far = Example("t", "z", "", "The talks were of another set.", ())
    assert mine([one, near, same, far])[0] == (1,)


def test_sets_are_read_and_bad_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(
        json.dumps({"id": "a", "title": "T", "published": "2026-03-04", "text": TEXT}) + "\n"
    )
    row = {"question": "q", "article_ids": ["a"], "split": "dev", "spans": [[0, 8]]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row) + "\n")
    [found] = load_desk(tmp_path, "dev")
    assert (found.texts, found.heading) == (("Ada Berg",), "4 March 2026 T")
    assert load_desk(tmp_path, "train") == []
    spans = tmp_path / "spans.jsonl"
    spans.write_text(
        json.dumps({"source": "s", "question": "q", "context": TEXT, "answers": [{"text": "Ada"}]})
    )
    with pytest.raises(UnreadableSource, match="line 1: 'start' is missing"):
        load_spans(spans)
    with pytest.raises(UnreadableSource, match="cannot read"):
        load_spans(tmp_path / "none.jsonl")


def test_auroc() -> None:
    assert auroc([2.0, 3.0], [1.0]) == 1.0
    assert auroc([1.0], [1.0]) == 0.5
    assert auroc([0.0], [1.0, -1.0]) == 0.5


def test_a_mean_needs_a_share_for_each(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="one share"):
        average([PACKAGED], [1.0, 1.0], tmp_path)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_small_run_trains_averages_and_reads(tmp_path: Path, tokenizer: Any) -> None:
    import torch
    from transformers import BertConfig, BertForQuestionAnswering

    torch.manual_seed(0)
    small = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    base = tmp_path / "base"
    BertForQuestionAnswering(small).save_pretrained(base)
    tokenizer.save_pretrained(base)
    examples = [
        example("how long did it take", "two hours"),
        example("who was away", "Eva Lund"),
        example("who sang"),
        example("where did they meet", "Dorne", source="old"),
    ] * 10
    plan = Plan(epochs=2, rate=1e-3, old=5, synthetic=20, tokens=2_048, bfloat16=False)
    train(str(base), examples, tmp_path / "one", plan)
    train(str(base), examples, tmp_path / "two", plan)
    made = json.loads((tmp_path / "one" / "training.json").read_text())
    assert made["plan"]["seed"] == 1
    assert made["steps"] > 2
    weights = [(tmp_path / n / "model.safetensors").read_bytes() for n in ("one", "two")]
    assert weights[0] == weights[1], "the same seed gives the same weights"
    config = json.loads((tmp_path / "one" / "config.json").read_text())
    assert tuple(config["id2label"].values()) == LABELS
    digest = average([base, tmp_path / "one"], [1.0, 1.0], tmp_path / "mean")
    assert len(digest) == 64
    found = evaluate(TransformersReader.load(str(tmp_path / "mean")), examples[:3], headings=True)
    assert (found[DESK].answerable, found[DESK].unanswerable) == (2, 1)
    assert found[DESK].auroc is not None


def test_the_projects_own_desk_is_exact() -> None:
    for split in ("train", "dev"):
        examples = load_desk(OWN_DESK, split)
        assert examples
        for example in examples:
            for start, end in example.answers:
                words = example.context[start:end]
                assert words.strip(" ,;") == words
                assert 0 <= start < end <= len(example.context)
            assert example.needs_all == (len(example.answers) > 1)
