"""Draw what one training step sees: a question, a window of a text, and where the answer lies."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.reader import HEADING_END
from qa.training.examples import NEWS, Example

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 64
_SENTENCE_END = re.compile(r"[.!?][\"”’]?\s+|\n+")
_NAME = re.compile(
    r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+(?:\s+(?:(?:of|the|de|van)\s+)?[A-Z][\w'’-]+)*"
)
_NUMBER = re.compile(r"\b\d[\d,.]*\b")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How examples become features; shares are of the answerable examples.

    `plain` questions lose their question mark. Negatives: `elsewhere` another part of the same
    text, `neighbour` a text that BM25 ranks high, `exchange` the question with a name or number
    exchanged. `headed` is the share of texts with a heading that are read with it.
    """

    plain: float = 0.35
    elsewhere: float = 0.15
    neighbour: float = 0.25
    exchange: float = 0.1
    headed: float = 0.8
    windows: tuple[int, ...] = (96, 128, 160, 192, 224)


@dataclass(frozen=True, slots=True)
class Feature:
    """Token ids, where question and heading end, and the first and last token of each answer.

    The null answer is token 0 ([CLS]). Several answers share the target evenly.
    """

    ids: tuple[int, ...]
    question_end: int
    body: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Tokens:
    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    sentences: tuple[int, ...]


class Drawer:
    """Draws features of examples; the same seed draws the same ones."""

    def __init__(
        self,
        tokenizer: "PreTrainedTokenizerBase",
        examples: Sequence[Example],
        neighbours: Sequence[tuple[int, ...]],
        recipe: Recipe,
    ) -> None:
        self._tokenizer = tokenizer
        self._examples = examples
        self._neighbours = neighbours
        self._recipe = recipe
        self._cache: dict[str, _Tokens] = {}
        self._names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for example in examples:
            names = _NAME.findall(example.question)
            self._names[example.source] += [(name, example.context) for name in names]

    def draw(self, number: int, rng: random.Random) -> Iterator[Feature]:
        """The example's feature, and now and then a negative made of it."""
        example, recipe = self._examples[number], self._recipe
        question = example.question.strip()
        if rng.random() < recipe.plain:
            question = question.rstrip("?.! ")
        positive = self._feature(example, question, rng)
        if positive:
            yield positive
        if not example.answers or (example.source not in NEWS and rng.random() < 0.5):
            return
        chance = rng.random()
        if chance < recipe.elsewhere:
            yield from self._elsewhere(example, question, rng)
        elif chance < recipe.elsewhere + recipe.neighbour and self._neighbours[number]:
            other = self._examples[rng.choice(self._neighbours[number])]
            negative = Example(other.source, question, other.heading, other.context, ())
            yield from _present(self._feature(negative, question, rng))
        elif chance < recipe.elsewhere + recipe.neighbour + recipe.exchange:
            exchanged = self._exchanged(example, rng)
            if exchanged:
                negative = Example(example.source, exchanged, example.heading, example.context, ())
                yield from _present(self._feature(negative, exchanged, rng, near=example.answers))

    def _feature(
        self,
        example: Example,
        question: str,
        rng: random.Random,
        near: tuple[tuple[int, int], ...] = (),
    ) -> Feature | None:
        """A window that holds an answer (or is `near` where there are none).

        Where all answers are needed those in the window count: a list may run over several.
        """
        asked = self._encode(question).ids[:MAX_QUESTION_TOKENS]
        heading: tuple[int, ...] = ()
        if example.heading and rng.random() < self._recipe.headed:
            heading = self._encode(example.heading + HEADING_END).ids[:64]
        text = self._encode(example.context)
        room = MAX_TOKENS - 3 - len(asked) - len(heading)
        room = min(room, rng.choice(self._recipe.windows))
        spans = [_token_span(text, answer) for answer in example.answers]
        targets = [span for span in spans if span]
        if len(targets) < len(spans):
            return None
        anchor = [rng.choice(targets)] if targets else []
        around = anchor or [s for a in near if (s := _token_span(text, a))][:1]
        first, last = _window(text, around, room, rng)
        if any(a < first or b >= last for a, b in anchor):
            return None
        targets = targets if example.needs_all else anchor
        targets = [(a, b) for a, b in targets if first <= a and b < last]
        ids = (
            self._tokenizer.cls_token_id, *asked, self._tokenizer.sep_token_id,
            *heading, *text.ids[first:last], self._tokenizer.sep_token_id,
        )  # fmt: skip
        shift = 2 + len(asked) + len(heading) - first
        return Feature(
            ids,
            2 + len(asked),
            2 + len(asked) + len(heading),
            tuple(a + shift for a, _ in targets) or (0,),
            tuple(b + shift for _, b in targets) or (0,),
        )

    def _elsewhere(self, example: Example, question: str, rng: random.Random) -> Iterator[Feature]:
        text = self._encode(example.context)
        room = min(self._recipe.windows[1], max(40, len(text.ids) // 2))
        golds = [gold.lower() for gold in example.texts]
        for _ in range(4):
            first, last = _window(text, [], room, rng)
            start, end = text.offsets[first][0], text.offsets[last - 1][1]
            if not any(gold in example.context[start:end].lower() for gold in golds):
                part = Example(
                    example.source, question, example.heading, example.context[start:end], ()
                )
                yield from _present(self._feature(part, question, rng))
                return

    def _exchanged(self, example: Example, rng: random.Random) -> str | None:
        """The question with another name or number, which the text does not have: a near miss."""
        question, context = example.question, example.context
        numbers = list(_NUMBER.finditer(question))
        names = [m for m in _NAME.finditer(question) if m[0].lower() in context.lower()]
        if not numbers and not names:
            return None
        match = rng.choice(numbers + names)
        if match in numbers:
            digits = re.sub(r"\D", "", match[0])
            if not digits or len(digits) > 6:
                return None
            other = str(max(1, int(digits) + rng.choice((-12, -10, -5, -2, -1, 1, 2, 4, 6, 10))))
            if other == digits or other in context:
                return None
        else:
            other, source = rng.choice(self._names[example.source])
            if other.lower() in context.lower() or source == context or other in question:
                return None
        return question[: match.start()] + other + question[match.end() :]

    def _encode(self, text: str) -> _Tokens:
        known = self._cache.get(text)
        if known is None:
            encoded = self._tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
            )
            offsets = tuple((int(s), int(e)) for s, e in encoded["offset_mapping"])
            bounds = [m.end() for m in _SENTENCE_END.finditer(text)]
            sentences = [0]
            position = 0
            for bound in bounds:
                while position < len(offsets) and offsets[position][0] < bound:
                    position += 1
                if position < len(offsets):
                    sentences.append(position)
            known = _Tokens(tuple(encoded["input_ids"]), offsets, tuple(dict.fromkeys(sentences)))
            self._cache[text] = known
        return known


def _present(feature: Feature | None) -> Iterator[Feature]:
    if feature:
        yield feature


def _token_span(text: _Tokens, answer: tuple[int, int]) -> tuple[int, int] | None:
    touched = [
        n for n, (start, end) in enumerate(text.offsets) if start < answer[1] and end > answer[0]
    ]
    return (touched[0], touched[-1]) if touched else None


def _window(
    text: _Tokens, spans: Sequence[tuple[int, int]], room: int, rng: random.Random
) -> tuple[int, int]:
    """[first, last) of at most `room` tokens, mostly at a sentence, that holds fitting spans."""
    count = len(text.ids)
    if count <= room:
        return 0, count
    low, high = 0, count - room
    if spans:
        low = max(0, max(b for _, b in spans) - room + 1)
        high = min(high, *(a for a, _ in spans))
    fitting = [s for s in text.sentences if low <= s <= high]
    if fitting and rng.random() < 0.85:
        first = rng.choice(fitting)
    else:
        first = rng.randint(min(low, high), max(low, high))
    return first, min(count, first + room)
