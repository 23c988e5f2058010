from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import event_dates, find_dates

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
    "text",
    [
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
            "Dec 6 December 2025 /12/ 31 - . , May march Tuesday next Q3 the 1990s 0 99".split()
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
