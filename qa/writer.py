"""The `Writer`: a language model behind an OpenAI-compatible address, asked for a draft."""

from asyncio import get_running_loop, timeout_at
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Protocol, Self

from index.errors import ModelError, WriterFailed

if TYPE_CHECKING:
    from openai import AsyncOpenAI

# A draft is a short text: what goes on longer than this has lost its way.
_MAX_TOKENS = 400


class Writer(Protocol):
    """Writes drafts."""

    @property
    def model(self) -> str:
        """Its name."""
        ...

    def write(self, system: str, user: str) -> AsyncGenerator[str]:
        """The draft in pieces, as they come.

        Raises:
            WriterFailed: there is none, or it breaks off.
        """
        ...


class OpenAIWriter:
    """Any endpoint that speaks OpenAI's Chat Completions."""

    def __init__(
        self,
        client: "AsyncOpenAI",
        model: str,
        on_tokens: Callable[[int, int], None] = lambda _prompt, _completion: None,
    ) -> None:
        self.model = model
        self.on_tokens = on_tokens
        self._client = client

    @classmethod
    def connect(cls, base_url: str, model: str, api_key: str, time_limit_s: float) -> Self:
        """Talk to the endpoint at `base_url`; nothing is asked of it yet.

        Raises:
            ModelError: the client library is not installed.
        """
        try:
            from openai import AsyncOpenAI
        except ImportError:
            raise ModelError(
                "a language model needs OpenAI's client: pip install 'openai>=3.57'"
            ) from None
        # Asked once: who waits would rather have the extractive answer than a second try.
        client = AsyncOpenAI(
            base_url=base_url, api_key=api_key or "none", timeout=time_limit_s, max_retries=0
        )
        return cls(client, model)

    async def write(self, system: str, user: str) -> AsyncGenerator[str]:
        """The draft in pieces, as they come; the same question gives the same where it can.

        Raises:
            WriterFailed: the endpoint cannot be reached, refuses, or breaks off.
        """
        import httpx2
        from openai import OpenAIError

        try:
            chunks = await self._client.chat.completions.create(
                model=self.model,
                messages=[
                    {"role": "system", "content": system},
                    {"role": "user", "content": user},
                ],
                stream=True,
                stream_options={"include_usage": True},
                max_tokens=_MAX_TOKENS,
                temperature=0,
            )
            async with chunks:
                async for chunk in chunks:
                    if chunk.usage:
                        self.on_tokens(chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
                    if chunk.choices and chunk.choices[0].delta.content:
                        yield chunk.choices[0].delta.content
        except (OpenAIError, httpx2.HTTPError, ValueError) as error:
            # ValueError: what came is no JSON. The message of an endpoint may hold anything.
            raise WriterFailed(f"the language model failed: {type(error).__name__}") from error


class TimedWriter:
    """A writer that keeps to a time limit, and remembers its last drafts.

    The same question over the same quotes has the same draft, until it is forgotten.
    """

    def __init__(self, writer: Writer, time_limit_s: float, remembered: int = 256) -> None:
        self.model = writer.model
        self._writer = writer
        self._time_limit_s = time_limit_s
        self._drafts: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._remembered = remembered

    async def write(self, system: str, user: str) -> AsyncGenerator[str]:
        """The draft in pieces, as they come.

        Raises:
            WriterFailed: there is none within the time limit, or it breaks off.
        """
        key = (system, user)
        if key in self._drafts:
            self._drafts.move_to_end(key)
            yield self._drafts[key]
            return
        deadline = get_running_loop().time() + self._time_limit_s
        pieces: list[str] = []
        async with aclosing(self._writer.write(system, user)) as draft:
            while True:
                try:
                    # Not around the whole: who takes a piece may keep it longer than the writer.
                    async with timeout_at(deadline):
                        piece = await anext(draft)
                except StopAsyncIteration:
                    break
                except TimeoutError:
                    raise WriterFailed(
                        f"the language model took longer than {self._time_limit_s:g} s"
                    ) from None
                pieces.append(piece)
                yield piece
        self._drafts[key] = "".join(pieces)
        if len(self._drafts) > self._remembered:
            self._drafts.popitem(last=False)
