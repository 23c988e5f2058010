"""What was found: an expression of time and the days that it names."""

from dataclasses import dataclass
from datetime import date

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression: `text[start:end]` and the calendar interval that it names.

    `bound` is "from" or "until" where the words leave one side open. `year_given` tells whether
    the words themselves say the year, and `recurs` whether they name a day of every year, such as
    "Dec 6" or "Christmas".
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    bound: str | None = None
    year_given: bool = True
    recurs: bool = False
