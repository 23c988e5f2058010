"""Who said what a quotation tells: "according to", "X said", and quotations that go on.

Rules over the article's own words. Where they leave a choice nobody is named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.chunking import sentence_spans, sentences_around
from index.lexical import STOP_WORDS
from index.passage import Hit
from qa.names import completed
from qa.question import Question, stems

_CUES = (
    "said|says|say|told|tells|added|adds|wrote|writes|announced|announces|claimed|claims|denied|denies|"
    "insisted|insists|argued|argues|warned|warns|confirmed|confirms|reported|reports|estimated|"
    "estimates|stated|states|testified|acknowledged|admitted|alleged|alleges|asserted|declared|"
    "explained|noted|recalled|replied|conceded|complained|joked|suggested|promised|called|described|"
    "believes?|thinks?|predicted|predicts|stressed|tweeted|posted|asked|remarked|quipped|maintained"
)
_CUE = re.compile(rf"\b(?:{_CUES})\b")
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as (?:told|reported|claimed) by)\s+", re.IGNORECASE
)
_CAPITAL = r"[^\W\d_a-z][\w’'-]*"
_NAMES = rf"{_CAPITAL}(?:\s+(?:(?:van|von|de|der|al|bin|la|di)\s+)?{_CAPITAL})*"
# Where a speaker's name or description ends to the right, and where it begins to the left.
_ENDS = re.compile(
    r"[.!?](?:\s|$)|[,;:“”\"()]|\s[–—-]\s|\b(?:who|which|that|on|in|at|after|before|when|while|as|to|"
    r"by|during|late|early|yesterday|today|tomorrow|and (?:added|said|that)|but|since|through|if|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|is|was|were|had|has|have|would|will)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:^|[.!?][\"”’)]*\s|[;:“”\"()]|,\s|\s[–—-]\s|\b(?:and|but|that|when|while|as|because|though|"
    rf"although|since|if|which|who|what|after|before|{_CUES})\s)",
    re.IGNORECASE,
)
# "Arne Vestli, who commands the coastguard, said" and "the operator, Strait Lines, said".
_APPOSITIVE = re.compile(
    rf"(?:(?P<name>{_NAMES}),\s+(?![A-Z])[^,.“”]{{2,90}}|[a-z][\w’'-]*,\s+(?P<called>{_NAMES})),\s*$"
)
_PRONOUN = re.compile(r"(?:he|she|they|it)$", re.IGNORECASE)
_NAME = re.compile(_NAMES)
_ADVERBS = re.compile(
    r"\s+(?:also|later|had|has|have|then|himself|herself|itself|themselves|previously|repeatedly|"
    r"once|never|not|still)$",
    re.IGNORECASE,
)
# A name, a pronoun, a description or one of those whom news calls by nothing else.
_SPEAKER = re.compile(
    rf"{_CAPITAL}|^(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t)$|^(?:the|an?|its|his|her|their|one|two|several|some)\b|"
    r"(?:police|officials?|sources?|critics|experts|doctors|lawyers|prosecutors|witnesses|residents|"
    r"organi[sz]ers)$"
)
_NOT_SPEAKERS = frozenset("it there this that what which who i we you here to".split())
_MAX_WORDS = 9
_ASKS_SPEAKER = re.compile(
    rf"\b(?:who|whom|which|whose)\b[^?]{{0,40}}\b(?:{_CUES})\b|\baccording to who|"
    r"\bwhose (?:words|quote)|"
    r"\b(?:said|quote) by\b|\bby whom\b|[\"”]\W*(?:who|-?\s*who said)\b|\bwho said\b",
    re.IGNORECASE,
)
_SENTENCE_BEFORE = re.compile(r"(?:[.!?][\"”’)]*\s+|\n|[“\"])$")
_QUOTATION = re.compile(r"[“\"][^”\"\n]*[”\"]")
QUOTED = re.compile(r"[“\"]([^”\"]{8,})[”\"]")
_VERBATIM_WORDS = 3
_REACH = 2_000  # characters looked at for the name behind a pronoun
_SAME_WORDS = 0.6  # share of the question's words that the sentence of the speaker must have


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it: `text[start:end]` of the article names the speaker, or stands for the name.

    `speaker` is that, or the name that a pronoun stands for; `cue` is the word of saying.
    """

    speaker: str
    cue: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """Words of an article, [start, end) in its text, and who said them.

    `verbatim`: they are the very words that the question quotes.
    """

    hit: Hit
    attribution: Attribution
    words: tuple[int, int]
    verbatim: bool


def attribution_of(text: str, start: int, end: int) -> Attribution | None:
    """Who is said to have said `text[start:end]`, or None where the article itself tells it."""
    first, last = sentences_around(text, start, end)
    found = _in_sentence(text, first, last, start, end)
    if found:
        return _named(text, found)
    return _floating(text, first, last, start)


def _in_sentence(text: str, first: int, last: int, start: int, end: int) -> Attribution | None:
    """The one cue whose words these are: of several the nearest."""
    found: list[tuple[int, Attribution]] = []
    for match in _ACCORDING.finditer(text, first, last):
        speaker = _right_of(text, match.end(), last)
        if speaker:
            cue = " ".join(match.group().split()).lower()
            found.append(
                (
                    _distance(match.start(), speaker[1], start, end),
                    Attribution(text[slice(*speaker)], cue, *speaker),
                )
            )
    for match in _CUE.finditer(text, first, last):
        speaker = _speaker_of(text, match, first, last)
        if speaker is None or (start < speaker[1] and speaker[0] < end):
            continue
        distance = _distance(
            min(match.start(), speaker[0]), max(match.end(), speaker[1]), start, end
        )
        found.append((distance, Attribution(text[slice(*speaker)], match.group(), *speaker)))
    return min(found, key=lambda f: f[0])[1] if found else None


def _speaker_of(text: str, cue: re.Match[str], first: int, last: int) -> tuple[int, int] | None:
    """Who stands before a cue in its sentence, else behind it."""
    return _left_of(text, first, cue.start()) or _right_of(text, cue.end(), last, inverted=True)


def _distance(low: int, high: int, start: int, end: int) -> int:
    return max(0, low - end, start - high)


def _right_of(
    text: str, position: int, last: int, *, inverted: bool = False
) -> tuple[int, int] | None:
    """The name or description that begins at a position: "said commander Arne Vestli"."""
    while position < last and text[position].isspace():
        position += 1
    stop = _ENDS.search(text, position, last)
    end = stop.start() if stop else last
    words = text[position:end].rstrip()
    end = position + len(words)
    if not words or len(words.split()) > _MAX_WORDS or words.split()[0].lower() in _NOT_SPEAKERS:
        return None
    # "said the talks went well" has no speaker behind it, "said Vestli" has.
    if inverted and not _is_person_like(words):
        return None
    return position, end


def _is_person_like(words: str) -> bool:
    """Whether words behind a cue name somebody: nothing but a description and a name."""
    return bool(
        re.fullmatch(
            rf"(?:(?:the|a|an|its|his|her|their)\s+)?(?:[a-z][\w’'-]*\s+){{0,5}}{_NAME.pattern}",
            words,
        )
    )


def _left_of(text: str, first: int, position: int) -> tuple[int, int] | None:
    """The subject of a cue: back to the beginning of its clause."""
    before = text[first:position].rstrip()
    before = _ADVERBS.sub("", before)
    appositive = _APPOSITIVE.search(before + (" " if before.endswith(",") else ""))
    if before.endswith(","):
        if not appositive:
            return None
        group = "name" if appositive["name"] else "called"
        return first + appositive.start(group), first + appositive.end(group)
    begin = 0
    for match in _BEGINS.finditer(before):
        begin = match.end()
    words = before[begin:]
    begin += len(words) - len(words.lstrip())
    words = words.strip()
    if not words or len(words.split()) > _MAX_WORDS or words.split()[0].lower() in _NOT_SPEAKERS:
        return None
    if not _SPEAKER.search(words):
        return None
    return first + begin, first + begin + len(words)


def _floating(text: str, first: int, last: int, start: int) -> Attribution | None:
    """A quotation without a cue of its own: its paragraph's one before it, or the one after."""
    if not _inside_quotation(text, start):
        return None
    paragraph = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    for low, high in ((paragraph, first), (last, end)):
        cues = list(_CUE.finditer(text, low, high))
        if not cues:
            continue
        cue = cues[-1] if high == first else cues[0]
        sentence = sentences_around(text, cue.start(), cue.end())
        speaker = _speaker_of(text, cue, *sentence)
        if speaker:
            return _named(text, Attribution(text[slice(*speaker)], cue.group(), *speaker))
    return None


def _inside_quotation(text: str, position: int) -> bool:
    paragraph = text.rfind("\n", 0, position) + 1
    before = text[paragraph:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _continued(text: str, paragraph: int, found: Attribution) -> Attribution:
    """The pronoun that opens a paragraph stands for whoever spoke last in the one before."""
    if text[paragraph : found.start].strip(' “"'):
        return found
    end = len(text[:paragraph].rstrip())
    begin = text.rfind("\n", 0, end) + 1
    cues = list(_CUE.finditer(text, begin, end))
    if not cues:
        return found
    sentence = sentences_around(text, cues[-1].start(), cues[-1].end())
    speaker = _speaker_of(text, cues[-1], *sentence)
    named = speaker and re.search(rf"{_NAMES}$", text[slice(*speaker)])
    return replace(found, speaker=completed(named.group(), text)) if named else found


def _opens_sentence(text: str, position: int) -> bool:
    return not position or bool(_SENTENCE_BEFORE.search(text[max(0, position - 4) : position]))


def _named(text: str, found: Attribution) -> Attribution:
    """With the name that a pronoun stands for, where its paragraph names one person before it."""
    if not _PRONOUN.fullmatch(found.speaker):
        return replace(found, speaker=completed(found.speaker, text))
    if _inside_quotation(text, found.start):
        return found
    paragraph = max(text.rfind("\n", 0, found.start) + 1, found.start - _REACH)
    names = _people_in(text, paragraph, found.start)
    if not names:
        return _continued(text, paragraph, found)
    name = names.popitem()[1] if len(names) == 1 else _subject_before(text, paragraph, found.start)
    return replace(found, speaker=completed(name, text)) if name else found


def _subject_before(text: str, paragraph: int, pronoun: int) -> str | None:
    """The only name of the sentence before a pronoun's, if it opens that sentence.

    Quotations are passed over: whoever is named in one is not who speaks.
    """
    blanked = _QUOTATION.sub(lambda m: " " * len(m.group()), text[paragraph:pronoun])
    told = f"{text[:paragraph]}{blanked}{text[pronoun:]}"
    for start, end in reversed(sentence_spans(blanked)):
        names = list(_people_in(told, paragraph + start, paragraph + end).values())
        if names:
            alone = len(names) == 1 and blanked.startswith(names[0], start)
            return names[0] if alone else None
    return None


def _people_in(text: str, start: int, end: int) -> dict[str, str]:
    """The names in `text[start:end]`, the longest of each last word."""
    names: dict[str, str] = {}
    for match in _NAME.finditer(text, start, end):
        name = match.group()
        if name.split()[0].lower() in STOP_WORDS or name.split()[0].lower() in _NOT_SPEAKERS:
            continue
        if " " not in name and _opens_sentence(text, match.start()):
            # "Police", "Coastguard": a name only where it has its capital inside a sentence too.
            pattern = re.compile(rf"\b{re.escape(name)}\b")
            elsewhere = pattern.finditer(text, max(0, start - _REACH), start + 2 * _REACH)
            if all(_opens_sentence(text, other.start()) for other in elsewhere):
                continue
        surname = name.split()[-1]
        names[surname] = max(names.get(surname, ""), name, key=len)
    return names


def speaker_asked_for(question: Question, hits: Sequence[Hit]) -> Said | None:
    """Who said what the question repeats, where it asks for that: "who said ...".

    A sentence that holds the words which the question quotes goes before all others, then the one
    with the most of the question's words counts, if it has enough of them.
    """
    if not _ASKS_SPEAKER.search(question.text):
        return None
    asked = question.content - stems(_CUES.replace("|", " "))
    quoted = QUOTED.search(question.text)
    best: tuple[float, Said] | None = None
    for hit in hits:
        text, position = hit.article.text, hit.passage.start
        while position < hit.passage.end:
            start, end = sentences_around(text, position, position + 1)
            position = max(end, position + 1)
            share = len(asked & stems(text[start:end])) / max(1, len(asked))
            place = _place_of(quoted[1], text, start, end) if quoted else None
            score = 2.0 if place else share
            if score < _SAME_WORDS or (best and score <= best[0]):
                continue
            own = QUOTED.search(text, start, end)
            words = place or (own.span(1) if own else (start, min(end, start + 1)))
            found = attribution_of(text, *words)
            if found and not _PRONOUN.fullmatch(found.speaker):
                best = (score, Said(hit, found, words, verbatim=place is not None))
    return best[1] if best else None


def _place_of(quoted: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where words stand in `text[start:end]`, whatever their case and apostrophes."""
    pattern = "".join("['’]" if c in "'’" else re.escape(c) for c in quoted.strip(" .,!?"))
    match = re.compile(pattern, re.IGNORECASE).search(text, start, end)
    return match.span() if match and len(quoted.split()) >= _VERBATIM_WORDS else None
