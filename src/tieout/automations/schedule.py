"""When a schedule is due: cron's five fields in a time zone, with business days and holidays, through changes of the clock.

A job at a fixed hour runs once on the days on which the clocks change, as Debian's cron does it; one that runs every so many
minutes runs by the time that passes.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from cronsim import CronSim, CronSimError

from tieout.automations.triggers import Schedule

SATURDAY = 5
DAY = timedelta(days=1)
# No country closes for longer without a day between; and by how much clocks are changed at most.
CLOSED_DAYS_MAX = 30
CLOCKS = timedelta(hours=3)
# A schedule of the weekends alone, asked for business days only, is never due: more were left out than so many days have minutes,
# or none was due for so many years, in which a 29 February falls on every day of the week.
LEFT_OUT_MAX = CLOSED_DAYS_MAX * 24 * 60
LEFT_OUT_FOR = timedelta(days=40 * 366)
COUNTED_MAX = 1000
# Where the latest of many is looked for, so that a schedule of every minute is not gone through for a whole year.
BACK = tuple(timedelta(**{unit: many}) for unit, many in (("hours", 1), ("days", 1), ("days", 4), ("days", 40), ("days", 400)))


class ScheduleError(ValueError):
    """A schedule that cannot be kept, in a sentence for the person who wrote it."""


def problems(schedule: Schedule) -> tuple[str, ...]:
    """What is wrong with it; nothing when it can be kept."""
    try:
        if schedule.country:
            _worked(schedule.country)
            if schedule.business_days == "any":
                return ("Holidays are named, but it is to run on any day. Choose business days, or name no country.",)
        if next_due(schedule, after=datetime(2026, 1, 1, tzinfo=UTC)) is None:
            return (f"The schedule {schedule.cron} never falls due.",)
    except ScheduleError as error:
        return (str(error),)
    return ()


def next_due(schedule: Schedule, *, after: datetime) -> datetime | None:
    """The first instant after that one, in UTC; None when there is none. Raises ScheduleError."""
    return next(_instants(schedule, after=after), None)


def upcoming(schedule: Schedule, *, after: datetime, count: int) -> list[datetime]:
    """The next instants in UTC, in order. Raises ScheduleError."""
    return list(islice(_instants(schedule, after=after), count))


def passed(schedule: Schedule, *, after: datetime, now: datetime) -> tuple[datetime | None, int]:
    """The latest instant after the one and up to the other, and how many there were, counted to a thousand. Raises
    ScheduleError."""
    count = sum(1 for _ in islice(takewhile(lambda at: at <= now, _instants(schedule, after=after)), COUNTED_MAX))
    if not count:
        return None, 0
    for back in (*BACK, now - after):
        found = list(takewhile(lambda at: at <= now, _instants(schedule, after=max(after, now - back))))
        if found:
            return found[-1], count
    return None, 0


def _instants(schedule: Schedule, *, after: datetime) -> Iterator[datetime]:
    if schedule.business_days != "next":
        yield from _on_the_day(schedule, after=after)
        return
    # What is put off comes among what is due on the next business day itself: it is sorted in, and what falls together is one.
    waiting: set[datetime] = set()
    for local in _raw(schedule, after=_closed_since(schedule, after)):
        at = local.astimezone(UTC)
        for ready in sorted(one for one in waiting if one < at):
            waiting.discard(ready)
            yield ready
        moved = _on_business_day(schedule, local).astimezone(UTC)
        if moved > after:
            waiting.add(moved)
    yield from sorted(waiting)


def _on_the_day(schedule: Schedule, *, after: datetime) -> Iterator[datetime]:
    """Those that fall on any day, or on business days only."""
    left_out, since = 0, after
    for local in _raw(schedule, after=after):
        if schedule.business_days == "any" or _is_business_day(schedule, local.date()):
            left_out, since = 0, local
            yield local.astimezone(UTC)
        elif (left_out := left_out + 1) > LEFT_OUT_MAX or local - since > LEFT_OUT_FOR:
            return


def _closed_since(schedule: Schedule, after: datetime) -> datetime:
    """From when on something may have been put off beyond that instant: the beginning of the days just before that are none of
    business."""
    zone = _zone(schedule)
    day = after.astimezone(zone).date()
    for _ in range(CLOSED_DAYS_MAX):
        if _is_business_day(schedule, day - DAY):
            break
        day -= DAY
    return datetime.combine(day, datetime.min.time(), tzinfo=zone).astimezone(UTC) - CLOCKS


def _on_business_day(schedule: Schedule, local: datetime) -> datetime:
    """The same time of day on the first business day from its own on."""
    for _ in range(CLOSED_DAYS_MAX):
        if _is_business_day(schedule, local.date()):
            break
        local += DAY
    return local


def _is_business_day(schedule: Schedule, day: date) -> bool:
    if not schedule.country:
        return day.weekday() < SATURDAY
    return _worked(schedule.country).is_working_day(day)


@lru_cache(maxsize=64)
def _worked(place: str) -> holidays.HolidayBase:
    """The calendar of a country or of a part of it; raises ScheduleError for a place that has none."""
    country, _, part = place.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise ScheduleError(
            f"There are no public holidays of {place!r}. Write a country by its two letters, such as GB, with a part of it after a"
            " hyphen where that has its own, such as GB-SCT; or leave it empty."
        ) from None


def _raw(schedule: Schedule, *, after: datetime) -> Iterator[datetime]:
    """What the cron expression says, in local time, after that instant and each once."""
    if len(schedule.cron.split()) != 5:
        raise ScheduleError(f"{schedule.cron!r} is no schedule. Write five fields: minute, hour, day, month, day of the week.")
    zone = _zone(schedule)
    try:
        instants = CronSim(schedule.cron, after.astimezone(zone))
    except CronSimError as error:
        said = str(error).replace("Bad", "its field cannot be read:").replace("-", " ")
        raise ScheduleError(f"{schedule.cron!r} is no schedule; {said}.") from None
    latest = after.astimezone(UTC)
    for local in instants:
        # Begun within an hour that comes twice, the iterator may name its first passing once more.
        if (at := local.astimezone(UTC)) > latest:
            latest = at
            yield local


def _zone(schedule: Schedule) -> ZoneInfo:
    try:
        return ZoneInfo(schedule.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ScheduleError(f"There is no time zone {schedule.time_zone!r}. Choose one like Europe/London.") from None
