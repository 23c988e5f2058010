"""The `dateline` program: its commands, its exit codes, and how errors are shown.

Exit codes: 0 done or answered, 1 error, 2 wrong usage, 3 the articles don't say.
"""

import sys

import typer
from pydantic import ValidationError

from api.cli import articles, ask, evaluate, ingest, keys, mcp, serve, upkeep
from api.cli.options import err, shown
from index.errors import DatelineError

app = typer.Typer(
    name="dateline",
    help="Ask questions of news articles; answers are exact, cited quotes.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(ingest.ingest)
app.command()(ask.ask)
app.command()(ask.search)
app.add_typer(articles.app, name="articles")
app.add_typer(keys.app, name="keys")
app.command()(serve.serve)
app.command()(mcp.mcp)
app.command("eval")(evaluate.evaluate)
app.command()(ingest.reindex)
app.command()(upkeep.check)
app.command()(upkeep.backup)
app.command()(upkeep.restore)


def main() -> None:
    """Run the program; an expected error is one line on standard error, not a traceback."""
    try:
        app()
    except DatelineError as error:
        err.print(shown(f"error: {error}", "red"))
        sys.exit(1)
    except ValidationError as error:
        reasons = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'environment'}: {e['msg']}" for e in error.errors()
        )
        err.print(shown(f"error: wrong setting: {reasons}", "red"))
        sys.exit(2)
