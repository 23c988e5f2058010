"""Whether the sentences of a draft say only what the quotes that they cite say.

Each check looks for one way of saying more: a marker that cites nothing, a name, number or day that
is in none of the quotes, a "not" or a "may" too many or too few, words put into another's mouth, words
that the quotes don't have. A sentence passes all of them or goes; nothing is repaired.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.chunking import sentence_spans
from index.dates import MONTHS, WEEKDAYS, DateMention, find_dates, mentions_between
from index.lexical import STOP_WORDS
from qa.attribution import Attribution, attribution_of
from qa.citation import Citation
from qa.names import same_person
from qa.values import numbers_in

# Share of a sentence's own words (names, numbers and days aside) that the quotes must hold; the
# lowest at which the figures of bench/liar.py hold on `tune`.
LEAST_WORDS = 0.7

_MARKERS = re.compile(r"\s*\[(\d+(?:\s*,\s*\d+)*)\]")
_LATE_MARKERS = re.compile(rf"([.!?][\"”’)]*)((?:{_MARKERS.pattern})+)")
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’'](?:s|$)")
_NOT = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|hardly|den(?:y|ies|ied)|"
    r"refus(?:e[sd]?|ing)|reject(?:s|ed)?|fail(?:s|ed)?|lacks?|false|untrue)\b|n[’']t\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:may|might|could|would|should|perhaps|possibly|probably|likely|unlikely|reportedly|"
    r"allegedly|alleged|apparently|if|unless|expect(?:s|ed)?|plans?|planned|hopes?|hoped|propos\w+|"
    r"suspect(?:s|ed)?|consider(?:s|ed|ing)?|threaten(?:s|ed)?|intends?|aims?|claim(?:s|ed)?)\b"
    # "may" and not "May": the month has its capital also within a sentence.
    .replace("may|", "(?-i:may)|"),
    re.IGNORECASE,
)
# What a sentence may begin with, or say of its sources, without the quotes saying it.
_FREE = (
    frozenset(
        """
    according accordingly additionally addition although another article articles both but during
    each earlier first following furthermore however later latter meanwhile moreover namely one
    other others outlet outlets overall report reported reports same say says said second several
    similarly since some source sources state stated states still then therefore third though thus
    two while yet
    """.split()
    )
    | STOP_WORDS
)
_CALENDAR = {name.lower() for name in (*MONTHS, *WEEKDAYS)}
_STEM, _ENDINGS = 6, ("", "s", "es", "n", "an", "ns", "ans", "ian")


class Fault(StrEnum):
    """Why a sentence goes."""

    MARKER = "marker"
    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    NEGATION = "negation"
    MODALITY = "modality"
    SPEAKER = "speaker"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of a draft without its markers, what it cites, and what is wrong with it.

    `citations` count from 1; `detail` is the word that is not covered.
    """

    text: str
    citations: tuple[int, ...]
    fault: Fault | None = None
    detail: str = ""


def verify(
    draft: str, citations: Sequence[Citation], least_words: float = LEAST_WORDS
) -> list[Checked]:
    """Check each sentence of a draft against the quotes that it cites.

    Args:
        draft: prose with a marker such as `[1]` or `[1, 2]` in, or right behind, each sentence.
        citations: what the markers count, from 1.
        least_words: share of its words that the quotes must hold.
    """
    # A marker behind the full stop belongs to the sentence before it.
    draft = _LATE_MARKERS.sub(r"\2\1", draft)
    return [check(draft[slice(*span)], citations, least_words) for span in sentence_spans(draft)]


def check(
    sentence: str, citations: Sequence[Citation], least_words: float = LEAST_WORDS
) -> Checked:
    """Check one sentence; its markers stand in it."""
    numbers = tuple(
        dict.fromkeys(
            int(number)
            for markers in _MARKERS.finditer(sentence)
            for number in markers[1].split(",")
        )
    )
    text = _MARKERS.sub("", sentence).strip()
    wrong = [n for n in numbers if not 1 <= n <= len(citations)]
    if wrong or not numbers:
        return Checked(text, (), Fault.MARKER, str(wrong[0]) if wrong else "none")
    evidence = [_Evidence.of(citations[n - 1]) for n in numbers]
    fault = _fault(text, evidence, least_words)
    return Checked(text, numbers, *fault) if fault else Checked(text, numbers)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A quote and what it names."""

    citation: Citation
    words: frozenset[str]
    stems: frozenset[str]
    numbers: frozenset[float]
    days: tuple[DateMention, ...]

    @classmethod
    def of(cls, citation: Citation) -> "_Evidence":
        article, quote = citation.article, citation.quote
        about = f"{quote} {article.source or ''}"
        words = frozenset(_folded(w) for w in _words(about))
        day = article.published_day
        found = (
            mentions_between(article.text, day, citation.start, citation.end)
            if day
            else find_dates(quote, _ANY_DAY)
        )
        numbers = frozenset(
            (*numbers_in(quote), *numbers_in(_without(quote, find_dates(quote, day or _ANY_DAY))))
        )
        return cls(citation, words, frozenset(map(_stem, words)), numbers, tuple(found))


_ANY_DAY = date(2025, 1, 1)  # where nothing tells when an article was written


def _fault(
    text: str, evidence: Sequence[_Evidence], least_words: float
) -> tuple[Fault, str] | None:
    """The first thing that the quotes don't say."""
    anchor = next((d for e in evidence if (d := e.citation.article.published_day)), None)
    mentions = find_dates(text, anchor or _ANY_DAY)
    for mention in mentions:
        if not _names_day(mention, evidence):
            return Fault.DATE, mention.text
    bare = _without(text, mentions)
    if name := _foreign_name(bare, evidence):
        return Fault.NAME, name
    known = frozenset(n for e in evidence for n in e.numbers)
    for number in numbers_in(bare):
        # "no" and "none" are for the check of negations.
        if number and number not in known:
            return Fault.NUMBER, f"{number:g}"
    own = [w for w in _words(bare) if w.lower() not in _FREE and not w[:1].isdecimal()]
    stems = frozenset(s for e in evidence for s in e.stems)
    missing = [word for word in own if _stem(_folded(word)) not in stems]
    if own and 1 - len(missing) / len(own) < least_words:
        return Fault.WORDS, missing[0]
    nearest = max(evidence, key=lambda e: len(e.stems & {_stem(_folded(w)) for w in own}))
    around = _aligned(bare, nearest.citation.quote)
    if bool(_NOT.search(bare)) != bool(_NOT.search(around)):
        return Fault.NEGATION, _first(_NOT, bare, around)
    if bool(_MAYBE.search(bare)) != bool(_MAYBE.search(around)):
        return Fault.MODALITY, _first(_MAYBE, bare, around)
    return _wrong_speaker(text, evidence)


def _names_day(mention: DateMention, evidence: Sequence[_Evidence]) -> bool:
    """Whether a quote names this day, or one within this month; or its article is of this day."""
    for known in evidence:
        if any((m.first, m.last) == (mention.first, mention.last) for m in known.days):
            return True
        day = known.citation.article.published_day
        if day and (mention.first, mention.last) == (day, day):
            return True
        if mention.first and mention.last and mention.bound is None:
            within = (m for m in known.days if m.first and m.last)
            if any(mention.first <= m.first and m.last <= mention.last for m in within):  # type: ignore[operator]
                return True
    return False


def _foreign_name(text: str, evidence: Sequence[_Evidence]) -> str | None:
    """A capitalised word that no quote has; at the beginning any word that is not common."""
    for number, word in enumerate(_words(text)):
        if not any(c.isupper() for c in word) or word.lower() in _CALENDAR:
            continue
        if number == 0 and (word.lower() in _FREE or numbers_in(word)):
            continue
        folded = _folded(word)
        if not any(_inflected(folded, known) for e in evidence for known in e.words):
            return word
    return None


def _inflected(word: str, known: str) -> bool:
    short, long = sorted((word, known), key=len)
    return word == known or (
        len(short) > 3 and long.startswith(short) and long[len(short) :] in _ENDINGS
    )


def _wrong_speaker(text: str, evidence: Sequence[_Evidence]) -> tuple[Fault, str] | None:
    """Whose words a sentence says these are must be whose words a quote says they are."""
    said = next((a for word in _ends(text) if (a := attribution_of(text, *word.span()))), None)
    if said is None or any(_says(said, known) for known in evidence):
        return None
    return Fault.SPEAKER, said.speaker


def _ends(text: str) -> list[re.Match[str]]:
    """The last word of a sentence and the first: one of them is of what is said."""
    found = list(_WORD.finditer(text))
    return found[-1:] + found[:1]


def _says(said: Attribution, known: _Evidence) -> bool:
    article, quote = known.citation.article, known.citation.quote
    spoken = {f"{said.speaker} {said.cue}", f"{said.cue} {said.speaker}"}
    if any(words in quote for words in spoken):
        return True
    if article.source and same_person(said.speaker, article.source):
        return True
    start = known.citation.start
    speakers = {
        by.speaker
        for word in _WORD.finditer(quote)
        if (by := attribution_of(article.text, start + word.start(), start + word.end()))
    }
    return any(same_person(said.speaker, s) or _overlap(said.speaker, s) for s in speakers)


def _overlap(one: str, other: str) -> bool:
    """Whether two share a word that tells: "the coastguard", "a coastguard officer"."""
    first, second = ({_stem(_folded(w)) for w in _words(x)} - STOP_WORDS for x in (one, other))
    return bool(first & second)


def _aligned(sentence: str, quote: str) -> str:
    """The part of a quote that a sentence takes up, and a little before it."""
    span = _aligned_span(sentence, quote)
    return quote[slice(*span)] if span else quote


def _aligned_span(sentence: str, quote: str) -> tuple[int, int] | None:
    wanted = {_stem(_folded(w)) for w in _words(sentence) if w.lower() not in STOP_WORDS}
    tokens = list(_WORD.finditer(quote))
    hits = [n for n, t in enumerate(tokens) if _stem(_folded(t.group())) in wanted]
    if not hits:
        return None
    first = max(0, hits[0] - 3)
    # Not over a full stop: what the sentence before denies is not denied here.
    for number in range(hits[0], first, -1):
        if re.search(r"[.;!?]", quote[tokens[number - 1].end() : tokens[number].start()]):
            first = number
            break
    return tokens[first].start(), tokens[hits[-1]].end()


def _first(pattern: re.Pattern[str], *texts: str) -> str:
    return next(found.group() for text in texts if (found := pattern.search(text)))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def _stem(folded: str) -> str:
    return folded[:_STEM]


def _without(text: str, mentions: Sequence[DateMention]) -> str:
    """The text without its dates."""
    for mention in reversed(mentions):
        text = text[: mention.start] + " " + text[mention.end :]
    return text
