"""Calendar arithmetic: intervals of days, weeks, months and years, None beyond the calendar."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from index.dates.mention import Interval
from index.dates.tense import Tense

# How much farther away a day may seem where the tense speaks against it, or news for the past.
_AGAINST_TENSE, _AHEAD = 4, 2


def day_of(year: int, month: int, day: int) -> Interval | None:
    """One day, where there is such a one."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found


def shifted(day: date, days: int) -> Interval | None:
    """The day so many days later."""
    try:
        found = day + timedelta(days)
    except OverflowError:
        return None
    return found, found


def week_of(day: date, weeks: int = 0) -> Interval | None:
    """Monday to Sunday of the week of a day, or so many weeks later."""
    try:
        monday = day + timedelta(7 * weeks - day.weekday())
        return monday, monday + timedelta(6)
    except OverflowError:
        return None


def weekend_of(day: date, weeks: int = 0) -> Interval | None:
    """Saturday and Sunday of the week of a day, or so many weeks later."""
    week = week_of(day, weeks)
    return (week[1] - timedelta(1), week[1]) if week else None


def months(year: int, month: int, count: int = 1) -> Interval | None:
    """So many months from one on; `month` may lie outside of 1 to 12."""
    first, last = 12 * year + month - 1, 12 * year + month + count - 2
    if first < 12 or last >= 12 * 10_000:
        return None
    end_year, end_month = last // 12, last % 12 + 1
    return (
        date(first // 12, first % 12 + 1, 1),
        date(end_year, end_month, monthrange(end_year, end_month)[1]),
    )


def years(year: int, count: int = 1) -> Interval | None:
    """So many years from one on."""
    return months(year, 1, 12 * count)


def decade_of(year: int) -> Interval | None:
    """The ten years from 1990 to 1999, and the like."""
    return years(year // 10 * 10, 10) if year >= 10 else None


def around(  # noqa: PLR0911  a unit each
    day: date, unit: str, count: int = 0
) -> Interval | None:
    """The day, week, month, quarter, year or decade of a day, or so many later or earlier."""
    match unit:
        case "day" | "night" | "morning" | "afternoon" | "evening":
            return shifted(day, count)
        case "week":
            return week_of(day, count)
        case "fortnight":
            return week_of(day, 2 * count)
        case "weekend":
            return weekend_of(day, count)
        case "month":
            return months(day.year, day.month + count)
        case "quarter":
            return months(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * count, 3)
        case "year":
            return years(day.year + count)
        case "decade":
            return decade_of(day.year + 10 * count)
        case "century":
            first = (day.year - 1) // 100 * 100 + 1 + 100 * count
            return years(first, 100)
        case _:
            raise ValueError(f"{unit!r} is no unit of time")


def nearest(
    of_year: Callable[[int], Interval | None], anchor: date, tense: Tense
) -> Interval | None:
    """The year's day or month that is meant where no year is given: the nearest, but tense counts.

    A day ahead counts as twice as far as one behind, since news tells what has happened; one on
    the wrong side of the tense as four times as far.
    """

    def distance(span: Interval) -> int:
        if span[0] <= anchor <= span[1]:
            return 0
        ahead = span[0] > anchor
        days = (span[0] - anchor).days if ahead else (anchor - span[1]).days
        if tense is not Tense.UNKNOWN:
            return days * (_AGAINST_TENSE if ahead != (tense is Tense.FUTURE) else 1)
        return days * (_AHEAD if ahead else 1)

    # Eight years on either side hold a February 29.
    found = (
        of_year(year) for year in range(max(1, anchor.year - 8), min(9999, anchor.year + 8) + 1)
    )
    return min((span for span in found if span), key=distance, default=None)


def weekday_from(
    anchor: date, weekday: int, *, ahead: bool, strictly: bool = False
) -> Interval | None:
    """The next or last such weekday, the anchor itself included unless `strictly`."""
    back = (anchor.weekday() - weekday) % 7
    if ahead:
        return shifted(anchor, (-back) % 7 or (7 if strictly else 0))
    return shifted(anchor, -(back or (7 if strictly else 0)))
