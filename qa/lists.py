"""All items of a list: from one coordination, several sentences or several passages."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.dates import mentions_between
from index.passage import DateSpan, speak_of
from qa.boundaries import tidy
from qa.candidates import Candidate
from qa.coordination import MAX_ITEM_WORDS, is_named, is_role, split_coordination
from qa.decision import Decision
from qa.kinds import Asks
from qa.names import holder_of, same_person, shown
from qa.question import Question

MAX_ITEMS = 30
_ABSENT = re.compile(
    r"\b(?:(?:did|was|were|is|are|could|would|had|has|have)(?:\s+not|n[’']t)|not|absent|absence|"
    r"stay\w*\s+away|declin\w+|skipp\w+|missed|without|instead\s+of|rather\s+than|apolog\w+|"
    r"unable|excluded|withdrew|boycott\w*)\b",
    re.IGNORECASE,
)
_ASKS_ABSENT = re.compile(
    r"\b(?:not|n[’']t|absent|missing|missed|away|skipp\w+|declin\w+|without)\b", re.IGNORECASE
)
_ROLE_BEFORE = re.compile(r"\b(the\s+[a-z]\w+),\s+\Z", re.IGNORECASE)
_SEGMENT = re.compile(r";|\bbut\b|\bwhile\b|\balthough\b|\bthough\b|[.!?]\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One item: where it stands, and the words that show it."""

    candidate: Candidate
    start: int
    end: int
    text: str


def gather(
    question: Question,
    best: Candidate,
    candidates: Sequence[Candidate],
    decision: Decision,
) -> list[Listed]:
    """The items of `best` and of every other candidate that goes on with the same list.

    A candidate goes on with it when it lies in the same article, and scores nearly as well or the
    reader has it inside an answer (see `Decision`). Items said to be absent, or of another
    day than the question's, are left out; of two names for one person the longer is kept. Fewer
    than two items are no list.
    """
    members = [best]
    for other in sorted(candidates, key=lambda c: -c.score):
        if (
            other.hit.article.id == best.hit.article.id
            and _goes_on(question, best, other, decision)
            and not any(_overlap(other, member) for member in members)
            and is_named(other.text) >= is_named(best.text)
        ):
            members.append(other)
    items: list[Listed] = []
    for member in sorted(members, key=lambda c: (c is not best, c.start)):
        for item in _items(question, member):
            if _belongs(question, item, is_best=member is best):
                _keep(items, item)
    if question.asks is Asks.WHO and sum(is_named(item.text) for item in items) > 1:
        items = [item for item in items if is_named(item.text) or is_role(item.text)]
    return items[:MAX_ITEMS] if len(items) > 1 else []


def _goes_on(question: Question, best: Candidate, other: Candidate, decision: Decision) -> bool:
    if not question.wants_list:
        least = math.inf if decision.unasked_inside is None else decision.unasked_inside
        return not question.wants_one and min(best.inside, other.inside) >= least
    near = other.number == best.number
    drop = decision.list_drop if near else decision.list_far_drop
    inside = decision.list_inside is not None and other.inside >= decision.list_inside
    return inside or other.score >= best.score - drop


def _items(question: Question, member: Candidate) -> list[Listed]:
    text = member.hit.article.text
    named = question.asks is Asks.WHO
    parts = split_coordination(member.text, named=named) if named or question.wants_list else []
    if named and parts:
        parts = _role_before(member) + parts
    found = []
    for first, last in parts or [(0, len(member.text))]:
        start, end = tidy(text, member.start + first, member.start + last, question.asks)
        if start < end and len(text[start:end].split()) <= MAX_ITEM_WORDS:
            words = text[start:end]
            found.append(Listed(member, start, end, shown(words, text) if named else words))
    return found


def _role_before(member: Candidate) -> list[tuple[int, int]]:
    """The role that a coordination of names begins with, where it is left out: "the president".

    Only where the article tells whose it is, and it is nobody of them: "the president, Ana Ruiz,"
    may be one person.
    """
    text = member.hit.article.text
    role = _ROLE_BEFORE.search(text, member.bounds[0], member.start)
    if not role:
        return []
    holder = holder_of(role[1], text)
    named = split_coordination(member.text, named=True)
    if not holder or any(same_person(member.text[a:b], holder) for a, b in named):
        return []
    return [(role.start(1) - member.start, role.end(1) - member.start)]


def _keep(items: list[Listed], item: Listed) -> None:
    for number, known in enumerate(items):
        if same_person(known.text, item.text):
            if len(item.text) > len(known.text) and known.candidate is not item.candidate:
                items[number] = item
            return
    items.append(item)


def _belongs(question: Question, item: Listed, *, is_best: bool) -> bool:
    sentence = item.candidate.sentence
    position = item.start - item.candidate.bounds[0]
    if not _ASKS_ABSENT.search(question.text) and _said_absent(sentence, position):
        return False
    if is_best or not question.dates:
        return True
    published = item.candidate.hit.article.published_day
    if published is None:
        return True
    told = [
        DateSpan(m.first, m.last)
        for m in mentions_between(
            item.candidate.hit.article.text, published, *item.candidate.bounds
        )
        if (m.last - m.first).days < 7
    ]
    wanted = [span for asked in question.dates for span in asked.candidates]
    return not told or any(speak_of(told, span) for span in wanted)


def _said_absent(sentence: str, position: int) -> bool:
    """Whether the part of a sentence around a position says that somebody was not there."""
    cuts = [0, *(m.end() for m in _SEGMENT.finditer(sentence)), len(sentence)]
    first = max(cut for cut in cuts if cut <= max(0, position))
    last = min((cut for cut in cuts if cut > position), default=len(sentence))
    return bool(_ABSENT.search(sentence[first:last]))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end
