"""Take a coordination of names apart: "the president, Hnatov, Umerov and Kushner" is four."""

import re

from index.dates import MONTHS, WEEKDAYS
from index.lexical import STOP_WORDS

_SEPARATOR = re.compile(
    r"\s*[,;]\s*(?:and|or|as well as|&)\s+|\s*[,;]\s*"
    r"|\s+(?:and|or|as well as|&)\s+(?!(?:a\s+)?(?:half|quarter)\b)"
)
_NAME = re.compile(r"\b[^\W\d_a-z]\w*")  # a word that starts with a capital
_ROLE = re.compile(r"(?:the|its|his|her|their|our)\s+\w+", re.IGNORECASE)
_POST = re.compile(
    r"(?:(?:its|his|her|their|our)(?:\s+[\w-]+)*|the(?:\s+[\w-]+)+)\s+[a-z][\w-]+", re.IGNORECASE
)
# "a farmer", "another Indian": before a comma and a name somebody's description.
_DESCRIBED = re.compile(r"(?:an?|another|one)\s+[\w\s-]+", re.IGNORECASE)
# "in northern Uruguay", "with a broken leg": more of the item before, no item.
_MODIFIER = re.compile(
    r"(?:at|by|for|from|in|including|near|of|on|under|with|without)\s", re.IGNORECASE
)
_CLAUSE = re.compile(r"\b(?:who|which|that|whose|said|says|was|were|is|are|had|has)\b")
_NO_NAMES = STOP_WORDS | MONTHS.keys() | WEEKDAYS.keys()
MAX_ITEM_WORDS = 10


def split_coordination(text: str, *, named: bool) -> list[tuple[int, int]]:
    """Return [start, end) of each conjunct, or an empty list where `text` is no coordination.

    Args:
        text: the words that answer, such as "Hnatov, Umerov and Kushner".
        named: every conjunct must be a name or a role ("the president"), as for people.
    """
    bounds, start = [], 0
    for separator in _SEPARATOR.finditer(text):
        bounds.append((start, separator.start()))
        start = separator.end()
    bounds.append((start, len(text)))
    bounds = _with_apposition(text, bounds)
    parts = [text[s:e] for s, e in bounds]
    if len(parts) < 2 or not all(_is_item(part, named) for part in parts):
        return []
    return bounds


def _with_apposition(text: str, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a post or description and its holder: "her legal adviser, Jonas Vail" is one, not two.

    A bare "the president" before a name stays an item of its own. What says more of the item before
    ("in northern Uruguay") is left out, but "by boat, by train" are two.
    """
    joined: list[tuple[int, int]] = []
    for start, end in bounds:
        before = text[joined[-1][0] : joined[-1][1]] if joined else ""
        comma = text[joined[-1][1] : start].strip() == "," if joined else False
        described = _POST.fullmatch(before) or _DESCRIBED.fullmatch(before)
        if comma and described and _NAME.match(text, start, end):
            joined[-1] = (joined[-1][0], end)
        elif comma and _MODIFIER.match(text, start, end) and not _MODIFIER.match(before):
            continue
        else:
            joined.append((start, end))
    return joined


def is_named(text: str) -> bool:
    """Whether a text holds a name: a word with a capital, no function word, month or weekday."""
    return any(m.group().lower() not in _NO_NAMES for m in _NAME.finditer(text))


def is_role(text: str) -> bool:
    """Whether a text is a bare role with its article: "the president"."""
    return bool(_ROLE.fullmatch(text))


def _is_item(part: str, named: bool) -> bool:
    if not part or len(part.split()) > MAX_ITEM_WORDS or _CLAUSE.search(part):
        return False
    if named:
        return is_named(part) or is_role(part)
    return any(character.isalpha() for character in part)
