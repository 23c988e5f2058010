"""Fit how to choose among spans, how sure to be and when to refuse; write qa/decision.json.

    python bench/decision.py DATA --indexes DIR [--cross-fit]

DATA is the folder of evaluation sets, DIR where their indexes are kept. Every question of the
plan's `tune` part is retrieved and read once; all that follows is arithmetic over what was read:

1. `choice`: logistic regression on the difference of two candidates of one question, of which one
   is more right than the other (pairwise ranking, Herbrich et al. 2000).
2. `stages`: for each number of passages read, logistic regression of whether the candidate is right
   that weights fitted without its question choose; then an isotonic curve over predictions of five
   folds (Zadrozny and Elkan 2002).
3. `min_confidence`: where refusing has the best F1, as the mean over the sets by their shares.
4. `enough`: the lowest confidence at which reading on gains no more than TOLERANCE of utility: 1
   for a right answer or refusal, 0 for refusing what the articles say, -WRONG for a wrong answer.

Sets count by SHARES, whatever their size. With `--cross-fit` nothing is written: newsroom's stories
of both parts are left out in five folds, and what is fitted to the rest is measured on them.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from api.main import open_pipeline
from api.settings import Settings
from index.article import Article
from index.passage import Hit
from qa.candidates import (
    CHOICE_FEATURES,
    SURE_FEATURES,
    Candidate,
    choice_features,
    find_candidates,
    sure_features,
)
from qa.compose import compose
from qa.constraints import article_text, missing_terms
from qa.decision import Decision, Reading, Stage
from qa.evaluation.measures import refusals, set_f1, share_contained, token_f1
from qa.evaluation.plan import PLAN
from qa.evaluation.run import asked, judge
from qa.evaluation.sets import Gold, sample, story_of
from qa.question import Question
from qa.reader import Span

PASSAGES = (1, 2, 6)
TOLERANCE = 0.0005  # utility that reading less may cost
WRONG = 0.25
# Set-F1 that a list may cost where none is announced: most such questions of the sets have one
# answer, but somebody missing from a list is worse than somebody too many.
LIST_TOLERANCE = 0.002
# News is what Dateline is for. The comparisons of multihop_rag_500 have no short answer.
SHARES = {
    "newsroom": 3.0,
    "newsdesk": 3.0,
    "nq_oracle": 1.0,
    "nq_removed": 0.5,
    "multispanqa": 1.0,
    "multihop_rag_500": 0.5,
    "timeqa": 1.0,
    "squad2": 1.0,
}
DECISION = Path(__file__).parent.parent / "qa" / "decision.json"
GRID = np.linspace(0.02, 0.9, 45)


@dataclass(frozen=True)
class Case:
    """A question, and what was read for it."""

    set_name: str
    gold: Gold
    question: Question
    hits: list[Hit]
    spans: list[Span]

    @property
    def articles(self) -> Mapping[str, Article]:
        """Those that may be cited."""
        found = [hit.article for hit in self.hits] + [c for hit in self.hits for c in hit.copies]
        return {article.id: article for article in found}

    def candidates(self, passages: int) -> list[Candidate]:
        """Of the best passages alone."""
        spans = [span for span in self.spans if span.passage < passages]
        return find_candidates(self.question, self.hits[:passages], spans)


@dataclass(frozen=True)
class Outcome:
    """What an answer without a threshold is worth; no features: it is refused in any case."""

    set_name: str
    gold: Gold
    features: Mapping[str, float] | None
    right: float
    several: bool = False  # items asked for or found: then all passages are read


def gather(root: Path, indexes: Path, part: str | None, only: Sequence[str] = ()) -> list[Case]:
    """Retrieve and read the questions of the plan."""
    cases = []
    for planned in PLAN:
        if only and planned.name not in only:
            continue
        evaluation = planned.load(root)
        pipeline = open_pipeline(Settings(data=indexes / planned.index))
        for _ in pipeline.index.add(evaluation.articles):
            pass
        chosen = list(sample(evaluation.questions, part, planned.limit))
        for gold in chosen:
            question = asked(gold)
            hits = pipeline.search(question, PASSAGES[-1])
            cases.append(Case(planned.name, gold, question, hits, pipeline.spans(question, hits)))
        pipeline.index.close()
        print(f"{planned.name}: {len(chosen)} questions read", flush=True)
    return cases


def credit(gold: Gold, text: str) -> float:
    """How right a candidate is: holds gold words, and little else."""
    if gold.needs_all:
        return share_contained([text], gold.answers, needs_all=True) ** 0.5
    found = share_contained([text], gold.answers, needs_all=False)
    return found * (0.4 + 0.6 * token_f1(text, gold.answers))


def set_weights(names: Sequence[str]) -> NDArray[np.float64]:
    """Sample weights of mean 1 under which every set counts by its share, whatever its size."""
    each = np.array([SHARES[name] / names.count(name) for name in names])
    return each / each.mean()


def fit_choice(cases: Sequence[Case]) -> dict[str, float]:
    """Weights that put the more right candidate of a question first."""
    rng = np.random.default_rng(0)
    rows: list[NDArray[np.float64]] = []
    names: list[str] = []
    for case in cases:
        candidates = case.candidates(PASSAGES[-1])
        worths = [credit(case.gold, c.text) for c in candidates] if case.gold.answers else []
        if max(worths, default=0) == 0:
            continue
        table = [
            np.array([features[name] for name in CHOICE_FEATURES])
            for features in (choice_features(c, candidates) for c in candidates)
        ]
        pairs = [
            (i, j)
            for i, one in enumerate(worths)
            for j, other in enumerate(worths)
            if one > other + 0.25
        ]
        for k in rng.permutation(len(pairs))[:30]:
            difference = table[pairs[k][0]] - table[pairs[k][1]]
            rows += [difference, -difference]
            names += [case.set_name] * 2
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=5000)
    labels = [1, 0] * (len(rows) // 2)
    model.fit(np.array(rows), labels, sample_weight=set_weights(names))
    return _named(CHOICE_FEATURES, model)


def outcomes(cases: Sequence[Case], decision: Decision, passages: int) -> list[Outcome]:
    """What comes of every case if it is answered from so many passages, however unsure."""
    found = []
    for case in cases:
        candidates, hits = case.candidates(passages), case.hits[:passages]
        if not candidates or missing_terms(case.question, map(article_text, hits)):
            found.append(Outcome(case.set_name, case.gold, None, 0.0))
            continue
        chosen = decision.choose(candidates)
        reading = Reading(tuple(hits), tuple(candidates), chosen, 1.0)
        answer = compose(case.question, reading, decision, 0.0, 5)
        right = judge(case.gold, answer, case.articles).right
        features = sure_features(chosen, candidates, hits)
        found_more = decision.unasked_inside is not None and len(answer.items) > 1
        several = case.question.wants_list or found_more
        found.append(Outcome(case.set_name, case.gold, features, right, several))
    return found


def fit_lists(cases: Sequence[Case], decision: Decision) -> Decision:
    """How far a list goes on: what has the best set-F1 where all items are wanted.

    Where the question does not announce a list single answers speak against making one: there it is
    the lowest that costs at most LIST_TOLERANCE. A reader that does not tell what is inside an
    answer gets neither.
    """
    tells = any(span.inside for case in cases for span in case.spans)
    read = [(case, _reading(case, decision)) for case in cases if case.gold.answers]
    asked = [pair for pair in read if pair[0].gold.needs_all]
    unasked = [pair for pair in read if not pair[0].question.wants_list]
    tried = [
        replace(decision, list_drop=near, list_far_drop=far, list_inside=inside)
        for near in (-1.0, 1.0, 2.0, 4.0)  # below 0: no item by its score
        for far in (-1.0, 1.0, 3.0)
        for inside in ((None, -1.0, 0.0, 1.0) if tells else (None,))
    ]
    best = max(tried, key=lambda decision: _set_f1(asked, decision))
    values = {
        least: _set_f1(unasked, replace(best, unasked_inside=least))
        for least in ((0.0, 0.5, 1.0, 1.5, 2.0, 3.0, None) if tells else (None,))
    }
    enough = max(values.values()) - LIST_TOLERANCE
    least = next(least for least, value in values.items() if value >= enough)
    return replace(best, unasked_inside=least)


def _reading(case: Case, decision: Decision) -> Reading:
    candidates = case.candidates(PASSAGES[-1])
    chosen = decision.choose(candidates) if candidates else None
    return Reading(tuple(case.hits), tuple(candidates), chosen, 1.0)


def _set_f1(read: Sequence[tuple[Case, Reading]], decision: Decision) -> float:
    """The mean over sets, by shares; of answers that say the same any one counts."""
    scores = []
    for case, reading in read:
        answer = compose(case.question, reading, decision, 0.0, 5)
        items = [item.text for item in answer.items]
        golds = case.gold.answers
        wanted = [golds] if case.gold.needs_all else [(gold,) for gold in golds]
        scores.append(max(set_f1(items, gold) for gold in wanted))
    weights = set_weights([case.set_name for case, _ in read])
    return float(np.average(scores, weights=weights))


def fit_stage(found: Sequence[Outcome], passages: int) -> tuple[Stage, NDArray[np.float64]]:
    """A stage; and for every outcome the confidence that folds without it would have given."""
    given = [o for o in found if o.features]
    x = np.array([[(o.features or {})[name] for name in SURE_FEATURES] for o in given])
    right = np.array([o.right for o in given])
    weights = set_weights([o.set_name for o in given])
    model = LogisticRegression(C=0.3, max_iter=5000)

    def fit(rows: NDArray[np.intp]) -> None:
        # A list may be half right: it counts as half a right and half a wrong example.
        labels = np.repeat([1, 0], len(rows))
        shares = np.concatenate([right[rows], 1 - right[rows]])
        model.fit(np.tile(x[rows], (2, 1)), labels, np.tile(weights[rows], 2) * shares)

    raw = np.zeros(len(x))
    for train, test in KFold(5, shuffle=True, random_state=0).split(x):
        fit(train)
        raw[test] = model.predict_proba(x[test])[:, 1]
    curve = _curve(raw, right)
    fit(np.arange(len(x)))
    bias = round(float(model.intercept_[0]), 4)
    stage = Stage(passages, _named(SURE_FEATURES, model), bias, curve)
    confidences = np.zeros(len(found))
    confidences[[o.features is not None for o in found]] = [stage.calibrated(r) for r in raw]
    return stage, confidences


def _curve(raw: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """An isotonic fit, read off at 21 points as the mean over a tenth around each."""
    isotonic = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(raw, right)
    points = np.linspace(0, 1, 21)
    around = np.linspace(-0.05, 0.05, 11)
    values = [float(np.mean(isotonic.predict(np.clip(p + around, 0, 1)))) for p in points]
    return tuple((round(float(p), 3), round(v, 4)) for p, v in zip(points, values, strict=True))


def _named(names: Sequence[str], model: LogisticRegression) -> dict[str, float]:
    return {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}


def utility(found: Sequence[Outcome], confidences: NDArray[np.float64], least: float) -> float:
    """The mean over sets of what answers and refusals are worth."""
    weights = set_weights([o.set_name for o in found])
    worth = [
        (o.right - WRONG * (1 - o.right))
        if o.features and c >= least
        else float(not o.gold.answers)
        for o, c in zip(found, confidences, strict=True)
    ]
    return float(np.average(worth, weights=weights))


def refusal_f1(found: Sequence[Outcome], confidences: NDArray[np.float64], least: float) -> float:
    """F1 of refusing below `least`: the mean, by shares, of the sets that have both kinds.

    nq_oracle's questions and those of nq_removed are of one collection, and count as one set.
    """
    rows: dict[str, list[tuple[bool, bool]]] = {}
    for outcome, sure in zip(found, confidences, strict=True):
        name = "nq_oracle" if outcome.set_name == "nq_removed" else outcome.set_name
        rows.setdefault(name, []).append((bool(sure < least), not outcome.gold.answers))
    scores, shares = [], []
    for name, judged in rows.items():
        if len({gold for _, gold in judged}) == 2:
            right = sum(said and gold for said, gold in judged)
            scores.append(2 * right / max(1, sum(said + gold for said, gold in judged)))
            shares.append(SHARES[name])
    return float(np.average(scores, weights=shares))


def held_out_outcomes(cases: Sequence[Case], decision: Decision) -> list[list[Outcome]]:
    """Outcomes for each number of passages, every case chosen by weights fitted without it.

    Weights do better on what they were fitted to; confidence must not learn from that.
    """
    by_stage: list[dict[int, Outcome]] = [{} for _ in PASSAGES]
    for train, test in KFold(5, shuffle=True, random_state=1).split(np.arange(len(cases))):
        without = replace(decision, choice=fit_choice([cases[n] for n in train]))
        held = [cases[n] for n in test]
        for found, passages in zip(by_stage, PASSAGES, strict=True):
            found.update(zip(test.tolist(), outcomes(held, without, passages), strict=True))
    return [[found[n] for n in range(len(cases))] for found in by_stage]


def fit(cases: Sequence[Case]) -> Decision:
    """Fit all of it."""
    decision = fit_lists(cases, replace(Decision.from_margin(0.0), choice=fit_choice(cases)))
    by_stage = held_out_outcomes(cases, decision)
    fitted = [fit_stage(found, n) for found, n in zip(by_stage, PASSAGES, strict=True)]
    last = fitted[-1][1]
    least = float(max(GRID, key=lambda t: refusal_f1(by_stage[-1], last, t)))
    confidences = [sure for _, sure in fitted]
    stages, found, sure = [fitted[-1][0]], by_stage[-1], last
    for number in range(len(PASSAGES) - 2, -1, -1):
        tried = {}
        # A list is always read to the end, as the pipeline does.
        single = np.array([not outcome.several for outcome in by_stage[number]])
        for enough in [*np.arange(least, 0.95, 0.05), 1.0]:
            early = (confidences[number] >= enough) & single
            mixed = [a if e else b for a, b, e in zip(by_stage[number], found, early, strict=True)]
            both = np.where(early, confidences[number], sure)
            tried[float(enough)] = (utility(mixed, both, least), mixed, both)
        best = max(value for value, _, _ in tried.values())
        enough = min(e for e, (value, _, _) in tried.items() if value >= best - TOLERANCE)
        _, found, sure = tried[enough]
        stages.insert(0, replace(fitted[number][0], enough=round(enough, 2)))
    return replace(decision, stages=tuple(stages), min_confidence=round(least, 3))


def cross_fit(cases: Sequence[Case]) -> None:
    """Measure refusing on newsroom, every story by a decision fitted without it."""
    news = [c for c in cases if c.set_name == "newsroom"]
    stories = sorted({story_of("newsroom", c.gold.id) for c in news})
    refused, unanswerable = [], []
    for fold in range(5):
        held = set(stories[fold::5])
        test = [c for c in news if story_of("newsroom", c.gold.id) in held]
        train = [c for c in cases if c.set_name != "newsroom" and c.gold.part == "tune"]
        train += [c for c in news if c not in test]
        decision = fit(train)
        for o in outcomes(test, decision, PASSAGES[-1]):
            stage = decision.stages[-1]
            sure = stage.calibrated(stage.raw(o.features)) if o.features else 0.0
            refused.append(sure < decision.min_confidence)
            unanswerable.append(not o.gold.answers)
    measured = refusals(refused, unanswerable)
    print(json.dumps(asdict(measured) if measured else None, indent=2))


def main() -> None:
    """Read, fit, and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--cross-fit", action="store_true")
    arguments = parser.parse_args()
    cases = gather(arguments.data, arguments.indexes, "tune")
    if arguments.cross_fit:
        cases += gather(arguments.data, arguments.indexes, "report", ["newsroom"])
        cross_fit(cases)
        return
    decision = fit(cases)
    names = [c.set_name for c in cases]
    content = {
        "about": "How to choose, how sure to be and when to refuse, for the packaged reader.",
        "made_by": "bench/decision.py, on the tune parts of qa/evaluation/split.json",
        "questions": {name: names.count(name) for name in dict.fromkeys(names)},
        "decision": asdict(decision),
    }
    DECISION.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()
