"""One question, answered for whichever door it came in by: the same work, watched or not."""

import threading
from asyncio import Queue, create_task, get_running_loop
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Request

from api.deps import Models
from api.metrics import Metrics
from api.requests import DEFAULT_CITATIONS, Mode
from index.errors import InvalidInput, Overloaded, WriterFailed
from index.passage import Filters, Hit
from qa.account import account_hits
from qa.answer import Answer, Kind, Reason
from qa.draft import Account, checked, prompt, quotes_for, wants_prose
from qa.followup import Message
from qa.question import Question, understand
from qa.writer import TimedWriter


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
    mode: Mode = Mode.EXTRACT

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


@dataclass(frozen=True, slots=True)
class Draft:
    """What a language model has written so far, as far as the quotes cover it."""

    answer: Answer


Event = Searching | Reading | Draft | Answer


class _Abandoned(Exception):
    """Nobody waits for the answer any more."""


class Answering:
    """Asks the pipeline, in turn with everybody else, and counts the answers."""

    def __init__(self, models: Models, metrics: Metrics, writer: TimedWriter | None = None) -> None:
        """Put the parts together.

        Args:
            models: the pipeline and its turns.
            metrics: what counts answers.
            writer: the language model, if there is one.
        """
        self._models = models
        self._metrics = metrics
        self._writer = writer

    @property
    def language_model(self) -> str | None:
        """Its name, if there is one."""
        return self._writer.model if self._writer else None

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
            InvalidInput: the question cannot be used, or needs a language model and there is none.
            Overloaded: too many wait already; while iterating, it takes too long.
        """
        question = asked.understood()
        if asked.mode is Mode.GENERATE and self._writer is None:
            raise InvalidInput(
                "this server has no language model: leave mode out (in chat clients: choose the "
                "model dateline), or set DATELINE_LLM_BASE_URL and DATELINE_LLM_MODEL"
            )
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
        if self._writer and _may_be_written(question, asked.mode, answer):
            kept = 0
            async with aclosing(self._written(self._writer, question, answer)) as drafts:
                async for draft in drafts:
                    if draft.kind is Kind.GENERATED and len(draft.items) > kept:
                        kept = len(draft.items)
                        yield Draft(draft)
                    answer = draft
        self._metrics.answered(answer)
        yield answer

    async def _written(
        self, writer: TimedWriter, question: Question, extracted: Answer
    ) -> AsyncGenerator[Answer]:
        """The answer with each sentence of a draft that passes; at least the extracted one."""
        account, note = Account(()), None
        try:
            hits: Sequence[Hit] = ()
            if wants_prose(question):
                hits = await self._models.ask(lambda: account_hits(self._models.pipeline, question))
            account = Account(quotes := quotes_for(question, extracted, hits))
            draft = writer.write(*prompt(question, quotes))
            async with aclosing(checked(draft, quotes)) as sentences:
                async for sentence in sentences:
                    if account.take(sentence):
                        yield account.answer(extracted, writer.model)
        except (WriterFailed, Overloaded) as error:
            note = str(error)
        yield account.answer(extracted, writer.model, note)


def _may_be_written(question: Question, mode: Mode, answer: Answer) -> bool:
    """Not without being asked for, and not in place of a refusal that prose would not mend."""
    if mode is Mode.EXTRACT or answer.reason in (Reason.NO_ARTICLES, Reason.NO_ARTICLE_FOR_DATE):
        return False
    return wants_prose(question) or (mode is Mode.GENERATE and answer.text is not None)


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


def _answering(request: Request) -> Answering:
    answering: Answering = request.app.state.answering
    return answering


AnsweringDep = Annotated[Answering, Depends(_answering)]
