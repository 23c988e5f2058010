"""Copy a data directory's database to a file while it is in use, and put it back."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from index.database import FILE_NAME, UNFINISHED, Database, schema_of
from index.errors import StoreDamaged, StoreError


def backup(directory: Path, path: Path) -> None:
    """Write everything that the directory holds, as of now, to the new file `path`.

    FAISS is not in it, since it is rebuilt from the database.

    Raises:
        StoreError: the directory cannot be used, or `path` exists or cannot be written.
    """
    database = Database(directory)
    try:
        database.copy_to(path)
    finally:
        database.close()


def restore(path: Path, directory: Path) -> None:
    """Put a backup into a directory that has no database yet.

    The file is checked first, and takes its place whole or not at all.

    Raises:
        StoreDamaged: `path` is damaged or no backup.
        BuildMismatch: it was made by a newer Dateline.
        StoreError: the directory has a database already, or one of the two cannot be used.
    """
    target = directory / FILE_NAME
    try:
        _verify(path)
        directory.mkdir(parents=True, exist_ok=True)
        if any((directory / f"{FILE_NAME}{end}").exists() for end in ("", "-wal", "-shm")):
            raise StoreError(
                f"{directory} holds a database, which is left as it was: "
                "move it away, or name another directory with --data"
            )
        temporary = target.with_name(f"{target.name}.{uuid4().hex}{UNFINISHED}")
        try:
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            shutil.copyfile(path, temporary)
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            os.link(temporary, target)  # never replaces what another process has put there
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot restore {path} to {directory}: {error.strerror}; check both names and the "
            "room on the disk"
        ) from None
    Database(directory).close()


def _verify(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"there is no file {path}: name one that `dateline backup` made")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            if not schema_of(db, path):
                raise StoreDamaged(f"{path} is empty: name a file that `dateline backup` made")
            [found] = db.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(
            f"{path} is damaged or no database ({error}): name a file that `dateline backup` made"
        ) from None
    if found != "ok":
        raise StoreDamaged(f"{path} is damaged ({found}): name another backup")
