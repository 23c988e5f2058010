"""What a chat client chooses by the name of its model."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from http import HTTPStatus

from starlette.exceptions import HTTPException

from api.requests import Mode
from index.errors import InvalidInput


class Form(StrEnum):
    """The form of an answer, by the model's name."""

    PLAIN = "dateline"
    MARKDOWN = "dateline-markdown"
    OPEN_WEBUI = "dateline-openwebui"
    GENERATE = "dateline-generate"


@dataclass(frozen=True, slots=True)
class Variant:
    """A model's name, read: `dateline`, or `dateline-markdown:2025-12-10` asked on that day."""

    name: str
    form: Form
    asked_on: date | None = None

    @property
    def mode(self) -> Mode:
        """Whether a language model may write the answer."""
        return Mode.GENERATE if self.form is Form.GENERATE else Mode.EXTRACT

    @classmethod
    def parse(cls, name: str) -> "Variant":
        """Read a model's name.

        Raises:
            HTTPException: 404, there is no such model.
            InvalidInput: what follows the colon is no day.
        """
        model, colon, day = name.partition(":")
        if model not in list(Form):
            names = ", ".join(Form)
            raise HTTPException(
                HTTPStatus.NOT_FOUND, f"there is no model {name!r}: use one of {names}"
            )
        try:
            return cls(name, Form(model), date.fromisoformat(day) if colon else None)
        except ValueError:
            raise InvalidInput(
                f"model: {day!r} is no day: write one like dateline:2025-12-06"
            ) from None
