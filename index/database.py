"""Open the SQLite database of a data directory, and hand out its connections."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from queue import Empty, LifoQueue
from time import monotonic, sleep
from uuid import uuid4

from index.errors import BuildMismatch, StoreBusy, StoreDamaged, StoreError

SCHEMA_VERSION = 3  # the number of the last file in index/schema
APPLICATION_ID = 0x44_4C_4E_45  # "DLNE", so that a foreign database is told apart
FILE_NAME = "dateline.sqlite3"
_WRITE_LOCK = 120
UNFINISHED = ".tmp"  # ends the names of files that are not whole yet


class Database:
    """Connections to one database file, reused between threads, one at a time each.

    Errors of sqlite3 leave this module only as `StoreError` and its kinds.
    """

    def __init__(self, directory: Path, *, busy_timeout_s: float = 30.0) -> None:
        """Open the database in `directory`; both are created where missing.

        Raises:
            StoreDamaged: the file is no database, or another program's.
            BuildMismatch: another version of Dateline made the schema.
            StoreError: the directory cannot be read or written.
        """
        self.path = directory / FILE_NAME
        self._busy_timeout_s = busy_timeout_s
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot create {directory}: {error.strerror}; give another directory with --data"
            ) from None
        with self._translated():
            connection = self._connect()
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._idle.put(connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one read transaction: every query in it sees the same state."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one write transaction: all of it is stored, or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def empty_log(self) -> bool:
        """Move the write-ahead log into the database and cut it to nothing.

        Waits for readers of an older state, of any process; returns whether they ended in time.
        """
        with self._translated(), self._borrowed() as connection:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy to a new file, while others read and write.

        The file is complete and on disk when it gets its name.

        Raises:
            StoreError: `path` exists, or cannot be written.
        """
        if path.exists():
            raise StoreError(f"{path} exists and is left as it was: name a file that does not")
        temporary = path.with_name(f"{path.name}.{uuid4().hex}{UNFINISHED}")
        try:
            # Created first, so that only the owner can read it from its first byte on.
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with self._borrowed() as connection, closing(sqlite3.connect(temporary)) as target:
                connection.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            os.link(temporary, path)  # unlike a renaming it never replaces a file
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"cannot write {path}: {error}; name a file in a folder that exists and has room"
            ) from None
        finally:
            temporary.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the idle connections; the object cannot be used afterwards."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._translated(), self._borrowed() as connection:
            try:
                connection.execute(begin)
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = self._connect()
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=self._busy_timeout_s,
            isolation_level=None,  # transactions are opened by hand
            check_same_thread=False,  # a connection is in one thread's hands at a time
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")  # no article's words in other folders
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = schema_of(connection, self.path)
        self._use_wal(connection)  # a new file has it not yet, nor has a restored one
        if version == SCHEMA_VERSION:
            return
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have done it while this one waited for the lock.
        version = _recognised(connection, self.path)
        for number in range(version + 1, SCHEMA_VERSION + 1):
            script = files("index").joinpath(f"schema/{number}.sql").read_text(encoding="utf-8")
            for statement in _statements(script):
                connection.execute(statement)
        if version == 0:
            connection.execute("INSERT INTO meta VALUES ('store_id', ?)", (uuid4().hex,))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")

    def _use_wal(self, connection: sqlite3.Connection) -> None:
        """Switch to write-ahead logging; unlike others this statement does not wait by itself."""
        deadline = monotonic() + self._busy_timeout_s
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                    raise
                sleep(0.02)
            else:
                return

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusy(
                    f"{writer_of(self.path) or 'another process'} has been writing to {self.path} "
                    f"for more than {self._busy_timeout_s:g} s: try again when it has finished"
                ) from None
            raise StoreError(
                f"cannot use {self.path}: {error}; check that the directory is writable "
                "and the disk not full"
            ) from error
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(
                f"{self.path} is damaged or no database ({error}): move it away and ingest again"
            ) from error


def writer_of(path: Path) -> str | None:
    """Which process holds the write lock of a database, where the system tells (Linux does).

    In write-ahead mode that lock is byte 120 of the `-shm` file. It is looked up from outside: to
    open that file here and close it again would drop this process's own locks on it.
    """
    try:
        inode = Path(f"{path}-shm").stat().st_ino
        locks = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in locks:
        # 7: POSIX  ADVISORY  WRITE 4242 fe:00:1835014 120 120
        fields = line.split()
        if fields[3:4] != ["WRITE"] or not fields[5].endswith(f":{inode}"):
            continue
        if int(fields[4]) <= 0:  # a process of another container
            return None
        if int(fields[6]) <= _WRITE_LOCK and (fields[7] == "EOF" or int(fields[7]) >= _WRITE_LOCK):
            return f"process {fields[4]}"
    return None


def schema_of(connection: sqlite3.Connection, path: Path) -> int:
    """The number of a database's schema, 0 where it is still empty.

    Raises:
        StoreDamaged: it is another program's.
        BuildMismatch: a newer Dateline made the schema.
    """
    connection.execute("BEGIN")  # so that all is read of one state
    try:
        return _recognised(connection, path)
    finally:
        connection.execute("COMMIT")


def _recognised(connection: sqlite3.Connection, path: Path) -> int:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        return 0
    if application != APPLICATION_ID:
        raise StoreDamaged(
            f"{path} is a database of another program; give another directory with --data"
        )
    if version > SCHEMA_VERSION:
        raise BuildMismatch(
            f"{path} has schema {version}, this Dateline knows those up to {SCHEMA_VERSION}: "
            "update Dateline, or give another directory with --data"
        )
    return int(version)


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements, so that they can run inside one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
