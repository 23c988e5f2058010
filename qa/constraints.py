"""What a question insists on: its dates, names and numbers must be in what answers it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from index.dates import WEEKDAYS, event_dates, find_intervals
from index.lexical import STOP_WORDS
from index.passage import DateSpan, Hit, speak_of
from index.search import meets
from qa.boundaries import TITLES
from qa.numerals import CARDINAL_OF, ORDINAL_OF
from qa.question import Question, QuestionDate

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_NUMBER_WORDS = {word: str(n) for word, n in (CARDINAL_OF | ORDINAL_OF).items()}
_ANY_DAY = date(2025, 1, 1)  # where nothing tells when an article was written
# A name spelt this much like a word of the passages, and about as long, counts as that word.
_SPELLING = 0.8
# "Tarsenia" and "Tarsenian", "Kushner" and "Kushners" are one name to this check.
_ENDINGS = ("s", "es", "n", "an")


def missing_terms(question: Question, texts: Iterable[str]) -> list[str]:
    """Names and numbers of the question that none of the texts contains.

    A name is a word with a capital inside the question, unless all its words have one. A slip of
    spelling, another inflection or a missing accent does not make a name missing.
    """
    terms = insisted(question)
    if not terms:
        return []
    known = frozenset().union(*(_tokens(text) for text in texts))
    return [term for term in terms if not _present(term, known)]


def names_in(question: Question, texts: Iterable[str]) -> frozenset[str]:
    """The question's words that `texts` write with a capital only, however the user typed them.

    So "tarrant" is a name where the articles have "Tarrant" and never "tarrant". Folded.
    """
    dated = [(d.start, d.end) for d in question.dates]
    asked = {
        _fold(m.group())
        for m in _TOKEN.finditer(question.text)
        if not any(start <= m.start() < end for start, end in dated)
    }
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        upper, lower = _by_case(text)
        capital |= upper
        small |= lower
    return frozenset(
        t for t in asked & (capital - small) if len(t) > 1 and t not in STOP_WORDS | WEEKDAYS.keys()
    )


def share_missing(names: frozenset[str], text: str) -> float:
    """The share of some folded names that a text does not contain, 0 to 1."""
    if not names:
        return 0.0
    known = _tokens(text)
    return sum(not _present(name, known) for name in names) / len(names)


@lru_cache(maxsize=1024)
def _by_case(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Folded words with a capital, and those without."""
    words = [m.group() for m in _TOKEN.finditer(text) if m.group()[0].isalpha()]
    return (
        frozenset(_fold(w) for w in words if w[0].isupper()),
        frozenset(_fold(w) for w in words if not w[0].isupper()),
    )


def passage_text(hit: Hit) -> str:
    """What the hit's passage says, with its title and source."""
    return f"{hit.article.title or ''} {hit.article.source or ''} {hit.passage.text}"


def article_text(hit: Hit) -> str:
    """What the hit's whole article says, with its title and source."""
    return f"{hit.article.title or ''} {hit.article.source or ''} {hit.article.text}"


def meets_dates(dates: Sequence[QuestionDate], hit: Hit) -> tuple[DateSpan, ...]:
    """For each date of a question the newest interval that the hit's passage or title speaks of.

    Empty where it fails one of them.
    """
    found = []
    for asked in dates:
        met = next((s for s in asked.candidates if _speaks_of(hit, s)), None)
        if met is None:
            return ()
        found.append(met)
    return tuple(found)


def time_fit(
    question: Question, text: str, published: date | None, start: int = 0, end: int | None = None
) -> int:
    """1 where a date of `text[start:end]` overlaps what the question asks for, -1 where none does.

    0 where either names no date. "from 1811 to 1827" in the question is one interval.
    """
    wanted = [
        DateSpan(span.first, span.last)
        for span in (find_intervals(question.text, published or _ANY_DAY) if question.dates else ())
    ]
    exact = [span for asked in question.dates if asked.is_precise for span in asked.candidates]
    told = find_intervals(text, published or _ANY_DAY, start, end)
    if not question.dates or not told:
        return 0
    return 1 if any(t.overlaps(w) for t in told for w in exact or wanted) else -1


def _speaks_of(hit: Hit, wanted: DateSpan) -> bool:
    if meets([wanted], hit.passage, hit.article):
        return True
    title = event_dates(hit.article.title or "", hit.article.published_day)
    return speak_of(title, wanted)


def insisted(question: Question) -> list[str]:
    """The names and numbers of a question, its dates left out."""
    dated = [(d.start, d.end) for d in question.dates]
    matches = [
        match
        for match in _TOKEN.finditer(question.text)
        if not any(start <= match.start() < end for start, end in dated)
    ]
    words = [m for m in matches if m.group()[0].isalpha()]
    title_case = all(m.group()[0].isupper() for m in words)
    terms = []
    for match in matches:
        token = match.group()
        if token[0].isdigit() or (
            token[0].isupper()
            and not title_case
            and match is not matches[0]
            and len(token) > 1
            and token.lower() not in STOP_WORDS
            and token.lower() not in TITLES
            and token.lower() not in WEEKDAYS
        ):
            terms.append(token)
    return terms


def _present(term: str, known: frozenset[str]) -> bool:
    folded = _fold(term)
    if folded in known:
        return True
    if folded[0].isdigit():
        return False
    if any(folded + end in known or folded.removesuffix(end) in known for end in _ENDINGS):
        return True
    if len(folded) < 5:
        return False
    as_long = [word for word in known if abs(len(word) - len(folded)) <= 1]
    return bool(get_close_matches(folded, as_long, 1, _SPELLING))


@lru_cache(maxsize=1024)
def _tokens(text: str) -> frozenset[str]:
    tokens = {_fold(match.group()) for match in _TOKEN.finditer(text)}
    return frozenset(tokens) | {_NUMBER_WORDS[token] for token in tokens & _NUMBER_WORDS.keys()}


def _fold(token: str) -> str:
    """Lower case, no accents; of numbers the digits alone: "10,000" is 10000."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", token.lower()) if not unicodedata.combining(c)
    )
    return plain.replace(",", "") if plain[:1].isdigit() else plain
