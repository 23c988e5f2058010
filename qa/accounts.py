"""Questions that a sentence answers, not a few words of one: for news, an account, a yes or no."""

import re
from enum import StrEnum


class Form(StrEnum):
    """What kind of question a whole sentence answers."""

    LATEST = "latest"  # "any news on the strike"
    ACCOUNT = "account"  # "tell me about the strike"
    EVENT = "event"  # "what happened to the bridge": a few words may do
    TOPIC = "topic"  # "Steve Witkoff": words that ask nothing, or in a clipped way
    YES_NO = "yes_no"


# Longer ones compare what several reports say, which no one sentence settles.
MAX_YES_NO_WORDS = 25
_ABOUT = r"(?:on|about|abt|of|in|from|with|at|for|to|regarding|concerning|re|around|behind)"
_WHAT_IS = r"(?:what(?:['’]?s| is| are| was| were| has been)\s+)"
_NEWS = r"(?:news|word(?! for\b)|updates?|developments?|info|information)"
_POLITE = re.compile(
    r"\W*(?:(?:hi|hey|hello|ok|okay|so|and|please|pls|just|also|urgent)\b\W*"
    r"|(?:can|could|would|will) (?:you|u|someone|anyone)\s+(?:please\s+|pls\s+)?"
    r"|i(?:['’]?d| would)? (?:like|want|need) to (?:know|hear|read)\s+|tell me (?=what|how)"
    r"|(?:do you know|is there|are there|have you got|got|do we have)\s+(?=any\b|news\b|what\b))*",
    re.IGNORECASE,
)
# Before what they ask about, at the beginning of a sentence.
_LATEST = re.compile(
    rf"{_WHAT_IS}?(?:the\s+)?(?:very\s+)?(?:latest|newest|current|recent)"
    rf"(?:\s+(?:{_NEWS}|status|state(?: of play)?|situation))?\s+{_ABOUT}\s+"
    rf"|{_WHAT_IS}?(?:(?:the|any|some|more|new|fresh|further)\s+)*{_NEWS}"
    rf"(?:\s+(?:yet|today))?\s+{_ABOUT}\s+"
    rf"|{_WHAT_IS}(?:new|up|the (?:news|situation|status))\s+{_ABOUT}\s+"
    rf"|{_WHAT_IS}(?:going on|happening)(?:\s+{_ABOUT})?\s+"
    rf"|(?:where|how) (?:do|does|are|is) (?:things|it|it all) (?:stand|going|now)\s+{_ABOUT}\s+"
    rf"|anything (?:(?:new|yet|more|else) )*{_ABOUT}\s+"
    r"|(?:catch|bring|fill) me (?:up|in) (?:on|about)\s+",
    re.IGNORECASE,
)
_EVENT = re.compile(
    rf"what(?:['’]?s)?\s+(?:(?:has|have|had|all|exactly|actually|really)\s+)*happene?d"
    rf"(?:\s+{_ABOUT})?\s+(?!that\b)"
    r"|what(?:['’]?s| has| have)? (?:became|become|came (?:out )?) ?of\s+"
    r"|what went wrong (?:at|in|on|with|when|during|for)\s+"
    r"|how did (?=.* (?:end(?: up)?|turn out|play out|finish|go|unfold)\W*$)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    rf"what(?:['’]?s| is) (?:all )?this about\s+|tell (?:me|us) (?:\w+ ){{0,2}}?(?:about|abt)\s+"
    r"|(?:what )?(?:do|does|did) (?:we|you|they|anyone|the articles?) (?:already )?know about\s+"
    r"|what (?:do|does|did) the (?:articles?|news|papers?) (?:say|report|write) about\s+"
    rf"|{_WHAT_IS}(?:known|reported|being (?:reported|said)|the (?:story|deal))"
    rf"(?:\s+so far)?\s+{_ABOUT}\s+"
    rf"|(?:give me )?(?:(?:a|the|an?)\s+)?(?:(?:short|quick|brief)\s+)?"
    rf"(?:summary|overview|rundown|recap|gist|background|story)\s+{_ABOUT}\s+"
    r"|(?:summari[sz]e|sum up|recap)\s+",
    re.IGNORECASE,
)
_BEFORE = ((Form.LATEST, _LATEST), (Form.EVENT, _EVENT), (Form.ACCOUNT, _ACCOUNT))
# Behind it: "the levee, what's new", "storm ragna update please".
_THERE = r"(?:\s+(?:there|here|with (?:it|that)|now|so far|yet|please|pls|today))*"
_BEHIND = tuple(
    (form, re.compile(rf"(?:^|[\s,:;–-]+)(?:{words}){_THERE}\W*$", re.IGNORECASE))
    for form, words in (
        (
            Form.LATEST,
            rf"(?:any\s+)?(?<!['’]s )(?<!the )(?:latest(?:\s+news)?|news|updates?)"
            rf"|{_WHAT_IS}(?:the latest|the state of play|new|going on|happening)"
            r"|where (?:does|do) (?:it|things|that) stand",
        ),
        (
            Form.ACCOUNT,
            rf"what happene?d|{_WHAT_IS}(?:known|the story)|what do we know"
            r"|(?:(?:a|short|quick|brief|the)\s+)*(?:summary|overview|recap|background)",
        ),
    )
)
_ASKED_BEFORE = re.compile(r"(?:^|[.?!:,;–-]\s+)(?=\w)")
_ASKS = re.compile(
    r"\b(?:who\w*|what\w*|which|when|where|why|how|said by)\b"
    r"|^\W*(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_YES_NO = re.compile(
    r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)(?:n['’]?t)?\b",
    re.IGNORECASE,
)
# One of two, or a fact as well: "is it five or six", "was he found, and where".
_EITHER = re.compile(
    r"\bor\b(?!\s+(?:not|no|isn|wasn|didn)\b)|\band\s+(?:who|what|when|where|why|how|which)\b",
    re.IGNORECASE,
)
_STATES = re.compile(r"\b(?:is|are|was|were)\b", re.IGNORECASE)  # "the first element is"


def form_of(text: str) -> tuple[Form | None, str]:
    """Which form a question may have, and what is left of it without the words that ask.

    "Any news on the dock strike?" is `LATEST` and "the dock strike?".
    """
    for start in (m.end() for m in _ASKED_BEFORE.finditer(text)):
        lead = _POLITE.match(text, start)
        begin = lead.end() if lead else start
        for form, pattern in _BEFORE:
            asks = pattern.match(text, begin)
            if asks is None or not _WORD.search(text, asks.end()):
                continue
            if form is not Form.LATEST or not _ASKS.match(text, asks.end()):
                return form, f"{text[:start]}{text[asks.end() :]}"
    begin = lead.end() if (lead := _POLITE.match(text)) else 0
    for form, pattern in _BEHIND:
        asks = pattern.search(text, begin)
        if asks and asks.start() <= begin:
            return None, text  # "any news?": of what?
        if asks and not _ASKS.search(text, begin, asks.start()):
            return form, text[begin : asks.start()]
    if _YES_NO.match(text, begin):
        short = len(text.split()) <= MAX_YES_NO_WORDS
        return (Form.YES_NO if short and not _EITHER.search(text) else None), text
    return None if _ASKS.search(text) or _STATES.search(text) else Form.TOPIC, text
