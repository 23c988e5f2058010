"""What the routes need, named once."""

from asyncio import Future, Semaphore, get_running_loop, shield, timeout_at
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from api.settings import Settings
from index.errors import Overloaded
from qa.pipeline import Pipeline

Result = TypeVar("Result")


class Models:
    """The pipeline, and the right to run its models: one call at a time.

    A model call uses all cores by itself, so a second one beside it would only slow both. Who waits
    for a turn waits in the event loop, and holds no thread that others need; at most `max_waiting`
    do. `on_waiting` is told how many, whenever it changes.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        max_waiting: int = 32,
        time_limit_s: float = 30.0,
        on_waiting: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.pipeline = pipeline
        self._turn = Semaphore(1)
        # Always the same thread: every other one would keep memory of its own for the models.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="models")
        self._waiting = 0
        self._max_waiting = max_waiting
        self._time_limit_s = time_limit_s
        self._on_waiting = on_waiting

    def finish(self) -> None:
        """Wait for the call that is being worked on, even where nobody waits for its result."""
        self._thread.submit(lambda: None).result()

    async def ask(self, work: Callable[[], Result]) -> Result:
        """Do the model work of a question in a thread, when its turn has come.

        Raises:
            Overloaded: too many wait already, or it is not done within the time limit.
        """
        return await self._run(work, get_running_loop().time() + self._time_limit_s)

    async def add(self, work: Callable[[], Result], *, begun: bool = False) -> Result:
        """Do a step of adding articles, however long it takes; what has `begun` is not refused.

        Raises:
            Overloaded: too many wait already.
        """
        return await self._run(work, None, unless_full=not begun)

    async def _run(
        self, work: Callable[[], Result], deadline: float | None, *, unless_full: bool = True
    ) -> Result:
        try:
            async with timeout_at(deadline):
                if unless_full:
                    self.check_room()
                await self._take_turn()
                try:
                    job = get_running_loop().run_in_executor(self._thread, work)
                except BaseException:
                    self._turn.release()
                    raise
                # A thread cannot be stopped: where nobody waits for it any more its turn still
                # lasts to its end, so that no second call begins beside it.
                job.add_done_callback(self._end_turn)
                return await shield(job)
        except TimeoutError:
            raise Overloaded(
                f"the question was not answered within {self._time_limit_s:g} s: try again later, "
                "when fewer are asked"
            ) from None

    def check_room(self) -> None:
        """Make sure that one more may wait.

        Raises:
            Overloaded: too many wait already.
        """
        if self._turn.locked() and self._waiting >= self._max_waiting:
            raise Overloaded(f"{self._waiting} requests wait already: try again later")

    async def _take_turn(self) -> None:
        self._wait(1)
        try:
            await self._turn.acquire()
        finally:
            self._wait(-1)

    def _wait(self, more: int) -> None:
        self._waiting += more
        self._on_waiting(self._waiting)

    def _end_turn(self, job: "Future[Any]") -> None:
        self._turn.release()
        if not job.cancelled():
            job.exception()  # looked at here where nobody else does any more


def _models(request: Request) -> Models:
    models: Models = request.app.state.models
    return models


ModelsDep = Annotated[Models, Depends(_models)]


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(_settings)]
