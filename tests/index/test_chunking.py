from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.chunking import Chunking, chunk, sentence_spans, sentences_around
from index.passage import Passage

# Emoji of several code points, combining marks, right-to-left marks, scripts without blanks, and
# the white space that is not a blank.
HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from('👩‍👩‍👧‍👦é\u0301\u202e\u202c漢字。.!?"“” \n\r\t\u2028\u00a0Dr.U.S.'),
    ),
    max_size=2000,
)
SIZES = st.builds(Chunking, target_words=st.integers(5, 200), overlap_words=st.integers(0, 4))


def passages_of(text: str, chunking: Chunking | None = None) -> list[Passage]:
    return chunk(Article(id="x", text=text), chunking or Chunking())


@given(HOSTILE, SIZES)
def test_passages_are_the_articles_text_and_cover_all_of_it(text: str, chunking: Chunking) -> None:
    covered: set[int] = set()
    for passage in passages_of(text, chunking):
        assert text[passage.start : passage.end] == passage.text
        covered.update(range(passage.start, passage.end))
    assert all(i in covered for i, character in enumerate(text) if not character.isspace())


@given(HOSTILE)
def test_sentences_are_in_order_and_never_cross_a_line(text: str) -> None:
    spans = sentence_spans(text)
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    for start, end in spans:
        assert text[start:end].strip() == text[start:end] != ""
        assert "\n" not in text[start:end]


@given(HOSTILE, st.data())
def test_a_stretch_is_widened_to_whole_sentences(text: str, data: st.DataObject) -> None:
    spans = sentence_spans(text)
    if not spans:
        return
    start, end = data.draw(st.sampled_from(spans))
    inner = data.draw(st.integers(start, end - 1))
    assert sentences_around(text, inner, inner + 1) == (start, end)


def test_consecutive_passages_share_a_sentence() -> None:
    text = " ".join(f"Sentence number {n} has seven words here." for n in range(60))
    passages = passages_of(text)
    assert len(passages) > 2
    for before, after in pairwise(passages):
        assert after.start < before.end, "no overlap"
        assert after.end > before.end, "no progress"


def test_passages_hold_about_the_target_words() -> None:
    text = " ".join(f"Sentence number {n} has seven words here." for n in range(200))
    sizes = [len(p.text.split()) for p in passages_of(text)][:-1]
    assert all(90 <= size <= 150 for size in sizes)


@pytest.mark.parametrize("text", ["a" * 1_000_000, "word " * 200_000, "漢字" * 100_000])
def test_one_huge_line_is_cut_into_bounded_passages(text: str) -> None:
    passages = passages_of(text)
    assert len(passages) > 10
    assert max(len(p.text) for p in passages) <= 2_000


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    text = "Mr. Smith met U.S. Rep. Jones on Dec. 6 in St. Paul. They talked."
    assert [text[s:e] for s, e in sentence_spans(text)] == [text[:-13], "They talked."]


def test_the_overlap_must_be_smaller_than_the_passage() -> None:
    with pytest.raises(ValueError, match="overlap_words"):
        Chunking(target_words=10, overlap_words=10)
