"""The fixed plan of sets that `make quality` runs, and that the decision is fitted on."""

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Article
from index.errors import UnreadableSource
from index.passage import Filters
from qa.evaluation.sets import PARTS, UNDATED, EvaluationSet, Evidence, Gold, load_set, number_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A set of the plan: how to load it, and at most how many questions of each part are asked.

    Sets with the same `index` share their articles.
    """

    name: str
    index: str
    load: Callable[[Path], EvaluationSet]
    limit: int | None


def _folder(*parts: str, split: str | None = None) -> Callable[[Path], EvaluationSet]:
    return lambda root: load_set(root.joinpath(*parts), split)


def _without_gold(root: Path) -> EvaluationSet:
    """A fixed third of nq_oracle's questions, asked without the articles that answer them."""
    whole = load_set(root / "qa" / "nq_oracle")
    ids = [article.id for article in whole.articles]
    questions = []
    for gold in whole.questions:
        if number_of(gold.id) % 3 == 0:
            others = tuple(i for i in ids if i not in gold.article_ids)
            questions.append(
                replace(
                    gold,
                    answers=(),
                    evidence=(),
                    type="removed",
                    filters=Filters(article_ids=others),
                )
            )
    return EvaluationSet("nq_removed", whole.articles, tuple(questions))


def _newsdesk(root: Path) -> EvaluationSet:
    """Newsdesk's held-out questions, each asked of its one article on the day of that.

    Over a collection many of them would be ambiguous ("how long did it last").
    """
    whole = load_set(root / "newsdesk", "dev")
    days = {article.id: article.published_day for article in whole.articles}
    questions = tuple(
        replace(
            gold,
            type="question" if gold.answers else "unanswerable",
            asked_on=days.get(gold.article_ids[0]) or UNDATED,
            filters=Filters(article_ids=gold.article_ids),
        )
        for gold in whole.questions
    )
    return EvaluationSet("newsdesk", whole.articles, questions)


def _squad2(root: Path) -> EvaluationSet:
    """SQuAD 2.0 questions, each asked of the one paragraph that it was written for."""
    path = root / "reader" / "validation.jsonl.gz"
    articles: dict[str, Article] = {}
    questions = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                fields = json.loads(line)
                if fields["source"] != "squad2":
                    continue
                text = fields["context"]
                name = hashlib.sha256(text.encode()).hexdigest()[:16]
                articles.setdefault(name, Article.create(article_id=name, text=text))
                answers = tuple(dict.fromkeys(a["text"] for a in fields["answers"]))
                questions.append(
                    Gold(
                        id=f"squad2-{number}",
                        question=fields["question"],
                        type="question" if answers else "unanswerable",
                        answers=answers,
                        needs_all=False,
                        article_ids=(name,),
                        evidence=(Evidence(name, None),) if answers else (),
                        asked_on=UNDATED,
                        as_of=None,
                        history=(),
                        part=PARTS[number_of(name) % 2],
                        filters=Filters(article_ids=(name,)),
                    )
                )
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableSource(f"cannot read {path}: {error!r}") from None
    return EvaluationSet("squad2", tuple(articles.values()), tuple(questions))


PLAN = (
    Planned("newsroom", "newsroom", _folder("newsroom"), None),
    Planned("newsdesk", "newsdesk", _newsdesk, None),
    Planned("nq_oracle", "nq_oracle", _folder("qa", "nq_oracle"), 300),
    Planned("nq_removed", "nq_oracle", _without_gold, 100),
    Planned("multispanqa", "multispanqa", _folder("qa", "multispanqa"), 150),
    Planned("multihop_rag_500", "multihop_rag_500", _folder("qa", "multihop_rag_500"), 150),
    Planned("timeqa", "timeqa", _folder("qa", "timeqa", split="test"), 200),
    Planned("squad2", "squad2", _squad2, 300),
)
