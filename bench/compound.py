"""Two questions asked in one, beside the same two asked apart, over tests/qa/ossaway.

    python bench/compound.py --indexes DIR

Of each story two neighbouring answerable questions that begin with a question word are joined by
"and"; DIR is where the index of the articles is kept. Told are the shares of their answers that are
right: asked apart, joined and split by `qa.compound`, joined and asked as one.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from api.main import open_pipeline
from api.settings import Settings
from qa.answer import Answer
from qa.compound import questions_in
from qa.evaluation.measures import share_contained
from qa.evaluation.run import asked
from qa.evaluation.sets import Gold, load_set
from qa.question import understand

OSSAWAY = Path(__file__).parent.parent / "tests" / "qa" / "ossaway"


def pairs(questions: tuple[Gold, ...]) -> Iterator[tuple[Gold, Gold]]:
    """Neighbouring questions of one article and one day that can be joined."""
    by_story: dict[tuple[object, ...], list[Gold]] = defaultdict(list)
    for gold in questions:
        if gold.answerable and not gold.history and gold.article_ids:
            story = (gold.article_ids[0], gold.asked_on, gold.as_of, gold.filters)
            by_story[story].append(gold)
    for some in by_story.values():
        for one, two in zip(some[::2], some[1::2], strict=False):
            if len(questions_in(joined(one, two))) == 2:
                yield one, two


def joined(one: Gold, two: Gold) -> str:
    """Both questions in one."""
    return f"{one.question.rstrip(' ?')} and {two.question}"


def right(gold: Gold, answer: Answer) -> float:
    """The share of a question's gold words that an answer has, whatever else it has."""
    texts = [answer.text or "", *(item.text for item in answer.items)]
    return share_contained(texts, gold.answers, gold.needs_all)


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--indexes", type=Path, required=True)
    ossaway = load_set(OSSAWAY)
    pipeline = open_pipeline(Settings(data=parser.parse_args().indexes / "ossaway"))
    for _ in pipeline.index.add(ossaway.articles):
        pass
    found: dict[str, list[float]] = defaultdict(list)
    for one, two in pairs(ossaway.questions):
        question = understand(joined(one, two), one.asked_on, filters=one.filters, as_of=one.as_of)
        split = pipeline.ask(question)
        whole = pipeline.ask(question, max_citations=1)  # with one citation it is not split
        for gold in (one, two):
            found["asked apart"].append(right(gold, pipeline.ask(asked(gold))))
            found["joined and split"].append(right(gold, split))
            found["joined, asked as one"].append(right(gold, whole))
    pipeline.index.close()
    for name, shares in found.items():
        print(f"{name}: {sum(shares) / len(shares):.3f} of {len(shares)} answers")


if __name__ == "__main__":
    main()
