"""Whether a time expression lies ahead or behind, by the verbs around it.

News says "met Tuesday" and "will meet Tuesday" of different days. The verb nearest before the
expression in its sentence tells, failing that the one after it.
"""

import re
from enum import IntEnum
from itertools import pairwise


class Tense(IntEnum):
    """Behind the anchor, ahead of it, or not told."""

    PAST = -1
    UNKNOWN = 0
    FUTURE = 1


_REACH = 120  # characters looked at on either side
_WORDS = 14
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"'‘`(])|[\n;]|\s[—–_]\s|&QL;")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Col|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|[A-Za-z])\.$"
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d+")
_AHEAD_OF_IT = re.compile(
    r"\b(?:as (?:early|soon|late) as|no later than|starting|effective|ahead of|up to|due|by|until|"
    r"till|from now (?:on )?(?:to|until))\s+(?:on\s+)?(?:about\s+)?(?:midnight\s+|noon\s+)?"
    r"(?:\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s+(?:[A-Z]{2,4}\s+)?(?:on\s+)?)?$",
    re.IGNORECASE,
)
_WILL = frozenset("will shall might would must".split())
_AHEAD = _WILL | frozenset(
    "scheduled planned plan plans planning expected expects expect due slated hopes hoping "
    "intends aims poised awaits upcoming forthcoming looming".split()
)
# These look ahead when "to" follows: "agreed to meet Tuesday", but "agreed Tuesday".
_AHEAD_WITH_TO = frozenset(
    "agreed agree asked ordered promised want wants wanted decided decides invited vowed "
    "vows urged likely ready going about pledged threatened allow allowed need needs required "
    "set is are was were prepared preparing summoned deadline wait waiting told able".split()
)
_NO_VERBS_AFTER_TO = frozenset(
    "the a an his her its their this that these those our my your".split()
)
_NO_PAST = frozenset(
    "need speed indeed seed feed united hundred red bed wed armed alleged so-called "
    "wounded injured aged limited proposed related used".split()
)
_IRREGULAR_PAST = frozenset(
    "said told was were had did went came began held met took made gave found got left won "
    "lost fell rose sent wrote saw spoke struck ran shot stood sat drew drove flew grew knew "
    "led paid put read sank sold spent swept swore threw understood wore broke brought built "
    "bought caught chose fought forced heard hit kept laid let overturned quit sought set shook "
    "shut slid stole taught thought voted withdrew woke born killed been became died hurt cut "
    "beat bore dealt felt meant overcame underwent upheld".split()
)
_PRESENT_BE = frozenset("is are being".split())


def tense_at(text: str, start: int, end: int) -> Tense:
    """Tell the tense around `text[start:end]`; looks at 120 characters on either side."""
    before = _sentence_before(text[max(0, start - _REACH) : start])
    if _AHEAD_OF_IT.search(before):
        opening = text[end : end + 1] == "," and len(before.split()) <= 2  # "Until Thursday, ..."
        if not opening:
            return Tense.FUTURE
    words = _WORD.findall(before)[-_WORDS:]
    return _nearest_before(words) or _nearest_after(_sentence_after(text[end : end + _REACH]))


def _sentence_before(text: str) -> str:
    last = 0
    for found in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: found.start() + 1]):
            last = found.end()
    return text[last:]


def _sentence_after(text: str) -> str:
    for found in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: found.start() + 1]):
            return text[: found.start()]
    return text


def _nearest_before(words: list[str]) -> Tense:
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        previous = words[place - 1] if place else ""
        following = words[place + 1] if place + 1 < len(words) else ""
        if word == "to" and following.islower() and following not in _NO_VERBS_AFTER_TO:
            if previous in _AHEAD_WITH_TO or previous in _AHEAD:
                return Tense.FUTURE
            continue
        if word in _AHEAD or word.endswith(("'ll", "’ll")):
            if following in ("not", "neither", "no") and word == "would":
                return Tense.PAST  # "would not comment Monday"
            return Tense.FUTURE
        if is_past(word):
            if previous in _PRESENT_BE:
                return Tense.FUTURE  # "is held on Tuesday"
            if previous == "be":
                continue  # what stands before "be" tells
            return Tense.PAST
    return Tense.UNKNOWN


def _nearest_after(after: str) -> Tense:
    words = _WORD.findall(after)[:_WORDS]
    for word, following in pairwise([*words, ""]):
        if word in _WILL or word.endswith(("'ll", "’ll")):
            return Tense.FUTURE
        if word in _PRESENT_BE and following == "to":
            return Tense.FUTURE
        if is_past(word):
            return Tense.PAST
    return Tense.UNKNOWN


def is_past(word: str) -> bool:
    """Whether a word looks like a verb in the past tense; names and nouns don't."""
    if not word.islower():
        return False
    return word in _IRREGULAR_PAST or (
        word.endswith("ed") and len(word) > 4 and word not in _NO_PAST
    )
