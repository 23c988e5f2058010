"""`python -m qa.training train|evaluate|average`: how the packaged reader is made.

    python -m qa.training train --data DATA --base CHECKPOINT --out FOLDER
    python -m qa.training evaluate --data DATA CHECKPOINT
    python -m qa.training average --out FOLDER CHECKPOINT=SHARE CHECKPOINT=SHARE ...

DATA is the folder with `newsdesk/` and `reader/`. `train --limit N` takes N examples: a smoke run.
"""

import argparse
import json
import random
from dataclasses import asdict, replace
from pathlib import Path

from index.embedding import work_offline
from qa.training.evaluate import evaluate
from qa.training.examples import OWN, Example, load_desk, load_spans
from qa.training.export import average
from qa.training.train import Plan, train

OWN_DESK = Path(__file__).parent / "desk"


def main() -> None:
    """Run one of the commands."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m qa.training", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="fine-tune a checkpoint")
    training.add_argument("--data", type=Path, required=True)
    training.add_argument("--base", required=True, help="checkpoint to start from")
    training.add_argument("--out", type=Path, required=True)
    training.add_argument("--epochs", type=int, default=usual.epochs)
    training.add_argument("--rate", type=float, default=usual.rate)
    training.add_argument("--seed", type=int, default=usual.seed)
    training.add_argument("--bfloat16", action="store_true", help="faster where hardware has it")
    training.add_argument("--limit", type=int, help="only so many examples")
    evaluating = commands.add_parser("evaluate", help="measure a checkpoint")
    evaluating.add_argument("--data", type=Path, required=True)
    evaluating.add_argument("--limit", type=int, help="only so many examples")
    evaluating.add_argument("checkpoint")
    averaging = commands.add_parser("average", help="the mean of checkpoints, to ship")
    averaging.add_argument("--out", type=Path, required=True)
    averaging.add_argument("checkpoints", nargs="+", metavar="CHECKPOINT=SHARE")
    arguments = parser.parse_args()
    work_offline()
    if arguments.command == "train":
        plan = Plan(
            epochs=arguments.epochs,
            rate=arguments.rate,
            seed=arguments.seed,
            bfloat16=arguments.bfloat16,
        )
        _train(arguments.data, arguments.base, arguments.out, plan, arguments.limit)
    elif arguments.command == "evaluate":
        _evaluate(arguments.data, arguments.checkpoint, arguments.limit)
    else:
        pairs = [entry.rsplit("=", 1) for entry in arguments.checkpoints]
        paths, shares = [Path(path) for path, _ in pairs], [float(share) for _, share in pairs]
        print(average(paths, shares, arguments.out))


def _train(data: Path, base: str, out: Path, plan: Plan, limit: int | None) -> None:
    examples = [
        *_sampled(load_desk(OWN_DESK, "train", OWN), limit),
        *_sampled(load_desk(data / "newsdesk", "train"), limit),
        *_sampled(load_spans(data / "reader" / "train.jsonl.gz"), limit),
    ]
    if limit:
        plan = replace(plan, epochs=1, newsdesk=limit, old=limit, synthetic=limit)
    train(base, examples, out, plan)


def _evaluate(data: Path, checkpoint: str, limit: int | None) -> None:
    from qa.reader import TransformersReader

    reader = TransformersReader.load(checkpoint)
    desks = {
        "newsdesk": _sampled(load_desk(data / "newsdesk", "dev"), limit),
        "desk": _sampled(load_desk(OWN_DESK, "dev", OWN), limit),
    }
    rest = _sampled(load_spans(data / "reader" / "validation.jsonl.gz"), limit)
    for headings in (True, False):
        for name, desk in desks.items():
            for reading in evaluate(reader, desk, headings=headings).values():
                print(json.dumps({f"{name}, headings {headings}": asdict(reading)}))
    for source, reading in evaluate(reader, rest, headings=False).items():
        print(json.dumps({source: asdict(reading)}))


def _sampled(examples: list[Example], limit: int | None) -> list[Example]:
    if limit is None or limit >= len(examples):
        return examples
    return random.Random(0).sample(examples, limit)


if __name__ == "__main__":
    main()
