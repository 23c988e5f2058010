"""Cut an article's text into overlapping passages on sentence bounds.

A passage is a run of whole sentences of about `target_words` words; the next one starts again with
the last sentence of the one before, so that a fact told over two sentences lies whole in one of
them. Every character that is not white space lies in some passage.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import nupunkt

from index.article import Article
from index.passage import Passage

# Script without blanks has no words to count; this many characters are read as one word.
CHARS_PER_WORD = 8
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n|\n|\r|\u2028|\u2029")
_AROUND = 2_000
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Chunking:
    """Parameters of the cut; stored with the index, since changing them needs a new one."""

    target_words: int = 120
    overlap_words: int = 30

    def __post_init__(self) -> None:
        if not 0 <= self.overlap_words < self.target_words:
            raise ValueError("overlap_words must be at least 0 and less than target_words")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    words: int


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return [start, end) of each sentence, without the white space around it, in order.

    A sentence never crosses a line break: news text breaks lines between paragraphs only.
    """
    spans: list[tuple[int, int]] = []
    bounds = [0, *(m.end() for m in _PARAGRAPH_BREAK.finditer(text)), len(text)]
    for first, last in pairwise(bounds):
        paragraph = text[first:last]
        if paragraph and not paragraph.isspace():
            for start, end in nupunkt.sent_spans(paragraph):
                stripped = _strip(text, first + start, first + end)
                if stripped:
                    spans.append(stripped)
    return spans


def sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end) to the whole sentences that it touches.

    Reads only their paragraphs, and of these at most `_AROUND` characters on each side: a text
    without full stops has no sentence that anybody would quote whole.
    """
    near = max(0, start - _AROUND)
    breaks_before = [match.end() for match in _PARAGRAPH_BREAK.finditer(text, near, start)]
    first = breaks_before[-1] if breaks_before else near
    after = _PARAGRAPH_BREAK.search(text, end, end + _AROUND)
    last = after.start() if after else min(len(text), end + _AROUND)
    touched = [
        (first + s, first + e)
        for s, e in sentence_spans(text[first:last])
        if first + s < end and first + e > start
    ]
    if not touched:
        return start, end
    return min(start, touched[0][0]), max(end, touched[-1][1])


def chunk(article: Article, chunking: Chunking) -> list[Passage]:
    """Cut `article.text` into passages, in order of their start."""
    pieces = [
        piece
        for start, end in sentence_spans(article.text)
        for piece in _split_long(article.text, start, end, chunking.target_words)
    ]
    return [
        Passage(article.id, start, end, article.text[start:end])
        for start, end in _windows(pieces, chunking)
    ]


def _windows(pieces: list[_Piece], chunking: Chunking) -> Iterator[tuple[int, int]]:
    first, seen = 0, 0  # pieces before `seen` lie in an earlier window
    while seen < len(pieces):
        last, words = first, pieces[first].words
        while last + 1 < len(pieces) and (
            last < seen or words + pieces[last + 1].words <= chunking.target_words
        ):
            last += 1
            words += pieces[last].words
        yield pieces[first].start, pieces[last].end
        seen = last + 1
        first = _overlap_start(pieces, first, last, chunking.overlap_words)


def _overlap_start(pieces: list[_Piece], first: int, last: int, overlap_words: int) -> int:
    """Index of the sentence that the next window starts with; always beyond `first`."""
    start, words = last + 1, 0
    while overlap_words and start - 1 > first:
        words += pieces[start - 1].words
        if words > overlap_words and start <= last:
            break
        start -= 1
    return start


def _split_long(text: str, start: int, end: int, target_words: int) -> Iterator[_Piece]:
    """Split a sentence that is longer than a passage at blanks, or between characters."""
    limit = target_words * CHARS_PER_WORD
    piece_start, words = start, 0
    piece_end = start
    for word in _WORD.finditer(text, start, end):
        for part_start in range(word.start(), word.end(), limit):
            part_end = min(part_start + limit, word.end())
            weight = 1 + (part_end - part_start) // (2 * CHARS_PER_WORD)
            if words and words + weight > target_words:
                yield _Piece(piece_start, piece_end, words)
                piece_start, words = part_start, 0
            words += weight
            piece_end = part_end
    if words:
        yield _Piece(piece_start, piece_end, words)


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
