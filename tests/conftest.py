from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import CapitalsReader, HashingEmbedder

from index.search import PassageIndex
from qa.compose import Decision
from qa.pipeline import Pipeline


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def index(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[PassageIndex]:
    opened = PassageIndex.open(tmp_path / "data", embedder)
    yield opened
    opened.close()


@pytest.fixture
def pipeline(index: PassageIndex) -> Pipeline:
    return Pipeline(index, CapitalsReader(), Decision(threshold=0.5, slope=1.0, intercept=0.0))
