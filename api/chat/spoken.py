"""What an earlier answer said, without what its text adds for the eye."""

import re

from api.chat.markdown import unescaped
from api.chat.prose import REASONS

# What is no word of the conversation in a text that a client sends back.
_MARKER = re.compile(r"\s?\[(\[\d+\]|\d+)\](\([^)\s]*\))?")
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)
_ASIDE = re.compile(r"\n\n(?:Superseded: [^\n]*|\([^\n]*: \d{4}-\d\d-\d\d[^\n]*\))")


def spoken(text: str) -> str:
    """The answer's own words of a text that `prose` or `markdown` wrote: what a client sends back.

    Markers, quotes, excerpts, superseded values and understood dates are no words of a
    conversation, and neither is a refusal.
    """
    text = unescaped(_MARKER.sub("", _QUOTED.sub("", text))).strip()
    if text.startswith(tuple(REASONS.values())):
        return ""
    lines = _ASIDE.sub("", text).strip().splitlines()
    items = [line.removeprefix("- ") for line in lines]
    if not lines or items == lines:
        return "\n".join(lines)
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]]))
