"""Who may ask what: API keys where there are any, else this machine's own programs and pages alone.

Without a key a page of any site could reach a server on 127.0.0.1 through its visitor's browser: by
posting across sites, which its Origin gives away, or by a name that it lets point here (DNS
rebinding), which its Host gives away. Both are refused.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from time import time
from urllib.parse import urlsplit

from fastapi.concurrency import run_in_threadpool
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.keys import Key, Keys
from api.page import is_page
from api.problems import problem

OPEN_PATHS = frozenset({"/healthz", "/readyz"})
_JSON = re.compile(r"application/json\s*(;.*)?", re.IGNORECASE)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Exposure:
    """How far the server can be reached: `beyond` this machine, and `insecure`ly by choice."""

    beyond: bool = False
    insecure: bool = False


class Guard:
    """ASGI middleware that lets a request through, or answers it with a problem."""

    def __init__(
        self,
        app: ASGIApp,
        keys: Keys,
        exposure: Exposure,
        requests_per_minute: int,
        origins: Collection[str] = (),
    ) -> None:
        self._app = app
        self._keys = keys
        self._exposure = exposure
        self._origins = frozenset(origins)
        self._rate = RateLimitItemPerMinute(requests_per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and hand it on."""
        if scope["type"] == "http" and not _is_open(scope):
            refusal = await self._refusal(scope)
            if refusal:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        guarded = self._exposure.beyond and not self._exposure.insecure
        if guarded or await run_in_threadpool(self._keys.exist):
            refusal = await self._without_right(scope, headers)
        elif self._exposure.beyond:
            refusal = None
        else:
            refusal = self._from_elsewhere(scope, headers)
        if refusal:
            return refusal
        if scope["method"] == "POST" and not _JSON.fullmatch(headers.get("content-type", "")):
            return problem(
                scope,
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "send JSON with Content-Type application/json",
            )
        return None

    async def _without_right(self, scope: Scope, headers: Headers) -> Response | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        key = None
        if scheme.lower() == "bearer":
            key = await run_in_threadpool(self._keys.find, token.strip())
        if key is None:
            return problem(
                scope,
                HTTPStatus.UNAUTHORIZED,
                "send a valid key as `Authorization: Bearer KEY`; `dateline keys create` makes one",
                {"WWW-Authenticate": "Bearer"},
            )
        scope_needed = _scope_of(scope)
        if not (key.can_write if scope_needed == "write" else key.can_read):
            return problem(
                scope,
                HTTPStatus.FORBIDDEN,
                f"this key lacks the scope {scope_needed}: use one created with "
                f"`--scope {scope_needed}`",
            )
        return self._too_many(scope, key)

    def _too_many(self, scope: Scope, key: Key) -> Response | None:
        if self._limiter.hit(self._rate, key.id):
            return None
        free_at, _ = self._limiter.get_window_stats(self._rate, key.id)
        wait = max(1, round(free_at - time()))
        return problem(
            scope,
            HTTPStatus.TOO_MANY_REQUESTS,
            f"more than {self._rate.amount} requests in a minute with this key: try again in "
            f"{wait} s",
            {"Retry-After": str(wait)},
        )

    def _from_elsewhere(self, scope: Scope, headers: Headers) -> Response | None:
        if not is_loopback(_host_in(f"//{headers.get('host', '')}")):
            return problem(
                scope,
                HTTPStatus.FORBIDDEN,
                "without API keys only requests to this machine's own address are answered: use "
                "127.0.0.1 or localhost, or make a key with `dateline keys create`",
            )
        origin = headers.get("origin")
        if not (origin is None or origin in self._origins or is_loopback(_host_in(origin))):
            return problem(
                scope,
                HTTPStatus.FORBIDDEN,
                "without API keys pages of other sites are refused: make a key with "
                "`dateline keys create`, or name the site in DATELINE_CORS_ORIGINS",
            )
        return None


def _is_open(scope: Scope) -> bool:
    path = scope["path"]
    return path in OPEN_PATHS or (scope["method"] in _READING and is_page(path))


def _scope_of(scope: Scope) -> str:
    changes = scope["method"] not in _READING and scope["path"].startswith("/v1/articles")
    return "write" if changes else "read"


def _host_in(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as a bracket too few
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
