"""Choosing, being sure, and reading no more than that needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from index.passage import Hit, Passage
from index.search import PassageIndex
from qa.candidates import CHOICE_FEATURES, SURE_FEATURES
from qa.constraints import names_in, time_fit
from qa.decision import Decision, Stage, decide, shipped_decision
from qa.pipeline import Pipeline
from qa.question import understand
from qa.reader import Span, Text

TODAY = date(2025, 12, 10)


def hit(text: str, article_id: str = "a", title: str | None = None) -> Hit:
    article = Article.create(article_id=article_id, text=text, published="2025-12-06", title=title)
    return Hit(Passage(article_id, 0, len(text), text), article, 0.9, 0.5, 3.0)


def span(hits: Sequence[Hit], number: int, words: str, score: float, null: float = 0.0) -> Span:
    start = hits[number].passage.text.index(words)
    return Span(number, start, start + len(words), score, null)


def test_the_shipped_decision_knows_its_features_and_grows_with_them() -> None:
    decision = shipped_decision()
    assert set(decision.choice) <= set(CHOICE_FEATURES)
    assert [stage.passages for stage in decision.stages] == sorted(
        {stage.passages for stage in decision.stages}
    )
    for stage in decision.stages:
        assert set(stage.weights) <= set(SURE_FEATURES)
        values = [y for _, y in stage.curve]
        assert values == sorted(values)
        assert values[0] > 0
        assert values[-1] < 1
    assert 0 < decision.min_confidence < 1


def test_an_unknown_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="no such features: \\['luck'\\]"):
        Decision({"luck": 1.0}, (Stage(2, {}, 0.0),), 0.5)
    with pytest.raises(ValueError, match="at least one stage"):
        Decision({}, (), 0.5)


def test_even_odds_at_the_threshold() -> None:
    hits = [hit("The call took two hours.")]
    question = understand("how long was the call", TODAY)
    decision = Decision.from_margin(3.0)
    reading = decide(
        question, hits, [span(hits, 0, "two hours", 4.0, 1.0)], decision, decision.stages[0]
    )
    assert reading.confidence == pytest.approx(0.5)


def test_words_of_another_kind_than_asked_for_can_lose() -> None:
    hits = [hit("The repair took 18 months and cost 86 million crowns.")]
    question = understand("what was the final bill", TODAY)
    spans = [span(hits, 0, "18 months", 9.0), span(hits, 0, "86 million crowns", 8.0)]
    by_margin = Decision.from_margin(0.0)
    minding = replace(by_margin, choice={"margin": 1.0, "unfit": -1.0})
    for decision, expected in ((by_margin, "18 months"), (minding, "86 million crowns")):
        reading = decide(question, hits, spans, decision, decision.stages[0])
        assert reading.chosen is not None
        assert reading.chosen.text == expected


class CountingReader:
    """Answers "two hours" in every text, with a given score, and counts what it reads."""

    def __init__(self, score: float) -> None:
        self.score = score
        self.read_texts: list[Text] = []

    def read(self, question: str, texts: Sequence[Text], best: int) -> list[Span]:
        self.read_texts += texts
        starts = [text.body.index("two hours") for text in texts]
        return [Span(n, start, start + 9, self.score, 0.0) for n, start in enumerate(starts)]


@pytest.mark.parametrize(("score", "passages"), [(9.0, 2), (0.5, 5)])
def test_reading_stops_where_it_is_sure_enough(
    index: PassageIndex, score: float, passages: int
) -> None:
    rows = [
        Article.create(article_id=str(n), text=f"Call {n * 'x'} took two hours.", title="Talks")
        for n in range(5)
    ]
    list(index.add(rows))
    reader = CountingReader(score)
    stages = (Stage(2, {"margin": 10.0}, 0.0, enough=0.9), Stage(6, {"margin": 10.0}, 0.0))
    pipeline = Pipeline(index, reader, Decision({"margin": 1.0}, stages, 0.5))
    answer = pipeline.ask(understand("why did the call take so long", TODAY))
    assert answer.text == "two hours"
    assert len(reader.read_texts) == passages
    assert {text.heading for text in reader.read_texts} == {"Talks"}


def test_other_articles_are_read_where_values_can_be_compared(index: PassageIndex) -> None:
    rows = [Article.create(article_id=str(n), text=f"Call {n} took two hours.") for n in range(5)]
    list(index.add(rows))
    reader = CountingReader(9.0)
    stages = (Stage(2, {"margin": 10.0}, 0.0, enough=0.9), Stage(6, {"margin": 10.0}, 0.0))
    pipeline = Pipeline(index, reader, Decision({"margin": 1.0}, stages, 0.5))
    pipeline.ask(understand("how long was the call", TODAY))
    assert len(reader.read_texts) == 5


def test_a_higher_least_confidence_refuses_more(index: PassageIndex) -> None:
    list(index.add([Article.create(article_id="a", text="The call took two hours.")]))
    pipeline = Pipeline(index, CountingReader(2.0), Decision.from_margin(1.0))
    question = understand("how long was the call", TODAY)
    given = pipeline.ask(question)
    assert given.text == "two hours"
    refused = pipeline.ask(question, min_confidence=given.confidence + 0.01)
    assert (refused.text, refused.confidence) == (None, given.confidence)


def test_names_are_known_however_they_are_typed() -> None:
    texts = ["Oisín Tarrant met the bear. Tarrant will speak.", "A bear was seen by Will Bear."]
    question = understand("what did tarrant tell oisin's bear on dec 9", TODAY)
    assert names_in(question, texts) == {"tarrant", "oisin"}


@pytest.mark.parametrize(
    ("question", "sentence", "fit"),
    [
        ("who owned it from 1811 to 1827", "Peter had it from 1805 to 1830.", 1),
        ("who owned it in 1815", "Peter had it since 1811.", 1),
        ("who owned it in 1915", "Peter had it from 1805 to 1830.", -1),
        ("who owned it in 1915", "Peter had it.", 0),
        ("who owned it", "Peter had it in 1811.", 0),
        ("who called on Dec 9", "They called on December 6.", -1),
    ],
)
def test_a_sentences_own_dates_speak_for_or_against_it(
    question: str, sentence: str, fit: int
) -> None:
    assert time_fit(understand(question, TODAY), sentence, date(2025, 12, 6)) == fit
