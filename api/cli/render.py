"""Answers and passages as text for a terminal or a pipe."""

from rich.console import Console
from rich.text import Text

from api.chat.address import headline
from api.chat.prose import REASONS
from api.cli.options import shown
from index.article import Article
from index.passage import Hit
from qa.answer import Answer, Kind, Reason, Relation
from qa.attribution import Attribution
from qa.citation import Citation

_RELATIONS = {
    Relation.CONFLICT: "in conflict",
    Relation.SUPERSEDED: "superseded",
    Relation.OTHER_DATE: "of another date",
}


def print_answer(console: Console, answer: Answer) -> None:
    """Print an answer and its numbered quotes, with the answering words underlined."""
    if answer.text is None:
        console.print(shown(REASONS[answer.reason or Reason.NOT_IN_ARTICLES], style="bold yellow"))
        if answer.citations:
            console.print(Text("Nearest excerpts:"))
    for part in answer.parts:
        console.print(shown(f"{part.question.strip(' ?')}:"))
        if part.text is None:
            console.print(
                shown(REASONS[part.reason or Reason.NOT_IN_ARTICLES], style="bold yellow")
            )
        else:
            _print_told(console, part)
    if answer.text is not None and not answer.parts:
        _print_told(console, answer)
    for date in answer.dates:
        understood = " to ".join(sorted({str(date.first), str(date.last)}))
        console.print(shown(f"({date.expression}: {understood})", style="dim"))
    for number, citation in enumerate(answer.citations, start=1):
        console.print()
        console.print(shown(f"[{number}] ", style="cyan") + _quote(citation))
        console.print(shown(f"    {describe(citation.article)}", style="dim"))
        where = f"    {citation.article.id}, characters {citation.start} to {citation.end}"
        console.print(shown(where, style="dim"))
        if citation.attribution:
            console.print(shown(f"    {_told(citation.attribution)}", style="dim"))
        for copy in citation.copies:
            console.print(shown(f"    also in {describe(copy)}", style="dim"))


def _print_told(console: Console, answer: Answer) -> None:
    """Print the words of an answer that has some, and other values."""
    if answer.kind is Kind.LIST:
        for item in answer.items:
            console.print(shown(f"- {item.text} ", style="bold") + _markers(item.citations))
    else:
        [item] = answer.items
        console.print(shown(f"{answer.text} ", style="bold") + _markers(item.citations))
    for other in answer.alternatives:
        told = _RELATIONS[other.relation]
        if other.date:
            told = f"{told} ({other.date.first})"
        console.print(shown(f"{told}: {other.text} ") + _markers(other.citations))


def print_hits(console: Console, hits: list[Hit]) -> None:
    """Print passages with their scores."""
    for rank, hit in enumerate(hits, start=1):
        console.print(shown(f"{rank}. ", style="cyan") + shown(f"{hit.score:.3f} ", style="bold"))
        console.print(shown(hit.passage.text))
        console.print(shown(f"    {describe(hit.article)}", style="dim"))
        where = f"    {hit.article.id}, characters {hit.passage.start} to {hit.passage.end}"
        console.print(shown(where, style="dim"))
        console.print()


def describe(article: Article) -> str:
    """Outlet, title, day and link in one line; the first words stand in for a missing title."""
    day = article.published_day.isoformat() if article.published_day else None
    return " | ".join(
        part for part in (article.source, headline(article), day, article.url) if part
    )


def _markers(numbers: "range | tuple[int, ...]") -> Text:
    return Text("".join(f"[{number}]" for number in numbers), style="cyan")


def _told(found: Attribution) -> str:
    if found.cue.endswith((" to", " by", " of")):
        return f"{found.cue} {found.speaker}"
    return f"{found.speaker} {found.cue}"


def _quote(citation: Citation) -> Text:
    quote = shown(f"“{citation.quote}”")
    for start, end in citation.highlight:
        quote.stylize("underline", start + 1, end + 1)
    return quote
