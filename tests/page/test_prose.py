"""Prose of a language model in the page: sentence by sentence, and only where it is asked for."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from serving import serving

pytest.importorskip("playwright", reason="`make test-all` installs the browser and runs these")

from playwright.sync_api import BrowserContext, expect

from api.app import create_app
from api.keys import Keys
from api.main import connect_writer
from api.settings import Settings
from index.article import Article
from index.search import PassageIndex
from page.conftest import Watched
from page.test_asking import ask
from qa.pipeline import Pipeline

pytestmark = pytest.mark.slow

TEXTS = ("Hnatov and Umerov attended the call.", "The call took two hours.")


class Endpoint:
    """Repeats the quotes one by one, each with its marker; the second when it is let to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked: list[Any] = []
        self.app = FastAPI()
        self.app.post("/v1/chat/completions", response_model=None)(self.complete)

    async def complete(self, request: Request) -> StreamingResponse:
        body = await request.json()
        self.asked.append(body)
        return StreamingResponse(self.chunks(body), media_type="text/event-stream")

    def chunks(self, body: Any) -> Iterator[str]:
        prompt = body["messages"][-1]["content"]
        numbers = [re.search(rf"\[(\d)\][^“]*“{text}", prompt) for text in TEXTS]
        first, second = (f"{t[:-1]} [{n[1]}]." for t, n in zip(TEXTS, numbers, strict=True) if n)
        # That the first one is whole is known when the second has begun.
        yield chunk(f"{first} {second[:12]}")
        assert self.go_on.wait(30)
        yield chunk(second[12:])
        yield "data: [DONE]\n\n"


def chunk(text: str) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    data = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps(data | {'choices': [choice]})}\n\n"


def test_sentences_come_one_by_one(
    context: BrowserContext,
    watched: Watched,
    index: PassageIndex,
    pipeline: Pipeline,
    tmp_path: Path,
) -> None:
    for number, text in enumerate(TEXTS):
        list(index.add([Article.create(article_id=f"a{number}", text=text, source=f"S{number}")]))
    endpoint = Endpoint()
    with serving(endpoint.app) as address:
        settings = Settings(llm_base_url=f"{address}/v1", llm_model="small-writer")
        app = create_app(
            pipeline, settings, Keys(tmp_path / "data"), writer=connect_writer(settings)
        )
        with serving(app) as url:
            page = context.new_page()
            page.goto(url)
            turn = ask(page, "summarise the call")
            assert endpoint.asked == []  # it was not asked for
            page.get_by_role("button", name="New conversation").click()
            page.get_by_text("Options").click()
            page.get_by_label("Prose by small-writer").check()
            page.get_by_label("Your question").fill("summarise the call")
            page.keyboard.press("Enter")
            turn = page.locator(".turn")
            expect(turn.locator(".prose")).to_have_text("Hnatov and Umerov attended the call.")
            expect(turn.locator(".progress")).to_be_visible()
            endpoint.go_on.set()
            expect(turn.locator(".prose .marker")).to_have_count(2)
            expect(turn).to_contain_text("Written by small-writer; each sentence was checked")
            expect(turn.locator("blockquote")).to_have_text(list(TEXTS))
    assert watched.complaints == []
