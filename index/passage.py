"""Passages, calendar intervals, queries and hits: the nouns of retrieval."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from index.article import Article


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A calendar interval, both ends inclusive; None leaves that end open."""

    first: date | None
    last: date | None

    @property
    def days(self) -> int | None:
        """How many days it has, or None where an end is open."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    def overlaps(self, other: "DateSpan") -> bool:
        """Whether the two intervals share at least one day."""
        starts_in_time = self.first is None or other.last is None or self.first <= other.last
        ends_in_time = self.last is None or other.first is None or self.last >= other.first
        return starts_in_time and ends_in_time


def longest_match(wanted: DateSpan) -> int:
    """How many days an expression may name and still speak of `wanted`.

    "December" does not speak of December 9, nor does "this week"; a night or a weekend is near
    enough.
    """
    return max(3, wanted.days or 0)


def speak_of(spans: Iterable[DateSpan], wanted: DateSpan) -> bool:
    """Whether one of the intervals speaks of `wanted`: overlaps it, and is not too long for it."""
    longest = longest_match(wanted)
    return any(span.overlaps(wanted) and (span.days or 0) <= longest for span in spans)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article that is embedded and read as one.

    Invariant: `article.text[start:end] == text`. `dates` are the days that the text speaks of.
    """

    article_id: str
    start: int
    end: int
    text: str
    dates: tuple[DateSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer; an empty tuple or None does not restrict.

    `published_from` and `published_to` are inclusive days; an article without a date passes
    neither, since it cannot be shown to lie in the range.
    """

    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for, and what was known when.

    `as_of` hides what was published after that day; undated articles are never hidden.
    `dates` are the days that the question is about: passages that speak of them rank higher.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    dates: tuple[DateSpan, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, the article version that it lies in, and its score for one query.

    `score` is the fused score, squashed to 0..1; `dense` the cosine; `lexical` the BM25 score
    (higher is better, 0 where no word matches). `copies` are other articles that carry
    near-identical text.
    """

    passage: Passage
    article: Article
    score: float
    dense: float
    lexical: float
    copies: tuple[Article, ...] = ()
