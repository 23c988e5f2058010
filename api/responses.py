"""The JSON that the native routes answer, version 1: fields may be added, never renamed."""

from datetime import date
from uuid import uuid4

from pydantic import BaseModel

from index.article import Article
from index.passage import Hit
from index.records import Stored
from qa.answer import Alternative, Answer, Generation, Item, ResolvedDate
from qa.attribution import Attribution
from qa.citation import Citation


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

    @classmethod
    def of(cls, item: Item) -> "ItemOut":
        """As JSON."""
        return cls(text=item.text, citation_ids=list(item.citations))


class DateOut(BaseModel):
    """A date in the question, and the days that were understood."""

    expression: str
    first: date | None
    last: date | None

    @classmethod
    def of(cls, resolved: ResolvedDate) -> "DateOut":
        """As JSON."""
        return cls(expression=resolved.expression, first=resolved.first, last=resolved.last)


class AlternativeOut(BaseModel):
    """Another value: in `conflict` with the answer, `superseded` by it, or of an `other_date`."""

    answer: str
    relation: str
    citation_ids: list[int]
    date: DateOut | None

    @classmethod
    def of(cls, other: Alternative) -> "AlternativeOut":
        """As JSON."""
        return cls(
            answer=other.text,
            relation=other.relation.value,
            citation_ids=list(other.citations),
            date=DateOut.of(other.date) if other.date else None,
        )


class DroppedOut(BaseModel):
    """A sentence of a draft that the quotes don't cover, and what of it."""

    sentence: str
    reason: str
    detail: str


class GenerationOut(BaseModel):
    """What a language model had to do with an answer; `dropped` on request."""

    model: str
    note: str | None
    dropped: list[DroppedOut] | None

    @classmethod
    def of(cls, generation: Generation | None, debug: bool) -> "GenerationOut | None":
        """As JSON."""
        if generation is None:
            return None
        dropped = [
            DroppedOut(sentence=d.text, reason=d.reason, detail=d.detail)
            for d in generation.dropped
        ]
        return cls(model=generation.model, note=generation.note, dropped=dropped if debug else None)


class PartOut(BaseModel):
    """The answer to one of several questions in one; its citations are those of the whole."""

    question: str
    resolved_question: str
    kind: str
    answer: str | None
    items: list[ItemOut]
    confidence: float
    reason: str | None
    alternatives: list[AlternativeOut]

    @classmethod
    def of(cls, part: Answer) -> "PartOut":
        """As JSON."""
        return cls(
            question=part.question,
            resolved_question=part.resolved or part.question,
            kind=part.kind,
            answer=part.text,
            items=[ItemOut.of(item) for item in part.items],
            confidence=round(part.confidence, 4),
            reason=part.reason,
            alternatives=[AlternativeOut.of(other) for other in part.alternatives],
        )


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
    parts: list[PartOut]
    generation: GenerationOut | None
    timing_ms: dict[str, float]

    @classmethod
    def of(cls, answer: Answer, debug: bool = False) -> "AnswerOut":
        """As JSON, under a new id; with what a draft lost to its checks if `debug`."""
        return cls(
            id=uuid4().hex,
            question=answer.question,
            resolved_question=answer.resolved or answer.question,
            kind=answer.kind,
            answer=answer.text,
            items=[ItemOut.of(item) for item in answer.items],
            confidence=round(answer.confidence, 4),
            reason=answer.reason,
            dates=[DateOut.of(date_) for date_ in answer.dates],
            citations=[
                CitationOut.of(citation, number, answer.role)
                for number, citation in enumerate(answer.citations, start=1)
            ],
            alternatives=[AlternativeOut.of(other) for other in answer.alternatives],
            parts=[PartOut.of(part) for part in answer.parts],
            generation=GenerationOut.of(answer.generation, debug),
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


class UnreadOut(BaseModel):
    """A file, or one line of it, that gave no article, and why."""

    where: str
    reason: str


class FileOut(BaseModel):
    """What became of the articles of a file, and what of it could not be read."""

    results: list[StoredOut]
    unread: list[UnreadOut]


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


class SourceOut(BaseModel):
    """An outlet, and how many articles are its."""

    source: str
    articles: int


class StatusOut(BaseModel):
    """What this server answers from and with."""

    version: str
    articles: int
    versions: int
    passages: int
    database_bytes: int
    first_day: date | None
    last_day: date | None
    sources: list[SourceOut]
    embedder: str
    reader: str
    language_model: str | None


class ExamplesOut(BaseModel):
    """Questions that the articles answer."""

    questions: list[str]
