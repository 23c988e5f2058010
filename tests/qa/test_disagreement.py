"""Values that disagree and values that newer ones replace, with spans given by hand."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from index.passage import Hit, Passage
from index.search import PassageIndex
from qa.answer import Answer, Relation
from qa.compose import compose
from qa.decision import Decision, decide
from qa.pipeline import Pipeline
from qa.question import understand
from qa.reader import Span, Text

DECISION = Decision.from_margin(0.0)
TODAY = date(2026, 2, 1)


def hit(article_id: str, source: str, published: str, text: str, corrects: str = "") -> Hit:
    article = Article.create(
        article_id=article_id,
        text=text,
        published=published,
        source=source,
        corrects=corrects or None,
    )
    return Hit(Passage(article_id, 0, len(text), text), article, 1.0, 1.0, 1.0)


def answered(question: str, *told: tuple[Hit, str, float]) -> Answer:
    hits = [hit for hit, _, _ in told]
    spans = []
    for number, (one, words, margin) in enumerate(told):
        start = one.passage.text.index(words)
        spans.append(Span(number, start, start + len(words), margin, 0.0))
    understood = understand(question, TODAY)
    reading = decide(understood, hits, spans, DECISION, DECISION.stages[0])
    return compose(understood, reading, DECISION, DECISION.min_confidence, 5)


def alternatives(answer: Answer) -> list[tuple[str, str]]:
    for other in answer.alternatives:
        [number] = other.citations
        citation = answer.citations[number - 1]
        marked = citation.quote[slice(*citation.highlight[0])]
        assert other.text.startswith(marked)
    return [(other.text, other.relation.value) for other in answer.alternatives]


COURIER = hit("c", "Courier", "2026-01-16T10:00:00Z", "Nine people died in the storm.")
AGENCY = hit("v", "Agency", "2026-01-16T18:00:00Z", "Police put the storm deaths at eight people.")
LATER = hit("l", "Agency", "2026-01-19", "A body brings the people who died in the storm to ten.")


def test_outlets_of_one_day_that_disagree_stand_side_by_side() -> None:
    answer = answered(
        "how many people died in the storm", (COURIER, "Nine", 6.0), (AGENCY, "eight", 5.0)
    )
    assert answer.text == "Courier: Nine; Agency: eight"
    assert alternatives(answer) == [("eight", "conflict")]
    assert [citation.article.id for citation in answer.citations] == ["c", "v"]
    assert answer.items[0].citations == (1,)


def test_a_later_value_goes_before_the_earlier_ones() -> None:
    answer = answered(
        "how many people died in the storm",
        (COURIER, "Nine", 6.0),
        (AGENCY, "eight", 5.0),
        (LATER, "ten", 4.0),
    )
    assert answer.text == "ten"
    assert alternatives(answer) == [("Nine", "superseded"), ("eight", "superseded")]


def test_a_correction_takes_the_corrected_value_back() -> None:
    mended = hit(
        "m", "Courier", "2026-01-16T11:00:00Z", "Eight people died in the storm, not nine.", "c"
    )
    answer = answered(
        "how many people died in the storm", (COURIER, "Nine", 9.0), (mended, "Eight", 5.0)
    )
    assert (answer.text, alternatives(answer)) == ("Eight", [("Nine", "superseded")])


def test_what_is_told_as_an_error_is_no_answer() -> None:
    text = "The loss was 221 million crowns, not 212 million crowns. An earlier version gave 200."
    one = hit("o", "Ledger", "2026-01-16", text)
    spans = [(one, "212 million crowns", 7.0), (one, "221 million crowns", 6.0)]
    assert answered("how much was the loss", *spans).text == "221 million crowns"


@pytest.mark.parametrize(
    ("text", "corrects", "expected"),
    [
        ("The toll was given as nine dead. This was incorrect. Eight are dead.", "", "Eight"),
        ("Our article (“Storm”) stated that nine had died. Eight are dead.", "c", "Eight"),
        ("Our article (“Storm”) stated that nine had died. Eight are dead.", "", "nine"),
        ("Police say nine are dead. This was wrongly feared. Eight are dead.", "", "nine"),
        ("Those who counted nine dead have withdrawn the claim. Eight are dead.", "", "Eight"),
        ("Troops who counted nine dead have withdrawn. Eight are dead.", "", "nine"),
    ],
)
def test_a_value_that_is_taken_back_in_the_next_words(
    text: str, corrects: str, expected: str
) -> None:
    one = hit("m", "Courier", "2026-01-17", text, corrects)
    spans = [(one, "nine", 9.0), (one, "Eight", 6.0)]
    assert answered("how many are dead in the storm", *spans).text == expected


def test_a_later_number_of_other_things_takes_no_toll_s_place() -> None:
    chimneys = hit("x", "Courier", "2026-02-12", "After the storm 96 chimneys stood crooked.")
    answer = answered(
        "how many people died in the storm", (COURIER, "Nine", 9.0), (chimneys, "96", 6.0)
    )
    assert answer.text == "Nine"


def test_the_newest_entry_of_a_live_blog_counts() -> None:
    text = "13:50 The grid company says 58,000 homes are dark.\n\n07:40 Dark homes: 41,000 homes."
    blog = hit("b", "Agency", "2026-01-14T14:30:00Z", text)
    answer = answered("how many homes are dark", (blog, "41,000", 6.0), (blog, "58,000", 5.5))
    assert (answer.text, alternatives(answer)) == ("58,000", [("41,000", "superseded")])


@pytest.mark.parametrize(
    ("question", "other", "words", "margin"),
    [
        ("how many people died in the storm", "Some 9 people died in the storm.", "9", 5.0),
        ("how many people died in the storm", "About 40 homes burnt down.", "40", 5.0),
        ("how many people died in the storm", "Two people died in the storm.", "Two", -1.0),
        ("why did people die in the storm", "Roofs fell on people in the storm.", "Roofs", 5.0),
    ],
)
def test_no_disagreement(question: str, other: str, words: str, margin: float) -> None:
    rival = hit("r", "Radio", "2026-01-16T12:00:00Z", other)
    answer = answered(question, (COURIER, "Nine people died", 6.0), (rival, words, margin))
    assert answer.alternatives == ()
    assert answer.text is not None
    assert ";" not in answer.text


def test_relations_have_the_contracts_names() -> None:
    assert [relation.value for relation in Relation] == ["conflict", "superseded", "other_date"]


class NumberReader:
    """Proposes the first number of each text."""

    def read(self, _question: str, texts: Sequence[Text], _best: int) -> list[Span]:
        found = [re.search(r"\d+", text.body) for text in texts]
        return [Span(n, *m.span(), 5.0, 0.0) for n, m in enumerate(found) if m]


def test_a_later_article_that_was_not_among_the_best_is_read_where_counts_go_on(
    index: PassageIndex,
) -> None:
    rows = [
        ("early", "2026-01-14", "The storm killed 3 people. The storm killed people at sea."),
        ("late", "2026-01-16", "Of the people in the storm 10 are dead."),
        ("old", "2025-01-16", "A storm of another year, with 99 graves."),
    ]
    for name, day, text in rows:
        list(index.add([Article.create(article_id=name, text=text, published=day, source=name)]))
    decision = replace(DECISION, stages=(replace(DECISION.stages[0], passages=1),))
    pipeline = Pipeline(index, NumberReader(), decision)
    answer = pipeline.ask(understand("how many people has the storm killed", TODAY))
    assert answer.text == "10"
    assert alternatives(answer) == [("3", "superseded")]
    lasting = pipeline.ask(understand("how many people built the storm wall", TODAY))
    assert lasting.alternatives == ()


def test_an_article_that_corrects_one_found_is_read(index: PassageIndex) -> None:
    rows = [
        ("wrong", None, "The storm killed 9 people, the people at the harbour said of the storm."),
        ("mend", "wrong", "Correction: it was 8."),
    ]
    for name, corrects, text in rows:
        article = Article.create(
            article_id=name, text=text, published="2026-01-16", source=name, corrects=corrects
        )
        list(index.add([article]))
    decision = replace(DECISION, stages=(replace(DECISION.stages[0], passages=1),))
    pipeline = Pipeline(index, NumberReader(), decision)
    question = understand("how many people did the storm at the harbour kill", TODAY)
    assert [hit.article.id for hit in pipeline.search(question, 1)] == ["wrong"]
    answer = pipeline.ask(question)
    assert answer.text == "8"
    assert alternatives(answer) == [("9", "superseded")]
