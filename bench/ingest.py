"""Ingest against bare embedding of the same passages, side by side in one run.

    python bench/ingest.py DIR [--articles 400] [--rounds 3]

DIR is an evaluation set (or any folder with articles.jsonl and questions.jsonl). Each round embeds
the passages' texts with nothing but `SentenceTransformer.encode`, then ingests the articles (cut,
dates, near-copies, embedding, SQLite, FAISS) into a new directory. The ratio is what ingest costs
over the embedding that it cannot avoid.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from api.main import limit_threads
from api.settings import Settings
from index.chunking import Chunking, chunk
from index.embedding import SentenceTransformerEmbedder
from index.prepare import heading
from index.search import PassageIndex
from qa.evaluation.sets import load_set


def main() -> None:
    """Measure and print a line for each round."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    limit_threads(Settings())
    articles = load_set(arguments.directory).articles[: arguments.articles]
    embedder = SentenceTransformerEmbedder.packaged()
    texts = [f"{heading(a)}\n{p.text}" for a in articles for p in chunk(a, Chunking())]
    embedder.encode(texts[:32])  # warm up
    ratios = []
    print(f"{len(articles)} articles, {len(texts)} passages")
    for number in range(arguments.rounds):
        begin = perf_counter()
        embedder.encode(texts)
        bare = perf_counter() - begin
        with tempfile.TemporaryDirectory() as folder:
            begin = perf_counter()
            index = PassageIndex.open(Path(folder), embedder)
            for _ in index.add(articles):
                pass
            index.close()
            whole = perf_counter() - begin
        ratios.append(whole / bare)
        print(f"round {number + 1}: encode {bare:.1f} s, ingest {whole:.1f} s, {ratios[-1]:.2f} x")
    print(f"median: ingest takes {statistics.median(ratios):.2f} x the bare encode")


if __name__ == "__main__":
    main()
