"""Check a data directory against what its articles say it holds; rebuild what is derived."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from sqlite3 import Connection, DatabaseError, Row

import numpy as np

from index.article import Article
from index.chunking import Chunking, chunk
from index.copies import bands, shingles
from index.database import Database
from index.dates import event_dates
from index.embedding import Embedder
from index.errors import BuildMismatch, StoreDamaged
from index.prepare import build_facts, heading, prepare
from index.records import article_of, insert_bands, insert_passages, meta, remove_passages
from index.store import Store
from index.vectors import FILE_NAME as SNAPSHOT
from index.vectors import VectorIndex, unfinished

# What float32 rounding leaves of a vector of length 1.
_TOLERANCE = 1e-3
_ORPHANS = (
    ("passage", "id", "version_key NOT IN (SELECT key FROM version)"),
    ("passage_fts", "rowid", "rowid NOT IN (SELECT id FROM passage)"),
    ("event_date", "passage_id", "passage_id NOT IN (SELECT id FROM passage)"),
    ("copy_band", "version_key", "version_key NOT IN (SELECT key FROM version)"),
)


class Cure(Enum):
    """How a fault is mended; the value says it to people."""

    PASSAGES = "cut and embedded anew"
    BANDS = "written anew"
    ORPHANS = "removed"
    WORDS = "full-text index rebuilt"
    SNAPSHOT = "removed; rebuilt at the next start"
    NONE = "cannot be"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be; `key` is the version's where it is one article's."""

    what: str
    cure: Cure
    key: int | None = None


def check(directory: Path) -> Iterator[Fault]:
    """Compare everything derived with the articles; yields each fault as it is found.

    Other processes may read and write meanwhile. Nothing is changed.

    Raises:
        StoreError: the directory cannot be used.
    """
    database = Database(directory)
    try:
        yield from _file(database)
        with database.reading() as db:
            facts = meta(db)
            keys = [row["key"] for row in db.execute("SELECT key FROM version ORDER BY key")]
            for table, column, orphaned in _ORPHANS:
                query = f"SELECT count(DISTINCT {column}) FROM {table} WHERE {orphaned}"
                count = db.execute(query).fetchone()[0]
                if count:
                    yield Fault(f"{table}: {count} rows belong to nothing", Cure.ORPHANS)
        for key in keys:
            with database.reading() as db:
                row = db.execute("SELECT * FROM version WHERE key = ?", (key,)).fetchone()
                if row:  # else deleted meanwhile
                    yield from _version(db, row, facts)
        if "dimension" in facts:
            yield from _snapshot(Store(database), directory, int(facts["dimension"]))
    finally:
        database.close()


def repair(directory: Path, faults: Sequence[Fault], embedder: Embedder) -> None:
    """Rebuild what is derived from the articles, all of it in one transaction.

    Raises:
        BuildMismatch: the index was built with another embedder.
        StoreError: the directory cannot be used.
    """
    cures = {fault.cure for fault in faults}
    database = Database(directory)
    try:
        with database.writing() as db:
            _repair_tables(db, faults, embedder)
        if Cure.SNAPSHOT in cures:
            for file in (directory / SNAPSHOT, *unfinished(directory)):
                file.unlink(missing_ok=True)
        database.empty_log()
    finally:
        database.close()


def _repair_tables(db: Connection, faults: Sequence[Fault], embedder: Embedder) -> None:
    facts = meta(db)
    chunking = _chunking(facts)
    for fact, value in build_facts(embedder, chunking).items():
        if facts.get(fact, value) != value:
            raise BuildMismatch(
                f"the index was built with {fact} {facts[fact]}, this process has {value}: set it "
                "back, or run `dateline reindex`"
            )
    cures = {fault.cure for fault in faults}
    if Cure.ORPHANS in cures:
        for table, _, orphaned in reversed(_ORPHANS):
            db.execute(f"DELETE FROM {table} WHERE {orphaned}")
    if Cure.WORDS in cures:
        db.execute("INSERT INTO passage_fts (passage_fts) VALUES ('rebuild')")
    for cure in (Cure.PASSAGES, Cure.BANDS):
        for key in dict.fromkeys(f.key for f in faults if f.cure is cure and f.key is not None):
            row = db.execute("SELECT * FROM version WHERE key = ?", (key,)).fetchone()
            if row and cure is Cure.PASSAGES:
                [prepared] = prepare([article_of(row)], embedder, chunking)
                remove_passages(db, key)
                insert_passages(db, key, prepared)
            elif row:
                db.execute("DELETE FROM copy_band WHERE version_key = ?", (key,))
                insert_bands(db, key, bands(shingles(row["text"])))


def _chunking(facts: dict[str, str]) -> Chunking:
    target, _, overlap = facts.get("chunking", "120/30").partition("/")
    return Chunking(int(target), int(overlap))


def _file(database: Database) -> Iterator[Fault]:
    """What SQLite itself finds."""
    advice = "restore a backup, or ingest the articles into a new directory"
    with database.reading() as db:
        for row in db.execute("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield Fault(f"database: {row[0]}: {advice}", Cure.NONE)
    try:
        with database.writing() as db:  # the question is put as an INSERT
            db.execute("INSERT INTO passage_fts (passage_fts) VALUES ('integrity-check')")
    except StoreDamaged as error:
        if not isinstance(error.__cause__, DatabaseError):
            raise
        yield Fault("full-text index: does not match its rows", Cure.WORDS)


def _version(db: Connection, row: Row, facts: dict[str, str]) -> Iterator[Fault]:
    key, article = row["key"], article_of(row)
    name = f"article {article.id!r}, version {row['version']}"
    if article.version != row["version"]:
        yield Fault(f"{name}: its fields were altered; ingest it again", Cure.NONE, key)
    passages = chunk(article, _chunking(facts))
    wanted = {(p.start, p.end): (heading(article), p.text) for p in passages}
    rows = db.execute(
        "SELECT passage.id, start, end, vector, heading, text FROM passage"
        " LEFT JOIN passage_fts ON passage_fts.rowid = passage.id WHERE version_key = ?",
        (key,),
    ).fetchall()
    size = 4 * int(facts.get("dimension", 0))
    if {(r["start"], r["end"]) for r in rows} != wanted.keys() or len(rows) != len(wanted):
        yield Fault(f"{name}: its passages are not those of its text", Cure.PASSAGES, key)
    elif any((r["heading"], r["text"]) != wanted[r["start"], r["end"]] for r in rows):
        yield Fault(f"{name}: the full-text rows differ from its text", Cure.PASSAGES, key)
    elif any(not _is_unit(r["vector"], size) for r in rows):
        yield Fault(f"{name}: a vector is damaged", Cure.PASSAGES, key)
    elif any(_dates(db, r["id"]) != _expected_dates(article, r) for r in rows):
        yield Fault(f"{name}: its dates are not those of its text", Cure.PASSAGES, key)
    stored = {r[0] for r in db.execute("SELECT band FROM copy_band WHERE version_key = ?", (key,))}
    own = shingles(article.text)
    if stored != (set(bands(own)) if own else set()):
        yield Fault(f"{name}: what finds its copies is not of its text", Cure.BANDS, key)


def _is_unit(vector: bytes, size: int) -> bool:
    if len(vector) != size:
        return False
    return abs(float(np.linalg.norm(np.frombuffer(vector, dtype="<f4"))) - 1) < _TOLERANCE


def _dates(db: Connection, passage_id: int) -> set[tuple[str, str]]:
    rows = db.execute("SELECT first, last FROM event_date WHERE passage_id = ?", (passage_id,))
    return {(row["first"], row["last"]) for row in rows}


def _expected_dates(article: Article, passage: Row) -> set[tuple[str, str]]:
    spans = event_dates(article.text, article.published_day, passage["start"], passage["end"])
    return {(s.first.isoformat(), s.last.isoformat()) for s in spans if s.first and s.last}


def _snapshot(store: Store, directory: Path, dimension: int) -> Iterator[Fault]:
    """What FAISS would hold after a start from the snapshot, against the stored vectors."""
    for file in unfinished(directory):
        yield Fault(f"{file.name}: left by a process that ended while writing it", Cure.SNAPSHOT)
    if not (directory / SNAPSHOT).exists():
        return
    vectors, seq = VectorIndex.load(directory, dimension, store.state_of)
    if seq == 0:
        yield Fault(f"{SNAPSHOT}: damaged, or of another state of the database", Cure.SNAPSHOT)
        return
    changes, new, rows = store.changes_after(seq)
    for change in changes:
        if change.action == "remove":
            vectors.remove_range(change.first, change.last)
    vectors.add(new, rows)
    ids, stored = store.vectors()
    if vectors.ids() != set(ids.tolist()):
        yield Fault(f"{SNAPSHOT}: holds other passages than the database", Cure.SNAPSHOT)
    elif any(not np.array_equal(vectors.row(int(i)), v) for i, v in zip(ids, stored, strict=True)):
        yield Fault(f"{SNAPSHOT}: holds other vectors than the database", Cure.SNAPSHOT)
