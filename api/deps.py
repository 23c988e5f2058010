"""What the routes need, named once."""

from threading import BoundedSemaphore
from typing import Annotated

from fastapi import Depends, Request

from qa.pipeline import Pipeline


class Models:
    """The pipeline, and the right to run its models: one call at a time.

    A model call uses all cores by itself, so a second one beside it would only slow both. Routes
    that take it are plain functions, which run in threads: the event loop never waits.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.turn = BoundedSemaphore(1)


def _models(request: Request) -> Models:
    models: Models = request.app.state.models
    return models


ModelsDep = Annotated[Models, Depends(_models)]
