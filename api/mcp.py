"""The Model Context Protocol: the tools `search`, `fetch` and `ask`, which only read."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import Annotated

from fastapi.concurrency import run_in_threadpool
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.answering import Answering, Asked
from api.chat.address import address, headline
from api.deps import Models
from api.requests import Day
from api.responses import AnswerOut
from index.article import Article
from index.errors import DatelineError, NotReady
from index.passage import Filters, Hit

INSTRUCTIONS = (
    "Answers from a collection of news articles. `ask` gives an answer with exact, cited quotes, "
    "or says that the articles don't say; quote from it and don't add to it. `search` finds "
    "articles, `fetch` reads one."
)
_READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
# Articles in a search result, from so many passages.
_RESULTS, _PASSAGES = 10, 30

AskedOn = Annotated[
    Day, Field(description="Day of asking, like 2025-12-06; nothing published later is used.")
]


class ResultOut(BaseModel):
    """An article found, with the passage that was found in it."""

    id: str
    title: str
    url: str
    text: str


class ResultsOut(BaseModel):
    """Articles, best first."""

    results: list[ResultOut]


class DocumentOut(BaseModel):
    """A whole article."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


def mcp_server(models: Models, answering: Answering, base: str | None = None) -> MCPServer:
    """Make the server.

    Args:
        models: where to look.
        answering: what answers.
        base: address of the HTTP server, under which articles without a URL can be opened; None:
            that of the request.
    """
    server = MCPServer(
        "dateline", title="Dateline", instructions=INSTRUCTIONS, version=version("dateline")
    )

    def link(article: Article, context: Context) -> str:
        request = context.request_context.request
        return address(
            article, str(request.base_url) if isinstance(request, Request) else base or ""
        )

    @server.tool(annotations=_READ_ONLY, title="Search articles")
    async def search(query: str, context: Context, asked_on: AskedOn = None) -> ResultsOut:
        """Find articles by words and meaning; each result holds its best passage."""
        with _explained():
            question = Asked(query, asked_on=asked_on).understood()
            hits = await models.ask(lambda: models.pipeline.search(question, _PASSAGES))
        best: dict[str, Hit] = {}
        for hit in hits:
            best.setdefault(hit.article.id, hit)
        return ResultsOut(
            results=[
                ResultOut(
                    id=hit.article.id,
                    title=headline(hit.article),
                    url=link(hit.article, context),
                    text=hit.passage.text,
                )
                for hit in list(best.values())[:_RESULTS]
            ]
        )

    @server.tool(annotations=_READ_ONLY, title="Read an article")
    async def fetch(id: str, context: Context) -> DocumentOut:  # noqa: A002  clients call it so
        """Read the whole text of an article, by its id."""
        with _explained():
            article, _ = await run_in_threadpool(models.pipeline.index.store.article, id)
        about = {"source": article.source, "published": article.published_iso}
        return DocumentOut(
            id=article.id,
            title=headline(article),
            text=article.text,
            url=link(article, context),
            metadata={"version": article.version} | {k: v for k, v in about.items() if v},
        )

    @server.tool(annotations=_READ_ONLY, title="Ask the articles")
    async def ask(
        question: str,
        asked_on: AskedOn = None,
        published_from: Day = None,
        published_to: Day = None,
        sources: list[str] | None = None,
    ) -> AnswerOut:
        """Answer a question with exact quotes; `answer` is null where the articles don't say.

        Every quote is the article's text from `start` to `end`, character for character.
        """
        filters = Filters(published_from, published_to, tuple(sources or ()))
        with _explained():
            asked = Asked(question, filters=filters, asked_on=asked_on)
            return AnswerOut.of(await answering.answer(asked))

    return server


class ToolsOverHTTP:
    """ASGI app of the tools, while it is `running`.

    Without sessions any worker can answer any request; the guard checks where it is from.
    """

    def __init__(self, server: MCPServer, max_body_bytes: int) -> None:
        self._server = server
        self._max_body_bytes = max_body_bytes
        self._app: ASGIApp | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take requests; the SDK's manager of requests runs only once, so each run has its own."""
        self._app = self._server.streamable_http_app(
            stateless_http=True,
            json_response=True,
            max_request_body_size=self._max_body_bytes,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        async with self._server.session_manager.run():
            yield
        self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._app is None:
            raise NotReady("the server is not running yet: try again in a moment")
        await self._app(scope, receive, send)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DatelineError as error:
        raise ToolError(str(error)) from error
