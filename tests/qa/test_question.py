from datetime import date

import pytest

from index.errors import InvalidInput
from qa.kinds import Asks
from qa.question import understand

TODAY = date(2025, 12, 10)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("who attended the Dec 6 call", Asks.WHO),
        ("whos tipped to replace her", Asks.WHO),
        ("how long did it last", Asks.DURATION),
        ("how many people died", Asks.NUMBER),
        ("how much does it cost", Asks.MONEY),
        ("final bill for the cable", Asks.MONEY),
        ("how old is the ice", Asks.AGE),
        ("how many hrs was she on the stand", Asks.DURATION),
        ("why was it late", Asks.REASON),
        ("how come the minister missed it", Asks.REASON),
        ("when did it end", Asks.WHEN),
        ("what day was it signed", Asks.WHEN),
        ("where is it kept", Asks.WHERE),
        ("which court hears the appeal", Asks.WHERE),
        ("what did the report say", Asks.OTHER),
    ],
)
def test_the_kind_of_answer_asked_for(text: str, asks: Asks) -> None:
    assert understand(text, TODAY).asks is asks


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("who attended the Dec 6 call", True),
        ("what were the demands of the union", True),
        ("what does strait lines say about it", False),
        ("who joined by phone", False),
        ("who was on the call", True),
        ("which countries signed", True),
        ("name the candidates", True),
        ("what school areas closed", True),
        ("who is the mayor", False),
        ("which court hears the appeal", False),
        ("what was the reason", False),
        ("what does he want", False),
        ("places that were considered for the centre", True),
        ("names of the injured", True),
        ("people who spoke against it", True),
        ("sales in 2023", False),  # a count
        ("news of the strike", False),
        ("crisis in the port", False),
        ("death toll of the storm", False),
    ],
)
def test_whether_a_list_is_wanted(text: str, wanted: bool) -> None:
    assert understand(text, TODAY).wants_list is wanted


def test_a_day_without_a_year_may_mean_any_year_the_newest_first() -> None:
    [found] = understand("who attended the Dec 6 call", TODAY).dates
    assert (found.expression, found.nearest.first) == ("Dec 6", date(2025, 12, 6))
    assert [s.first for s in found.candidates][:3] == [
        date(2026, 12, 6),
        date(2025, 12, 6),
        date(2024, 12, 6),
    ]


def test_a_day_with_a_year_means_that_year() -> None:
    [found] = understand("who spoke on December 6, 2024?", TODAY).dates
    assert [s.first for s in found.candidates] == [date(2024, 12, 6)]


def test_relative_days_count_from_the_day_of_asking() -> None:
    [found] = understand("what happened yesterday", TODAY).dates
    assert [s.first for s in found.candidates] == [date(2025, 12, 9)]


def test_a_bare_weekday_is_the_last_or_the_next_one() -> None:
    [found] = understand("which schools closed weds", date(2026, 1, 13)).dates
    assert [s.first for s in found.candidates] == [date(2026, 1, 14), date(2026, 1, 7)]


@pytest.mark.parametrize(
    ("text", "message"), [("  ", "question is empty"), ("x" * 2001, "at most 2000")]
)
def test_unusable_questions_are_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        understand(text, TODAY)


def test_a_month_without_its_year_may_be_of_any_year() -> None:
    [asked] = understand("what happened in february", date(2026, 11, 24)).dates
    firsts = [span.first for span in asked.candidates]
    assert date(2026, 2, 1) in firsts
    assert date(2025, 2, 1) in firsts
    assert not asked.is_precise
    [this] = understand("what happened this month", date(2026, 11, 24)).dates
    assert [span.first for span in this.candidates] == [date(2026, 11, 1)]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("which team did he play for", True),
        ("what country signed first", True),
        ("name of the spokesman", True),
        ("how many marched", True),
        ("when was the vote", True),
        ("who voted against", False),
        ("which teams withdrew", False),
        ("which of the firms was fined", False),
        ("which people were hurt", False),
        ("what burned", False),
        ("what did they demand", False),
    ],
)
def test_a_question_may_want_one_thing_alone(text: str, one: bool) -> None:
    assert understand(text, TODAY).wants_one is one
