"""Several questions in one: "who left the race, and when?" is asked as two.

Told apart by their question words alone. Each part after the first follows up on the one before
it, and is completed by the same rules as in a conversation (`qa.followup`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.answer import Answer, Kind, Timing
from qa.citation import Citation
from qa.followup import Message, content, with_topic
from qa.question import Question, understand

MAX_PARTS = 3
_WORD = (
    r"(?:who(?:m|se(?=\s+(?:is|are|was|were)\b))?|what|when|where|why|how|which)"
    r"(?:['’]?s|['’]re|['’]d)?"
)
_BEFORE = r"(?:(?:about|after|at|by|for|from|in|of|on|since|to|until|with)\s+)?"
_ASKS = re.compile(rf"\b{_WORD}\b", re.IGNORECASE)
_BEGINS = re.compile(
    rf"\W*(?:(?:and|so|ok|okay|please|pls|tell me|do you know)\b\W*)*(?={_BEFORE}{_WORD}\b)",
    re.IGNORECASE,
)
_JOINS = re.compile(
    rf"(?:\s*[,;?.]\s*|\s+)(?:and|&)\s+(?:also\s+|then\s+)?(?={_BEFORE}{_WORD}\b)"
    rf"|\s*\?+\s*(?={_BEFORE}{_WORD}\b)",
    re.IGNORECASE,
)
# "When and where is it": two question words before one rest. Of "when and how many died" and "who
# and what firm paid" the rest belongs to the second alone.
_ALONE = (
    r"(?:whom?|when|where|why|how(?!\s+(?:many|much|long|old|far|often|big|tall|high|fast)\b)"
    r"|what(?=\s+(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)\b))"
)
_TWO_WORDS = re.compile(
    rf"\W*(?P<one>{_BEFORE}{_WORD})\s*,?\s+(?:and|&)\s+"
    rf"(?P<two>{_BEFORE}{_ALONE})\b(?P<rest>\s+\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTES = re.compile(r"[“”\"]")


def questions_in(text: str) -> tuple[str, ...]:
    """The questions that a text asks, in its own words; () where it asks no more than one.

    Each begins with a question word, and has no other: "what did he say about who left and why" is
    one question.
    """
    both = _TWO_WORDS.fullmatch(text)
    if both:
        return both["one"] + both["rest"], both["two"] + both["rest"]
    joins = [m for m in _JOINS.finditer(text) if len(_QUOTES.findall(text, 0, m.start())) % 2 == 0]
    starts = [0, *(m.end() for m in joins)]
    ends = [*(m.start() for m in joins), len(text)]
    parts = [text[s:e].strip() for s, e in zip(starts, ends, strict=True)]
    if not 1 < len(parts) <= MAX_PARTS or not _BEGINS.match(parts[0]):
        return ()
    if any(len(_ASKS.findall(part)) != 1 for part in parts) or not any(map(content, parts)):
        return ()
    if len(content(parts[0])) < 2 <= len(content(parts[1])):
        parts[0] = with_topic(parts[0], parts[1])  # "who asked and who answered about the club"
    return tuple(parts)


def in_turn(
    question: Question,
    texts: Sequence[str],
    max_citations: int,
    ask: Callable[[Question, int], Answer],
) -> Answer:
    """Ask the questions in one, each knowing what was answered before.

    What hangs on a part that the articles don't answer is not asked.

    Args:
        question: what is asked.
        texts: the questions in it.
        max_citations: of all answers together, at least one for each.
        ask: what answers a question with at most so many citations.
    """
    parts: list[Answer] = []
    said: tuple[Message, ...] = ()
    share = max_citations // len(texts)
    for text in texts:
        part = understand(
            text,
            question.asked_on,
            filters=question.filters,
            as_of=question.as_of,
            history=said,
        )
        if parts and parts[-1].text is None and part.text != text:
            parts.append(replace(parts[-1], question=text, resolved=part.text, timing=Timing()))
            continue
        parts.append(ask(part, share if parts else max_citations - share * (len(texts) - 1)))
        said = (Message("user", part.text), Message("assistant", parts[-1].text or ""))
    return together(question, parts)


def together(question: Question, parts: Sequence[Answer]) -> Answer:
    """One answer of those to the questions in one: a list of all that they say.

    `parts` are kept, over the citations of the whole. Its confidence is that of the least sure part
    that is answered; it is a refusal, with what lies nearest, where none is.
    """
    refused = all(part.text is None for part in parts)
    citations: list[Citation] = []
    numbered = [
        _numbered(part, citations) if refused or part.text is not None else part for part in parts
    ]
    numbered = [replace(part, citations=tuple(citations)) for part in numbered]
    told = [part for part in numbered if part.text is not None]
    confidences = [part.confidence for part in told or numbered]
    reasons = [part.reason for part in parts]
    return Answer(
        question=question.original,
        resolved=question.text,
        kind=Kind.LIST if told else Kind.NONE,
        text="; ".join(dict.fromkeys(part.text or "" for part in told)) if told else None,
        items=tuple(dict.fromkeys(item for part in told for item in part.items)),
        citations=tuple(citations),
        confidence=min(confidences) if told else max(confidences),
        reason=None if told else max(reasons, key=reasons.count),
        dates=tuple({date.expression: date for part in parts for date in part.dates}.values()),
        alternatives=tuple(dict.fromkeys(other for part in told for other in part.alternatives)),
        timing=Timing(
            sum(part.timing.retrieve for part in parts),
            sum(part.timing.read for part in parts),
            sum(part.timing.total for part in parts),
        ),
        parts=tuple(numbered) if told else (),
    )


def _numbered(part: Answer, citations: list[Citation]) -> Answer:
    """The part over the citations of all parts, to which its own are added; a quote stands once."""
    number_of: dict[int, int] = {}
    for old, citation in enumerate(part.citations, start=1):
        place = (citation.article.id, citation.article.version, citation.start, citation.end)
        for new, other in enumerate(citations):
            if place == (other.article.id, other.article.version, other.start, other.end):
                marked = tuple(sorted({*other.highlight, *citation.highlight}))
                citations[new] = replace(other, highlight=marked)
                number_of[old] = new + 1
                break
        else:
            citations.append(citation)
            number_of[old] = len(citations)
    items = [replace(i, citations=tuple(number_of[n] for n in i.citations)) for i in part.items]
    others = [
        replace(other, citations=tuple(number_of[n] for n in other.citations))
        for other in part.alternatives
    ]
    return replace(part, items=tuple(items), alternatives=tuple(others))
