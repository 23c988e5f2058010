"""Load a real server: 32 clients ask, search and write for a minute, beside one client alone.

    python bench/load.py DATA --clients 32 --seconds 60 [--workers 2]

DATA is a folder that `dateline eval` reads, such as newsroom's: its articles are served, its
questions are asked. Deliberate refusals (429, 503) are counted apart from errors. Memory is the
server's resident set, workers included; its growth counts from the end of the first quarter on.
"""

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import httpx

from qa.evaluation.sets import EvaluationSet, load_set

DELIBERATE = (429, 503)


@dataclass
class Seen:
    """What the clients of one phase saw."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    lasted: float = 0.0

    def report(self, title: str) -> float:
        """Print it; returns requests a second."""
        done = sum(map(len, self.seconds.values()))
        rate = done / self.lasted
        errors = sum(
            n for s, n in self.statuses.items() if not 200 <= s < 300 and s not in DELIBERATE
        )
        refused = sum(self.statuses[status] for status in DELIBERATE)
        print(f"\n{title}: {done} requests, {rate:.1f}/s, {errors} errors, {refused} refused")
        for kind, seconds in sorted(self.seconds.items()):
            ordered = sorted(seconds)
            p50, p95 = ordered[len(ordered) // 2], ordered[int(0.95 * (len(ordered) - 1))]
            print(
                f"  {kind:8} {len(ordered):6}  p50 {p50 * 1000:6.0f} ms  p95 {p95 * 1000:6.0f} ms"
            )
        if self.memory:
            warm = self.memory[len(self.memory) // 4 :]
            growth = warm[-1] / warm[0] - 1
            print(f"  memory {warm[0] // 1024} MB, then {warm[-1] // 1024} MB ({growth:+.1%})")
        return rate


@asynccontextmanager
async def served(
    data: Path, evaluation: EvaluationSet, workers: int
) -> AsyncIterator[tuple[str, int]]:
    """A server over the set's articles; yields its address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
    process = subprocess.Popen(
        [*command, "--data", str(data), "--port", str(port), "--workers", str(workers)],
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(timeout=120) as client:
            for _ in range(600):
                try:
                    if (await client.get(f"{url}/readyz")).status_code == 200:
                        break
                except httpx.TransportError:
                    await asyncio.sleep(0.2)
            articles = [
                {"id": a.id, "title": a.title, "text": a.text, "published": a.published_iso,
                 "source": a.source, "url": a.url, "corrects": a.corrects}
                for a in evaluation.articles
            ]  # fmt: skip
            for start in range(0, len(articles), 50):
                body = {"articles": articles[start : start + 50]}
                (await client.post(f"{url}/v1/articles", json=body)).raise_for_status()
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(60)


def resident_kb(pid: int) -> int:
    """The resident set of a process and of its children, in kB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(
        int(Path(f"/proc/{one}/status").read_text("ascii").split("VmRSS:")[1].split()[0])
        for one in (pid, *children)
    )


async def load(
    url: str, pid: int, questions: list[str], clients: int, seconds: float, seed: int
) -> Seen:
    """So many clients, one request at a time each: 80% ask, 15% search, 5% add and delete."""
    seen, begin = Seen(), perf_counter()

    async def one(number: int) -> None:
        rng = random.Random(seed + number)  # noqa: S311  no secret
        async with httpx.AsyncClient(base_url=url, timeout=120) as client:
            while perf_counter() - begin < seconds:
                chance, question = rng.random(), rng.choice(questions)
                if chance < 0.8:
                    await timed("ask", client, "POST", "/v1/ask", {"question": question})
                elif chance < 0.95:
                    await timed("search", client, "POST", "/v1/search", {"query": question})
                else:
                    name = f"load-{seed}-{number}-{rng.random()}"
                    body = {"articles": [{"id": name, "text": f"{question} Nobody knows. " * 20}]}
                    await timed("add", client, "POST", "/v1/articles", body)
                    await timed("delete", client, "DELETE", f"/v1/articles/{name}", None)

    async def timed(
        kind: str, client: httpx.AsyncClient, method: str, path: str, body: object
    ) -> None:
        start = perf_counter()
        response = await client.request(method, path, json=body)
        seen.seconds.setdefault(kind, []).append(perf_counter() - start)
        seen.statuses[response.status_code] += 1

    async def watch() -> None:
        while True:
            seen.memory.append(resident_kb(pid))
            await asyncio.sleep(1)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(one(number) for number in range(clients)))
    watching.cancel()
    seen.lasted = perf_counter() - begin
    return seen


async def main() -> None:
    """One client, then many."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    evaluation = load_set(options.data)
    questions = [question.question for question in evaluation.questions]
    print(
        f"{os.cpu_count()} cores, {len(evaluation.articles)} articles, {len(questions)} questions"
    )
    with tempfile.TemporaryDirectory(prefix="dateline-load-") as folder:
        async with served(Path(folder) / "data", evaluation, options.workers) as (url, pid):
            await load(url, pid, questions, 1, 5, 0)  # everything is loaded and used once
            alone = await load(url, pid, questions, 1, options.seconds / 4, 1)
            many = await load(url, pid, questions, options.clients, options.seconds, 2)
    one = alone.report("1 client")
    ratio = many.report(f"{options.clients} clients") / one
    print(f"\nthroughput of {options.clients} clients / 1 client: {ratio:.2f}")


if __name__ == "__main__":
    asyncio.run(main())
