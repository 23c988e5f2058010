"""Bring files into a passage index, and take out what is gone."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.readers import Unread, find_files, read_file
from index.records import Stored
from index.search import PassageIndex


@dataclass(frozen=True, slots=True)
class Pruned:
    """An article that was removed since its file no longer has it."""

    id: str


Outcome = Stored | Unread | Pruned


def ingest(index: PassageIndex, paths: Iterable[Path], *, prune: bool = False) -> Iterator[Outcome]:
    """Read and store everything under `paths`; yields what became of each article.

    What cannot be read is yielded as `Unread`, and the rest goes on. With `prune`, articles that
    came from one of these folders before, and are in none of its files now, are removed; where a
    file could not be read nothing is, since its articles may still be there.
    """
    for path in paths:
        whole = path.resolve()
        root = whole if whole.is_dir() else whole.parent
        # A folder's name may be no valid UTF-8, which the database could not hold.
        origin = os.fsencode(root).decode(errors="backslashreplace")
        seen: set[str] = set()
        unread: list[Unread] = []
        yield from index.add(_articles(whole, root, seen, unread), origin)
        yield from unread
        if prune and whole.is_dir() and not unread:
            gone = sorted(index.store.ids_of_origin(origin) - seen)
            index.delete(*gone)
            yield from map(Pruned, gone)


def _articles(path: Path, root: Path, seen: set[str], unread: list[Unread]) -> Iterator[Article]:
    for file in find_files(path):
        for found in read_file(file, root) if isinstance(file, Path) else [file]:
            if isinstance(found, Unread):
                unread.append(found)
            else:
                seen.add(found.id)
                yield found
