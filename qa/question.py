"""What a question asks for: its kind, its dates, and whether it wants a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from index.dates import MONTHS, WEEKDAYS, DateMention, find_dates
from index.errors import InvalidInput
from index.lexical import content_words
from index.passage import DateSpan, Filters
from qa.accounts import Form, form_of
from qa.followup import Message, resolve
from qa.kinds import Asks, asked_for

MAX_CHARS = 2_000
# A day and month without a year may mean any of these years around the day of asking.
_YEARS_BACK, _YEARS_AHEAD = 50, 1
_NO_DAY = date.min
# Two values for one of these contradict or replace each other; they are no list.
_ONE_VALUE = (Asks.NUMBER, Asks.MONEY, Asks.AGE, Asks.DURATION, Asks.WHEN)


# A plural, not a verb: "which areas closed", but not "which court hears the appeal".
_PLURAL_NOUN = (
    r"(?!(?:\w*(?:ss|us|is)|was|does|has|days|years|news)\b)\w{3,}s"
    r"(?!\s+(?:the|an?|his|her|its|their|to|for)\b)"
)
_NO_VERB = r"(?!(?:do|does|did|is|are|was|were|has|have|had|will|can|would)\b)"
_LIST = re.compile(
    r"\bwho(?:\s+\w+){0,3}?\s+"
    r"(?:attend\w*|took part|take part|join\w*(?! by\b)|participat\w*|sign\w*|met)\b"
    r"|\bwho(?:\s+\w+)?\s+(?:spoke|talked) (?:on|at|with)\b|\bwho was both\b|\bincl(?:uding|\b)"
    r"|\b(?:everyone|everybody|every person)\b"
    r"|\bwho (?:were|are|all|else)\b|\bwho (?:was|is) (?:on|at|in|present|there)\b"
    rf"|\b(?:which|what) (?:(?:are|were) the )?(?:{_NO_VERB}\w+ ){{0,2}}?{_PLURAL_NOUN}\b"
    r"|^\W*(?:name|list)\b"
    r"|\b(?:attendees|participants|candidates|members|top three|podium)\b",
    re.IGNORECASE,
)
# Clipped to what is wanted: "places that were considered", "names of the injured". With a date it
# is rather a count: "sales in 2023".
_CLIPPED_LIST = re.compile(
    r"\W*(?:(?:and|so|all|any|every|both|the|other)\s+)*(?:\w+\s+)?"
    r"(?:(?!(?:\w*(?:ss|us|is)|was|does|has|days|years|news|whats|whos|lets|yes|its|hers|as)\b)"
    r"\w{3,}s|people|men|women|children)\s+"
    r"(?:who|that|which|whose|where|of|named|in|on|at|from|with|for|to|still|[a-z]+ed|taken|given|"
    r"made|seen|held|known|told|put|lost|hit|sent)\b",
    re.IGNORECASE,
)
_ASKS_IN_WORDS = re.compile(r"\W*(?:who\w*|what\w*|which|when|where|why|how)\b", re.IGNORECASE)
# A singular: "which team", "what was the name of the firm".
_ONE = re.compile(
    r"\bwhich (?!of\b|(?:two|three|four|five|several)\b|(?:people|men|women|children)\b)\w+(?<!s)\b"
    r"|\bwhat (?:age|city|club|colou?r|company|country|day|date|island|language|firm|party|place|"
    r"position|school|sport|state|street|team|town|year)\b|\bname of\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"\W*(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class QuestionDate:
    """A date in a question and the intervals that it may mean, the newest first.

    `nearest` is the one nearest to the day of asking, where no article tells which is meant.
    """

    expression: str
    nearest: DateSpan
    start: int
    end: int
    candidates: tuple[DateSpan, ...]

    @property
    def is_precise(self) -> bool:
        """Whether it names a week or less: then nothing of another day can answer.

        "Today" and "tonight" are said of much that has no date ("commercial speech today").
        """
        if self.expression.lower() in ("today", "tonight"):
            return False
        return self.nearest.days is not None and self.nearest.days <= 7


@dataclass(frozen=True)
class Question:
    """What was understood of a question.

    `text` is the question made whole, `original` the user's words; they differ for a follow-up.
    """

    text: str
    original: str
    asks: Asks
    wants_list: bool
    dates: tuple[QuestionDate, ...] = ()
    filters: Filters = field(default_factory=Filters)
    as_of: date | None = None
    asked_on: date = _NO_DAY

    @property
    def yes_no(self) -> bool:
        """Whether it asks for a yes or no, which no excerpt says by itself."""
        return bool(_YES_NO.match(self.text))

    @cached_property
    def form(self) -> Form | None:
        """Which form it has, where a whole sentence may answer it."""
        form = form_of(self.text)[0]
        if form is Form.LATEST and self.asks in _ONE_VALUE:  # "any update on the toll"
            return None
        if form is Form.TOPIC and (self.asks is not Asks.OTHER or _LIST.search(self.text)):
            return None  # "death toll of the storm": a question in clipped words
        return form

    @cached_property
    def topic(self) -> str:
        """What it is about: the text without words that only ask for an account of it."""
        return form_of(self.text)[1] if self.form else self.text

    @property
    def wants_one(self) -> bool:
        """Whether its words ask for one thing alone: "which team", "how many"."""
        return self.asks in _ONE_VALUE or bool(_ONE.search(self.text))

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of what it is about, without its function words and dates."""
        return stems(self.undated)

    @property
    def undated(self) -> str:
        """The text without its dates."""
        text = self.text
        for found in reversed(self.dates):
            text = f"{text[: found.start]} {text[found.end :]}"
        return text

    @property
    def for_reader(self) -> str:
        """The text with days written as news writes them ("December 6"), however they were typed.

        The year is left out, since articles mostly do; that it is the right one is checked apart.
        """
        text = self.text
        for found in reversed(self.dates):
            day = found.nearest.first
            numbered = any(character.isdigit() for character in found.expression)
            if day and day == found.nearest.last and numbered:
                text = f"{text[: found.start]}{day:%B} {day.day}{text[found.end :]}"
        return text

    @property
    def date_spans(self) -> tuple[DateSpan, ...]:
        """All intervals that the question may be about."""
        return tuple(span for found in self.dates for span in found.candidates)


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to six letters so that inflections meet."""
    return frozenset(word[:6] for word in content_words(text))


def understand(
    text: str,
    asked_on: date,
    *,
    filters: Filters | None = None,
    as_of: date | None = None,
    history: Sequence[Message] = (),
) -> Question:
    """Read a question as asked on a day.

    Args:
        text: the user's words.
        asked_on: the day that its dates count from.
        filters: which articles may answer.
        as_of: hides what was published after it.
        history: the messages before it, the oldest first: they complete a follow-up.

    Raises:
        InvalidInput: the question is empty or longer than 2,000 characters.
    """
    if not text.strip():
        raise InvalidInput("question is empty: ask something")
    if len(text) > MAX_CHARS:
        raise InvalidInput(f"question has {len(text)} characters: ask in at most {MAX_CHARS}")
    original = text
    if history:
        whole = resolve(text, history, asked_on)
        text = whole if len(whole) <= MAX_CHARS else text
    mentions = find_dates(text, asked_on)
    asks = asked_for(text)
    return Question(
        text=text,
        original=original,
        asks=asks,
        wants_list=bool(_LIST.search(text)) or (not mentions and _is_clipped_list(text, asks)),
        dates=tuple(
            QuestionDate(
                m.text, DateSpan(m.first, m.last), m.start, m.end, _candidates(m, asked_on)
            )
            for m in mentions
        ),
        filters=filters or Filters(),
        as_of=as_of,
        asked_on=asked_on,
    )


def _is_clipped_list(text: str, asks: Asks) -> bool:
    """Whether a text without a question word begins with the plural of what is wanted."""
    several = asks not in _ONE_VALUE and not _ASKS_IN_WORDS.match(text)
    return several and bool(_CLIPPED_LIST.match(text))


def _is_month(mention: DateMention) -> bool:
    """Whether it names a month and nothing else: "February", "in Feb."; not "this month"."""
    return any(word in MONTHS for word in re.findall(r"[a-z]+", mention.text.lower()))


def _candidates(mention: DateMention, asked_on: date) -> tuple[DateSpan, ...]:
    span = DateSpan(mention.first, mention.last)
    if mention.text.lower().removesuffix("'s") in WEEKDAYS:
        # A bare weekday tells neither past nor future: "are schools closed weds".
        week = timedelta(7)
        try:
            other = mention.first + (week if mention.first <= asked_on else -week)
        except OverflowError:  # at an end of the calendar
            return (span,)
        both = (span, DateSpan(other, other))
        return tuple(sorted(both, key=lambda s: str(s.first), reverse=True))
    numbered = any(character.isdigit() for character in mention.text)
    if mention.year_given or not (numbered or _is_month(mention)):
        return (span,)
    spans = []
    for year in range(asked_on.year + _YEARS_AHEAD, asked_on.year - _YEARS_BACK, -1):
        try:  # neither February 29 nor the year 10000 is always there
            spans.append(
                DateSpan(mention.first.replace(year=year), mention.last.replace(year=year))
            )
        except ValueError:
            continue
    return tuple(spans)
