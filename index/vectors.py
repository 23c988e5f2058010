"""The FAISS index over passage vectors, and its snapshot file.

The index is derived from the store: it can be rebuilt from there at any time, so a snapshot that is
missing, damaged or of another store is simply not used.
"""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from time import time
from uuid import uuid4

import faiss
import numpy as np
from numpy.typing import NDArray

from index.database import UNFINISHED
from index.embedding import Vectors
from index.errors import StoreError

Ids = NDArray[np.int64]

FILE_NAME = "vectors.faiss"
# Even the largest snapshot grows all the while that it is written.
_ABANDONED_S = 600
_MAGIC = b"DATELINE-VECTORS-1\n"


class VectorIndex:
    """Exact inner-product search over passage vectors, by passage id.

    Not safe for use by several threads at once; `PassageIndex` guards it.
    """

    def __init__(self, dimension: int) -> None:
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self.dimension = dimension
        self.last_id = 0  # ids grow, so a greater one is not known here yet

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add rows; `vectors` has shape (len(ids), dimension)."""
        if len(ids):
            self._index.add_with_ids(vectors, ids)
            self.last_id = max(self.last_id, int(ids.max()))

    def remove_range(self, first: int, last: int) -> None:
        """Remove every id in first..last, both inclusive."""
        self._index.remove_ids(faiss.IDSelectorRange(first, last + 1))

    def search(self, vector: Vectors, count: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """Return the ids and inner products of the nearest `count` rows, best first.

        Args:
            vector: shape (dimension,).
            count: at most this many.
            allowed: only these ids; None allows all.
        """
        count = min(count, len(self) if allowed is None else len(allowed))
        if count == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        params = None
        if allowed is not None:
            params = faiss.SearchParameters()
            params.sel = faiss.IDSelectorBatch(allowed)  # kept alive by this attribute
        scores, ids = self._index.search(vector[None, :], count, params=params)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def products(self, vector: Vectors, ids: Ids) -> Vectors:
        """Inner products of `vector` with the rows of these ids, in their order."""
        if len(ids) == 0:
            return np.zeros(0, np.float32)
        rows = np.stack([self._index.reconstruct(int(i)) for i in ids])
        return np.asarray(rows @ vector, dtype=np.float32)

    def ids(self) -> set[int]:
        """Every id in it."""
        return set(faiss.vector_to_array(self._index.id_map).tolist())

    def row(self, passage_id: int) -> Vectors:
        """The vector of one id, shape (dimension,)."""
        return np.asarray(self._index.reconstruct(passage_id), dtype=np.float32)

    def save(self, directory: Path, state: str, seq: int) -> None:
        """Write the snapshot that covers the store's changes up to `seq`, atomically.

        Args:
            directory: where to.
            state: names the store and its change `seq`, so that no other state is taken for it.
            seq: how far the store's changes are covered.

        Raises:
            StoreError: it cannot be written; the one before it is left as it was.
        """
        payload = faiss.serialize_index(self._index).tobytes()
        header = {
            "state": state,
            "seq": seq,
            "last_id": self.last_id,
            "sha256": hashlib.sha256(payload).hexdigest(),
        }
        try:
            _replace(directory / FILE_NAME, _MAGIC + json.dumps(header).encode() + b"\n" + payload)
        except OSError as error:
            raise StoreError(f"cannot write {directory / FILE_NAME}: {error.strerror}") from None

    @classmethod
    def load(
        cls, directory: Path, dimension: int, state_of: Callable[[int], str | None]
    ) -> "tuple[VectorIndex, int]":
        """Read the snapshot, or start an empty index where none can be used.

        Args:
            directory: where it lies.
            dimension: length of every vector.
            state_of: names the store's state after a change, None where there is no such change.

        Returns:
            The index and the sequence number that it covers; 0 where it is empty.
        """
        index = cls(dimension)
        try:
            content = (directory / FILE_NAME).read_bytes()
            magic, header_line, payload = content.split(b"\n", 2)
            header = json.loads(header_line)
        except (OSError, ValueError):
            return index, 0
        intact = (
            magic + b"\n" == _MAGIC
            and header["sha256"] == hashlib.sha256(payload).hexdigest()
            and header["state"] == state_of(header["seq"])
        )
        if not intact:  # the magic tells the form, so all the header's fields are there
            return index, 0
        # The hash is our own, so these bytes are what faiss wrote.
        loaded = faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8))
        if not isinstance(loaded, faiss.IndexIDMap2) or loaded.d != dimension:
            return index, 0
        index._index, index.last_id = loaded, header["last_id"]
        return index, int(header["seq"])


def unfinished(directory: Path) -> list[Path]:
    """Files of snapshots whose process ended before they were whole."""
    now = time()
    return [
        file
        for file in directory.glob(f"{FILE_NAME}.*{UNFINISHED}")
        if now - file.stat().st_mtime > _ABANDONED_S
    ]


def _replace(path: Path, content: bytes) -> None:
    # Beside it, so that the renaming is atomic; under a name that no other process takes.
    temporary = path.with_name(f"{path.name}.{uuid4().hex}{UNFINISHED}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
