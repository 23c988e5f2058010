"""A data directory of every earlier schema opens, keeps its articles and is sound afterwards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes import HashingEmbedder

from index.check import check
from index.database import FILE_NAME, SCHEMA_VERSION, Database
from index.errors import StoreError
from index.passage import Query
from index.search import PassageIndex

FIXTURES = Path(__file__).parent / "fixtures"


def made_by(schema: int, folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.executescript((FIXTURES / f"schema_{schema}.sql").read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")


def layout(folder: Path) -> tuple[int, list[tuple[str, str]]]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return version, sorted(rows.fetchall())


def test_there_is_a_fixture_of_every_earlier_schema() -> None:
    assert sorted(f.name for f in FIXTURES.glob("schema_*.sql")) == [
        f"schema_{number}.sql" for number in range(1, SCHEMA_VERSION)
    ]


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_an_earlier_schema_is_brought_up_to_date(tmp_path: Path, schema: int) -> None:
    made_by(schema, tmp_path / "old")
    index = PassageIndex.open(tmp_path / "old", HashingEmbedder())
    [hit] = index.search(Query("who took the ferry"), 5)
    assert hit.article.text == "The ferry left Havnby on Dec 6, 2025 with forty-one people."
    assert len(index.store.article("a")[1]) == 2
    index.close()
    assert list(check(tmp_path / "old")) == []
    Database(tmp_path / "new").close()
    assert layout(tmp_path / "old") == layout(tmp_path / "new")


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    made_by(1, tmp_path / "old")
    with closing(sqlite3.connect(tmp_path / "old" / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE api_key (in_the_way)")
    before = layout(tmp_path / "old")
    with pytest.raises(StoreError, match="already exists"):
        Database(tmp_path / "old")
    assert layout(tmp_path / "old") == before


def test_a_directory_dated_by_other_rules_is_dated_anew_once(tmp_path: Path) -> None:
    made_by(2, tmp_path / "old")
    with closing(sqlite3.connect(tmp_path / "old" / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE event_date SET first = '1999-01-01', last = '1999-01-01'")
        connection.execute("INSERT INTO meta VALUES ('date_rules', 'those of another day')")
    index = PassageIndex.open(tmp_path / "old", HashingEmbedder())
    [hit] = index.search(Query("who took the ferry"), 5)
    assert [str(span.first) for span in hit.passage.dates] == ["2025-12-06"]
    assert index.store.date_anew() is False
    index.close()
