"""The SQL of the store: functions over one connection, inside the caller's transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from sqlite3 import Connection, Row

from index.article import Article, parse_published
from index.copies import SIMILARITY, bands, shingles, similarity
from index.embedding import Vectors
from index.passage import DateSpan, Filters, Passage


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article cut, dated and embedded: `vectors` has shape (len(passages), dimension).

    `heading` is what helps to find its passages but is no part of them. Without passages an article
    is taken to be stored already, which spares embedding it again.
    """

    article: Article
    heading: str
    passages: tuple[Passage, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one article: `status` is created, updated, unchanged or duplicate."""

    id: str
    status: str
    version: str
    passages: int
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the change log: passages first..last came ("add") or went ("remove")."""

    seq: int
    action: str
    first: int
    last: int


def visible_sql(filters: Filters, as_of: date | None) -> tuple[str, dict[str, str | None]]:
    """A SELECT of the version keys that may answer: of each article the newest, if it passes."""
    values: dict[str, str | None] = {}
    known, passing = "1", ["newest = 1"]
    if as_of:
        known = "(published_day IS NULL OR published_day <= :as_of)"
        values["as_of"] = as_of.isoformat()
    if filters.published_from:
        passing.append("published_day >= :published_from")
        values["published_from"] = filters.published_from.isoformat()
    if filters.published_to:
        passing.append("published_day <= :published_to")
        values["published_to"] = filters.published_to.isoformat()
    for column, wanted in (("source", filters.sources), ("article_id", filters.article_ids)):
        if wanted:
            passing.append(f"{column} IN (SELECT value FROM json_each(:{column}))")
            values[column] = json.dumps(wanted)
    select = (
        "SELECT key FROM (SELECT key, article_id, source, published_day, row_number() OVER"
        " (PARTITION BY article_id ORDER BY ordinal DESC) AS newest FROM version"
        f" WHERE {known}) WHERE {' AND '.join(passing)}"
    )
    return select, values


def meta(db: Connection) -> dict[str, str]:
    """Build facts by name."""
    return {row["key"]: row["value"] for row in db.execute("SELECT key, value FROM meta")}


def article_of(row: Row) -> Article:
    """The article that a row of `version` holds."""
    return Article(
        id=row["article_id"],
        text=row["text"],
        title=row["title"],
        published=parse_published(row["published"]),
        source=row["source"],
        url=row["url"],
        corrects=row["corrects"],
    )


def newest_version(db: Connection, article_id: str) -> str | None:
    """The version of an article that answers now, or None where the id is unknown."""
    row = db.execute(
        "SELECT version FROM version WHERE article_id = ? ORDER BY ordinal DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    return row["version"] if row else None


def version_keys(db: Connection, article_id: str) -> list[int]:
    """Keys of all versions of an article."""
    rows = db.execute("SELECT key FROM version WHERE article_id = ?", (article_id,))
    return [row["key"] for row in rows]


def put_version(db: Connection, prepared: Prepared, origin: str) -> Stored | None:
    """Store one article unless its newest version is the same.

    Returns None where it came without passages but is not stored (any longer).
    """
    article = prepared.article
    newest = newest_version(db, article.id)
    if newest == article.version:
        return Stored(article.id, "unchanged", article.version, _count(db, article))
    ordinal = db.execute("SELECT coalesce(max(ordinal), 0) + 1 FROM version").fetchone()[0]
    again = db.execute(
        "UPDATE version SET ordinal = ?, origin = ? WHERE article_id = ? AND version = ?",
        (ordinal, origin, article.id, article.version),
    )
    if again.rowcount:  # an older version is the newest again
        _log(db, "add", 0, 0)  # no new passage, but others are visible now
        return Stored(article.id, "updated", article.version, _count(db, article))
    if not prepared.passages:
        return None
    key = _insert_version(db, article, ordinal, origin)
    insert_passages(db, key, prepared)
    copied = _group_with_copies(db, key, article)
    status = "updated" if newest else "duplicate" if copied else "created"
    return Stored(article.id, status, article.version, len(prepared.passages), copied)


def _count(db: Connection, article: Article) -> int:
    row = db.execute(
        "SELECT count(*) FROM passage JOIN version ON version.key = version_key"
        " WHERE article_id = ? AND version = ?",
        (article.id, article.version),
    ).fetchone()
    return int(row[0])


def _insert_version(db: Connection, article: Article, ordinal: int, origin: str) -> int:
    day = article.published_day
    cursor = db.execute(
        "INSERT INTO version (article_id, version, ordinal, title, text, published, published_day,"
        " source, url, corrects, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id,
            article.version,
            ordinal,
            article.title,
            article.text,
            article.published_iso,
            day.isoformat() if day else None,
            article.source,
            article.url,
            article.corrects,
            origin,
        ),
    )
    assert cursor.lastrowid is not None  # noqa: S101  an INSERT always sets it
    return cursor.lastrowid


def insert_passages(db: Connection, key: int, prepared: Prepared) -> None:
    """Store passages, vectors, dates and the full-text rows of one version."""
    ids: list[int] = []
    for passage, vector in zip(prepared.passages, prepared.vectors, strict=True):
        cursor = db.execute(
            "INSERT INTO passage (version_key, start, end, vector) VALUES (?, ?, ?, ?)",
            (key, passage.start, passage.end, vector.astype("<f4").tobytes()),
        )
        assert cursor.lastrowid is not None  # noqa: S101  an INSERT always sets it
        ids.append(cursor.lastrowid)
        db.execute(
            "INSERT INTO passage_fts (rowid, heading, text) VALUES (?, ?, ?)",
            (ids[-1], prepared.heading, passage.text),
        )
        insert_dates(db, ids[-1], passage.dates)
    if ids:
        _log(db, "add", ids[0], ids[-1])


def insert_dates(db: Connection, passage_id: int, spans: Iterable[DateSpan]) -> None:
    """Store the days that a passage speaks of."""
    db.executemany(
        "INSERT OR IGNORE INTO event_date VALUES (?, ?, ?)",
        [
            (passage_id, span.first.isoformat(), span.last.isoformat())
            for span in spans
            if span.first and span.last
        ],
    )


def remove_passages(db: Connection, key: int) -> None:
    """Remove passages, vectors, dates and the full-text rows of one version."""
    ids = [row["id"] for row in db.execute("SELECT id FROM passage WHERE version_key = ?", (key,))]
    for table, column in (
        ("passage_fts", "rowid"),
        ("event_date", "passage_id"),
        ("passage", "id"),
    ):
        db.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(i,) for i in ids])
    if ids:
        _log(db, "remove", min(ids), max(ids))


def remove_version(db: Connection, key: int) -> None:
    """Remove one version from every table."""
    remove_passages(db, key)
    db.execute("DELETE FROM copy_band WHERE version_key = ?", (key,))
    db.execute("DELETE FROM version WHERE key = ?", (key,))


def _log(db: Connection, action: str, first: int, last: int) -> None:
    db.execute(
        "INSERT INTO change (action, first_passage, last_passage) VALUES (?, ?, ?)",
        (action, first, last),
    )


def _group_with_copies(db: Connection, key: int, article: Article) -> str | None:
    """Put a new version into the group of the article that it repeats; return that one's id.

    A correction is never grouped with what it corrects: there the small difference is the news.
    """
    own = shingles(article.text)
    if not own:
        return None
    keys = bands(own)
    marks = ",".join("?" * len(keys))
    candidates = db.execute(
        "SELECT DISTINCT version.* FROM copy_band JOIN version ON version.key = version_key"
        f" WHERE band IN ({marks}) AND article_id != ? ORDER BY version.key",
        [*keys, article.id],
    ).fetchall()
    insert_bands(db, key, keys)
    alike = [(similarity(own, shingles(row["text"])), row) for row in candidates]
    # The most similar first: the copy of a corrected story belongs to the correction.
    for likeness, row in sorted(alike, key=lambda pair: (-pair[0], pair[1]["key"])):
        if likeness < SIMILARITY:
            break
        group = row["copy_group"] or row["key"]
        if not _corrects_within(db, article, group):
            db.execute(
                "UPDATE version SET copy_group = ? WHERE key IN (?, ?)", (group, key, row["key"])
            )
            return str(row["article_id"])
    return None


def insert_bands(db: Connection, key: int, keys: Sequence[bytes]) -> None:
    """Store under which bands a version meets its copies."""
    db.executemany("INSERT INTO copy_band VALUES (?, ?)", [(band, key) for band in keys])


def _corrects_within(db: Connection, article: Article, group: int) -> bool:
    """Whether an article corrects a member of a group, or a member corrects it."""
    found = db.execute(
        "SELECT 1 FROM version WHERE (copy_group = :group OR key = :group)"
        " AND (article_id = :corrects OR corrects = :id) LIMIT 1",
        {"group": group, "corrects": article.corrects, "id": article.id},
    ).fetchone()
    return found is not None
