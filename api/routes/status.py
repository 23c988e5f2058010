"""`GET /v1/status` and `GET /v1/examples`: what this server answers from, and questions to try."""

from asyncio import Lock
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from api.answering import AnsweringDep
from api.deps import Models, ModelsDep, SettingsDep
from api.responses import ExamplesOut, SourceOut, StatusOut
from index.passage import Filters
from qa.examples import is_answered, proposed

# So many articles are looked at, and the models asked so often, for so many questions.
_NEWEST, _TRIED, _WANTED = 40, 12, 4

router = APIRouter(prefix="/v1", tags=["status"])


class Examples:
    """Example questions of a collection, made anew when it has changed."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._making = Lock()
        self._seq = -1
        self._questions: list[str] = []

    async def questions(self) -> list[str]:
        """At most four, each of another article.

        Raises:
            Overloaded: too many wait for the models already.
        """
        async with self._making:
            seq = await run_in_threadpool(self._models.pipeline.index.store.last_seq)
            if seq != self._seq:
                self._questions = await self._make()
                self._seq = seq
            return self._questions

    async def _make(self) -> list[str]:
        pipeline = self._models.pipeline
        store = pipeline.index.store
        newest = await run_in_threadpool(store.latest_articles, Filters(), None, _NEWEST)
        made: dict[str, str] = {}  # by the id of its article
        # Those that name somebody or something need the least of what stands around them.
        proposals = sorted(
            ((article, proposal) for article in newest for proposal in proposed(article.text)),
            key=lambda pair: not pair[1].names_something,
        )
        for article, proposal in islice(proposals, _TRIED):
            if len(made) == _WANTED:
                break
            if article.id in made or proposal.question in made.values():
                continue
            # One by one, so that whoever asks meanwhile gets a turn in between.
            if await self._models.ask(partial(is_answered, proposal, article, pipeline)):
                made[article.id] = proposal.question
        return list(made.values())


def _examples(request: Request) -> Examples:
    examples: Examples = request.app.state.examples
    return examples


@router.get("/status")
def status(models: ModelsDep, answering: AnsweringDep, settings: SettingsDep) -> StatusOut:
    """Figures of the collection, and the models."""
    index = models.pipeline.index
    found = index.store.summary()
    return StatusOut(
        version=version("dateline"),
        articles=found.articles,
        versions=found.versions,
        passages=found.passages,
        database_bytes=found.database_bytes,
        first_day=found.first_day,
        last_day=found.last_day,
        sources=[SourceOut(source=name, articles=count) for name, count in found.sources],
        embedder=index.embedder.fingerprint,
        reader=Path(settings.reader).name or "packaged",
        language_model=answering.language_model,
    )


@router.get("/examples")
async def examples(made: Annotated[Examples, Depends(_examples)]) -> ExamplesOut:
    """Questions that the newest articles answer."""
    return ExamplesOut(questions=await made.questions())
