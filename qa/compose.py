"""Make one answer of what was chosen: words, a list, or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.dates import mentions_between
from index.passage import Hit
from qa.answer import Alternative, Answer, Item, Kind, Reason, Relation, ResolvedDate
from qa.attribution import Said, speaker_asked_for
from qa.boundaries import after_dateline
from qa.candidates import Candidate
from qa.citation import Citation
from qa.constraints import meets_dates
from qa.decision import Decision, Reading
from qa.disagreement import Rival, newest_first
from qa.excerpt import Excerpt
from qa.kinds import Asks
from qa.lists import Listed, gather
from qa.names import shown
from qa.otherdates import of_the_newest
from qa.question import Question
from qa.statements import Statement, statement_asked_for

NEAREST = 3  # excerpts beside a refusal
_STATED = 0.6  # how sure a statement is that the reader did not see: too few in the sets to fit
_VERBATIM = 0.9  # how sure the speaker of words is that the question quotes as they stand


def compose(
    question: Question,
    reading: Reading,
    decision: Decision,
    min_confidence: float,
    max_citations: int,
) -> Answer:
    """Answer with what was chosen, or say that the articles don't say.

    Args:
        question: what was asked.
        reading: the chosen candidate, and the others for further items and articles that agree.
        decision: how far a list goes on.
        min_confidence: below it the articles don't say.
        max_citations: at most this many citations; items of a list beyond them are left without.
    """
    said = speaker_asked_for(question, reading.hits)
    if said:
        sure = max(reading.confidence, _VERBATIM if said.verbatim else 0.0)
        if sure >= min_confidence:
            return _speaker(question, said, sure)
    best = reading.chosen
    if best is None or reading.confidence < min_confidence:
        statement = statement_asked_for(question, reading.hits)
        if statement and min_confidence <= _STATED:
            return _statement(question, statement)
        return _refusal(question, reading, max_citations)
    alternatives: list[Alternative] = []
    newest = of_the_newest(question, best, reading.candidates)
    best, candidates = newest.answer, newest.candidates
    items = gather(question, best, candidates, decision)
    if items:
        citations, numbered = _list_citations(items, max_citations)
        text = _joined(items, best)
    else:
        best, rivals = newest_first(question, best, candidates)
        # A place for every other value before a second source for the same.
        room = max(1, max_citations - len(rivals))
        agreeing = [best, *_agreeing(best, candidates)][:room]
        rivals = rivals[: max_citations - len(agreeing)]
        told = [*agreeing, *(rival.candidate for rival in rivals)]
        citations = [_cite(c, ((c.start, c.end),)) for c in told]
        text = _shown(question, best)
        numbered = [Item(text, tuple(range(1, len(agreeing) + 1)))]
        alternatives = [
            Alternative(_shown(question, rival.candidate), rival.relation, (number,))
            for number, rival in enumerate(rivals, start=len(agreeing) + 1)
        ]
        text = _side_by_side(text, best, alternatives, rivals)
    for other in newest.others[: max_citations - len(citations)]:
        found = other.candidate
        citations.append(_cite(found, ((found.start, found.end),)))
        told_of = (_shown(question, found), Relation.OTHER_DATE, (len(citations),))
        alternatives.append(Alternative(*told_of, other.date))
    return Answer(
        question=question.original,
        resolved=question.text,
        kind=Kind.LIST if items else Kind.SPAN,
        text=text,
        items=tuple(numbered),
        citations=tuple(citations),
        confidence=reading.confidence,
        dates=resolved_dates(question, best.hit),
        alternatives=tuple(alternatives),
    )


def _speaker(question: Question, said: Said, confidence: float) -> Answer:
    """The answer to "who said ...": the speaker, and the sentence with what was said."""
    speaker = said.attribution
    spans = {
        (speaker.start, speaker.end),
        said.words if said.verbatim else (speaker.start, speaker.end),
    }
    citation = Citation.cut(said.hit.article, tuple(sorted(spans)), copies=said.hit.copies)
    return Answer(
        question=question.original,
        resolved=question.text,
        kind=Kind.SPAN,
        text=speaker.speaker,
        items=(Item(speaker.speaker, (1,)),),
        citations=(citation,),
        confidence=confidence,
        dates=resolved_dates(question, said.hit),
    )


def _statement(question: Question, statement: Statement) -> Answer:
    """The answer to "what did X say about it", where the reader found no shorter words."""
    hit, words = statement.hit, (statement.start, statement.end)
    citation = Citation.cut(hit.article, (words,), copies=hit.copies)
    text = hit.article.text[slice(*words)]
    return Answer(
        question=question.original,
        resolved=question.text,
        kind=Kind.SPAN,
        text=text,
        items=(Item(text, (1,)),),
        citations=(citation,),
        confidence=_STATED,
        dates=resolved_dates(question, hit),
    )


def compose_excerpt(
    question: Question,
    reading: Reading,
    excerpt: Excerpt | None,
    min_confidence: float,
    max_citations: int,
) -> Answer:
    """Answer with a whole sentence, or say that the articles don't say; as `compose` otherwise."""
    if excerpt is None:
        return _refusal(question, replace(reading, confidence=0.0), max_citations)
    hit, end = excerpt.sentence.hit, excerpt.sentence.end
    start = after_dateline(hit.article.text, excerpt.sentence.start)
    citation = Citation.cut(hit.article, ((start, end),), copies=hit.copies)
    if excerpt.confidence < min_confidence:
        unsure = replace(reading, confidence=excerpt.confidence)
        return _refusal(question, unsure, max_citations, citation)
    text = hit.article.text[start:end]
    return Answer(
        question=question.original,
        resolved=question.text,
        kind=Kind.EXCERPT,
        text=text,
        items=(Item(text, (1,)),),
        citations=(citation,),
        confidence=excerpt.confidence,
        dates=resolved_dates(question, hit),
    )


def _side_by_side(
    text: str, best: Candidate, alternatives: Sequence[Alternative], rivals: Sequence[Rival]
) -> str:
    """The answer, or where outlets contradict each other each value after its outlet's name."""
    others = [
        (rival.candidate.hit.article.source, alternative.text)
        for alternative, rival in zip(alternatives, rivals, strict=True)
        if alternative.relation is Relation.CONFLICT
    ]
    source = best.hit.article.source
    if not others:
        return text
    if source and all(other and other != source for other, _ in others):
        return "; ".join(f"{outlet}: {value}" for outlet, value in [(source, text), *others])
    return " or ".join([text, *(value for _, value in others)])


def _refusal(question: Question, reading: Reading, max_citations: int, *before: Citation) -> Answer:
    """No answer, with the nearest excerpts: `before`, the best candidates, the best passages."""
    found = [
        *before,
        *(
            _cite(c, ((c.start, c.end),))
            for c in sorted(reading.candidates, key=lambda c: -c.margin)
        ),
    ]
    begun = [
        Citation.cut(h.article, ((h.passage.start, h.passage.start + 1),), copies=h.copies)
        for h in reading.hits
    ]
    nearest: list[Citation] = []
    for citation in (*found, *begun):
        if not any(_overlap(citation, other) for other in nearest):
            nearest.append(replace(citation, highlight=()))
    dated = next((h for h in reading.hits if meets_dates(question.dates, h)), None)
    return Answer(
        question=question.original,
        resolved=question.text,
        kind=Kind.NONE,
        text=None,
        citations=tuple(nearest[: min(NEAREST, max_citations)]),
        confidence=reading.confidence,
        reason=Reason.NOT_IN_ARTICLES,
        dates=resolved_dates(question, dated),
    )


def refuse_unread(question: Question, reason: Reason) -> Answer:
    """The answer where there was nothing to read."""
    dates = resolved_dates(question)
    return Answer(
        question.original, Kind.NONE, None, reason=reason, dates=dates, resolved=question.text
    )


def resolved_dates(question: Question, hit: Hit | None = None) -> tuple[ResolvedDate, ...]:
    """What was understood by the question's dates: of several years that which the hit meets."""
    met = meets_dates(question.dates, hit) if hit else ()
    chosen = met or tuple(asked.nearest for asked in question.dates)
    return tuple(
        ResolvedDate(asked.expression, span.first, span.last)
        for asked, span in zip(question.dates, chosen, strict=True)
    )


def _list_citations(
    items: Sequence[Listed], max_citations: int
) -> tuple[list[Citation], list[Item]]:
    """One citation for each sentence that items stand in, with a highlight on each of them."""
    by_sentence: dict[tuple[str, int, int], list[Listed]] = {}
    for item in items:
        place = (item.candidate.hit.article.id, *item.candidate.bounds)
        by_sentence.setdefault(place, []).append(item)
    citations: list[Citation] = []
    number_of: dict[int, int] = {}
    for group in by_sentence.values():
        if len(citations) == max_citations:
            break
        ranges = sorted({(item.start, item.end) for item in group})
        citations.append(_cite(group[0].candidate, tuple(ranges)))
        number_of |= {id(item): len(citations) for item in group}
    numbered = [
        Item(item.text, (number_of[id(item)],) if id(item) in number_of else ()) for item in items
    ]
    return citations, numbered


def _joined(items: Sequence[Listed], best: Candidate) -> str:
    """The article's own words where they are the whole list as it is shown, else its items."""
    texts = [item.text for item in items]
    article = best.hit.article.text
    if all(i.candidate is best and i.text == article[i.start : i.end] for i in items):
        return best.text
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def _agreeing(best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate of every other article that gives the same words."""
    seen, found = {best.hit.article.id}, []
    for candidate in sorted(candidates, key=lambda c: -c.margin):
        if candidate.hit.article.id not in seen and candidate.key == best.key:
            seen.add(candidate.hit.article.id)
            found.append(candidate)
    return found


def _cite(candidate: Candidate, ranges: tuple[tuple[int, int], ...]) -> Citation:
    hit = candidate.hit
    return Citation.cut(hit.article, ranges, score=candidate.margin, copies=hit.copies)


def _shown(question: Question, best: Candidate) -> str:
    """The quoted words; a person's name whole, a day to be worked out with its ISO date."""
    if question.asks is Asks.WHO:
        return shown(best.text, best.hit.article.text)
    published: date | None = best.hit.article.published_day
    if question.asks is not Asks.WHEN or published is None:
        return best.text
    # Words of the sentence around tell past from future, so dates are looked for in the article.
    mentions = [
        m
        for m in mentions_between(best.hit.article.text, published)
        if m.start < best.end and m.end > best.start
    ]
    if len(mentions) != 1 or mentions[0].first != mentions[0].last:
        return best.text
    iso = mentions[0].first.isoformat()
    return best.text if iso in best.text else f"{best.text} ({iso})"


def _overlap(one: Citation, other: Citation) -> bool:
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end
