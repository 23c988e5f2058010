"""A day without its year: the newest answers, other years stand beside it."""

from datetime import date

import pytest

from index.article import Article
from index.dates import event_dates
from index.passage import Hit, Passage
from qa.answer import Answer, Relation
from qa.compose import compose
from qa.decision import Decision, decide
from qa.question import understand
from qa.reader import Span

DECISION = Decision.from_margin(0.0)


def hit(article_id: str, published: str, text: str) -> Hit:
    article = Article.create(article_id=article_id, text=text, published=published, source="Axle")
    dates = event_dates(text, article.published_day)
    return Hit(Passage(article_id, 0, len(text), text, dates), article, 0.9, 0.9, 5.0)


NEW = hit("new", "2025-12-07", "On December 6, 2025, envoy Ada Berg led the talks in Havnby.")
OLD = hit("old", "2024-12-07", "On December 6, 2024, envoy Ole Dahl led the talks in Havnby.")


def ask(question: str, *told: tuple[Hit, str, float], citations: int = 5) -> Answer:
    spans = []
    for number, (one, words, score) in enumerate(told):
        start = one.passage.text.index(words)
        spans.append(Span(number, start, start + len(words), score, 0.0))
    understood = understand(question, date(2026, 1, 10))
    hits = [one for one, _, _ in told]
    reading = decide(understood, hits, spans, DECISION, DECISION.stages[0])
    return compose(understood, reading, DECISION, 0.0, citations)


@pytest.mark.parametrize(("new", "old"), [(9.0, 7.0), (7.0, 9.0)])
def test_the_newest_year_answers_and_the_other_is_told(new: float, old: float) -> None:
    question = "who led the talks on December 6"
    answer = ask(question, (NEW, "Ada Berg", new), (OLD, "Ole Dahl", old))
    assert answer.text == "Ada Berg"
    [other] = answer.alternatives
    assert (other.text, other.relation, other.citations) == ("Ole Dahl", Relation.OTHER_DATE, (2,))
    assert other.date
    assert (other.date.expression, other.date.first) == ("December 6", date(2024, 12, 6))
    assert answer.citations[1].article.id == "old"
    assert answer.dates[0].first == date(2025, 12, 6)


def test_no_other_year_where_one_is_named_or_nothing_differs_or_is_sure() -> None:
    named = "who led the talks on December 6, 2025"
    assert ask(named, (NEW, "Ada Berg", 9.0), (OLD, "Ole Dahl", 7.0)).alternatives == ()
    asked = "who led the talks on December 6"
    same = hit("same", "2024-12-07", "On December 6, 2024, envoy Ada Berg led the talks in Havnby.")
    assert ask(asked, (NEW, "Ada Berg", 9.0), (same, "Ada Berg", 7.0)).alternatives == ()
    assert ask(asked, (NEW, "Ada Berg", 9.0), (OLD, "Ole Dahl", -1.0)).alternatives == ()
    assert ask(asked, (NEW, "Ada Berg", 9.0), (OLD, "Ole Dahl", 3.0)).alternatives == ()
    assert (
        ask("who led the talks", (NEW, "Ada Berg", 9.0), (OLD, "Ole Dahl", 8.0)).alternatives == ()
    )


def test_there_are_no_more_citations_than_asked_for() -> None:
    told = ((NEW, "Ada Berg", 9.0), (OLD, "Ole Dahl", 7.0))
    answer = ask("who led the talks on December 6", *told, citations=1)
    assert (answer.alternatives, len(answer.citations)) == ((), 1)


def test_a_weekday_has_no_newest_year() -> None:
    told = hit("told", "2026-01-07", "On Tuesday envoy Ada Berg led the talks in Havnby.")
    plan = hit("plan", "2026-01-09", "On Tuesday envoy Ole Dahl will lead the talks in Havnby.")
    question = "who led the talks on tuesday"
    answer = ask(question, (told, "Ada Berg", 9.0), (plan, "Ole Dahl", 8.0))
    assert (answer.text, answer.alternatives) == ("Ada Berg", ())
