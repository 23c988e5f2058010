"""The FAISS index over passage vectors, and its snapshot file.

The index is derived from the store: it can be rebuilt from there at any time, so a snapshot that is
missing, damaged or of another store is simply not used.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors

Ids = NDArray[np.int64]

FILE_NAME = "vectors.faiss"
_MAGIC = b"DATELINE-VECTORS-1\n"


class VectorIndex:
    """Exact inner-product search over passage vectors, by passage id.

    Not safe for use by several threads at once; `PassageIndex` guards it.
    """

    def __init__(self, dimension: int) -> None:
        self._index: faiss.Index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self.dimension = dimension

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add rows; `vectors` has shape (len(ids), dimension)."""
        if len(ids):
            self._index.add_with_ids(vectors, ids)

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

    def save(self, directory: Path, store_id: str, seq: int) -> None:
        """Write the snapshot that covers the store's changes up to `seq`, atomically."""
        payload = faiss.serialize_index(self._index).tobytes()
        header = {
            "store_id": store_id,
            "seq": seq,
            "sha256": hashlib.sha256(payload).hexdigest(),
        }
        descriptor, name = tempfile.mkstemp(dir=directory, prefix=FILE_NAME, suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_MAGIC + json.dumps(header).encode() + b"\n" + payload)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(directory / FILE_NAME)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @classmethod
    def load(cls, directory: Path, store_id: str, dimension: int) -> "tuple[VectorIndex, int]":
        """Read the snapshot of this store, or start an empty index.

        Returns:
            The index and the sequence number that it covers; 0 where no usable snapshot exists.
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
            and header.get("store_id") == store_id
            and header.get("sha256") == hashlib.sha256(payload).hexdigest()
        )
        if not intact:
            return index, 0
        # The hash is our own, so these bytes are what faiss wrote.
        index._index = faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8))
        return (index, int(header["seq"])) if index._index.d == dimension else (cls(dimension), 0)
