"""Server-sent events: what a client is told while its question is worked on."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from http import HTTPStatus
from typing import Any, Protocol

from sse_starlette import EventSourceResponse, ServerSentEvent

from api.answering import Event
from api.problems import explained
from index.errors import DatelineError

# A comment after so many quiet seconds, so that no proxy takes the connection for dead; and who
# reads nothing for so long is gone.
_PING_S, _SEND_LIMIT_S = 10, 30
# For the OpenAPI schema of routes that may answer so.
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/event-stream": {
                "schema": {  # of each event
                    "type": "object",
                    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
                    "required": ["data"],
                }
            }
        }
    }
}
DONE = ServerSentEvent(data="[DONE]", sep="\n")


class Format(Protocol):
    """How a protocol tells of the work on one question."""

    def write(self, event: Event) -> Iterator[ServerSentEvent]:
        """What is sent when this happens; the answer is the last event."""
        ...

    def failed(self, status: HTTPStatus, detail: str) -> Iterator[ServerSentEvent]:
        """What is sent in place of an answer."""
        ...


def frame(data: Any, event: str | None = None) -> ServerSentEvent:
    """One event with JSON as its data."""
    # In ASCII: readers of lines break at more characters than the protocol does.
    written = json.dumps(data, separators=(",", ":"))
    return ServerSentEvent(data=written, event=event, sep="\n")


def streamed(
    events: AsyncGenerator[Event], written: Format, headers: dict[str, str] | None = None
) -> EventSourceResponse:
    """The response that tells of these events as they happen.

    A client that goes away closes `events`, which ends the work on them.
    """
    return EventSourceResponse(
        _frames(events, written),
        headers=headers,
        ping=_PING_S,
        ping_message_factory=lambda: ServerSentEvent(comment="working", sep="\n"),
        send_timeout=_SEND_LIMIT_S,
        sep="\n",
    )


async def _frames(events: AsyncGenerator[Event], written: Format) -> AsyncIterator[ServerSentEvent]:
    try:
        async with aclosing(events):
            async for event in events:
                for sent in written.write(event):
                    yield sent
    except Exception as error:
        for sent in written.failed(*explained(error)):
            yield sent
        if not isinstance(error, DatelineError):
            raise  # the server logs it
