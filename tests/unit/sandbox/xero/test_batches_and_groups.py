"""Batch payments and contact groups: made whole, deleted whole."""

from decimal import Decimal

import pytest

from unit.sandbox.xero.ledger import Json, Ledger, open_ledger


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def batch(*payments: tuple[Json, str], **more: Json) -> Json:
    members = [{"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": amount} for invoice, amount in payments]
    return {"Account": {"Code": "090"}, "Date": "2026-10-20", "Payments": members, **more}


def test_a_batch_pays_each_of_its_documents(ledger: Ledger, contact: str) -> None:
    first, second = ledger.invoice(contact, "100"), ledger.invoice(contact, "50")
    made = ledger.make("BatchPayments", batch((first, "120"), (second, "10.50"), Reference="run"))
    assert (made["TotalAmount"], made["Type"], made["Status"]) == (Decimal("130.50"), "RECBATCH", "AUTHORISED")
    assert [ledger.again(one)["Status"] for one in (first, second)] == ["PAID", "AUTHORISED"]
    paid = ledger.get("Payments")
    assert {one["BatchPayment"]["BatchPaymentID"] for one in paid} == {made["BatchPaymentID"]}
    assert {one["BatchPayment"]["TotalAmount"] for one in paid} == {Decimal("130.50")}
    assert {one["Reference"] for one in paid} == {"run"}


def test_one_refused_payment_refuses_the_batch(ledger: Ledger, contact: str) -> None:
    first, second = ledger.invoice(contact, "100"), ledger.invoice(contact, "50")
    assert ledger.refusal("BatchPayments", batch((first, "120"), (second, "60.01")), method="PUT") == [
        "Payment amount exceeds the amount outstanding on this document"
    ]
    assert ledger.again(first)["AmountDue"] == Decimal("120.00")
    assert ledger.get("Payments") == []


def test_a_batch_is_in_base_currency_and_on_one_side(ledger: Ledger, contact: str) -> None:
    abroad = ledger.invoice(contact, "100", CurrencyCode="EUR")
    assert ledger.refusal("BatchPayments", batch((abroad, "10")), method="PUT")
    bill = ledger.invoice(contact, "100", Type="ACCPAY")
    assert ledger.refusal("BatchPayments", batch((bill, "10"), (ledger.invoice(contact, "1"), "1")), method="PUT")
    assert ledger.make("BatchPayments", batch((bill, "10")))["Type"] == "PAYBATCH"
    note = {"CreditNote": {"CreditNoteID": "x"}, "Amount": "1"}
    assert ledger.refusal("BatchPayments", {**batch(), "Payments": [note]}, method="PUT")
    assert ledger.refusal("BatchPayments", batch(), method="PUT")


def test_a_batch_goes_whole_and_only_once(ledger: Ledger, contact: str) -> None:
    invoice = ledger.invoice(contact, "100")
    made = ledger.make("BatchPayments", batch((invoice, "120")))
    payment = made["Payments"][0]["PaymentID"]
    told = ledger.call("POST", f"Payments/{payment}", body={"Status": "DELETED"})
    assert (ledger.last.status, told["ErrorNumber"]) == (400, 10)
    key = {"BatchPaymentID": made["BatchPaymentID"]}
    assert ledger.refusal("BatchPayments", {**key, "Reference": "other"})
    assert ledger.write("BatchPayments", {**key, "Status": "DELETED"})[0]["Status"] == "DELETED"
    assert ledger.again(invoice)["AmountDue"] == Decimal("120.00")
    assert ledger.refusal("BatchPayments", {**key, "Status": "DELETED"})


def test_a_reconciled_batch_stays(ledger: Ledger, contact: str) -> None:
    made = ledger.make("BatchPayments", batch((ledger.invoice(contact, "100"), "120"), IsReconciled=True))
    assert ledger.refusal("BatchPayments", {"BatchPaymentID": made["BatchPaymentID"], "Status": "DELETED"})


def test_a_batch_in_a_locked_period_is_refused(ledger: Ledger, contact: str) -> None:
    invoice = ledger.invoice(contact, "100")
    ledger.lock("2026-10-20")
    assert ledger.refusal("BatchPayments", batch((invoice, "120")), method="PUT")


def test_groups_have_names_of_their_own(ledger: Ledger) -> None:
    first = ledger.make("ContactGroups", {"Name": "VIP"})
    assert ledger.refusal("ContactGroups", {"Name": "vip"}, method="PUT") == ["Please enter a unique Name."]
    assert ledger.refusal("ContactGroups", {}, method="PUT")
    ledger.call("POST", f"ContactGroups/{first['ContactGroupID']}", body={"Status": "DELETED"})
    assert ledger.get("ContactGroups") == []
    assert ledger.make("ContactGroups", {"Name": "VIP"})["Status"] == "ACTIVE"
    ledger.call("POST", f"ContactGroups/{first['ContactGroupID']}", body={"Status": "ACTIVE"})
    assert ledger.last.status == 400


def test_members_are_added_once_each_and_strangers_refused(ledger: Ledger, contact: str) -> None:
    group = ledger.make("ContactGroups", {"Name": "VIP"})["ContactGroupID"]
    path = f"ContactGroups/{group}/Contacts"
    wanted = [{"ContactID": contact}, {"ContactID": "nobody"}, {"ContactID": contact}]
    told = ledger.call("PUT", path, body={"Contacts": wanted}, query={"summarizeErrors": "false"})
    assert [one["StatusAttributeString"] for one in told["Contacts"]] == ["OK", "ERROR", "OK"]
    assert [one["ContactID"] for one in ledger.one(f"ContactGroups/{group}")["Contacts"]] == [contact]
    assert "Contacts" not in ledger.get("ContactGroups")[0]
    ledger.call("DELETE", f"{path}/{contact}")
    assert ledger.last.status == 204
    ledger.call("DELETE", f"{path}/{contact}")
    assert ledger.last.status == 404
