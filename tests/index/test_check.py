"""Every kind of damage is found and named, and what is derived is rebuilt."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import HashingEmbedder

from index.article import Article
from index.check import Cure, check, repair
from index.database import FILE_NAME
from index.errors import BuildMismatch
from index.passage import Query
from index.search import PassageIndex
from index.vectors import FILE_NAME as SNAPSHOT

TEXTS = {
    "a": "The ferry left Havnby on Dec 6, 2025 with forty people. " * 12,
    "b": "Ministers met in Karsholm on Tuesday and signed nothing. " * 12,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    index = PassageIndex.open(tmp_path, HashingEmbedder())
    for name, text in TEXTS.items():
        list(index.add([Article.create(article_id=name, text=text, published="2025-12-07")]))
    index.close()
    return tmp_path


def damage(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        assert connection.execute(statement, values).rowcount != 0
    connection.close()


def test_a_sound_directory_has_no_faults(folder: Path) -> None:
    assert list(check(folder)) == []
    index = PassageIndex.open(folder, HashingEmbedder())
    index.delete("a")
    list(index.add([Article.create(article_id="b", text="Another text.")]))
    assert list(check(folder)) == []  # a process that has it open is no fault
    index.close()


DAMAGES: dict[str, tuple[Callable[[Path], None], Cure]] = {
    "passages are": (lambda f: damage(f, "UPDATE passage SET end = end - 1"), Cure.PASSAGES),
    "full-text rows": (
        lambda f: damage(f, "UPDATE passage_fts SET text = 'no' WHERE rowid = 1"),
        Cure.PASSAGES,
    ),
    "vector is damaged": (
        lambda f: damage(f, "UPDATE passage SET vector = zeroblob(4096) WHERE id = 1"),
        Cure.PASSAGES,
    ),
    "its dates": (lambda f: damage(f, "DELETE FROM event_date"), Cure.PASSAGES),
    "finds its copies": (lambda f: damage(f, "DELETE FROM copy_band"), Cure.BANDS),
    "event_date: 1 rows": (
        lambda f: damage(f, "INSERT INTO event_date VALUES (999, '2025-01-01', '2025-01-01')"),
        Cure.ORPHANS,
    ),
    "passage_fts: 1 rows": (
        lambda f: damage(f, "INSERT INTO passage_fts (rowid, heading, text) VALUES (999, '', '')"),
        Cure.ORPHANS,
    ),
    "copy_band: 1 rows": (
        lambda f: damage(f, "INSERT INTO copy_band VALUES (x'00', 999)"),
        Cure.ORPHANS,
    ),
    "does not match its rows": (
        lambda f: damage(f, "UPDATE passage_fts_content SET c1 = 'no' WHERE id = 1"),
        Cure.WORDS,
    ),
    "other vectors": (
        lambda f: damage(
            f, "UPDATE passage SET vector = (SELECT vector FROM passage WHERE id = 2) WHERE id = 1"
        ),
        Cure.SNAPSHOT,
    ),
    "damaged, or of another state": (
        lambda f: (f / SNAPSHOT).write_bytes(b"x") and None,
        Cure.SNAPSHOT,
    ),
    "left by a process": (
        lambda f: abandoned(f / f"{SNAPSHOT}.abc.tmp"),
        Cure.SNAPSHOT,
    ),
}


def abandoned(file: Path) -> None:
    file.write_bytes(b"half a snapshot")
    os.utime(file, (1, 1))


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_mended(folder: Path, name: str) -> None:
    inflict, cure = DAMAGES[name]
    inflict(folder)
    faults = list(check(folder))
    assert any(name in fault.what and fault.cure is cure for fault in faults), faults
    if cure is not Cure.SNAPSHOT or name != "other vectors":
        repair(folder, faults, HashingEmbedder())
        # Rebuilding the words shows what was in the rows all along.
        repair(folder, list(check(folder)), HashingEmbedder())
        assert list(check(folder)) == []
    index = PassageIndex.open(folder, HashingEmbedder())
    found = {hit.article.id: hit.article.text for hit in index.search(Query("ferry ministers"), 9)}
    assert found == TEXTS
    index.close()


def test_what_cannot_be_rebuilt_says_so(folder: Path) -> None:
    damage(folder, "UPDATE version SET text = text || ' And more.' WHERE article_id = 'a'")
    faults = list(check(folder))
    assert [f.what for f in faults if f.cure is Cure.NONE] == [
        "article 'a', version "
        + Article.create(article_id="a", text=TEXTS["a"], published="2025-12-07").version
        + ": its fields were altered; ingest it again"
    ]
    repair(folder, faults, HashingEmbedder())
    assert [f.cure for f in check(folder)] == [Cure.NONE]


def test_repair_with_another_embedder_changes_nothing(folder: Path) -> None:
    class Other(HashingEmbedder):
        fingerprint = "other@1024"

    damage(folder, "DELETE FROM event_date")
    faults = list(check(folder))
    with pytest.raises(BuildMismatch, match="reindex"):
        repair(folder, faults, Other())
    assert list(check(folder)) == faults
