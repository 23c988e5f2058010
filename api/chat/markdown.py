"""Markdown, for clients that show nothing else: linked markers, and the quotes under the answer."""

import re

from api.chat.address import address, headline
from api.chat.prose import Prose, prose
from qa.answer import Answer
from qa.citation import Citation

# CommonMark lets any ASCII punctuation be escaped by a backslash; these can begin a construct, or
# what its extensions read as one: "<", "&" and ":" also as HTML, entities and bare links.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~&$:@.^=])")
_IN_LINK = {ord("("): "%28", ord(")"): "%29", ord("<"): "%3C", ord(">"): "%3E", ord("\\"): "%5C"}
_BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_BLANK = re.compile(r"[\s\x00-\x1f]")


def markdown(answer: Answer, base: str) -> Prose:
    """The answer, each marker a link to its article, then the quotes with outlet and day."""

    def marker(number: int, citation: Citation) -> str:
        return f"[[{number}]]({_link(citation, base)})"

    written = prose(answer, marker, escaped)
    quotes = (_quoted(n, c, base) for n, c in enumerate(answer.citations, start=1))
    return Prose("\n\n".join([written.text, *quotes]), written.marks)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, in one line.

    Line breaks become blanks: the characters of a quote are in the citation, this is for the eye.
    """
    return _SPECIAL.sub(r"\\\1", _BREAK.sub(" ", text))


def _quoted(number: int, citation: Citation, base: str) -> str:
    article = citation.article
    day = article.published_day.isoformat() if article.published_day else None
    about = ", ".join(escaped(part) for part in (article.source, day) if part)
    source = f"[{escaped(headline(article))}]({_link(citation, base)})"
    return (
        f"> \\[{number}\\] “{escaped(citation.quote)}”  \n> {source}{', ' if about else ''}{about}"
    )


def _link(citation: Citation, base: str) -> str:
    target = address(citation.article, base).translate(_IN_LINK)
    return _BLANK.sub(lambda found: f"%{ord(found[0]):02X}", target)
