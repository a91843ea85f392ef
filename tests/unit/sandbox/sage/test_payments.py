"""Receipts, payments, refunds and allocations: what they settle, what stays on account, what they leave behind."""

from typing import Any

import pytest

from unit.sandbox.sage.business import Desk, open_business
from unit.sandbox.sage.documents import balance, bank, buy, credit, line, pay, receipt, sell

Json = Any


@pytest.fixture
def desk() -> Desk:
    return open_business()


@pytest.fixture
def customer(desk: Desk) -> Json:
    return desk.contact()


@pytest.fixture
def vendor(desk: Desk) -> Json:
    return desk.contact("Midland Paper Mill", "VENDOR")


def allocation(contact: Json, *rows: tuple[str, str], kind: str = "CUSTOMER_ALLOCATION") -> Json:
    allocated = [{"artefact_id": own_id, "amount": amount} for own_id, amount in rows]
    return {"transaction_type_id": kind, "contact_id": contact["id"], "date": "2026-10-21", "allocated_artefacts": allocated}


def state_of(desk: Desk, invoice: Json, *, path: str = "sales_invoices") -> tuple[str, str]:
    found = desk.get(f"{path}/{invoice['id']}", mark_as_sent="false")
    return found["status"]["id"], found["outstanding_amount"]


def test_it_settles_an_invoice_and_keeps_the_rest_on_account(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    payment = pay(desk, customer, (invoice, "48.0"), total="54.0")
    assert state_of(desk, invoice) == ("PAID", "0.0")
    part = payment["payment_on_account"]
    assert (part["total_amount"], part["outstanding_amount"], part["status"]["id"]) == ("6.0", "6.0", "UNPAID")
    assert [one["artefact"]["displayed_as"] for one in payment["allocated_artefacts"]] == ["SI-1"]
    assert [balance(desk, code) for code in (1100, 1200)] == ["6.0 C", "54.0 D"]
    assert desk.get(f"contacts/{customer['id']}", show_balance="true")["balance"] == "-6.0"
    assert desk.get(f"sales_invoices/{invoice['id']}")["last_paid"] == "2026-10-20"


def test_it_leaves_a_part_paid_invoice_open(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    pay(desk, customer, (invoice, "10.0"), total="10.0")
    assert state_of(desk, invoice) == ("PART_PAID", "38.0")
    assert desk.get(f"sales_invoices/{invoice['id']}")["total_paid"] == "10.0"


def test_it_lets_no_allocation_pass_the_total_or_what_is_open(desk: Desk, customer: Json) -> None:
    invoice, other = sell(desk, customer), sell(desk, customer)
    for body, source in (
        (receipt(desk, customer, (invoice, "48.01"), total="100.0"), "allocated_artefacts[0].amount"),
        (receipt(desk, customer, (invoice, "48.0"), (other, "3.0"), total="50.0"), "allocated_artefacts"),
        (receipt(desk, customer, (invoice, "40.0"), (invoice, "9.0"), total="100.0"), "allocated_artefacts[1].amount"),
        (receipt(desk, customer, (invoice, "0"), total="100.0"), "allocated_artefacts[0].amount"),
        (receipt(desk, customer, total="0"), "total_amount"),
    ):
        refused = desk.refusal("POST", "contact_payments", {"contact_payment": body})
        assert refused == [(f"contact_payment.{source}", "RecordInvalid")]
    assert state_of(desk, invoice) == ("UNPAID", "48.0")
    assert desk.items("contact_payments") == []


def test_it_settles_only_the_contacts_own_posted_documents(desk: Desk, customer: Json, vendor: Json) -> None:
    draft = sell(desk, customer, status_id="DRAFT")
    body = receipt(desk, customer, (draft, "10.0"), total="10.0")
    desk.refusal("POST", "contact_payments", {"contact_payment": body}, status=404)
    elsewhere = sell(desk, desk.contact("Other"))
    body = receipt(desk, customer, (elsewhere, "10.0"), total="10.0")
    desk.refusal("POST", "contact_payments", {"contact_payment": body})
    body = receipt(desk, vendor, total="10.0")
    assert desk.refusal("POST", "contact_payments", {"contact_payment": body}, status=404)[0][0].endswith("contact_id")
    body = receipt(desk, customer, total="10.0", bank_account_id=desk.account(1200))
    assert desk.refusal("POST", "contact_payments", {"contact_payment": body}, status=404)[0][0].endswith("bank_account_id")


def test_it_opens_the_documents_again_when_a_payment_is_deleted(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    payment = pay(desk, customer, (invoice, "48.0"), total="50.0")
    assert desk.call("DELETE", f"contact_payments/{payment['id']}") is None
    assert desk.last.status == 204
    assert state_of(desk, invoice) == ("UNPAID", "48.0")
    assert [one["id"] for one in desk.items("contact_payments", deleted_since="2026-01-01T00:00:00Z")] == [payment["id"]]
    assert [balance(desk, code) for code in (1100, 1200)] == ["48.0 D", "0.0 D"]


def test_it_moves_the_invoice_when_another_object_pays_it(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    desk.ground.clock.advance(60)
    desk.renew()
    pay(desk, customer, (invoice, "48.0"), total="48.0")
    since = "2026-11-02T12:01:00Z"
    assert [one["id"] for one in desk.items("sales_invoices", updated_or_created_since=since)] == [invoice["id"]]


def test_it_takes_a_discount_with_the_money(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    body = receipt(desk, customer, total="46.0")
    body["allocated_artefacts"] = [{"artefact_id": invoice["id"], "amount": "46.0", "discount": "2.0"}]
    desk.make("contact_payments", "contact_payment", **body)
    assert state_of(desk, invoice) == ("PAID", "0.0")
    assert [balance(desk, code) for code in (1100, 1200, 4200)] == ["0.0 D", "46.0 D", "2.0 D"]


def test_it_pays_vendors_and_takes_refunds(desk: Desk, customer: Json, vendor: Json) -> None:
    bill = buy(desk, vendor)
    body = receipt(desk, vendor, (bill, "48.0"), total="48.0", transaction_type_id="VENDOR_PAYMENT")
    desk.make("contact_payments", "contact_payment", **body)
    assert state_of(desk, bill, path="purchase_invoices") == ("PAID", "0.0")
    note = credit(desk, customer)
    body = receipt(desk, customer, (note, "12.0"), total="12.0", transaction_type_id="CUSTOMER_REFUND")
    desk.make("contact_payments", "contact_payment", **body)
    assert state_of(desk, note, path="sales_credit_notes") == ("PAID", "0.0")
    assert [balance(desk, code) for code in (1100, 2100, 1200)] == ["0.0 D", "0.0 D", "60.0 C"]


def test_it_takes_a_credit_note_into_a_receipt_with_a_minus(desk: Desk, customer: Json) -> None:
    invoice, note = sell(desk, customer), credit(desk, customer)
    pay(desk, customer, (invoice, "48.0"), (note, "-12.0"), total="36.0")
    assert state_of(desk, invoice) == state_of(desk, note, path="sales_credit_notes") == ("PAID", "0.0")
    assert balance(desk, 1100) == "0.0 D"


def test_it_sets_a_credit_note_off_by_an_allocation_only(desk: Desk, customer: Json) -> None:
    invoice, note = sell(desk, customer), credit(desk, customer)
    assert state_of(desk, invoice) == ("UNPAID", "48.0")
    assert balance(desk, 1100) == "36.0 D"
    rows = ((invoice["id"], "12.0"), (note["id"], "-12.0"))
    made = desk.make("contact_allocations", "contact_allocation", **allocation(customer, *rows))
    assert state_of(desk, invoice) == ("PART_PAID", "36.0")
    assert state_of(desk, note, path="sales_credit_notes") == ("PAID", "0.0")
    assert [one["amount"] for one in made["allocated_artefacts"]] == ["12.0", "-12.0"]
    desk.call("DELETE", f"contact_allocations/{made['id']}")
    assert desk.last.status == 204
    assert state_of(desk, invoice) == ("UNPAID", "48.0")
    assert state_of(desk, note, path="sales_credit_notes") == ("UNPAID", "12.0")


def test_it_wants_allocations_of_vendors_with_the_signs_turned(desk: Desk, vendor: Json) -> None:
    bill = buy(desk, vendor)
    rows = [line(desk, account=5000, price="10.0")]
    note = desk.make(
        "purchase_credit_notes", "purchase_credit_note", contact_id=vendor["id"], date="2026-10-02", credit_note_lines=rows
    )
    turned = allocation(vendor, (bill["id"], "12.0"), (note["id"], "-12.0"), kind="VENDOR_ALLOCATION")
    desk.refusal("POST", "contact_allocations", {"contact_allocation": turned})
    right = allocation(vendor, (bill["id"], "-12.0"), (note["id"], "12.0"), kind="VENDOR_ALLOCATION")
    desk.make("contact_allocations", "contact_allocation", **right)
    assert state_of(desk, bill, path="purchase_invoices") == ("PART_PAID", "36.0")


def test_it_refuses_an_allocation_that_does_not_cancel_out_or_goes_too_far(desk: Desk, customer: Json) -> None:
    invoice, note = sell(desk, customer), credit(desk, customer)
    for first, second, source in (
        ("12.0", "-11.0", "allocated_artefacts"),
        ("13.0", "-13.0", "allocated_artefacts[1].amount"),
        ("-12.0", "12.0", "allocated_artefacts[0].amount"),
    ):
        body = allocation(customer, (invoice["id"], first), (note["id"], second))
        refused = desk.refusal("POST", "contact_allocations", {"contact_allocation": body})
        assert refused == [(f"contact_allocation.{source}", "RecordInvalid")]


def test_it_lists_what_can_be_allocated_and_takes_a_payment_on_account(desk: Desk, customer: Json) -> None:
    payment = pay(desk, customer, total="30.0")
    part = payment["payment_on_account"]
    invoice = sell(desk, customer)
    pay(desk, desk.contact("Other"), total="1.0")
    open_items = desk.items("unallocated_artefacts", contact_id=customer["id"])
    assert [one["id"] for one in open_items] == [invoice["id"], part["id"]]
    assert desk.get(part["$path"][1:])["id"] == part["id"]
    rows = ((invoice["id"], "30.0"), (part["id"], "-30.0"))
    desk.make("contact_allocations", "contact_allocation", **allocation(customer, *rows))
    assert state_of(desk, invoice) == ("PART_PAID", "18.0")
    assert [one["id"] for one in desk.items("unallocated_artefacts", search="thornfield")] == [invoice["id"]]
    refused = desk.refusal("DELETE", f"contact_payments/{payment['id']}")
    assert refused == [("contact_payment.payment_on_account", "RecordInvalid")]


def test_it_books_the_difference_of_two_rates(desk: Desk) -> None:
    abroad = desk.contact("Abroad", currency_id="EUR")
    invoice = sell(desk, abroad, exchange_rate="0.85")
    payment = pay(desk, abroad, (invoice, "48.0"), total="48.0", exchange_rate="0.90")
    assert payment["base_currency_total_amount"] == "43.2"
    assert [balance(desk, code) for code in (1100, 1200, 7920)] == ["0.0 D", "43.2 D", "2.4 C"]


def test_it_books_what_the_bank_keeps_of_a_foreign_receipt(desk: Desk) -> None:
    abroad = desk.contact("Abroad", currency_id="EUR")
    pay(desk, abroad, total="100.0", exchange_rate="0.85", base_currency_currency_charge="1.50")
    assert [balance(desk, code) for code in (1200, 7900)] == ["83.5 D", "1.5 D"]


def test_it_changes_a_payment_and_what_it_settles(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    payment = pay(desk, customer, (invoice, "48.0"), total="48.0")
    path = f"contact_payments/{payment['id']}"
    kept = desk.change(path, "contact_payment", total_amount="50.0")
    assert (kept["allocated_artefacts"][0]["amount"], kept["payment_on_account"]["outstanding_amount"]) == ("48.0", "2.0")
    freed = desk.change(path, "contact_payment", allocated_artefacts=[])
    assert (freed["allocated_artefacts"], freed["payment_on_account"]["total_amount"]) == ([], "50.0")
    assert state_of(desk, invoice) == ("UNPAID", "48.0")
    desk.refusal("PUT", path, {"contact_payment": {"transaction_type_id": "CUSTOMER_REFUND"}})


def test_it_corrects_a_payment_that_the_bank_has_confirmed(desk: Desk, customer: Json) -> None:
    invoice = sell(desk, customer)
    payment = pay(desk, customer, (invoice, "48.0"), total="48.0")
    desk.edit("contact_payments", payment["id"], bank_reconciled=True)
    path = f"contact_payments/{payment['id']}"
    desk.refusal("PUT", path, {"contact_payment": {"total_amount": "50.0"}})
    desk.call("DELETE", path)
    assert desk.last.status == 204
    desk.refusal("GET", path, status=404)
    kinds = [(one["transaction_type"]["id"], one["deleted"]) for one in desk.items("transactions")]
    assert kinds == [("SALES_INVOICE", False), ("CUSTOMER_RECEIPT", False), ("CORRECTION", False)]
    assert state_of(desk, invoice) == ("UNPAID", "48.0")
    assert [balance(desk, code) for code in (1100, 1200)] == ["48.0 D", "0.0 D"]


def other(desk: Desk, total: str, *lines: Json, kind: str = "OTHER_PAYMENT", **more: Json) -> Json:
    return {
        "transaction_type_id": kind,
        "bank_account_id": bank(desk),
        "date": "2026-10-05",
        "total_amount": total,
        "payment_lines": list(lines),
        **more,
    }


def charge(desk: Desk, total: str, *, account: int = 7900, **more: Json) -> Json:
    return {"ledger_account_id": desk.account(account), "total_amount": total, "details": "Fee", **more}


def test_it_books_other_payments_without_a_contact(desk: Desk) -> None:
    lines = (charge(desk, "12.0", net_amount="10.0", tax_amount="2.0", tax_rate_id="GB_STANDARD"), charge(desk, "3.0"))
    made = desk.make("other_payments", "other_payment", **other(desk, "15.0", *lines))
    assert (made["net_amount"], made["tax_amount"], made["contact"]) == ("13.0", "2.0", None)
    assert [balance(desk, code) for code in (1200, 7900, 2201)] == ["15.0 C", "13.0 D", "2.0 D"]
    interest = other(desk, "4.0", charge(desk, "4.0", account=4910), kind="OTHER_RECEIPT")
    desk.make("other_payments", "other_payment", **interest)
    assert balance(desk, 1200) == "11.0 C"
    desk.change(f"other_payments/{made['id']}", "other_payment", total_amount="3.0", payment_lines=[charge(desk, "3.0")])
    assert balance(desk, 1200) == "1.0 D"
    desk.call("DELETE", f"other_payments/{made['id']}")
    assert (desk.last.status, balance(desk, 1200)) == (204, "4.0 D")


def test_it_adds_the_lines_of_an_other_payment_up(desk: Desk) -> None:
    for body, source, status in (
        (other(desk, "16.0", charge(desk, "15.0")), "total_amount", 422),
        (other(desk, "15.0", charge(desk, "15.0", net_amount="10", tax_amount="2")), "payment_lines[0].total_amount", 422),
        (other(desk, "5.0", charge(desk, "5.0", account=4000)), "payment_lines[0].ledger_account_id", 404),
        (other(desk, "5.0", charge(desk, "5.0"), bank_account_id="f" * 32), "bank_account_id", 404),
    ):
        refused = desk.refusal("POST", "other_payments", {"other_payment": body}, status=status)
        assert [source_of for source_of, _ in refused] == [f"other_payment.{source}"]


def test_it_keeps_the_tracking_of_a_line_that_is_changed(desk: Desk) -> None:
    category = desk.items("analysis_type_categories")[0]
    body = other(desk, "5.0", charge(desk, "5.0", analysis_type_categories=[category["id"]]))
    made = desk.make("other_payments", "other_payment", **body)
    path = f"other_payments/{made['id']}"
    rows = [
        {"id": made["payment_lines"][0]["id"], "details": "Other", "ledger_account_id": desk.account(7900), "total_amount": "5.0"}
    ]
    desk.change(path, "other_payment", payment_lines=rows)
    (kept,) = desk.get(path, show_analysis_types="true")["payment_lines"]
    assert (kept["details"], kept["analysis_type_categories"][0]["id"]) == ("Other", category["id"])
