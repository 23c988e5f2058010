"""A backup is whole, made while others write, and gives the same answers where it is restored."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from fakes import HashingEmbedder

from index.article import Article
from index.backup import backup, restore
from index.check import check
from index.database import APPLICATION_ID, FILE_NAME
from index.errors import BuildMismatch, StoreDamaged, StoreError
from index.passage import Query
from index.search import PassageIndex


def articles(first: int, count: int) -> list[Article]:
    texts = [f"Ferry {n} left Havnby on Dec 6. " * 20 for n in range(first, first + count)]
    return [Article.create(article_id=f"{first + n}", text=text) for n, text in enumerate(texts)]


def hits(folder: Path) -> list[tuple[str, int, float]]:
    index = PassageIndex.open(folder, HashingEmbedder())
    found = index.search(Query("which ferry left on Dec 6"), 20)
    index.close()
    return [(hit.article.id, hit.passage.start, hit.score) for hit in found]


def test_a_restored_copy_answers_the_same(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path / "data", HashingEmbedder())
    list(index.add(articles(0, 12)))
    backup(tmp_path / "data", tmp_path / "saved")
    index.close()
    restore(tmp_path / "saved", tmp_path / "new" / "data")
    with closing(sqlite3.connect(tmp_path / "new" / "data" / FILE_NAME)) as restored:
        assert restored.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert hits(tmp_path / "new" / "data") == hits(tmp_path / "data")
    assert list(check(tmp_path / "new" / "data")) == []
    assert stat.S_IMODE((tmp_path / "saved").stat().st_mode) == 0o600


def test_a_backup_under_load_is_consistent(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path / "data", HashingEmbedder())
    list(index.add(articles(0, 32)))
    stop = Event()

    def write() -> None:
        number = 1
        while not stop.is_set():
            list(index.add(articles(100 * number, 32)))
            index.delete(f"{100 * number}")
            number += 1

    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup(tmp_path / "data", tmp_path / f"saved{number}")
    finally:
        stop.set()
        writer.join()
    index.close()
    for number in range(5):
        restore(tmp_path / f"saved{number}", tmp_path / f"data{number}")
        assert list(check(tmp_path / f"data{number}")) == []
        reopened = PassageIndex.open(tmp_path / f"data{number}", HashingEmbedder())
        count, passages = reopened.store.counts()
        assert count % 32 in (0, 31), "half a batch"
        assert passages == len(reopened)
        reopened.close()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    PassageIndex.open(tmp_path / "data", HashingEmbedder()).close()
    (tmp_path / "saved").write_text("precious")
    with pytest.raises(StoreError, match="name a file that does not"):
        backup(tmp_path / "data", tmp_path / "saved")
    assert (tmp_path / "saved").read_text() == "precious"
    backup(tmp_path / "data", tmp_path / "other")
    before = (tmp_path / "data" / FILE_NAME).read_bytes()
    with pytest.raises(StoreError, match="move it away"):
        restore(tmp_path / "other", tmp_path / "data")
    assert (tmp_path / "data" / FILE_NAME).read_bytes() == before


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()


def newer(path: Path) -> None:
    foreign(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda p: None, StoreError, "there is no file"),
        (lambda p: p.write_bytes(b""), StoreDamaged, "is empty"),
        (lambda p: p.write_bytes(b"no database" * 999), StoreDamaged, "damaged or no database"),
        (foreign, StoreDamaged, "another program"),
        (newer, BuildMismatch, "schema 99"),
    ],
)
def test_what_is_no_backup_is_refused(
    tmp_path: Path, make: object, error: type[StoreError], message: str
) -> None:
    assert callable(make)
    make(tmp_path / "file")
    with pytest.raises(error, match=message):
        restore(tmp_path / "file", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_truncated_backup_is_refused(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path / "data", HashingEmbedder())
    list(index.add(articles(0, 12)))
    index.close()
    backup(tmp_path / "data", tmp_path / "saved")
    content = (tmp_path / "saved").read_bytes()
    (tmp_path / "saved").write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreDamaged, match="damaged"):
        restore(tmp_path / "saved", tmp_path / "new")


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    PassageIndex.open(tmp_path / "data", HashingEmbedder()).close()
    with pytest.raises(StoreError, match="a folder that exists"):
        backup(tmp_path / "data", tmp_path / "missing" / "saved")
