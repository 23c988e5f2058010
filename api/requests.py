"""The JSON that the native routes are sent, version 1: fields may be added, never renamed."""

import base64
import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from api.chat.spoken import spoken
from index.article import Article
from index.passage import Filters
from qa.followup import Message

MAX_ARTICLES = 256
MAX_TOP_K, DEFAULT_TOP_K = 100, 10
MAX_CITATIONS, DEFAULT_CITATIONS = 50, 5
MAX_HISTORY = 1_000
MAX_FILE_NAME, MAX_FILE_ARTICLES, MAX_FILE_UNREAD = 255, 5_000, 100


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


class Mode(StrEnum):
    """Whether a language model may write the answer."""

    EXTRACT = "extract"
    GENERATE = "generate"
    AUTO = "auto"


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


def _sound(parts: object) -> object:
    """Make sure that all text in parts of a message is text; see `_utf8`."""
    if isinstance(parts, list):
        for part in parts:
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                _utf8(part["text"])
    return parts


Parts = Annotated[list[dict[str, Any]], AfterValidator(_sound)]


class MessageIn(BaseModel):
    """A turn of the conversation, as OpenAI's clients send it; other fields are ignored.

    Of its content only text counts, and only what users and assistants said.
    """

    model_config = ConfigDict(extra="ignore")

    role: Utf8
    content: Utf8 | Parts | None = None

    def parsed(self) -> Message | None:
        """As questions read it, or None where it says nothing to them."""
        if self.role not in ("user", "assistant"):
            return None
        if isinstance(self.content, list):
            texts = [part.get("text") for part in self.content]
            text = " ".join(t for t in texts if isinstance(t, str))
        else:
            text = self.content or ""
        if self.role == "user":
            return Message("user", text)
        return Message("assistant", spoken(text))


class AskIn(Dated):
    """A question, with the messages before it where it follows up on them."""

    question: Utf8
    history: Annotated[list[MessageIn], Field(max_length=MAX_HISTORY)] | None = None
    max_citations: Annotated[int, Field(ge=1, le=MAX_CITATIONS)] | None = None
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    mode: Annotated[Mode, Field(strict=False)] | None = None
    debug: bool | None = None
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


class Order(StrEnum):
    """How a list of articles is sorted."""

    ID = "id"
    NEWEST = "newest"


def _from_base64(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("send the file's bytes as Base64")
    try:
        return base64.b64decode(value, validate=True)
    except ValueError as error:
        raise ValueError(f"is no Base64: {error}") from None


class FileIn(Request):
    """A file of articles, as `dateline ingest` reads them."""

    name: Annotated[Utf8, Field(min_length=1, max_length=MAX_FILE_NAME)] = Field(
        description="Its name, which says what kind of file it is and names its articles."
    )
    content: Annotated[bytes, BeforeValidator(_from_base64)] = Field(
        json_schema_extra={"type": "string", "format": "byte"}, description="Base64."
    )
