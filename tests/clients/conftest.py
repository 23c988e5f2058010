"""The program itself, over the seed and two openly fictional articles that disagree."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from serving import ROOT, free_port, program

from clients.storm import STORM


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "storm.jsonl").write_text("\n".join(map(json.dumps, STORM)), encoding="utf-8")
    call = "from api.cli import main; main()"
    ingest = ["ingest", "seeds", str(folder / "storm.jsonl"), "--data", str(folder / "data")]
    subprocess.run([sys.executable, "-c", call, *ingest], cwd=ROOT, check=True)
    return folder / "data"


@pytest.fixture(scope="session")
def page_port() -> int:
    """Where a page of another site is served, which may ask."""
    return free_port()


@pytest.fixture(scope="session")
def server(data: Path, page_port: int) -> Iterator[str]:
    origins = json.dumps([f"http://127.0.0.1:{page_port}"])
    with program(data, environment={"DATELINE_CORS_ORIGINS": origins}) as url:
        yield url


Messages = list[dict[str, str]]
# A list, a short answer, a disagreement, a refusal, and a follow-up.
CONVERSATIONS: dict[str, Messages] = {
    "list": [{"role": "user", "content": "who attended the Dec 6 call"}],
    "span": [{"role": "user", "content": "how long did the call last"}],
    "conflict": [{"role": "user", "content": "how many boats sank at Port Ellery"}],
    "refusal": [{"role": "user", "content": "who won the election in Norvania"}],
    "followup": [
        {"role": "user", "content": "how many boats sank at Port Ellery"},
        {"role": "assistant", "content": "Harbour Courier: Nine; Coast Agency: Seven [1][2]"},
        {"role": "user", "content": "who is the harbour master there?"},
    ],
}


@pytest.fixture(scope="session", params=CONVERSATIONS)
def messages(request: pytest.FixtureRequest) -> Messages:
    return CONVERSATIONS[request.param]


@pytest.fixture(scope="session")
def native(server: str, messages: Messages) -> dict[str, Any]:
    """What the native route answers to the same messages."""
    *history, question = messages
    body = {"question": question["content"], "history": history}
    answer: dict[str, Any] = httpx.post(f"{server}/v1/ask", json=body, timeout=60).json()
    return stable(answer)


def stable(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what is new with every answer."""
    return {k: v for k, v in answer.items() if k not in ("id", "timing_ms")}


def address_of(citation: dict[str, Any], server: str) -> str:
    """Where a chat client sends its reader."""
    names = {"id": "article_id", "version": "version", "start": "start", "end": "end"}
    own = f"{server}/article?{urlencode({n: citation[field] for n, field in names.items()})}"
    return citation["url"] or own


@pytest.fixture(scope="session")
def plain_environment() -> dict[str, str]:
    """Without proxies and keys that a client would pick up."""
    dropped = ("_PROXY", "OPENAI", "LANGCHAIN", "LANGSMITH")
    return {k: v for k, v in os.environ.items() if not any(d in k.upper() for d in dropped)}
