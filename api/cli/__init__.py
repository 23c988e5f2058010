"""The command line: `dateline ingest | ask | search | articles | serve | eval | ...`."""

from api.cli.app import main

__all__ = ["main"]
