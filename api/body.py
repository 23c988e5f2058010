"""Reads a request's body up to a limit, and stops the work on it when its client goes away."""

from asyncio import FIRST_COMPLETED, Future, ensure_future, gather, shield, wait
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class WholeBody:
    """ASGI middleware that refuses bodies larger than `max_bytes`, also without a length announced.

    After the body the only message that can come is that the client has gone: then what waits for
    the models leaves the queue. A model call that has begun goes on to its end.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit, then hand it on."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self._app(scope, receive, send)
            return
        chunks: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            more = message.get("more_body", False)
            if size > self._max_bytes:
                response = problems.problem(
                    scope,
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"the body is larger than {self._max_bytes} bytes: send less in a request",
                )
                await response(scope, receive, send)
                return
        await self._while_somebody_waits(scope, receive, send, b"".join(chunks))

    async def _while_somebody_waits(
        self, scope: Scope, receive: Receive, send: Send, body: bytes
    ) -> None:
        gone = ensure_future(receive())
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await shield(gone)

        work = ensure_future(self._app(scope, replay, send))
        both: list[Future[Any]] = [work, gone]
        try:
            await wait(both, return_when=FIRST_COMPLETED)
        finally:  # also where the server itself stops: tasks that nobody awaits would go on
            for task in both:
                task.cancel()
            await gather(*both, return_exceptions=True)
        if not work.cancelled():
            work.result()  # raises what the work raised
