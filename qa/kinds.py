"""What kind of words would answer a question: by its question word, else by its first noun."""

import re
from enum import StrEnum


class Asks(StrEnum):
    """What kind of words would answer the question."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    NUMBER = "number"
    MONEY = "money"
    AGE = "age"
    DURATION = "duration"
    REASON = "reason"
    OTHER = "other"


_ASKS: tuple[tuple[Asks, re.Pattern[str]], ...] = tuple(
    (asks, re.compile(pattern, re.IGNORECASE))
    for asks, pattern in (
        (
            Asks.DURATION,
            r"\bhow long\b(?! ago)|\bfor how\b|\bduration\b|\bhow many "
            r"(?:seconds|minutes|mins?|hours|hrs?|days|nights|weeks|months|years|decades)\b",
        ),
        (
            Asks.MONEY,
            r"\bhow much money\b"
            r"|\bhow much (?:did|does|do|will|was|is|were|are)\b.*\b(?:cost|pa(?:y|id)|owe\w*|"
            r"spen[dt]|rais\w+|earn\w*|worth|fined?|los[et]|sold?|steal|stole\w*|take|took|charg\w+)\b"
            r"|\b(?:what|final|total)\b.*\b(?:price|cost|bill|fine|salary|budget|bail)\b",
        ),
        (Asks.AGE, r"\bhow old\b|\bwhat age\b|\bage of\b"),
        (
            Asks.NUMBER,
            r"\bhow (?:many|much|tall|big|far|fast|large|high|deep|often)\b|\bnumber of\b",
        ),
        (Asks.REASON, r"\bwhy\b|\bhow come\b|\breasons?\b|\bwhat (?:caused|made)\b"),
        (Asks.WHEN, r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time|night)\b|\bdate\b"),
        (
            Asks.WHO,
            r"\bwho(?:m|se|s|['’]s)?\b|\b(?:attendees|participants|candidates|signatories)\b"
            r"|\bsaid by\b"
            r"|\b(?:name|list) (?:all |every |each )?(?:everyone|everybody|persons?|people)\b",
        ),
        (Asks.WHERE, r"\bwhere\b|\b(?:what|which) (?:place|city|town|country|court|venue)\b"),
    )
)
# "turnout in the vote", "price of the new stove": questions as people clip them.
_HAS_QUESTION_WORD = re.compile(
    r"\b(?:who\w*|what\w*|which|when|where|why|how)\b"
    r"|^\W*(?:and |so |but )?(?:did|does|do|is|was|were|are|has|have|had|can|could|will|would)\b",
    re.IGNORECASE,
)
_NOUNS: tuple[tuple[Asks, str], ...] = (
    (Asks.AGE, "age"),
    (Asks.WHEN, "deadline dates? birthday"),
    (Asks.REASON, "causes? reasons? excuse motives? explanation"),
    (
        Asks.MONEY,
        "prices? costs? bills? fines? bail rent wages? salary salaries pay profits? loss losses "
        "prize expenses? charges? fees? budget bonus revenues? compensation ransom debts? rewards? "
        "bids?",
    ),
    (Asks.DURATION, "duration sentence term"),
    (
        Asks.NUMBER,
        "turnout tally total count votes? deaths? numbers? share rate percentage attendance size "
        "width height depth weight estimate figures? toll cuts signatures seats copies casualties "
        "cases speed distance riders visitors",
    ),
    (
        Asks.WHO,
        "captain skipper head chief boss winner scorer author owner leader coach mayor president "
        "minister spokes(?:man|woman|person) chair(?:man|woman)? director judge suspect victim "
        "founder successor diplomat critic negotiator",
    ),
)
_NOUN = re.compile(
    "|".join(rf"(?P<{asks}>\b(?:{'|'.join(nouns.split())})\b)" for asks, nouns in _NOUNS),
    re.IGNORECASE,
)


def asked_for(text: str) -> Asks:
    """The kind of words that would answer a question, as far as its own words tell."""
    found = next((asks for asks, pattern in _ASKS if pattern.search(text)), None)
    if found:
        return found
    noun = None if _HAS_QUESTION_WORD.search(text) else _NOUN.search(text)
    return Asks(noun.lastgroup) if noun and noun.lastgroup else Asks.OTHER
