"""`dateline serve`: one process, or several on the same socket and data directory."""

import os
import socket
import sys
from contextlib import closing
from functools import partial
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.cli.options import DataOption, err, settings_for, shown
from api.guard import Exposure, is_loopback
from api.keys import Keys
from api.main import connect_writer, open_pipeline
from api.metrics import SHARED_FOLDER
from api.settings import Settings
from api.telemetry import configure_logging
from index.errors import DatelineError, InvalidInput

# A worker that loads models or embeds a long text may leave pings unanswered for a while.
_PING_LIMIT_S = 20


def serve(
    data: DataOption = None,
    host: Annotated[
        str | None, typer.Option("--host", help="Address; default: DATELINE_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65_535, help="Default: DATELINE_PORT or 8000."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=64, help="Processes; default: DATELINE_WORKERS or 1."),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Be reachable from other machines without any key.")
    ] = False,
) -> None:
    """Answer over HTTP until stopped; a missing data directory is created, empty."""
    settings = settings_for(data, **({} if workers is None else {"workers": workers}))
    address = host or settings.host
    exposure = Exposure(beyond=not is_loopback(address), insecure=insecure)
    if exposure.beyond and not _keys_exist(settings):
        if not insecure:
            raise InvalidInput(
                f"{address} can be reached from other machines, and there are no API keys: make "
                "one with `dateline keys create NAME`, or let everybody in with --insecure"
            )
        err.print(
            f"warning: {address} can be reached from other machines, and there are no keys: "
            "whoever reaches it can read, add and delete articles",
            style="yellow",
        )
    # Before the models are loaded, so that a port in use shows at once.
    listener = _bound(address, settings.port if port is None else port)
    configure_logging(settings.log_format)
    err.print("loading models ...", style="dim")
    found = f"listening on http://{address}:{listener.getsockname()[1]}, documentation at /docs"
    if settings.workers > 1:
        err.print(f"{found}, when one of {settings.workers} workers is ready")
        _run_workers(settings, exposure, listener)
        return
    app = _open_app(settings, exposure)
    err.print(found)
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])


def _keys_exist(settings: Settings) -> bool:
    with closing(Keys(settings.data)) as keys:
        return keys.exist()


def _open_app(settings: Settings, exposure: Exposure) -> FastAPI:
    begin = perf_counter()
    writer = connect_writer(settings)
    app = create_app(open_pipeline(settings), settings, Keys(settings.data), exposure, writer)
    if writer:
        writer.on_tokens = app.state.metrics.drafted
    app.state.metrics.loading.set(perf_counter() - begin)
    return app


def _open_worker(settings: Settings, exposure: Exposure) -> FastAPI:
    configure_logging(settings.log_format)
    try:
        return _open_app(settings, exposure)
    except DatelineError as error:
        err.print(shown(f"error: {error}", "red"))
        sys.exit(STARTUP_FAILURE)  # with any other code it would be started again and again


class _Workers(Multiprocess):
    """Starts anew what dies, and takes what it had waiting out of the metrics."""

    def keep_subprocess_alive(self) -> None:
        """Called twice a second."""
        for process in self.processes:
            if process.exitcode is not None and process.pid is not None:
                mark_process_dead(process.pid)  # type: ignore[no-untyped-call]  # it has no types
        super().keep_subprocess_alive()


def _run_workers(settings: Settings, exposure: Exposure, listener: socket.socket) -> None:
    listener.set_inheritable(True)
    config = uvicorn.Config(
        partial(_open_worker, settings, exposure),
        factory=True,
        workers=settings.workers,
        timeout_worker_healthcheck=_PING_LIMIT_S,
        log_config=None,
        access_log=False,
    )
    with TemporaryDirectory(prefix="dateline-metrics-") as shared:
        os.environ[SHARED_FOLDER] = shared  # read by the workers, each a new interpreter
        supervisor = _Workers(config, [listener])
        supervisor.run()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise typer.Exit(1)


def _bound(address: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except OSError as error:
        listener.close()
        raise InvalidInput(
            f"cannot listen on {address} port {port}: {error.strerror}; choose others with --host "
            "and --port"
        ) from None
    return listener
