"""The way of a question: understand, retrieve, read, compose."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter

from index.article import Article
from index.passage import Hit, Query
from index.prepare import heading
from index.search import PassageIndex
from qa.accounts import Form
from qa.answer import Answer, Reason, Timing
from qa.candidates import find_candidates
from qa.compose import compose, compose_excerpt, refuse_unread
from qa.compound import in_turn, questions_in
from qa.decision import Decision, Reading, decide, shipped_decision
from qa.disagreement import is_compared, may_change
from qa.excerpt import asked_about, best_excerpt, shipped_weights
from qa.lists import gather
from qa.otherdates import of_other_years
from qa.question import Question
from qa.reader import Reader, Span, Text
from qa.stretch import stretch, told_within
from qa.values import NUMERIC

MAX_CITATIONS = 5
# For an account the sentences of so many passages compete, though not all of them are read.
_FOR_ACCOUNT = 16
# Of so many passages so many of later articles are read too, where the answer may have changed.
_LOOKED_THROUGH, _LATER = 24, 4

# A few words may answer these as well: they do, unless a sentence is so much surer.
_ALSO_SPANS, _MORE = (Form.EVENT, Form.TOPIC), 0.2

# Is told which passages are about to be read; what it raises ends the work on the question.
OnReading = Callable[[Sequence[Hit]], None]


class Pipeline:
    """Answers questions over one passage index; safe for use by several threads."""

    def __init__(
        self,
        index: PassageIndex,
        reader: Reader,
        decision: Decision | None = None,
        *,
        min_confidence: float | None = None,
        spans: int = 6,
        headings: bool = True,
    ) -> None:
        """Put the parts together.

        Args:
            index: where to look.
            reader: what reads the passages found.
            decision: how much to read and when to answer; the shipped one fits the packaged reader.
            min_confidence: below it the articles don't say; None: as fitted, to words and sentences
                apart.
            spans: how many the reader proposes for each passage.
            headings: whether the reader sees outlet, day and title before each passage.
        """
        self.index = index
        self.reader = reader
        self.decision = decision or shipped_decision()
        self._min_confidence = min_confidence
        self._spans = spans
        self._headings = headings

    def search(self, question: Question, top_k: int) -> list[Hit]:
        """The best passages for a question, best first."""
        return self.index.search(
            Query(question.topic, question.filters, question.date_spans, question.as_of), top_k
        )

    def passages(self, question: Question) -> int:
        """How many passages to look at for a question."""
        few = question.form in (None, Form.YES_NO)
        return self.decision.passages if few else max(_FOR_ACCOUNT, self.decision.passages)

    def ask(
        self,
        question: Question,
        max_citations: int = MAX_CITATIONS,
        min_confidence: float | None = None,
        on_reading: OnReading = lambda _: None,
    ) -> Answer:
        """Answer, or say why not; of several questions in one each, with a place for its citation.

        Args:
            question: what is asked.
            max_citations: at most this many citations.
            min_confidence: below it the articles don't say; None: as the pipeline has it.
            on_reading: called before each stage of reading, with its passages.
        """
        texts = questions_in(question.text)
        if not 1 < len(texts) <= max_citations:
            return self._ask_one(question, max_citations, min_confidence, on_reading)
        return in_turn(
            question,
            texts,
            max_citations,
            lambda part, room: self._ask_one(part, room, min_confidence, on_reading),
        )

    def _ask_one(
        self,
        question: Question,
        max_citations: int,
        min_confidence: float | None,
        on_reading: OnReading,
    ) -> Answer:
        begin = perf_counter()
        hits = self._with_corrections(question, self._found(question))
        retrieved = perf_counter()
        if not hits:
            reason = Reason.NOT_IN_ARTICLES if len(self.index) else Reason.NO_ARTICLES
            return refuse_unread(question, reason)
        reading = replace(self.read(question, hits, on_reading), hits=tuple(hits))
        read = perf_counter()
        answer = self._compose(question, reading, max_citations, min_confidence)
        if answer.text is None and not self._speaks_of_dates(question):
            answer = replace(answer, reason=Reason.NO_ARTICLE_FOR_DATE)
        timing = Timing(
            retrieve=1000 * (retrieved - begin),
            read=1000 * (read - retrieved),
            total=1000 * (perf_counter() - begin),
        )
        return replace(answer, timing=timing)

    def _compose(
        self,
        question: Question,
        reading: Reading,
        max_citations: int,
        min_confidence: float | None,
    ) -> Answer:
        """Answer with a sentence where one is wanted, with a few words elsewhere, or not at all."""
        wanted = self._min_confidence if min_confidence is None else min_confidence
        if question.form:
            weights = shipped_weights()[question.form]
            least = weights.least if wanted is None else wanted
            excerpt = best_excerpt(question, reading, weights, least)
            sure = excerpt.confidence if excerpt else 0.0
            # "What happened on Dec 6" asks for no words that could be told from others.
            also_spans = question.form in _ALSO_SPANS and bool(asked_about(question))
            if not also_spans or sure >= max(least, reading.confidence + _MORE):
                return compose_excerpt(question, reading, excerpt, least, max_citations)
        least = self.decision.min_confidence if wanted is None else wanted
        return compose(question, reading, self.decision, least, max_citations)

    def _found(self, question: Question) -> list[Hit]:
        """The passages to look at; of a day of which all is asked also what was published then."""
        hits = self.search(question, self.passages(question))
        span = stretch(question) if question.form else None
        if span is None:
            return hits
        told = told_within(self, question, span)
        known = {(hit.article.id, hit.passage.start) for hit in told}
        return [*told, *(h for h in hits if (h.article.id, h.passage.start) not in known)]

    def _with_corrections(self, question: Question, hits: list[Hit]) -> list[Hit]:
        """Add the best passage of each article that corrects one of those found."""
        found = {hit.article.id for hit in hits}
        correcting = self.index.store.corrections(sorted(found), question.filters, question.as_of)
        missing = tuple(article_id for article_id in correcting if article_id not in found)
        if not missing:
            return hits
        only = replace(question, filters=replace(question.filters, article_ids=missing))
        return [*hits, *self.search(only, len(missing))]

    def read(
        self, question: Question, hits: Sequence[Hit], on_reading: OnReading = lambda _: None
    ) -> Reading:
        """Read the best passages, stage by stage, until one of the candidates is sure enough."""
        spans: list[Span] = []
        done = 0
        for stage in self.decision.stages:
            more = hits[done : stage.passages]
            on_reading(more)
            found = self.spans(question, more)
            spans += [replace(span, passage=span.passage + done) for span in found]
            done += len(more)
            reading = decide(question, hits[:done], spans, self.decision, stage)
            if reading.confidence >= stage.enough and not self._is_list(question, reading):
                break
        if question.form and question.form not in _ALSO_SPANS:
            return reading  # no words are compared where a sentence answers
        return self._with_others(question, reading, hits[done:], spans, hits, on_reading)

    def _is_list(self, question: Question, reading: Reading) -> bool:
        """Whether several items are asked for, or found: then others may stand further on."""
        best = reading.chosen
        if question.wants_list or best is None or self.decision.unasked_inside is None:
            return question.wants_list
        return bool(gather(question, best, reading.candidates, self.decision))

    def _with_others(
        self,
        question: Question,
        reading: Reading,
        unread: Sequence[Hit],
        spans: list[Span],
        hits: Sequence[Hit],
        on_reading: OnReading,
    ) -> Reading:
        """Read also what may change the answer: other years, and values to compare it with."""
        if reading.chosen is None:
            return reading
        done = hits[: len(hits) - len(unread)]
        others = of_other_years(question, reading.chosen.hit, unread)
        if is_compared(question, reading.chosen):
            compared = self._to_compare(question, reading.chosen.hit.article, unread, hits)
            others += [hit for hit in compared if hit not in others]
        if not others:
            return reading
        on_reading(others)
        found = self.spans(question, others)
        more = [replace(span, passage=span.passage + len(done)) for span in found]
        candidates = find_candidates(question, [*done, *others], [*spans, *more])
        return replace(reading, candidates=tuple(candidates))

    def _to_compare(
        self, question: Question, chosen: Article, unread: Sequence[Hit], hits: Sequence[Hit]
    ) -> list[Hit]:
        others = [hit for hit in unread if hit.article.id != chosen.id]
        if question.asks not in NUMERIC:
            return [hit for hit in others if hit.article.corrects == chosen.id]
        if may_change(question) and chosen.published_day:
            others += self._later(question, hits, chosen.published_day)
        return others

    def _later(self, question: Question, hits: Sequence[Hit], day: date) -> list[Hit]:
        """The best passage of each of the newest articles after a day that were not found yet."""
        known = {hit.article.id for hit in hits}
        newer: dict[str, Hit] = {}
        for hit in self.search(question, _LOOKED_THROUGH):
            published = hit.article.published_day
            if published and published > day and hit.article.id not in known:
                newer.setdefault(hit.article.id, hit)
        by_day = sorted(newer.values(), key=lambda h: str(h.article.published_day), reverse=True)
        return by_day[:_LATER]

    def spans(self, question: Question, hits: Sequence[Hit]) -> list[Span]:
        """What the reader proposes; `Span.passage` counts in `hits`."""
        texts = [
            Text(hit.passage.text, heading(hit.article) if self._headings else "") for hit in hits
        ]
        return self.reader.read(question.for_reader, texts, self._spans)

    def _speaks_of_dates(self, question: Question) -> bool:
        return all(
            self.index.store.speaks_of(asked.candidates, question.filters, question.as_of)
            for asked in question.dates
        )
