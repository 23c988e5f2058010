"""Who said it, in sentences of the kinds that news writes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.passage import Hit, Passage
from qa.attribution import attribution_of, speaker_asked_for
from qa.question import understand

VESTLI = "Coastguard commander Arne Vestli led the search. "


@pytest.mark.parametrize(
    ("text", "words", "speaker", "cue"),
    [
        ("“We lost her at noon,” Arne Vestli said.", "noon", "Arne Vestli", "said"),
        ("“We lost her at noon,” said commander Arne Vestli on Friday.", "noon",
         "commander Arne Vestli", "said"),
        ("Arne Vestli, who commands it, said eight died.", "eight", "Arne Vestli", "said"),
        ("The operator, Strait Lines, said it was lawful.", "lawful", "Strait Lines", "said"),
        ("The minister denied that eight had died.", "eight", "The minister", "denied"),
        ("According to the Chancellery, the call took 75 minutes.", "75 minutes",
         "the Chancellery", "according to"),
        ("The call took 75 minutes, according to two officials.", "75 minutes",
         "two officials", "according to"),
        (VESTLI + "“It was cold,” he said.", "cold", "Arne Vestli", "said"),
        ("“It was cold,” Arne Vestli said. “Nobody slept.”", "Nobody", "Arne Vestli", "said"),
        ("She said the chief had told her to wait.", "to wait", "the chief", "told"),
    ],
)  # fmt: skip
def test_the_speaker_is_found(text: str, words: str, speaker: str, cue: str) -> None:
    start = text.index(words)
    found = attribution_of(text, start, start + len(words))
    assert found is not None
    assert (found.speaker, found.cue) == (speaker, cue)
    assert text[found.start : found.end] in (speaker, "he")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The call took two hours and dealt with territory.", "two hours"),
        ("The Falcon docked in Havnby.", "Havnby"),
    ],
)
def test_what_the_article_tells_itself_has_no_speaker(text: str, words: str) -> None:
    start = text.index(words)
    assert attribution_of(text, start, start + len(words)) is None


def test_a_pronoun_of_two_people_stays_one() -> None:
    text = "Arne Vestli met Ada Berg. “It was cold,” she said."
    found = attribution_of(text, text.index("cold"), text.index("cold") + 4)
    assert found is not None
    assert found.speaker == "she"


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Arne Vestli met Ada Berg. Berg rang him later.", "Ada Berg"),
        ("Arne Vestli met Ada Berg. Berg rang Ole Dahl later.", "she"),
        ("Arne Vestli met Ada Berg. They then rang Berg.", "she"),
        ("Arne Vestli met Ada Berg. Berg rang. “Vestli is tired.”", "Ada Berg"),
        ("Ada Berg met Arne Vestli. “Berg is tired.”", "she"),
    ],
)
def test_a_pronoun_is_whom_the_sentence_before_is_about(before: str, speaker: str) -> None:
    text = f"{before} “It was cold,” she said."
    found = attribution_of(text, text.index("cold"), text.index("cold") + 4)
    assert found is not None
    assert found.speaker == speaker


def test_a_short_name_is_completed() -> None:
    text = "Arne Vestli led the search.\n\n“It was cold,” Vestli said."
    found = attribution_of(text, text.index("cold"), text.index("cold") + 4)
    assert found is not None
    assert (found.speaker, text[found.start : found.end]) == ("Arne Vestli", "Vestli")


def test_who_said_is_answered_with_the_speaker_of_the_sentence() -> None:
    text = "Ada Berg spoke first. “A delay is not a collapse,” Ole Dahl told reporters."
    article = Article.create(article_id="a", text=text)
    hit = Hit(Passage("a", 0, len(text), text), article, 1.0, 1.0, 1.0)
    day = date(2025, 12, 6)
    for words in ('who said "a delay is not a collapse"', "who said a delay is not a collapse"):
        found = speaker_asked_for(understand(words, day), [hit])
        assert found is not None
        assert found.attribution.speaker == "Ole Dahl"
        assert found.verbatim == ('"' in words)
    assert speaker_asked_for(understand("who spoke first", day), [hit]) is None
    assert speaker_asked_for(understand("who said the sea is calm", day), [hit]) is None


@given(st.text(max_size=120), st.integers(0, 119), st.integers(1, 30))
def test_any_text(text: str, start: int, length: int) -> None:
    if start < len(text):
        found = attribution_of(text, start, min(len(text), start + length))
        assert found is None or 0 <= found.start < found.end <= len(text)
