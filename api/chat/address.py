"""Where a cited article can be opened."""

from urllib.parse import quote, urlsplit

from index.article import Article


def address(article: Article, base: str) -> str:
    """Its URL where it has one for browsers, else that of its text in the API, in this version.

    Args:
        article: what is cited.
        base: the server's own address, ending with a slash.
    """
    return (
        web_address(article)
        or f"{base}v1/articles/{quote(article.id, safe='')}?version={article.version}"
    )


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
