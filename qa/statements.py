"""What somebody said about something: "what did Støa say about the trial".

The sentences of the passages found that the article puts into that mouth are compared with what the
question is about; the answer is what stands between the quotation marks, or the whole sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.chunking import sentence_spans
from index.passage import Hit
from qa.attribution import QUOTED, Attribution, attribution_of
from qa.constraints import meets_dates
from qa.names import same_person, without_accents
from qa.question import Question, stems

_SAY = (
    "say|said|saying|tell|told|think|thinks|claim|claims|claimed|comment|commented|argue|argued|warn|"
    "warned|promise|promised|announce|announced|answer|answered|reply|replied|complain|complained"
)
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwhat (?:did|does|do|has|have|had) (?P<who>.+?) (?:{_SAY}|have to say)\b(?P<about>.*)",
        r"\bhow (?:did|does|do|has|have) (?P<who>.+?) (?:describe|call|react to|respond to|answer|"
        r"explain|justify|comment on)\b(?P<about>.*)",
        r"(?:^|\bwhat (?:was|is|were)\s)(?P<who>.+?)['’]s? (?:line|view|advice|comments?|words?|"
        r"reaction|response|opinion|verdict|explanation|answer|reply|excuse)\b"
        r"(?: (?:about|on|to|of|for)\b(?P<about>.*))?",
    )
)
_AROUND = 60  # characters beside a speaker in which a role may stand
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """Words of an article, [start, end) in its text, and who said them."""

    hit: Hit
    attribution: Attribution
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose words are asked for, and about what."""

    who: str
    about: frozenset[str]


def wanted(question: Question) -> Wanted | None:
    """Whose words a question asks for, if it does."""
    for pattern in _ASKED:
        found = pattern.search(question.text)
        if found and 0 < len(found["who"].split()) <= 8:
            who = re.sub(r"^(?:the|a|an)\s+", "", found["who"].strip(), flags=re.IGNORECASE)
            return Wanted(who, stems(found["about"] or "") - stems(who))
    return None


def statement_asked_for(question: Question, hits: Sequence[Hit]) -> Statement | None:
    """The statement that fits best, or None where nothing found is put into that mouth."""
    asked = wanted(question)
    if asked is None:
        return None
    precise = [asked_for for asked_for in question.dates if asked_for.is_precise]
    best: tuple[float, Statement] | None = None
    for hit in hits:
        if precise and not meets_dates(precise, hit):
            continue
        for fit, statement in _statements(asked, hit):
            if best is None or fit > best[0]:
                best = fit, statement
    return best[1] if best else None


def _statements(asked: Wanted, hit: Hit) -> Iterator[tuple[float, Statement]]:
    text, begin = hit.article.text, hit.passage.start
    names = _names_in(asked.who, text)
    before = ""
    for first, last in sentence_spans(hit.passage.text):
        start, end = begin + first, begin + last
        sentence = text[start:end]
        quoted = [m for m in QUOTED.finditer(text, start, end) if len(m[1].split()) >= _FEW_WORDS]
        place = quoted[0].span(1) if quoted else (end - 2, end - 1)
        found = attribution_of(text, *place) or attribution_of(text, start, start + 1)
        if found and _is(asked.who, names, found, text):
            own, near = asked.about & stems(sentence), asked.about & stems(before)
            if not asked.about or own or near:
                share = (len(own) + 0.5 * len(near - own)) / max(1, len(asked.about))
                words = quoted[0].span(1) if quoted else (start, end)
                yield share + 0.1 * bool(quoted), Statement(hit, found, *words)
        before = sentence


def _names_in(who: str, text: str) -> list[str]:
    """Words of whom the question asks for that the article writes with a capital alone.

    They are names, however they were typed.
    """
    plain = without_accents(text)
    words = map(without_accents, who.split())
    return [w.capitalize() for w in words if w.capitalize() in plain and w.lower() not in plain]


def _is(who: str, names: Sequence[str], found: Attribution, text: str) -> bool:
    """Whether a speaker is the one asked for: by name, or by what stands beside the name."""
    if same_person(who, found.speaker):
        return True
    if names:
        return any(same_person(name, found.speaker) for name in names)
    asked = stems(who)
    beside = text[max(0, found.start - _AROUND) : found.end + _AROUND]
    return bool(asked) and asked <= stems(f"{found.speaker} {beside}")
