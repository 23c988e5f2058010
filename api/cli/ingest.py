"""`dateline ingest` and `dateline reindex`."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from api.cli.options import DataOption, JsonOption, err, existing_data, out, settings_for, shown
from api.main import limit_threads, load_embedder, open_index
from index.ingest import Outcome, Pruned
from index.ingest import ingest as ingest_paths
from index.prepare import reindex as rebuild
from index.readers import Unread


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to read.")],
    data: DataOption = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove articles whose file in these folders is gone.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read articles from files and folders into the data directory.

    With --json each line is one article, printed after it was committed.
    """
    settings = settings_for(data)
    err.print("loading the embedding model ...", style="dim")
    index = open_index(settings)
    counts: Counter[str] = Counter()
    try:
        with _progress() as progress:
            task = progress.add_task("articles", total=None)
            for outcome in ingest_paths(index, paths, prune=prune):
                counts[_name(outcome)] += 1
                _report(outcome, as_json)
                progress.update(task, completed=counts.total())
    finally:
        index.close()
    if not as_json:
        summary = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
        out.print(shown(f"{summary or 'nothing found'}; {settings.data} is up to date"))
    if counts["unreadable"]:
        if prune:
            err.print("folders with unreadable files were not pruned: mend or move those files")
        raise typer.Exit(1)


def reindex(data: DataOption = None) -> None:
    """Cut and embed all stored articles anew, such as after another embedder was set."""
    settings = existing_data(data)
    err.print("loading the embedding model ...", style="dim")
    limit_threads(settings)
    embedder = load_embedder(settings)
    with _progress() as progress:
        task = progress.add_task("article versions", total=None)
        for count, _ in enumerate(rebuild(settings.data, embedder), start=1):
            progress.update(task, completed=count)
    out.print(f"{progress.tasks[task].completed:.0f} article versions embedded anew")


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )


def _name(outcome: Outcome) -> str:
    if isinstance(outcome, Unread):
        return "unreadable"
    return "removed" if isinstance(outcome, Pruned) else outcome.status


def _report(outcome: Outcome, as_json: bool) -> None:
    if isinstance(outcome, Unread):
        # One line each: a file's name could hold what looks like the next one.
        reason = " ".join(f"{outcome.where}: {outcome.reason}".split())
        err.print(Text("unreadable ", "red") + shown(reason))
    elif as_json:
        fields = {"status": "removed", "id": outcome.id}
        line = fields if isinstance(outcome, Pruned) else asdict(outcome)
        out.out(json.dumps(line, ensure_ascii=False), highlight=False)
    elif isinstance(outcome, Pruned):
        out.print(shown(f"removed {outcome.id}"))
