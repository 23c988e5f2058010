"""The HTTP application, a function of its parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from api import problems
from api.answering import Answering
from api.body import WholeBody
from api.deps import Models
from api.guard import Exposure, Guard
from api.keys import Keys
from api.mcp import ToolsOverHTTP, mcp_server
from api.metrics import Metrics
from api.page import page_routes
from api.routes import articles, ask, chat, health, status
from api.settings import Settings
from api.telemetry import ID_HEADER, Telemetry
from qa.pipeline import Pipeline
from qa.writer import TimedWriter, Writer


def create_app(
    pipeline: Pipeline,
    settings: Settings,
    keys: Keys,
    exposure: Exposure | None = None,
    writer: Writer | None = None,
) -> FastAPI:
    """Make the app; it closes the pipeline's index and the keys when the server stops.

    Args:
        pipeline: what answers.
        settings: the limits.
        keys: who may ask.
        exposure: how far the server can be reached; default: this machine only.
        writer: a language model for those who ask for prose; default: none.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with tools.running():
            yield
        app.state.models.finish()
        pipeline.index.close()
        keys.close()

    app: FastAPI = FastAPIOffline(
        title="Dateline",
        version=version("dateline"),
        summary="Question answering over news articles, with exactly quoted, cited excerpts.",
        lifespan=lifespan,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.metrics = Metrics(pipeline)
    app.state.models = Models(
        pipeline, settings.max_waiting, settings.time_limit, app.state.metrics.waiting.set
    )
    problems.install(app)
    for router in (ask.router, chat.ai_sdk, articles.router, status.router, health.router):
        app.include_router(router, responses=problems.RESPONSES)
    app.include_router(chat.openai, responses=problems.OPENAI_RESPONSES)
    timed = TimedWriter(writer, settings.llm_time_limit) if writer else None
    answering = Answering(app.state.models, app.state.metrics, timed)
    app.state.answering = answering
    app.state.examples = status.Examples(app.state.models)
    tools = ToolsOverHTTP(
        mcp_server(app.state.models, answering), max_body_bytes=settings.max_body_bytes
    )
    app.router.routes += [Route("/mcp", tools), *page_routes()]
    app.add_middleware(WholeBody, max_bytes=settings.max_body_bytes)
    app.add_middleware(  # of these, the last one added is the first to see a request
        Guard,
        keys=keys,
        exposure=exposure or Exposure(),
        requests_per_minute=settings.requests_per_minute,
        origins=settings.cors_origins,
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],
            expose_headers=[ID_HEADER, "Retry-After"],
        )
    app.add_middleware(Telemetry, metrics=app.state.metrics)
    return app
