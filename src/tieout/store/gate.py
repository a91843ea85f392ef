"""The rate gate: one call budget for each organisation, shared by every worker through the database.

A limit over a short window has one row for each call that it allows; a call takes the row that was used longest ago, if that is
longer ago than the window. A limit over a day is one row with a count, corrected by what the provider says is left.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Value
from django.db.models.functions import Greatest

# The provider counts arrivals, we count departures: a little more than the window keeps jitter on the network from mattering.
MARGIN_SECONDS = 0.3


class GateSlot(models.Model):
    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=150)
    used_at = models.FloatField(default=0)
    under_way_until = models.FloatField(default=0)

    class Meta:
        db_table = "gate_slot"
        indexes = [models.Index(fields=["key", "used_at"], name="gate_slot_oldest")]


class GateDay(models.Model):
    key = models.CharField(max_length=150, primary_key=True)
    began_at = models.FloatField(default=0)
    used = models.IntegerField(default=0)
    closed_until = models.FloatField(default=0)

    class Meta:
        db_table = "gate_day"


def prepare(key: str, *, calls: int) -> None:
    """Makes the slots of a window once; more when the limit has grown, fewer when it has shrunk."""
    have = GateSlot.objects.filter(key=key).count()
    if have == calls:
        return
    with transaction.atomic():
        lock, _ = GateDay.objects.get_or_create(key=f"{key}:slots")
        GateDay.objects.select_for_update().get(key=lock.key)
        have = GateSlot.objects.filter(key=key).count()
        GateSlot.objects.bulk_create([GateSlot(key=key) for _ in range(calls - have)], batch_size=500)
        surplus = list(GateSlot.objects.filter(key=key).order_by("used_at").values_list("id", flat=True)[: max(0, have - calls)])
        for start in range(0, len(surplus), 500):
            GateSlot.objects.filter(id__in=surplus[start : start + 500]).delete()


@contextmanager
def _turn(key: str) -> Iterator[CursorWrapper]:
    """One taker of a key at a time: rows that are skipped while others hold them end in deadlocks under load.

    A transaction on SQLite begins by waiting for its turn to write; so does this one on PostgreSQL, for its key. The clock is to be
    read when the wait is over.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        yield cursor


_OLDEST = "SELECT id FROM gate_slot WHERE key = %s AND used_at <= %s ORDER BY used_at LIMIT 1"
_OLDEST_ANSWERED = "SELECT id FROM gate_slot WHERE key = %s AND used_at <= %s AND under_way_until <= %s ORDER BY used_at LIMIT 1"
# In this order: window, now, window, now, until when it is held, key, the latest `used_at` for which there is patience, now.
_RESERVE = (
    "UPDATE gate_slot SET used_at = CASE WHEN used_at + %s > %s THEN used_at + %s ELSE %s END, under_way_until = %s"
    f" WHERE id = ({_OLDEST_ANSWERED}) RETURNING id, used_at"
)


@dataclass(frozen=True)
class Reserved:
    """The slot of a call that may go at that instant, and counts as used from then on."""

    slot: int
    at: float


def reserve(key: str, *, seconds: float, patience: float, hold_seconds: float = 0) -> Reserved | float:
    """A slot, taken for the first instant that is free, so that nobody asks twice; the seconds until then where they are more than
    `patience`.

    With `hold_seconds` nobody else gets it before `answered`, or before so long has passed: its caller died.
    """
    window = seconds + MARGIN_SECONDS
    with _turn(key) as cursor:
        now = time.time()
        cursor.execute(_RESERVE, [window, now, window, now, now + hold_seconds, key, now + patience - window, now])
        row = cursor.fetchone()
    if row is not None:
        return Reserved(int(row[0]), float(row[1]))
    next_free = GateSlot.objects.filter(key=key).aggregate(oldest=models.Min("used_at"))["oldest"]
    return max(0.05, float(next_free or now) + window - now)


def postpone(slot: int, *, until: float) -> None:
    """The call goes later than its slot was taken for, because another limit made it wait."""
    GateSlot.objects.filter(id=slot, used_at__lt=until).update(used_at=until)


def answered(slot: int, *, at: float) -> None:
    """The call of a held slot has its answer, which came at that instant."""
    GateSlot.objects.filter(id=slot).update(used_at=Greatest("used_at", Value(at)), under_way_until=0)


def occupy(key: str, *, hold_seconds: float) -> tuple[int, float] | None:
    """A place among the calls that may be under way at once, for `vacate`; None when all are taken.

    It is free again after `hold_seconds` in any case: whoever held it died.
    """
    with _turn(key) as cursor:
        now = time.time()
        until = now + hold_seconds
        cursor.execute(f"UPDATE gate_slot SET used_at = %s WHERE id = ({_OLDEST}) RETURNING id", [until, key, now])
        row = cursor.fetchone()
    return (row[0], until) if row else None


def vacate(place: int, *, until: float) -> None:
    """Only the one who holds it still gives it back."""
    GateSlot.objects.filter(id=place, used_at=until).update(used_at=0)


def push_slots(key: str, *, seconds: float, window_seconds: float) -> None:
    """The provider said to wait: every slot counts as used so that the first is free in `seconds`."""
    until = time.time() + seconds - window_seconds
    with _turn(key):
        GateSlot.objects.filter(key=key, used_at__lt=until).update(used_at=until)


def take_day(key: str, *, calls: int, seconds: float) -> float:
    """0 when a call of the long window is left, else the seconds until it begins anew."""
    with transaction.atomic():
        GateDay.objects.get_or_create(key=key, defaults={"began_at": time.time()})
        row, now = GateDay.objects.select_for_update().get(key=key), time.time()
        if row.closed_until > now:
            return row.closed_until - now
        if row.began_at + seconds <= now:
            row.began_at, row.used = now, 0
        if row.used >= calls:
            return row.began_at + seconds - now
        row.used += 1
        row.save()
    return 0.0


def correct_day(key: str, *, calls: int, remaining: int) -> None:
    """What the provider says is left wins when it is less than we think: others may use the same organisation."""
    GateDay.objects.filter(key=key, used__lt=calls - remaining).update(used=calls - remaining)


def close_day(key: str, *, seconds: float) -> None:
    GateDay.objects.get_or_create(key=key, defaults={"began_at": time.time()})
    GateDay.objects.filter(key=key).update(closed_until=time.time() + seconds)


def used(key: str, *, seconds: float) -> int:
    """Calls of a short window that count now."""
    return GateSlot.objects.filter(key=key, used_at__gt=time.time() - seconds).count()


def day_age(key: str) -> float:
    """Seconds since a long window began; 0 for one that has not."""
    row = GateDay.objects.filter(key=key).first()
    return time.time() - row.began_at if row else 0.0


def used_day(key: str, *, seconds: float) -> int:
    row = GateDay.objects.filter(key=key).first()
    return row.used if row and row.began_at + seconds > time.time() else 0
