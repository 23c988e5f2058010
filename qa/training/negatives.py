"""Hard negatives: texts that BM25 ranks high for a question and that lack its answer."""

from collections import defaultdict
from collections.abc import Sequence

from qa.training.examples import Example

NEIGHBOURS = 25  # looked at for each question


def mine(examples: Sequence[Example], keep: int = 6) -> list[tuple[int, ...]]:
    """For each example up to `keep` others, by position, whose context ranks high for its question.

    Only contexts of the same source are looked at, and only those that hold none of its answers.
    BM25 as in Lù (2024), the package bm25s.
    """
    import bm25s

    by_source: dict[str, list[int]] = defaultdict(list)
    for number, example in enumerate(examples):
        by_source[example.source].append(number)
    found: list[tuple[int, ...]] = [()] * len(examples)
    for numbers in by_source.values():
        first_of = {examples[n].context: n for n in reversed(numbers)}
        contexts = list(first_of)
        ranker = bm25s.BM25()
        ranker.index(_tokens(contexts), show_progress=False)
        count = min(NEIGHBOURS, len(contexts))
        ranked, _ = ranker.retrieve(
            _tokens([examples[n].question for n in numbers]), k=count, show_progress=False
        )
        lowered = [context.lower() for context in contexts]
        for number, row in zip(numbers, ranked, strict=True):
            example = examples[number]
            golds = [text.lower() for text in example.texts]
            lacking = [
                first_of[contexts[c]]
                for c in map(int, row)
                if contexts[c] != example.context and not any(gold in lowered[c] for gold in golds)
            ]
            found[number] = tuple(lacking[:keep])
    return found


def _tokens(texts: Sequence[str]) -> object:
    import bm25s

    return bm25s.tokenize(list(texts), stopwords="en", show_progress=False)
