"""`dateline eval`."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.box import HEAVY_HEAD
from rich.progress import track
from rich.table import Table

from api.cli.options import JsonOption, err, out, settings_for
from api.main import open_pipeline
from api.settings import Settings
from index.errors import InvalidInput
from index.search import Fusion
from qa.evaluation.plot import draw, require_matplotlib
from qa.evaluation.report import by_type, summarise, summarise_retrieval
from qa.evaluation.run import Record, answer_all, rank_gold
from qa.evaluation.sets import PARTS, EvaluationSet, Gold, load_set, sample
from qa.pipeline import Pipeline

Tracked = TypeVar("Tracked")
COLUMNS = (
    "questions", "right", "right_answerable", "exact_match", "f1",
    "list_set_f1", "words_median", "words_p90", "citation_on_evidence", "quotes_exact",
    "calibration_error",
)  # fmt: skip


def evaluate(
    directory: Annotated[Path, typer.Argument(help="Folder with articles and questions.")],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Keep the set's index here; default: a temporary directory."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most so many questions of each part.")
    ] = None,
    part: Annotated[
        str | None, typer.Option("--part", help="Only the part tune or report; default: both.")
    ] = None,
    questions: Annotated[
        str, typer.Option("--questions", help="Its file of questions, without the ending .jsonl.")
    ] = "questions",
    retrieval: Annotated[
        bool, typer.Option("--retrieval", help="Compare BM25, dense and fused retrieval instead.")
    ] = False,
    wrong: Annotated[
        Path | None, typer.Option("--wrong", help="Write every wrong answer here, as JSON Lines.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write all measures here, as JSON.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            help="Draw reliability and risk-coverage here (.png or .svg; needs matplotlib).",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure answers (or retrieval) over a folder of questions with known answers.

    The set's articles are indexed in a temporary directory, or in --data to keep them.
    """
    if part not in (None, *PARTS):
        raise typer.BadParameter(f"{part!r} is no part: use tune or report", param_hint="--part")
    for file in (wrong, report, plot):
        if file and not file.parent.is_dir():
            raise typer.BadParameter(f"there is no folder {file.parent}: create it first")
    if plot:
        require_matplotlib()
    evaluation = load_set(directory, questions=questions)
    parts = (part,) if part else tuple(reversed(PARTS))
    chosen = [q for p in parts for q in sample(evaluation.questions, p, limit)]
    with tempfile.TemporaryDirectory(prefix="dateline-eval-") as folder:
        settings = settings_for(data or Path(folder))
        pipeline = index_set(evaluation, settings)
        if retrieval:
            result = _retrieval(pipeline, settings, chosen)
        else:
            result = _answers(pipeline, evaluation, chosen, wrong, plot)
        pipeline.index.close()
    result = {"set": evaluation.name, **result}
    if report:
        report.write_text(json.dumps(result, indent=2, ensure_ascii=False), encoding="utf-8")
    if as_json:
        out.out(json.dumps(result, indent=2, ensure_ascii=False), highlight=False)
    else:
        for title, rows in result.items():
            if isinstance(rows, dict):
                _print_table(f"{evaluation.name}: {title}", rows)


def index_set(evaluation: EvaluationSet, settings: Settings) -> Pipeline:
    """Index a set's articles where they are not yet, and return the pipeline over them."""
    pipeline = open_pipeline(settings)
    stored = pipeline.index.add(evaluation.articles, origin=f"eval {evaluation.name}")
    for _ in _tracked(stored, "indexing", len(evaluation.articles)):
        pass
    if pipeline.index.store.counts()[0] != len({article.id for article in evaluation.articles}):
        raise InvalidInput(f"{settings.data} holds other articles too: name an empty directory")
    return pipeline


def _answers(
    pipeline: Pipeline,
    evaluation: EvaluationSet,
    chosen: Sequence[Gold],
    wrong: Path | None,
    plot: Path | None,
) -> dict[str, Any]:
    articles = {article.id: article for article in evaluation.articles}
    records = list(_tracked(answer_all(pipeline, articles, chosen), "answering", len(chosen)))
    if wrong:
        _write_wrong(wrong, records)
    if plot:
        draw(records, plot)
    rows: dict[str, Any] = {}
    for name in (*reversed(PARTS), None):
        of_part = [r for r in records if name is None or r.gold.part == name]
        if of_part:
            rows[name or "all"] = summarise(of_part)
    reported = [r for r in records if r.gold.part == "report"] or records
    return {
        "parts": rows,
        "types, report": by_type(reported),
        "types, all": by_type(records),
    }


def _retrieval(pipeline: Pipeline, settings: Settings, chosen: Sequence[Gold]) -> dict[str, Any]:
    asked = [q for q in chosen if q.article_ids]
    fused = pipeline.index.fusion
    ways = {"BM25": Fusion(dense_weight=0.0), "dense": Fusion(dense_weight=1.0), "fused": fused}
    rows = {}
    for name, fusion in ways.items():
        pipeline.index.fusion = fusion
        found = {
            q.id: rank_gold(pipeline, q) for q in _tracked(asked, f"searching, {name}", len(asked))
        }
        rows[name] = summarise_retrieval(found)
    return {"retrieval": rows}


def _write_wrong(path: Path, records: Iterable[Record]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            if record.right < 1:
                file.write(json.dumps(record.as_json(), ensure_ascii=False) + "\n")


def _tracked(items: "Iterable[Tracked]", what: str, total: int) -> "Iterator[Tracked]":
    yield from track(items, what, total=total, console=err, transient=True)


def _print_table(title: str, rows: dict[str, dict[str, Any]]) -> None:
    first = next(iter(rows.values()))
    columns = COLUMNS if "right" in first else tuple(first)
    refusing = any(row.get("refusal") for row in rows.values())
    table = Table(title=title, title_justify="left", box=HEAVY_HEAD if out.is_terminal else None)
    table.add_column("")
    for column in columns:
        table.add_column(column.replace("_", " "), justify="right")
    if refusing:
        for column in ("refusal P", "refusal R", "bal. acc."):
            table.add_column(column, justify="right")
    for name, row in rows.items():
        cells = [_number(row[column]) for column in columns]
        if refusing:
            measured = row.get("refusal") or {}
            cells += [
                _interval(measured, "precision"),
                _interval(measured, "recall"),
                _number(measured.get("balanced_accuracy")),
            ]
        table.add_row(name, *cells)
    out.print(table)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _interval(measured: dict[str, Any], name: str) -> str:
    if not measured:
        return ""
    low, high = measured["intervals"][name]
    return f"{measured[name]:.2f} ({low:.2f}-{high:.2f})"
