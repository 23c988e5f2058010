"""One id, one log line and one count for each request; no words of articles or questions."""

import logging
import re
import sys
from secrets import token_hex
from time import perf_counter
from typing import Literal

from pythonjsonlogger.json import JsonFormatter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics

ID_HEADER = "X-Request-ID"
LogFormat = Literal["text", "json"]
_log = logging.getLogger(__name__)
# Routes that are no path operations leave no trace in the scope.
_PLAIN = {"/mcp": "/mcp"}
# What a caller may choose as an id: short, and nothing that could steer a terminal or a log.
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def configure_logging(form: LogFormat) -> None:
    """Log to standard error from INFO up, as lines of text or as one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter("{asctime}{levelname}{name}{message}", style="{")
        if form == "json"
        else logging.Formatter("{asctime} {levelname} {message}", style="{")
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("mcp").setLevel(logging.WARNING)  # it notes each request, as we do


class Telemetry:
    """ASGI middleware around all others, so that what they refuse is counted too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on, and note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(ID_HEADER, "")
        request_id = given if _ID.fullmatch(given) else token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        begin, status = perf_counter(), 499  # as nginx says it: the client went away

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            status = 500  # answered further out, by the handler of what nobody expected
            raise
        finally:
            seconds = perf_counter() - begin
            # The pattern and not the path: ids may hold words, and would make labels without end.
            route = getattr(scope.get("route"), "path", _PLAIN.get(scope["path"], "none"))
            self._metrics.requests.labels(scope["method"], route, str(status)).inc()
            self._metrics.seconds.labels(scope["method"], route).observe(seconds)
            _log.info(
                "%s %s %d %.0f ms %s", scope["method"], route, status, 1000 * seconds, request_id,
                extra={"method": scope["method"], "route": route, "status": status,
                       "milliseconds": round(1000 * seconds), "request_id": request_id},
            )  # fmt: skip
