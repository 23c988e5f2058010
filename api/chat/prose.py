"""An answer as the text of a chat message, with a marker at each place that a citation backs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qa.answer import Alternative, Answer, Item, Kind, Reason, Relation
from qa.citation import Citation

REASONS = {
    Reason.NOT_IN_ARTICLES: "The articles don't say.",
    Reason.NO_ARTICLES: "There are no articles yet: run `dateline ingest PATH` first.",
    Reason.NO_ARTICLE_FOR_DATE: "No article speaks of that date.",
}
# Text, or the number of a citation whose marker stands here.
Piece = str | int


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker in a text, [start, end) in code points, and the number of its citation, from 1."""

    start: int
    end: int
    citation: int


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a message and the markers in it, in order."""

    text: str
    marks: tuple[Mark, ...]


def bare_marker(number: int, _citation: Citation) -> str:
    """`[1]`."""
    return f"[{number}]"


def prose(
    answer: Answer,
    marker: Callable[[int, Citation], str] = bare_marker,
    escaped: Callable[[str], str] = str,
    *,
    whole: bool = True,
) -> Prose:
    """Write an answer down.

    Args:
        answer: what to write.
        marker: how the marker of a citation is written, by its number.
        escaped: what makes words of articles and questions harmless in the format written.
        whole: False for a draft, to which more sentences may be added.
    """
    text, marks = "", []
    for piece in _pieces(answer, escaped, whole):
        if isinstance(piece, int):
            written = marker(piece, answer.citations[piece - 1])
            marks.append(Mark(len(text), len(text) + len(written), piece))
            text += written
        else:
            text += piece
    return Prose(text, tuple(marks))


def _pieces(answer: Answer, escaped: Callable[[str], str], whole: bool) -> Iterator[Piece]:
    if answer.text is None:
        yield REASONS[answer.reason or Reason.NOT_IN_ARTICLES]
        if answer.citations:
            yield "\n\nNearest excerpts: "
            yield from range(1, len(answer.citations) + 1)
    for number, part in enumerate(answer.parts):
        yield "\n\n" if number else ""
        yield f"{escaped(part.question.strip(' ?'))}: "
        if part.text is None:
            yield REASONS[part.reason or Reason.NOT_IN_ARTICLES]
        else:
            yield from _told(part, escaped, before="", between="; ")
    if answer.text is not None and not answer.parts:
        yield from _told(answer, escaped)
    if answer.dates and whole:
        days = (f"{escaped(d.expression)}: {_interval(d.first, d.last)}" for d in answer.dates)
        yield f"\n\n({'; '.join(days)})"


def _told(
    answer: Answer, escaped: Callable[[str], str], before: str = "- ", between: str = "\n"
) -> Iterator[Piece]:
    """The words of an answer that has some, with `before` and `between` the items of a list."""
    if answer.kind is Kind.GENERATED:
        before, between = "", " "
    if answer.kind in (Kind.GENERATED, Kind.LIST):
        for number, item in enumerate(answer.items):
            yield between if number else ""
            yield f"{before}{escaped(item.text)}"
            yield from _markers(item.citations)
    else:
        # Values in conflict with each other stand in the text already, each after its outlet.
        conflicting = (o for o in answer.alternatives if o.relation is Relation.CONFLICT)
        told: list[Item | Alternative] = [*answer.items, *conflicting]
        yield escaped(answer.text or "")
        yield from _markers(tuple(number for one in told for number in one.citations))
    for other in answer.alternatives:
        if other.relation is Relation.SUPERSEDED:
            yield f"\n\nSuperseded: {escaped(other.text)}"
            yield from _markers(other.citations)
        elif other.date:
            when = _interval(other.date.first, other.date.last)
            yield f"\n\nOf {when}: {escaped(other.text)}"
            yield from _markers(other.citations)


def _markers(citations: tuple[int, ...]) -> Iterator[Piece]:
    if citations:
        yield " "
        yield from citations


def _interval(*ends: object) -> str:
    return " to ".join(dict.fromkeys(str(end) for end in ends))
