"""The words of the calendar, as data: names, numbers, holidays, and what only looks like a date."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta


def _numbered(groups: str, first: int) -> dict[str, int]:
    """Every word of the groups, which are separated by commas, with its group's number."""
    return {
        word: number
        for number, group in enumerate(groups.split(","), start=first)
        for word in group.split()
    }


MONTHS = _numbered(
    "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,"
    "september sept sep,october oct,november nov,december dec",
    1,
)
WEEKDAYS = _numbered(
    "monday mon,tuesday tues tue,wednesday weds wed,thursday thurs thu,friday fri,"
    "saturday sat,sunday sun",
    0,
)
NUMBERS = _numbered(
    "a an one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen",
    1,
) | _numbered("twenty", 20)
ORDINALS = _numbered(
    "first 1st,second 2nd,third 3rd,fourth 4th,fifth 5th,sixth,seventh,eighth,ninth,tenth,eleventh,"
    "twelfth,thirteenth,fourteenth,fifteenth,sixteenth,seventeenth,eighteenth,nineteenth,twentieth,"
    "twenty-first,twenty-second,twenty-third,twenty-fourth,twenty-fifth,twenty-sixth,"
    "twenty-seventh,twenty-eighth,twenty-ninth,thirtieth,thirty-first",
    1,
)
# The first month of each season, as meteorologists of the northern hemisphere count; a winter
# carries the year in which it begins.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

# Words that are far more often something else than a month or weekday when written in lower case.
RARELY_DATES = {
    "may",
    "march",
    "mar",
    "mon",
    "sat",
    "sun",
    "wed",
    "fri",
    "thu",
    "tue",
    "jan",
    "dec",
}
# Months that are people's names too.
GIVEN_NAMES = {"april", "may", "june", "august", "jan"}

# What has the name of a day and is none: papers, battles, islands, trees.
NOT_DATES = re.compile(
    r"\b(?:Sunday|Saturday) (?:Times|Mirror|Telegraph|Express|Post|Mail|Herald|People|Independent|"
    r"Night Live|Evening Post)\b"
    r"|\b(?:Bloody|Black|Ruby|Stir-up) (?:Sunday|Monday|Tuesday|Wednesday|Thursday)\b"
    r"|\bMan Friday\b|\bGood Friday (?:Agreement|Accord)\b|\bmayday\b|\bApril fool(?:s|ed|ing)?\b"
    r"|\bEaster (?:Islands?|eggs?|bunn(?:y|ies)|Rising)\b|\bChristmas (?:Islands?|trees?|lights?|"
    r"cards?|carols?|cake|decorations?|gifts?|presents?|part(?:y|ies)|pudding|shopping|spirit|"
    r"bonus(?:es)?|dinners?|jumpers?|stockings?)\b"
    r"|\bovernight (?:success|sensation|trains?|flights?|buses|bags?|stays?|guests?|delivery|"
    r"shipping|rates?|temperatures?|lows?)\b",
    re.IGNORECASE,
)

Holiday = Callable[[int], date]


def _fixed(month: int, day: int) -> Holiday:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int, then: int = 0) -> Holiday:
    """The nth weekday of a month, the last for -1; `then` so many days after it."""

    def day(year: int) -> date:
        if nth > 0:
            first = date(year, month, 1)
            found = first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
        else:
            last = date(year, month, monthrange(year, month)[1])
            found = last - timedelta((last.weekday() - weekday) % 7)
        return found + timedelta(then)

    return day


def _from_easter(shift: int) -> Holiday:
    return lambda year: easter(year) + timedelta(shift)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 13, 1876)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, left = divmod(century, 4)
    skipped = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - skipped + 15) % 30
    weekday = (32 + 2 * left + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


# Keys are patterns; an apostrophe may be straight or curly, or left out.
HOLIDAYS: dict[str, Holiday] = {
    r"new year['’]?s eve": _fixed(12, 31),
    r"new year['’]?s(?: day)?": _fixed(1, 1),
    r"epiphany": _fixed(1, 6),
    r"(?:martin luther king(?:,? jr\.?)?|mlk) day": _nth(1, 0, 3),
    r"(?:st\.?|saint) valentine['’]?s day|valentine['’]?s day": _fixed(2, 14),
    r"presidents['’]? day": _nth(2, 0, 3),
    r"(?:st\.?|saint) patrick['’]?s day": _fixed(3, 17),
    r"shrove tuesday|mardi gras": _from_easter(-47),
    r"ash wednesday": _from_easter(-46),
    r"palm sunday": _from_easter(-7),
    r"maundy thursday": _from_easter(-3),
    r"good friday": _from_easter(-2),
    r"easter monday": _from_easter(1),
    r"easter(?: sunday| day)?": _from_easter(0),
    r"ascension day": _from_easter(39),
    r"whit monday|pentecost monday": _from_easter(50),
    r"pentecost|whit sunday": _from_easter(49),
    r"april fools?['’]?s? day": _fixed(4, 1),
    r"anzac day": _fixed(4, 25),
    r"may day": _fixed(5, 1),
    r"memorial day": _nth(5, 0, -1),
    r"juneteenth": _fixed(6, 19),
    r"canada day": _fixed(7, 1),
    r"(?:the )?(?:fourth|4th) of july": _fixed(7, 4),
    r"bastille day": _fixed(7, 14),
    r"labou?r day": _nth(9, 0, 1),
    r"columbus day": _nth(10, 0, 2),
    r"halloween": _fixed(10, 31),
    r"all saints['’]? day": _fixed(11, 1),
    r"election day": _nth(11, 0, 1, then=1),
    r"veterans['’]? day|armistice day": _fixed(11, 11),
    r"thanksgiving(?: day)?": _nth(11, 3, 4),
    r"black friday": _nth(11, 3, 4, then=1),
    r"christmas eve": _fixed(12, 24),
    r"boxing day": _fixed(12, 26),
    r"christmas(?: day)?": _fixed(12, 25),
}
