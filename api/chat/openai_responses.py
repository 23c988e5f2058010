"""OpenAI's Responses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from time import time
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import ServerSentEvent

from api.answering import Draft, Event, Searching
from api.chat.address import headline
from api.chat.conversation import count_words
from api.chat.openai_chat import check_tool_choice, url_citations, written
from api.chat.prose import Prose
from api.chat.stream import frame
from api.chat.variant import Variant
from api.problems import openai_error
from api.requests import MAX_HISTORY, MessageIn, Utf8
from api.responses import AnswerOut
from index.errors import InvalidInput
from qa.answer import Answer

_RESULTS = "file_search_call.results"
_REFUSED = {
    "previous_response_id": "nothing is kept here; send the messages before in input",
    "conversation": "nothing is kept here; send the messages before in input",
    "background": "answers come at once; leave it out",
}


class InputItem(MessageIn):
    """A message, or something else that a response held: that has no role and says nothing."""

    role: Utf8 = ""


class ResponsesIn(BaseModel):
    """A request as OpenAI's clients send it; `check` refuses what would change the response."""

    model_config = ConfigDict(extra="ignore")

    model: Utf8
    input: Utf8 | Annotated[list[InputItem], Field(min_length=1, max_length=MAX_HISTORY)]
    stream: bool | None = None
    include: list[str] | None = None
    previous_response_id: Any = None
    conversation: Any = None
    tool_choice: Any = None
    background: Any = None
    text: Any = None

    def check(self) -> None:
        """Refuse what is not offered.

        Raises:
            InvalidInput: a field asks for it; the message names it.
        """
        for name, reason in _REFUSED.items():
            if getattr(self, name):
                raise InvalidInput(f"{name}: {reason}")
        check_tool_choice("tool_choice", self.tool_choice)
        form = self.text.get("format") if isinstance(self.text, dict) else None
        if form not in (None, {"type": "text"}):
            raise InvalidInput("text.format: answers are text; leave it out")

    @property
    def messages(self) -> Sequence[MessageIn]:
        """The input as messages."""
        if isinstance(self.input, str):
            return [MessageIn(role="user", content=self.input)]
        return self.input

    @property
    def with_results(self) -> bool:
        """Whether the excerpts are wanted as results of a file search."""
        return _RESULTS in (self.include or ())


@dataclass(slots=True)
class Responder:
    """Makes one response, whole or as a stream of events."""

    variant: Variant
    base: str
    prompt_words: int
    with_results: bool
    id: str = field(default_factory=lambda: f"resp_{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time()))
    _numbers: Iterator[int] = field(default_factory=count)
    _query: str = ""
    _sent: str = ""
    _begun: bool = False

    def response(self, answer: Answer) -> dict[str, Any]:
        """The whole response; `dateline` beside it is the answer as `/v1/ask` gives it."""
        text = written(answer, self.variant, self.base)
        output = [self._message(answer, text)]
        if self.with_results:
            output.insert(0, self._searched(answer))
        return self._head("completed") | {
            "output": output,
            "usage": self._usage(text),
            "dateline": AnswerOut.of(answer).model_dump(mode="json"),
        }

    def write(self, event: Event) -> Iterator[ServerSentEvent]:
        """That it has begun at once, then sentences of a draft as they pass, then the answer."""
        if isinstance(event, Searching):
            self._query = event.question.text
            yield self._event("response.created", response=self._head("in_progress"))
            yield self._event("response.in_progress", response=self._head("in_progress"))
        elif isinstance(event, Draft):
            if not self._begun:
                yield from self._begin_search()
                yield from self._begin_message()
            yield from self._more(written(event.answer, self.variant, self.base, whole=False).text)
        elif isinstance(event, Answer):
            response = self.response(event)
            *searched, message = response["output"]
            if not self._begun:
                yield from self._begin_search()
            for item in searched:
                yield self._event("response.output_item.done", output_index=0, item=item)
            if not self._begun:
                yield from self._begin_message()
            yield from self._end(message)
            yield self._event("response.completed", response=response)

    def failed(self, status: HTTPStatus, detail: str) -> Iterator[ServerSentEvent]:
        """The event that ends a stream without an answer."""
        error = openai_error(status, detail)
        told = {"code": error["code"] or error["type"], "message": detail}
        yield self._event("response.failed", response=self._head("failed") | {"error": told})

    def _begin_search(self) -> Iterator[ServerSentEvent]:
        if self.with_results:
            item = self._item("file_search_call", queries=[self._query], results=[])
            opened = item | {"status": "in_progress"}
            yield self._event("response.output_item.added", output_index=0, item=opened)

    def _begin_message(self) -> Iterator[ServerSentEvent]:
        self._begun = True
        where = self._where()
        opened = self._item("message", content=[]) | {"status": "in_progress"}
        index = where["output_index"]
        yield self._event("response.output_item.added", output_index=index, item=opened)
        empty = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
        yield self._event("response.content_part.added", **where, part=empty)

    def _more(self, text: str) -> Iterator[ServerSentEvent]:
        """What of a text was not sent yet, in lines: a draft only grows."""
        for line in text.removeprefix(self._sent).splitlines(keepends=True):
            delta = {"delta": line, "logprobs": []}
            yield self._event("response.output_text.delta", **self._where(), **delta)
        self._sent = text

    def _end(self, message: dict[str, Any]) -> Iterator[ServerSentEvent]:
        where = self._where()
        [part] = message["content"]
        yield from self._more(part["text"])
        for number, annotation in enumerate(part["annotations"]):
            yield self._event(
                "response.output_text.annotation.added",
                **where,
                annotation_index=number,
                annotation=annotation,
            )
        yield self._event("response.output_text.done", **where, text=part["text"], logprobs=[])
        yield self._event("response.content_part.done", **where, part=part)
        index = where["output_index"]
        yield self._event("response.output_item.done", output_index=index, item=message)

    def _where(self) -> dict[str, Any]:
        place = {"output_index": int(self.with_results), "content_index": 0}
        return {"item_id": self._id_of("message")} | place

    def _id_of(self, kind: str) -> str:
        prefix = "msg" if kind == "message" else "fs"
        return f"{prefix}_{self.id.removeprefix('resp_')}"

    def _item(self, kind: str, **fields: Any) -> dict[str, Any]:
        item = {"id": self._id_of(kind), "type": kind, "status": "completed"} | fields
        return item | {"role": "assistant"} if kind == "message" else item

    def _event(self, kind: str, **fields: Any) -> ServerSentEvent:
        return frame({"type": kind, "sequence_number": next(self._numbers)} | fields, kind)

    def _message(self, answer: Answer, text: Prose) -> dict[str, Any]:
        annotations = [
            {"type": "url_citation"} | citation
            for citation in url_citations(answer, text, self.base)
        ]
        part = {
            "type": "output_text",
            "text": text.text,
            "annotations": annotations,
            "logprobs": [],
        }
        return self._item("message", content=[part])

    def _searched(self, answer: Answer) -> dict[str, Any]:
        results = [
            {
                "file_id": citation.article.id,
                "filename": headline(citation.article),
                "score": round(citation.score, 4),
                "text": citation.quote,
                "attributes": {
                    "version": citation.article.version,
                    "source": citation.article.source or "",
                    "published": citation.article.published_iso or "",
                    "start": citation.start,
                    "end": citation.end,
                },
            }
            for citation in answer.citations
        ]
        queries = [answer.resolved or answer.question]
        return self._item("file_search_call", queries=queries, results=results)

    def _usage(self, text: Prose) -> dict[str, Any]:
        words = count_words(text.text)
        return {
            "input_tokens": self.prompt_words,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": words,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": self.prompt_words + words,
        }

    def _head(self, status: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "max_output_tokens": None,
            "metadata": {},
            "model": self.variant.name,
            "output": [],
            "parallel_tool_calls": False,
            "previous_response_id": None,
            "store": False,
            "temperature": None,
            "text": {"format": {"type": "text"}},
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
            "truncation": "disabled",
            "usage": None,
        }
