"""Where an answer begins and ends: whole words and names, no dangling marks or function words."""

import re

from index.chunking import sentences_around
from index.dates import MONTHS, WEEKDAYS
from index.lexical import STOP_WORDS
from qa.kinds import Asks

_OUTER = re.compile(r"[\s,.;:!?–—-]+")
_OPENING, _CLOSING = '"“‘«([', '"”’»)]'
# "of the", "by", "and who": no answer begins or ends with these.
_LEADING = re.compile(r"(?:of|by|and|or|than|that|which|who)\s+", re.IGNORECASE)
_LEADING_FOR = {
    Asks.WHEN: re.compile(r"(?:on|in|at|by|of|since|from)\s+", re.IGNORECASE),
    Asks.DURATION: re.compile(r"(?:for|lasted|in|of)\s+", re.IGNORECASE),
    Asks.NUMBER: re.compile(r"(?:by|of|to|at(?!\s+(?:least|most)\b)|for|with)\s+", re.IGNORECASE),
}
_TRAILING = re.compile(
    r"\s+(?:of|the|an?|and|or|in|on|at|to|for|by|with|from|as|who|which|that|where|said|says|whose)$",
    re.IGNORECASE,
)
# "2,904 and Odd Kvamme on 695": the number of somebody else.
_NEXT_ONE = re.compile(r",?\s+(?:and|while|but)\s+(?=[^\W\d_a-z])")
_COUNTED = {Asks.NUMBER, Asks.MONEY, Asks.AGE, Asks.DURATION}
_COMPANION = re.compile(r"(?<=\w)\s+with\s+(?=\w)")
_CLAUSE = re.compile(
    r",?\s+(?:who|which|whose|where|when|according to|said|says|told|after|because)\b|\s+[–—-]\s+",
)
# Kinds of question that a few words answer.
SHORT = {Asks.WHO, Asks.WHEN, Asks.WHERE, Asks.NUMBER, Asks.MONEY, Asks.AGE, Asks.DURATION}
# "KARSHOLM, Dec 6 (VPA) — ": where and by whom a report was written, not what it says.
_DATELINE = re.compile(
    r"[^\S\n]*[^\W\d_a-z][^a-z\n,(—–]{1,40}(?:,[^\n(—–-]{0,40})?\s*(?:\([^)\n]{1,30}\))?"
    r"(?:\s*(?:—|–|--)|\s-)\s+"
)
_CLOSED = re.compile(r"\([^()\n]{1,60}\)")
_NAME_WORD = r"[^\W\d_a-z][\w’'-]*"
_NAME_BEFORE = re.compile(rf"({_NAME_WORD})[ \u00a0]$")
_NAME_AFTER = re.compile(rf"[ \u00a0]({_NAME_WORD})")
TITLES = frozenset(
    "president minister prime foreign defence defense senator mayor dr mr mrs ms miss sir judge "
    "justice ceo rep sen gov gen lt col "
    "professor captain inspector sergeant detective chief secretary chancellor premier councillor "
    "deputy king queen prince princess lord lady general colonel major bishop father attorney "
    "governor ambassador envoy chairman chairwoman".split()
)


def tidy(text: str, start: int, end: int, asks: Asks) -> tuple[int, int]:
    """Mend the ends of `text[start:end]`; an empty interval where nothing is left.

    Words and names are completed, clauses, function words and unpaired marks at the ends left out.
    """
    if start >= end:
        return start, end
    start, end = _whole_words(text, start, end)
    start, end = _trimmed(text, *_in_one_line(text, start, end))
    if start < end and asks in SHORT:
        end = min(end, sentences_around(text, start, start + 1)[1])
    while True:
        before = start, end
        inner = text[start:end]
        for leading in (_LEADING, _LEADING_FOR.get(asks)):
            if leading and (match := leading.match(inner)) and match.end() < len(inner):
                start += match.end()
                break
        if match := _TRAILING.search(text[start:end]):
            end = start + match.start()
        if asks in SHORT and (match := _CLAUSE.search(text[start:end])) and match.start() > 0:
            end = start + match.start()
        if asks in _COUNTED and (match := _NEXT_ONE.search(text[start:end])):
            end = start + match.start()
        if asks is Asks.WHO and (match := _COMPANION.search(text[start:end])):
            end = start + match.start()
        start, end = _trimmed(text, start, end)
        if (start, end) == before:
            break
    if asks is Asks.WHO and start < end:
        start, end = _whole_name(text, start, end)
    return start, _bracketed(text, start, end)


def after_dateline(text: str, start: int) -> int:
    """Where what a report says begins, for a place in its dateline; else that place itself."""
    lead = _DATELINE.match(text, text.rfind("\n", 0, start) + 1)
    return max(start, lead.end()) if lead else start


def _in_one_line(text: str, start: int, end: int) -> tuple[int, int]:
    """The part in the first line that is no dateline: a line break ends a paragraph of news."""
    start = after_dateline(text, start)
    stop = text.find("\n", start, end)
    return start, end if stop < 0 else stop


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _bracketed(text: str, start: int, end: int) -> int:
    """The end, moved behind the bracket that an answer opens, or before it where none closes it."""
    opened = text.rfind("(", start, end)
    if opened <= start or text.find(")", opened, end) >= 0:
        return end
    close = _CLOSED.match(text, opened)
    return close.end() if close else start + len(text[start:opened].rstrip(" ,;"))


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the given name before a surname, and the surname after a given name."""
    given = start
    while text[start].isupper() and (match := _NAME_BEFORE.search(text, max(0, start - 40), start)):
        if not _is_part_of_name(match[1]) or _begins_sentence(text, match.start(1)):
            break
        start = match.start(1)
    if re.search(r"\bthe\s$", text[max(0, start - 5) : start]):
        start = given  # "the United States Olga Stefanishyna": no person's name has an article
    last_word = text[start:end].rsplit(maxsplit=1)[-1]
    while last_word[:1].isupper() and (match := _NAME_AFTER.match(text, end)):
        word = re.sub(r"[’']s$", "", match[1])
        if not _is_part_of_name(word) or last_word.lower() in TITLES:
            break
        end, last_word = match.start(1) + len(word), word
        if word != match[1]:
            break
    return start, end


def _is_part_of_name(word: str) -> bool:
    plain = word.lower()
    return not (
        plain in TITLES
        or plain in STOP_WORDS
        or plain in MONTHS
        or plain in WEEKDAYS
        or re.search(r"[’']s$", plain)
    )


def _begins_sentence(text: str, start: int) -> bool:
    """Whether a capital may only be that of a sentence's first word: "Yesterday Umerov"."""
    before = text[:start].rstrip(" “\"'")
    return not before or before[-1] in ".!?:\n"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out punctuation and unpaired quotation marks at the ends."""
    while start < end:
        before = start, end
        if lead := _OUTER.match(text, start, end):
            start = lead.end()
        while end > start and _OUTER.fullmatch(text[end - 1]):
            end -= 1
        inner = text[start:end]
        for opening, closing in zip(_OPENING, _CLOSING, strict=True):
            if inner.startswith(opening) and inner.count(closing, 1) == 0:
                start += 1
            elif (
                inner.endswith(closing)
                and inner.count(opening, 0, -1) == 0
                and not (closing == "’" and inner[-2:-1].isalpha())
            ):
                end -= 1
            else:
                continue
            break
        if (start, end) == before:
            break
    return start, end
