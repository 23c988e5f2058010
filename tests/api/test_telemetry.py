"""What is counted and logged: every request, and no word of what was asked or stored."""

import json
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.keys import Keys
from api.settings import Settings
from api.telemetry import configure_logging
from qa.pipeline import Pipeline

ARTICLE = {
    "id": "secret-id",
    "text": "On Dec 6 Hnatov, Umerov and Witkoff attended the call. It took two hours.",
    "title": "Xyzzy",
    "published": "2025-12-06",
}


@pytest.fixture
def client(pipeline: Pipeline, keys: Keys) -> TestClient:
    return TestClient(create_app(pipeline, Settings(), keys), base_url="http://127.0.0.1")


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def value(client: TestClient, line: str) -> float:
    found = [
        row.rpartition(" ")[2]
        for row in client.get("/metrics").text.splitlines()
        if row.rpartition(" ")[0] == line
    ]
    return float(found[0]) if found else 0.0


def test_requests_answers_stages_and_sizes_are_counted(client: TestClient) -> None:
    client.post("/v1/articles", json={"articles": [ARTICLE]})
    client.post("/v1/ask", json={"question": "who attended the Dec 6 call"})
    client.post("/v1/ask", json={"question": "how deep is the lake"})
    client.post("/v1/ask", json={})
    client.get("/v1/articles/secret-id")
    client.get("/nowhere")
    ask = 'dateline_requests_total{method="POST",route="/v1/ask",status='
    assert value(client, ask + '"200"}') == 2
    assert value(client, ask + '"422"}') == 1
    assert value(client, 'dateline_requests_total{method="GET",route="none",status="404"}') == 1
    assert value(client, 'dateline_answers_total{kind="list",reason=""}') == 1
    assert value(client, 'dateline_answers_total{kind="none",reason="not_in_articles"}') == 1
    assert value(client, 'dateline_stage_seconds_count{stage="read"}') == 2
    assert value(client, "dateline_articles") == value(client, "dateline_passages") == 1
    assert value(client, "dateline_waiting") == 0
    assert "secret-id" not in client.get("/metrics").text


def test_metrics_need_a_key_where_all_else_does(client: TestClient, keys: Keys) -> None:
    _, token = keys.create("prometheus", can_read=True, can_write=False)
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_the_log_holds_no_words_and_every_request(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.post("/v1/articles", json={"articles": [ARTICLE]})
    client.post("/v1/ask", json={"question": "who attended the Dec 6 call"})
    client.get("/v1/articles/secret-id?version=Plugh")
    client.get("/v1/articles/secret-id", headers={"Host": "evil.example"})
    lines = [r.getMessage() for r in caplog.records if r.name == "api.telemetry"]
    assert [line.split(" ")[:3] for line in lines] == [
        ["POST", "/v1/articles", "200"],
        ["POST", "/v1/ask", "200"],
        ["GET", "/v1/articles/{article_id:path}", "404"],
        ["GET", "none", "403"],
    ]
    for word in ("Hnatov", "attended", "secret-id", "Xyzzy", "Plugh"):
        assert word not in "\n".join(lines)


@pytest.mark.parametrize(
    ("sent", "kept"), [("abc-1.2_3", True), ("x" * 65, False), ("a b", False), ("\x1b[31m", False)]
)
def test_the_request_id_comes_back(
    client: TestClient, caplog: pytest.LogCaptureFixture, sent: str, *, kept: bool
) -> None:
    caplog.set_level(logging.INFO)
    response = client.get("/healthz", headers={"X-Request-ID": sent})
    given = response.headers["x-request-id"]
    assert (given == sent) is kept
    assert caplog.records[-1].getMessage().endswith(given)
    assert client.get("/healthz").headers["x-request-id"] != given


@pytest.mark.usefixtures("logging_as_before")
def test_a_json_log_is_one_object_a_line(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("json")
    client.get("/healthz", headers={"X-Request-ID": "one"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    [line] = [line for line in lines if line["name"] == "api.telemetry"]
    assert (line["levelname"], line["route"], line["status"]) == ("INFO", "/healthz", 200)
    assert line["request_id"] == "one"
