"""What a draft may say of its quotes, and what not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from qa.citation import Citation
from qa.verify import Fault, verify

TEXT = (
    "Nine boats sank in the harbour of Port Ellery on Sunday night, the coastguard said. "
    "Harbour master Ines Dahlgren said on Tuesday that the eastern pier would stay closed until "
    "Friday. The minister was not on board, and the inquiry may take two months."
)
ARTICLE = Article.create(text=TEXT, published="2025-12-10", source="Harbour Courier")


def cite(words: str) -> Citation:
    start = TEXT.index(words)
    return Citation.cut(ARTICLE, ((start, start + len(words)),))


QUOTES = [cite("Nine boats"), cite("Dahlgren"), cite("minister")]


def faults(draft: str) -> list[Fault | None]:
    return [sentence.fault for sentence in verify(draft, QUOTES)]


@pytest.mark.parametrize(
    "draft",
    [
        "Nine boats sank in the harbour of Port Ellery on Sunday night [1].",
        "Nine boats sank in the harbour of Port Ellery. [1]",
        "9 boats sank in Port Ellery on December 7 [1].",
        "On December 7, 2025, nine boats sank in Port Ellery, the coastguard said [1].",
        "According to the coastguard, nine boats sank in Port Ellery's harbour [1].",
        "The Harbour Courier reported that nine boats sank in Port Ellery [1].",
        "Dahlgren said the eastern pier would stay closed until Friday [2].",
        "Ines Dahlgren said on December 9 that the pier would stay closed until December 12 [2].",
        "The minister was not on board [3].",
        "The inquiry may take 2 months [1][3].",
        "The inquiry may take two months [1, 3].",
    ],
)
def test_what_the_quotes_say_is_kept(draft: str) -> None:
    assert faults(draft) == [None]


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        ("Nine boats sank in the harbour of [1]", Fault.FRAGMENT),
        ("Nine [1].", Fault.FRAGMENT),
        ("Nine boats sank in Port Ellery.", Fault.MARKER),
        ("Nine boats sank in Port Ellery [4].", Fault.MARKER),
        ("Nine boats sank in Port Ellery [0].", Fault.MARKER),
        ("Nine boats sank in Port Ellery [2].", Fault.NAME),
        ("Nine boats sank in Port Ostrand [1].", Fault.NAME),
        ("Oskar said nine boats sank in Port Ellery [1].", Fault.NAME),
        ("Eight boats sank in Port Ellery [1].", Fault.NUMBER),
        ("19 boats sank in Port Ellery [1].", Fault.NUMBER),
        ("Seven boats sank in Port Ellery on December 7 [1].", Fault.NUMBER),
        ("The inquiry may take two years [3].", Fault.NUMBER),
        ("Nine boats sank in Port Ellery on Monday night [1].", Fault.DATE),
        ("Nine boats sank in Port Ellery on December 6 [1].", Fault.DATE),
        ("Nine boats sank in Port Ellery on Tue [1].", Fault.DATE),
        ("Nine boats had not sank in Port Ellery, the coastguard said [1].", Fault.NEGATION),
        ("The minister was on board [3].", Fault.NEGATION),
        ("The inquiry will take two months [3].", Fault.MODALITY),
        ("Dahlgren said nine boats sank in Port Ellery [1][2].", Fault.SPEAKER),
        ("Nine boats were drilled and burnt by masked smugglers [1].", Fault.WORDS),
    ],
)
def test_what_they_do_not_say_goes(draft: str, fault: Fault) -> None:
    assert faults(draft) == [fault]


def test_each_sentence_stands_for_itself() -> None:
    draft = "Nine boats sank [1]. Ten boats sank [1]. The pier would stay closed until Friday [2]."
    assert faults(draft) == [None, Fault.NUMBER, None]


@given(st.text(max_size=300))
def test_any_draft_is_read(draft: str) -> None:
    for sentence in verify(draft, QUOTES):
        assert sentence.fault or (sentence.citations and len(sentence.text.split()) > 1)
        assert all(1 <= number <= len(QUOTES) for number in sentence.citations)
