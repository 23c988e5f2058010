"""Options and small steps that several commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from api.settings import Settings
from index.database import FILE_NAME
from index.errors import StoreError

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data directory; default: DATELINE_DATA or .dateline."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

# Rich leaves out colours by itself where the output is no terminal. There the lines are as long as
# they are: another program reads them.
PIPE_WIDTH = 250
out = Console(soft_wrap=True, highlight=False)
if not out.is_terminal:
    out = Console(soft_wrap=True, highlight=False, width=PIPE_WIDTH)
err = Console(stderr=True, soft_wrap=True, highlight=False)


# What could steer a terminal, or show text in another order than it has: control characters (those
# below 32 as their pictures), and marks of writing direction. One for one, so that offsets stay.
_HARMLESS = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"},
    **dict.fromkeys((0x7F, *range(0x80, 0xA0), 0x061C, 0x200E, 0x200F), 0xFFFD),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
}


def shown(text: str, style: str = "") -> Text:
    """Text of articles, files and users, made harmless for a terminal."""
    return Text(text.translate(_HARMLESS), style)


def settings_for(data: Path | None, **others: Any) -> Settings:
    """The settings, with those of the command line before those of the environment."""
    return Settings(**others) if data is None else Settings(data=data, **others)


def existing_data(data: Path | None) -> Settings:
    """Settings for a command that only reads.

    Raises:
        StoreError: there is no data directory yet.
    """
    settings = settings_for(data)
    if not (settings.data / FILE_NAME).is_file():
        raise StoreError(
            f"{settings.data} is no data directory: run `dateline ingest PATH` first, "
            "or name another with --data"
        )
    return settings


def parse_day(value: str | None) -> date | None:
    """Read an ISO day given on the command line."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no day: give one like 2025-12-06") from None
