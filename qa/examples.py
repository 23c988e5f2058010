"""Questions to try, made of a collection's own sentences, and whether they are answered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.article import Article
from index.chunking import sentence_spans
from index.dates.tense import is_past
from qa.pipeline import Pipeline
from qa.question import understand
from qa.values import numbers_in

# Of each article from its beginning: the rest would only be cut into sentences for nothing.
_CHARS, _SENTENCES = 6_000, 12
_OPENING = re.compile(
    r"(?:On|In|At|After|Before|During|Since|By|For|Over|Under|With|Earlier|Later|Meanwhile|Also)\b"
    r"[^,;:.]{0,60}, "
)
# Where what was told ends: at a mark, or where another clause begins.
_CLAUSE_END = re.compile(
    r"[,;:!?()“”\"&]|\.(?!\d)|\s[–—-]\s|\s(?:and|but|while|which|who|although|because|that)\s"
)
# What people do; others may be done by a storm or a company, of which nobody asks who it was.
_OF_PEOPLE = frozenset(
    "accused announced apologised apologized appealed asked attended blamed called certified "
    "chaired commanded criticised criticized demanded denied discussed joined led met pleaded "
    "praised promised proposed resigned said scored signed spoke testified thanked told urged "
    "visited voted warned won wrote".split()
)
_UNFINISHED = frozenset(
    "a an the of for to in on at by with from as had has have was were is are be been and or "
    "afterwards then also".split()
)
# A question that needs more than itself to be understood is no example.
_POINTING = frozenset(
    "he she it they him her them his hers its their theirs this that these those there here i we "
    "you me us my your our who which what".split()
)
_SUBJECT_WORDS, _TOLD_WORDS = 14, range(3, 13)
_WORD = re.compile(r"[\w’'-]+")
_ANY_DAY = date(2000, 1, 1)  # a question made here names no day that would count from it


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, and the words of the sentence among which its answer stands."""

    question: str
    subject: str

    @property
    def names_something(self) -> bool:
        """Whether the question has a name in it."""
        return any(word[0].isupper() for word in _WORD.findall(self.question)[1:])


def is_answered(proposal: Proposal, article: Article, pipeline: Pipeline) -> bool:
    """Whether it is answered as the sentence has it, and from this article."""
    answer = pipeline.ask(understand(proposal.question, article.published_day or _ANY_DAY))
    cited = any(citation.article.id == article.id for citation in answer.citations)
    expected = set(_WORD.findall(proposal.subject))
    return cited and any(expected & set(_WORD.findall(item.text)) for item in answer.items)


def proposed(text: str) -> Iterator[Proposal]:
    """What the first sentences of an article answer: who did it, or how many did."""
    for start, end in sentence_spans(text[:_CHARS])[:_SENTENCES]:
        sentence = " ".join(text[start:end].split())
        opening = _OPENING.match(sentence)
        proposal = _asked(sentence[opening.end() :] if opening else sentence)
        if proposal:
            yield proposal


def _asked(sentence: str) -> Proposal | None:
    """Turn "Nine boats sank in the harbour" to "How many boats sank in the harbour?"."""
    words = list(_WORD.finditer(sentence))
    verb = next((w for w in words if is_past(w.group())), None)
    if verb is None:
        return None
    subject = [w.group() for w in words if w.end() <= verb.start()]
    told = _CLAUSE_END.split(sentence[verb.start() :])[0].strip()
    if not (
        0 < len(subject) <= _SUBJECT_WORDS
        and len(told.split()) in _TOLD_WORDS
        and told.split()[-1].lower() not in _UNFINISHED
        and _POINTING.isdisjoint(w.lower() for w in [*subject, *_WORD.findall(told)])
    ):
        return None
    counted = subject[1:]
    if len(numbers_in(subject[0])) == 1 and _is_plural(counted):
        return Proposal(f"How many {' '.join(counted)} {told}?", subject[0])
    named = any(word[:1].isupper() for word in subject[1:])
    if named and verb.group() in _OF_PEOPLE:
        return Proposal(f"Who {told}?", " ".join(subject))
    return None


def _is_plural(words: Sequence[str]) -> bool:
    return (
        len(words) in (1, 2)
        and all(word.isalpha() and word.islower() for word in words)
        and words[-1].endswith(("s", "people", "men", "women", "children"))
    )
