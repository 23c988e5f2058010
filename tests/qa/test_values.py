from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.kinds import Asks
from qa.values import numbers_in, same_value

DAY = date(2025, 12, 6)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("nine", (9,)),
        ("9 people", (9,)),
        ("about 58,000 households", (58_000,)),
        ("1.4 and 1.8 billion crowns", (1.4e9, 1.8e9)),
        ("2.2–2.5 million crowns", (2.2e6, 2.5e6)),
        ("twenty-three", (23,)),
        ("three hundred", (300,)),
        ("a hundred", (100,)),
        ("two hours", (7200,)),
        ("120 minutes", (7200,)),
        ("between 40 and 50 minutes", (2400, 3000)),
        ("$3m", (3e6,)),
        ("three dozen", (36,)),
        ("Andriy Hnatov", ()),
    ],
)
def test_numbers(text: str, numbers: tuple[float, ...]) -> None:
    assert numbers_in(text) == pytest.approx(numbers)


@pytest.mark.parametrize(
    ("one", "other", "asks", "same"),
    [
        ("nine", "Nine people have lost their lives", Asks.NUMBER, True),
        ("nine", "eight", Asks.NUMBER, False),
        ("two hours", "120 minutes", Asks.DURATION, True),
        ("about 50 minutes", "75 minutes", Asks.DURATION, False),
        ("around 3 million crowns", "2.2–2.5 million crowns", Asks.MONEY, False),
        ("on Tuesday", "December 2", Asks.WHEN, True),
        ("on Tuesday", "December 3", Asks.WHEN, False),
        ("Hnatov", "Andriy Hnatov", Asks.WHO, True),
        ("Rustem Umerov", "Andriy Hnatov", Asks.WHO, False),
        ("long and meaningful", "very constructive", Asks.OTHER, None),
    ],
)
def test_the_same_or_not(one: str, other: str, asks: Asks, same: bool | None) -> None:
    assert same_value(one, other, asks, (DAY, DAY)) is same
    assert same_value(other, one, asks, (DAY, DAY)) is same


@given(st.text(max_size=60))
def test_any_text_has_numbers_or_none(text: str) -> None:
    assert all(number >= 0 for number in numbers_in(text))
