"""Follow-ups are made whole, whole questions are left alone, and nobody's words break anything."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.followup import Message, resolve
from qa.question import MAX_CHARS, understand

TODAY = date(2025, 12, 12)
CALL = "who attended the Dec 6 call"
NAMES = "Andriy Hnatov, Rustem Umerov and Steve Witkoff [1]."
LEADER = "Ada Berg leads the harbour union [Courier, Feb 14]."


def whole(question: str, *said: str) -> str:
    history = [Message("assistant" if n % 2 else "user", words) for n, words in enumerate(said)]
    return resolve(question, history, TODAY)


@pytest.mark.parametrize(
    ("question", "said", "resolved"),
    [
        ("who else?", (CALL, NAMES), CALL),
        ("what about Dec 9?", (CALL, NAMES), "who attended the Dec 9 call"),
        ("and the one on the 9th?", (CALL, NAMES), "who attended the December 9 call"),
        ("and on Dec 9?", ("who won", "Ada"), "who won on Dec 9"),
        ("when?", (CALL, NAMES), "when attended the Dec 6 call"),
        ("where was that", ("was the ferry found?", "Yes."), "where was the ferry found?"),
        ("how long did it last?", (CALL, NAMES), "how long did it last (attended Dec 6 call)?"),
        ("how old is she", ("who runs the union", LEADER), "how old is Ada Berg"),
        (
            "what did she say about her ships",
            ("who runs the union", LEADER),
            "what did Ada Berg say about her ships",
        ),
        ("and the second one?", (CALL, NAMES), "what about Rustem Umerov (attended Dec 6 call)?"),
        (
            "how long was he jailed for",
            ("when does Ottesund’s appeal start", "January 21 (2026-01-21) [1]."),
            "how long was Ottesund jailed for",
        ),
        ("which are they", ("how many are there", "Forty-eight [1]."), "which are they (many)?"),
        ("any deaths?", ("how bad was the flood", "Bad."), "any deaths (bad flood)?"),
    ],
)
def test_follow_ups(question: str, said: tuple[str, ...], resolved: str) -> None:
    assert whole(question, *said) == resolved


@pytest.mark.parametrize(
    "question",
    [
        "who is the ambassador of Ukraine",
        "did the guard say she was there",
        "death toll storm ragna",
        "what did Ada Berg say about her ships",
        "how many people died in the storm?",
    ],
)
def test_a_whole_question_is_left_alone(question: str) -> None:
    assert whole(question, CALL, NAMES) == question


def test_without_a_question_before_there_is_nothing_to_follow() -> None:
    assert resolve("and him?", [Message("assistant", NAMES)], TODAY) == "and him?"
    assert resolve("and him?", [], TODAY) == "and him?"


def test_a_follow_up_of_a_follow_up() -> None:
    assert whole("and on Dec 8?", CALL, NAMES, "what about Dec 9?", NAMES) == (
        "who attended the Dec 8 call"
    )


def test_the_question_keeps_the_users_words_beside_what_they_come_to() -> None:
    history = [Message("user", CALL), Message("assistant", NAMES)]
    question = understand("what about Dec 9?", TODAY, history=history)
    assert question.original == "what about Dec 9?"
    assert question.text == "who attended the Dec 9 call"
    assert question.wants_list
    assert question.dates[0].nearest.first == date(2025, 12, 9)


def test_what_gets_too_long_stays_as_it_is() -> None:
    history = [Message("user", "who met " + "word " * 380)]
    words = "and him? " + "x" * (MAX_CHARS - 20)
    assert understand(words, TODAY, history=history).text == words


MESSAGES = st.lists(
    st.builds(Message, st.sampled_from(["user", "assistant"]), st.text(max_size=200)), max_size=20
)


@given(st.text(min_size=1, max_size=80), MESSAGES)
def test_any_words_and_any_history(question: str, history: list[Message]) -> None:
    assert resolve(question, history, TODAY)


def test_hostile_lengths_are_bounded() -> None:
    history = [Message("user", "A and " * 200_000), Message("assistant", "B, " * 400_000)] * 50
    assert len(resolve("who is he?", history, TODAY)) < 5_000
