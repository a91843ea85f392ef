"""What somebody does in the ledger starts the automations that wait for it: changed there, read here, run once."""

from typing import Any

import pytest

from integration.engine.stage import Shop
from integration.engine.watching import EVERY, all_runs, look, runs_of, succeeded, watch, watch_all
from tieout.accounting.kinds import EntityKind
from tieout.engine import read

LINE = {"Description": "Cup", "Quantity": "2", "UnitAmount": "60.00", "AccountCode": "200", "TaxType": "NONE"}


def bank_of(shop: Shop) -> str:
    return read.bank_accounts(shop.workspace_id, shop.ledgers["xero"])[0].id or ""


def invoice(shop: Shop, *, kind: str = "ACCREC", number: str = "INV-1", due: str = "2026-10-31") -> dict[str, Any]:
    said = {
        "Type": kind,
        "Contact": {"Name": "Ridgeway University"},
        "InvoiceNumber": number,
        "Date": "2026-10-01",
        "DueDate": due,
        "Status": "AUTHORISED",
        "LineAmountTypes": "NoTax",
        "LineItems": [LINE],
    }
    made: dict[str, Any] = shop.put("Invoices", {"Invoices": [said]})["Invoices"][0]
    return made


def pay(shop: Shop, document: dict[str, Any], *, amount: str = "120.00") -> dict[str, Any]:
    payment = {
        "Invoice": {"InvoiceID": document["InvoiceID"]},
        "Account": {"AccountID": bank_of(shop)},
        "Amount": amount,
        "Date": "2026-10-05",
    }
    made: dict[str, Any] = shop.put("Payments", {"Payments": [payment]})["Payments"][0]
    return made


@pytest.mark.feature("Q-58")
@pytest.mark.parametrize(("kind", "word"), [(EntityKind.INVOICE, "ACCREC"), (EntityKind.BILL, "ACCPAY")])
def test_an_invoice_or_bill_is_created_changed_paid_and_voided_each_at_its_time(
    connected: Shop, kind: EntityKind, word: str
) -> None:
    watch_all(connected, kind.value)
    assert look(connected, kind) == set(), "what was there before starts nothing"
    made = invoice(connected, kind=word)
    assert look(connected, kind) == {f"entity_created {kind}"}
    assert look(connected, kind) == set(), "nothing new, nothing starts"
    connected.edit("Invoices", made["InvoiceID"], change={"Reference": "PO 7"})
    assert look(connected, kind) == {f"entity_updated {kind}"}
    pay(connected, made, amount="20.00")
    assert look(connected, kind) == {f"entity_updated {kind}"}
    pay(connected, made, amount="100.00")
    assert look(connected, kind) == {f"entity_updated {kind}", f"entity_paid {kind}"}
    paid = next(
        run for run in reversed(all_runs(connected)) if run.version and run.version.automation.name == f"entity_paid {kind}"
    )
    assert paid.event is not None
    values, before = paid.event.subject["values"], paid.event.subject["previous"]
    assert (values["number"], values["name"], values["gross"], values["due"]) == ("INV-1", "Ridgeway University", "120.00", "0.00")
    assert (before["payment_status"], before["due"], values["payment_status"]) == ("part_paid", "100.00", "paid")
    other = invoice(connected, kind=word, number="INV-2")
    look(connected, kind)
    connected.edit("Invoices", other["InvoiceID"], change={"Status": "VOIDED"})
    assert look(connected, kind) == {f"entity_updated {kind}", f"entity_voided {kind}"}


@pytest.mark.feature("Q-58")
def test_a_contact_and_an_item_are_created_and_changed(connected: Shop) -> None:
    watch_all(connected, "contact")
    watch_all(connected, "item")
    kinds = (EntityKind.CONTACT, EntityKind.ITEM)
    look(connected, *kinds)
    contact = connected.put("Contacts", {"Contacts": [{"Name": "Ridgeway University"}]})["Contacts"][0]
    item = connected.put("Items", {"Items": [{"Code": "P1", "Name": "Cup"}]})["Items"][0]
    assert look(connected, *kinds) == {"entity_created contact", "entity_created item"}
    connected.edit("Contacts", contact["ContactID"], change={"EmailAddress": "office@ridgeway.example"})
    connected.edit("Items", item["ItemID"], change={"Name": "Large cup"})
    assert look(connected, *kinds) == {"entity_updated contact", "entity_updated item"}
    changed = next(run for run in all_runs(connected) if run.version and run.version.automation.name == "entity_updated contact")
    assert changed.event is not None
    assert changed.event.subject["values"]["email"] == "office@ridgeway.example"
    assert changed.event.subject["previous"]["email"] == ""
    assert changed.title == "Contact Ridgeway University"


def test_a_credit_note_is_created_and_voided(connected: Shop) -> None:
    watch_all(connected, "credit_note")
    look(connected, EntityKind.CREDIT_NOTE)
    said = {"Type": "ACCRECCREDIT", "Contact": {"Name": "Ridgeway University"}, "Status": "AUTHORISED", "Date": "2026-10-01"}
    made = connected.put("CreditNotes", {"CreditNotes": [{**said, "LineAmountTypes": "NoTax", "LineItems": [LINE]}]})[
        "CreditNotes"
    ][0]
    assert look(connected, EntityKind.CREDIT_NOTE) == {"entity_created credit_note"}
    connected.edit("CreditNotes", made["CreditNoteID"], change={"Status": "VOIDED"})
    assert look(connected, EntityKind.CREDIT_NOTE) == {"entity_updated credit_note", "entity_voided credit_note"}


@pytest.mark.feature("Q-58")
def test_a_payment_is_created_reconciled_and_deleted(connected: Shop) -> None:
    watch_all(connected, "payment")
    look(connected, EntityKind.PAYMENT)
    one, other = (pay(connected, invoice(connected, number=number)) for number in ("INV-1", "INV-2"))
    assert look(connected, EntityKind.PAYMENT) == {"entity_created payment"}
    connected.edit("Payments", one["PaymentID"], change={"IsReconciled": True})
    assert look(connected, EntityKind.PAYMENT) == {"entity_updated payment", "entity_reconciled payment"}
    connected.edit("Payments", other["PaymentID"], change={"Status": "DELETED"})
    assert look(connected, EntityKind.PAYMENT) == {"entity_updated payment", "entity_voided payment"}


@pytest.mark.feature("Q-58")
def test_a_bank_transaction_is_created_reconciled_and_deleted(connected: Shop) -> None:
    watch_all(connected, "bank_transaction")
    look(connected, EntityKind.BANK_TRANSACTION)
    said = {
        "Type": "SPEND",
        "Contact": {"Name": "Ridgeway University"},
        "BankAccount": {"AccountID": bank_of(connected)},
        "Date": "2026-10-05",
        "LineAmountTypes": "NoTax",
        "LineItems": [{**LINE, "AccountCode": "404"}],
    }
    one, other = (connected.put("BankTransactions", {"BankTransactions": [said]})["BankTransactions"][0] for _ in range(2))
    assert look(connected, EntityKind.BANK_TRANSACTION) == {"entity_created bank_transaction"}
    connected.edit("BankTransactions", one["BankTransactionID"], change={"IsReconciled": True})
    assert look(connected, EntityKind.BANK_TRANSACTION) == {"entity_updated bank_transaction", "entity_reconciled bank_transaction"}
    connected.edit("BankTransactions", other["BankTransactionID"], change={"Status": "DELETED"})
    assert look(connected, EntityKind.BANK_TRANSACTION) == {"entity_updated bank_transaction", "entity_voided bank_transaction"}


@pytest.mark.feature("Q-58", "W-25")
def test_a_new_order_starts_what_waits_for_orders(shop: Shop) -> None:
    row = watch(shop, {"type": "record_created", "collection": "orders"})
    shop.sale("1001")
    shop.order("1001", country="France")
    [run] = succeeded(shop, row, count=1)
    assert run.title == "Orders 1001"


@pytest.mark.feature("W-15")
def test_a_record_that_reaches_a_stage_starts_what_waits_for_it_each_time_anew(shop: Shop) -> None:
    row = watch(shop, {"type": "stage_reached", "collection": "orders", "stage_field": "document", "stage": "invoice"})
    shop.sale("1001")
    shop.order("1001", country="France")
    assert len(succeeded(shop, row, count=1)) == 1, "it stays there"
    shop.order("1001", document="credit_note")
    shop.order("1001", document="invoice")
    succeeded(shop, row, count=2)


@pytest.mark.feature("Q-58")
def test_customers_and_suppliers_of_quickbooks_are_contacts_as_well(shop: Shop) -> None:
    shop.connect("quickbooks")
    watch_all(shop, "contact", types=EVERY[:2])
    kinds = (EntityKind.CUSTOMER, EntityKind.SUPPLIER)
    look(shop, *kinds, provider="quickbooks")
    made = shop.put("customer", {"DisplayName": "Ridgeway University"}, provider="quickbooks")["Customer"]
    assert look(shop, *kinds, provider="quickbooks") == {"entity_created contact"}
    shop.edit("Customer", made["Id"], change={"Notes": "large"}, provider="quickbooks")
    assert look(shop, *kinds, provider="quickbooks") == {"entity_updated contact"}
    shop.put("vendor", {"DisplayName": "Paper & Co"}, provider="quickbooks")
    assert look(shop, *kinds, provider="quickbooks") == {"entity_created contact"}


def test_an_automation_of_one_ledger_hears_nothing_of_another(shop: Shop) -> None:
    xero, quickbooks = shop.connect("xero"), shop.connect("quickbooks")
    here = watch(shop, {"type": "entity_created", "kind": "contact", "connection": str(xero)}, name="Here")
    there = watch(shop, {"type": "entity_created", "kind": "contact", "connection": str(quickbooks)}, name="There")
    look(shop, EntityKind.CONTACT)
    shop.put("Contacts", {"Contacts": [{"Name": "Ridgeway University"}]})
    assert look(shop, EntityKind.CONTACT) == {"Here"}
    assert (len(runs_of(shop, here)), len(runs_of(shop, there))) == (1, 0)
