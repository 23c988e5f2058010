"""The `Answer`: a value also where the articles don't say."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa.citation import Citation


class Kind(StrEnum):
    """What form the answer has."""

    SPAN = "span"
    LIST = "list"
    EXCERPT = "excerpt"
    GENERATED = "generated"
    NONE = "none"


class Reason(StrEnum):
    """Why there is no answer."""

    NOT_IN_ARTICLES = "not_in_articles"
    NO_ARTICLES = "no_articles"
    NO_ARTICLE_FOR_DATE = "no_article_for_date"


class Role(StrEnum):
    """What a citation is there for."""

    EVIDENCE = "evidence"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was asked for; `citations` are positions in `Answer.citations`, from 1."""

    text: str
    citations: tuple[int, ...]


class Relation(StrEnum):
    """How another value stands to the answer."""

    CONFLICT = "conflict"
    SUPERSEDED = "superseded"
    OTHER_DATE = "other_date"


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """A date in the question and the interval that was understood, both ends inclusive."""

    expression: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value for the same fact, or for another of the dates that the question may mean.

    `citations` are as in `Item`.
    """

    text: str
    relation: Relation
    citations: tuple[int, ...]
    date: ResolvedDate | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall-clock milliseconds of each stage."""

    retrieve: float = 0.0
    read: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of a draft that the quotes don't cover; the rest is as in `qa.verify`."""

    text: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Generation:
    """What a language model had to do with an answer; `note` says why it had not."""

    model: str
    note: str | None = None
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer with its evidence, or `text is None` with a reason and the nearest excerpts.

    `question` is the user's words, `resolved` what they come to where they follow up on others.
    `confidence` is the estimated probability, 0 to 1, that the answer is right; of a refusal, that
    the best rejected answer would have been.
    """

    question: str
    kind: Kind
    text: str | None
    items: tuple[Item, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    reason: Reason | None = None
    dates: tuple[ResolvedDate, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    timing: Timing = Timing()
    resolved: str | None = None
    generation: Generation | None = None
    parts: tuple["Answer", ...] = ()

    @property
    def role(self) -> Role:
        """What the citations are there for: they back an answer, or lie nearest to none."""
        return Role.NEAREST if self.text is None else Role.EVIDENCE
