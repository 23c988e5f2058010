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
    said = [found for message in messages if (found := message.parsed())]
    while said and said[-1].role != "user":
        said.pop()
    if not said:
        raise InvalidInput('messages: send one with "role": "user", whose words are the question')
    *before, question = said
    return Asked(question.content, before, **others)


def count_words(*texts: str) -> int:
    """What is reported as tokens where a client counts them: there is no language model here."""
    return sum(len(text.split()) for text in texts)
