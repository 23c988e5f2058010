"""Search and ask beside the bare embedding of the question, over 1x, 4x and 16x the articles.

    python bench/ask.py DIR [--articles 150] [--questions 40]

DIR is an evaluation set with at least 16 times `--articles` articles. For every question the three
are timed one after the other, so that noise of the machine hits them alike.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from api.main import open_pipeline
from api.settings import Settings
from index.embedding import SentenceTransformerEmbedder
from qa.evaluation.sets import load_set, sample
from qa.question import understand


def main() -> None:
    """Measure and print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--questions", type=int, default=40)
    arguments = parser.parse_args()
    evaluation = load_set(arguments.directory)
    questions = sample(evaluation.questions, None, arguments.questions)
    embedder = SentenceTransformerEmbedder.packaged()
    print("articles  passages  embed ms  search ms (x embed)  ask ms (x embed)  ask p95 ms")
    with tempfile.TemporaryDirectory() as folder:
        pipeline = open_pipeline(Settings(data=Path(folder)))
        for times in (1, 4, 16):
            count = times * arguments.articles
            for _ in pipeline.index.add(evaluation.articles[:count]):
                pass
            spent: dict[str, list[float]] = {"embed": [], "search": [], "ask": []}
            for gold in questions:
                question = understand(gold.question, gold.asked_on)
                for name, call in (
                    ("embed", lambda q=question: embedder.encode([q.text])),
                    ("search", lambda q=question: pipeline.search(q, 10)),
                    ("ask", lambda q=question: pipeline.ask(q)),
                ):
                    begin = perf_counter()
                    call()
                    spent[name].append(1000 * (perf_counter() - begin))
            embed, search, ask = (statistics.median(v) for v in spent.values())
            p95 = sorted(spent["ask"])[int(0.95 * len(questions))]
            print(
                f"{min(count, len(evaluation.articles)):8}  {len(pipeline.index):8}  {embed:8.1f}"
                f"  {search:9.1f} ({search / embed:4.1f} x)    {ask:6.1f} ({ask / embed:5.1f} x)"
                f"  {p95:10.1f}"
            )
        pipeline.index.close()


if __name__ == "__main__":
    main()
