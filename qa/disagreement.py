"""What other articles say instead: values that disagree, and values that newer ones replace.

A rule decides, not a model. Of two values for the same fact the newer goes before where the older
was corrected, where both come from one outlet or one live blog, where the newer text says that it
has changed, or where two days or more lie between; else two outlets contradict each other, and both
are shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from index.article import Article
from qa.answer import Relation
from qa.candidates import Candidate
from qa.constraints import passage_text, share_missing
from qa.question import Asks, Question, stems
from qa.values import NUMERIC, numbers_in, same_value


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate whose value is not that of the answer."""

    candidate: Candidate
    relation: Relation


MAX_RIVALS = 4
_DROP = 5.0  # logits that a rival of another article may score less than the answer
_NEAR_DROP = 3.0  # the same within one article
_LEAST_MARGIN = -5.0  # logits over "not answered here": a rival need not answer by itself
_SAME_WORDS = 0.5  # share of the question's words around the answer that a rival must have too
_FRESH = timedelta(days=2)
_CHANGED = re.compile(
    r"\b(?:now|rose|risen|up from|down from|bringing|brings|revis\w+|correct\w*|instead of|"
    r"rather than|latest|final|since|no longer|reduced|raised to|increased|"
    r"earlier (?:figure|estimate|report|count)s?)\b",
    re.IGNORECASE,
)
# What is counted on from day to day: a later count is no contradiction.
_COUNTED_ON = re.compile(
    r"\b(?:dead|die[sd]?|dying|deaths?|toll|killed|killings?|lives|victims?|injur\w+|hurt|wounded|missing|"
    r"ill|sick|infect\w+|cases|evacu\w+|homeless|power|electricity|outages?|arrest\w*|detained|"
    r"votes?|ahead|leads?|lead|margin|waiting|shelters?|homes|households)\b",
    re.IGNORECASE,
)
_ASKS_LATEST = re.compile(
    r"\b(?:latest|now|still|current\w*|final\w*|so far|to date|newest|today|yet)\b", re.IGNORECASE
)
_ASKS_EARLIER = re.compile(
    r"\b(?:first|original\w*|initial\w*|earlier|before|previous\w*|wrong\w*|used to)\b",
    re.IGNORECASE,
)
# What stands before words that are told only to be taken back.
_TAKEN_BACK = re.compile(
    r"(?:\b(?:earlier|previous|first|original) version\b|"
    r"\b(?:wrongly|incorrectly|mistakenly|erroneously)\b|\bin error\b|"
    r"\bmis(?:stated|reported|quoted)\b|\bwe (?:had )?(?:reported|wrote|said)\b|"
    r"\barticle (?:also )?(?:gave|said|stated|put|named|reported))[^.!?]*$"
    r"|(?:,|\band)\s+not\s+(?:\w+\s+){0,3}$"
    r"|\b(?:instead of|rather than|up from|down from|compared with|not the)\s+"
    r"(?:the\s+)?(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^\W{0,3}(\d{1,2})[:.](\d\d)\b", re.MULTILINE)


def is_taken_back(candidate: Candidate) -> bool:
    """Whether the words are told only as what was wrong: "an earlier version said", "not X"."""
    if _ASKS_EARLIER.search(candidate.question.text):
        return False
    start = candidate.bounds[0]
    return bool(_TAKEN_BACK.search(candidate.hit.article.text[start : candidate.start]))


def is_compared(question: Question, best: Candidate) -> bool:
    """Whether an answer can be compared with others: a number, a day, or somebody."""
    if question.wants_list:
        return False
    if question.asks in NUMERIC:
        return bool(numbers_in(best.text))
    return question.asks in (Asks.WHEN, Asks.WHO)


def newest_first(
    question: Question, best: Candidate, candidates: Sequence[Candidate]
) -> tuple[Candidate, list[Rival]]:
    """The answer, which may be newer than `best`, and the values that differ from it.

    Args:
        question: what was asked.
        best: what was chosen.
        candidates: all that was read for it.
    """
    if not is_compared(question, best):
        return best, []
    peers = _peers(question, best, candidates)
    answer = best
    for peer in peers:
        if _differ(answer, peer) and _relation(question, peer, answer) is Relation.SUPERSEDED:
            answer = peer
    rivals: list[Rival] = []
    for peer in (best, *peers):
        known = (answer, *(rival.candidate for rival in rivals))
        if len(rivals) == MAX_RIVALS or not all(_differ(peer, other) for other in known):
            continue
        relation = _relation(question, answer, peer)
        if relation is not None:
            rivals.append(Rival(peer, relation))
    return answer, rivals


def _peers(question: Question, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidates of other articles, and of other places in this one, for the same fact."""
    around = _shared(question, best)
    strangers = share_missing(best.names, passage_text(best.hit))
    found: list[Candidate] = []
    for other in sorted(candidates, key=lambda c: -c.score):
        if other is best or is_taken_back(other) or other.margin < _LEAST_MARGIN:
            continue
        near = other.hit.article.id == best.hit.article.id
        if other.score < best.score - (_NEAR_DROP if near else _DROP):
            break
        if any(other.hit.article.id == f.hit.article.id for f in found) and not near:
            continue
        if len(_shared(question, other) & around) < _SAME_WORDS * len(around):
            continue
        if share_missing(best.names, passage_text(other.hit)) > strangers:
            continue
        found.append(other)
    return found


def _shared(question: Question, candidate: Candidate) -> frozenset[str]:
    """The question's words in the passage of a candidate, and in its article's title."""
    return question.content & stems(passage_text(candidate.hit))


def _differ(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates surely have different values."""
    if one.key == other.key:
        return False
    days = (one.hit.article.published_day, other.hit.article.published_day)
    return same_value(one.text, other.text, one.question.asks, days) is False


def _relation(question: Question, newer: Candidate, older: Candidate) -> Relation | None:
    """How `older` stands to `newer`: superseded by it, or in conflict; None where it is neither."""
    one, other = newer.hit.article, older.hit.article
    if one.corrects == other.id:
        return Relation.SUPERSEDED
    if other.corrects == one.id or question.asks is Asks.WHO:
        return None  # of people only a correction tells that one is meant instead of another
    after = _moment(newer)
    before = _moment(older)
    if after is None or before is None:
        return None if one.id == other.id else Relation.CONFLICT
    if one.id == other.id:
        entries = bool(_entry(newer) and _entry(older))
        return Relation.SUPERSEDED if entries and after > before else Relation.CONFLICT
    if after > before and (
        one.source == other.source
        or after - before >= _FRESH
        or (after.date() > before.date() and _COUNTED_ON.search(question.text))
        or _ASKS_LATEST.search(question.text)
        or _CHANGED.search(newer.sentence)
    ):
        return Relation.SUPERSEDED
    return Relation.CONFLICT


def _moment(candidate: Candidate) -> datetime | None:
    """When the words were published, by their article's clock; a live blog says it itself."""
    moment = _published(candidate.hit.article)
    entry = _entry(candidate)
    return datetime.combine(moment.date(), entry) if moment and entry else moment


def _published(article: Article) -> datetime | None:
    if article.published is None:
        return None
    if isinstance(article.published, datetime):
        return article.published.replace(tzinfo=None)  # each by its own clock
    return datetime.combine(article.published, time())


def _entry(candidate: Candidate) -> time | None:
    """The time that the paragraph, or the last one before it that has any, begins with."""
    text = candidate.hit.article.text
    if len(_ENTRY.findall(text)) < 2:
        return None
    stamps = [m for m in _ENTRY.finditer(text) if m.start() <= candidate.start]
    if not stamps or int(stamps[-1][1]) > 23 or int(stamps[-1][2]) > 59:
        return None
    return time(int(stamps[-1][1]), int(stamps[-1][2]))
