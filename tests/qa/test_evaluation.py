"""The measures, on cases small enough to check by hand."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.errors import NotSupported, UnreadableSource
from qa.answer import Answer, Item, Kind, Reason
from qa.citation import Citation
from qa.evaluation import measures
from qa.evaluation.plan import PLAN, Planned
from qa.evaluation.plot import draw
from qa.evaluation.report import by_type, summarise
from qa.evaluation.run import Record, answer_all, judge, rank_gold
from qa.evaluation.sets import Evidence, Gold, load_set, sample
from qa.followup import Message
from qa.pipeline import Pipeline

TEXT = "The call was on Dec 6. Hnatov, Umerov and Witkoff attended it."
ARTICLE = Article(id="a", text=TEXT)


def gold(*answers: str, needs_all: bool = False, kind: str = "who") -> Gold:
    evidence = (Evidence("a", "Hnatov, Umerov and Witkoff attended it."),) if answers else ()
    ids = ("a",) if answers else ()
    day = date(2025, 12, 10)
    return Gold(
        "q", "who attended", kind, answers, needs_all, ids, evidence, day, None, False, "tune"
    )


def answer(text: str | None, *items: str, at: tuple[int, int] = (23, 29)) -> Answer:
    if text is None:
        return Answer("who attended", Kind.NONE, None, reason=Reason.NOT_IN_ARTICLES)
    citation = Citation.cut(ARTICLE, (at,))
    found = tuple(Item(item, (1,)) for item in items or (text,))
    return Answer("who attended", Kind.SPAN, text, found, (citation,), 0.8)


def judged(wanted: Gold, given: Answer) -> Record:
    return judge(wanted, given, {"a": ARTICLE})


def test_normalisation_is_squads() -> None:
    assert measures.normalise("The “Call”, a  U.S. matter!") == "call us matter"


def test_contained_means_whole_words() -> None:
    assert measures.contains("about 7 people", "7")
    assert not measures.contains("about 70 people", "7")
    assert not measures.contains("anything", "the")


def test_right_is_any_gold_answer_or_the_share_of_all() -> None:
    assert judged(gold("Hnatov", "Andriy Hnatov"), answer("Hnatov")).right == 1
    assert judged(gold("Hnatov", "Umerov", needs_all=True), answer("Hnatov")).right == 0.5
    assert judged(gold("Umerov"), answer("Hnatov")).right == 0
    assert judged(gold("Hnatov"), answer("Hnatov " + "and others " * 40)).right == 0
    assert judged(gold("Hnatov"), answer(None)).right == 0
    assert judged(gold(), answer(None)).right == 1
    assert judged(gold(), answer("Hnatov")).right == 0


def test_lists_are_matched_one_to_one() -> None:
    golds = ["Rødvang", "Kadrzyn"]
    assert measures.set_f1(["Mattis Rødvang", "Zofia Kadrzyn"], golds) == 1
    assert measures.set_f1(["Mattis Rødvang"], golds) == pytest.approx(2 / 3)
    assert measures.set_f1(["Rødvang and Kadrzyn"], golds) == pytest.approx(2 / 3)
    assert measures.set_f1([], golds) == 0


def test_token_f1_and_exact_match() -> None:
    assert measures.token_f1("two hours long", ["two hours"]) == pytest.approx(0.8)
    assert measures.exact_match("The two hours.", ["two hours"]) == 1


def test_a_citation_counts_where_it_overlaps_the_evidence() -> None:
    assert judged(gold("Hnatov"), answer("Hnatov")).on_evidence
    assert not judged(gold("Hnatov"), answer("Dec 6", at=(16, 21))).on_evidence
    assert judged(gold("Hnatov"), answer("Hnatov")).quotes_exact


def test_an_altered_article_shows_as_an_inexact_quote() -> None:
    other = {"a": Article(id="a", text=TEXT.replace("Umerov", "Umerow"))}
    assert not judge(gold("Hnatov"), answer("Hnatov"), other).quotes_exact


def test_refusals() -> None:
    found = measures.refusals([True, True, False, False], [True, False, True, False])
    assert found is not None
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.balanced_accuracy == 0.5
    low, high = found.intervals["precision"]
    assert 0 <= low <= 0.5 <= high <= 1
    assert measures.refusals([True], [False]) is None


def test_calibration_error() -> None:
    assert measures.calibration_error([0.75] * 4, [1, 1, 1, 0]) == 0
    assert measures.calibration_error([1.0, 1.0], [1, 0]) == 0.5


def test_summary() -> None:
    records = [
        judged(gold("Hnatov"), answer("Hnatov")),
        judged(gold("Hnatov", kind="list"), answer(None)),
        judged(gold(kind="near_miss"), answer(None)),
    ]
    row = summarise(records)
    assert row["questions"] == 3
    assert row["right"] == pytest.approx(2 / 3)
    assert row["right_answerable"] == 0.5
    assert (row["refusal"]["precision"], row["refusal"]["recall"]) == (0.5, 1.0)
    assert (row["quotes_exact"], row["citation_on_evidence"]) == (1.0, 1.0)
    assert list(by_type(records)) == ["list", "near_miss", "who"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = [{"id": f"a{n}", "text": f"Person{n} attended meeting{n}."} for n in range(40)]
    questions = [
        {
            "id": f"q{n}",
            "question": f"who attended meeting{n}",
            "answers": [f"Person{n}"],
            "article_ids": [f"a{n}"],
            "answer_start": 0,
        }
        for n in range(40)
    ]
    said = [{"role": "user", "content": "who danced"}]
    questions.append({"id": "none", "question": "who sang", "answers": [], "history": said})
    for name, rows in (("articles", articles), ("questions", questions)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_a_set_is_split_by_article_and_sampled_alike(folder: Path) -> None:
    evaluation = load_set(folder)
    parts = {p: sample(evaluation.questions, p, None) for p in ("tune", "report")}
    assert len(parts["tune"]) + len(parts["report"]) == 41
    assert min(map(len, parts.values())) > 8
    few = sample(evaluation.questions, "tune", 5)
    assert len(few) == 5
    assert few == sample(evaluation.questions, "tune", 5)
    assert evaluation.questions[3].evidence == (Evidence("a3", "Person3"),)
    assert evaluation.questions[-1].history == (Message("user", "who danced"),)


def test_a_set_is_run_end_to_end(folder: Path, pipeline: Pipeline) -> None:
    evaluation = load_set(folder)
    list(pipeline.index.add(evaluation.articles))
    articles = {a.id: a for a in evaluation.articles}
    asked = [q for q in evaluation.questions if q.answerable]
    records = list(answer_all(pipeline, articles, asked))
    assert summarise(records)["right"] > 0.9
    assert records[0].as_json()["question"] == "who attended meeting0"
    assert rank_gold(pipeline, asked[0]).rank == 1


def test_a_missing_or_damaged_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="name a folder with both files"):
        load_set(tmp_path)
    (tmp_path / "articles.jsonl").write_text("{\n")
    with pytest.raises(UnreadableSource, match="line 1 is no JSON"):
        load_set(tmp_path)
    (tmp_path / "articles.jsonl").write_text('{"id": "a", "text": "x"}\n')
    for row in ("[1]", '{"question": "x"}', '{"id": "q", "question": "x", "asked_on": "Dec 6"}'):
        (tmp_path / "questions.jsonl").write_text(row + "\n")
        with pytest.raises(UnreadableSource, match=r"is no JSON object|not of the documented form"):
            load_set(tmp_path)


def test_the_split_names_every_newsroom_question_once() -> None:
    path = Path(__file__).parents[2] / "qa" / "evaluation" / "split.json"
    stories = json.loads(path.read_text(encoding="utf-8"))["newsroom"].values()
    questions = [q for story in stories for q in story["questions"]]
    articles = [a for story in stories for a in story["articles"]]
    assert len(questions) == len(set(questions)) == 163
    assert len(articles) == len(set(articles)) == 53
    assert {story["part"] for story in stories} == {"tune", "report"}


def test_reliability_and_risk_are_drawn(tmp_path: Path) -> None:
    records = [judged(gold("Hnatov"), answer("Hnatov")), judged(gold("Umerov"), answer("Hnatov"))]
    draw(records, tmp_path / "plot.svg")
    drawn = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<?xml")
    with pytest.raises(NotSupported, match="nothing was answered"):
        draw([judged(gold(), answer(None))], tmp_path / "none.svg")


@pytest.mark.quality
@pytest.mark.skipif(
    "DATELINE_EVAL_DATA" not in os.environ, reason="DATELINE_EVAL_DATA names no evaluation data"
)
@pytest.mark.parametrize("planned", PLAN, ids=lambda planned: planned.name)
def test_every_planned_set_can_be_read(planned: Planned) -> None:
    evaluation = planned.load(Path(os.environ["DATELINE_EVAL_DATA"]))
    known = {article.id for article in evaluation.articles}
    assert {question.part for question in evaluation.questions} == {"tune", "report"}
    for question in evaluation.questions:
        assert set(question.filters.article_ids) <= known
    if planned.name == "nq_removed":
        for question in evaluation.questions:
            assert not question.answers
            assert not set(question.article_ids) & set(question.filters.article_ids)


@pytest.mark.quality
@pytest.mark.skipif(
    "DATELINE_EVAL_DATA" not in os.environ, reason="DATELINE_EVAL_DATA names no evaluation data"
)
@pytest.mark.parametrize(
    "name", ["newsroom", "qa/nq_oracle", "qa/multihop_rag_500", "qa/multispanqa", "qa/timeqa"]
)
def test_every_evaluation_set_can_be_read(name: str) -> None:
    evaluation = load_set(Path(os.environ["DATELINE_EVAL_DATA"]) / name)
    texts = {a.id: a.text for a in evaluation.articles}
    assert len(evaluation.questions) > 100
    missing = [
        e
        for q in evaluation.questions
        for e in q.evidence
        if e.quote and e.quote not in texts[e.article_id]
    ]
    assert len(missing) < 0.01 * len(evaluation.questions)
