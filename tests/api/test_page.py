"""What the page is served as, and the routes that it needs beside those of every client."""

import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.keys import Keys
from api.settings import Settings
from index.errors import Overloaded
from qa.pipeline import Pipeline

LIMIT = 100_000


@pytest.fixture
def client(pipeline: Pipeline, keys: Keys) -> Iterator[TestClient]:
    app = create_app(pipeline, Settings(max_body_bytes=LIMIT), keys)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def add(client: TestClient, *articles: dict[str, Any]) -> None:
    assert client.post("/v1/articles", json={"articles": articles}).status_code == 200


def send(client: TestClient, name: str, content: bytes) -> Any:
    body = {"name": name, "content": base64.b64encode(content).decode()}
    response = client.post("/v1/articles/files", json=body)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("path", ["/", "/?q=who", "/articles", "/article?id=a%2Fb", "/status"])
def test_every_view_is_the_one_document(client: TestClient, keys: Keys, path: str) -> None:
    keys.create("desk", can_read=True, can_write=False)  # which the document does not need
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in response.text
    assert client.head(path).status_code == 200
    assert client.post(path, json={}).status_code == 401
    unchanged = client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert unchanged.status_code == 304


def test_its_files_are_its_own_and_no_others(client: TestClient) -> None:
    document = client.get("/").text
    for path in ("/page/page.js", "/page/style.css", "/page/icon.svg"):
        assert f'"{path}"' in document
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["x-content-type-options"] == "nosniff"
        again = client.get(path, headers={"If-None-Match": response.headers["etag"]})
        assert again.status_code == 304
    for path in ("/page/%2e%2e/app.py", "/page/%2e%2e%2fapp.py", "/page/nothing.js", "/page/"):
        assert client.get(path).status_code == 404, path


def test_the_last_published_come_first_page_by_page(client: TestClient) -> None:
    days = {
        "c": "2025-12-06",
        "z": "2025-12-06T23:00:00+01:00",
        "a": "2025-12-06T22:00:00Z",
        "d": "2024-01-01",
        "b": None,
    }
    add(client, *({"id": i, "text": f"{i} met.", "published": day} for i, day in days.items()))
    add(client, {"id": "é/1", "text": "Later.", "published": "2026-01-01"})
    found: list[str] = []
    query: dict[str, Any] = {"order": "newest", "limit": 2}
    while True:
        page = client.get("/v1/articles", params=query).json()
        found += [article["id"] for article in page["articles"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert found == ["é/1", "z", "a", "c", "d", "b"]
    refused = client.get("/v1/articles", params={"order": "newest", "cursor": "a"})
    assert refused.status_code == 422
    assert "next_cursor" in refused.json()["detail"]


def test_a_file_is_read_as_from_a_folder(client: TestClient) -> None:
    markdown = b"---\ntitle: Call\ndate: 2025-12-06\n---\nHnatov attended."
    [result] = send(client, "call.md", markdown)["results"]
    assert (result["status"], result["passages"]) == ("created", 1)
    stored = client.get(f"/v1/articles/{result['id']}").json()
    assert (stored["title"], stored["published"]) == ("Call", "2025-12-06")
    assert send(client, "call.md", markdown)["results"][0]["status"] == "unchanged"
    other = send(client, "call.md", b"Another article under the same name.")["results"][0]
    assert other["status"] == "created"
    lines = b'{"id": "x", "text": "Umerov spoke."}\nnonsense\n{"title": "No text"}\n'
    found = send(client, "more.jsonl.gz", gzip.compress(lines))
    assert [result["id"] for result in found["results"]] == ["x"]
    assert [unread["where"] for unread in found["unread"]] == [
        "more.jsonl.gz, line 2",
        "more.jsonl.gz, line 3",
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF", "unknown kind of file"),
        ("a.txt", b"\xff\xff", "is not UTF-8"),
        ("a.txt.gz", b"no gzip", "cannot be read"),
        ("a.txt.gz", gzip.compress(b"a" * (LIMIT + 1)), "is larger than 100000 bytes"),
        ("a.json", b"{", "is no JSON"),
        ("..", b"a", "unknown kind of file"),
        ("a.md", b"---\ntitle: !!bool maybe\n---\na", "front matter"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    client: TestClient, name: str, content: bytes, reason: str
) -> None:
    found = send(client, name, content)
    assert found["results"] == []
    assert reason in found["unread"][0]["reason"]
    assert client.get("/v1/status").json()["articles"] == 0


@pytest.mark.parametrize("line", [b"x\n", b'{"text": "a"}\n'])
def test_of_a_file_with_too_much_nothing_is_stored(client: TestClient, line: bytes) -> None:
    packed = base64.b64encode(gzip.compress(line * 5_001)).decode()
    response = client.post("/v1/articles/files", json={"name": "a.jsonl.gz", "content": packed})
    assert response.status_code == 422
    assert "split it" in response.json()["detail"]
    assert client.get("/v1/status").json()["articles"] == 0


@pytest.mark.parametrize("content", ["no base64!", "YQ", 1, None])
def test_a_files_content_is_base64(client: TestClient, content: object) -> None:
    response = client.post("/v1/articles/files", json={"name": "a.txt", "content": content})
    assert response.status_code == 422
    assert "content" in response.json()["detail"]


def test_adding_a_file_needs_a_key_that_may_write(client: TestClient, keys: Keys) -> None:
    _, secret = keys.create("desk", can_read=True, can_write=False)
    bearer = {"Authorization": f"Bearer {secret}"}
    body = {"name": "a.txt", "content": "YQ=="}
    response = client.post("/v1/articles/files", json=body, headers=bearer)
    assert response.status_code == 403
    assert "write" in response.json()["detail"]
    assert client.get("/v1/status", headers=bearer).status_code == 200
    assert client.get("/v1/status").status_code == 401


def test_status_counts_what_is_there(client: TestClient) -> None:
    empty = client.get("/v1/status").json()
    assert (empty["articles"], empty["first_day"], empty["sources"]) == (0, None, [])
    add(
        client,
        {"id": "a", "text": "One.", "source": "Axle", "published": "2025-12-06"},
        {"id": "b", "text": "Two.", "source": "Axle", "published": "2025-11-01"},
        {"id": "c", "text": "Three."},
    )
    add(client, {"id": "c", "text": "Three, mended."})
    found = client.get("/v1/status").json()
    assert found["articles"] == 3
    assert found["versions"] == 4
    assert (found["first_day"], found["last_day"]) == ("2025-11-01", "2025-12-06")
    assert found["sources"] == [{"source": "Axle", "articles": 2}]
    assert found["embedder"] == "hashing@1024"
    assert found["reader"] == "packaged"
    assert found["language_model"] is None
    assert found["database_bytes"] > 0


def test_examples_are_answered_and_follow_the_collection(client: TestClient) -> None:
    def examples() -> list[str]:
        response = client.get("/v1/examples")
        assert response.status_code == 200
        questions: list[str] = response.json()["questions"]
        return questions

    assert examples() == []
    add(client, {"id": "a", "text": "Hnatov and Umerov attended the call about the Merrow Strait."})
    assert examples() == ["Who attended the call about the Merrow Strait?"]
    answer = client.post("/v1/ask", json={"question": examples()[0]}).json()
    assert answer["answer"] is not None
    client.delete("/v1/articles/a")
    assert examples() == []
    assert json.loads(client.get("/v1/examples").text) == {"questions": []}


def test_examples_wait_until_the_models_have_time(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(client, {"id": "a", "text": "Hnatov and Umerov attended the call about the Merrow Strait."})
    models = client.app.state.models  # type: ignore[attr-defined]
    tried: list[object] = []

    async def full(_work: object) -> None:
        tried.append(_work)
        raise Overloaded("too many wait already")

    monkeypatch.setattr(models, "ask", full)
    for _ in range(3):
        assert client.get("/v1/examples").json() == {"questions": []}
    assert len(tried) == 1
    monkeypatch.undo()
    assert client.post("/v1/ask", json={"question": "who attended the call"}).status_code == 200
