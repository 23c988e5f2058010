"""The evaluation world in this folder is what its README says it is."""

import json
from collections import Counter
from pathlib import Path

import pytest

from qa.evaluation.sets import load_set

WORLD = Path(__file__).parent / "ossaway"
DESK = Path(__file__).parents[2] / "qa" / "training" / "desk"


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (WORLD / name).read_text(encoding="utf-8").splitlines()]


def test_evidence_is_exact_and_never_from_the_future() -> None:
    world = load_set(WORLD)
    articles = {article.id: article for article in world.articles}
    assert len(articles) == len(world.articles) == 56
    assert len({gold.id for gold in world.questions}) == len(world.questions) == 225
    for gold in world.questions:
        assert bool(gold.answers) == bool(gold.evidence), gold.id
        for evidence in gold.evidence:
            article = articles[evidence.article_id]
            assert evidence.quote in article.text, gold.id
            assert article.published_day is not None
            assert article.published_day <= min(gold.asked_on, gold.as_of or gold.asked_on), gold.id


def test_every_type_has_its_share() -> None:
    types = Counter(str(row["type"]) for row in rows("questions.jsonl"))
    least = {"list": 12, "temporal": 16, "latest": 12, "as_of": 8, "conflict": 12, "followup": 12}
    least |= {"near_miss_unanswerable": 16, "unanswerable": 8, "attribution": 14, "number": 12}
    assert not {kind: types[kind] for kind, count in least.items() if types[kind] < count}


@pytest.mark.parametrize(("folder", "count"), [(WORLD, 90), (DESK, 280)])
def test_open_questions_have_exact_evidence(folder: Path, count: int) -> None:
    evaluation = load_set(folder, questions="open")
    articles = {article.id: article for article in evaluation.articles}
    assert len({gold.id for gold in evaluation.questions}) == len(evaluation.questions) == count
    for gold in evaluation.questions:
        assert bool(gold.answers) == bool(gold.evidence), gold.id
        quotes = [e.quote or "" for e in gold.evidence]
        assert all(any(answer in quote for quote in quotes) for answer in gold.answers), gold.id
        for evidence in gold.evidence:
            assert (evidence.quote or "?") in articles[evidence.article_id].text, gold.id
    types = Counter(gold.type for gold in evaluation.questions)
    assert types == {"open": count // 2, "yes_no": count // 2}
