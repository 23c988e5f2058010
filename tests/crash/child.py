"""What is killed: `child.py serve FOLDER PORT`, or `write` or `ingest`, each FOLDER SEED."""

import json
import random
import sys
import tempfile
from pathlib import Path

import uvicorn

sys.path.append(str(Path(__file__).parents[1]))

from fakes import CapitalsReader, HashingEmbedder

import api.main
import index.search
from api.app import create_app
from api.cli.app import app
from api.keys import Keys
from api.settings import Settings
from index.article import Article
from index.search import PassageIndex
from qa.decision import Decision
from qa.pipeline import Pipeline


def text_of(number: int) -> str:
    """The text of the article `number`: its own word, and enough sentences for two passages."""
    return f"Zq{number} sailed from Havnby on Dec 6, 2025, the harbour office said. " * (
        1 + number % 25
    )


def serve(folder: Path, port: int) -> None:
    """The real application, over the real store."""
    passages = PassageIndex.open(folder, HashingEmbedder())
    pipeline = Pipeline(passages, CapitalsReader(), Decision.from_margin(0.5))
    app = create_app(pipeline, Settings(), Keys(folder))
    uvicorn.run(app, port=port, log_level="error")


def write(folder: Path, seed: int) -> None:
    """Add and delete for ever, with a FAISS snapshot after every step; prints what is committed."""
    index.search._SNAPSHOT_SHARE = 0.0
    rng = random.Random(seed)
    passages = PassageIndex.open(folder, HashingEmbedder())
    known: list[int] = []
    number = 1000 * seed
    while True:
        count = rng.choice((1, 5, 40))
        numbers = range(number, number + count)
        number += count
        fresh = [Article.create(article_id=f"{n}", text=text_of(n)) for n in numbers]
        for stored in passages.add(fresh):
            say("add", int(stored.id))
        known += numbers
        if len(known) > 50:
            gone = [known.pop(rng.randrange(len(known))) for _ in range(45)]
            for part in (gone[:1], gone[1:3], gone[3:]):
                for n in part:
                    say("deleting", n)
                passages.delete(*map(str, part))
                for n in part:
                    say("delete", n)


def ingest(folder: Path, seed: int) -> None:
    """The command itself, on files of 1,000 articles; `--json` prints each when it is committed."""
    with tempfile.TemporaryDirectory(prefix="dateline-news-") as news:
        for number in range(1000 * seed, 1000 * seed + 1000, 50):
            articles = [{"id": f"{n}", "text": text_of(n)} for n in range(number, number + 50)]
            lines = "\n".join(map(json.dumps, articles))
            Path(news, f"{number}.jsonl").write_text(lines, encoding="utf-8")
        api.main.load_embedder = lambda _settings: HashingEmbedder()
        app(["ingest", news, "--data", str(folder), "--json"])


def say(action: str, number: int) -> None:
    """Acknowledge to the parent."""
    sys.stdout.write(json.dumps([action, number]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"serve": serve, "write": write, "ingest": ingest}[sys.argv[1]](
        Path(sys.argv[2]), int(sys.argv[3])
    )
