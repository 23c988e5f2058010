"""What other articles say instead: values that disagree, and values that newer ones replace.

A rule decides, not a model. Of two values for the same fact the newer goes before where the older
was corrected, where both come from one outlet or one live blog, where it is counted on from day to
day, such as a death toll, or where the question or the newer text speaks of a change. Else two
outlets of the same week contradict each other, and both are shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from index.article import Article
from qa.answer import Relation
from qa.attribution import attribution_of
from qa.candidates import Candidate
from qa.constraints import passage_text, share_missing
from qa.kinds import Asks
from qa.question import Question, stems
from qa.values import NUMERIC, numbers_in, same_value


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate whose value is not that of the answer."""

    candidate: Candidate
    relation: Relation


MAX_RIVALS = 4
_MAX_WORDS = 8  # longer words are hardly a value
# Logits that a rival may score less than the answer: an older or newer value of another article,
# one that contradicts it, and one of the same article.
_DROP, _CONFLICT_DROP, _NEAR_DROP = 5.0, 3.5, 3.0
_LEAST_MARGIN = -5.0  # logits over "not answered here": a rival need not answer by itself
_LEAST_TO_REPLACE = 0.0  # but to take the answer's place it must
_SAME_WORDS = 0.5  # share of the question's words around the answer that a rival must have too
_SAME_TIME = timedelta(days=7)
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
# In an article that corrects another, also with words in between.
_RETOLD = re.compile(
    r"\b(?:article|story|report|headline|version)\b[^.!?]*\b"
    r"(?:gave|said|stated|put|named|reported|claimed|described|called|listed)\b[^.!?]*$",
    re.IGNORECASE,
)
# What stands behind them in their own sentence.
_WITHDRAWN = re.compile(
    r"\b(?:withdr[ae]wn?|withdrew|retract\w*|disown\w*)\s+(?:the|their|its|his|her|that|this)\s+"
    r"(?:claim|finding|paper|study|report|statement|figure|allegation|accusation|estimate)s?\b",
    re.IGNORECASE,
)
# And in the next one.
_TAKEN_BACK_NEXT = re.compile(
    r"\W*(?:this|that|it|which|the \w+)\s+(?:was|is|were|has been)\s+(?:\w+\s+)?"
    r"(?:incorrect|wrong|untrue|false|inaccurate|mistaken|not (?:correct|true|so|the case)|"
    r"an? (?:error|mistake))\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^\W{0,3}(\d{1,2})[:.](\d\d)\b", re.MULTILINE)


def is_taken_back(candidate: Candidate) -> bool:
    """Whether the words are told only as what was wrong: "an earlier version said", "not X"."""
    if _ASKS_EARLIER.search(candidate.question.text):
        return False
    article, (first, last) = candidate.hit.article, candidate.bounds
    before = article.text[first : candidate.start]
    return bool(
        _TAKEN_BACK.search(before)
        or (article.corrects and _RETOLD.search(before))
        or _WITHDRAWN.search(article.text, candidate.end, last)
        or is_taken_back_next(article.text, last)
    )


def is_taken_back_next(text: str, end: int) -> bool:
    """Whether what follows the sentence that ends at `end` says that it was wrong."""
    return bool(_TAKEN_BACK_NEXT.match(text, end))


def is_compared(question: Question, best: Candidate) -> bool:
    """Whether an answer can be compared with others: a number, a day, or somebody."""
    if question.wants_list:
        return False
    if question.asks in NUMERIC:
        return bool(numbers_in(best.text))
    return question.asks in (Asks.WHEN, Asks.WHO)


def may_change(question: Question) -> bool:
    """Whether a later article may well know better: a count that goes on, or "the latest"."""
    return bool(_COUNTED_ON.search(question.text) or _ASKS_LATEST.search(question.text))


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
        if (
            _may_replace(question, peer, answer)
            and _differ(answer, peer)
            and _relation(question, peer, answer) is Relation.SUPERSEDED
        ):
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


def _may_replace(question: Question, newer: Candidate, older: Candidate) -> bool:
    """Whether a value is sure enough, and of the same kind, to be the answer instead."""
    if newer.hit.article.corrects == older.hit.article.id:
        return True
    same_kind = not _COUNTED_ON.search(question.text) or _COUNTED_ON.search(newer.sentence)
    return bool(same_kind) and newer.margin >= _LEAST_TO_REPLACE


def _peers(question: Question, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidates of other articles, and of other places in this one, for the same fact."""
    around = _shared(question, best)
    strangers = share_missing(best.names, passage_text(best.hit))
    found: list[Candidate] = []
    for other in sorted(candidates, key=lambda c: -c.score):
        if other is best or is_taken_back(other) or other.margin < _LEAST_MARGIN:
            continue
        if len(other.text.split()) > _MAX_WORDS:
            continue
        near = other.hit.article.id == best.hit.article.id
        if other.score < best.score - (_NEAR_DROP if near else _DROP):
            break
        if any(other.hit.article.id == f.hit.article.id for f in found) and not near:
            continue
        # A correction is about the same fact however few words it has.
        if other.hit.article.corrects != best.hit.article.id and (
            len(_shared(question, other) & around) < _SAME_WORDS * len(around)
            or share_missing(best.names, passage_text(other.hit)) > strangers
        ):
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


def _relation(  # noqa: PLR0911  a rule each
    question: Question, newer: Candidate, older: Candidate
) -> Relation | None:
    """How `older` stands to `newer`: superseded by it, or in conflict; None where it is neither."""
    one, other = newer.hit.article, older.hit.article
    if one.corrects == other.id:
        return Relation.SUPERSEDED
    if other.corrects == one.id or question.asks in (Asks.WHO, Asks.WHEN):
        return None  # only a correction tells that one person or day is meant instead of another
    after = _moment(newer)
    before = _moment(older)
    if one.id == other.id:
        if _entry(newer) and _entry(older):
            return Relation.SUPERSEDED if after and before and after > before else None
        return Relation.CONFLICT if _told_by_two(newer, older) else None
    if after is None or before is None:
        return Relation.CONFLICT
    changes = _COUNTED_ON.search(question.text) and after.date() > before.date()
    if after > before and (
        changes
        or one.source == other.source
        or _ASKS_LATEST.search(question.text)
        or _CHANGED.search(newer.sentence)
    ):
        return Relation.SUPERSEDED
    near = abs(after - before) <= _SAME_TIME
    close = abs(newer.score - older.score) <= _CONFLICT_DROP
    return Relation.CONFLICT if near and close and one.source != other.source else None


def _told_by_two(one: Candidate, other: Candidate) -> bool:
    """Whether two values of one article are claims of different speakers."""
    speakers = [attribution_of(c.hit.article.text, c.start, c.end) for c in (one, other)]
    first, second = speakers
    return bool(first and second and first.speaker != second.speaker)


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
