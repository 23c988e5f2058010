"""What an account should rest on: passages for each side of a comparison, each outlet, each day."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from index.lexical import STOP_WORDS
from index.passage import Hit
from qa.pipeline import Pipeline
from qa.question import Question, understand
from qa.stretch import stretch, told_within

_COMPARED = re.compile(
    r"\b(?:compare|comparison (?:of|between)|differences? between|how (?:do|does|did|is|are))\s+"
    r"(?P<sides>.+?)(?:\s+(?:differ|compare)\b.*)?\W*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*,?\s+(?:and|with|to|versus|vs\.?|against|from)\s+", re.IGNORECASE)
_OUTLETS = re.compile(
    r"\b(?:outlets?|papers?|newspapers?|sources?|reports?|coverage)\b", re.IGNORECASE
)
_PART, _FOUND, _MANY = 6, 12, 24


def account_hits(pipeline: Pipeline, question: Question) -> list[Hit]:
    """Passages that an account may be written from, those that must not be missing first."""
    sides = compared(question)
    if sides:
        return list(_in_turn([pipeline.search(side, _PART) for side in sides]))
    span = stretch(question)
    if span:
        hits = told_within(pipeline, question, span)
        if hits:
            return hits
    hits = pipeline.search(question, _MANY)
    best: dict[str | None, Hit] = {}
    for hit in hits:
        best.setdefault(hit.article.source, hit)
    others = [hit for hit in hits if best[hit.article.source] is not hit]
    return [*best.values(), *others][:_FOUND]


def compared(question: Question) -> list[Question]:
    """The sides of "compare A and B", each as a question of its own; none where it is no such."""
    found = _COMPARED.search(question.text)
    if not found or _OUTLETS.search(found["sides"]):
        return []
    sides = _AND.split(found["sides"])
    if not 2 <= len(sides) <= 4:
        return []
    asked = [_side(question, side) for side in sides]
    # "the December 6 and December 9 calls": a side with a day alone is of what the last one is.
    shared = " ".join(_words_of(asked[-1]))
    return [side if _words_of(side) else _side(question, f"{side.text} {shared}") for side in asked]


def _side(question: Question, text: str) -> Question:
    return understand(text, question.asked_on, filters=question.filters, as_of=question.as_of)


def _words_of(side: Question) -> list[str]:
    """Its words that tell, days aside."""
    return [w for w in re.findall(r"\w+", side.undated) if w.lower() not in STOP_WORDS]


def _in_turn(found: Sequence[Sequence[Hit]]) -> Iterator[Hit]:
    """The first of each, then the second of each, without those that came before."""
    seen: set[tuple[str, int]] = set()
    for hit in chain.from_iterable(zip_longest(*found)):
        if hit and (hit.article.id, hit.passage.start) not in seen:
            seen.add((hit.article.id, hit.passage.start))
            yield hit
