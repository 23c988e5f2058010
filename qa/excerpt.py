"""Choose the sentence that answers where no few words do, and say how sure that is.

All sentences of the passages found compete, and the first one of each article: that tells the most
in the least words. Two sums of features with fitted weights, as in `qa.decision`, choose one and
give the probability that it is right; `qa/excerpt.json` has them, and says how they were made.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from index.article import Article
from index.chunking import sentence_spans
from index.dates import WEEKDAYS, find_intervals
from index.passage import DateSpan, Hit, speak_of
from index.prepare import heading
from qa.accounts import Form
from qa.candidates import weighed
from qa.citation import MAX_QUOTE_CHARS
from qa.constraints import (
    article_text,
    meets_dates,
    missing_terms,
    names_in,
    share_missing,
)
from qa.decision import Reading
from qa.disagreement import is_taken_back_next
from qa.question import Question, stems

# "Thursday, March 5": the day of the week beside a date.
_WEEKDAYS = frozenset[str]().union(*map(stems, WEEKDAYS))
_LEAD_CHARS = 2_000  # the first sentence of an article stands within
_LEAST_LEAD_WORDS = 7  # shorter lines at the top are places, authors and slugs
_MAY_MISS = 0.25  # of the names of a question: one may be a nickname, or a word that seems a name
_LEAST_BEGINNING = 4  # letters
_LONG = 45  # words of a sentence that tells too much at once
_POINTS_BACK = re.compile(
    r"\W*(?:he|she|it|they|his|her|its|their|this|that|these|those|there|but|and|so|then|both|"
    r"neither|either|others?|another|also|still|instead)\b",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"[.!?]['\"’”)\]]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`hit.article.text[start:end]`; `lead` where it opens its article."""

    hit: Hit
    start: int
    end: int
    lead: bool

    @property
    def text(self) -> str:
        """Its words."""
        return self.hit.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The sentence chosen, and the probability, 0 to 1, that it answers."""

    sentence: Sentence
    confidence: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights of one form of question.

    `choice` ranks sentences; `sure` with `bias` tells whether the chosen one is right. One of a
    newer article is taken instead where its rank is at most `newer` less and it is sure enough.
    `least` is how sure the chosen one has to be, where nobody wants another confidence.
    """

    choice: Mapping[str, float]
    sure: Mapping[str, float]
    bias: float
    newer: float
    least: float


def sentences(hits: Sequence[Hit]) -> list[Sentence]:
    """Every sentence of the passages and each article's first one, none twice."""
    found: dict[tuple[str, int], Sentence] = {}
    for hit in hits:
        lead = lead_of(hit.article)
        begin = hit.passage.start
        spans = [(begin + s, begin + e) for s, e in sentence_spans(hit.passage.text)]
        for start, end in dict.fromkeys([*([lead] if lead else []), *spans]):
            if end - start <= MAX_QUOTE_CHARS:
                sentence = Sentence(hit, start, end, (start, end) == lead)
                found.setdefault((hit.article.id, start), sentence)
    return list(found.values())


@lru_cache(maxsize=1024)
def _lead(text: str) -> tuple[int, int] | None:
    spans = sentence_spans(text)
    return next((s for s in spans if len(text[slice(*s)].split()) >= _LEAST_LEAD_WORDS), None)


def lead_of(article: Article) -> tuple[int, int] | None:
    """[start, end) of the sentence that opens an article; lines of author and place are none."""
    return _lead(article.text[:_LEAD_CHARS])


CHOICE_FEATURES = (
    "overlap", "overlap_around", "lead", "points_back", "fragment", "long",
    "reader", "dense", "retrieval", "names_far", "names_missing", "asks",
)  # fmt: skip
SURE_FEATURES = (
    *CHOICE_FEATURES, "rank", "gap", "margin", "best_margin", "reading", "unseen", "unsaid",
    "untold", "missing", "few", "short_question", "dated",
)  # fmt: skip


def asked_about(question: Question) -> frozenset[str]:
    """Stems of what a question is about, without its dates, which are met or not."""
    topic = question.topic
    for found in question.dates:
        topic = topic.replace(found.expression, " ")
    return stems(topic) - _WEEKDAYS if question.dates else stems(topic)


def choice_features(
    question: Question, found: Sequence[Sentence], reading: Reading
) -> list[dict[str, float]]:
    """What tells the right sentence for a question from the others, for each of them."""
    asked = asked_about(question)
    names = names_in(question, [h.passage.text for h in reading.hits])
    best = max((c.margin for c in reading.candidates), default=0.0)
    # What all sentences of a passage, or of an article, have in common.
    around: dict[tuple[str, int], float] = {}
    missing: dict[str, float] = {}
    features = []
    for sentence in found:
        hit, text = sentence.hit, sentence.text
        inside = [c.margin for c in reading.candidates if _within(c.hit, c.start, c.end, sentence)]
        passage = (hit.article.id, hit.passage.start)
        if passage not in around:
            told = stems(f"{heading(hit.article)} {hit.passage.text}")
            around[passage] = _share(asked, told)
        if hit.article.id not in missing:
            missing[hit.article.id] = share_missing(names, article_text(hit))
        features.append(
            {
                "overlap": _share(asked, stems(text)),
                "overlap_around": around[passage],
                "lead": float(sentence.lead),
                "points_back": float(bool(_POINTS_BACK.match(text))),
                "fragment": float(not _FULL_STOP.search(text)),
                "long": max(0, len(text.split()) - _LONG) / 20,
                "reader": (max(inside) - best) / 10 if inside else -1.0,
                "dense": hit.dense,
                "retrieval": hit.score,
                "names_far": share_missing(names, f"{heading(hit.article)} {text}"),
                "names_missing": missing[hit.article.id],
                "asks": float(text.rstrip("\"'”’").endswith("?")),
            }
        )
    return features


def sure_features(
    question: Question,
    found: Sequence[Sentence],
    features: Sequence[Mapping[str, float]],
    ranks: Sequence[float],
    number: int,
    reading: Reading,
) -> dict[str, float]:
    """What tells whether sentence `number` of those found is right, or the articles don't say."""
    asked, chosen = asked_about(question), found[number]
    hit = chosen.hit
    everywhere = frozenset[str]().union(*(stems(article_text(h)) for h in reading.hits))
    inside = [c.margin for c in reading.candidates if _within(c.hit, c.start, c.end, chosen)]
    best, second, *_ = [*sorted(ranks, reverse=True), min(ranks)]
    return {
        **features[number],
        "rank": ranks[number],
        "gap": best - second,
        "margin": max(inside, default=-10.0) / 10,
        "best_margin": max((c.margin for c in reading.candidates), default=-10.0) / 10,
        "reading": reading.confidence,
        "unseen": 1 - _share(asked, everywhere),
        "unsaid": 1 - _share(asked, stems(article_text(hit))),
        "untold": 1 - _share(asked, stems(f"{heading(hit.article)} {chosen.text}")),
        "few": float(len(asked) < 2),
        "short_question": 1 / max(1, len(asked)),
        "missing": min(3, len(missing_terms(question, [article_text(hit)]))) / 3,
        "dated": float(bool(question.dates)),
    }


def best_excerpt(
    question: Question, reading: Reading, weights: Weights, least: float
) -> Excerpt | None:
    """The sentence that answers best, however unsure; None where no sentence may.

    One that the next sentence takes back ("this was incorrect") may not.
    Where the question has a day, only passages that speak of it may; and none, where a name of it
    is in no article, or too many are not in that of the best one. Of articles that fit about as
    well, with a confidence of at least `least`, the newest is taken.
    """
    hits, days = of_the_days(question, reading.hits)
    if missing_terms(question, map(article_text, hits)):
        return None
    found = [s for s in sentences(hits) if not is_taken_back_next(s.hit.article.text, s.end)]
    if days:  # a sentence that names the day before any other of its passage
        found = [s for s in found if _names(days, s)] or found
    if not found:
        return None
    features = choice_features(question, found, reading)
    ranks = [weighed(f, weights.choice) for f in features]
    first, *near = [int(np.argmax(ranks))] if question.dates else best_of_each(found, ranks)
    chosen, confidence = first, 0.0
    for number in (first, *near):
        corrects = found[number].hit.article.corrects == found[first].hit.article.id
        if ranks[number] < ranks[first] - weights.newer and not corrects:
            continue
        sure = sure_features(question, found, features, ranks, number, reading)
        exponent = weights.bias + weighed(sure, weights.sure)
        likely = 1 / (1 + math.exp(-max(-50.0, min(50.0, exponent))))
        if number == first or (likely >= least and _newer(found, number, chosen)):
            chosen, confidence = number, likely
    if features[chosen]["names_missing"] > _MAY_MISS:
        return None
    return Excerpt(found[chosen], confidence)


def best_of_each(found: Sequence[Sentence], ranks: Sequence[float]) -> list[int]:
    """The position of the best sentence of each article, the best first."""
    best: dict[str, int] = {}
    for number in np.argsort(ranks)[::-1].tolist():
        best.setdefault(found[number].hit.article.id, number)
    return list(best.values())


def _newer(found: Sequence[Sentence], one: int, other: int) -> bool:
    """Whether a sentence is of an article published later than another's."""
    days = (found[n].hit.article.published_day or date.min for n in (one, other))
    return next(days) > next(days)


def of_the_days(question: Question, hits: Sequence[Hit]) -> tuple[list[Hit], tuple[DateSpan, ...]]:
    """The passages that speak of every day a question names, and these days; all without a day.

    Of a day without its year those of the newest year that any of them speaks of.
    """
    precise = [asked for asked in question.dates if asked.is_precise]
    if not precise:
        return list(hits), ()
    met = [meets_dates(precise, hit) for hit in hits]
    newest = max(met, key=lambda days: [str(day.first) for day in days], default=())
    return [h for h, days in zip(hits, met, strict=True) if days and days == newest], newest


def _names(days: Sequence[DateSpan], sentence: Sentence) -> bool:
    article, span = sentence.hit.article, (sentence.start, sentence.end)
    if article.published_day is None:
        return False
    told = find_intervals(article.text, article.published_day, *span)
    return any(speak_of(told, day) for day in days)


def _within(hit: Hit, start: int, end: int, sentence: Sentence) -> bool:
    same = hit.article.id == sentence.hit.article.id
    return same and sentence.start <= start and end <= sentence.end


def _share(asked: frozenset[str], told: frozenset[str]) -> float:
    """The share of stems that are told, if only as the beginning of a word: dock in dockworkers."""
    begun = tuple(stem for stem in asked - told if len(stem) >= _LEAST_BEGINNING)
    beginnings = sum(any(word.startswith(stem) for word in told) for stem in begun)
    return (len(asked & told) + beginnings) / len(asked) if asked else 1.0


@cache
def shipped_weights() -> dict[Form, Weights]:
    """What was fitted, for each form of question; the file says how."""
    fields = json.loads(files("qa").joinpath("excerpt.json").read_text(encoding="utf-8"))
    account, yes_no = (Weights(**fields["weights"][kind]) for kind in ("account", "yes_no"))
    return {form: yes_no if form is Form.YES_NO else account for form in Form}
