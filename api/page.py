"""The page: one document for all its views, whose script reads the path, and its built files.

Built from `api/web` by `make page`. Nothing of it is secret, so it needs no key; what it shows, it
asks of `/v1` as any other client does.
"""

from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_BUILT = Path(str(files("api") / "static"))
_VIEWS = ("/", "/article", "/articles", "/status")
# Nothing but the page's own files, and no markup made of text, not even by mistake.
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """A built file, with the page's headers."""
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response


def page_routes() -> list[BaseRoute]:
    """What the app answers browsers with."""
    built = _Files(directory=_BUILT)

    async def document(request: Request) -> Response:
        return await built.get_response("index.html", request.scope)

    return [*(Route(path, document) for path in _VIEWS), Mount("/page", built)]


def is_page(path: str) -> bool:
    """Whether a path is the page's or one of its files'."""
    return path in _VIEWS or path.startswith("/page/")
