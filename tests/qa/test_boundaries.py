"""Answers begin and end at whole words and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.boundaries import after_dateline, tidy
from qa.kinds import Asks

TEXT = (
    "KARSHOLM, Dec 6 (VPA) — Foreign Minister Zofia Kadrzyn, who was ill, spoke of the cable for "
    "almost two hours.\n\nYesterday Umerov flew to Oslo on Dec. 9. He paid 86 million crowns."
)


@pytest.mark.parametrize(
    ("words", "asks", "expected"),
    [
        ("Kadrzyn, who was ill", Asks.WHO, "Zofia Kadrzyn"),
        ("Zofia", Asks.WHO, "Zofia Kadrzyn"),
        ("of the cable", Asks.OTHER, "the cable"),
        ("for almost two hours.", Asks.DURATION, "almost two hours"),
        ("two hours.\n\nYesterday Umerov", Asks.DURATION, "two hours"),
        ("KARSHOLM, Dec 6 (VPA) — Foreign", Asks.OTHER, "Foreign"),
        ("on Dec. 9", Asks.WHEN, "Dec. 9"),
        ("Umerov", Asks.WHO, "Umerov"),  # "Yesterday" has the capital of a sentence
        ("on Dec. 9. He paid", Asks.WHEN, "Dec. 9"),
        ("Oslo on", Asks.WHERE, "Oslo"),
        ("crow", Asks.MONEY, "crowns"),
        ("the cable for", Asks.OTHER, "the cable"),
    ],
)
def test_ends_are_mended(words: str, asks: Asks, expected: str) -> None:
    start = TEXT.index(words)
    first, last = tidy(TEXT, start, start + len(words), asks)
    assert TEXT[first:last] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("at least seven", "at least seven"), ("at most 40", "at most 40"), ("at seven", "seven")],
)
def test_a_bound_belongs_to_its_number(words: str, expected: str) -> None:
    first, last = tidy(f"Told {words} of them.", 5, 5 + len(words), Asks.NUMBER)
    assert f"Told {words} of them."[first:last] == expected


def test_a_span_within_a_dateline_is_nothing() -> None:
    first, last = tidy(TEXT, 0, TEXT.index(" —"), Asks.WHO)
    assert first >= last


@pytest.mark.parametrize(
    ("lead", "place"),
    [
        ("ORRIN - Desmond Hale won.", "Desmond"),
        ("CARROW CITY, Ossaway (IW) - She warned.", "She"),
        ("KARSHOLM, Dec 6 (VPA) — She warned.", "She"),
        ("The vote - a close one - was held.", "The"),
        ("OSLO-BERGEN ferries are late.", "OSLO"),
    ],
)
def test_what_a_report_says_begins_after_its_dateline(lead: str, place: str) -> None:
    text = f"A line before.\n\n{lead}"
    assert after_dateline(text, text.index(lead)) == text.index(place)
    assert after_dateline(text, 3) == 3


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Ada Berg (Civic Party) won.", "Ada Berg (Civic", "Ada Berg (Civic Party)"),
        ("Ada Berg (who won\nby one vote.", "Ada Berg (who won", "Ada Berg"),
        ("Ada Berg (Greens) won.", "Ada Berg (Greens)", "Ada Berg (Greens)"),
        ("(Civic Party of Ada Berg", "(Civic Party", "Civic Party"),
    ],
)
def test_a_bracket_is_closed_or_left_out(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    first, last = tidy(text, start, start + len(words), Asks.OTHER)
    assert text[first:last] == expected


def test_the_number_of_somebody_else_is_left_out() -> None:
    text = "Ada Berg ended on 2,904 and Odd Kvamme on 695."
    first, last = tidy(text, text.index("2,904"), len(text), Asks.NUMBER)
    assert text[first:last] == "2,904"
    first, last = tidy("On May 4 and June 5.", 3, 19, Asks.WHEN)
    assert (first, last) == (3, 19)


@given(st.text(max_size=60), st.data())
def test_any_span_stays_within_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = tidy(text, start, end, data.draw(st.sampled_from(list(Asks))))
    assert first >= last or 0 <= first < last <= len(text)
