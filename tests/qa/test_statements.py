"""What somebody said about something, where the article puts it into that mouth."""

from datetime import date

import pytest

from index.article import Article
from index.passage import Hit, Passage
from qa.question import understand
from qa.statements import statement_asked_for, wanted

TEXT = (
    "Mayor Gunvor Støa spoke on Monday. Støa denies that her resignation has anything to do with "
    "the trial. The union’s chair, Ole Dahl, called the offer “an insult with a bow on it”. "
    "Police said the pier was closed. “We were never asked about the pier,” Eva Lund said."
)


def said(question: str, text: str = TEXT) -> tuple[str, str] | None:
    article = Article.create(article_id="a", text=text, published="2025-12-06")
    hit = Hit(Passage("a", 0, len(text), text), article, 1.0, 1.0, 1.0)
    found = statement_asked_for(understand(question, date(2025, 12, 10)), [hit])
    return (text[found.start : found.end], found.attribution.speaker) if found else None


@pytest.mark.parametrize(
    ("question", "words", "speaker"),
    [
        (
            "what does støa say about her resignation and the trial",
            "Støa denies that her resignation has anything to do with the trial.",
            "Gunvor Støa",
        ),
        (
            "what did eva lund say about the pier?",
            "We were never asked about the pier,",
            "Eva Lund",
        ),
        ("how did the union’s chair describe the offer", "an insult with a bow on it", "Ole Dahl"),
        (
            "what did Eva Lund say about the pier?",
            "We were never asked about the pier,",
            "Eva Lund",
        ),
        ("Ole Dahl's view of the offer", "an insult with a bow on it", "Ole Dahl"),
    ],
)
def test_what_was_said(question: str, words: str, speaker: str) -> None:
    assert said(question) == (words, speaker)


@pytest.mark.parametrize(
    "question",
    [
        "what did Ole Dahl say about the pier",  # others did
        "what did Kaspar Rehn say about the offer",
        "what did Eva Lund say about the ferry",
        "what did the mayor say on Dec 9",  # of another day
        "who closed the pier",
    ],
)
def test_what_was_not_said(question: str) -> None:
    assert said(question) is None


def test_names_without_their_accents() -> None:
    text = "The storm had passed. “It cost us six days,” Ragnhild Eikås said of the storm."
    assert said("what did eikas say about the storm", text) == (
        "It cost us six days,",
        "Ragnhild Eikås",
    )


def test_whose_words_and_about_what() -> None:
    asked = wanted(understand("what did the harbour master say about the ferry", date(2025, 1, 1)))
    assert asked
    assert (asked.who, asked.about) == ("harbour master", frozenset({"ferry"}))
    assert wanted(understand("what did the storm cost", date(2025, 1, 1))) is None
