"""What is right, and how right: pure functions over strings and numbers."""

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_ANSWER_WORDS = 60
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’«»–—…")


def normalise(text: str) -> str:
    """As SQuAD does (Rajpurkar et al. 2016): lower case, no punctuation, no articles."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def contains(text: str, gold: str) -> bool:
    """Whether `text` has the words of `gold` in a row, both normalised."""
    wanted = normalise(gold)
    return bool(wanted) and f" {wanted} " in f" {normalise(text)} "


def share_contained(texts: Sequence[str], golds: Sequence[str], needs_all: bool) -> float:
    """Share of `golds` that some text contains; 1 or 0 where any one of them is enough."""
    found = [any(contains(text, gold) for text in texts) for gold in golds]
    return sum(found) / len(found) if needs_all else float(any(found))


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """1 where the normalised answer equals a gold answer."""
    return float(any(normalise(answer) == normalise(gold) for gold in golds))


def token_f1(answer: str, golds: Sequence[str]) -> float:
    """The best harmonic mean of word precision and recall against a gold answer."""
    return max((_f1(normalise(answer).split(), normalise(g).split()) for g in golds), default=0.0)


def _f1(predicted: list[str], gold: list[str]) -> float:
    common = sum((Counter(predicted) & Counter(gold)).values())
    return 2 * common / (len(predicted) + len(gold)) if common else 0.0


def set_f1(items: Sequence[str], golds: Sequence[str]) -> float:
    """F1 of two sets; an item matches a gold string that it contains, one to one."""
    left = list(items)
    matched = 0
    for gold in sorted(golds, key=len, reverse=True):
        hit = next((item for item in left if contains(item, gold)), None)
        if hit is not None:
            left.remove(hit)
            matched += 1
    return 2 * matched / (len(items) + len(golds)) if matched else 0.0


@dataclass(frozen=True, slots=True)
class Refusals:
    """Precision, recall and F1 of refusing, each with a 95% interval (percentile bootstrap)."""

    precision: float
    recall: float
    f1: float
    intervals: dict[str, tuple[float, float]]
    balanced_accuracy: float


def refusals(refused: Sequence[bool], unanswerable: Sequence[bool]) -> Refusals | None:
    """Measure refusing, the positive class; None where nothing is unanswerable."""
    if not any(unanswerable):
        return None
    said = np.array(refused, dtype=bool)
    gold = np.array(unanswerable, dtype=bool)
    rng = np.random.default_rng(0)
    rows = rng.integers(0, len(gold), (1000, len(gold)))
    drawn = np.array([_prf(said[row], gold[row]) for row in rows])
    low, high = np.nanpercentile(drawn, (2.5, 97.5), axis=0)
    precision, recall, f1 = _prf(said, gold)
    kept = float(np.mean(~said[~gold])) if (~gold).any() else 1.0
    return Refusals(
        precision,
        recall,
        f1,
        {
            name: (float(low[i]), float(high[i]))
            for i, name in enumerate(("precision", "recall", "f1"))
        },
        (recall + kept) / 2,
    )


def _prf(said: NDArray[np.bool_], gold: NDArray[np.bool_]) -> tuple[float, float, float]:
    right = float(np.sum(said & gold))
    precision = right / said.sum() if said.any() else 0.0
    recall = right / gold.sum() if gold.any() else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return float(precision), float(recall), float(f1)


def calibration_error(
    confidences: Sequence[float], right: Sequence[float], bins: int = 10
) -> float:
    """Expected calibration error over bins of equal width (Guo et al. 2017)."""
    if not confidences:
        return 0.0
    sure, good = np.array(confidences), np.array(right)
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        np.sum(which == b) * abs(sure[which == b].mean() - good[which == b].mean())
        for b in range(bins)
        if (which == b).any()
    ]
    return float(np.sum(gaps) / len(sure))


def mean(values: Sequence[float]) -> float:
    """The mean, 0 of nothing."""
    return float(np.mean(values)) if len(values) else 0.0


def percentile(values: Sequence[float], percent: float) -> float:
    """A percentile, 0 of nothing."""
    return float(np.percentile(values, percent)) if len(values) else 0.0
