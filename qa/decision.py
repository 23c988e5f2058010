"""Which candidate to take, how sure to be of it, and when to say that the articles don't.

Two scores, since they do different work: one chooses among the candidates of a question, the other
tells whether the chosen one is right. Both are sums of features with fitted weights; the second
goes through a logistic and an isotonic curve (Zadrozny and Elkan 2002) to become a probability.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

import numpy as np

from index.passage import Hit
from qa.candidates import (
    CHOICE_FEATURES,
    SURE_FEATURES,
    Candidate,
    choice_features,
    find_candidates,
    sure_features,
    weighed,
)
from qa.constraints import article_text, missing_terms
from qa.disagreement import is_taken_back
from qa.question import Question
from qa.reader import Span


@dataclass(frozen=True, slots=True)
class Stage:
    """How sure to be once `passages` passages were read.

    At a confidence of `enough` nothing more is read. `curve` maps the logistic's output to a
    probability, as increasing pairs between which it is a straight line.
    """

    passages: int
    weights: Mapping[str, float]
    bias: float
    curve: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))
    enough: float = 1.0

    def raw(self, features: Mapping[str, float]) -> float:
        """The logistic of the weighed features, 0 to 1."""
        exponent = self.bias + weighed(features, self.weights)
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, exponent))))

    def calibrated(self, raw: float) -> float:
        """The probability, 0 to 1, that the chosen candidate is right."""
        xs, ys = zip(*self.curve, strict=True)
        return float(np.interp(raw, xs, ys))


@dataclass(frozen=True, slots=True)
class Decision:
    """Fitted weights and thresholds; see `shipped_decision`.

    Below `min_confidence` the articles don't say. A further item of a list may score up to
    `list_drop` logits less than the best one in the same passage, `list_far_drop` in another; or
    its words have at least `list_inside` logits of being part of an answer (None: no matter). Where
    the question doesn't announce a list, it and the best one need `unasked_inside`.
    """

    choice: Mapping[str, float]
    stages: tuple[Stage, ...]
    min_confidence: float
    list_drop: float = 4.0
    list_far_drop: float = 2.0
    list_inside: float | None = None
    unasked_inside: float | None = None

    def __post_init__(self) -> None:
        unknown = set(self.choice) - set(CHOICE_FEATURES)
        unknown |= {name for stage in self.stages for name in stage.weights} - set(SURE_FEATURES)
        if unknown:
            raise ValueError(f"no such features: {sorted(unknown)}")
        if not self.stages:
            raise ValueError("give at least one stage")

    @classmethod
    def from_margin(cls, threshold: float, slope: float = 1.0) -> Self:
        """Decide by the reader's margin alone: even odds at `threshold` logits, which also refuses.

        For a reader that nothing was fitted to. Where it tells what is inside an answer, that makes
        lists too.
        """
        stage = Stage(6, {"margin": 10 * slope}, -slope * threshold)
        return cls({"margin": 1.0}, (stage,), 0.5, list_inside=0.5, unasked_inside=1.0)

    @property
    def passages(self) -> int:
        """How many passages are read at most."""
        return self.stages[-1].passages

    def choose(self, candidates: Sequence[Candidate]) -> Candidate:
        """The best of some candidates, at least one."""
        return max(
            candidates,
            key=lambda c: (
                weighed(choice_features(c, candidates), self.choice),
                c.hit.article.id,
                -c.start,
            ),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for a question, and what came of it; `chosen` is None where nothing fits.

    `confidence` is the probability, 0 to 1, that `chosen` answers the question rightly.
    """

    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    confidence: float


def decide(
    question: Question,
    hits: Sequence[Hit],
    spans: Sequence[Span],
    decision: Decision,
    stage: Stage,
) -> Reading:
    """Choose among the spans that were read, and say how sure that is.

    Nothing is chosen where a name or number of the question stands in none of the articles.
    """
    candidates = find_candidates(question, hits, spans)
    chosen, confidence = None, 0.0
    if candidates and not missing_terms(question, map(article_text, hits)):
        # What is told only as an error is an answer where nothing else is.
        chosen = decision.choose([c for c in candidates if not is_taken_back(c)] or candidates)
        confidence = stage.calibrated(stage.raw(sure_features(chosen, candidates, hits)))
    return Reading(tuple(hits), tuple(candidates), chosen, confidence)


def decision_from_fields(fields: Mapping[str, Any]) -> Decision:
    """Make a decision of plain values, as the shipped file has them."""
    stages = tuple(
        Stage(
            passages=stage["passages"],
            weights=stage["weights"],
            bias=stage["bias"],
            curve=tuple((x, y) for x, y in stage["curve"]),
            enough=stage["enough"],
        )
        for stage in fields["stages"]
    )
    return Decision(
        fields["choice"],
        stages,
        fields["min_confidence"],
        fields["list_drop"],
        fields["list_far_drop"],
        fields["list_inside"],
        fields["unasked_inside"],
    )


def shipped_decision() -> Decision:
    """What was fitted to the packaged reader; the file says how."""
    fields = json.loads(files("qa").joinpath("decision.json").read_text(encoding="utf-8"))
    return decision_from_fields(fields["decision"])
