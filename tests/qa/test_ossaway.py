"""The evaluation world in this folder is what its README says it is."""

import json
from collections import Counter
from pathlib import Path

from qa.evaluation.sets import load_set

WORLD = Path(__file__).parent / "ossaway"


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (WORLD / name).read_text(encoding="utf-8").splitlines()]


def test_evidence_is_exact_and_never_from_the_future() -> None:
    world = load_set(WORLD)
    articles = {article.id: article for article in world.articles}
    assert len(articles) == len(world.articles) == 56
    assert len({gold.id for gold in world.questions}) == len(world.questions) == 225
    for gold in world.questions:
        assert bool(gold.answers) == bool(gold.evidence), gold.id
        for evidence in gold.evidence:
            article = articles[evidence.article_id]
            assert evidence.quote in article.text, gold.id
            assert article.published_day is not None
            assert article.published_day <= min(gold.asked_on, gold.as_of or gold.asked_on), gold.id


def test_every_type_has_its_share() -> None:
    types = Counter(str(row["type"]) for row in rows("questions.jsonl"))
    least = {"list": 12, "temporal": 16, "latest": 12, "as_of": 8, "conflict": 12, "followup": 12}
    least |= {"near_miss_unanswerable": 16, "unanswerable": 8, "attribution": 14, "number": 12}
    assert not {kind: types[kind] for kind, count in least.items() if types[kind] < count}
