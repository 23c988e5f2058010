"""What is stored, as lists and figures: functions over one connection, as in `records`."""

from dataclasses import dataclass
from datetime import date
from sqlite3 import Connection

from index.article import Article
from index.passage import Filters
from index.records import article_of, visible_sql


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of a collection; `sources` are outlets and their articles, the most first.

    `passages` counts those of older versions too; `first_day` and `last_day` are of publication.
    """

    articles: int
    versions: int
    passages: int
    database_bytes: int
    first_day: date | None
    last_day: date | None
    sources: tuple[tuple[str, int], ...]


def by_id(db: Connection, filters: Filters, after: str | None, limit: int) -> list[Article]:
    """Newest versions that pass the filters, by id, starting after the id `after`."""
    later = ":after IS NULL OR article_id > :after"
    return _page(db, filters, later, {"after": after}, "article_id", limit)


def latest_first(
    db: Connection, filters: Filters, after: tuple[str, str] | None, limit: int
) -> list[Article]:
    """The same by day and time of publication, the last first and undated ones at the end.

    Each article counts by its own clock, as it is shown.

    Args:
        db: where to look.
        filters: which articles.
        after: start after the article published then (ISO 8601; empty: undated) with this id.
        limit: at most this many.
    """
    moment, article_id = after or (None, None)
    later = (
        ":moment IS NULL OR coalesce(published, '') < :moment"
        " OR (coalesce(published, '') = :moment AND article_id > :after)"
    )
    order = "coalesce(published, '') DESC, article_id"
    return _page(db, filters, later, {"moment": moment, "after": article_id}, order, limit)


def _page(
    db: Connection,
    filters: Filters,
    later: str,
    bound: dict[str, str | None],
    order: str,
    limit: int,
) -> list[Article]:
    visible, values = visible_sql(filters, None)
    rows = db.execute(
        f"SELECT version.* FROM version JOIN ({visible}) USING (key)"
        f" WHERE ({later}) ORDER BY {order} LIMIT :limit",
        {**values, **bound, "limit": limit},
    ).fetchall()
    return [article_of(row) for row in rows]


def summary(db: Connection) -> Summary:
    """What is stored, in figures."""
    visible, values = visible_sql(Filters(), None)
    rows = db.execute(
        "SELECT source, count(*) AS articles, min(published_day) AS first,"
        f" max(published_day) AS last FROM version JOIN ({visible}) USING (key)"
        " GROUP BY source ORDER BY articles DESC, source",
        values,
    ).fetchall()
    days = [row[end] for row in rows for end in ("first", "last") if row[end]]
    return Summary(
        articles=sum(row["articles"] for row in rows),
        versions=_number(db, "SELECT count(*) FROM version"),
        passages=_number(db, "SELECT count(*) FROM passage"),
        database_bytes=_number(
            db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ),
        first_day=date.fromisoformat(min(days)) if days else None,
        last_day=date.fromisoformat(max(days)) if days else None,
        sources=tuple((row["source"], row["articles"]) for row in rows if row["source"]),
    )


def _number(db: Connection, select: str) -> int:
    return int(db.execute(select).fetchone()[0])
