"""Whole names for short ones, and names for roles, where the article itself makes it certain.

What a quote says is never touched; only the words shown as the answer are completed.
"""

import re
import unicodedata
from collections import Counter

from index.dates import MONTHS, WEEKDAYS
from index.lexical import STOP_WORDS
from qa.boundaries import TITLES

_CAPITAL = r"[^\W\d_a-z][\w’'-]*"
_RUN = re.compile(rf"{_CAPITAL}(?:[ \u00a0]{_CAPITAL})+")
_SINGLE = re.compile(rf"(?<![\w’'-]){_CAPITAL}")
_ROLE = re.compile(r"(?:the|its|his|her|their)\s+((?:[a-z-]+\s+)?[a-z-]+)", re.IGNORECASE)
_MAX_NAME_WORDS = 4
# Last words of bodies that stand before a name: "the Defense Council Rustem Umerov".
_BODIES = frozenset(
    "council committee ministry party staff forces office union bank court agency university board "
    "department commission service authority parliament senate congress assembly army navy police "
    "club company group institute federation association league house cabinet delegation".split()
)
# People of whom a text may well name two: knowing one of them settles nothing.
_SHARED_ROLES = frozenset(
    "official officials minister ministers source sources man woman people person lawyer lawyers "
    "officer officers spokesman spokeswoman spokesperson interlocutor witness reporter team side "
    "leader leaders party government company court police country city town".split()
)


def completed(name: str, text: str) -> str:
    """The whole name that `text` gives for a surname or given name, else `name` as it is.

    Certain only where all longer names in the text that hold it are one: "Hnatov" is "Andriy
    Hnatov", but "Haukås" stays where there are a Leif and a Nora Haukås.
    """
    words = name.split()
    if len(words) != 1 or not name[:1].isupper() or len(name) < 3:
        return name
    whole = {n for n in _people(text) if name in (n.split()[0], n.split()[-1])}
    return whole.pop() if len(whole) == 1 else name


def holder_of(role: str, text: str) -> str | None:
    """The one person whom `text` calls by a role such as "the president", or None.

    "the US president" and "the president" are two roles.
    """
    match = _ROLE.fullmatch(role)
    if match is None or match[1].lower().split()[-1] in _SHARED_ROLES:
        return None
    title = re.escape(match[1])
    named = re.compile(
        rf"(?<![\w-])(?P<before>[\w’'-]+\s+)?(?i:{title})[ \u00a0]"
        rf"(?P<name>{_CAPITAL}(?:[ \u00a0]{_CAPITAL})*)"
    )
    holders = set()
    for found in named.finditer(text):
        before = (found["before"] or "").strip()
        # "Deputy president", "US president": a role of its own.
        if before and before.lower() in ("us", "deputy", "former", "vice", "acting", "ex"):
            continue
        if before[:1].isupper() and before.lower() not in STOP_WORDS:
            continue
        name = _name_of(found["name"], _alone(text))
        if name:
            holders.add(completed(name, text))
    return holders.pop() if len(holders) == 1 else None


def shown(words: str, text: str) -> str:
    """What an answer shows for words of a text: whole names, and who holds a role."""
    holder = holder_of(words, text)
    if holder:
        return f"{holder} ({words})"
    return completed(words, text)


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: one's words are all in the other, the surname too."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return one.lower() == other.lower()
    shorter, longer = sorted((first, second), key=len)
    return set(shorter) <= set(longer) and (
        len(shorter) > 1 or shorter[0] in (longer[-1], longer[0])
    )


def without_accents(text: str) -> str:
    """As somebody types it who has no such keys: "Eikås" is "Eikas"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _words(name: str) -> list[str]:
    words = re.findall(r"[\w’'-]+", re.sub(r"\([^)]*\)|[’']s\b", "", without_accents(name)))
    return [w.lower() for w in words if w[:1].isupper() and w.lower() not in TITLES]


def _alone(text: str) -> Counter[str]:
    """How often each capitalised word stands beside no other: "Trump" is a name of its own."""
    inside = {i for run in _RUN.finditer(text) for i in range(run.start(), run.end())}
    return Counter(
        re.sub(r"[’']s?$", "", m.group()) for m in _SINGLE.finditer(text) if m.start() not in inside
    )


def _people(text: str) -> set[str]:
    alone = _alone(text)
    found = {_name_of(run.group(), alone) for run in _RUN.finditer(text)}
    return {name for name in found if name and " " in name}


def _name_of(run: str, alone: Counter[str]) -> str | None:
    """The person in a run of capitalised words, without titles, and without another's surname.

    "Donald Trump Jared Kushner" is Jared Kushner where the text also has "Trump" alone.
    """
    words = re.sub(r"[’']s?$", "", run).split()
    for number, word in enumerate(words[:-1]):
        plain = word.lower()
        ends_before = any(
            plain in words for words in (TITLES, _BODIES, MONTHS, WEEKDAYS, STOP_WORDS)
        )
        possessive = re.search(r"[’']s$", word)
        if ends_before or possessive or (alone[word] and len(words) - number > 2):
            return _name_of(" ".join(words[number + 1 :]), alone)
    if not words or len(words) > _MAX_NAME_WORDS or words[-1].lower() in TITLES:
        return None
    return " ".join(words)
