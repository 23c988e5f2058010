"""The way of a question: understand, retrieve, read, compose."""

import json
from dataclasses import replace
from importlib.resources import files
from time import perf_counter

from index.passage import Hit, Query
from index.search import PassageIndex
from qa.answer import Answer, Reason, Timing
from qa.compose import Decision, compose, refuse_unread
from qa.question import Question
from qa.reader import Reader

MAX_CITATIONS = 5


class Pipeline:
    """Answers questions over one passage index; safe for use by several threads."""

    def __init__(
        self,
        index: PassageIndex,
        reader: Reader,
        decision: Decision | None = None,
        *,
        passages: int = 6,
        spans: int = 4,
    ) -> None:
        """Put the parts together.

        Args:
            index: where to look.
            reader: what reads the passages found.
            decision: when to answer; the shipped one fits the packaged reader.
            passages: how many are read for a question; six of 120 words are about 1,000 tokens.
            spans: how many the reader proposes for each passage.
        """
        self.index = index
        self.reader = reader
        self.decision = decision or shipped_decision()
        self._passages = passages
        self._spans = spans

    def search(self, question: Question, top_k: int) -> list[Hit]:
        """The best passages for a question, best first."""
        return self.index.search(
            Query(question.text, question.filters, question.date_spans, question.as_of), top_k
        )

    def ask(self, question: Question, max_citations: int = MAX_CITATIONS) -> Answer:
        """Answer, or say why not."""
        begin = perf_counter()
        hits = self.search(question, self._passages)
        retrieved = perf_counter()
        if not hits:
            reason = Reason.NOT_IN_ARTICLES if len(self.index) else Reason.NO_ARTICLES
            return refuse_unread(question, reason)
        spans = self.reader.read(
            question.for_reader, [hit.passage.text for hit in hits], self._spans
        )
        read = perf_counter()
        answer = compose(question, hits, spans, self.decision, max_citations)
        if answer.text is None and not self._speaks_of_dates(question):
            answer = replace(answer, reason=Reason.NO_ARTICLE_FOR_DATE)
        timing = Timing(
            retrieve=1000 * (retrieved - begin),
            read=1000 * (read - retrieved),
            total=1000 * (perf_counter() - begin),
        )
        return replace(answer, timing=timing)

    def _speaks_of_dates(self, question: Question) -> bool:
        return all(
            self.index.store.speaks_of(asked.candidates, question.filters, question.as_of)
            for asked in question.dates
        )


def shipped_decision() -> Decision:
    """The thresholds that were fitted to the packaged reader; the file says how."""
    fields = json.loads(files("qa").joinpath("decision.json").read_text(encoding="utf-8"))
    return Decision(**fields["decision"])
