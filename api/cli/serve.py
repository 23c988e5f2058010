"""`dateline serve`."""

import socket
from time import perf_counter
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.cli.options import DataOption, err, settings_for
from api.guard import Exposure, is_loopback
from api.keys import Keys
from api.main import open_pipeline
from api.telemetry import configure_logging
from index.errors import InvalidInput


def serve(
    data: DataOption = None,
    host: Annotated[
        str | None, typer.Option("--host", help="Address; default: DATELINE_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65_535, help="Default: DATELINE_PORT or 8000."),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Be reachable from other machines without any key.")
    ] = False,
) -> None:
    """Answer over HTTP until stopped; a missing data directory is created, empty."""
    settings = settings_for(data)
    address = host or settings.host
    exposure = Exposure(beyond=not is_loopback(address), insecure=insecure)
    keys = Keys(settings.data)
    if exposure.beyond and not keys.exist():
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
    begin = perf_counter()
    app = create_app(open_pipeline(settings), settings, keys, exposure)
    app.state.metrics.loading.set(perf_counter() - begin)
    taken = listener.getsockname()[1]
    err.print(f"listening on http://{address}:{taken}, documentation at /docs")
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])


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
