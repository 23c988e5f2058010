"""Stretches of time that a text speaks of, made of its mentions."""

import re
from datetime import date
from functools import lru_cache

from index.dates.find import find_dates
from index.dates.mention import DateMention
from index.passage import DateSpan

_RANGE_LINK = re.compile(r"\s*(?:to|until|till|through|–|—|-)\s*(?:the\s+)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|from|after)\s+(?:the\s+)?$", re.IGNORECASE)


@lru_cache(maxsize=512)
def _mentions(text: str, anchor: date) -> tuple[DateMention, ...]:
    return tuple(find_dates(text, anchor))


def mentions_between(
    text: str, anchor: date, start: int = 0, end: int | None = None
) -> list[DateMention]:
    """The mentions inside `text[start:end]`, read with all of the text around them.

    What "the next day" or "tomorrow" means may be told by another sentence. Offsets are those in
    `text`; the mentions of the texts read last are kept.
    """
    last = len(text) if end is None else end
    return [m for m in _mentions(text, anchor) if start <= m.start and m.end <= last]


def find_intervals(
    text: str, anchor: date, start: int = 0, end: int | None = None
) -> list[DateSpan]:
    """The stretches of time that `text[start:end]` names: two dates joined by "to" are one.

    "from 1811 to 1827", "between March and May 2024" and "1914–1918" are one interval each, and
    "since 1998" or "from 1998" has no end. Other dates stand for themselves.
    """
    mentions = mentions_between(text, anchor, start, end)
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


def event_dates(
    text: str, published: date | None, start: int = 0, end: int | None = None
) -> tuple[DateSpan, ...]:
    """The intervals that `text[start:end]` speaks of, each once, in order of first mention.

    Without a day of publication only dates that name their year can be resolved.
    """
    anchor = published or date(2000, 1, 1)
    spans = (
        DateSpan(mention.first, mention.last)
        for mention in mentions_between(text, anchor, start, end)
        if published or mention.year_given
    )
    return tuple(dict.fromkeys(spans))
