"""The HTTP contract, version 1, on small parts."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.keys import Keys
from api.settings import Settings
from index.errors import StoreBusy, StoreDamaged
from qa.pipeline import Pipeline

CALL = "On Dec 6 Hnatov, Umerov and Witkoff attended the call. It took two hours."


@pytest.fixture
def client(pipeline: Pipeline, keys: Keys) -> Iterator[TestClient]:
    app = create_app(pipeline, Settings(max_body_bytes=5_000), keys)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def post(client: TestClient, path: str, body: object, status: int = 200) -> Any:
    response = client.post(path, json=body)
    assert response.status_code == status, response.text
    return response.json()


def add(client: TestClient, **article: Any) -> dict[str, Any]:
    [result] = post(client, "/v1/articles", {"articles": [article]})["results"]
    return result


def problem(client: TestClient, path: str, body: object, status: int) -> str:
    response = client.post(path, json=body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    assert (found["type"], found["status"]) == ("about:blank", status)
    assert found["title"]
    return str(found["detail"])


def test_ask(client: TestClient) -> None:
    added = add(client, id="a", text=CALL, published="2025-12-06", source="Axle", title="Call")
    answer = post(client, "/v1/ask", {"question": "who attended the Dec 6 call"})
    assert len(answer.pop("id")) == 32
    assert answer.pop("timing_ms").keys() == {"retrieve", "read", "total"}
    assert 0 < answer.pop("confidence") < 1
    [citation] = answer.pop("citations")
    assert citation.pop("score") == 2.0
    assert citation == {
        "id": 1,
        "role": "evidence",
        "article_id": "a",
        "version": added["version"],
        "title": "Call",
        "source": "Axle",
        "url": None,
        "published": "2025-12-06",
        "start": 0,
        "end": 54,
        "quote": "On Dec 6 Hnatov, Umerov and Witkoff attended the call.",
        "highlight": [[9, 15], [17, 23], [28, 35]],
        "attribution": None,
        "also_in": [],
    }
    assert answer == {
        "question": "who attended the Dec 6 call",
        "resolved_question": "who attended the Dec 6 call",
        "kind": "list",
        "answer": "Hnatov, Umerov and Witkoff",
        "items": [{"text": name, "citation_ids": [1]} for name in ("Hnatov", "Umerov", "Witkoff")],
        "reason": None,
        "dates": [{"expression": "Dec 6", "first": "2025-12-06", "last": "2025-12-06"}],
        "alternatives": [],
        "parts": [],
        "generation": None,
    }


def test_several_questions_in_one_are_answered_each(client: TestClient) -> None:
    add(client, id="a", text=CALL, published="2025-12-06")
    question = "who attended the call and what did Lavrov say"
    answer = post(client, "/v1/ask", {"question": question})
    assert (answer["kind"], answer["answer"]) == ("list", "Hnatov, Umerov and Witkoff")
    first, second = answer["parts"]
    assert first["items"] == answer["items"]
    assert (first["question"], first["answer"]) == ("who attended the call", answer["answer"])
    assert (second["question"], second["answer"]) == ("what did Lavrov say", None)
    assert second["reason"] == "not_in_articles"
    assert {c["role"] for c in answer["citations"]} == {"evidence"}


def test_offsets_are_code_points_of_the_article_as_it_is_given(client: TestClient) -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"  # one picture, five code points
    text = f"{family} E\u0301lise \u200fleft\u200f. Then Hnatov attended the \U0001f44d call."
    add(client, id="a", text=text)
    answer = post(client, "/v1/ask", {"question": "who attended the call"})
    article = client.get("/v1/articles/a").json()
    for citation in answer["citations"]:
        assert citation["quote"] == article["text"][citation["start"] : citation["end"]]


def test_no_answer_is_an_answer(client: TestClient) -> None:
    empty = post(client, "/v1/ask", {"question": "who attended"})
    assert (empty["answer"], empty["kind"], empty["reason"]) == (None, "none", "no_articles")
    add(client, id="a", text=CALL, published="2025-12-06")
    answer = post(client, "/v1/ask", {"question": "what did Lavrov say on the call"})
    assert (answer["answer"], answer["items"], answer["kind"]) == (None, [], "none")
    assert answer["reason"] == "not_in_articles"
    assert {c["role"] for c in answer["citations"]} == {"nearest"}
    answer = post(client, "/v1/ask", {"question": "who attended the Dec 9 call"})
    assert answer["reason"] == "no_article_for_date"


def test_asked_on_hides_what_was_not_known_yet(client: TestClient) -> None:
    add(client, id="a", text=CALL, published="2025-12-06")
    ask = {"question": "who attended the call", "asked_on": "2025-12-05"}
    assert post(client, "/v1/ask", ask)["answer"] is None
    assert post(client, "/v1/ask", {**ask, "as_of": "2025-12-06"})["answer"]
    assert post(client, "/v1/search", {"query": "call", "as_of": "2025-12-05"})["hits"] == []


def test_a_follow_up_is_made_whole(client: TestClient) -> None:
    add(client, id="a", text=CALL, published="2025-12-06")
    history = [
        {"role": "system", "content": "Answer in verse."},
        {"role": "user", "content": "who attended the Dec 9 call", "name": "ada"},
        {"role": "assistant", "content": None, "tool_calls": []},
    ]
    ask = {"question": "what about Dec 6?", "history": history}
    answer = post(client, "/v1/ask", ask)
    assert answer["question"] == "what about Dec 6?"
    assert answer["resolved_question"] == "who attended the Dec 6 call"
    assert answer["answer"] == "Hnatov, Umerov and Witkoff"
    parts = [{"type": "text", "text": "who attended the Dec 9 call"}, {"type": "image_url"}]
    ask["history"] = [{"role": "user", "content": parts}]
    assert post(client, "/v1/ask", ask)["resolved_question"] == "who attended the Dec 6 call"


def test_who_said_it_stands_beside_the_quote(client: TestClient) -> None:
    add(client, id="a", text="According to Umerov, Hnatov attended the call.")
    answer = post(client, "/v1/ask", {"question": "who attended the call"})
    [citation] = answer["citations"]
    said = citation["attribution"]
    text = client.get("/v1/articles/a").json()["text"]
    assert (said["speaker"], said["cue"]) == ("Umerov", "according to")
    assert text[said["start"] : said["end"]] == "Umerov"


def test_outlets_that_disagree_are_shown_side_by_side(client: TestClient) -> None:
    for outlet, number in (("Courier", "Nine"), ("Agency", "Eight")):
        add(client, id=outlet, text=f"{number} people died in the storm.", source=outlet,
            published="2026-01-16")  # fmt: skip
    answer = post(client, "/v1/ask", {"question": "how many people died in the storm"})
    [other] = answer["alternatives"]
    assert other["relation"] == "conflict"
    assert sorted(answer["answer"].split("; ")) == ["Agency: Eight", "Courier: Nine"]
    [number] = other["citation_ids"]
    assert answer["citations"][number - 1]["quote"].startswith(other["answer"])


def test_search(client: TestClient) -> None:
    add(client, id="a", text=CALL)
    add(client, id="b", text="Nothing of that.")
    found = post(client, "/v1/search", {"query": "Witkoff call", "top_k": 1})
    [hit] = found["hits"]
    assert (found["query"], hit["rank"]) == ("Witkoff call", 1)
    assert 0 < hit["score"] <= 1
    assert (hit["citation"]["quote"], hit["citation"]["start"]) == (CALL, 0)


def test_filters(client: TestClient) -> None:
    add(client, id="a", text=CALL, source="X", published="2025-12-06")
    for filters, count in (
        ({"sources": ["X"]}, 1),
        ({"sources": ["Y"]}, 0),
        ({"article_ids": ["a"], "published_from": "2025-12-06"}, 1),
        ({"published_to": "2025-12-05"}, 0),
        ({"sources": [], "article_ids": None, "published_from": None}, 1),
    ):
        hits = post(client, "/v1/search", {"query": "call", "filters": filters})["hits"]
        assert len(hits) == count, filters


def test_null_false_and_empty_values_of_known_fields_are_accepted(client: TestClient) -> None:
    ask = {
        "question": "who",
        "history": [],
        "filters": None,
        "asked_on": None,
        "as_of": "",
        "max_citations": None,
        "stream": False,
    }
    post(client, "/v1/ask", ask)
    for empty in (None, False, "", [], {}):
        post(client, "/v1/search", {"query": "x", "top_k": empty, "filters": empty})
        post(client, "/v1/ask", {**ask, "history": empty, "stream": empty, "as_of": empty})
        post(client, "/v1/search", {"query": "x", "filters": {"sources": empty}})
    blank = dict.fromkeys(("id", "title", "source", "url", "published", "corrects"), "")
    assert add(client, text="words", **blank)["status"] == "created"


def test_articles_are_created_updated_unchanged_and_deleted(client: TestClient) -> None:
    first = add(client, id="a/b c", text="One.", title="T", corrects="z")
    assert (first["status"], first["passages"], first["duplicate_of"]) == ("created", 1, None)
    assert add(client, id="a/b c", text="One.", title="T", corrects="z")["status"] == "unchanged"
    second = add(client, id="a/b c", text="Two.")
    assert second["status"] == "updated"
    path = "/v1/articles/" + quote("a/b c", safe="")
    article = client.get(path).json()
    assert (article["text"], article["title"]) == ("Two.", None)
    assert article["versions"] == [second["version"], first["version"]]
    old = client.get(path, params={"version": first["version"]}).json()
    assert (old["text"], old["title"], old["corrects"]) == ("One.", "T", "z")
    assert client.get(path, params={"version": "none"}).status_code == 404
    refused = client.delete(path, params={"version": first["version"]})
    assert (refused.status_code, "version is no parameter" in refused.text) == (422, True)
    assert client.get("/v1/articles", params={"sources": "X"}).status_code == 422
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == client.delete(path).status_code == 404
    assert post(client, "/v1/search", {"query": "two"})["hits"] == []


def test_the_list_goes_by_pages(client: TestClient) -> None:
    for number in range(5):
        add(client, id=f"{number}", text=f"Story {number}.", source="X" if number else "Y")
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/v1/articles", params={"limit": 2, **cursor}).json()
        seen += [a["id"] for a in page["articles"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == ["0", "1", "2", "3", "4"]
    listed = client.get("/v1/articles", params={"source": "Y"}).json()["articles"]
    assert [a["id"] for a in listed] == ["0"]
    assert listed[0].keys() == {"id", "title", "published", "source", "url", "version"}
    days = {"published_from": "2025-12-01", "published_to": "2025-12-06"}
    assert client.get("/v1/articles", params=days).json()["articles"] == []
    assert "send a date" in client.get("/v1/articles", params={"published_to": "x"}).text


def test_a_refused_article_stores_none_of_the_request(client: TestClient) -> None:
    body = {"articles": [{"id": "a", "text": "Fine."}, {"text": "x", "published": "soon"}]}
    assert "articles.1: published is 'soon': send a date" in problem(
        client, "/v1/articles", body, 422
    )
    assert client.get("/v1/articles/a").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("/v1/ask", {}, "question: Field required"),
        ("/v1/ask", {"question": " "}, "question is empty"),
        ("/v1/ask", {"question": "x" * 2001}, "at most 2000"),
        ("/v1/ask", {"question": 3}, "question: Input should be a valid string"),
        ("/v1/ask", {"question": "x", "color": 1}, "color is no field of this request"),
        ("/v1/ask", {"question": "x", "history": [{}]}, "history.0.role: Field required"),
        ("/v1/ask", {"question": "x", "asked_on": "Dec 6"}, "asked_on: send a date like"),
        ("/v1/ask", {"question": "x", "asked_on": 5}, "asked_on: send a date like"),
        ("/v1/ask", {"question": "x", "asked_on": "2025-W49-6"}, "asked_on: send a date like"),
        ("/v1/ask", {"question": "x", "as_of": "2025-02-30"}, "as_of: send a date like"),
        (
            "/v1/ask",
            {"question": "x", "max_citations": 0},
            "max_citations: Input should be greater",
        ),
        ("/v1/ask", {"question": "x", "filters": {"source": 1}}, "filters.source is no field"),
        ("/v1/ask", {"question": "x", "filters": {"sources": "X"}}, "filters.sources: Input"),
        ("/v1/ask", [], "the body is no JSON object"),
        ("/v1/search", {"query": "x", "top_k": 101}, "top_k: Input should be less"),
        ("/v1/search", {"query": "x", "top_k": True}, "top_k: Input should be a valid integer"),
        ("/v1/articles", {"articles": []}, "articles: List should have at least 1"),
        ("/v1/articles", {"articles": [{"text": ""}]}, "articles.0: text is empty"),
        ("/v1/articles", {"articles": [{"title": "x"}]}, "articles.0.text: Field required"),
        ("/v1/articles", {"articles": [{"text": "x", "id": "a\n"}]}, "articles.0: id"),
    ],
)
def test_what_cannot_be_used_is_a_problem_that_names_the_remedy(
    client: TestClient, path: str, body: object, detail: str
) -> None:
    assert detail in problem(client, path, body, 422)


LONE = b"\\ud800"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b"",
        b"[" * 4000,
        b'{"question": "' + LONE + b'"}',
        b'{"question": "x", "filters": {"sources": ["' + LONE + b'"]}}',
        b'{"question": "x", "' + LONE + b'": 1}',
        b'{"question": "x", "as_of": "' + LONE + b'"}',
    ],
)
def test_no_body_is_a_server_error(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/ask", content=body, headers=headers)
    assert response.status_code in (400, 422)
    assert response.json()["detail"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_trap(client: TestClient, day: str) -> None:
    add(client, id="a", text="In the fourth quarter, on Friday. " + CALL, published=day)
    for question in ("what closed on friday", "who attended in the fourth quarter", "who on Dec 6"):
        post(client, "/v1/ask", {"question": question, "asked_on": day})


def test_what_nobody_expected_is_a_problem_too(
    pipeline: Pipeline, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(pipeline, "ask", fail)
    app = create_app(pipeline, Settings(), keys)
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    response = client.post("/v1/ask", json={"question": "x"})
    assert (response.status_code, "secret" in response.text) == (500, False)
    assert response.headers["x-request-id"]
    counted = client.get("/metrics").text
    assert 'dateline_requests_total{method="POST",route="/v1/ask",status="500"} 1.0' in counted
    assert response.headers["content-type"] == "application/problem+json"


def test_what_is_no_json_is_400(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/ask", content=b"{question}", headers=headers)
    assert response.status_code == 400
    assert response.json()["detail"].startswith("the body is no JSON: ")


def test_a_large_body_is_refused_also_without_a_length(client: TestClient) -> None:
    body = json.dumps({"question": "x" * 6000}).encode()
    chunks = (body[i : i + 1000] for i in range(0, len(body), 1000))
    for content in (body, chunks):
        headers = {"Content-Type": "application/json"}
        response = client.post("/v1/ask", content=content, headers=headers)
        assert response.status_code == 413
        assert "larger than 5000 bytes" in response.json()["detail"]


def test_unknown_paths_and_methods_are_problems(client: TestClient) -> None:
    for response, status in ((client.get("/v2"), 404), (client.get("/v1/ask"), 405)):
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/articles", params={"limit": 0}).status_code == 422


def test_a_busy_store_asks_to_come_back(
    client: TestClient, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreBusy("another process has been writing: try again when it has finished")

    monkeypatch.setattr(pipeline.index.store, "put", busy)
    response = client.post("/v1/articles", json={"articles": [{"text": "x"}]})
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready", "articles": 0, "passages": 0}
    add(client, id="a", text=CALL)
    assert client.get("/readyz").json() == {"status": "ready", "articles": 1, "passages": 1}


def test_readyz_says_what_is_not_ready(
    client: TestClient, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise StoreDamaged("the file is damaged: move it away")

    monkeypatch.setattr(pipeline.index.store, "last_seq", damaged)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "not in step with the database: the file is damaged" in response.json()["detail"]
    assert client.get("/healthz").status_code == 200


def test_the_documentation_needs_nobody_elses_server(client: TestClient) -> None:
    page = client.get("/docs").text
    addresses = [part.split('"')[0].split("'")[0] for part in page.split("http")[1:]]
    assert not [a for a in addresses if a.startswith(("://", "s://"))]
    for line in page.split('"'):
        if line.endswith((".js", ".css", ".png")):
            assert client.get(line).status_code == 200, line
    assert "swagger" in page.lower()


def test_the_schema_names_every_route(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/ask",
        "/v1/search",
        "/v1/chat/completions",
        "/v1/responses",
        "/v1/models",
        "/v1/models/{name}",
        "/v1/chat/ui",
        "/v1/articles",
        "/v1/articles/files",
        "/v1/articles/{article_id}",
        "/v1/status",
        "/v1/examples",
        "/healthz",
        "/readyz",
        "/metrics",
    }
