"""How the words of a match are read: a calendar interval, or None where they are no date after all.

Each `read_` function belongs to one of the rules in `index.dates.rules`, whose examples show it.
"""

import re
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
_HOLIDAYS = tuple((re.compile(name, re.IGNORECASE), day) for name, day in HOLIDAYS.items())


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


def read_iso(match: Match, _anchor: date) -> Interval | None:
    return day_of(int(match["year"]), int(match["month"]), int(match["day"]))


def read_day(match: Match, anchor: date) -> Interval | None:
    month, day = MONTHS[match["month"].lower()], _day_number(match)
    year = _given_year(match, anchor)
    if year is not None:
        return day_of(year, month, day)
    return nearest(lambda year: day_of(year, month, day), anchor, _tense(match))


def read_days(match: Match, anchor: date) -> Interval | None:
    first = read_day(match, anchor)
    last = first and day_of(first[0].year, first[0].month, int(match["last_day"]))
    return (first[0], last[1]) if first and last and first[0] < last[0] else None


def read_slash(match: Match, anchor: date) -> Interval | None:
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


def read_month(match: Match, anchor: date) -> Interval | None:
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


def read_quarter(match: Match, anchor: date) -> Interval | None:
    quarter = int(match["q"]) if match["q"] else ORDINALS[match["nth"].lower()]
    if match["year"]:
        year = int(match["year"])
    else:  # the last quarter of that number that has begun
        year = anchor.year - (3 * quarter - 2 > anchor.month)
    return months(year, 3 * quarter - 2, 3)


def read_half(match: Match, anchor: date) -> Interval | None:
    half = int(match["h"]) if match["h"] else ORDINALS[match["nth"].lower()]
    year = int(match["year"] or match["half_year"] or anchor.year)
    return months(year, 6 * half - 5, 6)


def read_season(match: Match, anchor: date) -> Interval | None:
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


def read_decade(match: Match, anchor: date) -> Interval | None:
    if match["decade"]:
        return years(int(match["decade"]), 10)
    tens = 10 * int(match["short"])
    begun = anchor.year // 100 * 100 + tens
    return years(begun if begun <= anchor.year else begun - 100, 10)


def read_century(match: Match, _anchor: date) -> Interval | None:
    number = int(match["number"]) if match["number"] else ORDINALS[match["nth"].lower()]
    return years(100 * (number - 1) + 1, 100) if 1 <= number <= 30 else None


def read_years(match: Match, _anchor: date) -> Interval | None:
    year = int(match["year"])
    return years(year, 2) if (year + 1) % 100 == int(match["then"]) else None


def read_fiscal(match: Match, _anchor: date) -> Interval | None:
    year = int(match["fiscal"] or match["short"])
    return years(year + 2000 if year < 100 else year)


def read_year(match: Match, _anchor: date) -> Interval | None:
    year = int(match["year"])
    # "1500 workers" is a count; before 1900 only a word of time makes four digits a year.
    if year < 1900 and not _YEAR_WORD_BEFORE.search(_before(match)):
        return None
    return years(year)


def read_holiday(match: Match, anchor: date) -> Interval | None:
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


def read_day_word(match: Match, anchor: date) -> Interval | None:
    word = " ".join(match["word"].lower().split())
    shift = {
        "yesterday": -1, "tomorrow": 1, "last night": -1, "yesterday morning": -1,
        "day before yesterday": -2, "day after tomorrow": 2,
    }.get(word.removeprefix("the "), 0)  # fmt: skip
    return shifted(anchor, shift)


def read_overnight(_match: Match, anchor: date) -> Interval | None:
    before = shifted(anchor, -1)
    return (before[0], anchor) if before else None


def read_weekday(match: Match, anchor: date) -> Interval | None:
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


def read_period(match: Match, anchor: date) -> Interval | None:
    which, unit = match["which"].lower(), match["unit"].lower()
    count = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    # "The last week" is a stretch up to now, and "the next week" comes after another one.
    if which in ("last", "past", "next") and _before(match).lower().endswith("the "):
        return None
    if unit == "weekend" and not count:
        return read_weekend(match, anchor)
    if unit == "weekend" and count > 0 and anchor.weekday() < 5 and which == "coming":
        return weekend_of(anchor)
    return around(anchor, unit, count)


def read_weekend(match: Match, anchor: date) -> Interval | None:
    """The one just behind from Monday to Wednesday, else that of this week; tense goes before."""
    tense = _tense(match)
    behind = anchor.weekday() < (3 if tense is Tense.UNKNOWN else 5) and tense is not Tense.FUTURE
    return weekend_of(anchor, -1 if behind else 0)


def read_ago(match: Match, anchor: date) -> Interval | None:
    count, unit = _count(match), match["unit"].lower()
    if count is None:
        return None
    if unit in ("minute", "hour"):
        return shifted(anchor, 0)
    return around(anchor, unit, -count)


def read_from_now(match: Match, anchor: date) -> Interval | None:
    count = _count(match)
    return None if count is None else around(anchor, match["unit"].lower(), count)


def _count(match: Match) -> int | None:
    number = match["number"].lower()
    if number == "a couple of":
        return 2
    return int(number) if number.isdigit() else NUMBERS.get(number)


def read_part_of_month(match: Match, anchor: date) -> Interval | None:
    month = read_month_named(match, anchor)
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


def read_month_named(match: Match, anchor: date) -> Interval | None:
    month, year = MONTHS[match["month"].lower()], _given_year(match, anchor)
    if year is not None:
        return months(year, month)
    return nearest(lambda year: months(year, month), anchor, _tense(match))


def read_part_of_period(match: Match, anchor: date) -> Interval | None:
    return around(anchor, match["unit"].lower())
