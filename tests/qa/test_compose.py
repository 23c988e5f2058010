"""The decisions around the reader, with spans given by hand."""

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from index.dates import event_dates
from index.passage import Hit, Passage
from qa.answer import Answer, Kind, Reason, Role
from qa.compose import compose
from qa.decision import Decision, decide
from qa.question import understand
from qa.reader import Span

TODAY = date(2025, 12, 10)
DECISION = Decision.from_margin(2.0)
CALL = "On Dec 6 Hnatov, Umerov and Witkoff spoke, an interlocutor said. The call took two hours."


def hit(text: str, article_id: str = "a", published: str = "2025-12-06") -> Hit:
    article = Article.create(article_id=article_id, text=text, published=published)
    dates = event_dates(text, article.published_day)
    return Hit(Passage(article_id, 0, len(text), text, dates), article, 1.0, 1.0, 1.0)


def span(hits: list[Hit], passage: int, words: str, margin: float) -> Span:
    start = hits[passage].passage.text.index(words)
    return Span(passage, start, start + len(words), margin, 0.0)


def answered(question: str, hits: list[Hit], *words: tuple[int, str, float]) -> Answer:
    spans = [span(hits, *w) for w in words]
    understood = understand(question, TODAY)
    reading = decide(understood, hits, spans, DECISION, DECISION.stages[0])
    return compose(understood, reading, DECISION, DECISION.min_confidence, 5)


def test_the_best_words_answer_with_their_sentence() -> None:
    answer = answered(
        "how long was the call", [hit(CALL)], (0, "two hours", 5.0), (0, "Dec 6", 1.0)
    )
    assert (answer.kind, answer.text, answer.role) == (Kind.SPAN, "two hours", Role.EVIDENCE)
    [citation] = answer.citations
    assert citation.quote == "The call took two hours."
    assert citation.quote[slice(*citation.highlight[0])] == "two hours"
    assert answer.confidence == pytest.approx(0.9526, abs=1e-4)


def test_below_the_threshold_the_articles_dont_say() -> None:
    answer = answered("how long was the call", [hit(CALL)], (0, "two hours", 1.9))
    assert (answer.kind, answer.text, answer.items) == (Kind.NONE, None, ())
    assert (answer.reason, answer.role) == (Reason.NOT_IN_ARTICLES, Role.NEAREST)
    assert answer.citations[0].quote == "The call took two hours."
    assert all(not citation.highlight for citation in answer.citations)
    assert answer.confidence < 0.5


def test_names_are_listed_one_by_one_each_with_its_highlight() -> None:
    answer = answered("who attended the call", [hit(CALL)], (0, "Hnatov, Umerov and Witkoff", 5.0))
    assert answer.kind is Kind.LIST
    assert [item.text for item in answer.items] == ["Hnatov", "Umerov", "Witkoff"]
    assert {item.citations for item in answer.items} == {(1,)}
    [citation] = answer.citations
    assert [citation.quote[s:e] for s, e in citation.highlight] == ["Hnatov", "Umerov", "Witkoff"]


def test_named_people_go_before_an_unnamed_one() -> None:
    answer = answered(
        "who attended the call",
        [hit(CALL)],
        (0, "an interlocutor", 5.5),
        (0, "Hnatov, Umerov and Witkoff", 5.0),
    )
    assert [item.text for item in answer.items] == ["Hnatov", "Umerov", "Witkoff"]


def test_another_day_is_not_answered_from() -> None:
    answer = answered("who attended the Dec 9 call", [hit(CALL)], (0, "Hnatov", 9.0))
    assert answer.text is None


def test_a_title_may_say_which_day_it_is_about() -> None:
    found = hit("Hnatov and Umerov spoke.", published="2025-12-08")
    titled = replace(found, article=replace(found.article, title="The call of Dec 6"))
    words = (0, "Hnatov and Umerov", 9.0)
    assert answered("who attended the Dec 6 call", [found], words).text is None
    assert answered("who attended the Dec 6 call", [titled], words).text == "Hnatov and Umerov"


def test_the_day_that_was_meant_is_told() -> None:
    hits = [hit(CALL.replace("Dec 6", "Dec 6, 2024"))]
    answer = answered("who attended the Dec 6 call", hits, (0, "Hnatov", 9.0))
    assert [(d.expression, str(d.first)) for d in answer.dates] == [("Dec 6", "2024-12-06")]


@pytest.mark.parametrize(
    "question",
    [
        "what did Lavrov say on the call",
        "did the call of 17 ministers last",
        "was Oslo called",
        "did Umer call",
    ],
)
def test_a_name_or_number_that_no_passage_has_is_refused(question: str) -> None:
    assert answered(question, [hit(CALL)], (0, "two hours", 9.0)).text is None


@pytest.mark.parametrize(
    "question",
    [
        "what did Umerov's side say",
        "what did Umerow say",
        "did the 3 men speak for 2 hours",
        "did the 3rd man speak",
        "Did Hnatov Speak On The Call",
    ],
)
def test_other_spellings_of_what_a_passage_has_are_no_reason_to_refuse(question: str) -> None:
    text = CALL + " Three men took part. The third spoke."
    assert answered(question, [hit(text)], (0, "two hours", 9.0)).text == "two hours"


def test_articles_that_agree_are_all_cited() -> None:
    hits = [hit(CALL), hit("It lasted Two hours.", "b"), hit("It lasted an hour.", "c")]
    answer = answered(
        "how long was the call",
        hits,
        (0, "two hours", 5.0),
        (1, "Two hours", 4.0),
        (2, "an hour", 3.0),
    )
    assert [c.article.id for c in answer.citations] == ["a", "b"]
    assert answer.items[0].citations == (1, 2)


def test_a_relative_day_is_told_as_a_date() -> None:
    hits = [hit("The deal was signed on Tuesday.", published="2025-12-06")]
    answer = answered("when was the deal signed", hits, (0, "Tuesday", 5.0))
    assert answer.text == "Tuesday (2025-12-02)"
    assert answer.items[0].text == answer.text


@pytest.mark.parametrize(
    ("words", "trimmed"),
    [
        ("“a small good thing”.", "“a small good thing”"),
        ("“a small good", "a small good"),
        ("good thing”", "good thing"),
        (", a small", "a small"),
    ],
)
def test_dangling_marks_are_left_out(words: str, trimmed: str) -> None:
    text = "She called it “a small good thing”. It was, a small one."
    assert answered("what did she call it", [hit(text)], (0, words, 5.0)).text == trimmed
