from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import CapitalsReader, HashingEmbedder

from api.keys import Keys
from index.search import PassageIndex
from qa.decision import Decision
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
def keys(index: PassageIndex, tmp_path: Path) -> Iterator[Keys]:
    opened = Keys(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def pipeline(index: PassageIndex) -> Pipeline:
    return Pipeline(index, CapitalsReader(), Decision.from_margin(0.5))
