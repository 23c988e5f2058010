"""The `Citation`: an excerpt that is its article's text, by construction."""

import re
from dataclasses import dataclass

from index.article import Article
from index.chunking import sentences_around
from qa.attribution import Attribution, attribution_of

# A sentence longer than this is a table or a text without full stops; quote a part of it.
MAX_QUOTE_CHARS = 1_000
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Citation:
    """`article.text[start:end]`, with the answering words marked.

    Make one with `Citation.cut` or `Citation.whole`. The quote is no field: it is cut from the
    article whenever it is read, so that it cannot differ from it. `highlight` pairs are code points
    within the quote. `copies` are other articles that carry the same quote, `attribution` is who is
    said to have said the answering words.
    """

    article: Article
    start: int
    end: int
    highlight: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    copies: tuple[Article, ...] = ()
    attribution: Attribution | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(f"[{self.start}, {self.end}) is not within {self.article.id}")
        for first, last in self.highlight:
            if not 0 <= first < last <= self.end - self.start:
                raise ValueError(f"highlight [{first}, {last}) is not within the quote")

    @property
    def quote(self) -> str:
        """The excerpt, character for character."""
        return self.article.text[self.start : self.end]

    @classmethod
    def cut(
        cls,
        article: Article,
        spans: tuple[tuple[int, int], ...],
        *,
        score: float = 0.0,
        copies: tuple[Article, ...] = (),
    ) -> "Citation":
        """Quote the sentence or sentences that hold `spans`, with a highlight on each.

        Args:
            article: the article to quote.
            spans: [start, end) in its text, at least one, in order.
            score: how good the answer is.
            copies: near-copies of the article; those that carry the quote are kept.
        """
        first, last = spans[0][0], spans[-1][1]
        start, end = sentences_around(article.text, first, last)
        if end - start > MAX_QUOTE_CHARS:
            start, end = _shortened(article.text, start, end, first, last)
        quote = article.text[start:end]
        said_by = attribution_of(article.text, first, last)
        highlight = tuple((s - start, e - start) for s, e in spans)
        carriers = tuple(copy for copy in copies if quote in copy.text)
        return cls(article, start, end, highlight, score, carriers, said_by)

    @classmethod
    def whole(
        cls,
        article: Article,
        start: int,
        end: int,
        *,
        score: float = 0.0,
        copies: tuple[Article, ...] = (),
    ) -> "Citation":
        """Quote [start, end) as it is, without a highlight: a passage, and its near-copies."""
        return cls(article, start, end, (), score, copies)


def _shortened(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Cut [start, end) down around [first, last), at white space where there is some."""
    room = max(0, MAX_QUOTE_CHARS - (last - first)) // 2
    low, high = max(start, first - room), min(end, last + room)
    if low > start and (blank := _BLANK.search(text, low, first)):
        low = blank.end()
    if high < end:
        blanks = list(_BLANK.finditer(text, last, high))
        high = blanks[-1].start() if blanks else high
    return low, max(high, last)
