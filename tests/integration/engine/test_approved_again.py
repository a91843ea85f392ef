"""What was approved and then refused by the ledger: tried again it is written as it was seen, or asked for anew."""

from typing import Any

import pytest

from integration.engine.flow_desk import log
from integration.engine.stage import ACTOR, Shop, wait_until
from integration.engine.step_desk import Codes, codes_of
from integration.engine.test_flow_waiting import member, the_approval
from integration.engine.test_step_runs import buyer, invoice, publish
from tieout.engine import actions, approvals, steering
from tieout.engine.surface import NotPossible
from tieout.store import approvals as rows
from tieout.store.approvals import ApprovalState
from tieout.store.records import Record
from tieout.store.runs import RunStatus


def asked_for(codes: Codes) -> dict[str, Any]:
    steps = [log("note"), invoice(codes, contact="steps.buyer.external_id")]
    return {"id": "ask", "kind": "approval", "settings": {}, "branches": {"approved": steps}}


def open_ones(shop: Shop) -> list[rows.Approval]:
    return rows.approvals(shop.workspace_id, state=ApprovalState.OPEN)


def approve(shop: Shop) -> None:
    wait_until(lambda: open_ones(shop), "somebody is asked")
    name = f"other{len(rows.approvals(shop.workspace_id))}"
    approvals.decide(shop.workspace_id, the_approval(shop).id, member=member(shop, name), approve=True)


@pytest.fixture
def refused(connected: Shop) -> tuple[Shop, Record]:
    """An invoice of 8.40 was approved; the ledger took it not, because its period was locked. Now it is open again."""
    publish(connected, buyer(), asked_for(codes_of(connected, "xero")))
    connected.lock("2026-12-31")
    order = connected.order("1001", customer="Walk-in")
    approve(connected)
    connected.settle()
    connected.lock("")
    return connected, order


def dearer(shop: Shop, order: Record) -> None:
    line = {**order.values["lines"][0], "unit_price": "3500.00"}
    actions.change_record(shop.workspace_id, order.id, changes={"lines": [line]}, actor=ACTOR)


def test_what_nobody_has_changed_is_tried_again_without_asking(refused: tuple[Shop, Record]) -> None:
    shop, order = refused
    (run,) = shop.runs_of(order)
    steering.retry_from(shop.workspace_id, run.id, actor=ACTOR)
    shop.settle()
    assert [one["Total"] for one in shop.objects("Invoices")] == [8.4]
    assert (shop.run(run.id).status, shop.exceptions()) == (RunStatus.SUCCEEDED, [])


@pytest.mark.parametrize("begin", ["the exception", "", "ask/approved/note"])
def test_what_was_changed_after_the_approval_is_not_written_before_it_is_approved(refused: tuple[Shop, Record], begin: str) -> None:
    shop, order = refused
    (run,), (item,) = shop.runs_of(order), shop.exceptions()
    dearer(shop, order)
    if begin == "the exception":
        actions.retry_exception(shop.workspace_id, item.id, actor=ACTOR)
    else:
        steering.retry_from(shop.workspace_id, run.id, position=begin, actor=ACTOR)
    shop.settle()
    assert shop.objects("Invoices") == []
    assert shop.run(run.id).status == RunStatus.ATTENTION
    assert "not what was approved" in shop.run(run.id).error
    steering.retry_from(shop.workspace_id, run.id, position="ask", actor=ACTOR)
    wait_until(lambda: open_ones(shop), "somebody is asked")
    assert "8400.00 GBP" in str(the_approval(shop).plan)
    approve(shop)
    shop.settle()
    assert [one["Total"] for one in shop.objects("Invoices")] == [8400.0]
    assert (shop.run(run.id).status, shop.exceptions()) == (RunStatus.SUCCEEDED, [])


@pytest.fixture
def carried(connected: Shop) -> tuple[Shop, Record]:
    """The same with an order that is carried into the ledger as its mapping says."""
    ask = {
        "id": "ask",
        "kind": "approval",
        "settings": {},
        "branches": {"approved": [{"id": "create", "kind": "create_in_ledger"}]},
    }
    publish(connected, ask)
    connected.lock("2026-12-31")
    order = connected.sale()
    approve(connected)
    connected.settle()
    connected.lock("")
    return connected, order


def test_a_record_that_nobody_has_changed_is_carried_without_asking(carried: tuple[Shop, Record]) -> None:
    shop, _ = carried
    (item,) = shop.exceptions()
    actions.retry_exception(shop.workspace_id, item.id, actor=ACTOR)
    shop.settle()
    assert [one["Total"] for one in shop.objects("Invoices")] == [8.4]


def test_a_record_that_was_changed_after_the_approval_is_carried_when_it_is_approved(carried: tuple[Shop, Record]) -> None:
    shop, order = carried
    (run,), (item,) = shop.runs_of(order), shop.exceptions()
    dearer(shop, order)
    with pytest.raises(NotPossible, match="not what was approved"):
        actions.retry_exception(shop.workspace_id, item.id, actor=ACTOR)
    steering.retry_from(shop.workspace_id, run.id, actor=ACTOR)
    shop.settle()
    assert (shop.objects("Invoices"), shop.run(run.id).status) == ([], RunStatus.ATTENTION)
    steering.retry_from(shop.workspace_id, run.id, position="ask", actor=ACTOR)
    approve(shop)
    shop.settle()
    assert [one["Total"] for one in shop.objects("Invoices")] == [8400.0]
    assert (shop.run(run.id).status, shop.exceptions()) == (RunStatus.SUCCEEDED, [])
