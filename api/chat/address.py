"""Where a cited article can be opened."""

from urllib.parse import urlencode, urlsplit

from index.article import Article
from qa.citation import Citation


def address(article: Article, base: str, quoted: tuple[int, int] | None = None) -> str:
    """Its URL where it has one for browsers, else its address in the page, in this version.

    Args:
        article: what is cited.
        base: the server's own address, ending with a slash.
        quoted: what of its text is cited, [start, end); the page marks it.
    """
    url = web_address(article)
    if url:
        return url
    place = {"id": article.id, "version": article.version}
    if quoted:
        place |= {"start": str(quoted[0]), "end": str(quoted[1])}
    return f"{base}article?{urlencode(place)}"


def address_of(citation: Citation, base: str) -> str:
    """The same for a citation, at its quote."""
    return address(citation.article, base, (citation.start, citation.end))


def web_address(article: Article) -> str | None:
    """Its URL, if it is one that a browser opens."""
    url = (article.url or "").strip()
    try:
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:  # such as a bracket too few
        return None


def headline(article: Article) -> str:
    """Its title, or its first words."""
    return article.title or first_words(article.text)


_TITLE_CHARS = 60


def first_words(text: str) -> str:
    """The beginning of a text, cut between words."""
    words = " ".join(text[: 4 * _TITLE_CHARS].split())
    if len(words) <= _TITLE_CHARS:
        return words
    return words[:_TITLE_CHARS].rsplit(" ", 1)[0] + " ..."
