"""Keys, scopes, foreign pages and names, content types, and how much is let in at once."""

import asyncio
import json
import logging
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.types import Message

from api.app import create_app
from api.guard import Exposure
from api.keys import Keys
from api.settings import Settings
from index.errors import InvalidInput
from qa.pipeline import Pipeline

ASK = {"question": "who called"}
ADD = {"articles": [{"id": "a", "text": "Hnatov called on Dec 6."}]}
LOCAL = "http://127.0.0.1:8000"


def serve(
    pipeline: Pipeline, keys: Keys, exposure: Exposure | None = None, **limits: Any
) -> TestClient:
    return TestClient(create_app(pipeline, Settings(**limits), keys, exposure), base_url=LOCAL)


@pytest.fixture
def client(pipeline: Pipeline, keys: Keys) -> TestClient:
    return serve(pipeline, keys)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_without_keys_this_machine_needs_none(client: TestClient) -> None:
    assert client.post("/v1/ask", json=ASK).status_code == 200
    assert client.post("/v1/ask", json=ASK, headers=bearer("anything")).status_code == 200


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/articles", "/docs", "/openapi.json", "/nothing"])
def test_with_a_key_every_request_needs_one(client: TestClient, keys: Keys, path: str) -> None:
    keys.create("desk", can_read=True, can_write=True)
    for headers in ({}, bearer("x"), bearer(""), {"Authorization": "Basic eDp5"}):
        response = client.get(path, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == "application/problem+json"
    for open_path in ("/healthz", "/readyz"):
        assert client.get(open_path).status_code == 200


def test_scopes(client: TestClient, keys: Keys) -> None:
    _, reader = keys.create("reads", can_read=True, can_write=False)
    _, writer = keys.create("writes", can_read=False, can_write=True)
    assert client.post("/v1/articles", json=ADD, headers=bearer(writer)).status_code == 200
    assert client.post("/v1/ask", json=ASK, headers=bearer(reader)).status_code == 200
    for method, path, body, token, scope in (
        ("POST", "/v1/articles", ADD, reader, "write"),
        ("DELETE", "/v1/articles/a", None, reader, "write"),
        ("POST", "/v1/ask", ASK, writer, "read"),
        ("GET", "/v1/articles/a", None, writer, "read"),
    ):
        response = client.request(method, path, json=body, headers=bearer(token))
        assert response.status_code == 403, path
        assert f"lacks the scope {scope}" in response.json()["detail"]
    assert client.get("/v1/articles/a", headers=bearer(reader)).status_code == 200


def test_a_revoked_key_is_refused_at_once(client: TestClient, keys: Keys, tmp_path: Path) -> None:
    _, kept = keys.create("kept", can_read=True, can_write=False)
    key, token = keys.create("gone", can_read=True, can_write=False)
    assert client.post("/v1/ask", json=ASK, headers=bearer(token)).status_code == 200
    elsewhere = Keys(tmp_path / "data")  # as `dateline keys revoke` does
    elsewhere.revoke(key.id)
    elsewhere.close()
    assert client.post("/v1/ask", json=ASK, headers=bearer(token)).status_code == 401
    assert client.post("/v1/ask", json=ASK, headers=bearer(kept)).status_code == 200


def test_a_part_or_a_neighbour_of_a_key_is_no_key(keys: Keys) -> None:
    key, token = keys.create("desk", can_read=True, can_write=False)
    other, other_token = keys.create("other", can_read=True, can_write=False)
    assert keys.find(token) == key
    secret = token.rpartition(f"{key.id}_")[2]
    for wrong in (
        token[:-1], token + "x", token.upper(), secret, f"xx_{key.id}_{secret}",
        f"dl_{other.id}_{secret}", f"dl_{key.id}_", "dl__", "", "\udc80", other_token[::-1],
    ):  # fmt: skip
        assert keys.find(wrong) is None, wrong


def test_no_file_and_no_log_holds_the_secret(
    client: TestClient, keys: Keys, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key, token = keys.create("desk", can_read=True, can_write=False)
    client.post("/v1/ask", json=ASK, headers=bearer(token))
    client.post("/v1/ask", json=ASK, headers=bearer(token + "x"))
    secret = token.rpartition(f"{key.id}_")[2]
    for file in (tmp_path / "data").iterdir():
        assert secret.encode() not in file.read_bytes()
    assert secret not in caplog.text


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb", "\x1b[31m"])
def test_a_key_needs_a_name_to_know_it_by(keys: Keys, name: str) -> None:
    with pytest.raises(InvalidInput, match="name of 1 to 100"):
        keys.create(name, can_read=True, can_write=False)
    assert not keys.exist()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8000", 200),
        ("localhost:1", 200),
        ("[::1]:8000", 200),
        ("rebound.example", 403),
        ("127.0.0.1.example", 403),
        ("[::1", 403),
        ("192.168.1.5:8000", 403),
        ("", 403),
    ],
)
def test_only_this_machines_names_without_a_key(
    client: TestClient, keys: Keys, host: str, status: int
) -> None:
    assert client.post("/v1/ask", json=ASK, headers={"Host": host}).status_code == status
    _, token = keys.create("desk", can_read=True, can_write=False)
    headers = {"Host": host, **bearer(token)}
    assert client.post("/v1/ask", json=ASK, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://localhost:3000", 200),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
def test_pages_of_other_sites_are_refused(client: TestClient, origin: str, status: int) -> None:
    response = client.post("/v1/articles", json=ADD, headers={"Origin": origin})
    assert response.status_code == status
    stored = client.get("/v1/articles").json()["articles"]
    assert len(stored) == (1 if status == 200 else 0)


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_a_post_is_json_by_its_content_type(client: TestClient, sent: str) -> None:
    body = b'{"articles": [{"text": "x"}]}'
    response = client.post("/v1/articles", content=body, headers={"Content-Type": sent})
    assert response.status_code == 415
    assert client.get("/v1/articles").json()["articles"] == []
    right = {"Content-Type": "application/JSON; charset=utf-8"}
    assert client.post("/v1/articles", content=body, headers=right).status_code == 200


def test_beyond_this_machine_a_missing_key_opens_nothing(pipeline: Pipeline, keys: Keys) -> None:
    exposed = serve(pipeline, keys, Exposure(beyond=True))
    assert exposed.post("/v1/ask", json=ASK).status_code == 401  # its last key was revoked
    anybody = serve(pipeline, keys, Exposure(beyond=True, insecure=True))
    headers = {"Host": "news.example"}
    assert anybody.post("/v1/ask", json=ASK, headers=headers).status_code == 200
    keys.create("desk", can_read=True, can_write=False)
    assert anybody.post("/v1/ask", json=ASK, headers=headers).status_code == 401


def test_a_key_may_send_so_many_requests_a_minute(pipeline: Pipeline, keys: Keys) -> None:
    client = serve(pipeline, keys, requests_per_minute=3)
    for _ in range(9):  # without a key there is no limit
        assert client.get("/v1/articles").status_code == 200
    tokens = [keys.create(n, can_read=True, can_write=False)[1] for n in ("one", "two")]
    for token in tokens:
        for _ in range(3):
            assert client.get("/v1/articles", headers=bearer(token)).status_code == 200
        refused = client.get("/v1/articles", headers=bearer(token))
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60


class Gate:
    """Stands in for `Pipeline.ask`: says when it was called and waits to be let through."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.entered, self.go = Event(), Event()
        self._ask = pipeline.ask

    def __call__(self, *args: Any) -> Any:
        self.entered.set()
        assert self.go.wait(20)
        return self._ask(*args)


def test_a_full_queue_says_so(
    pipeline: Pipeline, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(pipeline)
    monkeypatch.setattr(pipeline, "ask", gate)
    statuses: Queue[int] = Queue()
    with serve(pipeline, keys, max_waiting=1) as client:

        def ask() -> None:
            statuses.put(client.post("/v1/ask", json=ASK).status_code)

        threads = [Thread(target=ask) for _ in range(4)]
        threads[0].start()
        assert gate.entered.wait(20)
        for thread in threads[1:]:
            thread.start()
        refused = [statuses.get(timeout=20) for _ in range(2)]  # one is worked on, one waits
        gate.go.set()
        answered = [statuses.get(timeout=20) for _ in range(2)]
        for thread in threads:
            thread.join()
    assert (refused, answered) == ([503, 503], [200, 200])


def test_who_goes_away_leaves_the_queue(
    pipeline: Pipeline, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(pipeline)
    monkeypatch.setattr(pipeline, "ask", gate)
    app = create_app(pipeline, Settings(), keys)
    waiting: list[int] = []
    monkeypatch.setattr(app.state.models, "_on_waiting", waiting.append)
    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/v1/ask", "headers": headers,
             "query_string": b"", "http_version": "1.1", "raw_path": b"/v1/ask",
             "client": None, "server": ("127.0.0.1", 8000), "scheme": "http"}  # fmt: skip

    async def ask(gone: asyncio.Event) -> list[Message]:
        body = [{"type": "http.request", "body": json.dumps(ASK).encode(), "more_body": False}]
        sent: list[Message] = []

        async def receive() -> Message:
            if body:
                return body.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await app(dict(scope), receive, send)
        return sent

    async def two_ask() -> tuple[list[Message], list[Message]]:
        stays, leaves = asyncio.Event(), asyncio.Event()
        first = asyncio.ensure_future(ask(stays))
        while not gate.entered.is_set():
            await asyncio.sleep(0.01)
        second = asyncio.ensure_future(ask(leaves))
        while not waiting or waiting[-1] == 0:
            await asyncio.sleep(0.01)
        leaves.set()
        nothing = await asyncio.wait_for(second, 20)
        assert waiting[-1] == 0
        gate.go.set()
        return await asyncio.wait_for(first, 20), nothing

    answered, nothing = asyncio.run(two_ask())
    assert answered[0]["status"] == 200
    assert nothing == []


def test_a_question_has_a_time_limit_and_its_turn_lasts_to_its_end(
    pipeline: Pipeline, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(pipeline)
    monkeypatch.setattr(pipeline, "ask", gate)
    with serve(pipeline, keys, time_limit=0.2) as client:
        late = client.post("/v1/ask", json=ASK)
        assert (late.status_code, late.headers["retry-after"]) == (503, "5")
        assert "within 0.2 s" in late.json()["detail"]
        assert client.post("/v1/search", json={"query": "x"}).status_code == 503  # still its turn
        gate.go.set()
        for _ in range(100):
            if client.post("/v1/search", json={"query": "x"}).status_code == 200:
                break
        else:
            pytest.fail("the turn was never given back")


@pytest.fixture
def cors(pipeline: Pipeline, keys: Keys) -> TestClient:
    app = create_app(pipeline, Settings(cors_origins=["https://chat.example"]), keys)
    return TestClient(app, base_url="http://127.0.0.1:8000")


def preflight(client: TestClient, origin: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/v1/ask", headers=headers)


def test_pages_of_named_sites_may_ask(cors: TestClient, keys: Keys) -> None:
    named = {"Origin": "https://chat.example"}
    assert preflight(cors, "https://chat.example").status_code == 200
    for status, headers in ((200, named), (401, named)):
        response = cors.post("/v1/ask", json=ASK, headers=headers)
        assert response.status_code == status
        assert response.headers["Access-Control-Allow-Origin"] == "https://chat.example"
        keys.create("desk", can_read=True, can_write=False)  # from here on one is needed
    assert preflight(cors, "https://chat.example").status_code == 200


def test_pages_of_other_sites_may_not(cors: TestClient, client: TestClient) -> None:
    assert preflight(cors, "https://evil.example").status_code == 400
    response = cors.post("/v1/ask", json=ASK, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers
    named = client.post("/v1/ask", json=ASK, headers={"Origin": "https://chat.example"})
    assert named.status_code == 403  # off by default


@pytest.mark.parametrize(
    "origin", ["*", "chat.example", "https://chat.example/", "ftp://x.example"]
)
def test_only_origins_can_be_named(origin: str) -> None:
    with pytest.raises(ValidationError, match="is no origin: write one like"):
        Settings(cors_origins=[origin])
