"""Lists: questions that want several answers, each asked of its own article of qa/training/desk.

    python bench/lists.py --indexes DIR [--questions 300]

Only the articles that the packaged reader was not trained with, a fixed sample of their questions;
DIR is where the index is kept. Told are the share right and the set-F1 of the items; and apart
those whose words say that a list is wanted, with how many of the questions that want one thing
alone seem to want a list as well.
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

from api.main import open_pipeline
from api.settings import Settings
from index.passage import Filters
from qa.evaluation.measures import mean
from qa.evaluation.run import Record, asked, judge
from qa.evaluation.sets import Gold, load_set

DESK = Path(__file__).parent.parent / "qa" / "training" / "desk"
UNSEEN = "y"  # with what ids of articles begin that came after the packaged weights


def wants_several(gold: Gold) -> bool:
    """Whether more than one answer is wanted."""
    return gold.needs_all and len(gold.answers) > 1


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=300)
    arguments = parser.parse_args()
    desk = load_set(DESK)
    articles = {article.id: article for article in desk.articles}
    answerable = [gold for gold in desk.questions if gold.answers]
    several = [gold for gold in answerable if wants_several(gold)]
    one = [gold for gold in answerable if not wants_several(gold)]
    for name, some in (("several", several), ("one", one)):
        told = sum(asked(gold).wants_list for gold in some)
        print(f"wants {name}: {told} of {len(some)} questions seem to want a list")
    pipeline = open_pipeline(Settings(data=arguments.indexes / "desk"))
    for _ in pipeline.index.add(desk.articles):
        pass
    unseen = [gold for gold in several if gold.article_ids[0].startswith(UNSEEN)]
    random.Random(0).shuffle(unseen)  # noqa: S311  a sample, no secret
    records: dict[bool, list[Record]] = {True: [], False: []}
    for gold in unseen[: arguments.questions]:
        gold_alone = replace(gold, filters=Filters(article_ids=gold.article_ids[:1]))
        question = asked(gold_alone)
        records[question.wants_list].append(judge(gold, pipeline.ask(question), articles))
    pipeline.index.close()
    both = [*records[True], *records[False]]
    for name, some_records in (("all", both), ("told", records[True]), ("untold", records[False])):
        right, f1 = mean([r.right for r in some_records]), mean([r.set_f1 for r in some_records])
        print(f"{name}: {len(some_records)} questions, right {right:.3f}, set-F1 {f1:.3f}")


if __name__ == "__main__":
    main()
