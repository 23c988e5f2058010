"""Draw how far confidence can be trusted: a reliability diagram and a risk-coverage curve."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from index.errors import NotSupported
from qa.evaluation.measures import calibration_error
from qa.evaluation.run import Record

BINS = 10


def require_matplotlib() -> None:
    """Fail before long work, not after it.

    Raises:
        NotSupported: matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise NotSupported("drawing needs matplotlib: pip install 'dateline[plot]'")


def draw(records: Sequence[Record], path: Path) -> None:
    """Draw both into one picture; the file's ending says its format.

    Left: of the answers in each tenth of confidence, the share that is right. Right: if only the
    surest answers were given, the share of questions answered against the share of wrong ones among
    them (El-Yaniv and Wiener 2010).

    Raises:
        NotSupported: matplotlib is not installed, or nothing was answered.
    """
    require_matplotlib()
    from matplotlib.figure import Figure

    given = [record for record in records if record.answer is not None]
    if not given:
        raise NotSupported("nothing was answered, so there is nothing to draw")
    sure = np.array([record.confidence for record in given])
    right = np.array([record.right for record in given])
    figure = Figure(figsize=(10, 4.5), layout="constrained")
    reliability, risk = figure.subplots(1, 2)
    which = np.minimum((sure * BINS).astype(int), BINS - 1)
    filled = [b for b in range(BINS) if (which == b).any()]
    reliability.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1)
    reliability.bar(
        [(b + 0.5) / BINS for b in filled],
        [right[which == b].mean() for b in filled],
        width=0.9 / BINS,
    )
    for b in filled:
        reliability.annotate(str(int((which == b).sum())), ((b + 0.5) / BINS, 0.01), ha="center")
    error = calibration_error(sure.tolist(), right.tolist())
    reliability.set(
        xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right",
        title=f"Reliability: calibration error {error:.3f}, {len(given)} answers",
    )  # fmt: skip
    order = np.argsort(-sure)
    coverage = np.arange(1, len(given) + 1) / len(records)
    risk.plot(coverage, 1 - np.cumsum(right[order]) / np.arange(1, len(given) + 1))
    risk.set(
        xlim=(0, 1), ylim=(0, 1), xlabel="share of questions answered",
        ylabel="share of wrong answers among them", title="Risk and coverage",
    )  # fmt: skip
    figure.savefig(path)
