"""Fit which sentence to show where a question wants one, and how sure to be; write qa/excerpt.json.

    python bench/excerpts.py --indexes DIR

The questions are `open.jsonl` of qa/training/desk, asked of all its articles; DIR is where their
index is kept. For accounts ("what happened to ...") and for yes-or-no questions apart:

1. `choice`: logistic regression of whether a sentence is right, over all sentences of the passages.
2. `sure`: logistic regression of whether the sentence is right that weights fitted without its
   question choose (five folds); of questions that no article answers none is.
3. `least`, one for both kinds: the confidence at which refusing has the best utility in these
   folds, as in bench/decision.py.

What is printed are figures of the folds.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from api.main import open_pipeline
from api.settings import Settings
from qa.accounts import Form
from qa.candidates import weighed
from qa.decision import Reading
from qa.evaluation.measures import Refusals, calibration_error, refusals, share_contained
from qa.evaluation.run import asked
from qa.evaluation.sets import Gold, load_set
from qa.excerpt import (
    CHOICE_FEATURES,
    SURE_FEATURES,
    Sentence,
    Weights,
    choice_features,
    of_the_days,
    sentences,
    sure_features,
)
from qa.question import Question

DESK = Path(__file__).parent.parent / "qa" / "training" / "desk"
EXCERPT = Path(__file__).parent.parent / "qa" / "excerpt.json"
# Logits that a sentence of a newer article may score less: not fitted, see DECISIONS.md.
NEWER = 1.0
WRONG = 0.25  # what a wrong sentence costs, where a right one gains 1
LEAST = np.arange(0.1, 0.7, 0.02)


@dataclass(frozen=True)
class Case:
    """A question, its sentences with their features, and which of them are right."""

    gold: Gold
    question: Question
    reading: Reading
    found: list[Sentence]
    features: list[dict[str, float]]

    @property
    def right(self) -> list[bool]:
        """Whether each sentence holds gold words of a gold article."""
        return [
            bool(self.gold.answers)
            and s.hit.article.id in self.gold.article_ids
            and share_contained([s.text], self.gold.answers, needs_all=False) == 1
            for s in self.found
        ]


def gather(indexes: Path) -> list[Case]:
    """Retrieve and read every question that a sentence answers."""
    desk = load_set(DESK, questions="open")
    pipeline = open_pipeline(Settings(data=indexes / "desk"))
    for _ in pipeline.index.add(desk.articles):
        pass
    cases = []
    for gold in desk.questions:
        question = asked(gold)
        hits = pipeline.search(question, pipeline.passages(question))
        if question.form is None:
            print(f"taken for a question of few words: {gold.question!r}")
            continue
        reading = replace(pipeline.read(question, hits), hits=tuple(hits))
        found = sentences(of_the_days(question, hits)[0])
        features = choice_features(question, found, reading)
        cases.append(Case(gold, question, reading, found, features))
    pipeline.index.close()
    return cases


def fit_choice(cases: Sequence[Case]) -> dict[str, float]:
    """Weights that put right sentences first; every question counts the same."""
    rows, labels, weights = [], [], []
    for case in cases:
        if any(case.right):
            rows += [[f[name] for name in CHOICE_FEATURES] for f in case.features]
            labels += case.right
            weights += [1 / len(case.found)] * len(case.found)
    model = LogisticRegression(C=1.0, max_iter=5000)
    model.fit(np.array(rows), labels, sample_weight=np.array(weights) / np.mean(weights))
    return _named(CHOICE_FEATURES, model)


def chosen(case: Case, choice: dict[str, float]) -> tuple[dict[str, float], bool] | None:
    """The features of the sentence that weights choose, and whether it is right."""
    if not case.found:
        return None
    ranks = [weighed(f, choice) for f in case.features]
    best = int(np.argmax(ranks))
    sure = sure_features(case.question, case.found, case.features, ranks, best, case.reading)
    return sure, case.right[best]


@dataclass(frozen=True)
class Fitted:
    """The weights of one kind, and what came of the folds: which sentences are right, how sure."""

    cases: Sequence[Case]
    choice: dict[str, float]
    sure: dict[str, float]
    bias: float
    right: NDArray[np.bool_]
    confidence: NDArray[np.float64]

    @property
    def answerable(self) -> NDArray[np.bool_]:
        """Whether the articles answer each question."""
        return np.array([bool(case.gold.answers) for case in self.cases])

    def utility(self, least: float) -> float:
        """The mean of 1 for a right sentence or refusal and -WRONG for a wrong sentence."""
        shown = np.where(self.right, 1.0, -WRONG)
        return float(np.mean(np.where(self.confidence >= least, shown, ~self.answerable)))


def fit(cases: Sequence[Case]) -> Fitted:
    """Fit both sums, and try them on folds."""
    rows: list[dict[str, float]] = [{} for _ in cases]
    right = np.zeros(len(cases), dtype=bool)
    for train, test in KFold(5, shuffle=True, random_state=0).split(np.arange(len(cases))):
        choice = fit_choice([cases[n] for n in train])
        for n in test.tolist():
            rows[n], right[n] = chosen(cases[n], choice) or ({}, False)
    # In the others no sentence may answer.
    given = np.array([n for n, row in enumerate(rows) if row])
    x, y = np.array([[rows[n][name] for name in SURE_FEATURES] for n in given]), right[given]
    model = LogisticRegression(C=1.0, max_iter=5000)
    confidence = np.zeros(len(cases))
    for train, test in KFold(5, shuffle=True, random_state=1).split(x):
        model.fit(x[train], y[train])
        confidence[given[test]] = model.predict_proba(x[test])[:, 1]
    model.fit(x, y)
    sure, bias = _named(SURE_FEATURES, model), round(float(model.intercept_[0]), 4)
    return Fitted(cases, fit_choice(cases), sure, bias, right, confidence)


def _refusing(cases: Sequence[Case], confidence: NDArray[np.float64], least: float) -> Refusals:
    measured = refusals((confidence < least).tolist(), [not c.gold.answers for c in cases])
    assert measured is not None  # noqa: S101  the desk has questions that nothing answers
    return measured


def _measured(fitted: Fitted, least: float) -> dict[str, object]:
    right, confidence, answerable = fitted.right, fitted.confidence, fitted.answerable
    shown = confidence >= least
    return {
        "questions": len(fitted.cases),
        "a right sentence was found": round(
            float(np.mean([any(c.right) for c in fitted.cases if c.gold.answers])), 3
        ),
        "right, answerable, however unsure": round(float(np.mean(right[answerable])), 3),
        "right": round(float(np.mean(np.where(shown, right, ~answerable))), 3),
        "right of those shown": round(float(np.mean(right[shown])), 3),
        "calibration error": round(calibration_error(confidence.tolist(), right.tolist()), 3),
        "utility": round(fitted.utility(least), 3),
        "refusing": asdict(_refusing(fitted.cases, confidence, least)),
    }


def _named(names: Sequence[str], model: LogisticRegression) -> dict[str, float]:
    return {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}


def main() -> None:
    """Read, fit, and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--indexes", type=Path, required=True)
    cases = gather(parser.parse_args().indexes)
    kinds = {
        "account": [c for c in cases if c.question.form is not Form.YES_NO],
        "yes_no": [c for c in cases if c.question.form is Form.YES_NO],
    }
    fitted = {kind: fit(some) for kind, some in kinds.items()}
    utility = [np.mean([f.utility(least) for f in fitted.values()]) for least in LEAST]
    least = round(float(LEAST[int(np.argmax(utility))]), 2)
    content = {
        "about": "Which sentence to show where a question wants one, and how sure to be.",
        "made_by": "bench/excerpts.py, on open.jsonl of qa/training/desk",
        "questions": {kind: len(some) for kind, some in kinds.items()},
        "weights": {
            kind: asdict(Weights(f.choice, f.sure, f.bias, NEWER, least))
            for kind, f in fitted.items()
        },
    }
    EXCERPT.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"least confidence: {least}")
    print(json.dumps({kind: _measured(f, least) for kind, f in fitted.items()}, indent=2))


if __name__ == "__main__":
    main()
