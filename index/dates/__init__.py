"""Dates in text, found without a language model: pure functions, calendar intervals out.

`find_dates` reads days ("Dec. 6", "6 December 2025", "12/6/2025", "2025-12-06"), months, quarters,
seasons, years, decades and centuries, holidays, and what news counts from its own date: yesterday,
last week, Tuesday, three days ago. The rules with their examples are in `index.dates.rules`, the
words in `index.dates.tables`.

Where words leave a choice:
- A day or month without a year lies in the year that brings it nearest, one ahead counting as twice
  as far, and one that the tense speaks against as four times; after "since" it is the last one.
- Numeric days are month first with a slash ("12/6" is December 6) unless that is no date, and day
  first with dots ("6.12.2025").
- A weekday is the last one up to the anchor, the anchor itself included, and the next one where the
  verb nearest to it is of the future ("will", "planned to", "is due").
- "Early", "late", "the end of" a period are the whole period. A week begins on Monday.
- "Two weeks later", "the next day" and "that year" count from the mention before, else are left
  alone; in a quotation "tomorrow" counts from the day on which it was said, where that is told; in
  a live blog everything counts from the last line that begins with a day and a time.
- "The past three years", "two hours", "now" and clock times by themselves are no dates.
"""

from hashlib import sha256
from importlib.resources import files

from index.dates.find import find_dates
from index.dates.intervals import event_dates, find_intervals, mentions_between
from index.dates.mention import DateMention
from index.dates.tables import MONTHS, WEEKDAYS

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "DateMention",
    "event_dates",
    "find_dates",
    "find_intervals",
    "mentions_between",
    "rules_fingerprint",
]


def rules_fingerprint() -> str:
    """A hash of this package's sources: dates found under another one may be others."""
    sources = sorted(
        (file for file in files("index.dates").iterdir() if file.name.endswith(".py")),
        key=lambda file: file.name,
    )
    return sha256(b"\0".join(file.read_bytes() for file in sources)).hexdigest()
