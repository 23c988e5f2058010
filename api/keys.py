"""API keys: made once, kept as hashes in the data directory, checked in constant time."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.database import Database
from index.errors import InvalidInput

PREFIX = "dl"
MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; its secret is not."""

    id: str
    name: str
    can_read: bool
    can_write: bool
    created: str


class Keys:
    """The keys of one data directory; changes by any process count from the next request on."""

    def __init__(self, directory: Path) -> None:
        """Open the directory's database.

        Raises:
            StoreError: see `Database`.
        """
        self._db = Database(directory)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def create(self, name: str, *, can_read: bool, can_write: bool) -> tuple[Key, str]:
        """Make a key; its second part, the text to send, is shown here and never again.

        Raises:
            InvalidInput: the name is empty or too long, or the key could do nothing.
        """
        if not name.strip() or len(name) > MAX_NAME_CHARS or not name.isprintable():
            raise InvalidInput(
                f"give the key a name of 1 to {MAX_NAME_CHARS} printable characters, such as who "
                "will use it"
            )
        if not (can_read or can_write):
            raise InvalidInput("a key needs a scope: read, write or both")
        created = datetime.now(UTC).isoformat(timespec="seconds")
        key = Key(secrets.token_hex(4), name, can_read, can_write, created)
        secret = secrets.token_urlsafe(32)
        with self._db.writing() as db:
            db.execute(
                "INSERT INTO api_key VALUES (?, ?, ?, ?, ?, ?)",
                (key.id, name, _digest(secret), can_read, can_write, created),
            )
        return key, f"{PREFIX}_{key.id}_{secret}"

    def all(self) -> list[Key]:
        """Every key, oldest first."""
        with self._db.reading() as db:
            rows = db.execute("SELECT * FROM api_key ORDER BY created, id").fetchall()
        return [
            Key(r["id"], r["name"], bool(r["can_read"]), bool(r["can_write"]), r["created"])
            for r in rows
        ]

    def exist(self) -> bool:
        """Whether there is any key, so that every request needs one."""
        with self._db.reading() as db:
            return db.execute("SELECT 1 FROM api_key LIMIT 1").fetchone() is not None

    def revoke(self, key_id: str) -> None:
        """Remove a key; requests with it are refused from now on.

        Raises:
            InvalidInput: there is no such key.
        """
        with self._db.writing() as db:
            if not db.execute("DELETE FROM api_key WHERE id = ?", (key_id,)).rowcount:
                raise InvalidInput(f"there is no key {key_id!r}: see `dateline keys list`")

    def find(self, token: str) -> Key | None:
        """The key that a request's token belongs to, or None."""
        prefix, _, rest = token.partition("_")
        key_id, _, secret = rest.partition("_")
        with self._db.reading() as db:
            row = db.execute("SELECT * FROM api_key WHERE id = ?", (key_id,)).fetchone()
        # An unknown id is compared too, so that the time taken does not tell which ids there are.
        stored = row["digest"] if row else bytes(32)
        if not hmac.compare_digest(stored, _digest(secret)) or prefix != PREFIX or not row:
            return None
        can_read, can_write = bool(row["can_read"]), bool(row["can_write"])
        return Key(row["id"], row["name"], can_read, can_write, row["created"])


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).digest()
