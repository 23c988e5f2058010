"""The rules: a pattern, how its words are read, and examples, each of which is a test.

A rule that stands first has the first choice. Examples are read as on Saturday, 6 December 2025.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from index.dates.mention import Interval
from index.dates.spans import (
    around,
    day_of,
    months,
    nearest,
    shifted,
    week_of,
    weekday_from,
    weekend_of,
    years,
)
from index.dates.tables import (
    GIVEN_NAMES,
    HOLIDAYS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    RARELY_DATES,
    SEASONS,
    WEEKDAYS,
)
from index.dates.tense import Tense, tense_at

Match = re.Match[str]
Example = tuple[str, str, str]


@dataclass(frozen=True)
class Rule:
    """How one kind of expression is found and read.

    `read` gets a match and the anchor, and returns None where the words are no date after all.
    `recurs` is set where, without a year, the words name a day or month of every year.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[Match, date], Interval | None]
    examples: tuple[Example, ...]
    absolute: bool = False
    recurs: bool = False


def _any(words: "dict[str, int]") -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MONTH = rf"(?P<month>{_any(MONTHS)})"
_ORDINAL_DAY = "|".join(
    sorted((w for w in ORDINALS if w.isalpha() or "-" in w), key=len, reverse=True)
)
_DAY = rf"(?:(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?|(?P<day_word>{_ORDINAL_DAY}))"
_YEAR = r"(?P<year>(?:1[0-9]|20)\d\d)"
_YEAR_AFTER = rf"(?:(?:,\s*|\s+)(?:of\s+|in\s+)?{_YEAR}\b(?!\s+(?:people|men|women|troops)\b))?"
_RELATIVE_YEAR = r"(?:\s+(?:of\s+)?(?P<which_year>last|this|next)\s+year\b)?"
_NO_NUMBER_AFTER = r"(?![\d/]|[.:,-]\d)"
_RANGE = r"\s*(?:-|–|—|\bto\b|\bthrough\b)\s*"
_LAST_DAY = r"(?P<last_day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_NUMBER = rf"(?P<number>\d{{1,3}}|{_any(NUMBERS)}|a couple of|a few)"
_TIME_WORD_BEFORE = re.compile(
    r"\b(?:in|since|until|till|by|from|of|last|next|this|early|late|mid|during|before|after|"
    r"earlier|through|to|and|between|every|each)[\s-]$",
    re.IGNORECASE,
)
_YEAR_WORD_BEFORE = re.compile(
    r"(?:\b(?:in|from|since|to|until|till|by|between|and|of|before|after|during|year)\s|[(–—/-])$",
    re.IGNORECASE,
)
_SURELY_TIME_BEFORE = re.compile(
    r"\b(?:in|since|until|till|by|during|early|late|mid)[\s-]$", re.IGNORECASE
)
_NOUN = re.compile(r"\s+(?!(?:on|of|in|at|to|for|by|and|is|was|will|has|had)\b)[a-z]")
_SPEAKS = re.compile(r"\s+(?:said|says|told|has|had|was|is|who|added|asked)\b|['’]s\b")


def _before(match: Match, count: int = 14) -> str:
    return match.string[max(0, match.start() - count) : match.start()]


def _tense(match: Match) -> Tense:
    return tense_at(match.string, match.start(), match.end())


def _given_year(match: Match, anchor: date) -> int | None:
    if match["year"]:
        return int(match["year"])
    which = match.groupdict().get("which_year")
    return anchor.year + {"last": -1, "this": 0, "next": 1}[which.lower()] if which else None


def _day_number(match: Match) -> int:
    return int(match["day"]) if match["day"] else ORDINALS[match["day_word"].lower()]


def _read_iso(match: Match, _anchor: date) -> Interval | None:
    return day_of(int(match["year"]), int(match["month"]), int(match["day"]))


def _read_day(match: Match, anchor: date) -> Interval | None:
    month, day = MONTHS[match["month"].lower()], _day_number(match)
    year = _given_year(match, anchor)
    if year is not None:
        return day_of(year, month, day)
    return nearest(lambda year: day_of(year, month, day), anchor, _tense(match))


def _read_days(match: Match, anchor: date) -> Interval | None:
    first = _read_day(match, anchor)
    last = first and day_of(first[0].year, first[0].month, int(match["last_day"]))
    return (first[0], last[1]) if first and last and first[0] < last[0] else None


def _read_slash(match: Match, anchor: date) -> Interval | None:
    first, second = int(match["a"]), int(match["b"])
    month, day = (first, second) if first <= 12 else (second, first)
    if match["year"] is None:
        # "24/7" and fractions such as "1/2" are no dates; "12/6" and "06/12" are.
        if (first, second) == (24, 7) or len(match["a"]) + len(match["b"]) < 3:
            return None
        return nearest(lambda year: day_of(year, month, day), anchor, _tense(match))
    year = int(match["year"])
    if year < 100:  # as POSIX reads two digits: 69 to 99 are of the last century
        year += 1900 if year >= 69 else 2000
    return day_of(year, month, day)


def _read_month(match: Match, anchor: date) -> Interval | None:
    name, before = match["month"], _before(match)
    month = MONTHS[name.lower()]
    which = (match["which"] or "").lower()
    year = _given_year(match, anchor)
    if year is not None:
        return months(year, month)
    if _is_no_month(match, name, before, which):
        return None
    if which == "last" or before.lower().endswith("since "):
        back = anchor.month < month + (which == "last")
        return months(anchor.year - back, month)
    if which == "next":
        return months(anchor.year + (anchor.month >= month), month)
    if which == "this":
        return months(anchor.year, month)
    return nearest(lambda year: months(year, month), anchor, _tense(match))


def _is_no_month(match: Match, name: str, before: str, which: str) -> bool:
    """Whether it is a verb ("may"), or somebody's name ("April said", "Jan Kavan")."""
    after = match.string[match.end() : match.end() + 12]
    timely = bool(which or _TIME_WORD_BEFORE.search(before))
    if name.lower() in RARELY_DATES:
        # "the March accession", but not "the march" or "the March on Washington"
        timely = timely or bool(re.search(r"\b[Tt]he $", before) and _NOUN.match(after))
        if name.islower() or not timely:
            return True
    if name.lower() not in GIVEN_NAMES or which:
        return False
    if re.match(r"\s+[A-Z][a-z]", after):
        return not _SURELY_TIME_BEFORE.search(before)
    return not timely and bool(_SPEAKS.match(after))


def _read_quarter(match: Match, anchor: date) -> Interval | None:
    quarter = int(match["q"]) if match["q"] else ORDINALS[match["nth"].lower()]
    if match["year"]:
        year = int(match["year"])
    else:  # the last quarter of that number that has begun
        year = anchor.year - (3 * quarter - 2 > anchor.month)
    return months(year, 3 * quarter - 2, 3)


def _read_half(match: Match, anchor: date) -> Interval | None:
    half = int(match["h"]) if match["h"] else ORDINALS[match["nth"].lower()]
    year = int(match["year"] or match["half_year"] or anchor.year)
    return months(year, 6 * half - 5, 6)


def _read_season(match: Match, anchor: date) -> Interval | None:
    month = SEASONS[match["season"].lower()]
    which = (match["which"] or "").lower()
    year = _given_year(match, anchor)
    if year is not None:
        return months(year, month, 3)
    if not which:
        return None

    def of(year: int) -> Interval | None:
        return months(year, month, 3)

    spans = [s for s in map(of, range(anchor.year - 2, anchor.year + 3)) if s]
    if which == "last":
        return max((s for s in spans if s[1] < anchor), default=None)
    if which == "next":
        return min((s for s in spans if s[0] > anchor), default=None)
    return nearest(of, anchor, Tense.UNKNOWN)


def _read_decade(match: Match, anchor: date) -> Interval | None:
    if match["decade"]:
        return years(int(match["decade"]), 10)
    tens = 10 * int(match["short"])
    begun = anchor.year // 100 * 100 + tens
    return years(begun if begun <= anchor.year else begun - 100, 10)


def _read_century(match: Match, _anchor: date) -> Interval | None:
    number = int(match["number"]) if match["number"] else ORDINALS[match["nth"].lower()]
    return years(100 * (number - 1) + 1, 100) if 1 <= number <= 30 else None


def _read_years(match: Match, _anchor: date) -> Interval | None:
    year = int(match["year"])
    return years(year, 2) if (year + 1) % 100 == int(match["then"]) else None


def _read_fiscal(match: Match, _anchor: date) -> Interval | None:
    year = int(match["fiscal"] or match["short"])
    return years(year + 2000 if year < 100 else year)


def _read_year(match: Match, _anchor: date) -> Interval | None:
    year = int(match["year"])
    # "1500 workers" is a count; before 1900 only a word of time makes four digits a year.
    if year < 1900 and not _YEAR_WORD_BEFORE.search(_before(match)):
        return None
    return years(year)


def _read_holiday(match: Match, anchor: date) -> Interval | None:
    of = next(day for name, day in _HOLIDAYS if name.fullmatch(match["holiday"]))

    def single(year: int) -> Interval:
        return of(year), of(year)

    which = (match["which"] or "").lower()
    year = _given_year(match, anchor)
    if year is not None:
        return single(year)
    nearby = range(max(1, anchor.year - 2), min(9999, anchor.year + 2) + 1)
    if which == "last":
        return max((s for s in map(single, nearby) if s[0] < anchor), default=None)
    if which == "next":
        return min((s for s in map(single, nearby) if s[0] > anchor), default=None)
    return nearest(single, anchor, _tense(match))


def _read_day_word(match: Match, anchor: date) -> Interval | None:
    word = " ".join(match["word"].lower().split())
    shift = {
        "yesterday": -1, "tomorrow": 1, "last night": -1, "yesterday morning": -1,
        "day before yesterday": -2, "day after tomorrow": 2,
    }.get(word.removeprefix("the "), 0)  # fmt: skip
    return shifted(anchor, shift)


def _read_overnight(_match: Match, anchor: date) -> Interval | None:
    before = shifted(anchor, -1)
    return (before[0], anchor) if before else None


def _read_weekday(match: Match, anchor: date) -> Interval | None:
    name = match["weekday"]
    short = name.lower() in RARELY_DATES
    if short and (name.islower() or _before(match).lower().endswith("the ")):
        return None
    weekday = WEEKDAYS[name.lower()]
    if match["which_week"]:
        week = week_of(anchor, {"last": -1, "this": 0, "next": 1}[match["which_week"].lower()])
        return week and shifted(week[0], weekday)
    which = (match["which"] or "").lower()
    if which in ("last", "past"):
        return weekday_from(anchor, weekday, ahead=False, strictly=True)
    if which == "next":
        return weekday_from(anchor, weekday, ahead=True, strictly=True)
    if which in ("coming", "this coming"):
        return weekday_from(anchor, weekday, ahead=True)
    possessive = match.group().endswith(("'s", "’s"))
    tense = _tense(match)
    if possessive and not re.search(r"\bahead of\s+$", _before(match)):
        tense = Tense.PAST  # "will appeal Wednesday's ruling"
    return weekday_from(anchor, weekday, ahead=tense is Tense.FUTURE)


def _read_period(match: Match, anchor: date) -> Interval | None:
    which, unit = match["which"].lower(), match["unit"].lower()
    count = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    # "the last week" and "the past year" are stretches up to now.
    if count < 0 and _before(match).lower().endswith("the "):
        return None
    if unit == "weekend" and not count:
        return _weekend(match, anchor)
    if unit == "weekend" and count > 0 and anchor.weekday() < 5 and which == "coming":
        return weekend_of(anchor)
    return around(anchor, unit, count)


def _weekend(match: Match, anchor: date) -> Interval | None:
    """The one just behind from Monday to Wednesday, else that of this week; tense goes before."""
    tense = _tense(match)
    behind = anchor.weekday() < (3 if tense is Tense.UNKNOWN else 5) and tense is not Tense.FUTURE
    return weekend_of(anchor, -1 if behind else 0)


def _read_ago(match: Match, anchor: date) -> Interval | None:
    count, unit = _count(match), match["unit"].lower()
    if count is None:
        return None
    if unit in ("minute", "hour"):
        return shifted(anchor, 0)
    return around(anchor, unit, -count)


def _read_from_now(match: Match, anchor: date) -> Interval | None:
    count = _count(match)
    return None if count is None else around(anchor, match["unit"].lower(), count)


def _count(match: Match) -> int | None:
    number = match["number"].lower()
    if number == "a couple of":
        return 2
    return int(number) if number.isdigit() else NUMBERS.get(number)


def _read_part_of_month(match: Match, anchor: date) -> Interval | None:
    month = _read_month_named(match, anchor)
    if month is None:
        return None
    last = match["nth"].lower() == "last"
    nth = 0 if last else ORDINALS[match["nth"].lower()]
    part = match["part"].lower()
    if part == "week":
        first = month[1] - timedelta(6) if last else month[0] + timedelta(7 * (nth - 1))
        return (first, min(first + timedelta(6), month[1])) if first <= month[1] else None
    if part == "half":
        middle = month[0].replace(day=15)
        return {1: (month[0], middle), 2: (middle + timedelta(1), month[1])}.get(nth)
    weekday = WEEKDAYS[part]
    if last:
        return weekday_from(month[1], weekday, ahead=False)
    first_one = weekday_from(month[0], weekday, ahead=True)
    found = first_one and shifted(first_one[0], 7 * (nth - 1))
    return found if found and found[0] <= month[1] else None


def _read_month_named(match: Match, anchor: date) -> Interval | None:
    month, year = MONTHS[match["month"].lower()], _given_year(match, anchor)
    if year is not None:
        return months(year, month)
    return nearest(lambda year: months(year, month), anchor, _tense(match))


def _read_part_of_period(match: Match, anchor: date) -> Interval | None:
    return around(anchor, match["unit"].lower())


_HOLIDAYS = tuple((re.compile(name, re.IGNORECASE), day) for name, day in HOLIDAYS.items())
_UNIT = r"(?P<unit>day|week|weekend|month|quarter|year|decade|century)"
_AGO_UNIT = r"(?P<unit>minute|hour|day|week|fortnight|month|year|decade)s?"


def _rule(
    name: str,
    pattern: str,
    read: Callable[[Match, date], Interval | None],
    *examples: Example,
    absolute: bool = False,
    recurs: bool = False,
) -> Rule:
    return Rule(name, re.compile(pattern, re.IGNORECASE), read, examples, absolute, recurs)


RULES: tuple[Rule, ...] = (
    _rule(
        "ISO day", r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", _read_iso,
        ("on 2025-12-09 at", "2025-12-09", "2025-12-09"), absolute=True,
    ),
    _rule(
        "days of a month",
        rf"\b{_MONTH}\b\.?\s+{_DAY}\b{_RANGE}{_LAST_DAY}\b{_YEAR_AFTER}(?=\s*(?:[.,;:)\n]|$)|\s+(?:in|at|on|for|with|of|as)\b)",
        _read_days,
        ("from Dec. 6-8 in", "2025-12-06", "2025-12-08"),
        ("December 30 to 31, 2024.", "2024-12-30", "2024-12-31"),
    ),
    _rule(
        "days of a month, day first",
        rf"(?<![\d/.:,-])\b{_DAY}{_RANGE}{_LAST_DAY}\s+(?:of\s+)?{_MONTH}\b\.?{_YEAR_AFTER}",
        _read_days,
        ("6–8 December 2024", "2024-12-06", "2024-12-08"),
        ("the 3rd to 7th of May", "2025-05-03", "2025-05-07"),
    ),
    _rule(
        "day, month first",
        rf"\b{_MONTH}\b\.?\s+(?:the\s+)?{_DAY}\b{_YEAR_AFTER}{_RELATIVE_YEAR}{_NO_NUMBER_AFTER}",
        _read_day,
        ("on Dec. 6 the", "2025-12-06", "2025-12-06"),
        ("on December 6, 2024, they", "2024-12-06", "2024-12-06"),
        ("on Dec 6 last year", "2024-12-06", "2024-12-06"),
        ("last seen Nov. 3, before", "2025-11-03", "2025-11-03"),
        ("February 29", "2024-02-29", "2024-02-29"),
        ("December the sixth", "2025-12-06", "2025-12-06"),
        recurs=True,
    ),
    _rule(
        "day, day first",
        rf"(?<![\d/.:,-])\b{_DAY}\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+(?:of\s+)?{_YEAR}\b)?{_RELATIVE_YEAR}",
        _read_day,
        ("the 6 December 2025 call", "2025-12-06", "2025-12-06"),
        ("on the 6th of December", "2025-12-06", "2025-12-06"),
        ("the sixth of December", "2025-12-06", "2025-12-06"),
        recurs=True,
    ),
    _rule(
        "day with slashes, month first unless that is no date",
        r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>(?:1[0-9]|20)\d\d|\d\d))?(?![\d/%]|\.\d)",
        _read_slash,
        ("the 12/6 call", "2025-12-06", "2025-12-06"),
        ("on 25/12/2024", "2024-12-25", "2024-12-25"),
        recurs=True,
    ),
    _rule(
        "day with dots, day first",
        r"(?<![\d/.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?![\d/]|\.\d)",
        _read_iso,
        ("am 06.12.2025 um", "2025-12-06", "2025-12-06"), absolute=True,
    ),
    _rule(
        "part of a month",
        rf"\b(?:the\s+)?(?P<nth>first|second|third|fourth|fifth|last)\s+(?P<part>week|half|{_any(WEEKDAYS)})"
        rf"\s+(?:of|in)\s+{_MONTH}\b\.?{_YEAR_AFTER}",
        _read_part_of_month,
        ("the second week of December", "2025-12-08", "2025-12-14"),
        ("the last week of May 2024", "2024-05-25", "2024-05-31"),
        ("the first Monday in December", "2025-12-01", "2025-12-01"),
        ("in the first half of November", "2025-11-01", "2025-11-15"),
    ),
    _rule(
        "holiday",
        rf"\b(?:(?P<which>last|this|next)\s+)?(?P<holiday>{'|'.join(HOLIDAYS)})\b{_YEAR_AFTER}{_RELATIVE_YEAR}",
        _read_holiday,
        ("on Christmas Eve 2024", "2024-12-24", "2024-12-24"),
        ("found on Thanksgiving Day", "2025-11-27", "2025-11-27"),
        ("last Easter", "2025-04-20", "2025-04-20"),
        ("will vote on Good Friday", "2026-04-03", "2026-04-03"),
        ("before next New Year's Day", "2026-01-01", "2026-01-01"),
        recurs=True,
    ),
    _rule(
        "month",
        rf"\b(?:(?P<which>last|this|next)\s+)?{_MONTH}\b\.?(?:,?\s+(?:of\s+)?{_YEAR}\b)?{_RELATIVE_YEAR}(?!\s+\d)",
        _read_month,
        ("in March 2024", "2024-03-01", "2024-03-31"),
        ("in November", "2025-11-01", "2025-11-30"),
        ("since May", "2025-05-01", "2025-05-31"),
        ("last October", "2025-10-01", "2025-10-31"),
        ("last December", "2024-12-01", "2024-12-31"),
        ("in February this year", "2025-02-01", "2025-02-28"),
    ),
    _rule(
        "quarter",
        r"\b(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth)[\s-]quarter)"
        rf"(?:\s+(?:of\s+|in\s+)?{_YEAR})?\b",
        _read_quarter,
        ("Q3 2024", "2024-07-01", "2024-09-30"),
        ("the third quarter", "2025-07-01", "2025-09-30"),
    ),
    _rule(
        "half of a year",
        rf"\b(?:H(?P<h>[12])\s+{_YEAR}|(?P<nth>first|second)\s+half\s+of\s+(?:the\s+year\b|(?P<half_year>(?:19|20)\d\d)\b))",
        _read_half,
        ("H1 2024", "2024-01-01", "2024-06-30"),
        ("the second half of 2024", "2024-07-01", "2024-12-31"),
    ),
    _rule(
        "season, of the northern hemisphere, from the first of a month",
        rf"\b(?:(?P<which>last|this|next)\s+)?(?P<season>{_any(SEASONS)})(?:,?\s+(?:of\s+)?{_YEAR}\b)?{_RELATIVE_YEAR}\b",
        _read_season,
        ("in the summer of 2024", "2024-06-01", "2024-08-31"),
        ("last winter", "2024-12-01", "2025-02-28"),
        ("this autumn", "2025-09-01", "2025-11-30"),
    ),
    _rule(
        "decade", r"\b(?:the\s+)?(?:(?P<decade>(?:1[5-9]|20)\d0)s)\b|(?<!\w)['’‘](?P<short>\d)0s\b",
        _read_decade,
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("in the ’90s", "1990-01-01", "1999-12-31"),
        absolute=True,
    ),
    _rule(
        "century",
        rf"\b(?:(?P<number>\d{{1,2}})(?:st|nd|rd|th)|(?P<nth>{_ORDINAL_DAY}))[\s-]century\b",
        _read_century,
        ("a 19th-century house", "1801-01-01", "1900-12-31"), absolute=True,
    ),
    _rule(
        "two years",
        r"(?<![\d/.,:$£€-])(?P<year>(?:19|20)\d\d)[-–/](?P<then>\d\d)\b(?![-/])",
        _read_years,
        ("the 2023-24 season", "2023-01-01", "2024-12-31"), absolute=True,
    ),
    _rule(
        "fiscal year, read as the calendar year of its number",
        r"\b(?:fiscal(?:\s+year)?\s+(?P<fiscal>(?:19|20)\d\d)|FY\s?'?(?P<short>(?:19|20)?\d\d))\b",
        _read_fiscal,
        ("in fiscal 2024", "2024-01-01", "2024-12-31"),
        ("FY25 guidance", "2025-01-01", "2025-12-31"), absolute=True,
    ),
    _rule(
        "year",
        rf"(?:(?<![\d/.,:$£€-])|(?<=\d\d\d\d-)|(?<=post-)|(?<=pre-)|(?<=mid-)){_YEAR}\b"
        r"(?![\d/]|[.,:]\d|-(?!(?:1[0-9]|20)\d\d\b)\d|\s*(?:%|per\s?cent\b))",
        _read_year,
        ("in 2019", "2019-01-01", "2019-12-31"), absolute=True,
    ),
    _rule(
        "day counted from today",
        r"\b(?P<word>(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|today|yesterday|tomorrow|tonight|"
        r"last\s+night|this\s+(?:morning|afternoon|evening))\b",
        _read_day_word,
        ("said yesterday", "2025-12-05", "2025-12-05"),
        ("until tomorrow", "2025-12-07", "2025-12-07"),
        ("died last night", "2025-12-05", "2025-12-05"),
        ("the day after tomorrow", "2025-12-08", "2025-12-08"),
    ),
    _rule(
        "overnight: the night to today", r"\bovernight\b", _read_overnight,
        ("struck overnight", "2025-12-05", "2025-12-06"),
    ),
    _rule(
        "weekday",
        rf"\b(?:(?P<which>last|next|past|this\s+coming|coming|this)\s+)?(?P<weekday>{_any(WEEKDAYS)})\b"
        r"(?:['’]s\b)?(?:\s+(?:of\s+)?(?P<which_week>last|this|next)\s+week\b)?",
        _read_weekday,
        ("agreed on Saturday to", "2025-12-06", "2025-12-06"),
        ("agreed on Tuesday to", "2025-12-02", "2025-12-02"),
        ("are to speak on Tuesday to", "2025-12-09", "2025-12-09"),
        ("planned to leave Nairobi on Thursday.", "2025-12-11", "2025-12-11"),
        ("next Saturday", "2025-12-13", "2025-12-13"),
        ("last Saturday", "2025-11-29", "2025-11-29"),
        ("on Monday of last week", "2025-11-24", "2025-11-24"),
        ("will appeal Wednesday’s ruling", "2025-12-03", "2025-12-03"),
    ),
    _rule(
        "period before, now or ahead",
        rf"\b(?P<which>last|past|this|next|coming|current)\s+{_UNIT}\b",
        _read_period,
        ("last month", "2025-11-01", "2025-11-30"),
        ("earlier this week", "2025-12-01", "2025-12-07"),
        ("next year", "2026-01-01", "2026-12-31"),
        ("last weekend", "2025-11-29", "2025-11-30"),
    ),
    _rule(
        "the weekend", r"\b(?:the|over\s+the)\s+(?:holiday\s+)?weekend\b", _weekend,
        ("met at the weekend", "2025-12-06", "2025-12-07"),
    ),
    _rule(
        "part of this period",
        r"\b(?:start|beginning|middle|end|turn|rest|close)\s+of\s+the\s+(?P<unit>week|month|quarter|year|decade|century)\b",
        _read_part_of_period,
        ("by the end of the year", "2025-01-01", "2025-12-31"),
    ),
    _rule(
        "so long ago", rf"\b{_NUMBER}[\s-]{_AGO_UNIT}[\s-]+ago\b", _read_ago,
        ("three days ago", "2025-12-03", "2025-12-03"),
        ("almost four years ago", "2021-01-01", "2021-12-31"),
        ("six weeks ago", "2025-10-20", "2025-10-26"),
        ("a couple of hours ago", "2025-12-06", "2025-12-06"),
    ),
    _rule(
        "so long from now",
        rf"\b{_NUMBER}[\s-](?P<unit>day|week|fortnight|month|year|decade)s?['’]?\s+"
        r"(?:from\s+now|from\s+today|hence|time)\b",
        _read_from_now,
        ("two weeks from now", "2025-12-15", "2025-12-21"),
        ("in three days’ time", "2025-12-09", "2025-12-09"),
    ),
)  # fmt: skip
