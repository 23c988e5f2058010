"""Small honest parts that stand in for models where models are not what is tested."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from index.embedding import Vectors
from index.lexical import content_words
from qa.reader import Span, Text


class HashingEmbedder:
    """Embeds a text as the counts of its hashed words: texts of the same words are near."""

    fingerprint = "hashing@1024"
    dimension = 1024

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in content_words(text):
                digest = hashlib.sha256(word.encode()).digest()
                row[int.from_bytes(digest[:4]) % self.dimension] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.maximum(lengths, 1e-9)


class CapitalsReader:
    """Proposes runs of capitalised words; its score counts the question's words in the passage."""

    _RUN = re.compile(r"[A-Z]\w+(?:(?:, | and | )[A-Z]\w+)*")

    def read(self, question: str, texts: Sequence[Text], best: int) -> list[Span]:
        asked = set(content_words(question))
        spans = []
        for number, text in enumerate(texts):
            score = float(len(asked & set(content_words(text.body))))
            runs = list(self._RUN.finditer(text.body))[:best]
            spans += [Span(number, run.start(), run.end(), score, 1.0) for run in runs]
        return spans
