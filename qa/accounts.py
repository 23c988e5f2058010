"""Questions that a sentence answers, not a few words of one: for news, an account, a yes or no."""

import re
from enum import StrEnum


class Form(StrEnum):
    """What kind of question a whole sentence answers."""

    LATEST = "latest"  # "any news on the strike"
    ACCOUNT = "account"  # "what happened to the bridge", "tell me about ..."
    TOPIC = "topic"  # "Steve Witkoff": words that ask nothing
    YES_NO = "yes_no"


_ABOUT = r"(?:on|about|of|in|from|with|at|for|to|regarding|concerning|re|around|behind)"
_WHAT_IS = r"(?:what(?:['’]?s| is| are| was| were| has been)\s+)"
_POLITE = re.compile(
    r"\W*(?:(?:hi|hey|hello|ok|okay|so|and|please|pls|just|also)\b\W*"
    r"|(?:can|could|would|will) (?:you|u|someone|anyone)\s+(?:please\s+|pls\s+)?"
    r"|i(?:['’]?d| would)? (?:like|want|need) to (?:know|hear|read)\s+"
    r"|(?:do you know|is there|are there|have you got|got|do we have)\s+(?=any\b|news\b|what\b))*",
    re.IGNORECASE,
)
_LATEST = re.compile(
    rf"{_WHAT_IS}?(?:the\s+)?(?:very\s+)?(?:latest|newest|current|recent)"
    r"(?:\s+(?:news|word|updates?|developments?|status|state(?: of play)?|situation|info\w*))?"
    rf"\s+{_ABOUT}\s+"
    rf"|{_WHAT_IS}?(?:(?:the|any|some|more|new|fresh|further)\s+)*"
    rf"(?:news|updates?|word|developments?|info|information)(?:\s+(?:yet|today))?\s+{_ABOUT}\s+"
    rf"|{_WHAT_IS}(?:new|up|going on|happening|the (?:news|situation|status))(?:\s+{_ABOUT})?\s+"
    rf"|where (?:do|does) (?:things|it all) stand {_ABOUT}\s+"
    rf"|anything new {_ABOUT}\s+|(?:catch|bring|fill) me (?:up|in) (?:on|about)\s+",
    re.IGNORECASE,
)
_LATEST_BEHIND = re.compile(
    r"[\s,:–-]+(?:(?:the|any)\s+)?(?:latest(?:\s+news)?|news|updates?)\W*$", re.IGNORECASE
)
_ACCOUNT = re.compile(
    rf"what(?:['’]?s)?\s+(?:(?:has|have|had|all|exactly|actually|really)\s+)*happen(?:ed|s|ing)?"
    rf"(?:\s+{_ABOUT})?\s+(?!that\b)"
    r"|what(?:['’]?s| has| have)? (?:became|become) of\s+"
    r"|tell me (?:\w+ ){0,2}?about\s+"
    r"|(?:what )?(?:do|does|did) (?:we|you|they|one|anyone|the articles?) (?:already )?know about\s+"
    r"|what (?:do|does|did) the (?:articles?|news|papers?) (?:say|report|write) about\s+"
    rf"|{_WHAT_IS}(?:known|reported|being (?:reported|said)|the (?:story|deal|matter))"
    rf"(?:\s+so far)?\s+{_ABOUT}\s+"
    rf"|(?:give me )?(?:(?:a|the|an?)\s+)?(?:(?:short|quick|brief)\s+)?"
    rf"(?:summary|overview|rundown|recap|gist|background|story)\s+{_ABOUT}\s+"
    r"|(?:summari[sz]e|sum up|recap|explain|describe)\s+(?!why\b|how\b|wh\w+\b)",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(r"\b(?:who\w*|what\w*|which|when|where|why|how)\b", re.IGNORECASE)
_YES_NO = re.compile(
    r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)(?:n['’]?t)?\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\bor\b(?!\s+(?:not|no|isn|wasn|didn)\b)", re.IGNORECASE)


def form_of(text: str) -> tuple[Form | None, str]:
    """Which form a question has, if one of these, and what is left without the words that ask.

    "Any news on the dock strike?" is `LATEST` and "the dock strike?".
    """
    lead = _POLITE.match(text)
    begin = lead.end() if lead else 0
    for form, pattern in ((Form.LATEST, _LATEST), (Form.ACCOUNT, _ACCOUNT)):
        asks = pattern.match(text, begin)
        if asks and asks.end() < len(text.rstrip(" ?.!")):
            return form, text[asks.end() :]
    behind = _LATEST_BEHIND.search(text, begin)
    plain = not _YES_NO.match(text, begin) and not _QUESTION_WORD.search(text)
    if behind and behind.start() > begin and plain:
        return Form.LATEST, text[begin : behind.start()]
    if _YES_NO.match(text, begin) and not _EITHER.search(text):
        return Form.YES_NO, text
    return None, text
