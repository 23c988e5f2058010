"""The AI SDK's UI message stream, which `useChat` reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import ServerSentEvent

from api.answering import Draft, Event, Reading, Searching
from api.chat.address import address_of, headline, web_address
from api.chat.prose import prose
from api.chat.stream import DONE, frame
from api.requests import MAX_HISTORY, Day, FiltersIn, MessageIn, Mode, Parts, Utf8
from api.responses import AnswerOut, CitationOut
from qa.answer import Answer, Role
from qa.citation import Citation

HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}


class UIMessageIn(BaseModel):
    """A message of `useChat`; of its parts only text counts."""

    model_config = ConfigDict(extra="ignore")

    role: Utf8
    parts: Parts

    def plain(self) -> MessageIn:
        """As the other doors take it."""
        texts = [part for part in self.parts if part.get("type") == "text"]
        return MessageIn(role=self.role, content=texts)


class UIChatIn(BaseModel):
    """What `useChat` posts; its `body` option may add the fields of `/v1/ask` named here."""

    model_config = ConfigDict(extra="ignore")

    messages: Annotated[list[UIMessageIn], Field(min_length=1, max_length=MAX_HISTORY)]
    filters: FiltersIn | None = None
    asked_on: Day = None
    as_of: Day = None
    mode: Mode | None = None


@dataclass(slots=True)
class UIMessageStream:
    """Parts of one assistant message."""

    base: str
    id: str = field(default_factory=lambda: uuid4().hex)
    _sent: str = ""

    def write(self, event: Event) -> Iterator[ServerSentEvent]:
        """Progress as transient data parts, then text, sources and what is known of the answer."""
        if isinstance(event, Searching):
            yield frame({"type": "start", "messageId": self.id})
            yield _progress({"stage": "searching"})
        elif isinstance(event, Reading):
            yield _progress({"stage": "reading", "passages": len(event.hits)})
        elif isinstance(event, Draft):
            yield from self._more(prose(event.answer, whole=False).text)
        else:
            yield from self._answer(event)

    def _more(self, text: str) -> Iterator[ServerSentEvent]:
        """What of a text was not sent yet, in lines: a draft only grows."""
        if not self._sent:
            yield frame({"type": "text-start", "id": f"text-{self.id}"})
        for line in text.removeprefix(self._sent).splitlines(keepends=True):
            yield frame({"type": "text-delta", "id": f"text-{self.id}", "delta": line})
        self._sent = text

    def _answer(self, answer: Answer) -> Iterator[ServerSentEvent]:
        yield from self._more(prose(answer).text)
        yield frame({"type": "text-end", "id": f"text-{self.id}"})
        for number, citation in enumerate(answer.citations, start=1):
            yield frame(self._source(citation, number, answer.role))
        told = AnswerOut.of(answer).model_dump(mode="json")
        del told["citations"]  # they are the sources
        yield frame({"type": "finish", "messageMetadata": {"dateline": told}})
        yield DONE

    def failed(self, _status: HTTPStatus, detail: str) -> Iterator[ServerSentEvent]:
        """What `useChat` gives to `onError`."""
        yield frame({"type": "error", "errorText": detail})
        yield DONE

    def _source(self, citation: Citation, number: int, role: Role) -> dict[str, Any]:
        """A `source-url` where the article has a link, else a `source-document`."""
        article = citation.article
        link = address_of(citation, self.base)
        told = CitationOut.of(citation, number, role).model_dump(mode="json")
        source = {
            "sourceId": f"{self.id}-{number}",
            "title": headline(article),
            "providerMetadata": {"dateline": told | {"address": link}},
        }
        if web_address(article):
            return {"type": "source-url", "url": link} | source
        return {
            "type": "source-document",
            "mediaType": "text/plain",
            "filename": article.id,
        } | source


def _progress(data: dict[str, Any]) -> ServerSentEvent:
    return frame({"type": "data-progress", "data": data, "transient": True})
