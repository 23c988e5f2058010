"""What the routes need, named once."""

from asyncio import Semaphore
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from qa.pipeline import Pipeline

Result = TypeVar("Result")


class Models:
    """The pipeline, and the right to run its models: one call at a time.

    A model call uses all cores by itself, so a second one beside it would only slow both. Who waits
    for a turn waits in the event loop, and holds no thread that others need.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self._turn = Semaphore(1)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do model work in a thread, when its turn has come."""
        async with self._turn:
            return await run_in_threadpool(work)


def _models(request: Request) -> Models:
    models: Models = request.app.state.models
    return models


ModelsDep = Annotated[Models, Depends(_models)]
