"""Find the dates of a text: rules first, then what counts from another mention or a quotation."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from index.dates.mention import DateMention, Interval
from index.dates.rules import RULES, Rule
from index.dates.spans import around, day_of, week_of
from index.dates.tables import NOT_DATES, NUMBERS, WEEKDAYS

_NEAR = 400  # characters between "two days later" and what it counts from
_BOUND = re.compile(r"\b(since|until|till|through|by)\s(?:the\s|about\s)?$", re.IGNORECASE)
_COUNTED = re.compile(
    rf"\b(?P<number>\d{{1,3}}|{'|'.join(NUMBERS)}|a couple of)\s+(?P<unit>day|week|month|year)s?\s+"
    r"(?P<way>later|earlier|afterwards|beforehand|after that|before that)\b"
    r"|\bthe\s+(?P<which>next|following|previous)\s+"
    r"(?P<of>day|night|morning|afternoon|evening|week|month|year)\b"
    r"|\bthe\s+day\s+(?P<side>before|after)(?=\s*(?:[.,;:)]|$))"
    r"|\b(?:that|the\s+same)\s+(?P<same>day|night|morning|afternoon|evening|week|month|year)\b",
    re.IGNORECASE,
)
_WEEK_OF = re.compile(
    r"\b(?:the\s+)?week\s+(?:of|beginning|starting|from)\s+(?:the\s+)?$", re.IGNORECASE
)
_DAY_BEFORE = re.compile(
    r"(?<![\d/.:,-])\b(?P<day>[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?(?:\s*(?:,|and|or|&)\s*)+$"
)
_DAY_AFTER = re.compile(
    r"(?:\s*(?:,|and|or|&)\s*)+(?P<day>[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?"
    r"(?=\s*(?:[.;:)](?!\d)|\n|$)|,(?!\s*\d)|\s+(?:in|at|on|for|with|of|as|and)\b)"
)
_QUOTATION = re.compile(r"“[^“”]{1,2000}”|``.{1,2000}?''|\"[^\"\n]{1,2000}\"", re.DOTALL)
_SPEECH = re.compile(
    r"\b(?:said|says|told|wrote|tweeted|posted|announced|added|asked|declared|warned)\b",
    re.IGNORECASE,
)
_STAMP = re.compile(r"^[^\w\n]{0,3}(?:updated|posted)?:?\s*", re.IGNORECASE)
_CLOCK = re.compile(
    r"[\s,.–—-]*(?:at\s+)?\d{1,2}[:.]\d\d\b|[^\S\n]*:?[^\S\n]*$", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention, and how it was read, so that it can be read again from another day."""

    mention: DateMention
    rule: Rule
    match: re.Match[str]


def find_dates(text: str, anchor: date) -> list[DateMention]:
    """Return the dates that `text` names, in order, without overlap.

    Args:
        text: any text; expressions are read as English.
        anchor: the day that relative and incomplete dates count from, such as that of publication.
    """
    taken = bytearray(len(text))  # 1 where an earlier, more specific rule has matched
    for match in NOT_DATES.finditer(text):
        taken[match.start() : match.end()] = b"\x01" * len(match.group())
    found = sorted(_by_rules(text, anchor, taken), key=lambda f: f.mention.start)
    found = _from_stamps(text, found)
    found = _from_quotations(text, found)
    mentions = [f.mention for f in found]
    mentions = _with_sisters(text, mentions, taken)
    mentions = [_widened(text, mention) for mention in mentions]
    mentions = sorted([*mentions, *_counted(text, mentions, taken)], key=lambda m: m.start)
    return [
        m for m, after in pairwise([*mentions, None]) if m and not _names_same_day(m, after, text)
    ]


def _by_rules(text: str, anchor: date, taken: bytearray) -> Iterator[_Found]:
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            start, end = match.span()
            if 1 in taken[start:end]:
                continue
            interval = rule.read(match, anchor)
            if interval is None:
                continue
            taken[start:end] = b"\x01" * (end - start)
            yield _Found(_mention(match, rule, interval), rule, match)


def _mention(match: re.Match[str], rule: Rule, interval: Interval) -> DateMention:
    start, end = match.span()
    given = rule.absolute or any(
        match.groupdict().get(name) for name in ("year", "half_year", "decade")
    )
    counted = match.groupdict().get("which_year") or match.groupdict().get("which")
    bound = _bound(match.string[max(0, start - 14) : start])
    recurs = rule.recurs and not given and not counted
    return DateMention(start, end, match.group(), *interval, bound, given, recurs)


def _bound(before: str) -> str | None:
    word = _BOUND.search(before)
    if word is None:
        return None
    return "from" if word[1].lower() == "since" else "until"


def _from_stamps(text: str, found: list[_Found]) -> list[_Found]:
    """Read again what follows a line that begins with a day and a time: a live blog's entries."""
    anchor: date | None = None
    read: list[_Found] = []
    for one in found:
        mention = one.mention
        line = text.rfind("\n", 0, mention.start) + 1
        opens = _STAMP.fullmatch(text[line : mention.start]) and mention.first == mention.last
        if opens and _CLOCK.match(text, mention.end):
            anchor = mention.first
        counts_from_it = anchor is not None and not opens
        read.append(_read_from(one, anchor) if counts_from_it and anchor else one)
    return read


def _from_quotations(text: str, found: list[_Found]) -> list[_Found]:
    """Read again what is said in a quotation whose own day the sentence tells."""
    starts = [one.mention.start for one in found]
    read = list(found)
    for quotation in _QUOTATION.finditer(text):
        first = bisect_right(starts, quotation.start())
        last = bisect_right(starts, quotation.end() - 1)
        if first == last:
            continue
        said_on = _day_said(
            text, quotation, [one.mention for one in found[:first][-2:]], found[last : last + 2]
        )
        if said_on is not None:
            read[first:last] = [_read_from(one, said_on) for one in read[first:last]]
    return read


def _day_said(
    text: str, quotation: re.Match[str], before: list[DateMention], after: list[_Found]
) -> date | None:
    """The day that stands with a verb of saying just before the quotation, or just after it."""
    for mention in reversed(before):
        between = text[mention.end : quotation.start()]
        lead = text[max(0, mention.start - 60) : mention.start]
        if len(between) > 80 or re.search(r"[.!?\n]\s", between):
            break
        if mention.first == mention.last and _SPEECH.search(
            between + " " + re.split(r"[.!?\n]\s", lead)[-1]
        ):
            return mention.first
    for mention in (one.mention for one in after):
        between = text[quotation.end() : mention.start]
        if len(between) > 80 or re.search(r"[.!?\n]\s", between):
            break
        if mention.first == mention.last and _SPEECH.search(between):
            return mention.first
    return None


def _read_from(one: _Found, anchor: date) -> _Found:
    """The same words, counted from another day."""
    interval = one.rule.read(one.match, anchor)
    if interval is None:
        return one
    return replace(one, mention=replace(one.mention, first=interval[0], last=interval[1]))


def _with_sisters(text: str, mentions: list[DateMention], taken: bytearray) -> list[DateMention]:
    """Add the days that share a month with another: "April 24 and 25", "3 and 7 May"."""
    every: list[DateMention] = []
    for mention in mentions:
        words = mention.text.lower()
        if mention.first == mention.last and re.match(
            r"\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]", words
        ):
            before = _DAY_BEFORE.search(text[max(0, mention.start - 30) : mention.start])
            if before:
                shift = max(0, mention.start - 30)
                every += _sister(
                    text, mention, shift + before.start("day"), shift + before.end("day"), taken
                )
        every.append(mention)
        if mention.first == mention.last and re.fullmatch(
            r"[a-z]+\.?\s+\d{1,2}(?:st|nd|rd|th)?", words
        ):
            after = _DAY_AFTER.match(text, mention.end)
            if after:
                every += _sister(text, mention, *after.span("day"), taken)
    return every


def _sister(
    text: str, mention: DateMention, start: int, end: int, taken: bytearray
) -> list[DateMention]:
    day = day_of(mention.first.year, mention.first.month, int(text[start:end]))
    if day is None or day[0] == mention.first or 1 in taken[start:end]:
        return []
    taken[start:end] = b"\x01" * (end - start)
    return [replace(mention, start=start, end=end, text=text[start:end], first=day[0], last=day[1])]


def _widened(text: str, mention: DateMention) -> DateMention:
    """ "The week of March 6" for its day."""
    before = _WEEK_OF.search(text[max(0, mention.start - 30) : mention.start])
    week = week_of(mention.first)
    if before is None or week is None or mention.first != mention.last:
        return mention
    start = mention.start - len(before.group())
    return replace(
        mention, start=start, text=text[start : mention.end], first=week[0], last=week[1]
    )


def _counted(text: str, mentions: list[DateMention], taken: bytearray) -> list[DateMention]:
    """What counts from the mention before: "two days later", "the next morning", "that year"."""
    every = list(mentions)
    starts = [mention.start for mention in every]
    added: list[DateMention] = []
    for match in _COUNTED.finditer(text):
        if 1 in taken[match.start() : match.end()]:
            continue
        place = bisect_right(starts, match.start())
        if not place or match.start() - every[place - 1].end > _NEAR:
            continue
        base = every[place - 1]
        interval = _count_from(match, base)
        if interval is None:
            continue
        mention = replace(
            base, start=match.start(), end=match.end(), text=match.group(),
            first=interval[0], last=interval[1], recurs=False,
            bound=_bound(text[max(0, match.start() - 14) : match.start()]),
        )  # fmt: skip
        every.insert(place, mention)
        starts.insert(place, mention.start)
        added.append(mention)
    return added


def _count_from(match: re.Match[str], base: DateMention) -> Interval | None:
    single = base.first == base.last
    if match["number"]:
        word = match["number"].lower()
        count = int(word) if word.isdigit() else NUMBERS.get(word, 2)
        unit, back = (
            match["unit"].lower(),
            match["way"].lower() in ("earlier", "beforehand", "before that"),
        )
        return (
            around(base.first, unit, -count if back else count) if single or unit != "day" else None
        )
    if match["which"]:
        unit, count = match["of"].lower(), -1 if match["which"].lower() == "previous" else 1
    elif match["side"]:
        unit, count = "day", -1 if match["side"].lower() == "before" else 1
    else:
        unit, count = match["same"].lower(), 0
    if not single and (base.last - base.first).days > {"week": 7, "month": 31, "year": 366}.get(
        unit, 0
    ):
        return None
    return around(base.first, unit, count)


def _names_same_day(mention: DateMention, after: DateMention | None, text: str) -> bool:
    """Whether a weekday only introduces the date after it: "Saturday, Dec 6"."""
    return (
        after is not None
        and after.first == after.last
        and mention.text.lower() in WEEKDAYS
        and text[mention.end : after.start].strip(" ,") == ""
    )
