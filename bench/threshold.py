"""Fit the refusal threshold and the confidence curve on the tune parts, and write qa/decision.json.

    python bench/threshold.py newsroom=DIR nq_oracle=DIR [--limit 150]

Every set counts alike, however many questions it has. The threshold maximises the mean utility of
an answer: 1 for a right one, or for a refusal of a question that the articles don't answer; 0 for
another refusal; and minus a quarter for a wrong answer, which misleads, but comes with a quote that
shows it. Confidence is Platt scaling (Platt 1999) of the margin against being right, over the
answers given at any margin.
"""

import argparse
import json
import math
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from api.main import open_pipeline
from api.settings import Settings
from qa.evaluation.run import Record, answer_all
from qa.evaluation.sets import load_set, sample

DECISION = Path(__file__).parent.parent / "qa" / "decision.json"
STEP = 0.25
WRONG = 0.25  # what a wrong answer costs


def always_answered(directory: Path, limit: int) -> list[Record]:
    """Ask the tune part with no threshold, so that every margin is seen."""
    evaluation = load_set(directory)
    questions = [q for q in sample(evaluation.questions, "tune", limit) if not q.has_history]
    with tempfile.TemporaryDirectory() as folder:
        pipeline = open_pipeline(Settings(data=Path(folder)))
        for _ in pipeline.index.add(evaluation.articles):
            pass
        pipeline.decision = replace(pipeline.decision, threshold=-math.inf)
        articles = {article.id: article for article in evaluation.articles}
        records = list(answer_all(pipeline, articles, questions))
        pipeline.index.close()
    return records


def utility(records: list[Record], threshold: float) -> float:
    """Mean utility where answers below the threshold are refused."""
    total = 0.0
    for record in records:
        refused = record.answer is None or (record.margin or 0.0) < threshold
        if refused:
            total += 0.0 if record.gold.answerable else 1.0
        else:
            right = record.right if record.gold.answerable else 0.0
            total += right - WRONG * (1 - right)
    return total / len(records)


def main() -> None:
    """Fit, print what was seen, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", metavar="NAME=DIR")
    parser.add_argument("--limit", type=int, default=150)
    arguments = parser.parse_args()
    folders = dict(entry.split("=", 1) for entry in arguments.sets)
    seen = {name: always_answered(Path(path), arguments.limit) for name, path in folders.items()}
    thresholds = np.arange(-4, 14, STEP)
    curves = {name: [utility(r, t) for t in thresholds] for name, r in seen.items()}
    mean = np.mean(list(curves.values()), axis=0)
    print("threshold", *curves, "mean", sep="\t")
    for number, threshold in enumerate(thresholds):
        cells = [f"{curve[number]:.3f}" for curve in curves.values()]
        print(f"{threshold:.2f}", *cells, f"{mean[number]:.3f}", sep="\t")
    threshold = float(thresholds[int(np.argmax(mean))])
    given = [r for records in seen.values() for r in records if r.answer is not None]
    right = np.array([r.right == 1 and r.gold.answerable for r in given])
    fitted = LogisticRegression().fit([[r.margin] for r in given], right)
    decision = {
        "threshold": threshold,
        "slope": round(float(fitted.coef_[0, 0]), 4),
        "intercept": round(float(fitted.intercept_[0]), 4),
    }
    counts = {name: len(records) for name, records in seen.items()}
    content = {
        "about": "When to answer and how sure to be, for the packaged reader; see qa/compose.py.",
        "made_by": "bench/threshold.py, on the tune parts of qa/evaluation/split.json",
        "questions": counts,
        "decision": decision,
    }
    DECISION.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()
