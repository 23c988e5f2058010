"""`dateline check`, `dateline backup` and `dateline restore`."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DataOption, err, existing_data, out, settings_for, shown
from api.main import limit_threads, load_embedder
from index.backup import backup as write_backup
from index.backup import restore as read_backup
from index.check import Cure, Fault
from index.check import check as find_faults
from index.check import repair as mend


def check(
    data: DataOption = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild what can be made from the articles.")
    ] = False,
) -> None:
    """Compare a data directory's parts with its articles; exits with 1 where something is wrong."""
    settings = existing_data(data)
    faults = _found(settings.data)
    if faults and repair:
        err.print("loading the embedding model ...", style="dim")
        limit_threads(settings)
        mend(settings.data, faults, load_embedder(settings))
        out.print("after the repair:")
        faults = _found(settings.data)
    if faults:
        raise typer.Exit(1)
    out.print(shown(f"{settings.data} is sound"))


def _found(directory: Path) -> list[Fault]:
    faults = []
    for fault in find_faults(directory):
        faults.append(fault)
        cure = "" if fault.cure is Cure.NONE else f" (--repair: {fault.cure.value})"
        out.print(shown(f"{fault.what}{cure}"), style="red")
    return faults


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
    data: DataOption = None,
) -> None:
    """Write a consistent copy of the data directory to one file; servers may go on meanwhile."""
    settings = existing_data(data)
    write_backup(settings.data, file)
    out.print(shown(f"{settings.data} is saved in {file}, {file.stat().st_size:,} bytes"))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `dateline backup` wrote.")],
    data: DataOption = None,
) -> None:
    """Put a backup into a data directory that is missing or has no database."""
    settings = settings_for(data)
    read_backup(file, settings.data)
    out.print(shown(f"{settings.data} holds what {file} held"))
