import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from qa.citation import MAX_QUOTE_CHARS, Citation

TEXT = (
    "The first meeting was on Tuesday. Hnatov, Umerov and Witkoff attended it.\n\n"
    "“Nobody shouted,” said Ms. Varnholm. 👩‍👩‍👧 Élise left early."
)
HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3000)


def article(text: str) -> Article:
    return Article(id="x", text=text)


@given(HOSTILE, st.data())
def test_a_quote_is_the_articles_text_and_holds_its_highlight(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 50)))
    citation = Citation.cut(article(text), ((start, end),))
    assert citation.quote == text[citation.start : citation.end]
    [(first, last)] = citation.highlight
    assert citation.quote[first:last] == text[start:end]


def test_the_quote_is_the_sentence_around_the_words() -> None:
    start = TEXT.index("Umerov")
    citation = Citation.cut(article(TEXT), ((start, start + 6),))
    assert citation.quote == "Hnatov, Umerov and Witkoff attended it."
    assert citation.highlight == ((8, 14),)


def test_the_quote_holds_both_sentences_where_the_words_lie_in_two() -> None:
    spans = tuple((TEXT.index(w), TEXT.index(w) + len(w)) for w in ("Tuesday", "Witkoff"))
    citation = Citation.cut(article(TEXT), spans)
    assert citation.quote == TEXT.partition("\n")[0]
    assert [citation.quote[s:e] for s, e in citation.highlight] == ["Tuesday", "Witkoff"]


def test_an_endless_sentence_is_quoted_in_part() -> None:
    text = "word " * 10_000
    citation = Citation.cut(article(text), ((25_000, 25_004),))
    assert len(citation.quote) <= MAX_QUOTE_CHARS
    assert citation.quote == citation.quote.strip()


def test_only_copies_that_carry_the_quote_are_named() -> None:
    other = Article(id="y", text="Edited lead. Hnatov, Umerov and Witkoff attended it.")
    without = Article(id="z", text="Hnatov attended it.")
    start = TEXT.index("Umerov")
    citation = Citation.cut(article(TEXT), ((start, start + 6),), copies=(other, without))
    assert citation.copies == (other,)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (0, 10_000)])
def test_a_citation_outside_the_article_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not within x"):
        Citation(article(TEXT), start, end)


def test_a_highlight_outside_the_quote_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="not within the quote"):
        Citation(article(TEXT), 0, 5, ((3, 9),))
