"""The rules: a pattern, how its words are read, and examples, each of which is a test.

A rule that stands first has the first choice. Examples are read as on Saturday, 6 December 2025.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from index.dates import reading
from index.dates.mention import Interval
from index.dates.reading import Match
from index.dates.tables import HOLIDAYS, MONTHS, NUMBERS, ORDINALS, SEASONS, WEEKDAYS

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


_UNIT = r"(?P<unit>week|weekend|month|quarter|year|decade|century)"
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
        "ISO day",
        r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        reading.read_iso,
        ("on 2025-12-09 at", "2025-12-09", "2025-12-09"), absolute=True,
    ),
    _rule(
        "days of a month",
        rf"\b{_MONTH}\b\.?\s+{_DAY}\b{_RANGE}{_LAST_DAY}\b{_YEAR_AFTER}(?=\s*(?:[.,;:)\n]|$)|\s+(?:in|at|on|for|with|of|as)\b)",
        reading.read_days,
        ("from Dec. 6-8 in", "2025-12-06", "2025-12-08"),
        ("December 30 to 31, 2024.", "2024-12-30", "2024-12-31"),
    ),
    _rule(
        "days of a month, day first",
        rf"(?<![\d/.:,-])\b{_DAY}{_RANGE}{_LAST_DAY}\s+(?:of\s+)?{_MONTH}\b\.?{_YEAR_AFTER}",
        reading.read_days,
        ("6–8 December 2024", "2024-12-06", "2024-12-08"),
        ("the 3rd to 7th of May", "2025-05-03", "2025-05-07"),
    ),
    _rule(
        "day, month first",
        rf"\b{_MONTH}\b\.?\s+(?:the\s+)?{_DAY}\b{_YEAR_AFTER}{_RELATIVE_YEAR}{_NO_NUMBER_AFTER}",
        reading.read_day,
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
        reading.read_day,
        ("the 6 December 2025 call", "2025-12-06", "2025-12-06"),
        ("on the 6th of December", "2025-12-06", "2025-12-06"),
        ("the sixth of December", "2025-12-06", "2025-12-06"),
        recurs=True,
    ),
    _rule(
        "day with slashes, month first unless that is no date",
        r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>(?:1[0-9]|20)\d\d|\d\d))?(?![\d/%]|\.\d)",
        reading.read_slash,
        ("the 12/6 call", "2025-12-06", "2025-12-06"),
        ("on 25/12/2024", "2024-12-25", "2024-12-25"),
        recurs=True,
    ),
    _rule(
        "day with dots, day first",
        r"(?<![\d/.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?![\d/]|\.\d)",
        reading.read_iso,
        ("am 06.12.2025 um", "2025-12-06", "2025-12-06"), absolute=True,
    ),
    _rule(
        "part of a month",
        rf"\b(?:the\s+)?(?P<nth>first|second|third|fourth|fifth|last)\s+(?P<part>week|half|{_any(WEEKDAYS)})"
        rf"\s+(?:of|in)\s+{_MONTH}\b\.?{_YEAR_AFTER}",
        reading.read_part_of_month,
        ("the second week of December", "2025-12-08", "2025-12-14"),
        ("the last week of May 2024", "2024-05-25", "2024-05-31"),
        ("the first Monday in December", "2025-12-01", "2025-12-01"),
        ("in the first half of November", "2025-11-01", "2025-11-15"),
    ),
    _rule(
        "holiday",
        rf"\b(?:(?P<which>last|this|next)\s+)?(?P<holiday>{'|'.join(HOLIDAYS)})\b{_YEAR_AFTER}{_RELATIVE_YEAR}",
        reading.read_holiday,
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
        reading.read_month,
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
        reading.read_quarter,
        ("Q3 2024", "2024-07-01", "2024-09-30"),
        ("the third quarter", "2025-07-01", "2025-09-30"),
    ),
    _rule(
        "half of a year",
        rf"\b(?:H(?P<h>[12])\s+{_YEAR}|(?P<nth>first|second)\s+half\s+of\s+(?:the\s+year\b|(?P<half_year>(?:19|20)\d\d)\b))",
        reading.read_half,
        ("H1 2024", "2024-01-01", "2024-06-30"),
        ("the second half of 2024", "2024-07-01", "2024-12-31"),
    ),
    _rule(
        "season, of the northern hemisphere, from the first of a month",
        rf"\b(?:(?P<which>last|this|next)\s+)?(?P<season>{_any(SEASONS)})(?:,?\s+(?:of\s+)?{_YEAR}\b)?{_RELATIVE_YEAR}\b",
        reading.read_season,
        ("in the summer of 2024", "2024-06-01", "2024-08-31"),
        ("last winter", "2024-12-01", "2025-02-28"),
        ("this autumn", "2025-09-01", "2025-11-30"),
    ),
    _rule(
        "decade", r"\b(?:the\s+)?(?:(?P<decade>(?:1[5-9]|20)\d0)s)\b|(?<!\w)['’‘](?P<short>\d)0s\b",
        reading.read_decade,
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("in the ’90s", "1990-01-01", "1999-12-31"),
        absolute=True,
    ),
    _rule(
        "century",
        rf"\b(?:(?P<number>\d{{1,2}})(?:st|nd|rd|th)|(?P<nth>{_ORDINAL_DAY}))[\s-]century\b",
        reading.read_century,
        ("a 19th-century house", "1801-01-01", "1900-12-31"), absolute=True,
    ),
    _rule(
        "two years",
        r"(?<![\d/.,:$£€-])(?P<year>(?:19|20)\d\d)[-–/](?P<then>\d\d)\b(?![-/])",
        reading.read_years,
        ("the 2023-24 season", "2023-01-01", "2024-12-31"), absolute=True,
    ),
    _rule(
        "fiscal year, read as the calendar year of its number",
        r"\b(?:fiscal(?:\s+year)?\s+(?P<fiscal>(?:19|20)\d\d)|FY\s?'?(?P<short>(?:19|20)?\d\d))\b",
        reading.read_fiscal,
        ("in fiscal 2024", "2024-01-01", "2024-12-31"),
        ("FY25 guidance", "2025-01-01", "2025-12-31"), absolute=True,
    ),
    _rule(
        "year",
        rf"(?:(?<![\d/.,:$£€-])|(?<=\d\d\d\d-)|(?<=post-)|(?<=pre-)|(?<=mid-)){_YEAR}\b"
        r"(?![\d/]|[.,:]\d|-(?!(?:1[0-9]|20)\d\d\b)\d|\s*(?:%|per\s?cent\b))",
        reading.read_year,
        ("in 2019", "2019-01-01", "2019-12-31"), absolute=True,
    ),
    _rule(
        "day counted from today",
        r"\b(?P<word>(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|today|yesterday|tomorrow|tonight|"
        r"last\s+night|this\s+(?:morning|afternoon|evening))\b",
        reading.read_day_word,
        ("said yesterday", "2025-12-05", "2025-12-05"),
        ("until tomorrow", "2025-12-07", "2025-12-07"),
        ("died last night", "2025-12-05", "2025-12-05"),
        ("the day after tomorrow", "2025-12-08", "2025-12-08"),
    ),
    _rule(
        "overnight: the night to today", r"\bovernight\b", reading.read_overnight,
        ("struck overnight", "2025-12-05", "2025-12-06"),
    ),
    _rule(
        "weekday",
        rf"\b(?:(?P<which>last|next|past|this\s+coming|coming|this)\s+)?(?P<weekday>{_any(WEEKDAYS)})\b"
        r"(?:['’]s\b)?(?:\s+(?:of\s+)?(?P<which_week>last|this|next)\s+week\b)?",
        reading.read_weekday,
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
        reading.read_period,
        ("last month", "2025-11-01", "2025-11-30"),
        ("earlier this week", "2025-12-01", "2025-12-07"),
        ("next year", "2026-01-01", "2026-12-31"),
        ("last weekend", "2025-11-29", "2025-11-30"),
    ),
    _rule(
        "the weekend", r"\b(?:the|over\s+the)\s+(?:holiday\s+)?weekend\b", reading.read_weekend,
        ("met at the weekend", "2025-12-06", "2025-12-07"),
    ),
    _rule(
        "part of this period",
        r"\b(?:start|beginning|middle|end|turn|rest|close)\s+of\s+the\s+(?P<unit>week|month|quarter|year|decade|century)\b",
        reading.read_part_of_period,
        ("by the end of the year", "2025-01-01", "2025-12-31"),
    ),
    _rule(
        "so long ago", rf"\b{_NUMBER}[\s-]{_AGO_UNIT}[\s-]+ago\b", reading.read_ago,
        ("three days ago", "2025-12-03", "2025-12-03"),
        ("almost four years ago", "2021-01-01", "2021-12-31"),
        ("six weeks ago", "2025-10-20", "2025-10-26"),
        ("a couple of hours ago", "2025-12-06", "2025-12-06"),
    ),
    _rule(
        "so long from now",
        rf"\b{_NUMBER}[\s-](?P<unit>day|week|fortnight|month|year|decade)s?['’]?\s+"
        r"(?:from\s+now|from\s+today|hence|time)\b",
        reading.read_from_now,
        ("two weeks from now", "2025-12-15", "2025-12-21"),
        ("in three days’ time", "2025-12-09", "2025-12-09"),
    ),
)  # fmt: skip
