"""The tools over streamable HTTP, with the SDK's own client, on small parts."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import anyio
import httpx
import pytest
from mcp import Client
from mcp_types import CallToolResult, TextContent
from serving import serving

from api.app import create_app
from api.keys import Keys
from api.settings import Settings
from qa.pipeline import Pipeline

CALL = "On Dec 6 Hnatov, Umerov and Witkoff attended the call. It took two hours."
Result = TypeVar("Result")


@pytest.fixture
def server(pipeline: Pipeline, tmp_path: Path) -> Iterator[str]:
    with serving(create_app(pipeline, Settings(), Keys(tmp_path / "data"))) as url:
        articles = [
            {"id": "desk/a", "text": CALL, "published": "2025-12-06", "source": "Axle"},
            {"id": "b", "text": "Rutte called. " * 90, "url": "https://x.example/b", "title": "B"},
        ]
        httpx.post(f"{url}/v1/articles", json={"articles": articles}).raise_for_status()
        yield url


def with_client(server: str, use: Callable[[Client], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        async with Client(f"{server}/mcp") as client:
            return await use(client)

    return anyio.run(run)


def call(server: str, tool: str, **arguments: Any) -> CallToolResult:
    return with_client(server, lambda client: client.call_tool(tool, arguments))


def test_the_tools_only_read(server: str) -> None:
    tools = with_client(server, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == {"search", "fetch", "ask"}
    for tool in tools:
        assert tool.annotations
        assert tool.annotations.read_only_hint
        assert tool.output_schema
        assert tool.description


def test_ask_answers_as_the_native_route_does(server: str) -> None:
    question = {"question": "who attended the Dec 6 call"}
    found = call(server, "ask", **question).structured_content
    native = httpx.post(f"{server}/v1/ask", json=question).json()
    for answer in (found, native):
        assert answer
        answer.pop("id")
        answer.pop("timing_ms")
    assert found == native
    assert found["answer"] == "Hnatov, Umerov and Witkoff"


def test_search_names_each_article_once_and_fetch_reads_it(server: str) -> None:
    found = call(server, "search", query="Rutte called").structured_content
    assert found
    results = found["results"]
    assert [r["id"] for r in results].count("b") == 1
    assert results[0] | {"text": ""} == {
        "id": "b", "title": "B", "url": "https://x.example/b", "text": ""
    }  # fmt: skip
    for result in results:
        read = call(server, "fetch", id=result["id"]).structured_content
        assert read
        assert result["text"] in read["text"]
        assert read["url"] == result["url"]
    assert results[-1]["url"].startswith(f"{server}/article?id=desk%2Fa&version=")
    assert httpx.get(results[-1]["url"]).headers["Content-Type"].startswith("text/html")


def test_the_day_of_asking_and_filters_are_heeded(server: str) -> None:
    question = {"question": "who attended the Dec 6 call"}
    for more in ({"asked_on": "2025-12-05"}, {"sources": ["Wire"]}, {"published_to": "2025-12-01"}):
        found = call(server, "ask", **question, **more).structured_content
        assert found
        assert found["answer"] is None


@pytest.mark.parametrize(
    ("tool", "arguments", "named"),
    [
        ("fetch", {"id": "nowhere"}, "nowhere"),
        ("ask", {"question": " "}, "question"),
        ("search", {"query": "x" * 3000}, "2000"),
        ("ask", {"question": "x", "asked_on": "yesterday"}, "2025-12-06"),
    ],
)
def test_errors_say_what_to_do(
    server: str, tool: str, arguments: dict[str, Any], named: str
) -> None:
    result = call(server, tool, **arguments)
    assert result.is_error
    [content] = result.content
    assert isinstance(content, TextContent)
    assert named in content.text


def test_pages_of_other_sites_and_requests_without_key_are_refused(
    server: str, tmp_path: Path
) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"Accept": "application/json, text/event-stream"}
    foreign = accept | {"Origin": "https://evil.example"}
    assert httpx.post(f"{server}/mcp", json=body, headers=accept).status_code == 200
    assert httpx.post(f"{server}/mcp", json=body, headers=foreign).status_code == 403
    keys = Keys(tmp_path / "data")
    _, token = keys.create("desk", can_read=True, can_write=False)
    keys.close()
    assert httpx.post(f"{server}/mcp", json=body, headers=accept).status_code == 401
    bearer = accept | {"Authorization": f"Bearer {token}"}
    assert httpx.post(f"{server}/mcp", json=body, headers=bearer).status_code == 200
