"""A day without its year: the newest that the articles speak of, with those of other years."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import DateSpan, Hit
from qa.answer import ResolvedDate
from qa.candidates import Candidate
from qa.constraints import meets_dates
from qa.question import Question, QuestionDate

MAX_OTHERS = 2
# Logits that an answer of another year may score less, and over "not answered here" must.
_DROP, _LEAST_MARGIN = 5.0, 0.0


def of_other_years(question: Question, chosen: Hit, unread: Sequence[Hit]) -> list[Hit]:
    """Those that speak of the day asked for, but of another year than the chosen one."""
    asked = _of_any_year(question)
    mine = meets_dates(asked, chosen)
    return [hit for hit in unread if asked and meets_dates(asked, hit) not in ((), mine)]


def _of_any_year(question: Question) -> list[QuestionDate]:
    """The one day of a question, if it has no year."""
    asked = [found for found in question.dates if found.is_precise]
    if len(asked) != 1 or len(asked[0].candidates) < 2:
        return []
    # A bare weekday may also mean one of two days, but the later one is no better than the other.
    of_year = {(span.first.month, span.first.day) for span in asked[0].candidates if span.first}
    return asked if len(of_year) == 1 else []


@dataclass(frozen=True, slots=True)
class OfAnotherDate:
    """What answers the question of another year, and the date that is meant then."""

    candidate: Candidate
    date: ResolvedDate


@dataclass(frozen=True, slots=True)
class OfTheNewest:
    """The answer of the newest year, what else was read of that year, and the other years' best."""

    answer: Candidate
    candidates: tuple[Candidate, ...]
    others: tuple[OfAnotherDate, ...] = ()


def of_the_newest(
    question: Question, best: Candidate, candidates: Sequence[Candidate]
) -> OfTheNewest:
    """Tell the years apart that a day without its year may mean.

    Args:
        question: what was asked.
        best: what was chosen, whatever its year.
        candidates: all that was read for it.
    """
    asked = _of_any_year(question)
    if not asked:
        return OfTheNewest(best, tuple(candidates))
    of_span: dict[DateSpan, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: (c is not best, -c.score)):
        for met in meets_dates(asked, candidate.hit):
            of_span.setdefault(met, []).append(candidate)
    sure = {
        span: found
        for span, found in of_span.items()
        if found[0] is best
        or (found[0].margin >= _LEAST_MARGIN and found[0].score >= best.score - _DROP)
    }
    if len(sure) < 2:
        return OfTheNewest(best, tuple(candidates))
    newest, *others = sorted(sure, key=lambda span: str(span.first), reverse=True)
    answer = sure[newest][0]
    told = [
        OfAnotherDate(sure[span][0], ResolvedDate(asked[0].expression, span.first, span.last))
        for span in others
    ]
    different = [other for other in told if other.candidate.key != answer.key]
    return OfTheNewest(answer, tuple(sure[newest]), tuple(different[:MAX_OTHERS]))
