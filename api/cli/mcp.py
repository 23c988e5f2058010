"""`dateline mcp`: the tools of the Model Context Protocol on standard input and output."""

import anyio

from api.answering import Answering
from api.cli.options import DataOption, settings_for
from api.deps import Models
from api.main import open_pipeline
from api.mcp import mcp_server
from api.metrics import Metrics
from api.telemetry import configure_logging


def mcp(data: DataOption = None) -> None:
    """Offer search, fetch and ask to a desktop client that starts this command."""
    settings = settings_for(data)
    configure_logging(settings.log_format)
    pipeline = open_pipeline(settings)
    models = Models(pipeline, settings.max_waiting, settings.time_limit)
    base = f"http://{_reachable(settings.host)}:{settings.port}/"
    server = mcp_server(models, Answering(models, Metrics(pipeline)), base)
    try:
        anyio.run(server.run_stdio_async)
    finally:
        models.finish()
        pipeline.index.close()


def _reachable(host: str) -> str:
    """A server that listens everywhere is reached here at this machine's own address."""
    if host in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
