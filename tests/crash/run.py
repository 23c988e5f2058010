"""`python -m tests.crash.run --kills 100 --seed 1`: kill writers, check the directory each time.

Four kinds in turn: a process that adds, deletes and writes snapshots, and `dateline ingest`, both
beside a running server; a server that is being sent articles; one that is being told to delete.
"""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import httpx

sys.path.append(str(Path(__file__).parents[1]))

from fakes import HashingEmbedder

from crash.child import text_of
from index.check import check
from index.passage import Filters, Query
from index.search import PassageIndex

CHILD = Path(__file__).with_name("child.py")
ACKNOWLEDGED = 6  # requests before a server may be killed


@dataclass
class Ledger:
    """What was acknowledged: added (`there`), deleted (`gone`), or neither yet (`unsure`)."""

    there: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, action: str, number: int) -> None:
        """Take what was begun (deleting) or acknowledged (add, delete)."""
        if action == "add":
            self.there.add(number)
        else:
            self.there.discard(number)
            (self.unsure.add if action == "deleting" else self.gone.add)(number)
            if action == "delete":
                self.unsure.discard(number)
        self.counts[action] += 1

    def heard(self, line: str) -> None:
        """Take what a writer or the `ingest` command printed."""
        told = json.loads(line)
        if isinstance(told, dict):
            self.note("add", int(told["id"]))
        else:
            self.note(*told)


class Server:
    """A server process over a directory."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.process = child("serve", folder, port)
        deadline = monotonic() + 60
        while True:
            try:
                if httpx.get(f"{self.url}/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                if monotonic() > deadline or self.process.poll() is not None:
                    raise
            sleep(0.05)

    def kill(self) -> None:
        """As kill -9 does."""
        self.process.kill()
        self.process.wait()


def child(command: str, folder: Path, number: int) -> subprocess.Popen[str]:
    """Start one of the processes that are killed."""
    arguments = [sys.executable, str(CHILD), command, str(folder), str(number)]
    # The project's folder first: tests/index would be taken for the package of that name.
    environment = {**os.environ, "PYTHONPATH": str(CHILD.parents[2])}
    heard = None if command == "serve" else subprocess.PIPE
    return subprocess.Popen(arguments, stdout=heard, text=True, env=environment)


def kill_writer(folder: Path, ledger: Ledger, seed: int, rng: random.Random, command: str) -> None:
    """Beside a server that goes on, which must find what was acknowledged."""
    server = Server(folder)
    with child(command, folder, seed) as writer:
        assert writer.stdout
        ledger.heard(writer.stdout.readline())
        Thread(target=lambda: (sleep(rng.uniform(0, 1.5)), writer.kill()), daemon=True).start()
        for line in writer.stdout:
            ledger.heard(line)
    for number in rng.sample(sorted(ledger.there), min(5, len(ledger.there))):
        answer = httpx.post(f"{server.url}/v1/search", json={"query": f"Zq{number}"}).json()
        assert answer["hits"][0]["citation"]["article_id"] == f"{number}", number
    server.kill()


def kill_server(
    folder: Path, ledger: Ledger, seed: int, rng: random.Random, *, deleting: bool
) -> None:
    """While a client posts articles, or deletes them: soon after some were acknowledged."""
    server = Server(folder)
    begun, done = Event(), 0
    wait = rng.uniform(0, 0.6)
    Thread(target=lambda: (begun.wait(), sleep(wait), server.kill()), daemon=True).start()
    number = 1000 * seed
    there = sorted(ledger.there)
    try:
        while not deleting or there:
            if deleting:
                gone = there.pop(rng.randrange(len(there)))
                ledger.note("deleting", gone)
                httpx.delete(f"{server.url}/v1/articles/{gone}").raise_for_status()
                ledger.note("delete", gone)
            else:
                some = range(number, number + rng.choice((1, 3, 40)))
                number = some.stop
                ledger.unsure.update(some)
                body = {"articles": [{"id": f"{n}", "text": text_of(n)} for n in some]}
                response = httpx.post(f"{server.url}/v1/articles", json=body).raise_for_status()
                assert len(response.json()["results"]) == len(some)
                for n in some:
                    ledger.note("add", n)
                ledger.unsure.difference_update(some)
            done += 1
            if done == ACKNOWLEDGED:  # not after a time: machines are not equally fast
                begun.set()
    except httpx.TransportError:
        pass  # killed, as it should be
    finally:
        begun.set()
    server.process.wait()


def verify(folder: Path, ledger: Ledger) -> None:
    """The directory is sound, and holds what was acknowledged and nothing half.

    Raises:
        AssertionError: it does not.
    """
    faults = list(check(folder))
    assert not faults, faults
    index = PassageIndex.open(folder, HashingEmbedder())
    try:
        found = {int(a.id): a.text for a in index.store.articles(Filters(), None, 100_000)}
        missing = ledger.there - found.keys()
        assert not missing, f"acknowledged and lost: {sorted(missing)}"
        assert not ledger.gone & found.keys(), "deleted and back again"
        for number, text in found.items():
            # What a killed writer had not acknowledged yet may be there too, but only whole.
            assert text == text_of(number)
        assert len(index) == index.store.counts()[1]
        for number in found:
            hit = index.search(Query(f"Zq{number}"), 1)[0]
            assert hit.article.id == f"{number}"
            assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
            ledger.counts["searched"] += 1
        ledger.there, ledger.unsure = set(found), set()
    finally:
        index.close()


def main(kills: int, seed: int) -> Counter[str]:
    """Kill so many times; returns what was counted."""
    rng = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="dateline-crash-"))
    ledger = Ledger()
    for number in range(kills):
        kind = ("write", "post", "delete", "ingest")[number % 4]
        if kind in ("write", "ingest"):
            kill_writer(folder, ledger, seed * 10_000 + number, rng, kind)
        else:
            deleting = kind == "delete"
            kill_server(folder, ledger, seed * 10_000 + number, rng, deleting=deleting)
        ledger.counts[f"killed: {kind}"] += 1
        ledger.counts["snapshots left unfinished"] += len(list(folder.glob("*.tmp")))
        for file in folder.glob("*.tmp"):
            file.unlink()
        verify(folder, ledger)
    shutil.rmtree(folder)
    return ledger.counts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name, count in sorted(main(options.kills, options.seed).items()):
        print(f"{count:7} {name}")
    print("nothing acknowledged was lost, and the directory was sound after every kill")
