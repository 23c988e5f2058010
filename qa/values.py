"""What an answer's words come to, so that two of them can be compared: "nine" is 9.

Numbers are read from digits and words, lengths of time become seconds, days become intervals.
"""

import re
from dataclasses import dataclass
from datetime import date

from index.dates import find_dates
from index.passage import DateSpan
from qa.kinds import Asks
from qa.names import same_person
from qa.numerals import CARDINAL_OF, ORDINAL_OF

_SMALL = {word: float(n) for word, n in (CARDINAL_OF | ORDINAL_OF).items()}
_SMALL |= {"no": 0.0, "none": 0.0, "nobody": 0.0, "once": 1.0, "twice": 2.0, "half": 0.5}
_SCALES = {
    "dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9,
    "trillion": 1e12, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
_SECONDS = {
    "second": 1.0, "sec": 1.0, "minute": 60.0, "min": 60.0, "hour": 3600.0, "hr": 3600.0,
    "day": 86_400.0, "night": 86_400.0, "week": 604_800.0, "fortnight": 1_209_600.0,
    "month": 2_629_800.0, "year": 31_557_600.0, "decade": 315_576_000.0,
}  # fmt: skip
_DIGITS = re.compile(r"\d{1,3}(?:[,   ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_TOKEN = re.compile(rf"{_DIGITS.pattern}|[^\W\d_]+|[–-]", re.UNICODE)
NUMERIC = (Asks.NUMBER, Asks.MONEY, Asks.AGE, Asks.DURATION, Asks.OTHER)


_MEASURES = {
    "time": r"seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?|months?|years?|"
    r"decades?",
    "money": r"[$£€¥₹]|dollars?|euros?|pounds?|crowns?|kron\w+|francs?|yen|rupees?|pesos?|talars?|"
    r"cents?",
    "share": r"%|per\s?cent|percentage points?",
    "size": r"(?:kilo|centi|milli)?met(?:re|er)s?|km|cm|mm|miles?|feet|foot|inch(?:es)?|acres?|"
    r"hectares?|tonn?es?|tons?|kilos?|kilogram\w*|litres?|liters?|gallons?|degrees?",
}
_MEASURE = {
    name: re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.IGNORECASE)
    for name, words in _MEASURES.items()
}


def measure_of(text: str) -> str | None:
    """What its numbers are of: time, money, a share or a size; None for a count, or none told."""
    return next((name for name, pattern in _MEASURE.items() if pattern.search(text)), None)


@dataclass(frozen=True, slots=True)
class Value:
    """The numbers of some words, lengths of time in seconds; or the days that they name."""

    numbers: tuple[float, ...] = ()
    days: DateSpan | None = None


def numbers_in(text: str) -> tuple[float, ...]:
    """The numbers that a text names, in order: "2.2–2.5 million" is 2.2 and 2.5 million.

    Numbers with a unit of time are in seconds.
    """
    found: list[float] = []
    open_ended: list[int] = []  # places of numbers that the next scale or unit still belongs to
    tokens = [m.group() for m in _TOKEN.finditer(text.lower())]
    word_sum: float | None = None
    for word in [*tokens, ""]:
        if word[:1].isdecimal():
            word_sum = None
            found.append(float(re.sub(r"[,   ]", "", word)))
            open_ended.append(len(found) - 1)
        elif word in _SMALL:
            value = _SMALL[word]
            joins = word_sum is not None and word_sum >= 20 and value < 10 and word_sum % 10 == 0
            if joins and open_ended:
                found[open_ended[-1]] += value
            else:
                found.append(value)
                open_ended.append(len(found) - 1)
            word_sum = found[-1]
        elif word in _SCALES or word.rstrip("s") in _SCALES:
            scale = _SCALES.get(word) or _SCALES[word.rstrip("s")]
            if not open_ended:  # "a hundred", "millions"
                found.append(1.0)
                open_ended.append(len(found) - 1)
            for place in open_ended:
                found[place] *= scale
            word_sum = found[open_ended[-1]]
        elif (unit := word.rstrip("s")) in _SECONDS:
            for place in open_ended:
                found[place] *= _SECONDS[unit]
            open_ended, word_sum = [], None
        elif word in ("–", "-", "to", "and", "or", "between"):
            word_sum = word_sum if word == "-" else None
        else:
            open_ended, word_sum = [], None
    return tuple(found)


def value_of(text: str, asks: Asks, published: date | None) -> Value:
    """What an answer's words come to, for a question of that kind.

    Args:
        text: the words.
        asks: what was asked for; of reasons, places and people nothing is read.
        published: the day that relative days count from, None where it is not known.
    """
    if asks is Asks.WHEN:
        mentions = find_dates(text, published) if published else []
        if mentions:
            return Value(days=DateSpan(mentions[0].first, mentions[-1].last))
    if asks in NUMERIC:
        return Value(numbers=numbers_in(text))
    return Value()


def same_value(
    one: str, other: str, asks: Asks, published: tuple[date | None, date | None]
) -> bool | None:
    """Whether two answers say the same; None where that cannot be told.

    Numbers agree where all those of the one are among the other's ("nine", "9 people on two
    boats"), days where they overlap, names where they may be one person's. Of other words only
    equal ones are known to agree.
    """
    first, second = value_of(one, asks, published[0]), value_of(other, asks, published[1])
    if first.numbers and second.numbers:
        if measure_of(one) != measure_of(other):
            return None  # "15 metres" and "60 hours" are no two values of one thing
        few, many = sorted((set(first.numbers), set(second.numbers)), key=len)
        return few <= many
    if first.days and second.days:
        return first.days.overlaps(second.days)
    if asks is Asks.WHO:
        return same_person(one, other)
    return None
