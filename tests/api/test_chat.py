"""The doors of chat clients, on small parts; `tests/clients` asks them with the real clients."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from api.app import create_app
from api.chat import openai_chat
from api.chat.markdown import unescaped
from api.chat.prose import prose
from api.chat.variant import Variant
from api.cli.render import print_answer
from api.keys import Keys
from api.settings import Settings
from index.article import Article
from qa.answer import Alternative, Answer, Item, Kind, Relation, ResolvedDate
from qa.citation import Citation
from qa.pipeline import Pipeline

CALL = "On Dec 6 Hnatov, Umerov and Witkoff attended the call. It took two hours."
QUESTION = "who attended the Dec 6 call"
ARTICLES = [
    {
        "id": "desk/a",
        "text": CALL,
        "published": "2025-12-06",
        "source": "Axle",
        "title": "A *call*",
    },
    {"text": "On Dec 9 Rutte attended a meeting.", "url": "https://x.example/b", "id": "b"},
]
USER = {"role": "user", "content": QUESTION}


@pytest.fixture
def client(pipeline: Pipeline, keys: Keys) -> Iterator[TestClient]:
    app = create_app(pipeline, Settings(), keys)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert client.post("/v1/articles", json={"articles": ARTICLES}).status_code == 200
        yield client


def chat(client: TestClient, model: str = "dateline", **more: Any) -> httpx.Response:
    body = {"model": model, "messages": [USER], **more}
    return client.post("/v1/chat/completions", json=body)


def events(response: httpx.Response) -> list[tuple[str | None, Any]]:
    """Name and data of each event, `[DONE]` as it stands."""
    assert response.headers["content-type"].startswith("text/event-stream")
    found = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if fields:
            data = fields["data"]
            found.append((fields.get("event"), data if data == "[DONE]" else json.loads(data)))
    return found


def native(client: TestClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/v1/ask", json={"question": QUESTION}).json()
    return stable(answer)


def stable(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what is new with every answer."""
    return {k: v for k, v in answer.items() if k not in ("id", "timing_ms")}


def test_markers_and_annotations_say_where_they_stand(client: TestClient) -> None:
    found = chat(client).json()
    message = found["choices"][0]["message"]
    assert message["content"] == "- Hnatov [1]\n- Umerov [1]\n- Witkoff [1]\n\n(Dec 6: 2025-12-06)"
    cited = [a["url_citation"] for a in message["annotations"]]
    assert [message["content"][c["start_index"] : c["end_index"]] for c in cited] == ["[1]"] * 3
    assert {c["title"] for c in cited} == {"A *call*"}
    assert stable(found["dateline"]) == native(client)
    usage = found["usage"]
    assert usage["prompt_tokens"] == len(QUESTION.split())
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_an_article_without_url_is_cited_by_its_own_address(client: TestClient) -> None:
    [url] = {
        a["url_citation"]["url"]
        for a in chat(client).json()["choices"][0]["message"]["annotations"]
    }
    assert url.startswith("http://127.0.0.1:8000/article?id=desk%2Fa&version=")
    assert client.get(url).headers["Content-Type"].startswith("text/html")
    place = parse_qs(urlsplit(url).query)
    text = client.get("/v1/articles/desk/a", params={"version": place["version"][0]}).json()["text"]
    quote = native(client)["citations"][0]["quote"]
    assert text[int(place["start"][0]) : int(place["end"][0])] == quote


def test_the_stream_says_the_same(client: TestClient) -> None:
    whole = chat(client).json()["choices"][0]["message"]
    *chunks, usage, (_, done) = events(
        chat(client, stream=True, stream_options={"include_usage": True})
    )
    assert done == "[DONE]"
    assert usage[1]["choices"] == []
    assert usage[1]["usage"]["total_tokens"] > 0
    deltas = [chunk["choices"][0]["delta"] for _, chunk in chunks]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == whole["content"]
    assert [a for d in deltas for a in d.get("annotations", ())] == whole["annotations"]
    assert [chunk["choices"][0]["finish_reason"] for _, chunk in chunks][-2:] == [None, "stop"]
    assert len({chunk["id"] for _, chunk in chunks}) == 1
    assert stable(chunks[-1][1]["dateline"]) == native(client)


def test_without_being_asked_there_is_no_usage_and_no_foreign_event(client: TestClient) -> None:
    for _, chunk in events(chat(client, stream=True))[:-1]:
        assert chunk["object"] == "chat.completion.chunk"
        assert "usage" not in chunk


def test_open_webui_gets_a_source_with_the_quote_for_each_citation(client: TestClient) -> None:
    found = events(chat(client, "dateline-openwebui", stream=True))
    sources = [chunk["event"]["data"] for _, chunk in found[:-1] if "event" in chunk]
    citations = native(client)["citations"]
    assert [source["document"] for source in sources] == [[c["quote"]] for c in citations]
    assert "annotations" not in json.dumps(found)  # they would be sources once more
    names = [source["metadata"][0]["source"] for source in sources]
    assert len(set(names)) == len(names)


def test_markdown_links_markers_and_lists_quotes(client: TestClient) -> None:
    text = chat(client, "dateline-markdown").json()["choices"][0]["message"]["content"]
    assert text.startswith("- Hnatov [[1]](http://127.0.0.1:8000/article?id=desk%2Fa&amp;version=")
    assert "“On Dec 6 Hnatov, Umerov and Witkoff attended the call.”" in text
    assert "[A \\*call\\*](http" in text


def test_the_models_name_may_say_the_day_of_asking(client: TestClient) -> None:
    found = chat(client, "dateline:2025-12-05").json()
    assert found["model"] == "dateline:2025-12-05"
    assert not [c for c in found["dateline"]["citations"] if c["article_id"] == "desk/a"]
    assert chat(client, "dateline:2025-12-06").json()["dateline"]["kind"] == "list"


def test_the_models_are_listed(client: TestClient) -> None:
    listed = client.get("/v1/models").json()
    assert listed["object"] == "list"
    for model in listed["data"]:
        assert model["object"] == "model"
        assert client.get(f"/v1/models/{model['id']}").json() == model
        assert chat(client, model["id"]).status_code == 200
    assert client.get("/v1/models/gpt-5").json()["error"]["code"] == "not_found"


def test_earlier_messages_are_history_and_others_are_ignored(client: TestClient) -> None:
    messages = [
        {"role": "system", "content": "Answer in French."},
        USER,
        {
            "role": "assistant",
            "content": "- Hnatov [[1]](http://x.example/)\n\n> \\[1\\] “On Dec 9”",
        },
        {"role": "user", "content": [{"type": "text", "text": "how long did it last?"}]},
        {"role": "assistant", "content": "Let me see"},
    ]
    found = chat(client, messages=messages).json()["dateline"]
    assert found["question"] == "how long did it last?"
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "- Hnatov"}]
    body = {"question": "how long did it last?", "history": history}
    assert stable(found) == stable(client.post("/v1/ask", json=body).json())


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"n": 2}, "n: there is one answer"),
        ({"tool_choice": "required"}, "tool_choice: no tool is ever called"),
        ({"function_call": {"name": "f"}}, "function_call: no tool is ever called"),
        ({"logprobs": True}, "logprobs: there is no language model"),
        ({"response_format": {"type": "json_object"}}, "response_format: answers are text"),
        ({"modalities": ["audio"]}, "modalities: answers are text"),
        ({"messages": []}, "messages: "),
        ({"messages": [{"role": "system", "content": "x"}]}, 'messages: send one with "role"'),
        ({"messages": [{"role": "user", "content": ""}]}, "question"),
        ({"model": "dateline:yesterday"}, "model: 'yesterday' is no day"),
        ({"model": "gpt-5"}, "there is no model 'gpt-5'"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_an_openai_error(
    client: TestClient, more: dict[str, Any], named: str
) -> None:
    for stream in (False, True):
        response = client.post(
            "/v1/chat/completions",
            json={"model": "dateline", "messages": [USER], "stream": stream} | more,
        )
        assert response.status_code == (404 if "there is no model" in named else 400)
        error = response.json()["error"]
        assert error.keys() == {"message", "type", "param", "code"}
        assert named in error["message"]
        assert error["type"] == "invalid_request_error"


def test_sampling_parameters_and_offered_tools_are_accepted(client: TestClient) -> None:
    tools = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
    for more in (
        {"temperature": 0.2, "top_p": 1, "max_tokens": 5, "seed": 1, "user": "u", "n": 1},
        {"tools": tools, "tool_choice": "auto", "parallel_tool_calls": True},
        {"tools": [], "tool_choice": "none"},
    ):
        [choice] = chat(client, **more).json()["choices"]
        assert choice["message"]["content"].startswith("- Hnatov")
        assert choice["finish_reason"] == "stop"


def respond(client: TestClient, **more: Any) -> httpx.Response:
    return client.post("/v1/responses", json={"model": "dateline", "input": QUESTION, **more})


def test_responses_carry_the_text_its_annotations_and_results_on_request(
    client: TestClient,
) -> None:
    found = respond(client, include=["file_search_call.results"]).json()
    searched, message = found["output"]
    [part] = message["content"]
    assert part["text"] == chat(client).json()["choices"][0]["message"]["content"]
    for annotation in part["annotations"]:
        assert part["text"][annotation["start_index"] : annotation["end_index"]] == "[1]"
    citations = native(client)["citations"]
    assert [r["text"] for r in searched["results"]] == [c["quote"] for c in citations]
    assert [r["attributes"]["start"] for r in searched["results"]] == [
        c["start"] for c in citations
    ]
    assert [item["type"] for item in respond(client).json()["output"]] == ["message"]
    assert stable(found["dateline"]) == native(client)


def test_the_events_of_a_response_are_whole_and_numbered(client: TestClient) -> None:
    found = events(respond(client, stream=True, include=["file_search_call.results"]))
    assert [data["sequence_number"] for _, data in found] == list(range(len(found)))
    assert all(name == data["type"] for name, data in found)
    names = [str(name).removeprefix("response.") for name, _ in found]
    assert re.fullmatch(
        "created in_progress output_item.added output_item.done output_item.added "
        "content_part.added( output_text.delta)+( output_text.annotation.added)+ output_text.done "
        "content_part.done output_item.done completed",
        " ".join(names),
    )
    by_name: dict[str, list[Any]] = {}
    for name, data in found:
        by_name.setdefault(str(name), []).append(data)
    [completed] = by_name["response.completed"]
    text = completed["response"]["output"][1]["content"][0]
    deltas = by_name["response.output_text.delta"]
    assert "".join(data["delta"] for data in deltas) == text["text"]
    added = by_name["response.output_text.annotation.added"]
    assert [data["annotation"] for data in added] == text["annotations"]
    assert [d["item"] for d in by_name["response.output_item.done"]] == completed["response"][
        "output"
    ]


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id: nothing is kept"),
        ({"conversation": {"id": "c"}}, "conversation: nothing is kept"),
        ({"tool_choice": {"type": "file_search"}}, "tool_choice: no tool is ever called"),
        ({"background": True}, "background: answers come at once"),
        ({"text": {"format": {"type": "json_schema"}}}, "text.format: answers are text"),
        ({"input": []}, "input"),
    ],
)  # fmt: skip
def test_what_responses_cannot_do_is_refused(
    client: TestClient, more: dict[str, Any], named: str
) -> None:
    response = respond(client, **more)
    assert response.status_code == 400
    assert named in response.json()["error"]["message"]


def ui(client: TestClient, text: str = QUESTION, **more: Any) -> httpx.Response:
    message = {"id": "1", "role": "user", "parts": [{"type": "text", "text": text}]}
    body = {"id": "c", "trigger": "submit-message", "messages": [message], **more}
    return client.post("/v1/chat/ui", json=body)


def test_the_ui_stream_has_text_sources_and_metadata(client: TestClient) -> None:
    response = ui(client)
    assert response.headers["x-vercel-ai-ui-message-stream"] == "v1"
    *parts, (_, done) = events(response)
    assert done == "[DONE]"
    kinds = [part["type"] for _, part in parts]
    assert kinds[0] == "start"
    assert kinds[-1] == "finish"
    text = "".join(part["delta"] for _, part in parts if part["type"] == "text-delta")
    assert text == chat(client).json()["choices"][0]["message"]["content"]
    answer = native(client)
    sources = [part for _, part in parts if part["type"].startswith("source-")]
    told = [source["providerMetadata"]["dateline"] for source in sources]
    assert [{k: t[k] for k in c} for t, c in zip(told, answer["citations"], strict=True)] == answer[
        "citations"
    ]
    assert sources[0]["type"] == "source-document"  # the article has no URL
    assert client.get(told[0]["address"]).headers["Content-Type"].startswith("text/html")
    metadata = stable(parts[-1][1]["messageMetadata"]["dateline"])
    assert metadata == {k: v for k, v in answer.items() if k != "citations"}
    stages = [part["data"]["stage"] for _, part in parts if part["type"] == "data-progress"]
    assert stages == ["searching", "reading"]


def test_an_article_with_a_url_is_a_source_url_and_filters_are_heeded(client: TestClient) -> None:
    more = {"filters": {"article_ids": ["b"]}, "asked_on": "2025-12-10"}
    [source] = [
        part
        for _, part in events(ui(client, "who attended a meeting", **more))[:-1]
        if part["type"].startswith("source-")
    ]
    assert (source["type"], source["url"]) == ("source-url", "https://x.example/b")


def test_native_events_end_with_the_whole_answer(client: TestClient) -> None:
    found = events(client.post("/v1/ask", json={"question": QUESTION, "stream": True}))
    names = [name for name, _ in found]
    assert names == ["search", "reading", "answer", "citation", "done"]
    done = found[-1][1]
    assert stable(done) == native(client)
    assert [data for name, data in found if name == "citation"] == done["citations"]
    assert found[2][1] == {k: v for k, v in done.items() if k not in ("citations", "timing_ms")}


def test_a_refusal_is_an_answer_everywhere(client: TestClient) -> None:
    question = "who attended the Dec 25 call"
    user = [{"role": "user", "content": question}]
    found = chat(client, messages=user).json()
    text = found["choices"][0]["message"]["content"]
    assert text.startswith("No article speaks of that date.\n\nNearest excerpts: [1]")
    assert respond(client, input=question).json()["output"][0]["content"][0]["text"] == text
    parts = [part for _, part in events(ui(client, question))[:-1]]
    assert "".join(p.get("delta", "") for p in parts) == text
    assert parts[-1]["messageMetadata"]["dateline"]["answer"] is None


def test_hostile_words_are_harmless_in_markdown(client: TestClient) -> None:
    text = "Zorbo <img src=x onerror=alert(1)> [x](javascript:alert(1)) won **all** of `it`.\n# Now"
    article = {
        "id": "h",
        "text": text,
        "title": "]( javascript:x) <b>",
        "url": "javascript:alert(1)",
    }
    client.post("/v1/articles", json={"articles": [article]})
    user = [{"role": "user", "content": "who won all of Zorbo"}]
    found = chat(client, "dateline-markdown", messages=user).json()
    shown = found["choices"][0]["message"]["content"]
    assert "Zorbo \\<img" in shown
    rendered = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)  # what is escaped is text
    assert not re.search(r"<|`|\*\*|!\[", rendered)
    assert all("/article?id=" in link for link in re.findall(r"\]\(([^)]*)\)", rendered))


def test_the_models_that_a_key_may_ask_are_no_secret_but_need_one(
    client: TestClient, keys: Keys
) -> None:
    _, token = keys.create("desk", can_read=True, can_write=False)
    for response in (
        client.get("/v1/models"),
        client.post("/v1/chat/completions", json={}),
        client.post("/v1/responses", json={}),
    ):
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "invalid_api_key"
    assert client.post("/v1/chat/ui", json={}).json()["title"] == "Unauthorized"
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/v1/models", headers=bearer).status_code == 200


FOLLOW_UPS = [
    (QUESTION, "what did they say?"),
    (QUESTION, "and the second one?"),
    (QUESTION, "how old is he?"),
    ("who attended a meeting on Dec 9?", "how old is he?"),
    ("who met Anna Lind on Dec 25?", "how old is she?"),
]


@pytest.mark.parametrize(("first", "then"), FOLLOW_UPS)
def test_a_follow_up_is_understood_from_what_each_door_wrote(
    client: TestClient, first: str, then: str
) -> None:
    def resolved(said: str) -> str:
        history = [{"role": "user", "content": first}, {"role": "assistant", "content": said}]
        body = {"question": then, "history": history}
        return str(client.post("/v1/ask", json=body).json()["resolved_question"])

    answer = client.post("/v1/ask", json={"question": first}).json()["answer"]
    for form in ("dateline", "dateline-markdown", "dateline-openwebui"):
        user = [{"role": "user", "content": first}]
        written = chat(client, form, messages=user).json()["choices"][0]["message"]["content"]
        assert resolved(written) == resolved(answer or "")


def test_everything_that_a_response_held_can_be_sent_back(client: TestClient) -> None:
    first = respond(client, include=["file_search_call.results"]).json()
    last = {"role": "user", "content": [{"type": "input_text", "text": "who else?"}]}
    items = [
        {"role": "user", "content": QUESTION},
        {"type": "reasoning", "id": "r", "summary": []},
        {"type": "item_reference", "id": "msg_1"},
        *first["output"],
        last,
    ]
    found = respond(client, input=items)
    assert found.status_code == 200
    assert found.json()["dateline"]["question"] == "who else?"


@pytest.mark.parametrize(
    "url", ["http://[bad", "https://exa\u2100mple.com/", "javascript:alert(1)", "x"]
)
def test_an_unusable_link_is_no_reason_to_fail(client: TestClient, url: str) -> None:
    article = {"id": "odd", "text": "Zorbo attended the fair.", "url": url}
    assert client.post("/v1/articles", json={"articles": [article]}).status_code == 200
    user = [{"role": "user", "content": "who attended the fair"}]
    for model in ("dateline", "dateline-markdown"):
        found = chat(client, model, messages=user).json()["choices"][0]["message"]
        cited = found["annotations"][0]["url_citation"]["url"]
        assert cited.startswith("http://127.0.0.1:8000/article?id=odd&version=")


def test_words_of_articles_are_no_markup_in_open_webui() -> None:
    text = "![P](https://evil.example/t.png) [2] <b>Xa</b> www.evil.example $5 `and` $7"
    answer = Answer("q", Kind.SPAN, text, (Item(text, ()),))
    shown = openai_chat.written(answer, Variant.parse("dateline-openwebui"), "http://x.example/")
    assert unescaped(shown.text) == text
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown.text)
    assert not re.search(r"<|!\[|\]\(|www\.|\[2\]|[$`]", bare)


def test_what_is_no_text_is_refused_before_anything_is_sent(client: TestClient) -> None:
    parts = [{"type": "text", "text": "who \ud800"}]
    message = {"role": "user", "content": parts}
    for path, body in (
        ("/v1/chat/completions", {"model": "dateline", "messages": [message]}),
        ("/v1/responses", {"model": "dateline", "input": [message]}),
        ("/v1/chat/ui", {"messages": [{"role": "user", "parts": parts}]}),
    ):
        for stream in (False, True):
            sent = json.dumps(body | {"stream": stream})
            headers = {"Content-Type": "application/json"}
            response = client.post(path, content=sent, headers=headers)
            assert response.status_code in (400, 422)
            assert "lone surrogate" in response.text
            assert "function-after" not in response.text


def test_a_stream_has_no_line_break_of_any_kind_within_its_data(client: TestClient) -> None:
    article = {"text": "Zorbo attended the fair.", "title": "A\u2028b\u2029c\x85d \U0001f600"}
    client.post("/v1/articles", json={"articles": [article]})
    body = {"question": "who attended the fair", "stream": True}
    raw = client.post("/v1/ask", json=body).text
    assert len(raw.splitlines()) == raw.count("\n")
    assert "A\\u2028b\\u2029c\\u0085d" in raw


def test_a_dated_model_can_be_looked_up(client: TestClient) -> None:
    assert client.get("/v1/models/dateline:2025-12-10").json()["id"] == "dateline:2025-12-10"


def test_another_year_is_told_with_its_day_in_text_and_terminal() -> None:
    article = Article.create(article_id="old", text="Dahl led the talks.", published="2024-12-07")
    cited = Citation.cut(article, ((0, 4),))
    day = date(2024, 12, 6)
    other = Alternative("Dahl", Relation.OTHER_DATE, (2,), ResolvedDate("December 6", day, day))
    answer = Answer(
        "q", Kind.SPAN, "Berg", (Item("Berg", (1,)),), (cited, cited), alternatives=(other,)
    )
    assert prose(answer).text == "Berg [1]\n\nOf 2024-12-06: Dahl [2]"
    console = Console(file=StringIO(), width=100)
    print_answer(console, answer)
    assert "of another date (2024-12-06): Dahl [2]" in console.file.getvalue()  # type: ignore[attr-defined]


def test_each_of_several_questions_is_told_in_text_and_terminal() -> None:
    article = Article.create(article_id="a", text="Dahl and Berg led the talks.")
    cited = (Citation.cut(article, ((0, 4), (9, 13))),)
    names = (Item("Dahl", (1,)), Item("Berg", (1,)))
    parts = (
        Answer("who led the talks", Kind.LIST, "Dahl and Berg", names, cited),
        Answer("and why?", Kind.NONE, None, citations=cited),
    )
    answer = Answer("q", Kind.LIST, "Dahl and Berg", names, cited, parts=parts)
    told = prose(answer)
    assert told.text == "who led the talks: Dahl [1]; Berg [1]\n\nand why: The articles don't say."
    assert all(told.text[m.start : m.end] == "[1]" for m in told.marks)
    console = Console(file=StringIO(), width=100)
    print_answer(console, answer)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert (
        "who led the talks:\n- Dahl [1]\n- Berg [1]\nand why:\nThe articles don't say.\n" in shown
    )
