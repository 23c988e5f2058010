from pathlib import Path

import pytest

from index.article import Article
from index.ingest import Outcome, Pruned, ingest
from index.passage import Query
from index.readers import Unread
from index.records import Stored
from index.search import PassageIndex


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("Hnatov spoke.")
    (folder / "sub" / "b.txt").write_text("Umerov listened.")
    return folder


def outcomes(index: PassageIndex, *paths: Path, prune: bool = False) -> list[Outcome]:
    return list(ingest(index, paths, prune=prune))


def statuses(found: list[Outcome]) -> dict[str, str]:
    return {o.id: o.status for o in found if isinstance(o, Stored)}


def test_ingesting_again_changes_nothing(index: PassageIndex, files: Path) -> None:
    assert statuses(outcomes(index, files)) == {"a.txt": "created", "sub/b.txt": "created"}
    assert statuses(outcomes(index, files)) == {"a.txt": "unchanged", "sub/b.txt": "unchanged"}
    (files / "a.txt").write_text("Hnatov spoke again.")
    assert statuses(outcomes(index, files)) == {"a.txt": "updated", "sub/b.txt": "unchanged"}


def test_a_single_file_is_named_as_within_its_folder(index: PassageIndex, files: Path) -> None:
    assert statuses(outcomes(index, files / "sub" / "b.txt")) == {"b.txt": "created"}


def test_prune_removes_only_what_is_gone_from_the_same_folder(
    index: PassageIndex, files: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.txt").write_text("Witkoff left.")
    outcomes(index, files, other)
    (files / "sub" / "b.txt").unlink()
    assert [o for o in outcomes(index, files) if isinstance(o, Pruned)] == []
    assert [o for o in outcomes(index, files, prune=True) if isinstance(o, Pruned)] == [
        Pruned("sub/b.txt")
    ]
    assert statuses(outcomes(index, files, other)) == {"a.txt": "unchanged", "c.txt": "unchanged"}


def test_prune_removes_nothing_while_something_cannot_be_read(
    index: PassageIndex, files: Path
) -> None:
    outcomes(index, files)
    (files / "a.txt").unlink()
    (files / "broken.txt").symlink_to(files / "nowhere")
    found = outcomes(index, files, prune=True)
    assert [type(o) for o in found] == [Stored, Unread]
    assert index.store.counts()[0] == 2


def test_a_long_article_is_added_in_steps(index: PassageIndex) -> None:
    text = "\n\n".join(f"Sentence {n} tells of town {n}. " * 20 for n in range(200))
    long, short = Article.create(text=text), Article.create(text="Short.")
    steps = list(index.adding([long, short]))
    assert len([step for step in steps if step is None]) > 4
    assert [step.id for step in steps if step] == [long.id, short.id]
    assert [hit.article.id for hit in index.search(Query("town 133"), 1)] == [long.id]
    assert list(index.adding([long])) == [*index.add([long])]  # unchanged, in one step
