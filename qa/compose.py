"""Choose among the reader's spans and make one answer of them: words, a list, or none."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.dates import find_dates
from index.passage import Hit
from qa.answer import Answer, Item, Kind, Reason, ResolvedDate
from qa.citation import Citation
from qa.constraints import meets_dates, missing_terms
from qa.coordination import is_named, split_coordination
from qa.question import Asks, Question
from qa.reader import Span

_OUTER = re.compile(r"[\s,.;:!?–—-]+")
_OPENING, _CLOSING = '"“‘«([', '"”’»)]'
_WORD = re.compile(r"\w+")
_INDEFINITE = re.compile(r"(?:an?|one|some|two|several|many|un\w+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decision:
    """When to answer, and how sure to be.

    Below `threshold` (a margin over the null answer, in logits) the articles don't say. Confidence
    is the logistic of `slope * margin + intercept`. `preference` is what named people gain over
    unnamed ones where a question asks who, in logits.
    """

    threshold: float
    slope: float
    intercept: float
    preference: float = 4.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may answer, as [start, end) in its article, and how it is ranked."""

    hit: Hit
    start: int
    end: int
    margin: float
    rank: float

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.hit.article.text[self.start : self.end]


def compose(
    question: Question,
    hits: Sequence[Hit],
    spans: Sequence[Span],
    decision: Decision,
    max_citations: int,
) -> Answer:
    """Make the answer.

    Args:
        question: what was asked.
        hits: the passages that were read, best first; at least one.
        spans: what the reader proposes; `Span.passage` counts in `hits`.
        decision: thresholds.
        max_citations: at most this many citations.
    """
    candidates = ranked_candidates(question, hits, spans, decision)
    fitting = [c for c in candidates if not question.dates or meets_dates(question, c.hit)]
    sure = [c for c in fitting if c.margin >= decision.threshold]
    missing = bool(missing_terms(question, hits))
    if missing or not sure:
        margins = [] if missing else [c.margin for c in fitting]
        rejected = max(margins, default=-math.inf)
        return _refusal(
            question, candidates, Reason.NOT_IN_ARTICLES, rejected, decision, max_citations
        )
    best = sure[0]
    agreeing = _agreeing(best, sure)
    items = _items(question, best)
    ranges = tuple((best.start + s, best.start + e) for s, e in items) or ((best.start, best.end),)
    citations = [_cite(best, ranges)] + [_cite(c, ((c.start, c.end),)) for c in agreeing]
    citations = citations[:max_citations]
    numbers = tuple(range(1, len(citations) + 1))
    return Answer(
        question=question.text,
        kind=Kind.LIST if items else Kind.SPAN,
        text=_with_iso_date(question, best),
        items=tuple(Item(best.text[s:e], (1,)) for s, e in items) or (Item(best.text, numbers),),
        citations=tuple(citations),
        confidence=_confidence(best.margin, decision),
        dates=resolved_dates(question, best.hit),
    )


def refuse_unread(question: Question, reason: Reason) -> Answer:
    """The answer where there was nothing to read."""
    return Answer(question.text, Kind.NONE, None, reason=reason, dates=resolved_dates(question))


def resolved_dates(question: Question, hit: Hit | None = None) -> tuple[ResolvedDate, ...]:
    """What was understood by the question's dates: of several years that which the hit meets."""
    met = meets_dates(question, hit) if hit else ()
    chosen = met or tuple(asked.nearest for asked in question.dates)
    return tuple(
        ResolvedDate(asked.expression, span.first, span.last)
        for asked, span in zip(question.dates, chosen, strict=True)
    )


def ranked_candidates(
    question: Question, hits: Sequence[Hit], spans: Sequence[Span], decision: Decision
) -> list[Candidate]:
    """The reader's spans as candidates, best first."""
    found = []
    for span in spans:
        hit = hits[span.passage]
        start, end = _trimmed(
            hit.article.text, hit.passage.start + span.start, hit.passage.start + span.end
        )
        if start < end:
            rank = span.margin + _preference(question, hit.article.text[start:end], decision)
            found.append(Candidate(hit, start, end, span.margin, rank))
    return sorted(found, key=lambda c: (-c.rank, c.hit.article.id, c.start))


def _refusal(
    question: Question,
    candidates: Sequence[Candidate],
    reason: Reason,
    margin: float,
    decision: Decision,
    max_citations: int,
) -> Answer:
    nearest: list[Citation] = []
    for candidate in candidates:
        citation = _cite(candidate, ((candidate.start, candidate.end),))
        if not any(_overlap(citation, other) for other in nearest):
            nearest.append(citation)
    return Answer(
        question=question.text,
        kind=Kind.NONE,
        text=None,
        citations=tuple(replace(c, highlight=()) for c in nearest[: min(3, max_citations)]),
        confidence=_confidence(margin, decision),
        reason=reason,
        dates=resolved_dates(
            question, next((c.hit for c in candidates if meets_dates(question, c.hit)), None)
        ),
    )


def _preference(question: Question, text: str, decision: Decision) -> float:
    """Who asks for names: "an interlocutor" loses to them, a whole list of them gains."""
    if question.asks is not Asks.WHO:
        return 0.0
    if not is_named(text) and _INDEFINITE.match(text):
        return -decision.preference
    if question.wants_list and split_coordination(text, named=True):
        return decision.preference
    return 0.0


def _items(question: Question, best: Candidate) -> list[tuple[int, int]]:
    if question.asks is Asks.WHO or question.wants_list:
        return split_coordination(best.text, named=question.asks is Asks.WHO)
    return []


def _agreeing(best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate of every other article that gives the same words."""
    wanted, seen, found = _normalised(best.text), {best.hit.article.id}, []
    for candidate in candidates:
        if candidate.hit.article.id not in seen and _normalised(candidate.text) == wanted:
            seen.add(candidate.hit.article.id)
            found.append(candidate)
    return found


def _cite(candidate: Candidate, ranges: tuple[tuple[int, int], ...]) -> Citation:
    hit = candidate.hit
    return Citation.cut(hit.article, ranges, score=candidate.margin, copies=hit.copies)


def _confidence(margin: float, decision: Decision) -> float:
    exponent = decision.slope * margin + decision.intercept
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, exponent))))


def _with_iso_date(question: Question, best: Candidate) -> str:
    """The quoted words; where they are a day that has to be worked out, with the ISO date."""
    published: date | None = best.hit.article.published_day
    if question.asks is not Asks.WHEN or published is None:
        return best.text
    # Words of the sentence around tell past from future, so dates are looked for in the article.
    mentions = [
        m
        for m in find_dates(best.hit.passage.text, published)
        if best.hit.passage.start + m.start < best.end
        and best.hit.passage.start + m.end > best.start
    ]
    if len(mentions) != 1 or mentions[0].first != mentions[0].last:
        return best.text
    iso = mentions[0].first.isoformat()
    return best.text if iso in best.text else f"{best.text} ({iso})"


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


def _normalised(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _overlap(one: Citation, other: Citation) -> bool:
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end
