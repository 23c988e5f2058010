"""Sum records up into tables."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from qa.evaluation.measures import calibration_error, mean, percentile, refusals
from qa.evaluation.run import Record, Retrieval


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """All measures over some records, as plain JSON values."""
    answerable = [r for r in records if r.gold.answerable]
    given = [r for r in records if r.answer is not None]
    lists = [r for r in answerable if r.gold.needs_all]
    words = [len((r.answer or "").split()) for r in given]
    found = refusals([r.answer is None for r in records], [not r.gold.answerable for r in records])
    return {
        "questions": len(records),
        "right": mean([r.right for r in records]),
        "right_answerable": mean([r.right for r in answerable]),
        "answered": mean([float(r.answer is not None) for r in answerable]),
        "exact_match": mean([r.exact_match for r in answerable]),
        "f1": mean([r.f1 for r in answerable]),
        "list_set_f1": mean([r.set_f1 for r in lists]),
        "words_median": percentile(words, 50),
        "words_p90": percentile(words, 90),
        "quotes_exact": mean([float(r.quotes_exact) for r in records]),
        "citation_on_evidence": mean([float(r.on_evidence) for r in given if r.gold.evidence]),
        "refusal": asdict(found) if found else None,
        "calibration_error": calibration_error(
            [r.confidence for r in given], [r.right for r in given]
        ),
    }


def by_type(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """The same, of each type of question."""
    types = sorted({r.gold.type for r in records})
    return {name: summarise([r for r in records if r.gold.type == name]) for name in types}


def summarise_retrieval(found: Mapping[str, Retrieval]) -> dict[str, float]:
    """Recall and mean reciprocal rank of the gold articles; answers among five passages."""
    ranks = [r.rank for r in found.values()]
    return {
        "questions": len(ranks),
        "recall@1": mean([float(r is not None and r <= 1) for r in ranks]),
        "recall@5": mean([float(r is not None and r <= 5) for r in ranks]),
        "recall@10": mean([float(r is not None and r <= 10) for r in ranks]),
        "mrr": mean([1 / r if r else 0.0 for r in ranks]),
        "answer_in_passages@5": mean([float(r.answer_in_five) for r in found.values()]),
    }
