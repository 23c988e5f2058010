"""Streams over real connections: early, ended by clients that go, not held up by slow ones."""

import json
import socket
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fakes import CapitalsReader
from serving import serving

from api.app import create_app
from api.chat import stream
from api.keys import Keys
from api.settings import Settings
from index.search import PassageIndex
from qa.decision import Decision
from qa.pipeline import Pipeline
from qa.reader import Span, Text

QUESTION = "who attended the call"
DOORS: list[tuple[str, dict[str, Any]]] = [
    ("/v1/ask", {"question": QUESTION, "stream": True}),
    (
        "/v1/chat/completions",
        {"model": "dateline", "stream": True, "messages": [{"role": "user", "content": QUESTION}]},
    ),
    ("/v1/responses", {"model": "dateline", "stream": True, "input": QUESTION}),
    (
        "/v1/chat/ui",
        {"messages": [{"role": "user", "parts": [{"type": "text", "text": QUESTION}]}]},
    ),
]


class HeldReader(CapitalsReader):
    """Reads only when it is let; counts its calls."""

    def __init__(self) -> None:
        self.let = Event()
        self.begun = Event()
        self.calls = 0
        self.fails = False
        self._lock = Lock()

    def read(self, question: str, texts: Sequence[Text], best: int) -> list[Span]:
        with self._lock:
            self.calls += 1
        self.begun.set()
        assert self.let.wait(30)
        if self.fails:
            raise RuntimeError("the reader broke, and this is its secret")
        return super().read(question, texts, best)


@pytest.fixture
def reader() -> Iterator[HeldReader]:
    reader = HeldReader()
    yield reader
    reader.let.set()


@pytest.fixture
def server(index: PassageIndex, tmp_path: Path, reader: HeldReader) -> Iterator[str]:
    # Two stages, the first never sure enough: the work goes on unless somebody ends it.
    whole = Decision.from_margin(0.5)
    [last] = whole.stages
    decision = replace(whole, stages=(replace(last, passages=1, enough=2.0), last))
    settings = Settings(max_waiting=1, time_limit=20)
    app = create_app(Pipeline(index, reader, decision), settings, Keys(tmp_path / "data"))
    with serving(app) as url:
        articles = [
            {"text": f"On Dec {day} Hnatov and Rutte attended the call. {'It was long. ' * day}"}
            for day in range(1, 5)
        ]
        httpx.post(f"{url}/v1/articles", json={"articles": articles}).raise_for_status()
        yield url
        reader.let.set()


@pytest.mark.parametrize(("path", "body"), DOORS)
def test_the_first_event_leaves_before_reading_ends(
    server: str, reader: HeldReader, path: str, body: dict[str, Any]
) -> None:
    with httpx.stream("POST", server + path, json=body, timeout=10) as response:
        lines = response.iter_lines()
        first = next(lines)
        assert first.startswith(("data:", "event:"))
        assert not reader.let.is_set()
        reader.let.set()
        rest = "\n".join(lines)
    assert "Rutte" in rest
    assert reader.calls == 2


@pytest.mark.parametrize(("path", "body"), DOORS)
def test_a_client_that_goes_away_ends_the_work(
    server: str, reader: HeldReader, path: str, body: dict[str, Any]
) -> None:
    with httpx.stream("POST", server + path, json=body, timeout=10) as response:
        lines = response.iter_lines()  # kept: a generator that is let go closes its response
        next(lines)
        assert reader.begun.wait(10)
    sleep(0.3)  # until the server has noticed
    reader.let.set()
    # The next question gets its turn when the one before is over; that has not read on.
    whole = httpx.post(f"{server}/v1/ask", json={"question": QUESTION}, timeout=20)
    assert whole.json()["answer"]
    assert reader.calls == 1 + 2


def test_who_waits_for_a_whole_answer_and_goes_ends_the_work_too(
    server: str, reader: HeldReader
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server}/v1/ask", json={"question": QUESTION}, timeout=1)
    sleep(0.3)
    reader.let.set()
    assert httpx.post(f"{server}/v1/ask", json={"question": QUESTION}, timeout=20).json()["answer"]
    assert reader.calls == 1 + 2


def test_quiet_seconds_are_bridged_by_comments(
    server: str, reader: HeldReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_PING_S", 0.2)
    path, body = DOORS[1]
    with httpx.stream("POST", server + path, json=body, timeout=10) as response:
        for line in response.iter_lines():
            if line.startswith(": working"):
                reader.let.set()
                break
        else:
            pytest.fail("no comment came")


def test_a_full_queue_is_said_before_the_stream_begins(server: str, reader: HeldReader) -> None:
    path, body = DOORS[1]
    with (
        httpx.stream("POST", server + path, json=body, timeout=10),
        httpx.stream("POST", server + path, json=body, timeout=10),
    ):
        assert reader.begun.wait(10)
        deadline = monotonic() + 10
        while "dateline_waiting 1.0" not in httpx.get(f"{server}/metrics").text:
            assert monotonic() < deadline
            sleep(0.02)
        response = httpx.post(server + path, json=body)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert response.json()["error"]["type"] == "server_error"
        reader.let.set()


@pytest.mark.parametrize(("path", "body"), DOORS)
def test_an_error_in_mid_stream_is_told_without_its_words(
    server: str, reader: HeldReader, path: str, body: dict[str, Any]
) -> None:
    reader.fails = True
    reader.let.set()
    told: list[str] = []
    with httpx.stream("POST", server + path, json=body, timeout=10) as response:
        lines = response.iter_lines()
        with pytest.raises(httpx.RemoteProtocolError):  # cut off: it is no whole stream
            told.extend(lines)
    assert "nobody expected" in "".join(told)
    assert "secret" not in "".join(told)
    assert "Rutte" not in "".join(told)


def test_a_client_that_reads_nothing_holds_up_nobody(server: str, reader: HeldReader) -> None:
    path, body = DOORS[0]
    where = urlsplit(server)
    sent = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
    lazy = socket.create_connection((where.hostname or "", where.port or 0))
    with lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        lazy.sendall(f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent)
        assert reader.begun.wait(10)
        reader.let.set()
        for _ in range(3):
            answer = httpx.post(f"{server}/v1/ask", json={"question": QUESTION}, timeout=20)
            assert answer.json()["answer"]
