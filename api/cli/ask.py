"""`dateline ask` and `dateline search`."""

from typing import Annotated

import typer

from api.answering import Asked
from api.cli.options import DataOption, JsonOption, existing_data, out, parse_day
from api.cli.render import print_answer, print_hits
from api.main import open_pipeline
from api.requests import DEFAULT_CITATIONS, DEFAULT_TOP_K
from api.responses import AnswerOut, HitsOut
from qa.question import Question

NO_ANSWER = 3

AskedOn = Annotated[
    str | None, typer.Option("--asked-on", help="Day of asking, YYYY-MM-DD; default: today, UTC.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Hide what was published after this day.")
]


def ask(
    question: Annotated[str, typer.Argument(help="The question, in English.")],
    data: DataOption = None,
    asked_on: AskedOn = None,
    as_of: AsOf = None,
    max_citations: Annotated[
        int, typer.Option("--max-citations", min=1, max=50, help="Most citations to print.")
    ] = DEFAULT_CITATIONS,
    min_confidence: Annotated[
        float | None,
        typer.Option("--min-confidence", min=0, max=1, help="Below it, the articles don't say."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question; exits with 3 where the articles don't say."""
    understood = _understood(question, asked_on, as_of)
    pipeline = open_pipeline(existing_data(data))
    try:
        answer = pipeline.ask(understood, max_citations, min_confidence)
    finally:
        pipeline.index.close()
    if as_json:
        out.out(AnswerOut.of(answer).model_dump_json(indent=2), highlight=False)
    else:
        print_answer(out, answer)
    if answer.text is None:
        raise typer.Exit(NO_ANSWER)


def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    data: DataOption = None,
    asked_on: AskedOn = None,
    as_of: AsOf = None,
    top_k: Annotated[
        int, typer.Option("--top-k", min=1, max=100, help="Most passages to print.")
    ] = DEFAULT_TOP_K,
    as_json: JsonOption = False,
) -> None:
    """Find passages; exits with 3 where there are none."""
    understood = _understood(query, asked_on, as_of)
    pipeline = open_pipeline(existing_data(data))
    try:
        hits = pipeline.search(understood, top_k)
    finally:
        pipeline.index.close()
    if as_json:
        out.out(HitsOut.of(query, hits).model_dump_json(indent=2), highlight=False)
    else:
        print_hits(out, hits)
    if not hits:
        raise typer.Exit(NO_ANSWER)


def _understood(text: str, asked_on: str | None, as_of: str | None) -> Question:
    return Asked(text, asked_on=parse_day(asked_on), as_of=parse_day(as_of)).understood()
