"""`GET /v1/status` and `GET /v1/examples`: what this server answers from, and questions to try."""

from asyncio import Lock, get_running_loop
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from api.answering import AnsweringDep
from api.deps import Models, ModelsDep, SettingsDep
from api.responses import ExamplesOut, SourceOut, StatusOut
from index.article import Article
from index.errors import Overloaded
from index.passage import Filters
from index.search import PassageIndex
from qa.examples import Proposal, is_answered, proposed

# So many articles are looked at, and the models asked so often, for so many questions.
_NEWEST, _TRIED, _WANTED = 40, 12, 4
_PAUSE_S = 30.0  # before the next try, where the models have more to do

router = APIRouter(prefix="/v1", tags=["status"])


class Examples:
    """Example questions of a collection, made anew when it has changed."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._making = Lock()
        self._seq = -1
        self._not_before = 0.0  # in the event loop's time
        self._questions: list[str] = []

    async def questions(self) -> list[str]:
        """At most four, each of another article; fewer where there is no time to make them."""
        async with self._making:
            seq = await run_in_threadpool(self._models.pipeline.index.store.last_seq)
            if seq != self._seq and get_running_loop().time() >= self._not_before:
                self._questions = []
                try:
                    await self._make()
                except Overloaded:
                    self._not_before = get_running_loop().time() + _PAUSE_S
                else:
                    self._seq = seq
            return self._questions

    async def _make(self) -> None:
        pipeline = self._models.pipeline
        used: set[str] = set()
        for article, proposal in await run_in_threadpool(_proposals, pipeline.index):
            if len(self._questions) == _WANTED:
                break
            if article.id in used or proposal.question in self._questions:
                continue
            # One by one, so that whoever asks meanwhile gets a turn in between.
            if await self._models.ask(partial(is_answered, proposal, article, pipeline)):
                used.add(article.id)
                self._questions.append(proposal.question)


def _proposals(index: PassageIndex) -> list[tuple[Article, Proposal]]:
    newest = index.store.latest_articles(Filters(), None, _NEWEST)
    # Those that name somebody or something need the least of what stands around them.
    found = sorted(
        ((article, proposal) for article in newest for proposal in proposed(article.text)),
        key=lambda pair: not pair[1].names_something,
    )
    return found[:_TRIED]


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
