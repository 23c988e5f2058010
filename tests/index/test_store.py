"""The database itself: damage, foreign files, locks, and what a kill leaves."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from index.article import Article
from index.check import check
from index.database import FILE_NAME, Database
from index.embedding import Embedder
from index.errors import BuildMismatch, StoreBusy, StoreDamaged, StoreError
from index.passage import Filters
from index.search import PassageIndex
from index.store import Store


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign = sqlite3.connect(tmp_path / FILE_NAME)
    foreign.execute("CREATE TABLE t (x)")
    foreign.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(StoreDamaged, match="another program"):
        Store.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_damaged_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 1000)
    with pytest.raises(StoreDamaged, match="move it away and ingest again"):
        Store.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == b"no database" * 1000


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(BuildMismatch, match="schema 99"):
        Store.open(tmp_path)


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="--data"):
        Store.open(tmp_path / "file")


def test_a_second_writer_waits_and_then_says_so(tmp_path: Path) -> None:
    one, two = Database(tmp_path), Database(tmp_path, busy_timeout_s=0.05)
    with one.writing(), pytest.raises(StoreBusy, match="try again"), two.writing():
        pytest.fail("two writers at once")
    with two.writing():  # free again
        pass


HOLDS = """
    import sys, time
    from pathlib import Path
    from index.database import Database
    with Database(Path(sys.argv[1])).writing():
        print("holding", flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system does not tell who")
def test_who_holds_the_lock_is_named(tmp_path: Path) -> None:
    Database(tmp_path).close()
    command = [sys.executable, "-c", textwrap.dedent(HOLDS), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        waiting = Database(tmp_path, busy_timeout_s=0.05)
        with pytest.raises(StoreBusy, match=f"process {process.pid} has been"), waiting.writing():
            pytest.fail("two writers at once")
        process.kill()


def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path, embedder: Embedder) -> None:
    index = PassageIndex.open(tmp_path, embedder)
    list(index.add([Article.create(article_id="a", text="Kept. " * 50)]))
    for connection in list(index.store._db._idle.queue):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    big = [Article.create(article_id=f"{n}", text=f"Story {n}. " * 500) for n in range(40)]
    with pytest.raises(StoreError, match="the disk not full"):
        list(index.add(big))
    assert [a.id for a in index.store.articles(Filters(), None, 99)] == ["a"]
    assert len(index) == index.store.counts()[1]
    index.close()
    assert list(check(tmp_path)) == []


def test_a_truncated_database_is_named_and_left_alone(tmp_path: Path, embedder: Embedder) -> None:
    index = PassageIndex.open(tmp_path, embedder)
    list(index.add(Article.create(article_id=f"{n}", text=f"Story {n}. " * 99) for n in range(40)))
    index.close()
    whole = (tmp_path / FILE_NAME).read_bytes()
    (tmp_path / FILE_NAME).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreDamaged, match="move it away and ingest again"):
        PassageIndex.open(tmp_path, embedder)
    assert (tmp_path / FILE_NAME).read_bytes()[:4096] == whole[:4096]


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path)

    def fail_half_way() -> None:
        with database.writing() as db:
            db.execute("INSERT INTO meta VALUES ('a', 'b')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM meta WHERE key = 'a'").fetchone()[0] == 0


def test_delete_leaves_no_row_behind(index: PassageIndex, tmp_path: Path) -> None:
    text = "Quokkaberg is named on Dec 6, 2025. " * 40
    for version in (text, text + "More."):
        list(index.add([Article.create(article_id="a", text=version, published="2025-12-07")]))
    index.delete("a")
    with sqlite3.connect(tmp_path / "data" / FILE_NAME) as db:
        for table in ("version", "passage", "passage_fts", "event_date", "copy_band"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table  # noqa: S608  names from the line above
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


KILLED = """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, "tests")
    from fakes import HashingEmbedder
    from index.article import Article
    from index.search import PassageIndex
    index = PassageIndex.open(Path(sys.argv[1]), HashingEmbedder())
    articles = (Article.create(article_id=f"{n}", text=f"Story {n}. " * 60) for n in range(10_000))
    for stored in index.add(articles):
        print(stored.id, flush=True)
"""


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, embedder: Embedder) -> None:
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(40)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += process.stdout.read().split()
    process.wait()
    process.stdout.close()
    index = PassageIndex.open(tmp_path, embedder)
    for article_id in acknowledged:
        article, _ = index.store.article(article_id)
        assert article.text == f"Story {article_id}. " * 60
    assert index.store.counts()[0] % 32 == 0, "half a batch was stored"
    assert len(index) == index.store.counts()[1]
    index.close()


CREATED = """
    import sys
    from pathlib import Path
    from index.store import Store
    Store.open(Path(sys.argv[1])).close()
"""


@pytest.mark.slow
def test_many_processes_may_create_one_directory_at_once(tmp_path: Path) -> None:
    for number in range(4):
        folder = tmp_path / str(number)
        command = [sys.executable, "-c", textwrap.dedent(CREATED), str(folder)]
        root = Path(__file__).parents[2]
        processes = [subprocess.Popen(command, cwd=root) for _ in range(6)]
        assert [process.wait() for process in processes] == [0] * 6
