"""Markdown, for clients that show nothing else: linked markers, and the quotes under the answer."""

import re
from urllib.parse import quote

from api.chat.address import address_of, headline
from api.chat.prose import Prose, prose
from qa.answer import Answer
from qa.citation import Citation

# CommonMark lets any ASCII punctuation be escaped by a backslash. Some begin something wherever
# they stand, others at the beginning of a line, or in what is made a link without being one.
_SPECIAL = re.compile(
    r"[\\`*_\[\]<>|~&$^]|^[#+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|:(?=//)|(?<=www)\.", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_IN_LINK = {"&": "&amp;", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"}
_NOT_IN_LINK = re.compile(r"[\s\x00-\x1f&()<>\\]")
_BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


def markdown(answer: Answer, base: str, *, whole: bool = True) -> Prose:
    """The answer, each marker a link to its article, then the quotes with outlet and day.

    Without the quotes where it is not `whole` yet.
    """

    def marker(number: int, citation: Citation) -> str:
        return f"[[{number}]]({_link(citation, base)})"

    written = prose(answer, marker, escaped, whole=whole)
    if not whole:
        return written
    quotes = (_quoted(n, c, base) for n, c in enumerate(answer.citations, start=1))
    return Prose("\n\n".join([written.text, *quotes]), written.marks)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, in one line.

    Line breaks become blanks: the characters of a quote are in the citation, this is for the eye.
    """
    return _SPECIAL.sub(r"\\\g<0>", _BREAK.sub(" ", text))


def unescaped(text: str) -> str:
    """What a reader sees of an escaped text."""
    return _ESCAPED.sub(r"\1", text)


def _quoted(number: int, citation: Citation, base: str) -> str:
    article = citation.article
    day = article.published_day.isoformat() if article.published_day else None
    about = ", ".join(escaped(part) for part in (article.source, day) if part)
    source = f"[{escaped(headline(article))}]({_link(citation, base)})"
    return (
        f"> \\[{number}\\] “{escaped(citation.quote)}”  \n> {source}{', ' if about else ''}{about}"
    )


def _link(citation: Citation, base: str) -> str:
    target = address_of(citation, base)
    return _NOT_IN_LINK.sub(lambda found: _IN_LINK.get(found[0]) or quote(found[0]), target)
