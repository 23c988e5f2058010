"""Ask every question of a set and note what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.article import Article
from index.passage import Query
from qa.answer import Answer
from qa.citation import Citation
from qa.evaluation import measures
from qa.evaluation.sets import Evidence, Gold
from qa.pipeline import Pipeline
from qa.question import Question, understand

SEARCHED = 30  # passages looked at for the article ranks


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Rank of the first gold article (None: not found) and whether its answer was among five."""

    rank: int | None
    answer_in_five: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One question, its answer, and the measures of it; shares and scores are 0 to 1."""

    gold: Gold
    answer: str | None
    kind: str
    reason: str | None
    items: tuple[str, ...]
    quotes: tuple[str, ...]
    cited: tuple[str, ...]
    confidence: float
    margin: float | None
    right: float
    exact_match: float
    f1: float
    set_f1: float
    quotes_exact: bool
    on_evidence: bool
    milliseconds: float

    def as_json(self) -> dict[str, Any]:
        """For the file of wrong answers."""
        fields = asdict(self)
        gold = fields.pop("gold")
        return {
            "id": gold["id"],
            "type": gold["type"],
            "part": gold["part"],
            "question": gold["question"],
            "gold": gold["answers"],
            "evidence": [e["quote"] for e in gold["evidence"]],
            **fields,
        }


def asked(gold: Gold) -> Question:
    """The question as it is put to the pipeline."""
    return understand(
        gold.question,
        gold.asked_on,
        filters=gold.filters,
        as_of=gold.as_of,
        history=gold.history,
    )


def answer_all(
    pipeline: Pipeline, articles: Mapping[str, Article], questions: Sequence[Gold]
) -> Iterator[Record]:
    """Ask the questions one by one."""
    for gold in questions:
        yield judge(gold, pipeline.ask(asked(gold)), articles)


def judge(gold: Gold, answer: Answer, articles: Mapping[str, Article]) -> Record:
    """Measure one answer against what is right."""
    refused = answer.text is None
    texts = [answer.text or "", *(item.text for item in answer.items)]
    if gold.type == "conflict":  # every value must be told, wherever it stands
        texts += [other.text for other in answer.alternatives]
    short = len((answer.text or "").split()) <= measures.MAX_ANSWER_WORDS
    if refused or not gold.answerable:
        right = float(refused and not gold.answerable)
    else:
        right = short * measures.share_contained(texts, gold.answers, gold.needs_all)
    items = [item.text for item in answer.items]
    return Record(
        gold=gold,
        answer=answer.text,
        kind=answer.kind,
        reason=answer.reason,
        items=tuple(items),
        quotes=tuple(citation.quote for citation in answer.citations),
        cited=tuple(citation.article.id for citation in answer.citations),
        confidence=answer.confidence,
        margin=answer.citations[0].score if answer.citations else None,
        right=right,
        exact_match=measures.exact_match(answer.text or "", gold.answers),
        f1=measures.token_f1(answer.text or "", gold.answers),
        set_f1=measures.set_f1(items, gold.answers) if gold.answerable else 0.0,
        quotes_exact=all(
            c.quote == articles[c.article.id].text[c.start : c.end] for c in answer.citations
        ),
        on_evidence=not refused and _on_evidence(gold, answer),
        milliseconds=answer.timing.total,
    )


def rank_gold(pipeline: Pipeline, gold: Gold) -> Retrieval:
    """Where retrieval puts the articles that hold the answer."""
    question = asked(gold)
    hits = pipeline.index.search(
        Query(question.text, question.filters, question.date_spans, question.as_of), SEARCHED
    )
    ranked: dict[str, None] = {}
    wanted = set(gold.article_ids)
    for hit in hits:
        carriers = {hit.article.id, *(copy.id for copy in hit.copies)}
        ranked.setdefault(next(iter(carriers & wanted), hit.article.id))
    rank = next((n for n, name in enumerate(ranked, start=1) if name in wanted), None)
    passages = [hit.passage.text for hit in hits[:5]]
    return Retrieval(rank, measures.share_contained(passages, gold.answers, gold.needs_all) == 1)


def _on_evidence(gold: Gold, answer: Answer) -> bool:
    return any(_backs(c, e) for c in answer.citations for e in gold.evidence)


def _backs(citation: Citation, evidence: Evidence) -> bool:
    """Whether a citation overlaps the evidence, or quotes its words from a copy."""
    if evidence.quote is None:
        return citation.article.id == evidence.article_id
    if evidence.quote in citation.quote or citation.quote in evidence.quote:
        return True
    start = citation.article.text.find(evidence.quote)
    end = start + len(evidence.quote)
    return start >= 0 and citation.start < end and start < citation.end
