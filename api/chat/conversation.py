"""Messages of a conversation as a question and what was said before it."""

from collections.abc import Sequence
from typing import Any

from api.answering import Asked
from api.requests import MessageIn
from index.errors import InvalidInput


def asked(messages: Sequence[MessageIn], **others: Any) -> Asked:
    """The last message of the user, with those before it as history.

    System messages and what a client sends beside text are ignored. `others` are further fields of
    `Asked`.

    Raises:
        InvalidInput: no message is the user's.
    """
    said = [message.parsed() for message in messages]
    own = [n for n, message in enumerate(said) if message and message.role == "user"]
    if not own:
        raise InvalidInput('messages: send one with "role": "user", whose words are the question')
    question = said[own[-1]]
    assert question  # noqa: S101  chosen so above
    before = (message for message in said[: own[-1]] if message)
    return Asked(question.content, list(before), **others)


def count_words(*texts: str) -> int:
    """What is reported as tokens where a client counts them: there is no language model here."""
    return sum(len(text.split()) for text in texts)
