"""A directory that may be read only: clear errors, and nothing in it changes."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import HashingEmbedder

from index.article import Article
from index.backup import backup
from index.check import check
from index.errors import StoreError
from index.search import PassageIndex
from index.store import Store

NOBODY = 65_534


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A filled data directory that neither its files nor itself can be written to."""
    if sys.platform == "win32":
        pytest.skip("permissions of another kind")
    data = tmp_path / "data"
    index = PassageIndex.open(data, HashingEmbedder())
    list(index.add([Article.create(article_id="a", text="The Falcon docked in Havnby.")]))
    index.close()
    for folder in data.parents:  # pytest makes them for their owner alone
        if folder.is_relative_to(tmp_path.parents[1]):
            folder.chmod(0o755)
    data.chmod(0o555)
    for file in data.iterdir():
        file.chmod(0o444)
    root = os.geteuid() == 0
    if root:  # root may write anywhere
        os.seteuid(NOBODY)
    yield data
    if root:
        os.seteuid(0)
    data.chmod(0o755)


@pytest.mark.parametrize(
    "use",
    [
        lambda data: PassageIndex.open(data, HashingEmbedder()),
        Store.open,
        lambda data: list(check(data)),
        lambda data: backup(data, data / "copy"),
        lambda data: PassageIndex.open(data / "deeper", HashingEmbedder()),
    ],
)
def test_the_remedy_is_named_and_nothing_changes(
    read_only: Path, use: Callable[[Path], object]
) -> None:
    before = {file.name: file.read_bytes() for file in read_only.iterdir()}
    with pytest.raises(StoreError, match=r"check that the directory is writable|give another"):
        use(read_only)
    assert {file.name: file.read_bytes() for file in read_only.iterdir()} == before
