"""A real language model, small and unreliable: nothing unsupported of it reaches anybody."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from serving import free_port, program

pytest.importorskip("xllamacpp", reason="`make test-all` installs a small language model")

pytestmark = pytest.mark.slow

QUESTIONS = [
    "summarise what happened to the boats at Port Ellery",
    "compare what the outlets say about the storm",
    "explain the Dec 6 call",
    "how many boats sank at Port Ellery",
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    port = free_port()
    program = Path(__file__).with_name("small_model.py")
    process = subprocess.Popen(
        [sys.executable, program, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = monotonic() + 120
        while monotonic() < deadline:
            assert process.poll() is None, "the language model ended"
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                    break
            except httpx.TransportError:
                pass
            sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait(30)


@pytest.fixture(scope="module")
def server(data: Path, endpoint: str) -> Iterator[str]:
    settings = {
        "DATELINE_LLM_BASE_URL": endpoint,
        "DATELINE_LLM_MODEL": "smollm2",
        "DATELINE_LLM_TIME_LIMIT": "60",
    }
    with program(data, environment=settings) as url:
        yield url


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_name_and_number_that_is_shown_is_in_its_quotes(server: str, question: str) -> None:
    body = {"question": question, "mode": "generate", "debug": True, "asked_on": "2025-12-10"}
    response = httpx.post(f"{server}/v1/ask", json=body, timeout=120)
    assert response.status_code == 200, response.text
    answer = response.json()
    generation = answer["generation"]
    assert generation["model"] == "smollm2"
    assert answer["kind"] == "generated" or generation["note"]
    assert answer["kind"] == "generated" or generation["dropped"]  # it did write something
    quotes = {c["id"]: f"{c['quote']} {c['source']} {c['published']}" for c in answer["citations"]}
    for item in answer["items"] if answer["kind"] == "generated" else ():
        cited = " ".join(quotes[number] for number in item["citation_ids"])
        for word in re.findall(r"(?<=[a-z,] )[A-Z][\w-]+|\d+", item["text"]):
            assert word.lower() in cited.lower()
