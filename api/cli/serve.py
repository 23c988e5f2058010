"""`dateline serve`."""

from ipaddress import ip_address
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.cli.options import DataOption, err, settings_for
from api.main import open_pipeline


def serve(
    data: DataOption = None,
    host: Annotated[
        str | None, typer.Option("--host", help="Address; default: DATELINE_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65_535, help="Default: DATELINE_PORT or 8000."),
    ] = None,
) -> None:
    """Answer over HTTP until stopped; a missing data directory is created, empty."""
    settings = settings_for(data)
    address = host or settings.host
    if not _is_loopback(address):
        err.print(
            f"warning: {address} can be reached from other machines, and there are no keys: "
            "whoever reaches it can read, add and delete articles",
            style="yellow",
        )
    err.print("loading models ...", style="dim")
    app = create_app(open_pipeline(settings), settings)
    uvicorn.run(
        app,
        host=address,
        port=settings.port if port is None else port,
        log_level="info",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
