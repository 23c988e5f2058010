"""The passage index: what is stored, kept in step with FAISS, and searched both ways at once."""

import logging
import math
from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from threading import Lock

import numpy as np

from index.article import Article
from index.chunking import Chunking
from index.copies import repeats, shingles
from index.embedding import Embedder, Vectors
from index.errors import StoreError
from index.lexical import match_expression
from index.passage import DateSpan, Filters, Hit, Passage, Query, speak_of
from index.prepare import build_facts, heading, prepare, preparing
from index.records import Prepared, Stored
from index.store import POSTED, Store
from index.vectors import Ids, VectorIndex, unfinished

BATCH_ARTICLES = 32
_log = logging.getLogger(__name__)
# A snapshot is written when this share of it has changed; until then the log is quick to replay.
_SNAPSHOT_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two scores become one; chosen by measurement (see DECISIONS.md).

    The cosines of all candidates, and their BM25 scores, are brought to mean 0 and deviation 1, so
    that the way which tells its best passages clearly apart weighs more; then they are added, the
    cosines with `dense_weight`. Each way brings in `candidates`. A passage that speaks of the days
    in question (or, speaking of none, was published then) gains `date_bonus` deviations.
    """

    dense_weight: float = 0.65
    candidates: int = 50
    date_bonus: float = 1.0


class PassageIndex:
    """Add, delete and find passages; safe for use by several threads and processes."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        directory: Path,
        chunking: Chunking | None = None,
        fusion: Fusion | None = None,
    ) -> None:
        self.store = store
        self.embedder = embedder
        self._directory = directory
        self._chunking = chunking or Chunking()
        self.fusion = fusion or Fusion()
        store.claim(build_facts(embedder, self._chunking))
        store.date_anew()
        self._lock = Lock()
        self._vectors, self._seq = VectorIndex.load(directory, embedder.dimension, store.state_of)
        self._saved_seq, self._unsaved = self._seq, 0
        self._visible: OrderedDict[tuple[int, Filters, date | None], _Allowed] = OrderedDict()
        self.sync()

    @classmethod
    def open(
        cls,
        directory: Path,
        embedder: Embedder,
        chunking: Chunking | None = None,
        fusion: Fusion | None = None,
    ) -> "PassageIndex":
        """Open or create the index in `directory`.

        Raises:
            BuildMismatch: it was built with another embedder or chunking.
            StoreError: the directory cannot be used.
        """
        return cls(Store.open(directory), embedder, directory, chunking, fusion)

    def close(self) -> None:
        """Write the FAISS snapshot if it has moved, and close the store."""
        with self._lock:
            try:
                self._sync()  # this one may be the last to write what another process added
            except StoreError as error:  # such as BuildMismatch, after another one's reindex
                _log.warning("%s", error)
            # One from before another process's delete would bring the deleted vectors back.
            if self.store.last_seq() == self._seq:
                self._save()
        self.store.close()

    # -- articles in -----------------------------------------------------------------------------

    def add(self, articles: Iterable[Article], origin: str = POSTED) -> Iterator[Stored]:
        """Store articles in batches; yields each one's fate after its batch was committed.

        Raises:
            StoreError: the batch was not stored; those before it were.
        """
        return (stored for stored in self.adding(articles, origin) if stored)

    def adding(self, articles: Iterable[Article], origin: str = POSTED) -> Generator[Stored | None]:
        """The same in steps of about a second: yields None where an article is not done yet.

        Whoever has more to do with the models than this gets a turn between two steps.
        """
        remaining = iter(articles)
        while batch := list(islice(remaining, BATCH_ARTICLES)):
            prepared = yield from self._preparing(batch)
            fates = self.store.put(prepared, origin)
            for article, fate in zip(batch, fates, strict=True):
                # None: it was deleted while the others were being embedded.
                yield fate or self._add_anew(article, origin)
        self.sync()

    def _add_anew(self, article: Article, origin: str) -> Stored:
        [stored] = self.store.put(prepare([article], self.embedder, self._chunking), origin)
        assert stored is not None  # noqa: S101  only what has no passages can be None
        return stored

    def delete(self, *article_ids: str) -> None:
        """Remove articles in all their versions, and what the files still hold of them.

        When this returns no file of the data directory has their words or vectors any more, unless
        another process has read an older state all the while: then a warning is logged, and the
        next delete, or the last process to close the directory, takes them out.

        Raises:
            ArticleNotFound: nothing is stored under one of the ids; then none is removed.
        """
        if not article_ids:
            return
        self.store.delete(article_ids)
        with self._lock:
            self._sync()
            self._save()
        for file in unfinished(self._directory):
            file.unlink(missing_ok=True)
        if not self.store.empty_log():
            _log.warning(
                "deleted, but another process is reading an older state: the words leave the "
                "write-ahead log with the next delete or when the last process closes %s",
                self._directory,
            )

    def _preparing(self, batch: Sequence[Article]) -> Generator[None, None, list[Prepared]]:
        stored = {a.id for a in batch if self.store.newest_version(a.id) == a.version}
        new = [a for a in batch if a.id not in stored]
        fresh = yield from preparing(new, self.embedder, self._chunking)
        by_version = {(p.article.id, p.article.version): p for p in fresh}
        nothing = np.zeros((0, self.embedder.dimension), dtype=np.float32)
        return [
            by_version.get((a.id, a.version), Prepared(a, heading(a), (), nothing)) for a in batch
        ]

    # -- FAISS in step with the store ------------------------------------------------------------

    def sync(self) -> None:
        """Apply the changes that this process has not seen, whoever made them."""
        with self._lock:
            self._sync()

    def _sync(self) -> None:
        if self.store.last_seq() == self._seq:
            return
        changes, ids, vectors = self.store.changes_after(self._seq)
        for change in changes:
            if change.action == "remove":
                self._vectors.remove_range(change.first, change.last)
        self._vectors.add(ids, vectors)
        self._seq = changes[-1].seq
        self._unsaved += sum(change.last - change.first + 1 for change in changes)
        if self._unsaved > _SNAPSHOT_SHARE * max(len(self._vectors), 1000):
            self._save()

    def _save(self) -> None:
        state = self.store.state_of(self._seq)
        if self._seq == self._saved_seq or state is None:
            return
        try:
            self._vectors.save(self._directory, state, self._seq)
        except StoreError as error:
            # Nothing is lost: the next start builds FAISS from the database.
            _log.warning("%s", error)
        self._saved_seq, self._unsaved = self._seq, 0

    # -- passages out ----------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, query: Query, top_k: int) -> list[Hit]:
        """The best `top_k` passages for a query, best first; near-copies are collapsed into one."""
        vector = self.embedder.encode([query.text])[0]
        count = max(self.fusion.candidates, top_k)
        while True:
            with self._lock:
                self._sync()
                allowed = self._allowed(query.filters, query.as_of)
                near, _ = self._vectors.search(vector, count, allowed.ids)
                matching = self._lexical(query.text, allowed, count)
                ids = list(dict.fromkeys([*near.tolist(), *islice(matching, count)]))
                cosines = self._vectors.products(vector, np.array(ids, dtype=np.int64))
            bm25 = np.array([matching.get(i, 0.0) for i in ids], dtype=np.float32)
            hits = self._collapse(self._ranked(query, ids, cosines, bm25), top_k)
            if len(hits) == top_k or len(near) < count:
                return hits
            count *= 2  # near-copies stand in the way of others

    def _lexical(self, text: str, allowed: "_Allowed", count: int) -> dict[int, float]:
        match = match_expression(text)
        # More rows than candidates, so that the dense side's candidates have their BM25 as well.
        rows = self.store.lexical(match, allowed.json, 20 * count) if match else []
        # What another process has added since the last look is for the next search.
        return {i: score for i, score in rows if i <= self._vectors.last_id}

    def _ranked(
        self, query: Query, ids: list[int], cosines: Vectors, bm25: Vectors
    ) -> list["_Scored"]:
        found = self.store.passages(ids)
        weight = self.fusion.dense_weight
        fused = weight * _standard(cosines) + (1 - weight) * _standard(bm25)
        days = [span for span in query.dates if _is_precise(span)]
        scored = []
        for number, passage_id in enumerate(ids):
            if passage_id not in found:  # deleted by another process a moment ago
                continue
            passage, article, group = found[passage_id]
            bonus = self.fusion.date_bonus if meets(days, passage, article) else 0.0
            score = 1 / (1 + math.exp(-float(fused[number]) - bonus))
            hit = Hit(passage, article, score, float(cosines[number]), float(bm25[number]))
            scored.append(_Scored(hit, group))
        return sorted(scored, key=lambda s: (-s.hit.score, s.hit.article.id, s.hit.passage.start))

    def _collapse(self, ranked: list["_Scored"], top_k: int) -> list[Hit]:
        """Of each group of near-copies keep the best-placed article, and what others add to it."""
        leaders: dict[int, Article] = {}
        told: dict[int, frozenset[str]] = {}  # what each leader says, as shingles
        others: dict[int, list[Article]] = {}
        for scored in ranked:
            if scored.group is not None:
                leader = leaders.setdefault(scored.group, scored.hit.article)
                if scored.group not in told:
                    told[scored.group] = shingles(leader.text)
                members = others.setdefault(scored.group, [])
                if scored.hit.article.id not in {leader.id, *(a.id for a in members)}:
                    members.append(scored.hit.article)
        hits: list[Hit] = []
        for scored in ranked:
            hit, group = scored.hit, scored.group
            if group is not None:
                leader = leaders[group]
                if hit.article is not leader and repeats(shingles(hit.passage.text), told[group]):
                    continue
                copies = tuple(a for a in (leader, *others[group]) if a.id != hit.article.id)
                hit = Hit(hit.passage, hit.article, hit.score, hit.dense, hit.lexical, copies)
            hits.append(hit)
            if len(hits) == top_k:
                break
        return hits

    def _allowed(self, filters: Filters, as_of: date | None) -> "_Allowed":
        key = self._seq, filters, as_of
        if key not in self._visible:
            self._visible[key] = _Allowed.of(self.store.visible_passages(filters, as_of))
            if len(self._visible) > 64:
                self._visible.popitem(last=False)
        self._visible.move_to_end(key)
        return self._visible[key]


@dataclass(frozen=True, slots=True)
class _Allowed:
    """Passages that may answer, for FAISS and for SQLite; None where all may."""

    ids: Ids | None
    json: str | None

    @classmethod
    def of(cls, ids: Ids | None) -> "_Allowed":
        return cls(ids, None if ids is None else f"[{','.join(map(str, ids.tolist()))}]")


@dataclass(frozen=True, slots=True)
class _Scored:
    hit: Hit
    group: int | None


def meets(dates: Sequence[DateSpan], passage: Passage, article: Article) -> bool:
    """Whether a passage speaks of one of the dates or, speaking of none, was published then."""
    spans = passage.dates
    if not spans and (day := article.published_day):
        spans = (DateSpan(day, day),)
    return any(speak_of(spans, wanted) for wanted in dates)


def _standard(scores: Vectors) -> Vectors:
    deviation = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros_like(scores)


def _is_precise(span: DateSpan) -> bool:
    """Whether an interval is a month or shorter: a year tells too little about a passage."""
    return span.days is not None and span.days <= 31
