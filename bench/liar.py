"""How many lies `qa.verify` catches, and how many true sentences it keeps: no model needed.

    python bench/liar.py DIR [DIR ...]

From each sentence of the articles in DIR (such as newsroom) one sentence of each kind is made,
labelled by how it was made: kept or reworded (true), or with a name, number, day, marker, speaker,
"not" or a third of its words changed, or two names or numbers exchanged (a lie). The sentence is
given the quote that it was made from, and two others beside it. Recall and the share kept come with
95% Wilson intervals, by part of the split: thresholds may be chosen on `tune` alone.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from math import sqrt
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.article import Article
from index.chunking import sentence_spans
from index.dates import MONTHS, WEEKDAYS, find_dates
from index.lexical import STOP_WORDS
from qa.attribution import attribution_of
from qa.citation import Citation
from qa.evaluation.sets import load_set
from qa.verify import LEAST_WORDS, check

_NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = re.compile(rf"(?<![\w.,-])(?:\d+(?:[.,]\d+)*|{'|'.join(_NUMBERS)})(?![\w,-]|\.\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-ZÅÄÖÆØ][a-zåäöæøé]{2,}(?: [A-ZÅÄÖÆØ][a-zåäöæøé]{2,})*")
_AUXILIARY = re.compile(r"\b(?:is|was|were|are|has|have|had|will|would|can|could|did)\b(?! not)")
_NOT = re.compile(r"\b(is|was|were|are|has|have|had|will|would|can|could|did) not\b")
_CALENDAR = {*MONTHS, *WEEKDAYS}


@dataclass(frozen=True)
class Source:
    """A sentence of an article, and others that it may be mixed up with."""

    article: Article
    quote: Citation
    others: tuple[Citation, ...]
    names: tuple[str, ...]  # of other stories

    @property
    def text(self) -> str:
        """The sentence."""
        return self.quote.quote


def same(source: Source, _: random.Random) -> str:
    """As it stands."""
    return source.text


def reworded(source: Source, _: random.Random) -> str | None:
    """Numbers up to twelve in the other spelling, months and days of the week in short."""
    text = source.text
    for number, word in enumerate(_NUMBERS, start=2):
        text = re.sub(rf"(?<![\w.,-]){word}(?![\w-])", str(number), text)
    for month in MONTHS:
        if len(month) > 4:
            text = re.sub(rf"\b{month.capitalize()}(?= \d)", f"{month[:3].capitalize()}.", text)
    return text if text != source.text else None


def shortened(source: Source, _: random.Random) -> str | None:
    """Without what follows a comma, where enough is left."""
    head = re.split(r",\s(?=who|which|where|after|while|when|as|but|and)", source.text)[0]
    return f"{head}." if head != source.text and len(head.split()) >= 6 else None


def according(source: Source, _: random.Random) -> str | None:
    """ "Y, X said." as "According to X, Y." """
    found = re.fullmatch(
        r"([^“”\"]{30,}), ([A-Z][\w’ -]{3,40}|the [\w’ -]{3,40}) said\.", source.text
    )
    return f"According to {found[2]}, {found[1]}." if found else None


def name(source: Source, draw: random.Random) -> str | None:
    """A name of another story in place of one."""
    found = [m for m in _NAME.finditer(source.text) if m.group().lower() not in _CALENDAR]
    return _put(source.text, draw.choice(found), draw.choice(source.names)) if found else None


def number(source: Source, draw: random.Random) -> str | None:
    """Another number in place of one, days aside."""
    dates = (
        find_dates(source.text, source.article.published_day)
        if source.article.published_day
        else []
    )
    found = [
        m
        for m in _NUMBER.finditer(source.text)
        if not any(d.start <= m.start() < d.end for d in dates)
    ]
    if not found:
        return None
    chosen = draw.choice(found)
    digits = re.sub(r"\D", "", chosen.group())
    if digits:
        return _put(source.text, chosen, str(int(digits) + draw.randint(2, 40)))
    place = _NUMBERS.index(chosen.group())
    return _put(source.text, chosen, _NUMBERS[(place + draw.randint(1, 9)) % len(_NUMBERS)])


def day(source: Source, draw: random.Random) -> str | None:
    """Another day of the week or of the month in place of one."""
    names = [d.capitalize() for d in WEEKDAYS if d.endswith("day")]
    weekday = re.search(rf"\b(?:{'|'.join(names)})\b", source.text)
    if weekday:
        others = [d for d in names if d != weekday.group()]
        return _put(source.text, weekday, draw.choice(others))
    months = "|".join(month.capitalize() for month in MONTHS if len(month) > 2)
    dated = re.search(rf"\b(?:{months}) (\d{{1,2}})\b(?!\d)", source.text)
    if dated:
        return _put(
            source.text, dated, dated.group().rsplit(" ", 1)[0] + f" {1 + (int(dated[1]) + 9) % 28}"
        )
    return None


def marker(source: Source, _: random.Random) -> str:
    """A marker that cites nothing, another quote, or none at all; see `sentences`."""
    return source.text


def negation(source: Source, draw: random.Random) -> str | None:
    """A "not" more or less."""
    if found := _NOT.search(source.text):
        return source.text[: found.start()] + found[1] + source.text[found.end() :]
    places = list(_AUXILIARY.finditer(source.text))
    if not places:
        return None
    chosen = draw.choice(places)
    return _put(source.text, chosen, f"{chosen.group()} not")


def speaker(source: Source, draw: random.Random) -> str | None:
    """Another name of the same story as the speaker."""
    words = list(re.finditer(r"\w+", source.text))
    for word in (words[0], words[-1]):
        said = attribution_of(source.text, *word.span())
        if said and said.speaker[:1].isupper():
            own = {m.group() for m in _NAME.finditer(source.article.text)}
            others = sorted(n for n in own if n not in said.speaker and n.lower() not in _CALENDAR)
            if others:
                text = source.text
                return text[: said.start] + draw.choice(others) + text[said.end :]
    return None


def words(source: Source, draw: random.Random) -> str | None:
    """A third of the words that tell, two at least, from another story."""
    own = list(re.finditer(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])", source.text))
    own = [m for m in own if m.group() not in STOP_WORDS]
    foreign = sorted(
        {w for c in source.others for w in re.findall(r"\b[a-z]{4,}\b", c.quote)}
        - STOP_WORDS
        - set(re.findall(r"\w+", source.text.lower()))
    )
    if len(own) < 4 or len(foreign) < 4:
        return None
    text = source.text
    chosen = draw.sample(own, max(2, -(-len(own) // 3)))
    for found in sorted(chosen, key=lambda m: -m.start()):
        text = _put(text, found, draw.choice(foreign))
    return text


def swap(source: Source, draw: random.Random) -> str | None:
    """Two names of the sentence in each other's place, where it is not "A and B"."""
    found = [m for m in _NAME.finditer(source.text) if m.group().lower() not in _CALENDAR]
    pairs = [
        (one, other)
        for one, other in pairwise(found)
        if one.group() != other.group()
        and not re.fullmatch(r"(?:[\s,]|and|or|with)*", source.text[one.end() : other.start()])
    ]
    return _exchanged(source.text, *draw.choice(pairs)) if pairs else None


def count(source: Source, draw: random.Random) -> str | None:
    """Two numbers of the sentence in each other's place, days aside."""
    day = source.article.published_day
    dates = find_dates(source.text, day) if day else []
    found = [
        m
        for m in _NUMBER.finditer(source.text)
        if not any(d.start <= m.start() < d.end for d in dates)
    ]
    pairs = [(one, other) for one, other in pairwise(found) if one.group() != other.group()]
    return _exchanged(source.text, *draw.choice(pairs)) if pairs else None


def _exchanged(text: str, one: re.Match[str], other: re.Match[str]) -> str:
    between = text[one.end() : other.start()]
    return f"{text[: one.start()]}{other.group()}{between}{one.group()}{text[other.end() :]}"


def _put(text: str, found: re.Match[str], other: str) -> str:
    return text[: found.start()] + other + text[found.end() :]


TRUE: tuple[Callable[[Source, random.Random], str | None], ...] = (
    same,
    reworded,
    shortened,
    according,
)
LIES = (name, number, day, marker, negation, speaker, words, swap, count)


def sources(directory: Path) -> Iterator[tuple[str, Source]]:
    """Each sentence of six words and more with its part of the split."""
    articles = load_set(directory).articles
    parts = _parts(directory.name)
    quotes: dict[str, list[Citation]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        names[article.id] = {
            m.group() for m in _NAME.finditer(article.text) if m.group().lower() not in _CALENDAR
        }
        for start, end in sentence_spans(article.text):
            if 6 <= len(article.text[start:end].split()) <= 45:
                quotes[article.id].append(Citation.cut(article, ((start, end),)))
    for number, article in enumerate(articles):
        far = articles[(number + len(articles) // 2) % len(articles)]
        foreign = tuple(sorted(n for n in names[far.id] if n not in article.text))
        for quote in quotes[article.id]:
            if foreign:
                yield (
                    parts.get(article.id, "report"),
                    Source(article, quote, tuple(quotes[far.id][:2]), foreign),
                )


def _parts(set_name: str) -> dict[str, str]:
    split = json.loads(Path("qa/evaluation/split.json").read_text(encoding="utf-8"))
    stories = split.get(set_name, {}).values()
    return {article: story["part"] for story in stories for article in story["articles"]}


def marked(text: str, mark: str) -> str:
    """With a marker before the full stop."""
    return re.sub(r"([.!?]?[”\"]?)$", rf" {mark}\1", text.strip(), count=1)


def wilson(right: int, count: int) -> tuple[float, float]:
    """95% interval of a share; Wilson, 1927."""
    z, share = 1.96, right / count
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)


def main() -> None:
    """Make sentences of every kind, check them, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--least-words", type=float, default=LEAST_WORDS)
    parser.add_argument("--off", action="store_true", help="check nothing, to see what checks do")
    parser.add_argument("--show", help="print what goes wrong of this kind")
    options = parser.parse_args()
    draw = random.Random(7)  # noqa: S311  no secret
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for part, source in chain.from_iterable(map(sources, options.directories)):
        citations = (source.quote, *source.others)
        for kind in (*TRUE, *LIES):
            text = kind(source, draw)
            if text is None or (kind is not marker and kind is not same and text == source.text):
                continue
            mark = draw.choice(("[4]", "[2]", "")) if kind is marker else "[1]"
            found = check(marked(text, mark), citations, options.least_words)
            kept = options.off or found.fault is None
            right = kept == (kind in TRUE)
            counts[part, kind.__name__][0] += right
            counts[part, kind.__name__][1] += 1
            if options.show == kind.__name__ and not right:
                Console().print(
                    part, found.fault, repr(found.detail), marked(text, mark), "<-", source.text
                )
    table = Table(
        "kind", "lie", *(f"{p} {c}" for p in ("report", "tune") for c in ("n", "right", "95%"))
    )
    for kind in (*TRUE, *LIES):
        cells: list[str] = []
        for part in ("report", "tune"):
            right, count = counts[part, kind.__name__]
            low, high = wilson(right, count) if count else (0.0, 0.0)
            cells += [str(count), f"{right / max(count, 1):.3f}", f"{low:.3f}-{high:.3f}"]
        table.add_row(kind.__name__, "" if kind in TRUE else "yes", *cells)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
