"""Answers, lists, refusals and confidence over the fixed plan of sets: what `make quality` runs.

    python bench/quality.py DATA --indexes DIR [--all] [--json FILE] [--wrong FILE] [--plot FILE]

DATA is the folder of evaluation sets. Each set is indexed once and its index kept in DIR. By
default the `report` part is measured, which nothing was fitted on; with `--all` both parts.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from api.main import open_pipeline
from api.settings import Settings
from qa.evaluation.measures import calibration_error
from qa.evaluation.plan import PLAN
from qa.evaluation.plot import draw
from qa.evaluation.report import by_type, summarise
from qa.evaluation.run import Record, answer_all
from qa.evaluation.sets import PARTS, sample

COLUMNS = {
    "questions": "n", "right": "right", "right_answerable": "right, answerable",
    "answered": "answered", "exact_match": "EM", "f1": "F1", "list_set_f1": "set-F1",
    "words_median": "words", "words_p90": "p90", "citation_on_evidence": "evidence",
    "quotes_exact": "quotes", "calibration_error": "ECE",
}  # fmt: skip


def run(
    root: Path, indexes: Path, parts: tuple[str, ...], names: list[str]
) -> dict[str, list[Record]]:
    """Ask all questions of the plan."""
    found = {}
    for planned in PLAN:
        if names and planned.name not in names:
            continue
        evaluation = planned.load(root)
        pipeline = open_pipeline(Settings(data=indexes / planned.index))
        for _ in pipeline.index.add(evaluation.articles):
            pass
        articles = {article.id: article for article in evaluation.articles}
        chosen = [
            gold for part in parts for gold in sample(evaluation.questions, part, planned.limit)
        ]
        found[planned.name] = list(answer_all(pipeline, articles, chosen))
        pipeline.index.close()
        print(f"{planned.name}: {len(chosen)} questions answered", flush=True)
    return found


def pooled(records: list[Record]) -> dict[str, float]:
    """Calibration error over all answers given, with a 95% interval (percentile bootstrap)."""
    given = [r for r in records if r.answer is not None]
    sure, right = np.array([r.confidence for r in given]), np.array([r.right for r in given])
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(1000):
        rows = rng.integers(0, len(given), len(given))
        drawn.append(calibration_error(sure[rows].tolist(), right[rows].tolist()))
    low, high = np.percentile(drawn, (2.5, 97.5))
    return {
        "questions": len(records),
        "answers": len(given),
        "calibration_error": calibration_error(sure.tolist(), right.tolist()),
        "low": float(low),
        "high": float(high),
    }


def table(title: str, rows: dict[str, dict[str, object]]) -> Table:
    """A table of measures, a row each."""
    made = Table(title=title, title_justify="left", box=None)
    made.add_column("")
    for heading in (*COLUMNS.values(), "refusal P", "refusal R", "bal. acc."):
        made.add_column(heading, justify="right")
    for name, row in rows.items():
        cells = [f"{v:.3f}" if isinstance(v := row[c], float) else str(v) for c in COLUMNS]
        refusal = row["refusal"]
        if isinstance(refusal, dict):
            for key in ("precision", "recall"):
                low, high = refusal["intervals"][key]
                cells.append(f"{refusal[key]:.2f} ({low:.2f}-{high:.2f})")
            cells.append(f"{refusal['balanced_accuracy']:.3f}")
        made.add_row(name, *cells)
    return made


def main() -> None:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--sets", nargs="*", default=[], help="only these sets")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--wrong", type=Path)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    parts = PARTS if arguments.all else ("report",)
    found = run(arguments.data, arguments.indexes, parts, arguments.sets)
    records = [r for of_set in found.values() for r in of_set]
    rows = {name: summarise(of_set) for name, of_set in found.items()}
    types = by_type(found["newsroom"]) if "newsroom" in found else {}
    whole = pooled(records)
    console = Console(width=200)
    console.print(table(f"{' and '.join(parts)}", rows))
    console.print(table("newsroom by type", types))
    console.print(
        f"calibration error over {whole['answers']} answers to {whole['questions']} questions: "
        f"{whole['calibration_error']:.3f} ({whole['low']:.3f}-{whole['high']:.3f})"
    )
    if arguments.json:
        content = {"parts": parts, "sets": rows, "newsroom by type": types, "pooled": whole}
        arguments.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    if arguments.wrong:
        with arguments.wrong.open("w", encoding="utf-8") as file:
            for name, of_set in found.items():
                for record in of_set:
                    if record.right < 1:
                        row = {"set": name, **record.as_json()}
                        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    if arguments.plot:
        draw(records, arguments.plot)


if __name__ == "__main__":
    main()
