"""`dateline eval`."""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(directory: Annotated[Path, typer.Argument()]) -> None:
    """Measure."""
