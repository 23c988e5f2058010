"""The HTTP application, a function of its parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api import problems
from api.body import WholeBody
from api.deps import Models
from api.guard import Exposure, Guard
from api.keys import Keys
from api.metrics import Metrics
from api.routes import articles, ask, health
from api.settings import Settings
from api.telemetry import Telemetry
from qa.pipeline import Pipeline


def create_app(
    pipeline: Pipeline, settings: Settings, keys: Keys, exposure: Exposure | None = None
) -> FastAPI:
    """Make the app; it closes the pipeline's index and the keys when the server stops.

    Args:
        pipeline: what answers.
        settings: the limits.
        keys: who may ask.
        exposure: how far the server can be reached; default: this machine only.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
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
    app.state.metrics = Metrics(pipeline)
    app.state.models = Models(
        pipeline, settings.max_waiting, settings.time_limit, app.state.metrics.waiting.set
    )
    problems.install(app)
    for router in (ask.router, articles.router, health.router):
        app.include_router(router, responses=problems.RESPONSES)
    app.add_middleware(WholeBody, max_bytes=settings.max_body_bytes)
    app.add_middleware(  # the last one added is the first to see a request
        Guard,
        keys=keys,
        exposure=exposure or Exposure(),
        requests_per_minute=settings.requests_per_minute,
    )
    app.add_middleware(Telemetry, metrics=app.state.metrics)
    return app
