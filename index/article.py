"""The `Article`: what is stored, quoted and cited."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Self

from index.errors import InvalidInput

MAX_ID_CHARS = 512
MAX_FIELD_CHARS = 4_096


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its readers see it.

    Make one with `Article.create`, which checks every field. Offsets everywhere in Dateline are
    Unicode code points in `text`, which is never edited after it was stored.
    """

    id: str
    text: str
    title: str | None = None
    published: date | datetime | None = None
    source: str | None = None
    url: str | None = None
    corrects: str | None = None

    @classmethod
    def create(
        cls,
        *,
        text: str,
        article_id: str | None = None,
        title: str | None = None,
        published: str | date | None = None,
        source: str | None = None,
        url: str | None = None,
        corrects: str | None = None,
    ) -> Self:
        """Check the fields and derive the id where none is given.

        An empty title, source, url or corrects counts as absent. Without an id, a hash of the URL
        serves, else a hash of title, source, published and text.

        Raises:
            InvalidInput: a field is empty, too long, or not storable as UTF-8.
        """
        draft = cls(
            id=article_id or "",
            text=_storable("text", text),
            title=_optional("title", title),
            published=parse_published(published),
            source=_optional("source", source),
            url=_optional("url", url),
            corrects=_optional("corrects", corrects, MAX_ID_CHARS),
        )
        if not text.strip():
            raise InvalidInput("text is empty: send the article's words")
        return replace(draft, id=_checked_id(article_id) if article_id else draft._derived_id())

    @property
    def published_day(self) -> date | None:
        """The calendar day of publication in the article's own offset."""
        if isinstance(self.published, datetime):
            return self.published.date()
        return self.published

    @property
    def published_iso(self) -> str | None:
        """`published` as ISO 8601: a date, or a date-time with its offset."""
        return self.published.isoformat() if self.published else None

    @property
    def version(self) -> str:
        """Sixteen hexadecimal digits of the SHA-256 of all fields."""
        return _digest(
            self.id,
            self.title,
            self.published_iso,
            self.source,
            self.url,
            self.corrects,
            self.text,
        )

    def _derived_id(self) -> str:
        if self.url:
            return "url-" + _digest(self.url)
        return "text-" + _digest(self.title, self.source, self.published_iso, self.text)


def parse_published(value: str | date | None) -> date | datetime | None:
    """Read an ISO date or date-time; a date-time without offset is taken as UTC.

    Raises:
        InvalidInput: the value is not an ISO 8601 date or date-time.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            raise InvalidInput(
                f"published is {value!r}: send a date like 2025-12-06 "
                "or a date-time like 2025-12-06T21:14:00+01:00"
            ) from None
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _digest(*parts: str | None) -> str:
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _storable(field: str, value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"{field} has a lone surrogate at character {error.start}, which is no text: "
            "decode the source as UTF-8 or UTF-16 first"
        ) from None
    return value


def _optional(field: str, value: str | None, limit: int = MAX_FIELD_CHARS) -> str | None:
    if value is None or not value.strip():
        return None
    if len(value) > limit:
        raise InvalidInput(f"{field} has {len(value)} characters: send at most {limit}")
    return _storable(field, value)


def _checked_id(value: str) -> str:
    if value != value.strip() or not value.isprintable():
        raise InvalidInput(
            f"id {value!r} has outer white space or control characters: send plain text"
        )
    if len(value) > MAX_ID_CHARS:
        raise InvalidInput(f"id has {len(value)} characters: send at most {MAX_ID_CHARS}")
    return _storable("id", value)
