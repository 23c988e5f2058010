"""What an answer costs, stage by stage, beside the plain way and a fixed amount of bare reading.

    python bench/ask.py DATA --indexes DIR [--passages 10000] [--questions 100]

DATA is the folder of evaluation sets; nq_oracle's and timeqa's articles are indexed in DIR up to so
many passages. The reference is the bare reader in float32 over 8 windows of 180 tokens. Every
question is put to every setting one after the other, and the reference beside them, so that noise
of the machine hits all alike. "plain" reads six passages in float32, whatever it finds; "staged",
which is what the product does, stops after one or two that are sure enough. F1 and the share
right, over the same questions, show what a setting costs in answers.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from api.main import open_pipeline
from api.settings import Settings
from index.embedding import SentenceTransformerEmbedder
from qa.decision import Decision
from qa.evaluation.measures import mean
from qa.evaluation.run import Record, asked, judge
from qa.evaluation.sets import load_set, sample
from qa.pipeline import Pipeline
from qa.reader import TransformersReader

WINDOWS, TOKENS = 8, 180


def timed(call: Callable[[], object]) -> float:
    """Milliseconds that a call takes."""
    begin = perf_counter()
    call()
    return 1000 * (perf_counter() - begin)


def reference(reader: TransformersReader) -> Callable[[], object]:
    """The bare model on 8 windows of 180 tokens."""
    import torch

    ids = torch.randint(1_000, 20_000, (WINDOWS, TOKENS), generator=torch.manual_seed(0))
    model = reader.model

    def read() -> object:
        with torch.inference_mode():
            return model(input_ids=ids, attention_mask=torch.ones_like(ids))

    return read


def main() -> None:
    """Measure and print a line for each setting."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    sets = [load_set(arguments.data / "qa" / name) for name in ("nq_oracle", "timeqa")]
    shipped = open_pipeline(Settings(data=arguments.indexes / "nq_timeqa"))
    articles = [article for of_set in sets for article in of_set.articles]
    for first in range(0, len(articles), 50):
        if len(shipped.index) >= arguments.passages:
            break
        for _ in shipped.index.add(articles[first : first + 50]):
            pass
    embedder = SentenceTransformerEmbedder.packaged()
    float32 = TransformersReader.packaged()
    settings = {
        "plain": Pipeline(shipped.index, float32, _unstaged(shipped.decision)),
        "staged": shipped,
    }
    questions = sample(sets[0].questions, "report", arguments.questions)
    by_id = {article.id: article for article in articles}
    bare = reference(float32)
    timed(bare)
    spent: dict[str, dict[str, list[float]]] = {
        name: {"retrieve": [], "read": [], "total": []} for name in settings
    }
    records: dict[str, list[Record]] = {name: [] for name in settings}
    embed, read = [], []
    for gold in questions:
        question = asked(gold)
        embed.append(timed(lambda q=question: embedder.encode([q.text])))
        read.append(timed(bare))
        for name, pipeline in settings.items():
            answer = pipeline.ask(question)
            for stage, values in spent[name].items():
                values.append(getattr(answer.timing, stage))
            records[name].append(judge(gold, answer, by_id))
    whole = float(np.median(read))
    print(f"{len(shipped.index)} passages, {len(questions)} questions")
    print(f"reference: {WINDOWS} windows of {TOKENS} tokens in float32: {_quantiles(read)} ms")
    print(f"embedding the question: {_quantiles(embed)} ms")
    print("setting   retrieve p50/p95  read p50/p95   total p50/p95  total/reference  F1     right")
    for name, stages in spent.items():
        cells = "  ".join(f"{_quantiles(values):>14}" for values in stages.values())
        ratio = float(np.median(stages["total"])) / whole
        f1 = mean([r.f1 for r in records[name]])
        right = mean([r.right for r in records[name]])
        print(f"{name:8}  {cells}  {ratio:15.2f}  {f1:.3f}  {right:.3f}")
    shipped.index.close()


def _unstaged(decision: Decision) -> Decision:
    return replace(decision, stages=decision.stages[-1:])


def _quantiles(values: Sequence[float]) -> str:
    return "/".join(f"{value:.0f}" for value in np.percentile(values, (50, 95)))


if __name__ == "__main__":
    main()
