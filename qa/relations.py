"""Who did it to whom, and how many of what: words that the quote has, in other places.

Both look for one thing that true sentences seldom do: two names that changed places, and a number
beside what another number counts. They read no grammar.
"""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from index.lexical import STOP_WORDS
from qa.numerals import CARDINAL_OF
from qa.values import numbers_in

_RUN = re.compile(r"[^\W\d_a-z][\w’'-]*(?: [^\W\d_a-z][\w’'-]*)*")
# "A, B and C" may come in any order, and a verb in the passive turns its sides round.
_JOINED = re.compile(r"(?:[\s,&]|\band\b|\bor\b|\bwith\b|\bboth\b)*")
_TURNED = re.compile(
    r"\bby\b|\bof\b|\bfrom\b|\baccording to\b|\bwho(?:m|se)?\b|\bwhich\b", re.IGNORECASE
)
# "Ull of Norland": part of the name, and no turn.
_OF = re.compile(r"^\s*(?:of|from)\s+(?:the\s+)?[^\W\d_a-z][\w’'-]*(?: [^\W\d_a-z][\w’'-]*)*")
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:\d+(?:[.,]\d+)*|{'|'.join(CARDINAL_OF)})(?!\w|[.,]\d)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 4  # words behind a number among which stands what it counts


def swapped_names(sentence: str, quote: str) -> str | None:
    """A name that stands in another's place in the quote, with no cause for it, or is mixed of two.

    Passives, lists and "according to" turn names round and change nothing.
    """
    runs = list(_names(sentence))
    in_quote = [name.split() for name, _ in _names(quote)]
    for name, _ in runs:
        for pair in pairwise(name.split()):
            known = [any(word in words for words in in_quote) for word in pair]
            if all(known) and not any(set(pair) <= set(words) for words in in_quote):
                return name
    places = {
        name: (place, quote.index(name))
        for name, place in runs
        if quote.count(name) == sentence.count(name) == 1
    }
    for (one, (first, early)), (other, (second, late)) in combinations(places.items(), 2):
        if early < late:
            continue
        here = _OF.sub("", sentence[first + len(one) : second])
        there = _OF.sub("", quote[late + len(other) : early])
        if _JOINED.fullmatch(here) or _JOINED.fullmatch(there):
            continue
        if bool(_TURNED.search(here)) == bool(_TURNED.search(there)):
            return one
    return None


def _names(text: str) -> Iterator[tuple[str, int]]:
    """Runs of capitalised words and where they begin, without a "The" or "Two" before them."""
    for run in _RUN.finditer(text):
        start, name = run.start(), run.group()
        first, _, rest = name.partition(" ")
        if first.lower() in STOP_WORDS or numbers_in(first):
            start, name = start + len(first) + 1, rest
        name = re.sub(r"[’'](?:s)?$", "", name)
        if name:
            yield name, start


def misplaced_number(sentence: str, quote: str) -> str | None:
    """A number that stands in another's place in the quote.

    What it counts is there behind another number, or two that count the same have changed places.
    """
    here, there = _counts(sentence), _counts(quote)
    for value, words in here:
        own = [found for number, found in there if number == value]
        others = [found for number, found in there if number != value]
        counted = words[0] if words else ""
        there_too = any(counted in found for found in own)
        if own and not there_too and any(counted in found for found in others):
            return f"{value:g} {counted}"
    order = [number for number, _ in there]
    for (one, first), (other, second) in combinations(here, 2):
        once = order.count(one) == order.count(other) == 1
        if once and first[:1] == second[:1] and order.index(one) > order.index(other):
            return f"{one:g}"
    return None


def _counts(text: str) -> list[tuple[float, tuple[str, ...]]]:
    """Each number with the stems of the words behind it, up to the next number."""
    numbers = list(_NUMBER.finditer(text))
    found: list[tuple[float, tuple[str, ...]]] = []
    for place, number in enumerate(numbers):
        end = numbers[place + 1].start() if place + 1 < len(numbers) else len(text)
        words = [w.lower() for w in _WORD.findall(text[number.end() : end])]
        stems = tuple(word[:6] for word in words if word not in STOP_WORDS)[:_NEAR]
        found.append((numbers_in(number.group())[0], stems))
    return found
