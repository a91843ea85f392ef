"""Instants and days as QuickBooks writes them: Pacific offsets on every stamp, plain company-local days on documents."""

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

_PST, _PDT = timezone(timedelta(hours=-8)), timezone(timedelta(hours=-7))


def _sunday(year: int, month: int, *, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def pacific(instant: datetime) -> datetime:
    """The instant on a Californian clock; daylight saving from the second Sunday of March to the first of November."""
    instant = instant.astimezone(UTC)
    # 2:00 standard time is 10:00 UTC, 2:00 daylight time is 9:00 UTC.
    begins = datetime(instant.year, 3, _sunday(instant.year, 3, nth=2).day, 10, tzinfo=UTC)
    ends = datetime(instant.year, 11, _sunday(instant.year, 11, nth=1).day, 9, tzinfo=UTC)
    return instant.astimezone(_PDT if begins <= instant < ends else _PST)


def stamp(instant: datetime) -> str:
    return pacific(instant).isoformat(timespec="milliseconds")


@lru_cache(maxsize=200_000)
def instant(text: str) -> datetime:
    """Raises ValueError. A text without an offset is Pacific time (assumed)."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        # Either offset names the same hour but in the doubled one of autumn; the standard one is tried first.
        parsed = parsed.replace(tzinfo=pacific(parsed.replace(tzinfo=_PST)).tzinfo)
    return parsed.astimezone(UTC)


def day(text: str) -> str:
    """The day of a date or of a date with a time, as YYYY-MM-DD; raises ValueError."""
    return (datetime.fromisoformat(text).date() if "T" in text else date.fromisoformat(text)).isoformat()


def days_after(text: str, days: int) -> str:
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()
