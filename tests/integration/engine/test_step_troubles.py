"""Steps that write to a ledger, in trouble: refused, overtaken by somebody else, in several parts, and how it is told."""

from typing import Any

import pytest

from integration.engine.stage import ACTOR, PLACE, Shop
from integration.engine.step_desk import Codes, Taken, codes_of, contact, document, fixed, pill, sent
from tieout.engine import actions, read
from tieout.store import audit, database, link_lists, listings, mirror, postings


@pytest.fixture
def codes(connected: Shop) -> Codes:
    return codes_of(connected, "xero")


def invoice(shop: Shop, codes: Codes, *, number: str, **told: Any) -> Taken:
    buyer = contact(shop, "Buyer")
    settings = document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number=number)
    return Taken(shop, "create_document", settings, **told)


def refused(shop: Shop, codes: Codes) -> Taken:
    """An invoice in a period that the bookkeeper has closed meanwhile, about a customer's record."""
    taken = invoice(shop, codes, number="R-1", subject_id=shop.customer("C9").id)
    shop.settle()
    shop.lock("2026-12-31")
    assert taken.end().status == "refused"
    return taken


def test_a_refusal_that_its_run_did_not_wait_for_is_sent_again_as_it_was(connected: Shop, codes: Codes) -> None:
    taken = refused(connected, codes)
    connected.lock("")
    (item,) = connected.exceptions()
    assert (item.cause, item.subject_kind, item.subject_id) == ("period_locked", "record", taken.subject_id)
    assert item.remedy
    actions.retry_exception(connected.workspace_id, item.id, actor=ACTOR)
    sent(connected)
    assert connected.exceptions() == []
    assert taken.turn().output["number"] == "R-1"
    assert [one["InvoiceNumber"] for one in connected.objects("Invoices")] == ["R-1"]


def test_a_change_by_somebody_else_in_between_is_kept_beside_the_steps_own(connected: Shop) -> None:
    buyer = contact(connected, "Buyer", email="old@buyer.example")
    settings = {"existing": fixed(buyer["external_id"]), "name": fixed("Buyer"), "city": fixed("Leeds")}
    taken = Taken(connected, "create_contact", settings)
    connected.edit("Contacts", buyer["external_id"], change={"EmailAddress": "new@buyer.example"})
    assert taken.end().status == "done"
    (stands,) = [one for one in connected.objects("Contacts") if one["Name"] == "Buyer"]
    assert stands["EmailAddress"] == "new@buyer.example"
    assert "Leeds" in str(stands["Addresses"])


def test_two_that_are_alike_are_asked_about_and_not_guessed(connected: Shop) -> None:
    contact(connected, "Northern Paper Mill Limited", city="Leeds")
    taken = Taken(connected, "create_contact", {"name": fixed("Northern Paper Mills")})
    result = taken.turn()
    assert result.status == "failed"
    assert "Northern Paper Mill Limited" in result.outcome
    taken.settings = {**taken.settings, "when_doubtful": "create"}
    assert taken.end().status == "done"
    assert len([one for one in connected.objects("Contacts") if one["Name"].startswith("Northern")]) == 2


def test_a_payment_of_several_documents_is_one_for_each_where_the_ledger_wants_it_so(connected: Shop, codes: Codes) -> None:
    for number in ("R-1", "R-2"):
        assert invoice(connected, codes, number=number).end().status == "done"
    rows = [{"number": "R-1", "amount": "8.40"}, {"number": "R-2", "amount": "1.00"}]
    documents = [{"each": "rows", "document": pill("line.number"), "amount": pill("line.amount")}]
    taken = Taken(connected, "create_payment", {"documents": documents, "account": fixed(codes.bank)}, scope={"rows": rows})
    assert any("2 payments" in said for said in taken.preview().problems)
    made = taken.end()
    assert made.status == "done", made.outcome
    parts = made.output["parts"]
    assert isinstance(parts, list)
    assert sorted(one["gross"] for one in parts) == ["1.00", "8.40"]
    assert sorted(str(one["Amount"]) for one in connected.objects("Payments")) == ["1.0", "8.4"]
    assert taken.turn().output == made.output
    more = Taken(
        connected,
        "create_payment",
        {"documents": [{"document": fixed("R-1"), "amount": fixed("9.00")}], "account": fixed(codes.bank)},
    )
    read.read_ledger(connected.connection(), [])
    assert more.turn().status == "failed"


def test_what_a_step_made_is_shown_with_the_record_that_its_run_is_about(connected: Shop, codes: Codes) -> None:
    record = connected.customer("C9")
    connected.settle()
    made = invoice(connected, codes, number="R-1", subject_id=record.id).end()
    (row,) = listings.entities_page(connected.workspace_id, PLACE, connection_id=connected.ledgers["xero"], kind="invoice").rows
    assert vars(row)["linked_record_id"] == record.id
    mirrored = mirror.entity(
        connected.workspace_id, connected.ledgers["xero"], kind="invoice", external_id=str(made.output["external_id"])
    )
    assert mirrored is not None
    assert link_lists.counterparts(connected.workspace_id, mirrored)[0] == record.id
    told = audit.about(connected.workspace_id, subject_kind="record", subject_id=str(record.id), limit=50)
    assert any("R-1" in str(entry.text) for entry in told)
    assert str(made.output["external_id"]) in str(made.output["url"])


def test_a_run_that_is_cancelled_sends_nothing_more_and_can_be_taken_up_again(connected: Shop, codes: Codes) -> None:
    taken = invoice(connected, codes, number="R-1")
    with database.atomic():
        assert taken.turn().status == "waiting"
        postings.cancel_of_run(connected.workspace_id, taken.run.id)
    sent(connected)
    assert connected.objects("Invoices") == []
    assert taken.end().status == "done"
    assert len(connected.objects("Invoices")) == 1


def test_an_account_that_was_archived_is_said_to_be_so_under_its_field(connected: Shop, codes: Codes) -> None:
    taken = invoice(connected, codes, number="R-1")
    account = next(one for one in connected.objects("Accounts") if one["Code"] == codes.revenue)
    connected.edit("Accounts", account["AccountID"], change={"Status": "ARCHIVED"})
    read.read_reference(connected.connection(), actor=ACTOR)
    said = f"Account {account['Code']} {account['Name']} is archived in Demo Company (UK). Choose an active one."
    seen = taken.preview()
    assert [one.problem for one in seen.fields if one.name == "lines.1.account"] == [said]
    assert said in taken.turn().outcome
    assert connected.objects("Invoices") == []
