"""When a schedule is due: cron's five fields in a time zone, with business days, through changes of the clock.

A job at a fixed hour runs once on the days on which the clocks change, as Debian's cron does it; one that runs every so many
minutes runs by the time that passes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from tieout.automations.triggers import Schedule

SATURDAY = 5
# Nothing that is put off from a weekend is put off by more.
PUT_OFF_MAX = timedelta(days=2, hours=3)
# A schedule of the weekends alone, asked for business days only, is never due: more than a weekend has minutes were left out.
LEFT_OUT_MAX = 5000
COUNTED_MAX = 1000
# Where the latest of many is looked for, so that a schedule of every minute is not gone through for a whole year.
BACK = tuple(timedelta(**{unit: many}) for unit, many in (("hours", 1), ("days", 1), ("days", 4), ("days", 40), ("days", 400)))


class ScheduleError(ValueError):
    """A schedule that cannot be kept, in a sentence for the person who wrote it."""


def problems(schedule: Schedule) -> tuple[str, ...]:
    """What is wrong with it; nothing when it can be kept."""
    try:
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
        left_out = 0
        for local in _raw(schedule, after=after):
            if schedule.business_days == "any" or local.weekday() < SATURDAY:
                left_out = 0
                yield local.astimezone(UTC)
            elif (left_out := left_out + 1) > LEFT_OUT_MAX:
                return
        return
    # What is put off comes among what is due on Monday itself: it is sorted in, and what falls together is one.
    waiting: set[datetime] = set()
    for local in _raw(schedule, after=after - PUT_OFF_MAX):
        at = local.astimezone(UTC)
        for ready in sorted(one for one in waiting if one < at):
            waiting.discard(ready)
            yield ready
        moved = _on_business_day(local).astimezone(UTC)
        if moved > after:
            waiting.add(moved)
    yield from sorted(waiting)


def _on_business_day(local: datetime) -> datetime:
    """The same time of day on the next Monday, for a Saturday or Sunday."""
    days = max(0, 7 - local.weekday()) if local.weekday() >= SATURDAY else 0
    return local + timedelta(days=days)


def _raw(schedule: Schedule, *, after: datetime) -> Iterator[datetime]:
    """What the cron expression says, in local time, after that instant and each once."""
    if len(schedule.cron.split()) != 5:
        raise ScheduleError(f"{schedule.cron!r} is no schedule. Write five fields: minute, hour, day, month, day of the week.")
    try:
        zone = ZoneInfo(schedule.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ScheduleError(f"There is no time zone {schedule.time_zone!r}. Choose one like Europe/London.") from None
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
