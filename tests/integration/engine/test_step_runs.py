"""Automations that write to a ledger step by step: each step sees what the ones before it gave, and every effect is there once."""

from decimal import Decimal
from typing import Any

import pytest

from integration.engine.desk import bought
from integration.engine.stage import ACTOR, Shop
from integration.engine.step_desk import Codes, codes_of, fixed, pill
from tieout.engine import actions, proof, steering
from tieout.store import automations, tieouts
from tieout.store.runs import RunStatus


def publish(shop: Shop, *steps: dict[str, Any]) -> None:
    """In place of the shop's own automations, one on new orders."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    definition = {"schema": 2, "trigger": {"type": "record_created", "collection": "orders"}, "steps": list(steps)}
    automations.publish(shop.workspace_id, name="Orders, step by step", definition=definition, by=ACTOR)


def buyer() -> dict[str, Any]:
    return {"id": "buyer", "kind": "create_contact", "settings": {"name": pill("customer")}}


def invoice(codes: Codes, *, contact: str, **more: Any) -> dict[str, Any]:
    line = {
        "each": "lines",
        "description": pill("line.description"),
        "quantity": pill("line.quantity"),
        "unit_price": pill("line.unit_price"),
        "account": fixed(codes.revenue),
        "tax_code": fixed(codes.sale_tax),
    }
    settings = {
        "contact": pill(contact), "number": pill("number"), "issued_on": pill("ordered_on"), "status": "approved", "lines": [line],
    }  # fmt: skip
    return {"id": "invoice", "kind": "create_document", "settings": {**settings, **more}}


def payment(codes: Codes) -> dict[str, Any]:
    settings = {"documents": [{"document": pill("steps.invoice.external_id")}], "account": fixed(codes.bank)}
    return {"id": "paid", "kind": "create_payment", "settings": settings}


@pytest.mark.feature("W-20", "W-21", "W-25")
def test_an_order_becomes_contact_invoice_and_payment_of_which_each_names_the_one_before(connected: Shop) -> None:
    codes = codes_of(connected, "xero")
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"), payment(codes))
    order = connected.order("1001", customer="Walk-in")
    connected.settle()
    assert connected.outcomes(order) == [
        [
            "Contact Walk-in was created in Demo Company (UK)",
            "Invoice 1001 was created in Demo Company (UK)",
            "Payment of 8.40 GBP on 1001 was created in Demo Company (UK)",
        ]
    ]
    (made,) = connected.objects("Invoices")
    assert (made["InvoiceNumber"], made["Status"], made["Contact"]["ContactID"]) == (
        "1001", "PAID", connected.objects("Contacts")[0]["ContactID"],
    )  # fmt: skip


def test_a_refused_step_stops_its_run_and_a_retry_takes_it_on_with_what_is_true_then(connected: Shop) -> None:
    codes = codes_of(connected, "xero")
    publish(connected, buyer(), invoice(codes, contact="steps.buyer.external_id"), payment(codes))
    connected.lock("2026-12-31")
    order = connected.order("1001", customer="Walk-in")
    connected.settle()
    (run,) = connected.runs_of(order)
    assert run.status == RunStatus.ATTENTION
    (item,) = connected.exceptions()
    assert (item.cause, item.subject_id, item.run_id) == ("period_locked", order.id, run.id)
    connected.lock("")
    actions.change_record(connected.workspace_id, order.id, changes={"number": "1001-A"}, actor=ACTOR)
    actions.retry_exception(connected.workspace_id, item.id, actor=ACTOR)
    connected.settle()
    assert connected.run(run.id).status == RunStatus.SUCCEEDED
    assert [one["InvoiceNumber"] for one in connected.objects("Invoices")] == ["1001-A"]
    assert len(connected.objects("Contacts")) == len(connected.objects("Payments")) == 1
    assert connected.exceptions() == []


@pytest.mark.parametrize("position", ["", "invoice", "buyer"])
def test_a_run_that_is_tried_again_sends_what_was_refused_once_more(connected: Shop, position: str) -> None:
    publish(connected, buyer(), invoice(codes_of(connected, "xero"), contact="steps.buyer.external_id"))
    connected.lock("2026-12-31")
    order = connected.order("1001", customer="Walk-in")
    connected.settle()
    (run,) = connected.runs_of(order)
    connected.lock("")
    steering.retry_from(connected.workspace_id, run.id, position=position, actor=ACTOR)
    connected.settle()
    assert (connected.run(run.id).status, connected.exceptions()) == (RunStatus.SUCCEEDED, [])
    assert len(connected.objects("Invoices")) == len(connected.objects("Contacts")) == 1


@pytest.mark.feature("Q-11", "Q-15")
def test_an_order_becomes_an_invoice_in_both_ledgers_which_agree(connected: Shop) -> None:
    connected.connect("quickbooks")
    here, there = codes_of(connected, "xero"), codes_of(connected, "quickbooks")
    second = str(connected.ledgers["quickbooks"])
    cup = {
        "id": "cup",
        "kind": "create_item",
        "settings": {"connection": second, "code": fixed("CUP"), "name": fixed("Cup"), "sale_account": fixed(there.revenue)},
    }
    other = invoice(there, contact="steps.second_buyer.external_id", connection=second)
    other["settings"]["lines"][0]["item"] = pill("steps.cup.code")
    publish(
        connected,
        buyer(),
        invoice(here, contact="steps.buyer.external_id"),
        cup,
        {"id": "second_buyer", "kind": "create_contact", "settings": {"connection": second, "name": pill("customer")}},
        {**other, "id": "second_invoice"},
    )
    order = connected.order("1001", customer="Walk-in")
    connected.settle()
    (run,) = connected.runs_of(order)
    assert run.status == RunStatus.SUCCEEDED, connected.outcomes(order)
    ids = [connected.ledgers["xero"], connected.ledgers["quickbooks"]]
    row = tieouts.create_tie_out(connected.workspace_id, title="Both", by=ACTOR)
    found = proof.prove(connected.workspace_id, row.id, connection_ids=ids, actor=ACTOR)
    between = found.pairs[-1]
    assert between.differences == ()
    assert [(one.left.gross, one.right.gross) for one in between.controls] == [(Decimal("8.40"), Decimal("8.40"))]
    assert [(one.party_name, one.left, one.right) for one in between.balances] == [("Walk-in", Decimal("8.40"), Decimal("8.40"))]


@pytest.mark.feature("K-19")
def test_a_document_can_name_a_record_whose_contact_is_made_first(connected: Shop) -> None:
    codes = codes_of(connected, "xero")
    publish(connected, invoice(codes, contact="customer", contact_collection="customers"))
    customer = connected.customer("C1")
    order = connected.order("1001", customer="C1")
    connected.settle()
    assert connected.outcomes(order) == [["Invoice 1001 was created in Demo Company (UK)"]]
    link = connected.link(customer)
    assert link is not None
    assert [one["Contact"]["ContactID"] for one in connected.objects("Invoices")] == [link.external_id]
    lost = connected.order("1002", customer="nobody")
    connected.settle()
    assert connected.outcomes(lost) == [["There is no record nobody in customers. Correct the value."]]


@pytest.mark.feature("K-21")
def test_a_supplier_made_by_an_automation_is_the_contact_of_its_later_bills(connected: Shop) -> None:
    bought(connected, "xero")
    for own in automations.automations(connected.workspace_id):
        automations.set_enabled(connected.workspace_id, own.id, enabled=False)
    for key in ("suppliers", "purchases"):
        trigger = {"type": "record_created", "collection": key}
        definition = {"schema": 2, "trigger": trigger, "steps": [{"id": "create", "kind": "create_in_ledger"}]}
        automations.publish(connected.workspace_id, name=f"{key} to the ledger", definition=definition, by=ACTOR)
    values: dict[str, object] = {"name": "Ink works"}
    supplier = actions.save_record(connected.workspace_id, "suppliers", key="INK", values=values, actor=ACTOR).record
    connected.settle()
    lines = [{"what": "Ink", "quantity": "1", "price": "9.00"}]
    said: dict[str, object] = {"number": "B-2", "supplier": "INK", "on": "2026-10-06", "lines": lines}
    actions.save_record(connected.workspace_id, "purchases", key="B-2", values=said, actor=ACTOR)
    connected.settle()
    link = connected.link(supplier)
    assert link is not None
    bills = [one for one in connected.objects("Invoices") if one["Type"] == "ACCPAY"]
    assert [(one["InvoiceNumber"], one["Contact"]["ContactID"]) for one in bills] == [("B-2", link.external_id)]
