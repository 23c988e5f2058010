"""The clients that run on Python get the same answer and citations as the native route gives."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from clients.conftest import Messages, address_of, stable

# Installed by `make test-all`; `make test` needs nothing but Python and Dateline.
pytest.importorskip("haystack", reason="`make test-all` installs the clients and runs these")

import openai
from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.dataclasses import ChatMessage
from haystack.utils import Secret
from langchain_openai import ChatOpenAI
from mcp import Client, StdioServerParameters
from pydantic import SecretStr

pytestmark = pytest.mark.slow


@dataclass
class Heard:
    """What a client made of an answer: its text, and where it says that the citations stand."""

    text: str
    annotations: list[dict[str, Any]] | None = None
    answer: dict[str, Any] | None = None


def openai_client(server: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server}/v1", api_key="none")


def chat(server: str, messages: Messages) -> Heard:
    with openai_client(server) as client:
        done = client.chat.completions.create(
            model="dateline",
            messages=messages,  # type: ignore[arg-type]
        )
    message = done.choices[0].message
    annotations = [a.url_citation.model_dump() for a in message.annotations or ()]
    assert done.usage
    assert done.model_extra
    return Heard(message.content or "", annotations, done.model_extra["dateline"])


def chat_streamed(server: str, messages: Messages) -> Heard:
    heard = Heard("", [])
    with openai_client(server) as client:
        chunks = client.chat.completions.create(
            model="dateline",
            messages=messages,  # type: ignore[arg-type]
            stream=True,
            stream_options={"include_usage": True},
        )
        for chunk in chunks:
            heard.answer = (chunk.model_extra or {}).get("dateline", heard.answer)
            if not chunk.choices:
                assert chunk.usage
                continue
            delta = chunk.choices[0].delta
            heard.text += delta.content or ""
            found = (delta.model_extra or {}).get("annotations", [])
            assert heard.annotations is not None
            heard.annotations += [a["url_citation"] for a in found]
    return heard


def responses(server: str, messages: Messages) -> Heard:
    with openai_client(server) as client:
        response = client.responses.create(
            model="dateline",
            input=messages,  # type: ignore[arg-type]
            include=["file_search_call.results"],
        )
    searched, message = response.output
    assert searched.type == "file_search_call"
    assert message.type == "message"
    [part] = message.content
    assert part.type == "output_text"
    assert response.output_text == part.text
    assert response.model_extra
    answer = response.model_extra["dateline"]
    assert [r.text for r in searched.results or ()] == [c["quote"] for c in answer["citations"]]
    return Heard(part.text, [a.model_dump() for a in part.annotations], answer)


def responses_streamed(server: str, messages: Messages) -> Heard:
    with (
        openai_client(server) as client,
        client.responses.stream(
            model="dateline",
            input=messages,  # type: ignore[arg-type]
        ) as stream,
    ):
        text = "".join(e.delta for e in stream if e.type == "response.output_text.delta")
        [message] = stream.get_final_response().output
    assert message.type == "message"
    [part] = message.content
    assert part.type == "output_text"
    assert text == part.text
    return Heard(text, [a.model_dump() for a in part.annotations])


def langchain(server: str, messages: Messages) -> Heard:
    with httpx.Client() as http:
        model = ChatOpenAI(
            base_url=f"{server}/v1",
            api_key=SecretStr("none"),
            model="dateline",
            http_client=http,
        )
        whole = model.invoke(messages)
        streamed = "".join(str(chunk.content) for chunk in model.stream(messages))
    assert streamed == whole.content
    return Heard(str(whole.content))


def haystack(server: str, messages: Messages) -> Heard:
    generator = OpenAIChatGenerator(
        api_key=Secret.from_token("none"), model="dateline", api_base_url=f"{server}/v1"
    )
    roles = {"user": ChatMessage.from_user, "assistant": ChatMessage.from_assistant}
    said = [roles[m["role"]](m["content"]) for m in messages]
    [reply] = generator.run(said)["replies"]
    return Heard(reply.text or "")


@pytest.mark.parametrize(
    "client", [chat, chat_streamed, responses, responses_streamed, langchain, haystack]
)
def test_every_client_gets_the_same_answer(
    client: Callable[[str, Messages], Heard],
    server: str,
    messages: Messages,
    native: dict[str, Any],
) -> None:
    heard = client(server, messages)
    assert heard.text == chat(server, messages).text
    if heard.answer is not None:
        assert stable(heard.answer) == native
    if heard.annotations is not None:
        for annotation in heard.annotations:
            marker = heard.text[annotation["start_index"] : annotation["end_index"]]
            citation = native["citations"][int(marker.strip("[]")) - 1]
            assert annotation["url"] == address_of(citation, server)
        assert len({a["url"] for a in heard.annotations}) == len(
            {address_of(c, server) for c in native["citations"]}
        )


def asked_by_mcp(where: str | StdioServerParameters, question: str) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        async with Client(where) as client:
            assert {t.name for t in (await client.list_tools()).tools} == {"search", "fetch", "ask"}
            found = (await client.call_tool("ask", {"question": question})).structured_content
            assert found
            return stable(found)

    return anyio.run(run)


def test_mcp_over_http(server: str, messages: Messages, native: dict[str, Any]) -> None:
    if len(messages) > 1:
        pytest.skip("a tool call has no history: the model that calls it words a whole question")
    assert asked_by_mcp(f"{server}/mcp", messages[0]["content"]) == native


def test_mcp_over_stdio(data: Path) -> None:
    arguments = ["-c", "from api.cli import main; main()", "mcp", "--data", str(data)]
    where = StdioServerParameters(command=sys.executable, args=arguments)
    found = asked_by_mcp(where, "how many boats sank at Port Ellery")
    assert found["answer"] == "Harbour Courier: Nine; Coast Agency: Seven"
    assert [c["source"] for c in found["citations"]] == ["Harbour Courier", "Coast Agency"]


def test_the_foreign_event_of_open_webui_does_not_disturb_the_plain_client(server: str) -> None:
    def text(model: str) -> str:
        with openai_client(server) as client:
            chunks = client.chat.completions.create(
                model=model,
                messages=[{"role": "user", "content": "how long did the call last"}],
                stream=True,
            )
            return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)

    assert text("dateline-openwebui") == text("dateline") == "two hours [1]"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"n": 2}, openai.BadRequestError),
        ({"model": "gpt-5"}, openai.NotFoundError),
        ({"messages": []}, openai.BadRequestError),
    ],
)
def test_errors_are_raised_as_openais(
    server: str, more: dict[str, Any], error: type[openai.APIStatusError]
) -> None:
    body: dict[str, Any] = {"model": "dateline", "messages": [{"role": "user", "content": "x"}]}
    with openai_client(server) as client, pytest.raises(error) as caught:
        client.chat.completions.create(**body | more)
    assert caught.value.body
    assert caught.value.message


def test_the_models_are_listed(server: str) -> None:
    with openai_client(server) as client:
        listed = [model.id for model in client.models.list()]
    assert listed == ["dateline", "dateline-markdown", "dateline-openwebui"]
