"""OpenAI's Chat Completions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from time import time
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import ServerSentEvent

from api.answering import Draft, Event, Searching
from api.chat.address import address_of, headline
from api.chat.conversation import count_words
from api.chat.markdown import escaped, markdown
from api.chat.prose import Prose, prose
from api.chat.sources import source_events
from api.chat.stream import DONE, frame
from api.chat.variant import Form, Variant
from api.problems import openai_error
from api.requests import MAX_HISTORY, MessageIn, Utf8
from api.responses import AnswerOut
from index.errors import InvalidInput
from qa.answer import Answer


class StreamOptions(BaseModel):
    """Options of a stream."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool | None = None


class ChatIn(BaseModel):
    """A request as OpenAI's clients send it.

    Parameters of sampling and the like have nothing to act on here and are ignored, and tools are
    an offer that is never taken up; what would change the form of the response is refused by
    `check`.
    """

    model_config = ConfigDict(extra="ignore")

    model: Utf8
    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=MAX_HISTORY)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Any = None
    tool_choice: Any = None
    function_call: Any = None
    response_format: Any = None
    modalities: Any = None
    logprobs: Any = None

    def check(self) -> None:
        """Refuse what is not offered.

        Raises:
            InvalidInput: a field asks for it; the message names it.
        """
        if self.n not in (None, 1):
            raise InvalidInput("n: there is one answer to a question; leave n out")
        if self.response_format not in (None, {}, {"type": "text"}):
            raise InvalidInput("response_format: answers are text; leave it out")
        if self.modalities not in (None, [], ["text"]):
            raise InvalidInput("modalities: answers are text; leave it out")
        if self.logprobs:
            raise InvalidInput("logprobs: there is no language model here; leave it out")
        check_tool_choice("tool_choice", self.tool_choice)
        check_tool_choice("function_call", self.function_call)


def check_tool_choice(name: str, choice: Any) -> None:
    """Refuse a request that insists on a call.

    Raises:
        InvalidInput: a tool must be called.
    """
    if choice not in (None, "", "auto", "none"):
        raise InvalidInput(f"{name}: no tool is ever called here; leave it out")


def written(answer: Answer, variant: Variant, base: str, *, whole: bool = True) -> Prose:
    """The message's text in the form that the model's name asks for; see `prose`."""
    if variant.form is Form.MARKDOWN:
        return markdown(answer, base, whole=whole)
    # Open WebUI renders Markdown too: words of articles must not become links or markers.
    harmless = escaped if variant.form is Form.OPEN_WEBUI else str
    return prose(answer, escaped=harmless, whole=whole)


def url_citations(answer: Answer, text: Prose, base: str) -> list[dict[str, Any]]:
    """One a marker: where it stands in the text, code points with the end exclusive."""
    return [
        {
            "title": headline(answer.citations[mark.citation - 1].article),
            "url": address_of(answer.citations[mark.citation - 1], base),
            "start_index": mark.start,
            "end_index": mark.end,
        }
        for mark in text.marks
    ]


def completion(answer: Answer, variant: Variant, base: str, prompt_words: int) -> dict[str, Any]:
    """The whole response; `dateline` beside it is the answer as `/v1/ask` gives it."""
    text = written(answer, variant, base)
    message = {
        "role": "assistant",
        "content": text.text,
        "refusal": None,
        "annotations": _annotations(answer, text, base),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": "chat.completion",
        "created": int(time()),
        "model": variant.name,
        "choices": [choice],
        "usage": _usage(prompt_words, text),
        "dateline": AnswerOut.of(answer).model_dump(mode="json"),
    }


def _annotations(answer: Answer, text: Prose, base: str) -> list[dict[str, Any]]:
    return [
        {"type": "url_citation", "url_citation": citation}
        for citation in url_citations(answer, text, base)
    ]


def _usage(prompt_words: int, text: Prose) -> dict[str, int]:
    words = count_words(text.text)
    return {
        "prompt_tokens": prompt_words,
        "completion_tokens": words,
        "total_tokens": prompt_words + words,
    }


@dataclass(slots=True)
class ChatChunks:
    """The same as a stream of `chat.completion.chunk`."""

    variant: Variant
    base: str
    prompt_words: int
    include_usage: bool
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time()))
    _sent: str = ""

    def write(self, event: Event) -> Iterator[ServerSentEvent]:
        """The role at once, sentences of a draft as they pass, else nothing until the answer."""
        if isinstance(event, Searching):
            yield self._chunk({"role": "assistant", "content": ""})
        elif isinstance(event, Draft):
            yield from self._more(written(event.answer, self.variant, self.base, whole=False).text)
        elif isinstance(event, Answer):
            yield from self._answer(event)

    def _more(self, text: str) -> Iterator[ServerSentEvent]:
        """What of a text was not sent yet, in lines: a draft only grows."""
        for line in text.removeprefix(self._sent).splitlines(keepends=True):
            yield self._chunk({"content": line})
        self._sent = text

    def _answer(self, answer: Answer) -> Iterator[ServerSentEvent]:
        text = written(answer, self.variant, self.base)
        if self.variant.form is Form.OPEN_WEBUI:
            for source in source_events(answer, self.base):
                yield frame(source)
        yield from self._more(text.text)
        if text.marks and self.variant.form is not Form.OPEN_WEBUI:  # it would count them twice
            yield self._chunk({"annotations": _annotations(answer, text, self.base)})
        told = AnswerOut.of(answer).model_dump(mode="json")
        yield self._chunk({}, "stop", dateline=told)
        if self.include_usage:
            yield frame(self._head() | {"choices": [], "usage": _usage(self.prompt_words, text)})
        yield DONE

    def failed(self, status: HTTPStatus, detail: str) -> Iterator[ServerSentEvent]:
        """An error that clients raise, where the stream has begun already."""
        yield frame({"error": openai_error(status, detail)})

    def _chunk(
        self, delta: dict[str, Any], finish: str | None = None, **more: Any
    ) -> ServerSentEvent:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return frame(self._head() | {"choices": [choice]} | more)

    def _head(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.variant.name,
        }
