"""Which questions a whole sentence answers, and what they are about."""

from datetime import date

import pytest

from qa.accounts import Form
from qa.question import understand


def form(text: str) -> tuple[Form | None, str]:
    question = understand(text, date(2026, 3, 1))
    return question.form, question.topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what is the latest on the dock strike", "the dock strike"),
        ("whats the latest with halcyon?", "halcyon?"),
        ("Is there any news about the ferry?", "the ferry?"),
        ("hi, what's new in port haskett", "port haskett"),
        ("dock strike latest", "dock strike"),
        ("the levee, what's new", "the levee"),
        ("storm ragna update please", "storm ragna"),
        ("what's going on with the levee", "the levee"),
        ("how are things going with the pier", "the pier"),
        ("anything yet on the shortlist?", "the shortlist?"),
        ("sale of the port, where does it stand", "sale of the port"),
        (
            "I leave on Monday. Any word on the ferry strike?",
            "I leave on Monday. the ferry strike?",
        ),
    ],
)
def test_the_latest(text: str, topic: str) -> None:
    assert form(text) == (Form.LATEST, topic)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("tell me about Odell Marchetti", "Odell Marchetti"),
        ("can you please summarize the flood?", "the flood?"),
        ("what do we know about the fire so far", "the fire so far"),
        ("What is known about the thief", "the thief"),
        ("give me a quick summary of the trial", "the trial"),
        ("corruption trial, summary", "corruption trial"),
        ("shooting in the bar, what happened?", "shooting in the bar"),
    ],
)
def test_an_account(text: str, topic: str) -> None:
    assert form(text) == (Form.ACCOUNT, topic)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what happened to the bridge", "the bridge"),
        ("what happened on Dec 6?", "Dec 6?"),
        ("so what became of the goose?", "the goose?"),
        ("what went wrong at the museum", "the museum"),
        ("how did the talks end", "the talks end"),
    ],
)
def test_an_event(text: str, topic: str) -> None:
    assert form(text) == (Form.EVENT, topic)


@pytest.mark.parametrize(
    "text",
    ["is the strike over", "Has wyeth resigned?", "was it called off or not", "didn't he attend"],
)
def test_yes_or_no(text: str) -> None:
    assert form(text) == (Form.YES_NO, text)


@pytest.mark.parametrize("text", ["Odell Marchetti", "harrowgate foods recall"])
def test_a_topic(text: str) -> None:
    assert form(text) == (Form.TOPIC, text)


@pytest.mark.parametrize(
    "text",
    [
        "who attended the Dec 6 call",
        "was it five or six",  # one of the two
        "was the hiker found, and where",
        "does the Courier's report of the strike that began on Monday say that the crews want a "
        "second mate, while the Post's report of the same day says they want more pay",
        "the first element on the periodic table is",
        "could you tell me who signed",
        "who was in the news",
        "who won the latest race",
        "what is the latest toll",
        "any update on the toll",  # a number
        "what is the word for butter",
        "any word on how many judges there were",
        "explain why the bridge closed",
        "what happened that led to his death",
        "what happens if it rains",
        "death toll of the storm",
        "podium women ski race",
        "what happened",  # to what?
        "any news?",
    ],
)
def test_a_few_words_answer_others(text: str) -> None:
    assert form(text) == (None, text)
