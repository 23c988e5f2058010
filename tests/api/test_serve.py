"""The real server, as the README shows it: started, asked with curl and Python, stopped."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import httpx
import pytest
from serving import free_port, program, start, wait_until_ready

from api.settings import available_cores
from index.store import Store

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "127.0.0.1:8000"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with program(tmp_path_factory.mktemp("serve") / "data") as url:
        yield url


@pytest.fixture(scope="module")
def seeded(server: str) -> str:
    """The server, started on a missing directory, after another process has ingested the seed."""
    assert httpx.get(f"{server}/readyz").json()["articles"] == 0
    text = next((ROOT / "seeds").iterdir()).read_text(encoding="utf-8")
    article = {
        "id": "000_30d24e5d8631c7b6.txt",
        "text": text.removeprefix(" date 2025-12-06 "),
        "published": "2025-12-06",
    }
    response = httpx.post(f"{server}/v1/articles", json={"articles": [article]}, timeout=60)
    assert response.json()["results"][0]["status"] == "created"
    return server


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_readmes_curl_command(seeded: str) -> None:
    [command] = [block for block in blocks("bash") if block.startswith("curl")]
    command = command.replace(f"http://{ADDRESS}", seeded)
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert '"answer":"two hours"' in result.stdout


def test_the_readmes_python_example_prints_what_it_says(seeded: str) -> None:
    [program] = blocks("python")
    result = subprocess.run(
        [sys.executable, "-c", program.replace(f"http://{ADDRESS}", seeded)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert result.stdout == blocks("text")[1]


def test_health_answers_while_questions_are_worked_on(seeded: str) -> None:
    with httpx.Client(base_url=seeded, timeout=60) as client:
        article = {"text": "Nobody heard of it again in the long winter that followed. " * 4000}
        request = client.build_request("POST", "/v1/articles", json={"articles": [article]})
        adding = subprocess.Popen(
            [sys.executable, "-c", ADD_SLOWLY, str(request.url)], stdin=subprocess.PIPE
        )
        assert adding.stdin
        adding.stdin.write(request.content)
        adding.stdin.close()
        answered = 0
        while adding.poll() is None:
            begin = monotonic()
            assert httpx.get(f"{seeded}/healthz", timeout=10).status_code == 200
            assert monotonic() - begin < 5
            answered += 1
            sleep(0.1)
        assert adding.returncode == 0
        assert answered > 3


ADD_SLOWLY = """
import sys, urllib.request
body = sys.stdin.buffer.read()
headers = {"Content-Type": "application/json"}
request = urllib.request.Request(sys.argv[1], body, headers)
assert urllib.request.urlopen(request, timeout=300).status == 200
"""


def test_sigterm_finishes_what_is_in_flight_and_leaves_no_lock(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    process = start(data, port)
    url = f"http://127.0.0.1:{port}"
    wait_until_ready(url, process)
    text = "Nobody heard of it again in the long winter that followed. " * 1500
    statuses: list[int] = []

    def add() -> None:
        body = {"articles": [{"id": "long", "text": text}]}
        statuses.append(httpx.post(f"{url}/v1/articles", json=body, timeout=120).status_code)

    adding = Thread(target=add)
    adding.start()
    sleep(0.5)  # it takes seconds
    assert not statuses
    process.send_signal(signal.SIGTERM)
    refused = False
    while adding.is_alive() and not refused:
        try:
            httpx.get(f"{url}/healthz", timeout=5)
        except httpx.TransportError:
            refused = True
        sleep(0.05)
    adding.join()
    assert process.wait(60) in (0, -signal.SIGTERM)
    assert (statuses, refused) == ([200], True)
    assert sorted(file.name for file in data.iterdir()) == ["dateline.sqlite3", "vectors.faiss"]
    store = Store.open(data)
    assert store.article("long")[0].text == text
    store.close()


def worker_pids(supervisor: int) -> list[int]:
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    return sorted(pid for pid, command in commands.items() if b"spawn_main" in command)


@pytest.mark.skipif(available_cores() < 2, reason="two workers need two cores")
@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_workers_stay_in_step_are_started_anew_and_stop_together(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    process = start(data, port, "--workers", "2")
    url = f"http://127.0.0.1:{port}"
    wait_until_ready(url, process)
    first = worker_pids(process.pid)
    assert len(first) == 2
    for number in range(6):  # each request by a new connection: either worker may take it
        article = {"id": f"a{number}", "text": f"The Falcon {number} docked in Havnby on Dec 6."}
        body = {"articles": [article]}
        assert httpx.post(f"{url}/v1/articles", json=body, timeout=60).status_code == 200
        for _ in range(4):
            found = httpx.get(f"{url}/v1/articles/a{number}", timeout=60)
            assert found.json()["text"] == article["text"]
            hits = httpx.post(f"{url}/v1/search", json={"query": f"Falcon {number}"}, timeout=60)
            assert len(hits.json()["hits"]) == number + 1
    answers = 'dateline_requests_total{method="POST",route="/v1/articles",status="200"} 6.0'
    assert answers in httpx.get(f"{url}/metrics").text.splitlines()
    os.kill(first[0], signal.SIGKILL)
    deadline = monotonic() + 120
    while first[0] in (now := worker_pids(process.pid)) or len(now) < 2:
        assert monotonic() < deadline, "no worker in its place"
        sleep(0.1)
    assert httpx.get(f"{url}/v1/articles/a5", timeout=60).status_code == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in (*first, *now))
    assert sorted(file.name for file in data.iterdir()) == ["dateline.sqlite3", "vectors.faiss"]


def test_workers_that_cannot_start_say_why_and_end(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
    environment = {**os.environ, "DATELINE_EMBEDDER": str(tmp_path / "none")}
    result = subprocess.run(
        [*command, "--data", str(tmp_path / "data"), "--port", "0", "--workers", "2"],
        check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert result.returncode == 1
    assert "error: cannot load the embedder" in result.stderr
    assert "Traceback" not in result.stderr
