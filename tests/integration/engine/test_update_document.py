"""What stands in a ledger already is changed in its reference, due date and text, once, and in nothing else."""

from typing import Any

import pytest

from integration.engine.stage import Shop
from integration.engine.step_desk import Taken, codes_of, contact, cup, document, done, fixed, pill
from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.engine import read
from tieout.engine.sights import entity_of
from tieout.store import mirror

PROVIDERS = ("xero", "quickbooks", "sage")
INVOICES = {"xero": "Invoices", "quickbooks": "Invoice", "sage": "sales_invoices"}
each_provider = pytest.mark.parametrize("provider", PROVIDERS)


def invoice(shop: Shop, provider: str, *, kind: str = "invoice", **more: Any) -> dict[str, Any]:
    shop.connect(provider)
    codes = codes_of(shop, provider)
    buyer, _ = contact(shop, "Buyer", role="supplier" if kind == "bill" else "customer"), cup(shop, codes)
    settings = document(shop, codes, kind=kind, contact_id=buyer["external_id"], number="R-1", **more)
    return done(shop, "create_document", settings=settings)


def as_it_stands(shop: Shop, provider: str, *, made: dict[str, Any]) -> Document:
    """Read from the ledger anew."""
    row = mirror.entity(shop.workspace_id, shop.ledgers[provider], kind=made["kind"], external_id=made["external_id"])
    assert row is not None
    read.read_ledger(shop.connection(provider), [EntityKind(row.kind)], full=True)
    row = mirror.entity(shop.workspace_id, shop.ledgers[provider], kind=made["kind"], external_id=made["external_id"])
    stands = entity_of(row) if row is not None else None
    assert isinstance(stands, Document)
    return stands


@pytest.mark.feature("Q-54")
@each_provider
def test_the_other_ledgers_id_is_added_to_a_reference_once(shop: Shop, provider: str) -> None:
    made = invoice(shop, provider, reference=fixed("PO 17"))
    before = as_it_stands(shop, provider, made=made)
    settings = {"which": pill("number"), "reference": fixed("Other books 145")}
    taken = Taken(shop, "update_document", settings, scope={"number": "R-1"})
    assert taken.preview().text == f"Would change invoice R-1 in {shop.connection(provider).organisation_name}."
    assert taken.end().status == "done"
    after = as_it_stands(shop, provider, made=made)
    assert after.reference == "PO 17 · Other books 145"
    assert (after.number, after.net, after.tax, after.gross, after.due_on) == (
        before.number, before.net, before.tax, before.gross, before.due_on,
    )  # fmt: skip
    again = Taken(shop, "update_document", settings, scope={"number": "R-1"}).end()
    assert (again.status, again.outcome) == (
        "done",
        f"Invoice R-1 in {shop.connection(provider).organisation_name} says the same already",
    )
    assert again.output["external_id"] == made["external_id"]


@each_provider
def test_a_lost_answer_leaves_the_change_made_and_the_step_done(shop: Shop, provider: str) -> None:
    made = invoice(shop, provider)
    shop.fault("lost", provider=provider, method="PUT" if provider == "sage" else "POST")
    settings = {"which": fixed(made["external_id"]), "reference": fixed("Other books 145")}
    assert Taken(shop, "update_document", settings).end().status == "done"
    assert as_it_stands(shop, provider, made=made).reference == "Other books 145"
    assert len([one for one in shop.objects(INVOICES[provider], provider) if made["external_id"] in str(one)]) == 1


def test_a_change_by_somebody_else_in_between_is_kept(shop: Shop) -> None:
    made = invoice(shop, "xero")
    settings = {"which": fixed(made["external_id"]), "reference": fixed("Other books 145")}
    taken = Taken(shop, "update_document", settings)
    shop.edit("Invoices", made["external_id"], change={"Reference": "PO 18"})
    assert taken.end().status == "done"
    assert as_it_stands(shop, "xero", made=made).reference == "PO 18 · Other books 145"


def test_a_paid_invoice_still_takes_a_reference(shop: Shop) -> None:
    made = invoice(shop, "xero")
    account = fixed(codes_of(shop, "xero").bank)
    pays = {"documents": [{"document": fixed(made["external_id"])}], "account": account, "reconciled": True}
    done(shop, "create_payment", settings=pays)
    assert [one["IsReconciled"] for one in shop.objects("Payments", "xero")] == [True]
    done(shop, "update_document", settings={"which": fixed("R-1"), "reference": fixed("PO 19"), "reference_is": "put"})
    after = as_it_stands(shop, "xero", made=made)
    assert (after.reference, after.status) == ("PO 19", "paid")


def test_what_has_no_place_in_a_document_is_said_and_not_lost(shop: Shop) -> None:
    made = invoice(shop, "xero", kind="bill")
    settings = {"document": "bill", "which": fixed(made["external_id"]), "reference": fixed("PO 17"), "notes": fixed("Thank you")}
    seen, result = Taken(shop, "update_document", settings).preview(), Taken(shop, "update_document", settings).turn()
    assert seen.problems == (
        "On a bill in Xero its number stands where others have a reference.",
        "A document in Xero has no text for the customer but its reference.",
    )
    assert (result.status, result.outcome) == ("failed", " ".join(seen.problems))
    nothing = Taken(shop, "update_document", {"document": "bill", "which": fixed(made["external_id"])}).turn()
    assert nothing.outcome == "Nothing is to be changed. Fill in a reference, a due date or a text."


@pytest.mark.parametrize("provider", ["quickbooks", "sage"])
def test_a_payment_is_not_marked_as_reconciled_where_that_cannot_be(shop: Shop, provider: str) -> None:
    made = invoice(shop, provider)
    account = fixed(codes_of(shop, provider).bank)
    pays = {"documents": [{"document": fixed(made["external_id"])}], "account": account, "reconciled": True}
    result = Taken(shop, "create_payment", pays).turn()
    assert result.status == "failed"
    assert result.outcome.startswith("A payment is marked as reconciled in")
