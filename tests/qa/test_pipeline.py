"""The way of a question on the seed, with the real models."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fakes import CapitalsReader

from index.article import Article
from index.embedding import SentenceTransformerEmbedder
from index.errors import ModelError
from index.ingest import ingest
from index.passage import Filters
from index.search import PassageIndex
from qa.answer import Answer, Kind, Reason
from qa.candidates import Candidate
from qa.decision import Decision
from qa.pipeline import Pipeline
from qa.question import understand
from qa.reader import TransformersReader

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    embedder = SentenceTransformerEmbedder.packaged()
    index = PassageIndex.open(tmp_path_factory.mktemp("seed"), embedder)
    for _ in ingest(index, [SEEDS]):
        pass
    yield Pipeline(index, TransformersReader.packaged())
    index.close()


def ask(pipeline: Pipeline, text: str) -> Answer:
    return pipeline.ask(understand(text, date(2025, 12, 10)))


def test_who_attended_the_dec_6_call(seed: Pipeline) -> None:
    answer = ask(seed, "who attended the Dec 6 call")
    assert answer.kind is Kind.LIST
    assert [i.text for i in answer.items] == [
        "Volodymyr Zelenskyy (the president)",
        "Andriy Hnatov",
        "Rustem Umerov",
        "Steve Witkoff",
        "Jared Kushner",
    ]
    [citation] = answer.citations
    assert citation.quote.startswith("During the December 6 talks, the president, Hnatov,")
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert [str(d.first) for d in answer.dates] == ["2025-12-06"]


@pytest.mark.parametrize(
    "day", ["6 december 2025", "december 6, 2025", "2025-12-06", "12/6", "saturday dec 6"]
)
def test_however_the_day_is_written(seed: Pipeline, day: str) -> None:
    assert len(ask(seed, f"who attended the call on {day}").items) == 5


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how long did the call last", "two hours"),
        ("when did Witkoff meet Putin", "December 2 (2025-12-02)"),
        ("who is the ambassador of Ukraine", "Olga Stefanishyna"),
        ("where will they brief Zelenskyy", "London"),
        ("who joined by phone", "the head of state"),
        ("how did Zelenskyy describe the talks", "long and meaningful"),
    ],
)
def test_reads_the_seed(seed: Pipeline, question: str, answer: str) -> None:
    assert ask(seed, question).text == answer


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("who attended the Dec 9 call", Reason.NO_ARTICLE_FOR_DATE),
        ("what did Lavrov say about the guarantees", Reason.NOT_IN_ARTICLES),
        ("what is the capital of France", Reason.NOT_IN_ARTICLES),
        ("who won the Champions League", Reason.NOT_IN_ARTICLES),
        ("how many prisoners were exchanged", Reason.NOT_IN_ARTICLES),
    ],
)
def test_refuses_what_the_seed_does_not_say(seed: Pipeline, question: str, reason: Reason) -> None:
    answer = ask(seed, question)
    assert (answer.text, answer.reason) == (None, reason)
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


def test_an_empty_collection_has_no_articles(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "who attended")
    assert (answer.kind, answer.reason) == (Kind.NONE, Reason.NO_ARTICLES)


def test_filters_that_leave_nothing_are_no_empty_collection(pipeline: Pipeline) -> None:
    list(pipeline.index.add([Article.create(text="Hnatov attended the call.")]))
    question = understand(
        "who attended the call", date(2025, 12, 10), filters=Filters(sources=("none",))
    )
    assert pipeline.ask(question).reason is Reason.NOT_IN_ARTICLES


def test_a_missing_or_foreign_model_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load the reader"):
        TransformersReader.load(str(tmp_path))
    with pytest.raises(ModelError, match="cannot load the embedder"):
        SentenceTransformerEmbedder.load(str(tmp_path / "nothing"))


@pytest.mark.parametrize(
    "question", ["a " * 900, "who call? " * 190, "x" * 2000, "\U0001f44d" * 2000]
)
def test_a_long_question_is_read(seed: Pipeline, question: str) -> None:
    ask(seed, question)


def test_both_years_of_a_day_are_read_however_sure_the_first_is(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, SentenceTransformerEmbedder.packaged())
    for year, winner in ((2024, "Mats Ekre"), (2025, "Tone Vik")):
        text = f"{winner} won the Skarholm regatta on June 14, {year}, ahead of eleven boats."
        list(index.add([Article.create(text=text, published=f"{year}-06-15")]))
    answer = ask(Pipeline(index, TransformersReader.packaged()), "who won the regatta on June 14")
    index.close()
    assert answer.text == "Tone Vik"
    assert [(o.text, o.date and o.date.first) for o in answer.alternatives] == [
        ("Mats Ekre", date(2024, 6, 14))
    ]


def test_who_wrote_an_article_did_not_do_what_it_tells(index: PassageIndex) -> None:
    text = "By Emil Rostad\n\nThe Eystein brooch was stolen by Anders Holt on Friday."
    list(index.add([Article.create(article_id="a", text=text, published="2025-12-06")]))
    pipeline = Pipeline(index, CapitalsReader(), Decision.from_margin(0.0))
    assert ask(pipeline, "who stole the Eystein brooch").text != "Emil Rostad"
    assert any(c.text == "Emil Rostad" for c in read(pipeline, "who reported the Eystein brooch"))
    assert all(c.text != "Emil Rostad" for c in read(pipeline, "who stole the Eystein brooch"))


def read(pipeline: Pipeline, text: str) -> tuple[Candidate, ...]:
    question = understand(text, date(2025, 12, 10))
    return pipeline.read(question, pipeline.search(question, 6)).candidates
