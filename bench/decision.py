"""Fit how to choose among spans, how sure to be and when to refuse; write qa/decision.json.

    python bench/decision.py DATA [--indexes DIR] [--cross-fit]

DATA is the folder of evaluation sets. Every question of the plan's `tune` part is retrieved and read
once; all that follows is arithmetic over what was read. In this order:

1. `choice`: logistic regression on the differences between two candidates of one question, of which
   one is right and the other is not (pairwise ranking, as in Herbrich et al. 2000).
2. `stages`: for each number of passages read, logistic regression of whether the chosen candidate
   is right, then an isotonic curve over five-fold predictions (Zadrozny and Elkan 2002).
3. `min_confidence`: the threshold of the highest utility: 1 for a right answer or a right refusal, 0
   for a refusal of what the articles say, and minus WRONG for a wrong answer.

Every set counts alike. With `--cross-fit`, nothing is written; newsroom's stories are left out fold
by fold, and what the rest gives is measured on them.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from api.main import open_pipeline
from api.settings import Settings
from index.article import Article
from qa.candidates import CHOICE_FEATURES, SURE_FEATURES, choice_features, find_candidates, sure_features
from qa.compose import compose
from qa.constraints import article_text, missing_terms
from qa.decision import Decision, Stage
from qa.evaluation.measures import normalise, refusals, share_contained, token_f1
from qa.evaluation.plan import PLAN
from qa.evaluation.run import Record, asked, judge
from qa.evaluation.sets import Gold, sample, story_of
from qa.pipeline import Pipeline

PASSAGES = (2, 6)
WRONG = 0.25
ENOUGH_LOSS = 0.005
DECISION = Path(__file__).parent.parent / "qa" / "decision.json"


@dataclass
class Case:
    """A question, and what was read for it."""

    set_name: str
    gold: Gold
    question: Any
    hits: list[Any]
    spans: list[Any]
    articles: Mapping[str, Article]

    def candidates(self, passages: int) -> list[Any]:
        spans = [s for s in self.spans if s.passage < passages]
        return find_candidates(self.question, self.hits[:passages], spans)


def gather(root: Path, indexes: Path, part: str | None, only: Sequence[str]) -> list[Case]:
    """Retrieve and read the questions of the plan."""
    cases = []
    for planned in PLAN:
        if only and planned.name not in only:
            continue
        evaluation = planned.load(root)
        pipeline = open_pipeline(Settings(data=indexes / planned.index))
        for _ in pipeline.index.add(evaluation.articles):
            pass
        articles = {article.id: article for article in evaluation.articles}
        for gold in sample(evaluation.questions, part, planned.limit):
            if gold.has_history:
                continue
            question = asked(gold)
            hits = pipeline.search(question, PASSAGES[-1])
            spans = pipeline.spans(question, hits)
            cases.append(Case(planned.name, gold, question, hits, spans, articles))
        pipeline.index.close()
        print(f"{planned.name}: {sum(c.set_name == planned.name for c in cases)} read", flush=True)
    return cases


def credit(gold: Gold, text: str) -> float:
    """How right a candidate is: gold words contained in it, the more the less else it has."""
    if not gold.answers:
        return 0.0
    if gold.needs_all:
        items = [text]
        return share_contained(items, gold.answers, True) ** 0.5
    found = share_contained([text], gold.answers, False)
    return found * (0.4 + 0.6 * token_f1(text, gold.answers))


def weights_by_set(names: Sequence[str]) -> NDArray[np.float64]:
    """Sample weights under which every set counts alike."""
    counts = {name: names.count(name) for name in set(names)}
    return np.array([len(names) / len(counts) / counts[name] for name in names])


def fit_choice(cases: Sequence[Case]) -> dict[str, float]:
    rows, names = [], []
    for case in cases:
        candidates = case.candidates(PASSAGES[-1])
        credits = [credit(case.gold, c.text) for c in candidates]
        if not credits or max(credits) == 0:
            continue
        features = [
            np.array([choice_features(c, candidates)[n] for n in CHOICE_FEATURES]) for c in candidates
        ]
        pairs = [
            (i, j)
            for i, one in enumerate(credits)
            for j, other in enumerate(credits)
            if one > other + 0.25
        ]
        rng = np.random.default_rng(0)
        for k in rng.permutation(len(pairs))[:30]:
            i, j = pairs[k]
            rows += [features[i] - features[j], features[j] - features[i]]
            names += [case.set_name] * 2
    labels = np.array([1, 0] * (len(rows) // 2))
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000)
    model.fit(np.array(rows), labels, sample_weight=weights_by_set(names))
    return {n: round(float(w), 4) for n, w in zip(CHOICE_FEATURES, model.coef_[0], strict=True)}


def outcome(case: Case, decision: Decision, passages: int) -> tuple[dict[str, float] | None, Record | None]:
    """Features of the chosen candidate, and how right an answer made of it would be."""
    candidates = case.candidates(passages)
    hits = case.hits[:passages]
    if not candidates or missing_terms(case.question, map(article_text, hits)):
        return None, None
    chosen = decision.choose(candidates)
    answer = compose(case.question, chosen, candidates, 1.0, decision, 5)
    return sure_features(chosen, candidates, hits), judge(case.gold, answer, case.articles)


def fit_stage(
    outcomes: Sequence[tuple[str, dict[str, float], float]], passages: int
) -> tuple[Stage, NDArray[np.float64]]:
    """A stage, and the calibrated confidences of five-fold predictions."""
    names = [name for name, _, _ in outcomes]
    x = np.array([[features[n] for n in SURE_FEATURES] for _, features, _ in outcomes])
    right = np.array([r for _, _, r in outcomes])
    weights = weights_by_set(names)
    twice = np.concatenate([x, x])
    labels = np.concatenate([np.ones(len(x)), np.zeros(len(x))])
    both = np.concatenate([weights * right, weights * (1 - right)])
    model = LogisticRegression(C=0.3, max_iter=5000)
    raw = np.zeros(len(x))
    for train, test in KFold(5, shuffle=True, random_state=0).split(x):
        rows = np.concatenate([train, train + len(x)])
        model.fit(twice[rows], labels[rows], sample_weight=both[rows])
        raw[test] = model.predict_proba(x[test])[:, 1]
    curve = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(raw, right)
    grid = np.linspace(0, 1, 21)
    smooth = np.convolve(np.pad(curve.predict(np.linspace(-0.1, 1.1, 25).clip(0, 1)), 0), np.ones(5) / 5, "valid")
    model.fit(twice, labels, sample_weight=both)
    knots = tuple((round(float(a), 3), round(float(b), 3)) for a, b in zip(grid, smooth, strict=True))
    stage = Stage(
        passages,
        {n: round(float(w), 4) for n, w in zip(SURE_FEATURES, model.coef_[0], strict=True)},
        round(float(model.intercept_[0]), 4),
        knots,
    )
    return stage, np.array([stage.calibrated(value) for value in raw])
