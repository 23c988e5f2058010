"""Spans as candidates for the answer, and what speaks for and against each, in numbers."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from index.chunking import sentences_around
from index.dates import find_dates
from index.passage import Hit
from index.prepare import heading
from qa.boundaries import SHORT, tidy
from qa.constraints import (
    article_text,
    insisted,
    meets_dates,
    missing_terms,
    names_in,
    passage_text,
    share_missing,
    time_fit,
)
from qa.coordination import is_named, split_coordination
from qa.kinds import Asks
from qa.numerals import CARDINAL_OF
from qa.question import Question, stems
from qa.reader import Span

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(
    rf"\d|\b(?:{'|'.join(CARDINAL_OF)}|hundreds?|thousands?|millions?|billions?|dozens?|half|quarter|"
    r"thirds?|no|none|both|once|twice|nobody|couple|single)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur\w+|"
    r"weekends?|ninety|fortnight|until|since|from)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$£€¥₹]|\b(?:dollars?|euros?|pounds?|pence|cents?|crowns?|kron\w+|francs?|yen|rupees?|pesos?|"
    r"talars?|thousand|million|billion|trillion|[mb]n|USD|EUR|GBP|free|nothing)\b|\d\s?(?:m|bn|k)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:\d{4}|\d{1,2}[:.]\d\d|(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve)\s*[ap]\.?m\b|o[’']clock|morning|afternoon|evening|night|noon|midnight|dawn|spring|"
    r"summer|autumn|fall|winter|century|week\w*|month|year|ago|later|day)\b",
    re.IGNORECASE,
)
_PATTERNS = {
    Asks.NUMBER: _NUMBER,
    Asks.AGE: _NUMBER,
    Asks.MONEY: _MONEY,
    Asks.DURATION: _UNIT,
}
_MAX_SHORT_WORDS = 6  # longer, and not a list, is hardly a name, a number or a date
_NEARLY = 4.0  # logits
_ANY_DAY = date(2025, 1, 1)  # whether words name a day does not depend on it
_BYLINE = re.compile(
    r"\s*(?i:(?:story|text|report(?:ing|ed)?|written|photo(?:graph)?s?|pictures?)\s+)?(?i:by)\s+"
    r"[^\W\d_a-z][^.!?\n]{1,80}"
)
_ASKS_AUTHOR = re.compile(
    r"\b(?:wr(?:ote|itten|iter)|author\w*|byline|report(?:er|ed|s)|journalist|photo\w*)\b",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"(?:an?|one|some|two|several|many|un\w+|he|she|they)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A span that may answer, as [start, end) in its article; `number` counts the hits read.

    `score` is the reader's, in logits, `null` that of "not answered here" in the same window, and
    `inside` that of the words being part of an answer.
    `names` are the question's words that the articles read write as names.
    """

    question: Question
    hit: Hit
    number: int
    start: int
    end: int
    score: float
    null: float
    names: frozenset[str] = frozenset()
    inside: float = 0.0

    @property
    def margin(self) -> float:
        """How much likelier the words are than no answer, in logits."""
        return self.score - self.null

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.hit.article.text[self.start : self.end]

    @cached_property
    def key(self) -> str:
        """The words without case and punctuation: two candidates of one key say the same."""
        return normalised(self.text)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """[start, end) of the sentence or sentences that hold the words."""
        return sentences_around(self.hit.article.text, self.start, self.end)

    @property
    def sentence(self) -> str:
        """The sentence or sentences that hold the words."""
        start, end = self.bounds
        return self.hit.article.text[start:end]


def find_candidates(
    question: Question, hits: Sequence[Hit], spans: Sequence[Span]
) -> list[Candidate]:
    """The reader's spans with mended ends, without those of another day than the question's.

    Of several that come out the same the best is kept.
    """
    by_whom = bool(_ASKS_AUTHOR.search(question.text))
    precise = [d for d in question.dates if d.is_precise]
    dated = [not precise or bool(meets_dates(precise, hit)) for hit in hits]
    names = names_in(question, map(article_text, hits))
    best: dict[tuple[str, int, int], Candidate] = {}
    for span in spans:
        if not dated[span.passage]:
            continue
        hit = hits[span.passage]
        begin = hit.passage.start
        start, end = tidy(hit.article.text, begin + span.start, begin + span.end, question.asks)
        if start >= end or (not by_whom and _in_byline(hit.article.text, start, end)):
            continue
        key = (hit.article.id, start, end)
        if key not in best or best[key].margin < span.score - span.null_score:
            best[key] = Candidate(
                question, hit, span.passage, start, end, span.score, span.null_score, names,
                span.inside,
            )  # fmt: skip
    return list(best.values())


def _in_byline(text: str, start: int, end: int) -> bool:
    """Whether words stand in a line that says only who wrote: they did nothing of what it tells."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return bool(_BYLINE.fullmatch(text, first, len(text) if last < 0 else last))


def is_unnamed(text: str) -> bool:
    """Whether words speak of a person without naming one: "an interlocutor", "two officials"."""
    return not is_named(text) and bool(_INDEFINITE.match(text))


def normalised(text: str) -> str:
    """Words in lower case, without punctuation and articles."""
    return " ".join(w for w in _WORD.findall(text.lower()) if w not in ("the", "a", "an"))


# What each feature is; weights for them are fitted by bench/decision.py. Choosing compares the
# candidates of one question, so that what they have in common is left to the second list.
CHOICE_FEATURES = (
    "score", "margin", "inside", "retrieval", "dense", "agreement", "fits", "unfit", "indefinite",
    "overlap", "missing_here", "length", "long", "coordination", "company", "date_met", "time_met",
    "time_clash", "names_far", "names_missing",
)  # fmt: skip
SURE_FEATURES = (
    *CHOICE_FEATURES, "best_margin", "best_score", "gap", "lexical", "passage_overlap",
    "yes_no", "insists", "dated", "list", "short_question", "second_dense",
    "named", "unseen", "stray",
)  # fmt: skip


def choice_features(candidate: Candidate, candidates: Sequence[Candidate]) -> dict[str, float]:
    """What tells the right candidate of a question from the others."""
    question, hit, text = candidate.question, candidate.hit, candidate.text
    time = time_fit(question, hit.article.text, hit.article.published_day, *candidate.bounds)
    others = {c.number for c in candidates if c.key == candidate.key}
    fits = _fits(question.asks, text)
    asked = question.content
    around = stems(f"{candidate.sentence} {heading(hit.article)}")
    return {
        "score": candidate.score / 10,
        "margin": candidate.margin / 10,
        "inside": candidate.inside / 10,
        "retrieval": _logit(hit.score) / 3,
        "dense": hit.dense,
        "agreement": math.log(len(others)),
        "fits": float(fits > 0),
        "unfit": float(fits < 0),
        "indefinite": float(question.asks is Asks.WHO and is_unnamed(text)),
        "overlap": len(asked & around) / max(1, len(asked)),
        "missing_here": min(3, len(missing_terms(question, [passage_text(hit)]))) / 3,
        "length": math.log1p(len(text.split())) / 3,
        "long": float(
            question.asks in SHORT
            and len(text.split()) > _MAX_SHORT_WORDS
            and not split_coordination(text, named=question.asks is Asks.WHO)
        ),
        "coordination": float(
            question.wants_list and bool(split_coordination(text, named=question.asks is Asks.WHO))
        ),
        "company": math.log1p(_company(candidate, candidates)) if question.wants_list else 0.0,
        "date_met": float(bool(meets_dates(question.dates, hit))),
        "time_met": float(time > 0),
        "time_clash": float(time < 0),
        "names_far": share_missing(candidate.names, f"{candidate.sentence} {heading(hit.article)}"),
        "names_missing": share_missing(candidate.names, passage_text(hit)),
    }


def sure_features(
    chosen: Candidate, candidates: Sequence[Candidate], hits: Sequence[Hit]
) -> dict[str, float]:
    """What tells whether the chosen candidate is right, or the articles don't say."""
    question = chosen.question
    rivals = [c.score for c in candidates if c.key != chosen.key]
    asked = question.content
    around = stems(f"{chosen.hit.passage.text} {heading(chosen.hit.article)}")
    everywhere = around.union(*(stems(h.passage.text) for h in hits))
    dense = sorted((hit.dense for hit in hits), reverse=True)
    return choice_features(chosen, candidates) | {
        "best_margin": max(c.margin for c in candidates) / 10,
        "best_score": max(c.score for c in candidates) / 10,
        "gap": max(-5.0, min(5.0, chosen.score - max(rivals, default=chosen.score - 5))) / 5,
        "lexical": chosen.hit.lexical / max(1, len(asked)) / 5,
        "passage_overlap": len(asked & around) / max(1, len(asked)),
        "yes_no": float(question.yes_no),
        "insists": min(3, len(insisted(question))) / 3,
        "dated": float(bool(question.dates)),
        "list": float(question.wants_list),
        "short_question": 1 / max(1, len(asked)),
        "second_dense": dense[min(1, len(dense) - 1)],
        "named": float(bool(chosen.names)),
        "unseen": len(asked - everywhere) / max(1, len(asked)),
        "stray": len((asked & everywhere) - around) / max(1, len(asked)),
    }


def _company(candidate: Candidate, candidates: Sequence[Candidate]) -> int:
    """How many others of its kind the candidate's article has that score nearly as well."""
    return sum(
        other.hit.article.id == candidate.hit.article.id
        and other.key != candidate.key
        and other.score >= candidate.score - _NEARLY
        and is_named(other.text) == is_named(candidate.text)
        for other in candidates
    )


def weighed(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The sum of features times their weights."""
    return sum(weight * features[name] for name, weight in weights.items())


def _fits(asks: Asks, text: str) -> int:
    """1 where the words are of the kind asked for, -1 where they can hardly be, else 0."""
    if asks in (Asks.WHO, Asks.WHERE):
        return 1 if is_named(text) else -int(bool(_NUMBER.match(text)))
    if asks is Asks.WHEN:
        return 1 if _TIME.search(text) or find_dates(text, _ANY_DAY) else -1
    pattern = _PATTERNS.get(asks)
    if pattern is None:
        return 0
    return 1 if pattern.search(text) else -1


def _logit(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
