import pytest

from qa.examples import proposed


@pytest.mark.parametrize(
    ("text", "question", "subject"),
    [
        (
            "Nine boats sank in the harbour of Port Ellery, the coastguard said.",
            "How many boats sank in the harbour of Port Ellery?",
            "Nine",
        ),
        (
            "Foreign minister Edda Ull signed a memorandum on the strait late on Thursday.",
            "Who signed a memorandum on the strait late on Thursday?",
            "Foreign minister Edda Ull",
        ),
        (
            "During the talks, the president, Hnatov and Umerov discussed issues of territory.",
            "Who discussed issues of territory?",
            "the president Hnatov and Umerov",
        ),
    ],
)
def test_a_sentence_becomes_the_question_that_it_answers(
    text: str, question: str, subject: str
) -> None:
    [proposal] = proposed(text)
    assert (proposal.question, proposal.subject) == (question, subject)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nothing happened.",
        "She signed a memorandum on the strait.",  # who is "she"?
        "Storm Ragna claimed at least seven lives on the islands.",  # nobody
        "Edda Ull signed it on Thursday evening.",  # what is "it"?
        "Edda Ull thanked the ministers for 02.30 hours of",
        "Two thirds of the victims died on the islands.",
    ],
)
def test_what_would_not_be_understood_alone_is_no_example(text: str) -> None:
    assert list(proposed(text)) == []
