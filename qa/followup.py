"""Follow-up questions made whole: what "it", "he", "the 9th" or "who else?" stand for.

By rules, from the last question and the words of its answer, which may be anyone's: nothing in them
is believed or quoted, they only complete the question, and all of the answer is looked up anew. A
question that is whole is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.dates import MONTHS, WEEKDAYS, DateMention, find_dates
from index.lexical import STOP_WORDS
from qa.coordination import split_coordination
from qa.numerals import CARDINAL_OF

MAX_MESSAGES = 12
MAX_MESSAGE_CHARS = 2_000
_MAX_TURNS = 4  # questions looked back, where one follows up on another
_MAX_TOPIC_WORDS = 8

_LEAD = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|then|also|thanks?|thank you|well|yes|no|hm+)\b[\s,.!]*)+",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(r"^(?:what|how)\s+about\s+", re.IGNORECASE)
_WHO_ELSE = re.compile(r"^(?:who|what|which|anyone|anybody|anything)\s+else\W*$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?P<wh>who|when|where|why|how(?:\s+(?:long|many|much|old|far|often|come))?|which|"
    r"what\s+(?:time|day|date|year))(?:\s+(?:was|is|did)\s+(?:that|it|this))?\W*$",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"^(?:the\s+)?(?P<nth>first|second|third|fourth|fifth|last|other)(?:\s+one)?\W*$", re.IGNORECASE
)
_NTH = ("first", "second", "third", "fourth", "fifth")
_DAY_ONLY = re.compile(
    r"^(?:the\s+)?(?:one|call|talks?|meeting|day)?\s*(?:(?:on|of|from|for|in)\s+)?"
    r"(?:the\s+)?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\W*$",
    re.IGNORECASE,
)
_DATE_FILLER = re.compile(
    r"\b(?:the|one|ones|call|on|of|from|for|in|at|that|day)\b|\W", re.IGNORECASE
)
_PERSON = re.compile(r"\b(?P<word>he|she|him|her|his|hers)\b(?P<own>['’]s)?", re.IGNORECASE)
_THEY = re.compile(r"\b(?P<word>they|them|their|theirs)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?P<word>it|its|that|this|those|these|there|then|one|ones)\b(?!\s+(?:true|likely|possible|"
    r"say|says|said)\b)",
    re.IGNORECASE,
)
_POSSESSIVE = {"his", "hers", "their", "theirs"}
_VERB = re.compile(
    r"\b(?:(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)(?:n['’]?t)?|"
    r"\w+ed|said|says|ran|runs|won|wins|lost|met|made|got|gave|took|left|quit|put|went|came|"
    r"(?:what|who|where|when|how)['’]?s)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"^\W*(?:(?:who|whom|whose|what|when|where|why|which|how)(?:['’]?s)?\b"
    r"(?:\s+(?:long|many|much|old|far|often|time|day|date)\b)?"
    # "how many days did it take" has its subject behind the verb, "how many people died" has not
    r"(?:\s+\w+(?=\s+(?:did|does|do|will|would)\b))?\s*)?",
    re.IGNORECASE,
)
_CAPITAL = r"[^\W\d_a-z][\w’'-]*"
_NAME = re.compile(rf"(?<![\w’'-]){_CAPITAL}(?:\s+{_CAPITAL})*")
_MORE_NAMES = re.compile(rf"(?:,\s+{_NAME.pattern})*\s+and\s+{_NAME.pattern}")
_NO_NAMES = frozenset("yes according i".split()) | CARDINAL_OF.keys()
_QUANTITY = re.compile(r"\s+(?:many|much|long|far|big|old)\b", re.IGNORECASE)
_MARKS = re.compile(r"\[[^\]]{0,80}\]")
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


def resolve(question: str, history: Sequence[Message], asked_on: date) -> str:
    """The question made whole, or as it is where it is whole or nothing completes it.

    Args:
        question: the user's last words.
        history: the messages before, the oldest first; the last 12 are looked at.
        asked_on: the day that dates in questions count from.
    """
    recent = [Message(m.role, m.content[:MAX_MESSAGE_CHARS]) for m in history[-MAX_MESSAGES:]]
    return _resolve(question, recent, asked_on, _MAX_TURNS)


def _resolve(question: str, history: Sequence[Message], asked_on: date, turns: int) -> str:
    asked = [n for n, m in enumerate(history) if m.role == "user" and m.content.strip()]
    if not asked or not turns:
        return question
    last = asked[-1]
    before = _resolve(history[last].content, history[:last], asked_on, turns - 1)
    answer = next((m.content for m in history[last + 1 :] if m.role == "assistant"), "")
    answer = _MARKS.sub(" ", answer)
    led = bool(_LEAD.match(question)) or bool(_WHAT_ABOUT.match(question))
    words = _WHAT_ABOUT.sub("", _LEAD.sub("", question)).strip()
    if not words:
        return question
    whole = _replaced_whole(words, before, answer, asked_on)
    if whole:
        return whole
    pointed, dangling = _pointed(words, before, answer)
    if dangling or not content(words) or _is_fragment(pointed, led=led):
        return with_topic(pointed, before)
    return question if pointed == words else pointed


def _replaced_whole(words: str, before: str, answer: str, asked_on: date) -> str | None:
    """The question before with one thing exchanged; None where the words are no such request."""
    if _WHO_ELSE.match(words):
        return before
    bare = _BARE.match(words)
    if bare:
        rest = _QUESTION_WORD.sub("", before, count=1)
        return f"{bare['wh']} {rest.strip()}".strip()
    nth = _ONE.match(words)
    items = _items(answer)
    if nth and items:
        word = nth["nth"].lower()
        place = len(items) - 1 if word in ("last", "other") else _NTH.index(word)
        return with_topic(f"what about {items[place]}", before) if place < len(items) else None
    return _other_date(words, before, asked_on)


def _items(answer: str) -> list[str]:
    parts = split_coordination(answer, named=True)
    return [answer[start:end] for start, end in parts]


def _other_date(words: str, before: str, asked_on: date) -> str | None:
    """The question before, asked of another day: "what about Dec 9?", "and on the 9th?"."""
    known = find_dates(before, asked_on)
    day = _DAY_ONLY.match(words)
    if day and known:
        return _exchanged(before, known[0], f"{known[0].first:%B} {day['day']}")
    new = find_dates(words, asked_on)
    if len(new) != 1:
        return None
    rest = words[: new[0].start] + words[new[0].end :]
    if _DATE_FILLER.sub("", rest):
        return None
    if known:
        return _exchanged(before, known[0], new[0].text)
    return f"{before.rstrip(' ?.!')} on {new[0].text}"


def _exchanged(text: str, mention: DateMention, words: str) -> str:
    return text[: mention.start] + words + text[mention.end :]


def _pointed(words: str, before: str, answer: str) -> tuple[str, bool]:
    """The question with its pronouns replaced by names, and whether any is left without one."""
    dangling = False
    person = _PERSON.search(words)
    if person and not _VERB.search(words):
        return words, True  # "his lawyer?": whose is too uncertain
    if person and not _named_before(words, person.start()):
        name = _subject(answer) or _subject(before, skip_first=True)
        if name:
            words = _PERSON.sub(lambda m: _in_place_of(m["word"], name), words, count=1)
        dangling = name is None
    they = _THEY.search(words)
    if they and not _named_before(words, they.start()):
        names = _subject(answer) or _subject(before, skip_first=True)
        if names:
            words = _THEY.sub(lambda m: _in_place_of(m["word"], names), words, count=1)
        dangling = dangling or names is None
    thing = _THING.search(words)
    if (
        thing
        and thing["word"].lower() in ("that", "this")
        and _QUANTITY.match(words[thing.end() :])
    ):
        thing = None
    return words, dangling or bool(thing and not _named_before(words, thing.start()))


def _in_place_of(pronoun: str, name: str) -> str:
    if pronoun.lower() in _POSSESSIVE or pronoun.lower() == "her":
        return f"{name}’s" if pronoun.lower() != "her" else name
    return name


def _named_before(words: str, position: int) -> bool:
    """Whether the question itself says first whom a pronoun means: "did the guard say she ..."."""
    lead = words[:position]
    names = [m for m in _NAME.finditer(lead) if m.start() > 0]
    # Not so in "the fix she recommended".
    return bool(names) or bool(re.search(r"\bthe\s+\w+\W+\w", lead))


def _subject(text: str, *, skip_first: bool = False) -> str | None:
    """The first name in a text, and those joined to it by "and"."""
    for match in _NAME.finditer(text):
        name = match.group()
        if skip_first and not match.start():
            continue
        if re.split(r"[\s'’-]", name.lower())[0] in _NO_NAMES | STOP_WORDS or name.isupper():
            continue
        if name.lower() in MONTHS or name.lower() in WEEKDAYS:
            continue
        more = _MORE_NAMES.match(text, match.end())
        return re.sub(r"[’']s$", "", name + (more.group() if more else ""))
    return None


def content(words: str) -> list[str]:
    """The words that say what a question is about, in lower case."""
    plain = re.sub(r"n['’]?t\b", "", words.lower())
    return [word for word in _WORD.findall(plain) if word not in STOP_WORDS]


def _is_fragment(words: str, *, led: bool) -> bool:
    """Whether a question says too little to be one by itself: "any deaths?", "the second driver?".

    Words without a verb may also be a whole query ("death toll storm"); an article tells, which
    nobody types in such a one, or a beginning such as "and".
    """
    if len(content(words)) < 2 and len(words.split()) < 4:
        return True
    pronoun = any(pattern.search(words) for pattern in (_PERSON, _THEY, _THING))
    if _VERB.search(words):
        return led and pronoun
    return led or bool(re.search(r"\bthe\b", words, re.IGNORECASE))


def with_topic(words: str, before: str) -> str:
    """The words, and in brackets what the question before was about and they don't say."""
    said = {w.lower() for w in _WORD.findall(words)}
    topic = [
        w for w in _WORD.findall(before) if w.lower() not in STOP_WORDS and w.lower() not in said
    ][:_MAX_TOPIC_WORDS]
    stripped = words.rstrip(" ?.!")
    return f"{stripped} ({' '.join(topic)})?" if topic else words
