"""Servers for what needs a real connection: in a thread, on small parts; or the program itself."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from types import MappingProxyType

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

ROOT = Path(__file__).parents[1]


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = Thread(target=server.run)
    thread.start()
    try:
        deadline = monotonic() + 30
        while not server.started:
            assert monotonic() < deadline, "the server did not start"
            sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    data: Path, port: int, *more: str, environment: Mapping[str, str] = MappingProxyType({})
) -> subprocess.Popen[bytes]:
    call = "from api.cli import main; main()"
    arguments = ["serve", "--data", str(data), "--port", str(port), *more]
    return subprocess.Popen(
        [sys.executable, "-c", call, *arguments], cwd=ROOT, env=os.environ | environment
    )


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + 120
    while monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            sleep(0.2)
    pytest.fail("not ready after two minutes")


@contextmanager
def program(data: Path, *, environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """The program itself over a data directory, until it is told to end; gives its address."""
    port = free_port()
    process = start(data, port, environment=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(url, process)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)
