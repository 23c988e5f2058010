"""How well a checkpoint reads: exact match and F1 of answers, AUROC of whether there is one.

And set-F1 of lists, taking what it has inside an answer, else its best words.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluation.measures import exact_match, mean, set_f1, token_f1
from qa.reader import Reader, Span, Text
from qa.training.examples import Example


@dataclass(frozen=True, slots=True)
class Reading:
    """Measures of one source; shares 0 to 1. `auroc` is None where all or none are answerable.

    It is the probability that an answerable question's best margin is above an unanswerable one's.
    `set_f1` is over the `lists` questions that want several answers.
    """

    answerable: int
    unanswerable: int
    exact_match: float
    f1: float
    auroc: float | None
    lists: int
    set_f1: float


def evaluate(reader: Reader, examples: Sequence[Example], *, headings: bool) -> dict[str, Reading]:
    """Read every example's whole text and measure by source.

    The best words count, whatever their margin. A question that wants several answers is measured
    against any of them.
    """
    margins: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    exact: dict[str, list[float]] = defaultdict(list)
    f1: dict[str, list[float]] = defaultdict(list)
    lists: dict[str, list[float]] = defaultdict(list)
    for example in examples:
        text = Text(example.context, example.heading if headings else "")
        spans = reader.read(example.question, [text], 1)
        best = max(spans, key=lambda span: span.score)
        margins[example.source][not example.answers].append(best.margin)
        if example.answers:
            words = example.context[best.start : best.end]
            exact[example.source].append(exact_match(words, example.texts))
            f1[example.source].append(token_f1(words, example.texts))
        if example.needs_all:
            items = [example.context[s.start : s.end] for s in _inside(spans) or [best]]
            lists[example.source].append(set_f1(items, example.texts))
    return {
        source: Reading(
            len(answerable),
            len(unanswerable),
            mean(exact[source]),
            mean(f1[source]),
            auroc(answerable, unanswerable) if answerable and unanswerable else None,
            len(lists[source]),
            mean(lists[source]),
        )
        for source, (answerable, unanswerable) in margins.items()
    }


def _inside(spans: Sequence[Span]) -> list[Span]:
    """Spans inside an answer, without those that overlap a surer one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: -s.inside):
        if span.inside > 0 and not any(s.start < span.end and span.start < s.end for s in kept):
            kept.append(span)
    return kept


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The share of pairs in which the positive value is the larger one; ties count half."""
    left, right = np.array(positive)[:, None], np.array(negative)[None, :]
    return float(np.mean((left > right) + 0.5 * (left == right)))
