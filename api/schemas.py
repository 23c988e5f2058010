"""The JSON of the native routes, version 1: fields may be added, never renamed."""

import re
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from index.article import Article
from index.passage import Filters, Hit
from index.records import Stored
from qa.answer import Answer
from qa.attribution import Attribution
from qa.citation import Citation
from qa.followup import Message

MAX_ARTICLES = 256
MAX_TOP_K, DEFAULT_TOP_K = 100, 10
MAX_CITATIONS, DEFAULT_CITATIONS = 50, 5
MAX_HISTORY = 1_000


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _iso_day(value: object) -> object:
    if value is None or value == "":
        return None
    message = "send a date like 2025-12-06"
    # fromisoformat also reads "20251206" and "2025-W49-6", which the contract does not offer.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(message)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(message) from None


def _utf8(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("has a lone surrogate, which is no text: send valid Unicode") from None
    return value


Utf8 = Annotated[str, AfterValidator(_utf8)]
Day = Annotated[date | None, BeforeValidator(_iso_day)]


class Request(BaseModel):
    """Base of request bodies: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, body: Any) -> Any:
        """Take null, false and empty values of fields that may be left out as left out."""
        if not isinstance(body, dict):
            return body
        optional = {n for n, field in cls.model_fields.items() if not field.is_required()}
        return {
            name: value
            for name, value in body.items()
            if name not in optional
            or not (value is None or value is False or value in ("", [], {}))
        }


class FiltersIn(Request):
    """Which articles may answer."""

    published_from: Day = None
    published_to: Day = None
    sources: list[Utf8] | None = None
    article_ids: list[Utf8] | None = None

    def parsed(self) -> Filters:
        """As the index reads them."""
        return Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            sources=tuple(self.sources or ()),
            article_ids=tuple(self.article_ids or ()),
        )


class Dated(Request):
    """What questions and searches share."""

    filters: FiltersIn | None = None
    asked_on: Day = Field(default=None, description="Day of asking; default: today in UTC.")
    as_of: Day = Field(
        default=None,
        description="Hide what was published after this day; default: `asked_on` where given.",
    )


class MessageIn(BaseModel):
    """A turn of the conversation, as OpenAI's clients send it; other fields are ignored.

    Of its content only text counts, and only what users and assistants said.
    """

    model_config = ConfigDict(extra="ignore")

    role: Utf8
    content: Utf8 | list[dict[str, Any]] | None = None

    def parsed(self) -> Message | None:
        """As questions read it, or None where it says nothing to them."""
        if self.role not in ("user", "assistant"):
            return None
        if isinstance(self.content, list):
            texts = [part.get("text") for part in self.content]
            text = " ".join(t for t in texts if isinstance(t, str))
        else:
            text = self.content or ""
        return Message("user" if self.role == "user" else "assistant", text)


class AskIn(Dated):
    """A question, with the messages before it where it follows up on them."""

    question: Utf8
    history: Annotated[list[MessageIn], Field(max_length=MAX_HISTORY)] | None = None
    max_citations: Annotated[int, Field(ge=1, le=MAX_CITATIONS)] | None = None
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    stream: bool | None = None


class SearchIn(Dated):
    """A search for passages."""

    query: Utf8
    top_k: Annotated[int, Field(ge=1, le=MAX_TOP_K)] | None = None


class ArticleIn(Request):
    """An article to store; only the text is required."""

    id: Utf8 | None = None
    title: Utf8 | None = None
    text: Utf8
    published: Utf8 | None = None
    source: Utf8 | None = None
    url: Utf8 | None = None
    corrects: Utf8 | None = None

    def parsed(self) -> Article:
        """As the index stores it.

        Raises:
            InvalidInput: a field cannot be used.
        """
        return Article.create(
            text=self.text,
            article_id=self.id or None,
            title=self.title,
            published=self.published,
            source=self.source,
            url=self.url,
            corrects=self.corrects,
        )


class ArticlesIn(Request):
    """Articles to store."""

    articles: Annotated[list[ArticleIn], Field(min_length=1, max_length=MAX_ARTICLES)]


class CopyOut(BaseModel):
    """Another article that carries the same quote."""

    article_id: str
    source: str | None
    url: str | None
    published: str | None


class AttributionOut(BaseModel):
    """Who is said to have said it: the speaker stands at `start` to `end` of the article's text."""

    speaker: str
    cue: str
    start: int
    end: int

    @classmethod
    def of(cls, found: Attribution | None) -> "AttributionOut | None":
        """As JSON."""
        if found is None:
            return None
        return cls(speaker=found.speaker, cue=found.cue, start=found.start, end=found.end)


class CitationOut(BaseModel):
    """An excerpt: `quote` is the article's text from `start` to `end`, in code points."""

    id: int
    role: str
    article_id: str
    version: str
    title: str | None
    source: str | None
    url: str | None
    published: str | None
    start: int
    end: int
    quote: str
    highlight: list[tuple[int, int]]
    attribution: AttributionOut | None
    also_in: list[CopyOut]
    score: float

    @classmethod
    def of(cls, citation: Citation, number: int, role: str) -> "CitationOut":
        """As JSON."""
        article = citation.article
        return cls(
            id=number,
            role=role,
            article_id=article.id,
            version=article.version,
            title=article.title,
            source=article.source,
            url=article.url,
            published=article.published_iso,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            highlight=list(citation.highlight),
            attribution=AttributionOut.of(citation.attribution),
            also_in=[
                CopyOut(
                    article_id=copy.id,
                    source=copy.source,
                    url=copy.url,
                    published=copy.published_iso,
                )
                for copy in citation.copies
            ],
            score=round(citation.score, 4),
        )


class ItemOut(BaseModel):
    """One thing that was asked for."""

    text: str
    citation_ids: list[int]


class DateOut(BaseModel):
    """A date in the question, and the days that were understood."""

    expression: str
    first: date | None
    last: date | None


class AlternativeOut(BaseModel):
    """Another value for the same fact: `conflict`, or `superseded` by the answer."""

    answer: str
    relation: str
    citation_ids: list[int]


class AnswerOut(BaseModel):
    """An answer with its citations, or null with a reason and the nearest excerpts."""

    id: str
    question: str
    resolved_question: str
    kind: str
    answer: str | None
    items: list[ItemOut]
    confidence: float
    reason: str | None
    dates: list[DateOut]
    citations: list[CitationOut]
    alternatives: list[AlternativeOut]
    timing_ms: dict[str, float]

    @classmethod
    def of(cls, answer: Answer) -> "AnswerOut":
        """As JSON, under a new id."""
        return cls(
            id=uuid4().hex,
            question=answer.question,
            resolved_question=answer.resolved or answer.question,
            kind=answer.kind,
            answer=answer.text,
            items=[ItemOut(text=i.text, citation_ids=list(i.citations)) for i in answer.items],
            confidence=round(answer.confidence, 4),
            reason=answer.reason,
            dates=[
                DateOut(expression=d.expression, first=d.first, last=d.last) for d in answer.dates
            ],
            citations=[
                CitationOut.of(citation, number, answer.role)
                for number, citation in enumerate(answer.citations, start=1)
            ],
            alternatives=[
                AlternativeOut(
                    answer=other.text,
                    relation=other.relation.value,
                    citation_ids=list(other.citations),
                )
                for other in answer.alternatives
            ],
            timing_ms={
                "retrieve": round(answer.timing.retrieve, 1),
                "read": round(answer.timing.read, 1),
                "total": round(answer.timing.total, 1),
            },
        )


class HitOut(BaseModel):
    """One passage found."""

    rank: int
    score: float
    citation: CitationOut


class HitsOut(BaseModel):
    """Passages, best first."""

    query: str
    hits: list[HitOut]

    @classmethod
    def of(cls, query: str, hits: list[Hit]) -> "HitsOut":
        """As JSON; a hit's quote is the whole passage."""
        return cls(
            query=query,
            hits=[
                HitOut(
                    rank=rank,
                    score=round(hit.score, 4),
                    citation=CitationOut.of(
                        Citation.whole(
                            hit.article,
                            hit.passage.start,
                            hit.passage.end,
                            score=hit.score,
                            copies=hit.copies,
                        ),
                        rank,
                        "evidence",
                    ),
                )
                for rank, hit in enumerate(hits, start=1)
            ],
        )


class StoredOut(BaseModel):
    """What became of one article."""

    id: str
    status: str
    version: str
    passages: int
    duplicate_of: str | None

    @classmethod
    def of(cls, stored: Stored) -> "StoredOut":
        """As JSON."""
        return cls(
            id=stored.id,
            status=stored.status,
            version=stored.version,
            passages=stored.passages,
            duplicate_of=stored.duplicate_of,
        )


class ResultsOut(BaseModel):
    """What became of the articles sent, in their order."""

    results: list[StoredOut]


class ArticleHeadOut(BaseModel):
    """An article in a list."""

    id: str
    title: str | None
    published: str | None
    source: str | None
    url: str | None
    version: str

    @classmethod
    def of(cls, article: Article) -> "ArticleHeadOut":
        """As JSON."""
        return cls(
            id=article.id,
            title=article.title,
            published=article.published_iso,
            source=article.source,
            url=article.url,
            version=article.version,
        )


class ArticlesOut(BaseModel):
    """A page of the list; `next_cursor` fetches the next one."""

    articles: list[ArticleHeadOut]
    next_cursor: str | None


class ArticleOut(BaseModel):
    """An article with its text; `versions` names all stored ones, the newest first."""

    id: str
    title: str | None
    text: str
    published: str | None
    source: str | None
    url: str | None
    corrects: str | None
    version: str
    versions: list[str]

    @classmethod
    def of(cls, article: Article, versions: list[str]) -> "ArticleOut":
        """As JSON."""
        return cls(
            **ArticleHeadOut.of(article).model_dump(),
            text=article.text,
            corrects=article.corrects,
            versions=versions,
        )
