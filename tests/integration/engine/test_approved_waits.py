"""Steps after a wait are what was approved before it, or are not done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.engine.flow_desk import step, until
from integration.engine.stage import ACTOR, Shop, wait_until
from integration.engine.step_desk import Codes, codes_of
from integration.engine.test_approved_again import approve, dearer, open_ones
from integration.engine.test_flow_waiting import pass_time
from integration.engine.test_step_runs import buyer, invoice, publish
from tieout.accounting.kinds import EntityKind
from tieout.engine import actions, read, steering
from tieout.store.records import Record
from tieout.store.runs import Run, RunStatus

REST = step("rest", "wait", settings={"until": "time", "span": {"amount": 1, "unit": "days"}})
UNTIL_DATE = step(
    "rest",
    "wait",
    settings={"until": "date", "date": {"kind": "fixed", "value": f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"}},
)
UNTIL_EVENT = step("rest", "wait", settings={"until": "event", "event": "record_updated", "when_late": "go_on"})
ALL_OF = step("all", "for_each", settings={"items": "lines"}, branches={"do": [REST]})


@pytest.fixture
def codes(connected: Shop) -> Codes:
    return codes_of(connected, "xero")


def waiting(shop: Shop, codes: Codes, *rest: dict[str, Any], on_error: str = "exception") -> tuple[Record, Run]:
    """An order whose invoice of 8.40 was approved, and that waits before it is written."""
    steps = [*({**one, "on_error": on_error} for one in rest), invoice(codes, contact="steps.buyer.external_id")]
    publish(shop, buyer(), {"id": "ask", "kind": "approval", "settings": {}, "branches": {"approved": steps}})
    order = shop.order("1001", customer="Walk-in")
    approve(shop)
    (run,) = shop.runs_of(order)
    wait_until(lambda: shop.run(run.id).position.startswith("ask/approved/"), "it goes on")
    wait_until(lambda: shop.run(run.id).status == RunStatus.WAITING, "it waits")
    return order, shop.run(run.id)


def go_on(shop: Shop, run: Run) -> Run:
    pass_time(shop, run, hours=24 * 60)
    wait_until(lambda: shop.run(run.id).status in (RunStatus.SUCCEEDED, RunStatus.ATTENTION, RunStatus.FAILED), "it ends")
    return shop.run(run.id)


@pytest.mark.parametrize("on_error", ["exception", "continue"])
def test_what_was_changed_while_it_waited_is_not_written(connected: Shop, codes: Codes, on_error: str) -> None:
    order, run = waiting(connected, codes, REST, on_error=on_error)
    dearer(connected, order)
    ended = go_on(connected, run)
    assert ended.status == RunStatus.ATTENTION
    assert ended.error.startswith("Stopped: while the run waited, what was approved has changed. ")
    assert "3500.00 instead of" in ended.error
    assert connected.objects("Invoices") == []
    (item,) = connected.exceptions()
    assert "from the step “ask”" in item.remedy


def test_what_nobody_has_changed_is_written_after_the_wait(connected: Shop, codes: Codes) -> None:
    _, run = waiting(connected, codes, REST)
    assert go_on(connected, run).status == RunStatus.SUCCEEDED
    assert [one["Total"] for one in connected.objects("Invoices")] == [8.4]


def test_a_change_of_the_ledger_while_it_waited_stops_it(connected: Shop, codes: Codes) -> None:
    _, run = waiting(connected, codes, REST)
    (mill,) = [one for one in connected.objects("Contacts") if one["Name"] == "Walk-in"]
    connected.edit("Contacts", mill["ContactID"], change={"ContactStatus": "ARCHIVED"})
    read.read_ledger(connected.connection(), [EntityKind.CONTACT], full=True)
    ended = go_on(connected, run)
    assert (ended.status, connected.objects("Invoices")) == (RunStatus.ATTENTION, [])
    assert "is archived in" in ended.error


def test_the_event_that_it_waits_for_does_not_approve_what_it_brings(connected: Shop, codes: Codes) -> None:
    order, run = waiting(connected, codes, UNTIL_EVENT)
    dearer(connected, order)
    wait_until(lambda: connected.run(run.id).status == RunStatus.ATTENTION, "it stops")
    assert connected.objects("Invoices") == []


@pytest.mark.parametrize("begin", ["", "ask/approved/note"])
def test_to_try_again_does_not_go_round_the_approval(connected: Shop, codes: Codes, begin: str) -> None:
    note = step("note", "log", settings={"message": {"kind": "fixed", "value": "on it"}})
    order, run = waiting(connected, codes, note, REST)
    dearer(connected, order)
    go_on(connected, run)
    steering.retry_from(connected.workspace_id, run.id, position=begin, actor=ACTOR)
    wait_until(lambda: connected.run(run.id).status == RunStatus.WAITING, "it waits again")
    assert go_on(connected, run).status == RunStatus.ATTENTION
    assert connected.objects("Invoices") == []
    steering.retry_from(connected.workspace_id, run.id, position="ask", actor=ACTOR)
    wait_until(lambda: open_ones(connected), "somebody is asked")
    approve(connected)
    wait_until(lambda: connected.run(run.id).position == "ask/approved/rest", "it waits again")
    assert go_on(connected, run).status == RunStatus.SUCCEEDED
    assert [one["Total"] for one in connected.objects("Invoices")] == [8400.0]


def test_a_wait_within_a_list_counts_for_what_follows_the_list(connected: Shop, codes: Codes) -> None:
    order, run = waiting(connected, codes, ALL_OF)
    dearer(connected, order)
    (item,) = Run.objects.filter(parent_id=run.id)
    pass_time(connected, item, hours=48)
    wait_until(lambda: connected.run(run.id).status in (RunStatus.SUCCEEDED, RunStatus.ATTENTION), "it ends")
    assert (connected.run(run.id).status, connected.objects("Invoices")) == (RunStatus.ATTENTION, [])


def test_a_second_approval_asks_for_what_is_true_then(connected: Shop, codes: Codes) -> None:
    """A wait between two approvals is over what the first one showed alone."""
    second = step("second", "approval", branches={"approved": [invoice(codes, contact="steps.buyer.external_id")]})
    steps = [REST, second]
    publish(connected, buyer(), {"id": "ask", "kind": "approval", "settings": {}, "branches": {"approved": steps}})
    order = connected.order("1001", customer="Walk-in")
    approve(connected)
    (run,) = connected.runs_of(order)
    wait_until(lambda: connected.run(run.id).position == "ask/approved/rest", "it waits")
    dearer(connected, order)
    pass_time(connected, run, hours=48)
    approve(connected)
    until(connected, RunStatus.SUCCEEDED)
    assert [one["Total"] for one in connected.objects("Invoices")] == [8400.0]


def test_it_is_held_for_another_change_too(connected: Shop, codes: Codes) -> None:
    order, run = waiting(connected, codes, UNTIL_DATE)
    actions.change_record(connected.workspace_id, order.id, changes={"ordered_on": "2026-01-31"}, actor=ACTOR)
    assert go_on(connected, run).status == RunStatus.ATTENTION
    assert connected.objects("Invoices") == []
