"""What a real language model's drafts come to: how much survives, whether any of it is unsupported.

    python bench/generate.py DIR --base-url http://127.0.0.1:8080/v1 --model NAME [--limit 100]

Asks the questions of DIR (such as newsroom) by `mode: generate`. What survives is judged without
`qa.verify`: every capitalised word, number and weekday of a sentence that is in none of its cited
quotes is listed, and so is every sentence, to be read by eye (`--sentences FILE`). The same count
for the drafts as they came shows what the checks do. Times are medians of this run, side by side.
"""

import argparse
import asyncio
import json
import re
from collections import Counter
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.table import Table

from api.main import load_embedder
from api.settings import Settings
from index.search import PassageIndex
from qa.account import account_hits
from qa.answer import Answer
from qa.citation import Citation
from qa.draft import Account, checked, prompt, quotes_for
from qa.evaluation.run import asked
from qa.evaluation.sets import load_set
from qa.pipeline import Pipeline
from qa.question import Question
from qa.reader import TransformersReader
from qa.verify import Checked
from qa.writer import OpenAIWriter

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][\w’'-]*")
_NUMBERS = set(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty hundred thousand million".split()
)
# Words that are capital only because a sentence begins with them.
_BEGINNINGS = set("The A An In On At It He She They This That There According Both But And".split())


def unsupported(sentence: str, quotes: list[str]) -> list[str]:
    """Capitalised words and numbers that no quote has, letter for letter but for case."""
    known = {token.lower() for quote in quotes for token in _TOKEN.findall(quote)}
    known |= {token.removesuffix("’s").removesuffix("'s") for token in known}
    found = []
    for token in _TOKEN.findall(sentence):
        plain = token.removesuffix("’s").removesuffix("'s")
        tells = plain[0].isdigit() or plain[0].isupper() or plain.lower() in _NUMBERS
        if tells and plain not in _BEGINNINGS and plain.lower() not in known:
            found.append(token)
    return found


async def draft(
    pipeline: Pipeline, writer: OpenAIWriter, question: Question, extracted: Answer
) -> tuple[Account, list[Checked], list[str]]:
    """The draft for one question, checked; and the quotes that it was written from."""
    hits = account_hits(pipeline, question)
    quotes = quotes_for(question, extracted, hits)
    account, sentences = Account(quotes), []
    async for sentence in checked(writer.write(*prompt(question, quotes)), quotes):
        account.take(sentence)
        sentences.append(sentence)
    return account, sentences, [told(quote) for quote in quotes]


def told(quote: Citation) -> str:
    """What a sentence that cites a quote may name: its words, its outlet and its day."""
    article = quote.article
    return f"{quote.quote} {article.source or ''} {article.published_day or ''}"


async def run(options: argparse.Namespace) -> None:
    """Ask, count, print."""
    data = load_set(options.directory)
    writer = OpenAIWriter.connect(options.base_url, options.model, options.api_key, 120)
    counts: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    times: dict[str, list[float]] = {"extract": [], "generate": []}
    kept: list[dict[str, object]] = []
    with TemporaryDirectory() as folder:
        index = PassageIndex.open(Path(folder), load_embedder(Settings()))
        with closing(index):
            list(index.add(data.articles))
            pipeline = Pipeline(index, TransformersReader.packaged())
            for gold in islice(data.questions, options.limit):
                question = asked(gold)
                begin = perf_counter()
                extracted = pipeline.ask(question)
                times["extract"].append(perf_counter() - begin)
                account, sentences, quotes = await draft(pipeline, writer, question, extracted)
                times["generate"].append(perf_counter() - begin)
                counts["questions"] += 1
                counts["answered by prose"] += bool(account.items)
                counts["sentences"] += len(sentences)
                counts["sentences kept"] += len(account.items)
                faults.update(s.fault.value for s in sentences if s.fault)
                # Off: each sentence as it came, against everything that the model was shown.
                counts["unsupported, unchecked"] += sum(
                    bool(unsupported(s.text, quotes)) for s in sentences
                )
                for item in account.items:
                    cited = [told(account.citations[n - 1]) for n in item.citations]
                    wrong = unsupported(item.text, cited)
                    counts["unsupported, checked"] += bool(wrong)
                    kept.append(
                        {"question": question.text, "sentence": item.text, "quotes": cited,
                         "unsupported": wrong}
                    )  # fmt: skip
    table = Table("measure", "value")
    for name, count in counts.items():
        table.add_row(name, str(count))
    for fault, count in faults.most_common():
        table.add_row(f"dropped: {fault}", str(count))
    for name, seconds in times.items():
        table.add_row(f"median s, {name}", f"{median(seconds):.2f}")
    Console(width=100).print(table)
    if options.sentences:
        lines = (json.dumps(sentence, ensure_ascii=False) for sentence in kept)
        options.sentences.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--api-key", default="")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--sentences", type=Path, help="write every sentence kept to this file")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
