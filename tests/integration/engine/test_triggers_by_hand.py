"""What people and trouble start: a hand on a button, an exception, and what an automation missed while it was off."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from integration.engine.stage import ACTOR, Shop, wait_until
from integration.engine.watching import all_runs, name_of, runs_of, succeeded, switch, watch
from tieout.engine import hand, raising, replay, retention
from tieout.engine.surface import NotPossible
from tieout.settings import settings
from tieout.store import audit, automations, database, exceptions, missed
from tieout.store.events import Event
from tieout.store.exceptions import ExceptionItem
from tieout.store.runs import Run, RunStep
from tieout.store.schedules import DayDone


def test_a_button_starts_one_run_for_each_chosen_record(shop: Shop) -> None:
    row = watch(shop, {"type": "manual", "collection": "customers"})
    first, second = shop.customer("C1"), shop.customer("C2")
    started = hand.start(shop.workspace_id, row.id, record_ids=[first.id, second.id, first.id], actor=ACTOR)
    assert len(started) == 2
    runs = succeeded(shop, row, count=2)
    assert {(run.title, run.subject_id, run.started_by) for run in runs} == {
        ("By hand: C1", first.id, ACTOR),
        ("By hand: C2", second.id, ACTOR),
    }
    assert hand.start(shop.workspace_id, row.id, record_ids=[first.id], actor=ACTOR), "and again, when it is pressed again"
    assert "automation.started" in shop.actions()


def test_a_button_takes_values_where_it_works_on_no_collection(shop: Shop) -> None:
    row = watch(shop, {"type": "manual"})
    hand.start(shop.workspace_id, row.id, values={"period": "2026-10"}, actor=ACTOR)
    [run] = succeeded(shop, row, count=1)
    assert run.event is not None
    assert run.event.subject["values"] == {"period": "2026-10"}


def test_a_record_that_does_not_meet_the_condition_starts_nothing(shop: Shop) -> None:
    condition = {"field": "name", "operator": "=", "value": "Customer C1"}
    row = watch(shop, {"type": "manual", "collection": "customers", "condition": condition})
    records = [shop.customer(key).id for key in ("C1", "C2")]
    assert len(hand.start(shop.workspace_id, row.id, record_ids=records, actor=ACTOR)) == 1


def test_a_button_that_cannot_work_says_why(shop: Shop) -> None:
    row = watch(shop, {"type": "manual", "collection": "customers"}, enabled=False)
    customer, order = shop.customer(), shop.sale()

    def said(**wish: object) -> str:
        with pytest.raises(NotPossible) as refused:
            hand.start(shop.workspace_id, row.id, actor=ACTOR, **wish)  # type: ignore[arg-type]  # by the name of the case
        return str(refused.value)

    assert "Switch it on first" in said(record_ids=[customer.id])
    switch(shop, row, enabled=True)
    assert "Choose at least one" in said()
    assert "1 of the chosen records are not in customers" in said(record_ids=[customer.id, order.id])
    assert "at most 1000" in said(record_ids=[uuid4() for _ in range(1001)])
    watch(shop, {"type": "record_created", "collection": "customers"})
    assert "not started by hand" in said(record_ids=[customer.id])
    assert runs_of(shop, row) == []


# Exceptions


def trouble(shop: Shop, *, cause: str = "tax_missing", fingerprint: str = "tests:1", run: Run | None = None) -> ExceptionItem:
    item = ExceptionItem(
        workspace_id=shop.workspace_id,
        fingerprint=fingerprint,
        cause=cause,
        message="No tax code.",
        remedy="Map it.",
        title="Order 1",
        run=run,
    )
    with database.atomic():
        raising.raise_exceptions(shop.workspace_id, [item])
    return item


def test_an_exception_starts_what_waits_for_its_cause_once_until_it_is_raised_anew(shop: Shop) -> None:
    row = watch(shop, {"type": "exception_raised", "kind": "tax_missing"})
    trouble(shop)
    trouble(shop)
    trouble(shop, cause="locked", fingerprint="tests:2")
    [run] = succeeded(shop, row, count=1)
    assert run.event is not None
    values = run.event.subject["values"]
    assert (values["cause"], values["message"], values["remedy"]) == ("tax_missing", "No tax code.", "Map it.")
    exceptions.resolve_fingerprints(shop.workspace_id, ["tests:1"], reason="mapped")
    trouble(shop)
    succeeded(shop, row, count=2)


def test_an_exception_of_its_own_run_starts_it_never(shop: Shop) -> None:
    # Whatever it is started by fails, which is an exception, which would start it.
    failing = {
        "id": "say",
        "kind": "log",
        "settings": {"message": {"kind": "field", "path": "trigger.nothing.here"}},
        "on_error": "exception",
    }
    broken = {"id": "no", "kind": "no_such_kind", "settings": {}}
    definition = {"schema": 2, "trigger": {"type": "exception_raised"}, "steps": [failing, broken]}
    own = automations.publish(shop.workspace_id, name="Own", definition=definition, by="tests")
    other = watch(shop, {"type": "exception_raised"}, name="Other")
    trouble(shop)
    wait_until(lambda: len(runs_of(shop, other)) == 2, "the other has heard of both exceptions")
    shop.settle_runs()
    assert [name_of(run) for run in all_runs(shop)].count("Own") == 1
    assert runs_of(shop, own)[0].status == "attention"


def test_an_exception_about_a_run_itself_does_not_start_its_automation(shop: Shop) -> None:
    """As a letter that could not be sent, which is told when the run is over."""
    row = watch(shop, {"type": "exception_raised"})
    trouble(shop)
    [run] = succeeded(shop, row, count=1)
    item = ExceptionItem(
        workspace_id=shop.workspace_id, fingerprint="mail:1", cause="mail_failed", subject_kind="run", subject_id=run.id
    )
    with database.atomic():
        raising.raise_exceptions(shop.workspace_id, [item])
    shop.settle_runs()
    assert len(runs_of(shop, row)) == 1


def test_every_exception_of_the_engine_is_an_event(shop: Shop) -> None:
    row = watch(shop, {"type": "exception_raised"})
    shop.connect("xero")
    shop.order(customer="NOBODY", product="NOTHING")
    shop.settle()
    raised = shop.exceptions()
    assert {run.subject_id for run in runs_of(shop, row)} == {item.id for item in raised}


# While it was off


@pytest.mark.feature("W-24")
def test_while_off_nothing_runs_and_what_was_missed_can_be_replayed_once(shop: Shop) -> None:
    row = watch(shop, {"type": "record_created", "collection": "customers"}, enabled=False)
    shop.customer("C1")
    shop.customer("C2")
    kept = replay.missed_events(shop.workspace_id, row.id)
    assert [item.title for item in kept.items] == ["Customers C1", "Customers C2"]
    assert kept.items[0].values["name"] == "Customer C1"
    with pytest.raises(NotPossible, match="Switch it on"):
        replay.replay(shop.workspace_id, row.id, actor=ACTOR)
    switch(shop, row, enabled=True)
    shop.customer("C3")
    one = replay.replay(shop.workspace_id, row.id, event_ids=[kept.items[1].event_id], actor=ACTOR)
    rest = replay.replay(shop.workspace_id, row.id, actor=ACTOR)
    again = replay.replay(shop.workspace_id, row.id, event_ids=[item.event_id for item in kept.items], actor=ACTOR)
    assert (len(one.run_ids), len(rest.run_ids), len(again.run_ids)) == (1, 1, 0)
    runs = succeeded(shop, row, count=3)
    assert sorted(run.title for run in runs) == ["Customers C1", "Customers C2", "Customers C3"]
    assert replay.missed_events(shop.workspace_id, row.id).count == 0


def test_what_the_present_version_does_not_take_is_passed_over(shop: Shop) -> None:
    row = watch(shop, {"type": "record_created", "collection": "customers"}, enabled=False)
    shop.customer("C1")
    shop.customer("C2")
    only = {"field": "name", "operator": "=", "value": "Customer C2"}
    watch(shop, {"type": "record_created", "collection": "customers", "condition": only})
    done = replay.replay(shop.workspace_id, row.id, actor=ACTOR)
    assert (len(done.run_ids), done.passed_over) == (1, 1)


def test_after_a_week_it_is_missed_for_good(shop: Shop) -> None:
    row = watch(shop, {"type": "record_created", "collection": "customers"}, enabled=False)
    shop.customer()
    later = datetime.now(UTC) + missed.KEPT + timedelta(minutes=1)
    assert replay.missed_events(shop.workspace_id, row.id, now=later).count == 0
    DayDone.objects.filter(workspace_id=shop.workspace_id).delete()
    retention.sweep(now=later)
    assert replay.missed_events(shop.workspace_id, row.id).count == 0


# Retention


def test_old_runs_go_and_keys_postings_and_the_log_stay(connected: Shop) -> None:
    row = watch(connected, {"type": "record_created", "collection": "customers"})
    customer = connected.customer()
    connected.settle()
    [posting], log = connected.postings(), len(list(audit.entries(connected.workspace_id)))
    assert len(connected.runs_of(customer)) == 2
    keys = {event.key for event in Event.objects.filter(workspace_id=connected.workspace_id)}
    DayDone.objects.filter(workspace_id=connected.workspace_id).delete()
    retention.sweep(now=datetime.now(UTC) + timedelta(days=settings().keep_runs_days - 1))
    assert len(connected.runs_of(customer)) == 2, "not a day too early"
    retention.sweep(now=datetime.now(UTC) + timedelta(days=settings().keep_runs_days + 1))
    assert connected.runs_of(customer) == []
    assert not RunStep.objects.filter(workspace_id=connected.workspace_id).exists()
    assert connected.postings() == [posting]
    assert connected.link(customer) is not None
    assert len(list(audit.entries(connected.workspace_id))) == log
    events = list(Event.objects.filter(workspace_id=connected.workspace_id))
    assert {event.key for event in events} == keys
    assert [event.subject for event in events] == [{}] * len(events)
    assert runs_of(connected, row) == []
