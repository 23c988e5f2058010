"""How well a checkpoint reads: exact match and F1 of answers, AUROC of whether there is one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluation.measures import exact_match, mean, token_f1
from qa.reader import Reader, Text
from qa.training.examples import Example


@dataclass(frozen=True, slots=True)
class Reading:
    """Measures of one source; shares 0 to 1. `auroc` is None where all or none are answerable.

    It is the probability that an answerable question's best margin is above an unanswerable one's.
    """

    answerable: int
    unanswerable: int
    exact_match: float
    f1: float
    auroc: float | None


def evaluate(reader: Reader, examples: Sequence[Example], *, headings: bool) -> dict[str, Reading]:
    """Read every example's whole text and measure by source.

    The best words count, whatever their margin. A question that wants several answers is measured
    against any of them.
    """
    margins: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    exact: dict[str, list[float]] = defaultdict(list)
    f1: dict[str, list[float]] = defaultdict(list)
    for example in examples:
        text = Text(example.context, example.heading if headings else "")
        spans = reader.read(example.question, [text], 1)
        best = max(spans, key=lambda span: span.score)
        margins[example.source][not example.answers].append(best.margin)
        if example.answers:
            words = example.context[best.start : best.end]
            exact[example.source].append(exact_match(words, example.texts))
            f1[example.source].append(token_f1(words, example.texts))
    return {
        source: Reading(
            len(answerable),
            len(unanswerable),
            mean(exact[source]),
            mean(f1[source]),
            auroc(answerable, unanswerable) if answerable and unanswerable else None,
        )
        for source, (answerable, unanswerable) in margins.items()
    }


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The share of pairs in which the positive value is the larger one; ties count half."""
    left, right = np.array(positive)[:, None], np.array(negative)[None, :]
    return float(np.mean((left > right) + 0.5 * (left == right)))
