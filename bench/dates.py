"""Find dates in news with gold time expressions, and compare the calendar intervals.

    python bench/dates.py time/aquaint.jsonl [--show]

Gold are the TIMEX3 values that name a day (times are cut to the day), an ISO week, a month, a
quarter, a year or a decade. A prediction is right when it overlaps one and names the same first and
last day, one to one. Predictions that overlap only other expressions (durations, "now", seasons)
don't count; all others are false. `--show` prints what was missed and what was wrong.

With `--speed` also: how long a megabyte of the same news takes.
"""

import argparse
import json
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from index.dates import DateMention, find_dates

Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Gold:
    """A time expression, and its interval where it names one."""

    start: int
    end: int
    text: str
    value: str
    interval: Interval | None


def interval_of(value: str) -> Interval | None:  # noqa: PLR0911  a case each
    """The days that a TIMEX3 value names, or None where it is vague."""
    day = value.split("T", maxsplit=1)[0]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return date.fromisoformat(day), date.fromisoformat(day)
    if week := re.fullmatch(r"(\d{4})-W(\d\d?)(-WE)?", value):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return monday + timedelta(5 if week[3] else 0), monday + timedelta(6)
    if month := re.fullmatch(r"(\d{4})-(\d\d)", value):
        year, number = int(month[1]), int(month[2])
        return date(year, number, 1), date(year, number, monthrange(year, number)[1])
    if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        year, number = int(quarter[1]), 3 * int(quarter[2])
        return date(year, number - 2, 1), date(year, number, monthrange(year, number)[1])
    if re.fullmatch(r"\d{4}", value):
        return date(int(value), 1, 1), date(int(value), 12, 31)
    if re.fullmatch(r"\d{3}X?", value):
        return date(int(value[:3]) * 10, 1, 1), date(int(value[:3]) * 10 + 9, 12, 31)
    return None


@dataclass
class Score:
    """Counts over all texts, and the lines to look at."""

    right: int = 0
    missed: int = 0
    false: int = 0

    def add(self, text: str, gold: Sequence[Gold], found: Sequence[DateMention]) -> list[str]:
        """Count one text; returns what was missed or wrong, with its surroundings."""
        lines, left = [], list(found)
        for one in gold:
            if one.interval is None:
                continue
            over = [m for m in left if m.start < one.end and one.start < m.end]
            equal = [m for m in over if (m.first, m.last) == one.interval]
            if equal:
                self.right += 1
                left.remove(equal[0])
                continue
            self.missed += 1
            told = ", ".join(f"{m.text} = {m.first} to {m.last}" for m in over) or "nothing"
            around = " ".join(text[max(0, one.start - 60) : one.end + 40].split())
            lines.append(f"missed {one.text!r} = {one.value}, found {told}: ... {around}")
        for m in left:
            over_gold = [g for g in gold if g.start < m.end and m.start < g.end]
            if over_gold and all(g.interval is None for g in over_gold):
                continue
            self.false += 1
            if not over_gold:
                around = " ".join(text[max(0, m.start - 60) : m.end + 40].split())
                lines.append(f"wrong {m.text!r} = {m.first} to {m.last}: ... {around}")
        return lines

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.false)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} "
            f"({self.right} right, {self.missed} missed, {self.false} false)"
        )


def main() -> None:
    """Read, find, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    documents = [json.loads(line) for line in options.file.open(encoding="utf-8")]
    score = Score()
    for document in documents:
        text = document["text"]
        gold = [
            Gold(t["start"], t["end"], t["text"], t["value"],
                 interval_of(t["value"]) if t["type"] in ("DATE", "TIME") else None)
            for t in document["timexes"]
        ]  # fmt: skip
        found = find_dates(text, date.fromisoformat(document["published"][:10]))
        for line in score.add(text, gold, found):
            if options.show:
                print(f"{document['id']} ({document['published']}) {line}")
    print(f"{len(documents)} texts: {score}")
    if options.speed:
        text = "\n".join(document["text"] for document in documents)
        text *= 1_000_000 // len(text) + 1
        begin = perf_counter()
        count = len(find_dates(text[:1_000_000], date(1998, 8, 7)))
        print(f"{count} dates in a million characters in {perf_counter() - begin:.2f} s")


if __name__ == "__main__":
    main()
