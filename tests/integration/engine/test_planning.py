"""The plan of an automation: what is shown is what is approved, and what is approved is done or stops."""

from collections.abc import Sequence
from typing import Any

import pytest

from integration.engine.flow_desk import field, fixed, job, log, publish, step, until, with_jobs
from integration.engine.stage import ACTOR, Shop
from integration.engine.step_desk import Codes, codes_of, contact, document, done
from integration.engine.test_flow_waiting import ask, member, the_approval
from tieout.accounting.kinds import EntityKind
from tieout.automations.upgrade import upgraded
from tieout.engine import approvals, previewing, read, steering
from tieout.engine.trial_samples import Sample
from tieout.store import connections
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStatus


@pytest.fixture
def codes(shop: Shop) -> Codes:
    shop.connect("xero")
    with_jobs(shop)
    return codes_of(shop, "xero")


def asked_for(shop: Shop, *steps: dict[str, Any]) -> Run:
    """An automation that asks before it does these, and stands at the question."""
    publish(shop, [ask({"approved": list(steps)})])
    job(shop)
    (run,) = until(shop, RunStatus.WAITING)
    return run


def approve(shop: Shop) -> None:
    approvals.decide(shop.workspace_id, the_approval(shop).id, member=member(shop, "other"), approve=True)


def seen_again(shop: Shop, *kinds: EntityKind) -> None:
    read.read_ledger(shop.connection(), list(kinds), full=True)


@pytest.mark.feature("T-02")
@pytest.mark.parametrize("is_seen", [True, False])
def test_what_was_approved_stops_where_its_contact_was_archived_since(shop: Shop, codes: Codes, is_seen: bool) -> None:
    mill = contact(shop)["external_id"]
    invoice = document(shop, codes, kind="invoice", contact_id=mill, number="INV-77")
    asked_for(shop, step("invoice", "create_document", name="The invoice", settings=invoice))
    (entry,) = the_approval(shop).plan
    assert (entry["writes"], entry["problems"]) == (True, [])
    shop.edit("Contacts", mill, change={"ContactStatus": "ARCHIVED"})
    if is_seen:
        seen_again(shop, EntityKind.CONTACT)
    approve(shop)
    (run,) = until(shop, RunStatus.ATTENTION)
    if is_seen:
        told = "Stopped: what was approved is not possible any more. The invoice: Contact Paper mill is archived in "
        assert run.error.startswith(told), run.error
    assert "archived" in run.error.casefold()
    assert not [one for one in shop.objects("Invoices") if one.get("InvoiceNumber") == "INV-77"]
    assert [item.message for item in shop.exceptions() if "archived" in item.message.casefold()]


@pytest.mark.feature("T-02")
@pytest.mark.parametrize("is_seen", [True, False])
def test_what_was_approved_stops_where_its_invoice_was_paid_since(shop: Shop, codes: Codes, is_seen: bool) -> None:
    mill = contact(shop)["external_id"]
    made = done(
        shop, "create_document", settings=document(shop, codes, kind="invoice", contact_id=mill, number="INV-78"),
    )  # fmt: skip
    paying = {"documents": [{"document": fixed("INV-78")}], "account": fixed(codes.bank)}
    asked_for(shop, step("pay", "create_payment", name="The payment", settings=paying))
    (entry,) = the_approval(shop).plan
    due = next(one for one in entry["fields"] if one["name"].endswith(".due"))
    assert (due["label"], due["before"], due["value"]) == ("Due on INV-78", "8.40", "0.00")
    bank = next(one for one in shop.objects("Accounts") if one["Code"] == codes.bank or one["AccountID"] == codes.bank)
    whole = {
        "Invoice": {"InvoiceID": made["external_id"]},
        "Account": {"AccountID": bank["AccountID"]},
        "Amount": 8.4,
        "Date": "2026-11-20",
    }
    shop.put("Payments", whole)
    if is_seen:
        seen_again(shop, EntityKind.INVOICE)
    approve(shop)
    (run,) = until(shop, RunStatus.ATTENTION)
    if is_seen:
        assert run.error == ("Stopped: what was approved is not possible any more. The payment: Invoice INV-78 is paid already.")
    assert len(shop.objects("Payments")) == 1, run.error
    assert shop.exceptions(), run.error


def test_what_stopped_is_asked_anew_when_it_is_tried_again(shop: Shop, codes: Codes) -> None:
    mill = contact(shop)["external_id"]
    invoice = document(shop, codes, kind="invoice", contact_id=mill, number="INV-79")
    asked_for(shop, step("invoice", "create_document", settings=invoice))
    shop.edit("Contacts", mill, change={"ContactStatus": "ARCHIVED"})
    seen_again(shop, EntityKind.CONTACT)
    approve(shop)
    (run,) = until(shop, RunStatus.ATTENTION)
    shop.edit("Contacts", mill, change={"ContactStatus": "ACTIVE"})
    seen_again(shop, EntityKind.CONTACT)
    steering.retry_from(shop.workspace_id, run.id, actor=ACTOR)
    until(shop, RunStatus.WAITING)
    approve(shop)
    until(shop, RunStatus.SUCCEEDED)
    assert [one["InvoiceNumber"] for one in shop.objects("Invoices")] == ["INV-79"]


def planned_for(shop: Shop, *steps: dict[str, Any], lines: Sequence[dict[str, str]] = ()) -> previewing.Plan:
    """What an automation of these steps would do for a job."""
    row = publish(shop, [step("nothing", "log", settings={"message": fixed("nothing")})], name=f"Planned {new_id()}")
    definition = upgraded({"schema": 2, "trigger": {"type": "record_created", "collection": "jobs"}, "steps": list(steps)})
    record_id = job(shop, lines=list(lines))
    return previewing.plan(shop.workspace_id, row, definition=definition, sample=Sample(record_id=record_id))


@pytest.mark.feature("T-02")
def test_what_a_step_would_create_is_there_for_the_steps_that_follow(shop: Shop, codes: Codes) -> None:
    seen_again(shop, EntityKind.CONTACT)
    find = step("find", "find_or_create_contact", settings={"name": fixed("New mill")})
    settings = {**document(shop, codes, kind="invoice", contact_id="", number="INV-80"), "contact": field("steps.find.external_id")}
    invoice = step("invoice", "create_document", settings=settings)
    paying = {"documents": [{"document": field("steps.invoice.external_id")}], "account": fixed(codes.bank)}
    plan = planned_for(shop, find, invoice, step("pay", "create_payment", settings=paying))
    assert [one.preview.text.rpartition(" in ")[0] for one in plan.steps] == [
        "Would create customer New mill",
        "Would create invoice INV-80 of 8.40 GBP",
        "Would create payment of 8.40 GBP on INV-80 of 8.40 GBP",
    ]
    assert [one.preview.problems for one in plan.steps] == [(), (), ()]
    due = next(one for one in plan.steps[2].preview.fields if one.name.endswith(".due"))
    assert (due.label, due.before, due.value) == ("Due on INV-80", "8.40", "0.00")
    accounts = {one.name.partition(" ")[0]: one.amount for one in plan.totals.accounts}
    assert (accounts[codes.revenue], accounts[codes.bank]) == ("7.00", "8.40")
    assert [one.amount for one in plan.totals.taxes] == ["1.40"]
    assert shop.objects("Contacts") == []


@pytest.mark.feature("T-02")
def test_each_field_that_would_change_is_shown_with_what_stands_there_now(shop: Shop, codes: Codes) -> None:
    mill = contact(shop, email="old@mill.example")["external_id"]
    done(shop, "create_document", settings=document(shop, codes, kind="invoice", contact_id=mill, number="INV-81"))
    mail = {"name": fixed("Paper mill"), "existing": fixed(mill), "email": fixed("new@mill.example")}
    change = step("change", "create_contact", settings=mail)
    end = step("end", "void_document", settings={"of": "invoice", "document": fixed("INV-81")})
    plan = planned_for(shop, change, end)
    changed, ended = ({one.name: (one.before, one.value) for one in step.preview.fields} for step in plan.steps)
    assert changed["email"] == ("old@mill.example", "new@mill.example")
    assert ended["status"] == ("open", "voided")
    assert plan.totals.irreversible == 1
    assert "Void or delete: What is voided in Xero cannot be taken back from here." in plan.warnings


@pytest.mark.feature("T-02")
def test_a_plan_warns_of_closed_books_other_money_and_what_is_there_already(shop: Shop, codes: Codes) -> None:
    mill = contact(shop)["external_id"]
    bill = document(shop, codes, kind="bill", contact_id=mill, number="B-1", issued_on=fixed("2026-10-05"))
    done(shop, "create_document", settings=bill)
    connections.update_connection(shop.workspace_id, shop.ledgers["xero"], locked_until="2026-10-31")
    name = shop.connection().organisation_name
    twin = step("twin", "create_document", name="Twin", settings={**bill, "number": fixed("B-2")})
    plan = planned_for(shop, twin)
    assert plan.warnings == [
        f"Twin: The books of {name} are closed up to 2026-10-31.",
        f"Twin: Bill B-1 of this day and amount is in {name} already: see that it is not entered twice.",
    ]
    again = step("again", "create_document", name="Again", settings={**bill, "issued_on": fixed("2026-11-05")})
    assert planned_for(shop, again).warnings == [
        f"Again: Bill B-1 with this number is in {name} already: see that it is not entered twice."
    ]
    abroad = {**bill, "number": fixed("B-3"), "issued_on": fixed("2026-11-05"), "currency": fixed("USD")}
    said = planned_for(shop, step("abroad", "create_document", name="Abroad", settings=abroad)).warnings
    assert said == [f"Abroad: It is in USD; the books of {name} are kept in GBP."]
    line = {key: value for key, value in bill["lines"][0].items() if key != "tax_code"}
    bare = planned_for(shop, step("bare", "create_document", name="Bare", settings={**bill, "lines": [line]}))
    assert "Bare: Line 1: there is no tax code. Nothing is posted without one." in bare.warnings
    assert bare.totals.writes == 0


def test_a_plan_goes_through_every_item_and_no_further_than_a_stop(shop: Shop) -> None:
    with_jobs(shop)
    is_odd = {"condition": {"field": "item.code", "operator": "=", "value": "L1"}}
    end = step("end", "stop", settings={"message": fixed("not this one")})
    inner = [step("odd", "condition", settings=is_odd, branches={"then": [end]}), log("say", field("item.code"))]
    each = step("each", "for_each", settings={"items": "lines"}, branches={"do": inner})
    count = log("count", field("steps.each.done"))
    plan = planned_for(shop, each, count, lines=[{"code": f"L{number}"} for number in range(3)])
    assert [(one.position.rpartition("/")[2], one.item) for one in plan.steps] == [
        ("each", ""),
        *(("odd", "each:1"), ("say", "each:1")),
        *(("odd", "each:2"), ("end", "each:2")),
        *(("odd", "each:3"), ("say", "each:3")),
        ("count", ""),
    ]
    assert [one.preview.text for one in plan.steps if one.kind == "log"][-1].endswith("3")
    many = planned_for(shop, each, count, lines=[{"code": "L0"}] * 60)
    assert many.warnings == ["For each: the first 50 of 60 items are shown; the others are done in the same way."]


def test_a_plan_goes_into_the_automation_that_is_called(shop: Shop) -> None:
    with_jobs(shop)
    keep = step("keep", "set_variable", settings={"name": "twice", "value": {"kind": "formula", "source": "many * 2"}})
    called = publish(shop, [keep, log("inner", field("many"))], name="Called", trigger={"type": "called"})
    call = step("call", "call", settings={"automation": str(called.id), "values": {"many": fixed("21")}})
    plan = planned_for(shop, call, log("after", field("steps.call.twice")))
    assert [one.position for one in plan.steps] == ["call", "call/called/keep", "call/called/inner", "after"]
    assert "42" in plan.steps[-1].preview.text
