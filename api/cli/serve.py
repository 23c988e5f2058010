"""`dateline serve`."""

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
    err.print("loading models ...", style="dim")
    app = create_app(open_pipeline(settings), settings)
    uvicorn.run(
        app,
        host=host or settings.host,
        port=settings.port if port is None else port,
        log_level="info",
    )
