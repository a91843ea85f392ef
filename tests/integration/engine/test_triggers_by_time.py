"""What time starts: schedules through moved clocks and lost hours, and documents that fall overdue."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection as database_connection

from integration.engine.stage import Shop
from integration.engine.test_triggers import invoice, pay
from integration.engine.watching import due_in, look, runs_of, succeeded, switch, watch
from tieout.accounting.kinds import EntityKind
from tieout.engine import overdue, schedules
from tieout.engine import worker as workers
from tieout.store import audit, workspaces
from tieout.store import schedules as marks
from tieout.store.schedules import DayDone, Schedule

# Far in the future: whatever the worker's own clock does meanwhile, these are not due for it.
NOON = datetime(2031, 6, 2, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_marks(shop: Shop) -> Iterator[None]:
    """Of other shops nothing is due."""
    Schedule.objects.all().delete()
    yield
    Schedule.objects.filter(workspace_id=shop.workspace_id).delete()


def daily(shop: Shop, cron: str = "0 9 * * *", *, at: datetime = NOON, enabled: bool = True, days: str = "any") -> UUID:
    schedule = {"cron": cron, "time_zone": "Europe/London", "business_days": days}
    row = watch(shop, {"type": "schedule", "schedule": schedule}, enabled=enabled)
    Schedule.objects.filter(workspace_id=shop.workspace_id).delete()
    schedules.align(now=at)
    return row.id


def begun(shop: Shop, now: datetime) -> list[str]:
    """The titles of the runs that a look at that instant starts."""
    return [run.title for run in shop.began_here(schedules.start_due(now=now))]


def test_what_is_published_says_when_it_is_due_next(shop: Shop) -> None:
    automation = daily(shop)
    assert due_in(shop, automation) == "2031-06-03T08:00:00+00:00"
    row = watch(shop, {"type": "schedule", "schedule": {"cron": "30 6 1 1 *", "time_zone": "Europe/London"}})
    assert row.id == automation
    assert due_in(shop, automation)[4:] == "-01-01T06:30:00+00:00", "a new version is reckoned at once"
    switch(shop, row, enabled=False)
    assert due_in(shop, automation) == ""
    row.enabled = False
    switch(shop, row, enabled=True)
    assert due_in(shop, automation)[4:] == "-01-01T06:30:00+00:00"


@pytest.mark.feature("Q-73")
def test_a_due_instant_starts_one_run_with_its_time(shop: Shop) -> None:
    daily(shop)
    assert begun(shop, NOON + 20 * timedelta(hours=1) - timedelta(seconds=1)) == []
    assert begun(shop, NOON + 20 * timedelta(hours=1)) == ["Schedule 03 June 2031 09:00 Europe/London"]
    assert begun(shop, NOON + 20 * timedelta(hours=1)) == []
    row = watch(shop, {"type": "schedule", "schedule": {"cron": "0 9 * * *", "time_zone": "Europe/London", "business_days": "any"}})
    [run] = succeeded(shop, row, count=1)
    assert run.event is not None
    values = run.event.subject["values"]
    assert (values["date"], values["time"], values["late"], values["passed_over"]) == ("2031-06-03", "09:00", False, 0)


def test_clocks_that_change_neither_double_nor_lose_a_day(shop: Shop) -> None:
    daily(shop, "30 1 * * *", at=datetime(2031, 10, 24, 12, tzinfo=UTC))  # the clocks go back on the 26th
    looks = [datetime(2031, 10, 24, 12, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(3 * 24 * 2)]
    started = [title for now in looks for title in begun(shop, now)]
    assert started == [f"Schedule {day} October 2031 01:30 Europe/London" for day in (25, 26, 27)]


def test_what_passed_while_nobody_looked_is_made_good_once_and_says_so(shop: Shop) -> None:
    daily(shop)
    [title] = begun(shop, NOON + 5 * DAY)
    assert title.startswith("Schedule 07 June 2031 09:00 Europe/London, late; 4 earlier times passed while Tieout was not running")
    assert begun(shop, NOON + 5 * DAY) == []
    assert any(entry["action"] == "schedule.caught_up" for entry in audit.entries(shop.workspace_id))
    assert begun(shop, NOON + 6 * DAY) == ["Schedule 08 June 2031 09:00 Europe/London"]


@pytest.mark.contended
def test_many_workers_start_a_due_instant_once(shop: Shop) -> None:
    daily(shop)

    def look_once(_: int) -> int:
        try:
            return len(shop.began_here(schedules.start_due(now=NOON + DAY)))
        finally:
            database_connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(look_once, range(8))) == 1


def test_a_worker_that_was_slow_to_look_takes_nothing_twice(shop: Shop) -> None:
    automation = daily(shop)
    seen = marks.of_automation(shop.workspace_id, automation)
    assert seen is not None
    assert len(begun(shop, NOON + DAY)) == 1
    assert not marks.move(shop.workspace_id, seen, next_due_at=NOON + 2 * DAY), "its mark was moved by another"


def test_what_is_off_is_not_due_and_begins_from_when_it_is_on(shop: Shop) -> None:
    automation = daily(shop, enabled=False)
    assert due_in(shop, automation) == ""
    assert begun(shop, NOON + 3 * DAY) == []


def test_on_business_days_a_weekend_moves_to_monday(shop: Shop) -> None:
    daily(shop, "0 9 7,8 * *", days="next")  # a Saturday and a Sunday
    assert begun(shop, NOON + 6 * DAY) == []
    assert begun(shop, NOON + 7 * DAY) == ["Schedule 09 June 2031 09:00 Europe/London"]


def test_the_worker_looks_by_itself(shop: Shop) -> None:
    row = watch(shop, {"type": "schedule", "schedule": {"cron": "0 9 * * *", "time_zone": "UTC"}})
    marks.put(shop.workspace_id, row.id, terms=Schedule.objects.get(automation_id=row.id).terms, next_due_at=datetime.now(UTC))
    succeeded(shop, row, count=0)  # its mark is of now, no instant of the schedule
    Schedule.objects.filter(automation_id=row.id).update(next_due_at=datetime.now(UTC) - DAY)
    succeeded(shop, row, count=1)
    assert workers.TICK_SECONDS <= 2


# Overdue


def today(shop: Shop) -> datetime:
    """Noon of a day on which nobody has looked yet."""
    DayDone.objects.filter(workspace_id=shop.workspace_id).delete()
    return datetime.now(UTC).replace(hour=12, minute=0)


def fell_due(shop: Shop, now: datetime) -> list[str]:
    return sorted(run.title for run in shop.began_here(overdue.sweep(now=now)))


def test_a_document_is_overdue_once_for_each_due_date(connected: Shop) -> None:
    row = watch(connected, {"type": "entity_overdue", "kind": "invoice"})
    look(connected, EntityKind.INVOICE)
    now = today(connected)
    late, paid, ahead = (f"{now + days * DAY:%Y-%m-%d}" for days in (2, 2, 4))
    made = invoice(connected, number="LATE", due=late)
    pay(connected, invoice(connected, number="PAID", due=paid))
    invoice(connected, number="AHEAD", due=ahead)
    look(connected, EntityKind.INVOICE)
    assert fell_due(connected, now + 2 * DAY) == [], "not on the day itself"
    assert fell_due(connected, now + 3 * DAY) == ["Invoice LATE"]
    assert fell_due(connected, now + 3 * DAY) == [], "once a day"
    assert fell_due(connected, now + 5 * DAY) == ["Invoice AHEAD"], "once a document and due date"
    connected.edit("Invoices", made["InvoiceID"], change={"DueDate": f"{now + 8 * DAY:%Y-%m-%d}"})
    look(connected, EntityKind.INVOICE)
    assert fell_due(connected, now + 9 * DAY) == ["Invoice LATE"]
    runs = succeeded(connected, row, count=3)
    assert runs[0].event is not None
    assert runs[0].event.subject["values"]["days_overdue"] == 1
    assert runs[0].event.subject["values"]["due"] == "120.00"


def test_what_was_overdue_before_the_ledger_was_connected_starts_nothing(connected: Shop) -> None:
    row = watch(connected, {"type": "entity_overdue", "kind": "invoice"})
    invoice(connected, due="2026-01-31")
    look(connected, EntityKind.INVOICE)
    assert fell_due(connected, today(connected) + DAY) == []
    assert runs_of(connected, row) == []


def test_the_day_begins_by_the_clock_of_the_workspace(connected: Shop) -> None:
    watch(connected, {"type": "entity_overdue", "kind": "invoice"})
    look(connected, EntityKind.INVOICE)
    workspaces.set_policies(connected.workspace_id, {"time_zone": "Pacific/Auckland"})
    evening = today(connected) + 3 * DAY  # noon in UTC, past midnight in Auckland
    invoice(connected, due=f"{evening:%Y-%m-%d}")
    look(connected, EntityKind.INVOICE)
    assert fell_due(connected, evening - timedelta(hours=3)) == []
    assert fell_due(connected, evening + timedelta(hours=1)) == ["Invoice INV-1"]
