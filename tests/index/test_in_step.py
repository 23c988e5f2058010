"""Whatever happens to an index: database, full text and FAISS say the same."""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from fakes import HashingEmbedder
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from index.article import Article
from index.passage import Filters, Hit, Query
from index.search import PassageIndex
from index.vectors import FILE_NAME

WORDS = st.sampled_from(
    "storm strike metro ferry Havnby Karsholm ministers call Dec 6 died".split()
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
IDS = st.sampled_from(["a", "b", "c"])


class InStep(RuleBasedStateMachine):
    """Whatever is added, updated, deleted, saved, lost or reopened: all stores say the same."""

    @initialize()
    def open_first(self) -> None:
        self.embedder = HashingEmbedder()
        self.folder = Path(mkdtemp(prefix="dateline-test-"))
        self.index = PassageIndex.open(self.folder, self.embedder)
        self.model: dict[str, str] = {}

    @rule(article_id=IDS, text=TEXTS)
    def add(self, article_id: str, text: str) -> None:
        list(self.index.add([Article.create(article_id=article_id, text=text)]))
        self.model[article_id] = text

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        article_id = data.draw(st.sampled_from(sorted(self.model)))
        self.index.delete(article_id)
        del self.model[article_id]

    @rule(lose_snapshot=st.booleans())
    def reopen(self, lose_snapshot: bool) -> None:
        self.index.close()
        if lose_snapshot:
            (self.folder / FILE_NAME).unlink(missing_ok=True)
        self.index = PassageIndex.open(self.folder, self.embedder)

    @invariant()
    def all_stores_say_the_same(self) -> None:
        store = self.index.store
        assert {a.id: a.text for a in store.articles(Filters(), None, 99)} == self.model
        assert len(self.index) == store.counts()[1]
        hits = self.index.search(Query("storm strike metro ferry call died"), 99)
        assert {h.article.id: h.article.text for h in hits} == self.model or self._hidden(hits)
        for hit in hits:
            text = hit.article.text[hit.passage.start : hit.passage.end]
            assert text == hit.passage.text == self.model[hit.article.id]

    def _hidden(self, hits: list[Hit]) -> bool:
        """Near-copies stand behind the hit that they repeat."""
        shown = {h.article.id for h in hits}
        behind = {copy.id for h in hits for copy in h.copies}
        return shown | behind == set(self.model)

    def teardown(self) -> None:
        if hasattr(self, "index"):
            self.index.close()
            rmtree(self.folder)


TestInStep = InStep.TestCase
TestInStep.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
