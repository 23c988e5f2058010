"""Open WebUI's own events: the only way in which it shows the quote of a citation.

Beside the marker [1] it shows the first source that it is sent, and so on. Each has a
`metadata.source` of its own: sources that share one are merged, two quotes of one article too.
"""

from typing import Any

from api.chat.address import address_of, headline
from qa.answer import Answer
from qa.citation import Citation


def source_events(answer: Answer, base: str) -> list[dict[str, Any]]:
    """One `source` event a citation, in their order."""
    return [
        {"event": {"type": "source", "data": _source(citation, number, base)}}
        for number, citation in enumerate(answer.citations, start=1)
    ]


def _source(citation: Citation, number: int, base: str) -> dict[str, Any]:
    article, link = citation.article, address_of(citation, base)
    about = {"name": headline(article), "url": link}
    where = {
        "outlet": article.source,
        "published": article.published_iso,
        "start": citation.start,
        "end": citation.end,
    }
    return {
        "source": {"id": f"{number}"} | about,
        "document": [citation.quote],
        "metadata": [{"source": f"{number} {link}"} | about | where],
    }
