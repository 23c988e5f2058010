"""Open WebUI's own events: the only way in which it shows the quote of a citation.

Beside the marker [1] it shows the first source that it is sent, and so on. Each has a
`metadata.source` of its own: sources that share one are merged, two quotes of one article too.
"""

from typing import Any

from api.chat.address import address, headline
from qa.answer import Answer


def source_events(answer: Answer, base: str) -> list[dict[str, Any]]:
    """One `source` event a citation, in their order."""
    return [
        {
            "event": {
                "type": "source",
                "data": {
                    "source": {
                        "id": f"{number}",
                        "name": headline(citation.article),
                        "url": address(citation.article, base),
                    },
                    "document": [citation.quote],
                    "metadata": [
                        {
                            "source": f"{number} {address(citation.article, base)}",
                            "name": headline(citation.article),
                            "url": address(citation.article, base),
                            "outlet": citation.article.source,
                            "published": citation.article.published_iso,
                            "start": citation.start,
                            "end": citation.end,
                        }
                    ],
                },
            }
        }
        for number, citation in enumerate(answer.citations, start=1)
    ]
