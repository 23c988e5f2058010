"""Deletes really delete: no file holds a deleted article's words or vectors any more."""

import os
import random
import sqlite3
from pathlib import Path

import pytest
from fakes import HashingEmbedder

from index.article import Article
from index.database import FILE_NAME
from index.errors import ArticleNotFound
from index.search import PassageIndex
from index.vectors import FILE_NAME as SNAPSHOT

WORD = "Quokkaberg"


def article(number: int, word: str = "harbour") -> Article:
    text = f"Story {number} of the {word}. " * 30
    return Article.create(
        article_id=f"{number}",
        text=text,
        title=f"The {word}",
        source=f"{word} Post",
        url=f"https://example.org/{word}/{number}",
    )


def files_with(folder: Path, word: str) -> list[str]:
    needles = (word.encode(), word.lower().encode())
    return [
        file.name
        for file in sorted(folder.iterdir())
        if any(needle in file.read_bytes() for needle in needles)
    ]


@pytest.mark.parametrize("others", [0, 3, 80])
def test_no_file_holds_a_deleted_articles_words(tmp_path: Path, others: int) -> None:
    index = PassageIndex.open(tmp_path, HashingEmbedder())
    list(index.add(article(number) for number in range(others)))
    list(index.add([article(900, WORD)]))
    list(index.add([article(900, f"{WORD} updated")]))  # an older version as well
    assert FILE_NAME in "".join(files_with(tmp_path, WORD))
    index.delete("900")
    assert files_with(tmp_path, WORD) == []
    assert files_with(tmp_path, "harbour") == ([] if not others else [FILE_NAME])
    assert len(index) == index.store.counts()[1]
    index.close()


def test_the_words_of_many_deletes_are_gone_whatever_the_order(tmp_path: Path) -> None:
    rng = random.Random(7)
    index = PassageIndex.open(tmp_path, HashingEmbedder())
    words = {n: f"Zyx{rng.randrange(10**9):09d}" for n in range(40)}
    numbers = list(words)
    rng.shuffle(numbers)
    for number in numbers:
        list(index.add([article(number, words[number])]))
    rng.shuffle(numbers)
    for count, number in enumerate(numbers):
        index.delete(f"{number}")
        left = {str(n) for n in numbers[count + 1 :]}
        assert files_with(tmp_path, words[number]) == []
        assert index.store.counts()[0] == len(left)
    index.close()


def test_an_idle_reader_in_another_process_does_not_keep_the_words(tmp_path: Path) -> None:
    one = PassageIndex.open(tmp_path, HashingEmbedder())
    two = PassageIndex.open(tmp_path, HashingEmbedder())
    list(one.add([article(1), article(2, WORD)]))
    two.sync()
    one.delete("2")
    assert files_with(tmp_path, WORD) == []
    two.close()  # writes a snapshot: of the state after the delete
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    [ids] = connection.execute("SELECT count(*) FROM passage").fetchone()
    connection.close()
    three = PassageIndex.open(tmp_path, HashingEmbedder())
    assert len(three) == ids
    three.close()
    one.close()


def test_a_reader_of_the_old_state_is_waited_for_and_then_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = PassageIndex.open(tmp_path, HashingEmbedder())
    list(index.add([article(1), article(2, WORD)]))
    reader = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM version").fetchone()
    for connection in list(index.store._db._idle.queue):
        connection.execute("PRAGMA busy_timeout = 50")
    index.delete("2")
    assert "reading an older state" in caplog.text
    reader.execute("COMMIT")
    reader.close()
    index.close()
    assert files_with(tmp_path, WORD) == []


def test_the_vectors_leave_the_snapshot(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, HashingEmbedder())
    list(index.add([article(1)]))
    index.delete("1")
    empty = (tmp_path / SNAPSHOT).stat().st_size
    index.close()
    assert empty < 4 * HashingEmbedder.dimension


def test_a_delete_removes_unfinished_snapshots_of_ended_processes(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, HashingEmbedder())
    list(index.add([article(1)]))
    left, growing = (tmp_path / f"{SNAPSHOT}.{name}.tmp" for name in ("left", "growing"))
    for file in (left, growing):
        file.write_bytes(b"vectors")
    os.utime(left, (1, 1))
    index.delete("1")
    assert (left.exists(), growing.exists()) == (False, True)
    index.close()


def test_where_one_id_is_unknown_none_is_deleted(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, HashingEmbedder())
    list(index.add([article(1)]))
    with pytest.raises(ArticleNotFound, match="'2'"):
        index.delete("1", "2")
    assert (index.store.counts()[0], len(index)) == (1, index.store.counts()[1])
    index.close()
