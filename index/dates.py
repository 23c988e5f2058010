"""Find absolute dates in text, without a language model.

`find_dates` is a pure function: text and an anchor day in, calendar intervals with exact offsets
out. It reads days ("Dec. 6", "6 December 2025", "12/6/2025", "2025-12-06"), months ("March 2024",
"December"), quarters ("Q3 2025"), years ("in 2024") and decades ("the 1990s"), and the days that
news counts from its own date: today, yesterday, tomorrow and the names of weekdays.

Rules:
- A day and month without a year lie in the year that brings them nearest to the anchor.
- A month without a year likewise, after "since" the last one; "May" and "March" alone count only
  when capitalised and after a word of time such as "in" or "since".
- Numeric dates with a slash are read month first ("12/6" is December 6) unless that is no date.
- A weekday is the last such day up to the anchor, or the next one after "next", "on the coming" or
  words of the future ("will", "is to", "due"); the anchor's own weekday is the anchor itself.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from index.passage import DateSpan

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed",
            "thursday thurs thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
# Words that are far more often something else than a month or weekday when written in lower case.
_AMBIGUOUS = {"may", "march", "mar", "mon", "sat", "sun", "wed", "fri", "thu", "tue", "jan", "dec"}


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression: `text[start:end]` and the calendar interval that it names.

    `year_given` tells whether the words themselves say the year; `bound` is "from" or "until"
    where the words leave one side open.
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    bound: str | None = None
    year_given: bool = True


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[0-9]|20)\d\d)"
_NO_NUMBER_AFTER = r"(?![\d/]|[.:,-]\d)"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    (
        "month_day",
        rf"\b(?P<name>{_MONTH})\b\.?\s+(?:the\s+)?{_DAY}\b(?:(?:,\s*|\s+)(?:of\s+)?{_YEAR}\b)?"
        + _NO_NUMBER_AFTER,
    ),
    (
        "day_month",
        rf"(?<![\d/.:,-])\b{_DAY}\s+(?:of\s+)?(?P<name>{_MONTH})\b\.?(?:,?\s+(?:of\s+)?{_YEAR}\b)?",
    ),
    (
        "slash",
        r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>(?:1[0-9]|20)\d\d|\d\d))?(?![\d/%]|\.\d)",
    ),
    ("month", rf"\b(?P<name>{_MONTH})\b\.?(?:,?\s+(?:of\s+)?{_YEAR}\b)?(?!\s+\d)"),
    (
        "quarter",
        r"\b(?:Q(?P<q>[1-4])|(?P<ordinal>first|second|third|fourth)[\s-]quarter)"
        rf"(?:\s+(?:of\s+|in\s+)?{_YEAR})?\b",
    ),
    ("decade", r"\b(?:the\s+)?(?P<decade>(?:19|20)\d0)s\b"),
    (
        "year",
        rf"(?:(?<![\d/.,:$£€-])|(?<=\d\d\d\d-)){_YEAR}\b"
        r"(?![\d/]|[.,:]\d|-(?!(?:1[0-9]|20)\d\d\b)\d|\s*(?:%|per\s?cent\b))",
    ),
    ("day_word", r"\b(?P<word>today|yesterday|tomorrow|tonight)(?:['’]s)?\b"),
    ("weekday", rf"\b(?:(?P<which>last|next|this|coming)\s+)?(?P<name>{_WEEKDAY})\b(?:['’]s)?"),
)
_COMPILED = tuple((kind, re.compile(p, re.IGNORECASE)) for kind, p in _PATTERNS)
_TIME_WORD_BEFORE = re.compile(
    r"\b(?:in|since|until|till|by|from|of|last|next|this|early|late|mid|during|before|after)[\s-]$",
    re.IGNORECASE,
)
_YEAR_WORD_BEFORE = re.compile(
    r"(?:\b(?:in|from|since|to|until|till|by|between|and|of|before|after|during|year)\s|[(–—/-])$",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(since|until|till)\s$", re.IGNORECASE)
_FUTURE_BEFORE = re.compile(
    r"\b(?:will|shall|(?:is|are)\s+(?:to|due|expected|set|scheduled|planned)|by|until|due|before)\b"
    r"[^.!?]{0,80}$",
    re.IGNORECASE,
)


def find_dates(text: str, anchor: date) -> list[DateMention]:
    """Return the dates that `text` names, in order, without overlap.

    Args:
        text: any text; expressions are read as English.
        anchor: the day that relative and incomplete dates count from.
    """
    found: list[DateMention] = []
    taken = bytearray(len(text))  # 1 where an earlier, more specific pattern has matched
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if 1 in taken[start:end]:
                continue
            interval = _READERS[kind](match, anchor)
            if interval is None:
                continue
            given = match.groupdict().get("year") is not None or kind == "decade"
            taken[start:end] = b"\x01" * (end - start)
            bound = _bound(text[max(0, start - 8) : start])
            found.append(DateMention(start, end, match.group(), *interval, bound, given))
    found.sort(key=lambda mention: mention.start)
    return [m for m, after in pairwise([*found, None]) if m and not _names_same_day(m, after, text)]


def _names_same_day(mention: DateMention, after: DateMention | None, text: str) -> bool:
    """Whether a weekday only introduces the date after it: "Saturday, Dec 6"."""
    return (
        after is not None
        and after.first == after.last
        and mention.text.lower() in WEEKDAYS
        and text[mention.end : after.start].strip(" ,") == ""
    )


def _bound(before: str) -> str | None:
    word = _BOUND.search(before)
    if word is None:
        return None
    return "from" if word[1].lower() == "since" else "until"


Interval = tuple[date, date]


def _read_iso(match: re.Match[str], _anchor: date) -> Interval | None:
    return _single(int(match["year"]), int(match["month"]), int(match["day"]))


def _read_named_day(match: re.Match[str], anchor: date) -> Interval | None:
    month, day = MONTHS[match["name"].lower()], int(match["day"])
    if match["year"]:
        return _single(int(match["year"]), month, day)
    return _nearest_day(month, day, anchor)


def _read_slash(match: re.Match[str], anchor: date) -> Interval | None:
    first, second = int(match["a"]), int(match["b"])
    month, day = (first, second) if first <= 12 else (second, first)
    if match["year"] is None:
        # "24/7" and fractions such as "1/2" are no dates; "12/6" and "06/12" are.
        if (first, second) == (24, 7) or len(match["a"]) + len(match["b"]) < 3:
            return None
        return _nearest_day(month, day, anchor)
    year = int(match["year"])
    if year < 100:  # as POSIX reads two digits: 69 to 99 are of the last century
        year += 1900 if year >= 69 else 2000
    return _single(year, month, day)


def _read_month(match: re.Match[str], anchor: date) -> Interval | None:
    name, before = match["name"], match.string[max(0, match.start() - 12) : match.start()]
    month = MONTHS[name.lower()]
    if match["year"]:
        return _month(int(match["year"]), month)
    if name.lower() in _AMBIGUOUS and (name.islower() or not _TIME_WORD_BEFORE.search(before)):
        return None
    years = (max(1, anchor.year - 1), anchor.year, min(9999, anchor.year + 1))
    middle = [_month(year, month) for year in years]
    if before.lower().endswith("since "):
        return max((span for span in middle if span[0] <= anchor), default=None)
    return min(middle, key=lambda span: abs((span[0] - anchor).days + 14))


def _read_quarter(match: re.Match[str], anchor: date) -> Interval | None:
    ordinals = ("first", "second", "third", "fourth")
    quarter = int(match["q"]) if match["q"] else ordinals.index(match["ordinal"].lower()) + 1
    if match["year"]:
        year = int(match["year"])
    else:  # the last quarter of that number that has begun
        year = max(1, anchor.year - (3 * quarter - 2 > anchor.month))
    return _month(year, 3 * quarter - 2)[0], _month(year, 3 * quarter)[1]


def _read_decade(match: re.Match[str], _anchor: date) -> Interval | None:
    year = int(match["decade"])
    return date(year, 1, 1), date(year + 9, 12, 31)


def _read_year(match: re.Match[str], _anchor: date) -> Interval | None:
    year = int(match["year"])
    # "1500 workers" is a count; before 1900 only a word of time makes four digits a year.
    before = match.string[max(0, match.start() - 12) : match.start()]
    if year < 1900 and not _YEAR_WORD_BEFORE.search(before):
        return None
    return date(year, 1, 1), date(year, 12, 31)


def _read_day_word(match: re.Match[str], anchor: date) -> Interval | None:
    shift = {"yesterday": -1, "tomorrow": 1}.get(match["word"].lower(), 0)
    return _shifted(anchor, shift)


def _read_weekday(match: re.Match[str], anchor: date) -> Interval | None:
    name = match["name"]
    if len(name) <= 4 and name.islower() and name in _AMBIGUOUS:
        return None
    back = (anchor.weekday() - WEEKDAYS[name.lower()]) % 7
    which = (match["which"] or "").lower()
    before = match.string[max(0, match.start() - 100) : match.start()]
    if which in ("next", "coming") or (which != "last" and _FUTURE_BEFORE.search(before)):
        return _shifted(anchor, (-back) % 7 or (7 if which == "next" else 0))
    return _shifted(anchor, -(back or (7 if which == "last" else 0)))


_READERS: dict[str, Callable[[re.Match[str], date], Interval | None]] = {
    "iso": _read_iso,
    "month_day": _read_named_day,
    "day_month": _read_named_day,
    "slash": _read_slash,
    "month": _read_month,
    "quarter": _read_quarter,
    "decade": _read_decade,
    "year": _read_year,
    "day_word": _read_day_word,
    "weekday": _read_weekday,
}


def _single(year: int, month: int, day: int) -> Interval | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found


def _shifted(anchor: date, days: int) -> Interval | None:
    try:
        found = anchor + timedelta(days)
    except OverflowError:
        return None
    return found, found


def _month(year: int, month: int) -> Interval:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _nearest_day(month: int, day: int, anchor: date) -> Interval | None:
    def candidates() -> Iterator[date]:
        # Eight years hold a February 29 around every anchor.
        for year in range(max(1, anchor.year - 8), min(9999, anchor.year + 8) + 1):
            single = _single(year, month, day)
            if single:
                yield single[0]

    nearest = min(candidates(), key=lambda found: abs((found - anchor).days), default=None)
    return (nearest, nearest) if nearest else None


_RANGE_LINK = re.compile(r"\s*(?:to|until|till|through|–|—|-)\s*(?:the\s+)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|from|after)\s+(?:the\s+)?$", re.IGNORECASE)


def find_intervals(text: str, anchor: date) -> list[DateSpan]:
    """The stretches of time that `text` names, in order: two dates joined by "to" are one.

    "from 1811 to 1827", "between March and May 2024" and "1914–1918" are one interval each, and
    "since 1998" or "from 1998" has no end. Other dates stand for themselves.
    """
    mentions = find_dates(text, anchor)
    spans: list[DateSpan] = []
    number = 0
    while number < len(mentions):
        mention = mentions[number]
        before = text[max(0, mention.start - 14) : mention.start]
        after = mentions[number + 1] if number + 1 < len(mentions) else None
        link = text[mention.end : after.start] if after else ""
        joined = _RANGE_LINK.fullmatch(link) or (
            link.strip().lower() == "and" and _BETWEEN.search(before)
        )
        if after and joined and mention.first <= after.last:
            spans.append(DateSpan(mention.first, after.last))
            number += 2
            continue
        is_open = mention.bound == "from" or bool(_SINCE.search(before))
        spans.append(DateSpan(mention.first, None if is_open else mention.last))
        number += 1
    return spans


def event_dates(text: str, published: date | None) -> tuple[DateSpan, ...]:
    """The intervals that an article's text speaks of, each once, in order of first mention.

    Without a day of publication only dates that name their year can be resolved.
    """
    anchor = published or date(2000, 1, 1)
    spans = (
        DateSpan(mention.first, mention.last)
        for mention in find_dates(text, anchor)
        if published or mention.year_given
    )
    return tuple(dict.fromkeys(spans))
