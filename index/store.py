"""The truth about a collection in SQLite: articles, versions, passages, vectors, dates, changes."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from sqlite3 import Connection

import numpy as np

from index import listing
from index.article import Article
from index.database import Database
from index.dates import event_dates, rules_fingerprint
from index.embedding import Vectors
from index.errors import ArticleNotFound, BuildMismatch
from index.listing import Summary
from index.passage import DateSpan, Filters, Passage, longest_match
from index.records import (
    Change,
    Prepared,
    Stored,
    article_of,
    insert_dates,
    insert_passages,
    meta,
    newest_version,
    put_version,
    remove_passages,
    remove_version,
    version_keys,
    visible_sql,
)
from index.vectors import Ids

POSTED = "posted"
_DATE_RULES = "date_rules"  # key in meta


class Store:
    """Reads and writes of one data directory; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._facts: dict[str, str] = {}

    @classmethod
    def open(cls, directory: Path) -> "Store":
        """Open or create the database in `directory`.

        Raises:
            StoreError: see `Database`.
        """
        return cls(Database(directory))

    def close(self) -> None:
        """Close the connections."""
        self._db.close()

    # -- build facts -----------------------------------------------------------------------------

    def claim(self, facts: dict[str, str]) -> str:
        """Record how this index is built, or check that it was built the same way.

        Returns:
            The store's own id.

        Raises:
            BuildMismatch: the stored facts differ.
        """
        with self._db.reading() as db:
            stored = meta(db)
        if not facts.items() <= stored.items():
            with self._db.writing() as db:
                stored = meta(db)
                for key, value in facts.items():
                    if stored.setdefault(key, value) != value:
                        raise BuildMismatch(
                            f"{self._db.path} was built with {key} {stored[key]}, this process has "
                            f"{value}: set it back, or run `dateline reindex` to build it anew"
                        )
                    db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))
        self._facts = facts
        return stored["store_id"]

    def date_anew(self) -> bool:
        """Find the dates of all passages again, where other rules than today's have found them.

        One transaction; returns whether there was anything to do.
        """
        rules = rules_fingerprint()
        with self._db.reading() as db:
            if meta(db).get(_DATE_RULES) == rules:
                return False
        with self._db.writing() as db:
            if meta(db).get(_DATE_RULES) == rules:  # another process has done it meanwhile
                return False
            db.execute("DELETE FROM event_date")
            query = (
                "SELECT passage.id AS passage_id, start, end, version.* FROM passage JOIN version"
            )
            for row in db.execute(f"{query} ON version.key = version_key ORDER BY version.key"):
                article = article_of(row)
                spans = event_dates(article.text, article.published_day, row["start"], row["end"])
                insert_dates(db, row["passage_id"], spans)
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_DATE_RULES, rules))
        return True

    def _check_facts(self, db: Connection) -> None:
        """Another process may have built the index anew since this one opened it."""
        stored = meta(db)
        for key, value in self._facts.items():
            if stored.get(key) != value:
                raise BuildMismatch(
                    f"{self._db.path} has been built anew with {key} {stored.get(key)}, this "
                    f"process has {value}: start it again with the same settings"
                )

    # -- writing ---------------------------------------------------------------------------------

    def put(self, batch: Sequence[Prepared], origin: str) -> list[Stored | None]:
        """Store articles with their passages, in one transaction, in the order given.

        Returns None for one that came without passages and is not stored: prepare it in full.

        Raises:
            BuildMismatch: another process has built the index anew with other facts.
        """
        with self._db.writing() as db:
            self._check_facts(db)
            return [put_version(db, prepared, origin) for prepared in batch]

    def delete(self, article_ids: Sequence[str]) -> None:
        """Remove all versions of articles from every table, in one transaction.

        Pages that are free afterwards are overwritten; older pages stay in the write-ahead log
        until `empty_log`.

        Raises:
            ArticleNotFound: nothing is stored under one of the ids; then none is removed.
        """
        with self._db.writing() as db:
            for article_id in article_ids:
                keys = version_keys(db, article_id)
                if not keys:
                    raise ArticleNotFound(
                        f"there is no article {article_id!r}: list the ids there are"
                    )
                for key in keys:
                    remove_version(db, key)
            # Deleting from FTS5 only marks the row's words as gone: merging drops them.
            db.execute("INSERT INTO passage_fts (passage_fts) VALUES ('optimize')")

    def empty_log(self) -> bool:
        """Take what was deleted out of the write-ahead log; see `Database.empty_log`."""
        return self._db.empty_log()

    @contextmanager
    def rebuilding(self, facts: dict[str, str]) -> Iterator[Callable[[int, Prepared], None]]:
        """One transaction that builds everything anew under other facts, or leaves all as it was.

        Yields a function that takes a version's key and what it is cut and embedded to now. Until
        the end readers see the old state, and other writers wait.
        """
        with self._db.writing() as db:
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())

            def replace(key: int, prepared: Prepared) -> None:
                remove_passages(db, key)
                insert_passages(db, key, prepared)

            yield replace

    # -- reading ---------------------------------------------------------------------------------

    def newest_version(self, article_id: str) -> str | None:
        """The version that answers now, or None where the id is unknown."""
        with self._db.reading() as db:
            return newest_version(db, article_id)

    def versions(self) -> Iterator[tuple[int, Article]]:
        """Every stored version with its key, oldest first; reads one at a time."""
        with self._db.reading() as db:
            keys = [row["key"] for row in db.execute("SELECT key FROM version ORDER BY key")]
        for key in keys:
            with self._db.reading() as db:
                row = db.execute("SELECT * FROM version WHERE key = ?", (key,)).fetchone()
            if row:
                yield key, article_of(row)

    def article(self, article_id: str, version: str | None = None) -> tuple[Article, list[str]]:
        """One article, and the names of all its versions, newest first.

        Raises:
            ArticleNotFound: no such id, or no such version of it.
        """
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT * FROM version WHERE article_id = ? ORDER BY ordinal DESC", (article_id,)
            ).fetchall()
        if not rows:
            raise ArticleNotFound(f"there is no article {article_id!r}: list the ids there are")
        names = [row["version"] for row in rows]
        if version is None:
            return article_of(rows[0]), names
        if version not in names:
            raise ArticleNotFound(
                f"article {article_id!r} has no version {version!r}, only {', '.join(names)}"
            )
        return article_of(rows[names.index(version)]), names

    def articles(self, filters: Filters, after: str | None, limit: int) -> list[Article]:
        """Newest versions that pass the filters, by id, starting after the id `after`."""
        with self._db.reading() as db:
            return listing.by_id(db, filters, after, limit)

    def latest_articles(
        self, filters: Filters, after: tuple[str, str] | None, limit: int
    ) -> list[Article]:
        """The same from the last day of publication back; see `listing.latest_first`."""
        with self._db.reading() as db:
            return listing.latest_first(db, filters, after, limit)

    def summary(self) -> Summary:
        """What is stored, in figures."""
        with self._db.reading() as db:
            return listing.summary(db)

    def ids_of_origin(self, origin: str) -> set[str]:
        """Ids of the articles whose newest version came from `origin`."""
        visible, values = visible_sql(Filters(), None)
        with self._db.reading() as db:
            rows = db.execute(
                f"SELECT article_id FROM version JOIN ({visible}) USING (key)"
                " WHERE origin = :origin",
                {**values, "origin": origin},
            ).fetchall()
        return {row["article_id"] for row in rows}

    def counts(self) -> tuple[int, int]:
        """How many articles and passages are stored, older versions' passages included."""
        with self._db.reading() as db:
            articles = db.execute("SELECT count(DISTINCT article_id) FROM version").fetchone()[0]
            return articles, db.execute("SELECT count(*) FROM passage").fetchone()[0]

    # -- what retrieval reads --------------------------------------------------------------------

    def state_of(self, seq: int) -> str | None:
        """A name for the state after change `seq`, which no other store or history shares."""
        with self._db.reading() as db:
            row = db.execute("SELECT token FROM change WHERE seq = ?", (seq,)).fetchone()
            return f"{meta(db)['store_id']}/{row['token']}" if row else None

    def last_seq(self) -> int:
        """The sequence number of the newest change, 0 when there was none."""
        with self._db.reading() as db:
            return int(db.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])

    def changes_after(self, seq: int) -> tuple[list[Change], Ids, Vectors]:
        """The log after `seq`; ids and vectors of the passages that it added, if still there."""
        with self._db.reading() as db:
            self._check_facts(db)
            changes = [
                Change(row["seq"], row["action"], row["first_passage"], row["last_passage"])
                for row in db.execute("SELECT * FROM change WHERE seq > ? ORDER BY seq", (seq,))
            ]
            rows = db.execute(
                "SELECT DISTINCT passage.id, passage.vector FROM change JOIN passage"
                " ON passage.id BETWEEN first_passage AND last_passage"
                " WHERE seq > ? AND action = 'add' ORDER BY passage.id",
                (seq,),
            ).fetchall()
        ids = np.array([row["id"] for row in rows], dtype=np.int64)
        vectors = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f4")
        return changes, ids, vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0)

    def vectors(self) -> tuple[Ids, Vectors]:
        """Ids and vectors of all passages, shape (passages, dimension), by id."""
        with self._db.reading() as db:
            rows = db.execute("SELECT id, vector FROM passage ORDER BY id").fetchall()
        ids = np.array([row["id"] for row in rows], dtype=np.int64)
        vectors = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f4")
        return ids, vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0)

    def visible_passages(self, filters: Filters, as_of: date | None) -> Ids | None:
        """Ids of the passages that may answer, sorted; None where every passage may."""
        visible, values = visible_sql(filters, as_of)
        with self._db.reading() as db:
            total = db.execute("SELECT count(*) FROM passage").fetchone()[0]
            rows = db.execute(
                f"SELECT id FROM passage WHERE version_key IN ({visible}) ORDER BY id", values
            ).fetchall()
        return None if len(rows) == total else np.array([row[0] for row in rows], dtype=np.int64)

    def lexical(self, match: str, allowed: str | None, limit: int) -> list[tuple[int, float]]:
        """BM25 of the passages that match an FTS5 expression, best first; higher is better.

        Args:
            match: an FTS5 query.
            allowed: a JSON array of passage ids, or None for all.
            limit: at most this many.
        """
        within = "" if allowed is None else "AND rowid IN (SELECT value FROM json_each(:allowed))"
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT rowid, -bm25(passage_fts) AS score FROM passage_fts"
                f" WHERE passage_fts MATCH :match {within} ORDER BY score DESC LIMIT :limit",
                {"match": match, "allowed": allowed, "limit": limit},
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Passage, Article, int | None]]:
        """Passages by id, each with its article and copy group; unknown ids are left out."""
        wanted = (json.dumps(list(ids)),)
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT passage.id AS passage_id, start, end, version.* FROM json_each(?) AS wanted"
                " JOIN passage ON passage.id = wanted.value"
                " JOIN version ON version.key = version_key",
                wanted,
            ).fetchall()
            days = db.execute(
                "SELECT event_date.* FROM json_each(?) AS wanted"
                " JOIN event_date ON passage_id = wanted.value",
                wanted,
            ).fetchall()
        spans: dict[int, list[DateSpan]] = {}
        for row in days:
            span = DateSpan(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
            spans.setdefault(row["passage_id"], []).append(span)
        found = {}
        articles: dict[int, Article] = {}
        for row in rows:
            article = articles.setdefault(row["key"], article_of(row))
            start, end = row["start"], row["end"]
            dates = tuple(spans.get(row["passage_id"], ()))
            passage = Passage(article.id, start, end, article.text[start:end], dates)
            found[row["passage_id"]] = passage, article, row["copy_group"]
        return found

    def corrections(
        self, article_ids: Sequence[str], filters: Filters, as_of: date | None
    ) -> list[str]:
        """Ids of the visible articles that correct one of some articles, in order."""
        visible, values = visible_sql(filters, as_of)
        corrected = {"corrected": json.dumps(list(article_ids))}
        query = "FROM version WHERE corrects IN (SELECT value FROM json_each(:corrected))"
        with self._db.reading() as db:
            # Which articles are visible costs far more, and hardly any is corrected.
            if not db.execute(f"SELECT 1 {query} LIMIT 1", corrected).fetchone():
                return []
            rows = db.execute(
                f"SELECT DISTINCT article_id {query} AND key IN ({visible}) ORDER BY article_id",
                {**values, **corrected},
            ).fetchall()
        return [row["article_id"] for row in rows]

    def speaks_of(self, spans: Sequence[DateSpan], filters: Filters, as_of: date | None) -> bool:
        """Whether any visible passage or publication day overlaps one of the intervals."""
        visible, values = visible_sql(filters, as_of)
        query = (
            f"SELECT 1 FROM version JOIN ({visible}) USING (key)"
            " WHERE published_day BETWEEN :first AND :last"
            " UNION ALL SELECT 1 FROM event_date JOIN passage ON passage.id = passage_id"
            " WHERE event_date.first <= :last AND event_date.last >= :first"
            " AND julianday(event_date.last) - julianday(event_date.first) < :longest"
            f" AND version_key IN ({visible}) LIMIT 1"
        )
        with self._db.reading() as db:
            return any(
                db.execute(
                    query,
                    {
                        **values,
                        "first": (span.first or date.min).isoformat(),
                        "last": (span.last or date.max).isoformat(),
                        "longest": longest_match(span),
                    },
                ).fetchone()
                for span in spans
            )
