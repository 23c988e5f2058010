"""One question, answered for whichever door it came in by: the same work, watched or not."""

import threading
from asyncio import Queue, create_task, get_running_loop
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends

from api.deps import Models, ModelsDep
from api.metrics import Metrics, MetricsDep
from api.requests import DEFAULT_CITATIONS
from index.passage import Filters, Hit
from qa.answer import Answer
from qa.followup import Message
from qa.question import Question, understand


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as any door takes it; `history` are the messages before, oldest first."""

    question: str
    history: Sequence[Message] = ()
    filters: Filters = field(default_factory=Filters)
    asked_on: date | None = None
    as_of: date | None = None
    max_citations: int = DEFAULT_CITATIONS
    min_confidence: float | None = None

    def understood(self) -> Question:
        """What is asked; who gives a day of asking sees only what was published until then.

        Raises:
            InvalidInput: the question is empty or too long.
        """
        return understand(
            self.question,
            self.asked_on or today(),
            filters=self.filters,
            as_of=self.as_of or self.asked_on,
            history=self.history,
        )


@dataclass(frozen=True, slots=True)
class Searching:
    """The question was understood and waits for its turn, then for passages."""

    question: Question


@dataclass(frozen=True, slots=True)
class Reading:
    """These passages are about to be read."""

    hits: tuple[Hit, ...]


Event = Searching | Reading | Answer


class _Abandoned(Exception):
    """Nobody waits for the answer any more."""


class Answering:
    """Asks the pipeline, in turn with everybody else, and counts the answers."""

    def __init__(self, models: Models, metrics: Metrics) -> None:
        self._models = models
        self._metrics = metrics

    async def answer(self, asked: Asked) -> Answer:
        """Answer a question.

        Raises:
            InvalidInput: the question cannot be used.
            Overloaded: too many wait already, or it takes too long.
        """
        async with aclosing(self.events(asked)) as events:
            async for event in events:
                last = event
        assert isinstance(last, Answer)  # noqa: S101  the last event always is one
        return last

    def events(self, asked: Asked) -> AsyncGenerator[Event]:
        """The work on a question as it goes on, the answer last.

        What can be refused is refused before anything is iterated. Closing the iterator ends the
        work before its next stage.

        Raises:
            InvalidInput: the question cannot be used.
            Overloaded: too many wait already; while iterating, it takes too long.
        """
        question = asked.understood()
        self._models.check_room()
        return self._events(question, asked)

    async def _events(self, question: Question, asked: Asked) -> AsyncGenerator[Event]:
        yield Searching(question)
        loop, abandoned = get_running_loop(), threading.Event()
        told: Queue[Reading | None] = Queue()

        def on_reading(hits: Sequence[Hit]) -> None:
            if abandoned.is_set():
                raise _Abandoned
            loop.call_soon_threadsafe(told.put_nowait, Reading(tuple(hits)))

        def ask() -> Answer:
            return self._models.pipeline.ask(
                question, asked.max_citations, asked.min_confidence, on_reading
            )

        work = create_task(self._models.ask(ask))
        work.add_done_callback(lambda _: told.put_nowait(None))
        try:
            while reading := await told.get():
                yield reading
            answer = await work
        finally:
            abandoned.set()
            work.cancel()
        self._metrics.answered(answer)
        yield answer


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


def _answering(models: ModelsDep, metrics: MetricsDep) -> Answering:
    return Answering(models, metrics)


AnsweringDep = Annotated[Answering, Depends(_answering)]
