"""Questions as full-text queries."""

import pytest

from index.lexical import content_words, match_expression


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Who attended the Dec 6 call?", ["attended", "dec", "6", "call"]),
        ("why wasnt wyeth at the dock talks", ["wyeth", "dock", "talks"]),
        ("Why didn't they sign? They’ve said", ["sign", "said"]),
        ("what is it", ["what", "is", "it"]),
        ("", []),
    ],
)
def test_content_words_leave_out_how_it_is_asked(text: str, words: list[str]) -> None:
    assert content_words(text) == words


def test_nothing_in_a_question_is_read_as_query_syntax() -> None:
    assert match_expression('NEAR("x" OR *) metro metro') == '"near" OR "x" OR "metro"'
    assert match_expression("?!") is None
