"""The reader: which words of a passage answer a question, and whether any do."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding import file_sha256, work_offline
from index.errors import ModelError

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

MAX_TOKENS = 512
MAX_ANSWER_TOKENS = 40
_STRIDE_TOKENS = 128
# Of a longer question the beginning is read, so that the passage keeps half of the window.
MAX_QUESTION_TOKENS = 253
# Outlet, day and title stand before a passage, closed by this; they are read and never quoted.
HEADING_END = " |\n"
# The outputs of a reader that also tells of each token whether it is part of an answer.
LABELS = ("start", "end", "inside")
# SHA-256 of the weights that come with this package.
PACKAGED_SHA256 = "e7817160b7dc239e8ca71747802557ce1e4664c6d1ac2f39e55fe9693398e461"


@dataclass(frozen=True, slots=True)
class Text:
    """What is read: spans lie in `body`; `heading` only helps to understand it."""

    body: str
    heading: str = ""

    @property
    def shown(self) -> tuple[str, int]:
        """What the model sees, and where the body begins in it."""
        before = self.heading + HEADING_END if self.heading else ""
        return before + self.body, len(before)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one passage that may answer: `body[start:end]`.

    `score` is the sum of the start and end logits, `null_score` that of "not answered here" in the
    same window; `margin` is their difference (Devlin et al. 2019, SQuAD 2.0). `inside` is the mean
    logit, over the words, of being part of an answer, whatever other parts there are; 0 from a
    reader that does not tell.
    """

    passage: int
    start: int
    end: int
    score: float
    null_score: float
    inside: float = 0.0

    @property
    def margin(self) -> float:
        """How much likelier these words are than no answer, in logits."""
        return self.score - self.null_score


class Reader(Protocol):
    """Anything that finds answers in passages."""

    def read(self, question: str, texts: Sequence[Text], best: int) -> list[Span]:
        """Return up to `best` spans of every text, in no particular order."""
        ...


class TransformersReader:
    """A `Reader` on a Hugging Face extractive question-answering model, on the CPU.

    Or on a token classification model with the outputs of `LABELS`, as `qa.training` makes them.
    """

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase") -> None:
        self.model = model
        self._tokenizer = tokenizer

    @classmethod
    def packaged(cls) -> "TransformersReader":
        """Load the reader that comes with this package, and check its hash.

        Raises:
            ModelError: the weights are missing or altered.
        """
        path = files("qa").joinpath("models/reader")
        found = file_sha256(Path(str(path)) / "model.safetensors")
        if found != PACKAGED_SHA256:
            raise ModelError(
                f"the packaged reader has SHA-256 {found}, not {PACKAGED_SHA256}: "
                "reinstall dateline"
            )
        return cls.load(str(path))

    @classmethod
    def load(cls, name_or_path: str) -> "TransformersReader":
        """Load an extractive model from a folder or the local hub cache, in float32.

        Raises:
            ModelError: there is no such model here, or its tokenizer has no offsets.
        """
        work_offline()
        import torch
        from transformers import (
            AutoConfig,
            AutoModelForQuestionAnswering,
            AutoModelForTokenClassification,
            AutoTokenizer,
        )

        try:
            tokenizer = AutoTokenizer.from_pretrained(name_or_path, trust_remote_code=False)
            config = AutoConfig.from_pretrained(name_or_path, trust_remote_code=False)
            tags = tuple(config.id2label.values()) == LABELS
            kind = AutoModelForTokenClassification if tags else AutoModelForQuestionAnswering
            model = kind.from_pretrained(
                name_or_path,
                dtype=torch.float32,  # the packaged weights are float16, which is slow on a CPU
                use_safetensors=True,
                trust_remote_code=False,
            )
        except (OSError, ValueError) as error:
            raise ModelError(
                f"cannot load the reader {name_or_path!r}: {error}; give the folder of an "
                "extractive question-answering model with safetensors weights"
            ) from error
        if not tokenizer.is_fast:
            raise ModelError(f"the tokenizer of {name_or_path!r} gives no offsets: use a fast one")
        return cls(model, tokenizer)

    def read(self, question: str, texts: Sequence[Text], best: int) -> list[Span]:
        """Read all texts in one batch; long ones in overlapping windows."""
        if not texts:
            return []
        import torch

        shown = [text.shown for text in texts]
        batch = self._tokenizer(
            [self._shortened(question)] * len(texts),
            [whole for whole, _ in shown],
            truncation="only_second",
            max_length=MAX_TOKENS,
            stride=_STRIDE_TOKENS,
            padding=True,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        windows = batch.pop("overflow_to_sample_mapping").tolist()
        offsets = batch.pop("offset_mapping").numpy()
        with torch.inference_mode():
            starts, ends, insides = _logits(self.model(**batch))
        spans: list[Span] = []
        for i, number in enumerate(windows):
            body = shown[number][1]
            second = np.array([part == 1 for part in batch.sequence_ids(i)])
            quotable = second & (offsets[i, :, 0] >= body)
            null = float(starts[i, 0] + ends[i, 0])
            found = _best_spans(starts[i], ends[i], quotable, best)
            if insides is not None:
                found += _tagged(insides[i], quotable, batch.word_ids(i), found)
            for first, last in found:
                start, end = int(offsets[i, first, 0]) - body, int(offsets[i, last, 1]) - body
                score = float(starts[i, first] + ends[i, last])
                inside = 0.0 if insides is None else float(insides[i, first : last + 1].mean())
                spans.append(Span(number, start, end, score, null, inside))
        return spans

    def _shortened(self, question: str) -> str:
        offsets = self._tokenizer(
            question, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )["offset_mapping"]
        if len(offsets) <= MAX_QUESTION_TOKENS:
            return question
        return question[: offsets[MAX_QUESTION_TOKENS - 1][1]]


def _logits(
    output: Any,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32] | None]:
    """Starts, ends and insides, each of shape (windows, tokens)."""
    if hasattr(output, "start_logits"):
        return output.start_logits.numpy(), output.end_logits.numpy(), None
    start, end, inside = output.logits.unbind(-1)
    return start.numpy(), end.numpy(), inside.numpy()


def _tagged(
    insides: NDArray[np.float32],
    quotable: NDArray[np.bool_],
    words: Sequence[int | None],
    known: Sequence[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Runs of whole words that are more likely part of an answer than not, as (first, last).

    Those that `known` has already are left out.
    """
    tokens = [int(token) for token in np.flatnonzero(quotable)]
    total: dict[int | None, float] = {}
    for token in tokens:
        total[words[token]] = total.get(words[token], 0.0) + float(insides[token])
    runs: list[tuple[int, int]] = []
    for token in tokens:
        if total[words[token]] <= 0:
            continue
        if runs and runs[-1][1] == token - 1:
            runs[-1] = (runs[-1][0], token)
        else:
            runs.append((token, token))
    return [run for run in runs if run not in known]


def _best_spans(
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
    context: NDArray[np.bool_],
    best: int,
) -> list[tuple[int, int]]:
    """The best token spans that do not overlap a better one, as (first, last)."""
    tokens = np.flatnonzero(context)
    if len(tokens) == 0:
        return []
    scores = starts[tokens, None] + ends[None, tokens]
    allowed = np.triu(np.ones_like(scores, dtype=bool))
    allowed &= ~np.triu(np.ones_like(scores, dtype=bool), MAX_ANSWER_TOKENS)
    scores = np.where(allowed, scores, -np.inf)
    chosen: list[tuple[int, int]] = []
    # Overlapping spans crowd the top, so look at more than are asked for.
    for flat in np.argsort(scores, axis=None)[::-1][: best * 20]:
        first, last = divmod(int(flat), len(tokens))
        if not np.isfinite(scores[first, last]):
            break
        if all(last < other_first or first > other_last for other_first, other_last in chosen):
            chosen.append((first, last))
            if len(chosen) == best:
                break
    return [(int(tokens[first]), int(tokens[last])) for first, last in chosen]
