"""Cut, date and embed articles, ready to be stored; and build a whole store anew."""

from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from index.article import Article
from index.chunking import Chunking, chunk
from index.dates import event_dates
from index.embedding import Embedder
from index.passage import Passage
from index.records import Prepared
from index.store import Store

# What is embedded, or cut in characters, in one step: about a second of work.
_STEP_PASSAGES, _LONG = 32, 100_000


def build_facts(embedder: Embedder, chunking: Chunking) -> dict[str, str]:
    """What an index is built with: vectors made with other facts must not be mixed with it."""
    return {
        "embedder": embedder.fingerprint,
        "dimension": str(embedder.dimension),
        "chunking": f"{chunking.target_words}/{chunking.overlap_words}",
    }


def heading(article: Article) -> str:
    """Outlet, day and title: they help to find a passage but are not part of it."""
    day = article.published_day
    written = f"{day.day} {day:%B %Y}" if day else None
    return " ".join(part for part in (article.source, written, article.title) if part)


def prepare(articles: Sequence[Article], embedder: Embedder, chunking: Chunking) -> list[Prepared]:
    """Cut, date and embed articles; their passages are embedded together."""
    steps = preparing(articles, embedder, chunking)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            prepared: list[Prepared] = end.value
            return prepared


def preparing(
    articles: Sequence[Article], embedder: Embedder, chunking: Chunking
) -> Generator[None, None, list[Prepared]]:
    """The same in steps of bounded work, as far as the longest article allows."""
    cut: list[list[Passage]] = []
    for article in articles:
        cut.append([_dated(article, p) for p in chunk(article, chunking)])
        if len(article.text) > _LONG:
            yield
    texts = [
        f"{heading(article)}\n{passage.text}"
        for article, passages in zip(articles, cut, strict=True)
        for passage in passages
    ]
    parts = [embedder.encode(texts[:_STEP_PASSAGES])]
    for start in range(_STEP_PASSAGES, len(texts), _STEP_PASSAGES):
        yield
        parts.append(embedder.encode(texts[start : start + _STEP_PASSAGES]))
    vectors = np.concatenate(parts)
    prepared, row = [], 0
    for article, passages in zip(articles, cut, strict=True):
        rows = vectors[row : row + len(passages)]
        prepared.append(Prepared(article, heading(article), tuple(passages), rows))
        row += len(passages)
    return prepared


def reindex(
    directory: Path, embedder: Embedder, chunking: Chunking | None = None, batch: int = 32
) -> Iterator[Article]:
    """Cut and embed every stored version anew; yields each when it is done.

    All of it is one transaction: until the last article was yielded nothing has changed, and a
    process that was killed before has changed nothing.

    Raises:
        StoreError: the directory cannot be used, or another process is writing.
    """
    chunking = chunking or Chunking()
    store = Store.open(directory)
    try:
        with store.rebuilding(build_facts(embedder, chunking)) as replace:
            versions = store.versions()
            while some := list(islice(versions, batch)):
                prepared = prepare([article for _, article in some], embedder, chunking)
                for (key, article), ready in zip(some, prepared, strict=True):
                    replace(key, ready)
                    yield article
    finally:
        store.close()


def _dated(article: Article, passage: Passage) -> Passage:
    dates = event_dates(article.text, article.published_day, passage.start, passage.end)
    return Passage(passage.article_id, passage.start, passage.end, passage.text, dates)
