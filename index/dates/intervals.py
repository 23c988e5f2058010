"""Stretches of time that a text speaks of, made of its mentions."""

import re
from datetime import date

from index.dates.find import find_dates
from index.passage import DateSpan

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
