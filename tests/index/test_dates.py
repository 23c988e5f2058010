from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import event_dates, find_dates, find_intervals, mentions_between
from index.dates.rules import RULES
from index.dates.tables import easter
from index.passage import DateSpan

SATURDAY = date(2025, 12, 6)


def found(text: str, anchor: date = SATURDAY) -> list[tuple[str, str, str]]:
    return [(m.text, str(m.first), str(m.last)) for m in find_dates(text, anchor)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Dec. 6 the", "2025-12-06", "2025-12-06"),
        ("on December 6, 2024, they", "2024-12-06", "2024-12-06"),
        ("the 6 December 2025 call", "2025-12-06", "2025-12-06"),
        ("on the 6th of December", "2025-12-06", "2025-12-06"),
        ("2025-12-09", "2025-12-09", "2025-12-09"),
        ("the 12/6 call", "2025-12-06", "2025-12-06"),
        ("on 12/6/24", "2024-12-06", "2024-12-06"),
        ("on 12/6/98", "1998-12-06", "1998-12-06"),
        ("on 25/12/2024", "2024-12-25", "2024-12-25"),
        ("on January 8", "2026-01-08", "2026-01-08"),
        ("on Nov 9", "2025-11-09", "2025-11-09"),
        ("February 29", "2024-02-29", "2024-02-29"),
        ("in March 2024", "2024-03-01", "2024-03-31"),
        ("in November", "2025-11-01", "2025-11-30"),
        ("since May", "2025-05-01", "2025-05-31"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("Q3 2024", "2024-07-01", "2024-09-30"),
        ("the third quarter", "2025-07-01", "2025-09-30"),
        ("said yesterday", "2025-12-05", "2025-12-05"),
        ("from tomorrow", "2025-12-07", "2025-12-07"),
        ("agreed on Saturday to", "2025-12-06", "2025-12-06"),
        ("agreed on Tuesday to", "2025-12-02", "2025-12-02"),
        ("are to speak on Tuesday to", "2025-12-09", "2025-12-09"),
        ("next Saturday", "2025-12-13", "2025-12-13"),
        ("last Saturday", "2025-11-29", "2025-11-29"),
    ],
)
def test_reads(text: str, first: str, last: str) -> None:
    assert [days for _, *days in found(text)] == [[first, last]]


@pytest.mark.parametrize(
    ("rule", "example"), [(rule.name, example) for rule in RULES for example in rule.examples]
)
def test_every_rule_reads_its_examples(rule: str, example: tuple[str, str, str]) -> None:
    text, first, last = example
    assert [days for _, *days in found(text)] == [[first, last]], rule


def test_every_rule_has_an_example() -> None:
    assert all(rule.examples for rule in RULES)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the strike planned for Tuesday", ["2025-12-09"]),
        ("Until Thursday, they had not called him a suspect.", ["2025-12-04"]),
        ("will leave at 4 in the morning (4 a.m. EDT Thursday)", ["2025-12-11"]),
        ("agreed to meet Tuesday", ["2025-12-09"]),
        ("would not comment Monday", ["2025-12-01"]),
        ("on April 24 and 25.", ["2025-04-24", "2025-04-25"]),
        ("between 3 and 7 May", ["2025-05-03", "2025-05-07"]),
        ("He called on Dec 2. Two days later he left, and the next day he came back.",
         ["2025-12-02", "2025-12-04", "2025-12-05"]),
        ("On Monday he said: “We meet tomorrow.”", ["2025-12-01", "2025-12-02"]),
        ("“We meet tomorrow,” he said on Monday.", ["2025-12-02", "2025-12-01"]),
        ("“We meet tomorrow.” Nobody came on Monday.", ["2025-12-07", "2025-12-01"]),
        ("Dec 4, 14:05\nHe fell yesterday.\nDec 5, 9:10\nHe rose yesterday.",
         ["2025-12-04", "2025-12-03", "2025-12-05", "2025-12-04"]),
    ],
)  # fmt: skip
def test_what_the_words_around_tell(text: str, days: list[str]) -> None:
    assert [first for _, first, _ in found(text)] == days


def test_a_week_named_by_its_day() -> None:
    assert found("a hearing the week of March 6") == [
        ("the week of March 6", "2026-03-02", "2026-03-08")
    ]


def test_the_night_between_two_days() -> None:
    night = find_intervals("in the night from Friday to Saturday", SATURDAY)
    assert night == [DateSpan(date(2025, 12, 5), date(2025, 12, 6))]


@pytest.mark.parametrize(
    ("year", "day"), [(1998, "1998-04-12"), (2000, "2000-04-23"), (2024, "2024-03-31")]
)
def test_easter(year: int, day: str) -> None:
    assert str(easter(year)) == day


def test_a_passages_dates_are_read_with_the_text_around_it() -> None:
    text = "They met on Dec 2. The next day they parted."
    part = mentions_between(text, SATURDAY, text.index("The next"), len(text))
    assert [(m.text, str(m.first)) for m in part] == [("The next day", "2025-12-03")]


@pytest.mark.parametrize(
    "text",
    [
        "the Sunday Times reported",
        "The Sun reported it",
        "April said nothing, nor did Jan Kavan",
        "an overnight success",
        "the past three years",
        "for the last week",
        "at this march through the town",
        "the Good Friday Agreement",
        "a few weeks",
        "version 12.6.1",
        "a score of 6-2",
        "the May",
        "you may march on",
        "May they rest",
        "two hours and 15 minutes",
        "24/7 service",
        "a 1/2 share",
        "won 31-29",
        "$2019 was paid",
        "room 2019.5",
        "Feb 30",
        "2025-13-40",
        "he sat in the sun",
        "50 per cent of 1,999 people",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_the_words_are_those_of_the_text() -> None:
    text = "On Dec. 6 and again on 9 December 2025."
    mentions = find_dates(text, SATURDAY)
    assert [m.text for m in mentions] == ["Dec. 6", "9 December 2025"]
    assert [m.year_given for m in mentions] == [False, True]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("since March 2024", "from"),
        ("until Dec 6", "until"),
        ("till 2019", "until"),
        ("2019", None),
    ],
)
def test_an_open_side_is_told(text: str, bound: str | None) -> None:
    assert [m.bound for m in find_dates(text, SATURDAY)] == [bound]


@pytest.mark.parametrize("anchor", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_trap(anchor: date) -> None:
    find_dates("fourth quarter, Friday, tomorrow, yesterday, December, Dec 6, next Monday", anchor)


DATE_LIKE = st.lists(
    st.one_of(
        st.sampled_from(
            "Dec 6 December 2025 /12/ 31 - . , May march Tuesday next Q3 the 1990s 0 99 last week "
            "ago two days later that year “ ” said yesterday will Easter '90s \n 14:05".split()
        ),
        st.text(max_size=5),
    )
).map(" ".join)


@given(DATE_LIKE, st.dates())
def test_never_fails_and_offsets_are_exact_and_in_order(text: str, anchor: date) -> None:
    end = 0
    for mention in find_dates(text, anchor):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        assert mention.first <= mention.last
        end = mention.end


def test_a_weekday_before_its_date_is_no_date_of_its_own() -> None:
    assert found("on Saturday, Dec 6, they") == [("Dec 6", "2025-12-06", "2025-12-06")]
    assert [m for m, *_ in found("on Saturday and on Dec 6")] == ["Saturday", "Dec 6"]


def test_without_a_publication_day_only_full_dates_are_known() -> None:
    spans = event_dates("On Tuesday, Dec 6, and on December 9, 2025.", None)
    assert [(s.first, s.last) for s in spans] == [(date(2025, 12, 9), date(2025, 12, 9))]
