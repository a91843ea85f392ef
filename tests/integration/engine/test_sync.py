"""Ledger sync: matched before it is created, refused one by one, repeated without effect, and proven afterwards."""

from decimal import Decimal
from typing import Any

import pytest

import main_job
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.engine import actions
from tieout.store import links
from tieout.store.runs import RunStatus


@pytest.fixture
def both(connected: Shop) -> Shop:
    """Connected to both ledgers."""
    connected.connect("quickbooks")
    return connected


@pytest.fixture
def carried(both: Shop) -> Shop:
    """One order in Xero, carried to QuickBooks."""
    both.sale()
    both.settle()
    both.sync()
    both.settle()
    return both


def proof(shop: Shop) -> dict[str, Any]:
    """A tie-out over both ledgers, whose rest is always explained."""
    report = main_job.tie_out(shop.workspace_id, [shop.ledgers["xero"], shop.ledgers["quickbooks"]])
    assert report["unexplained"] == {"GBP": "0.00"}
    return report


def causes(report: dict[str, Any]) -> list[list[str]]:
    """Per pair of sides, the causes of its differences."""
    return [[one["cause"] for one in pair["differences"]] for pair in report["pairs"]]


@pytest.mark.feature("Q-23")
def test_a_contact_that_is_there_already_is_linked_and_a_doubtful_one_is_asked(both: Shop) -> None:
    both.put(
        "Contacts",
        {
            "Contacts": [
                {"Name": "Anna", "EmailAddress": "a@x.example"},
                {"Name": "Ben"},
                {"Name": "Cleo", "EmailAddress": "c@x.example"},
            ]
        },
    )
    for name, email in (("Anna Limited", "a@x.example"), ("Ben", ""), ("Cleo", "other@x.example")):
        both.put(
            "customer", {"DisplayName": name, **({"PrimaryEmailAddr": {"Address": email}} if email else {})}, provider="quickbooks"
        )
    run_id = both.sync()
    both.settle()
    assert len(both.objects("Customer", "quickbooks")) == 3
    assert len(links.links_to(both.workspace_id, both.ledgers["quickbooks"], source_kind="entity")) == 2
    (doubt,) = both.exceptions()
    assert (doubt.cause, len(doubt.details["candidates"])) == ("email_differs", 1)
    assert doubt.message == "Cleo is there with another e-mail address (other@x.example, not c@x.example)."
    run = both.run(run_id)
    assert (run.status, run.totals["linked"], run.totals["doubtful"]) == (RunStatus.ATTENTION, 2, 1)


@pytest.mark.feature("Q-02")
def test_an_invoice_is_carried_with_its_customer_items_tax_and_totals(carried: Shop) -> None:
    (invoice,) = carried.objects("Invoice", "quickbooks")
    assert (invoice["DocNumber"], str(invoice["TotalAmt"]), str(invoice["TxnTaxDetail"]["TotalTax"])) == ("1001", "8.4", "1.4")
    assert invoice["CustomerRef"]["name"] == "Customer C1"
    assert causes(proof(carried)) == [[], []]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ({"AccountCode": "260", "TaxType": "OUTPUT2"}, "account_not_mapped"),
        ({"AccountCode": "200", "TaxType": "RROUTPUT"}, "tax_code_not_mapped"),
    ],
)
def test_an_account_or_tax_code_without_a_counterpart_refuses_only_its_document(
    both: Shop, line: dict[str, str], cause: str
) -> None:
    both.sale()
    both.settle()
    contact = both.objects("Contacts")[0]["ContactID"]
    unmapped = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact},
        "InvoiceNumber": "9001",
        "Date": "2026-10-05",
        "DueDate": "2026-11-05",
        "Status": "AUTHORISED",
        "LineItems": [{"Description": "Rent", "Quantity": 1, "UnitAmount": 10, "ItemCode": "P1", **line}],
    }
    both.put("Invoices", {"Invoices": [unmapped]})
    both.sync()
    both.settle()
    assert [one["DocNumber"] for one in both.objects("Invoice", "quickbooks")] == ["1001"]
    (trouble,) = both.exceptions()
    assert trouble.cause == cause
    assert trouble.remedy


@pytest.mark.feature("Q-37")
def test_a_second_pass_writes_nothing(carried: Shop) -> None:
    writes = carried.calls("POST", "quickbooks")
    run_id = carried.sync()
    carried.settle()
    run = carried.run(run_id)
    assert run.status == RunStatus.SUCCEEDED
    assert {run.totals[word] for word in ("created", "updated", "linked", "voided", "doubtful", "refused")} == {0}
    # Queries are posted too; what writes is a batch, or a path without the word query.
    assert carried.calls("POST", "quickbooks") - writes == carried.paths("POST", "quickbooks")[writes:].count("query")


def test_an_invoice_voided_in_xero_is_voided_in_quickbooks(carried: Shop) -> None:
    (invoice,) = carried.objects("Invoices")
    carried.edit("Invoices", invoice["InvoiceID"], change={"Status": "VOIDED"})
    carried.sync()
    carried.settle()
    (there,) = carried.objects("Invoice", "quickbooks")
    assert (Decimal(str(there["TotalAmt"])), there["PrivateNote"][:6]) == (Decimal(0), "Voided")
    assert carried.exceptions() == []
    proof(carried)


@pytest.mark.feature("Q-04", "Q-16")
def test_a_payment_is_carried_over_and_its_status_comes_back_to_the_order(carried: Shop) -> None:
    (order,) = carried.all_records("orders")
    assert (order.values["payment_status"], order.values["amount_due"]) == ("open", "8.40")
    carried.control("pay", {"provider": "xero", "organisation": main_job.LEDGERS["xero"], "share": "1", "seed": 1})
    carried.sync()
    carried.settle()
    paid = carried.record(order.id)
    assert [paid.values[name] for name in ("payment_status", "amount_due", "amount_paid")] == ["paid", "0.00", "8.40"]
    assert [str(one["TotalAmt"]) for one in carried.objects("Payment", "quickbooks")] == ["8.4"]
    assert causes(proof(carried)) == [[], []]


def test_a_customer_changed_in_xero_is_changed_in_quickbooks(carried: Shop) -> None:
    (contact,) = carried.objects("Contacts")
    carried.edit("Contacts", contact["ContactID"], change={"EmailAddress": "new@customer.example"})
    carried.sync()
    carried.settle()
    (customer,) = carried.objects("Customer", "quickbooks")
    assert customer["PrimaryEmailAddr"]["Address"] == "new@customer.example"


def test_a_figure_edited_behind_our_back_is_named_with_its_cause_in_the_proof(carried: Shop) -> None:
    (invoice,) = carried.objects("Invoice", "quickbooks")
    line = {
        **invoice["Line"][0],
        "Amount": 9,
        "SalesItemLineDetail": {**invoice["Line"][0]["SalesItemLineDetail"], "Qty": 1, "UnitPrice": 9},
    }
    carried.edit("Invoice", invoice["Id"], change={"Line": [line]}, provider="quickbooks")
    report = proof(carried)
    records_and_xero, ledgers = report["pairs"]
    assert records_and_xero["differences"] == []
    (difference,) = ledgers["differences"]
    assert (difference["cause"], difference["left"]["number"]) == ("amount", "1001")
    carried.sync()
    carried.settle()
    assert [one.cause for one in carried.exceptions()] == ["changed_after_sync"]


def test_a_document_that_only_one_ledger_has_is_named_as_missing_in_the_other(carried: Shop) -> None:
    contact = carried.objects("Contacts")[0]["ContactID"]
    extra = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact},
        "InvoiceNumber": "9002",
        "Date": "2026-10-05",
        "DueDate": "2026-11-05",
        "Status": "AUTHORISED",
        "LineItems": [{"Description": "By hand", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200", "TaxType": "OUTPUT2"}],
    }
    carried.put("Invoices", {"Invoices": [extra]})
    report = proof(carried)
    assert report["differences"] == 2
    assert causes(report) == [["missing_here"], ["missing_there"]]


def test_a_sync_that_meets_a_silent_ledger_says_so_and_goes_on_by_itself(both: Shop) -> None:
    both.sale()
    both.settle()
    agreement = both.agreement()
    both.fault("500", provider="quickbooks", path="/v3", times=3)
    run_id = actions.run_sync(both.workspace_id, agreement, actor=ACTOR)
    wait_until(lambda: both.run(run_id).error, "the trouble is told")
    run = both.run(run_id)
    assert (run.status, run.error) == (RunStatus.QUEUED, "The ledger does not answer; it goes on by itself in 15 s.")
