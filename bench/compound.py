"""Two questions asked in one, beside the same two asked apart, over tests/qa/ossaway.

    python bench/compound.py --indexes DIR [--rounds 40]

Of each story two neighbouring answerable questions that begin with a question word are joined by
"and"; DIR is where the index of the articles is kept. Told are the shares of their answers that are
right: asked apart, joined and split by `qa.compound`, joined and asked as one.

With `--rounds` also what forms of question cost: in each round one for a fact, one for an account,
one for a yes or no and two in one are asked in turn, so that noise of the machine hits all alike.
Printed are milliseconds at the median and the 95th percentile, and the ratio of the medians to that
of a fact.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from api.main import open_pipeline
from api.settings import Settings
from qa.accounts import Form
from qa.answer import Answer
from qa.compound import questions_in
from qa.evaluation.measures import share_contained
from qa.evaluation.run import asked
from qa.evaluation.sets import Gold, load_set
from qa.pipeline import Pipeline
from qa.question import Question, understand

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


def both(one: Gold, two: Gold) -> Question:
    """The two questions as they are asked in one."""
    text = joined(one, two)
    return understand(text, one.asked_on, filters=one.filters, as_of=one.as_of)


def compare(pipeline: Pipeline, questions: tuple[Gold, ...]) -> None:
    """Print how much of the answers is right in each of the three ways."""
    found: dict[str, list[float]] = defaultdict(list)
    for one, two in pairs(questions):
        question = both(one, two)
        split = pipeline.ask(question)
        whole = pipeline.ask(question, max_citations=1)  # with one citation it is not split
        for gold in (one, two):
            found["asked apart"].append(right(gold, pipeline.ask(asked(gold))))
            found["joined and split"].append(right(gold, split))
            found["joined, asked as one"].append(right(gold, whole))
    for name, shares in found.items():
        print(f"{name}: {sum(shares) / len(shares):.3f} of {len(shares)} answers")


def time_forms(pipeline: Pipeline, questions: tuple[Gold, ...], rounds: int) -> None:
    """Print what each form of question takes."""
    single = [asked(gold) for gold in questions]
    wanted = [asked(gold) for gold in load_set(OSSAWAY, questions="open").questions]
    forms = {
        "fact": [q for q in single if q.form is None and not questions_in(q.text)],
        "account": [q for q in wanted if q.form not in (None, Form.YES_NO)],
        "yes or no": [q for q in wanted if q.form is Form.YES_NO],
        "two in one": [both(one, two) for one, two in pairs(questions)],
    }
    for of_form in forms.values():  # what is loaded at first use
        pipeline.ask(of_form[-1])
    taken: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, of_form in forms.items():
            begin = perf_counter()
            pipeline.ask(of_form[number % len(of_form)])
            taken[name].append(1000 * (perf_counter() - begin))
    for name, times in taken.items():
        ratio = np.median(times) / np.median(taken["fact"])
        print(
            f"{name}: {np.median(times):.0f} / {np.percentile(times, 95):.0f} ms, "
            f"{ratio:.2f} times a fact"
        )


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=0)
    arguments = parser.parse_args()
    ossaway = load_set(OSSAWAY)
    pipeline = open_pipeline(Settings(data=arguments.indexes / "ossaway"))
    for _ in pipeline.index.add(ossaway.articles):
        pass
    compare(pipeline, ossaway.questions)
    if arguments.rounds:
        time_forms(pipeline, ossaway.questions, arguments.rounds)
    pipeline.index.close()


if __name__ == "__main__":
    main()
