"""Estimates, receipts, bundles and automated sales tax: the rules, the refusals, and what the ledger says."""

from decimal import Decimal
from typing import Any

import pytest

from tieout.sandbox.call import Call
from tieout.sandbox.quickbooks import items
from tieout.sandbox.quickbooks.state import Company
from unit.sandbox.quickbooks.desk import US, Desk, open_desk, sale, sale_line, settling


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def us() -> Desk:
    return open_desk(US)


def estimate_link(estimate: str) -> dict[str, Any]:
    return {"LinkedTxn": [{"TxnId": estimate, "TxnType": "Estimate"}]}


def bundle(desk: Desk, *holds: tuple[str, int]) -> str:
    with desk.ground.books.unit():
        company = Company(desk.ground.books, desk.realm, at=desk.ground.clock.now())
        return str(items.bundle(company, "Starter bundle", holds=holds)["Id"])


def bundle_line(item: str, **detail: Any) -> dict[str, Any]:
    return {"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": {"value": item}, **detail}}


def test_an_estimate_moves_nothing_and_has_no_balance(desk: Desk) -> None:
    body = sale(desk.customer(), sale_line("100", item=desk.item()))
    made = desk.save("Estimate", body | {"AcceptedBy": "Purchasing", "ExpirationDate": "2026-12-31"})
    assert (made["TotalAmt"], made["TxnStatus"], "Balance" in made) == (Decimal("120.00"), "Pending", False)
    assert desk.balance("Accounts Receivable (A/R)") == 0
    assert desk.refused("/estimate", body | {"TxnStatus": "Perhaps"}) == "2170"
    assert (
        desk.save("Estimate", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "TxnStatus": "Accepted"})["TxnStatus"]
        == "Accepted"
    )


def test_only_one_invoice_of_the_same_customer_converts_an_estimate(desk: Desk) -> None:
    customer, line = desk.customer(), sale_line("100", item=desk.item())
    estimate = desk.save("Estimate", sale(customer, line))["Id"]
    assert desk.refused("/invoice", sale(desk.customer("Another"), line) | estimate_link(estimate)) == "620"
    assert desk.refused("/invoice", sale(customer, line) | estimate_link("999")) == "2500"
    invoice = desk.save("Invoice", sale(customer, line) | estimate_link(estimate))
    assert desk.refused("/invoice", sale(customer, line) | estimate_link(estimate)) == "620"
    assert desk.read("Estimate", estimate)["TxnStatus"] == "Converted"
    # A full update that leaves the link out takes it away.
    desk.save("Invoice", sale(customer, line) | {"Id": invoice["Id"], "SyncToken": "0"})
    assert (desk.read("Estimate", estimate)["TxnStatus"], desk.read("Estimate", estimate)["LinkedTxn"]) == ("Pending", [])
    again = desk.save("Invoice", sale(customer, line) | estimate_link(estimate))
    desk.post("/invoice", {"Id": again["Id"], "SyncToken": again["SyncToken"]}, operation="delete")
    assert desk.read("Estimate", estimate)["TxnStatus"] == "Pending"


def test_what_a_client_says_of_payments_in_linked_txn_is_passed_over(desk: Desk) -> None:
    body = sale(desk.customer(), sale_line("100", item=desk.item())) | {"LinkedTxn": [{"TxnId": "7", "TxnType": "Payment"}]}
    assert desk.save("Invoice", body)["LinkedTxn"] == []


@pytest.mark.parametrize(("kind", "sign"), [("SalesReceipt", 1), ("RefundReceipt", -1)])
def test_receipts_move_money_tax_and_income_at_once_and_back_when_deleted(desk: Desk, kind: str, sign: int) -> None:
    body = {
        "GlobalTaxCalculation": "TaxExcluded",
        "Line": [sale_line("100", item=desk.item())],
        "DepositToAccountRef": {"value": "35"},
    }
    made = desk.save(kind, body)
    assert (made["TotalAmt"], made["Balance"], "CustomerRef" in made) == (Decimal("120.00"), 0, False)
    assert (desk.balance("Current"), desk.balance("VAT Control")) == (Decimal(sign * 120), Decimal(-sign * 20))
    changed = desk.save(
        kind,
        body
        | {
            "Id": made["Id"],
            "SyncToken": "0",
            "Line": [sale_line("50", item=made["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"])],
        },
    )
    assert desk.balance("Current") == sign * 60
    desk.post(f"/{kind.lower()}", {"Id": made["Id"], "SyncToken": changed["SyncToken"]}, operation="delete")
    assert (desk.balance("Current"), desk.balance("VAT Control")) == (Decimal(0), Decimal(0))


def test_receipts_ask_for_money_accounts(desk: Desk) -> None:
    lines = {"GlobalTaxCalculation": "TaxExcluded", "Line": [sale_line("100", item=desk.item())]}
    assert desk.refused("/refundreceipt", lines) == "2020"
    assert desk.refused("/salesreceipt", lines | {"DepositToAccountRef": {"value": "54"}}) == "6000"
    assert desk.save("SalesReceipt", lines)["DepositToAccountRef"]["name"] == "Undeposited Funds"


def test_a_sales_receipt_is_voided_and_a_refund_is_not(desk: Desk) -> None:
    body = {
        "GlobalTaxCalculation": "TaxExcluded",
        "Line": [sale_line("100", item=desk.item())],
        "DepositToAccountRef": {"value": "35"},
    }
    receipt, refund = desk.save("SalesReceipt", body), desk.save("RefundReceipt", body)
    wish = {"Id": receipt["Id"], "SyncToken": "0", "sparse": True}
    voided = desk.post("/salesreceipt", wish, operation="update", include="void")["SalesReceipt"]
    assert (voided["TotalAmt"], voided["PrivateNote"], desk.balance("Current")) == (0, "Voided", Decimal(-120))
    assert desk.refused("/refundreceipt", {"Id": refund["Id"], "SyncToken": "0"}, operation="void") == "500"


def test_a_bundle_sells_what_it_holds(desk: Desk) -> None:
    pot, cup = (
        desk.item("Pot", UnitPrice=20, SalesTaxCodeRef={"value": "2"}),
        desk.item("Cup", UnitPrice=Decimal("4.5"), SalesTaxCodeRef={"value": "3"}),
    )
    own_id = bundle(desk, (pot, 1), (cup, 2))
    made = desk.save("Invoice", sale(desk.customer(), bundle_line(own_id, Quantity=3)))
    line = made["Line"][0]
    assert (line["Amount"], [one["Amount"] for one in line["GroupLineDetail"]["Line"]]) == (87, [60, 27])
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("13.35")
    assert desk.balance("Accounts Receivable (A/R)") == Decimal("100.35")
    read = desk.read("Invoice", made["Id"])
    again = desk.save("Invoice", read)
    assert (again["TotalAmt"], again["Line"][0]["GroupLineDetail"]) == (made["TotalAmt"], line["GroupLineDetail"])
    voided = desk.post("/invoice", {"Id": made["Id"], "SyncToken": again["SyncToken"]}, operation="void")["Invoice"]
    assert [one["Amount"] for one in voided["Line"][0]["GroupLineDetail"]["Line"]] == [0, 0]


def test_a_bundle_is_read_and_renamed_but_not_made_nor_turned_into_something_else(desk: Desk) -> None:
    pot = desk.item("Pot", UnitPrice=20)
    own_id = bundle(desk, (pot, 1))
    read = desk.read("Item", own_id)
    assert read["ItemGroupDetail"]["ItemGroupLine"][0]["ItemRef"]["value"] == pot
    renamed = desk.save("Item", read | {"Name": "Gift box", "ItemGroupDetail": {"ItemGroupLine": []}})
    assert (renamed["Name"], renamed["ItemGroupDetail"]) == ("Gift box", read["ItemGroupDetail"])
    assert desk.refused("/item", renamed | {"Type": "Service"}) == "6000"
    assert desk.refused("/item", {"Name": "Another", "Type": "Group"}) == "2170"
    assert desk.refused("/invoice", sale(desk.customer(), bundle_line(pot))) == "6000"
    assert desk.refused("/invoice", sale(desk.customer("Two"), sale_line("5", item=own_id))) == "6000"


@pytest.mark.parametrize(
    ("state", "tax"), [("TX", "6.25"), ("ny", "4.00"), ("OR", "0"), ("", "0")], ids=["Texas", "New York", "Oregon", "nowhere"]
)
def test_automated_sales_tax_goes_by_the_state(us: Desk, state: str, tax: str) -> None:
    us.save("Preferences", {"Id": "1", "SyncToken": "0", "sparse": True, "TaxPrefs": {"PartnerTaxEnabled": True}})
    customer = us.customer(ShipAddr={"Line1": "1 Main Street", "CountrySubDivisionCode": state})
    body = {"CustomerRef": {"value": customer}, "Line": [sale_line("100", item=us.item(), code="TAX")]}
    made = us.save("Invoice", body)
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal(tax)
    # The client's own figure stands.
    assert us.save("Invoice", body | {"TxnTaxDetail": {"TotalTax": 5}})["TxnTaxDetail"]["TotalTax"] == 5


def test_automated_sales_tax_spares_exempt_customers_and_lines(us: Desk) -> None:
    us.save("Preferences", {"Id": "1", "SyncToken": "0", "sparse": True, "TaxPrefs": {"PartnerTaxEnabled": True}})
    address = {"CountrySubDivisionCode": "TX"}
    exempt, taxed = us.customer("School", ShipAddr=address, Taxable=False), us.customer(ShipAddr=address)
    item = us.item()
    for customer, code in ((exempt, "TAX"), (taxed, "NON")):
        made = us.save("SalesReceipt", {"CustomerRef": {"value": customer}, "Line": [sale_line("100", item=item, code=code)]})
        assert made["TxnTaxDetail"]["TotalTax"] == 0


def test_forms_share_one_run_of_numbers_where_the_company_numbers_itself(us: Desk) -> None:
    customer, item = us.customer(), us.item()
    body = {
        "CustomerRef": {"value": customer},
        "Line": [sale_line("1", item=item, code="NON")],
        "DepositToAccountRef": {"value": "35"},
    }
    numbers = [us.save(kind, body)["DocNumber"] for kind in ("Invoice", "Estimate", "SalesReceipt", "RefundReceipt", "CreditMemo")]
    assert numbers == ["1001", "1002", "1003", "1004", "1005"]


def test_a_payment_is_sent_to_the_customer_or_to_whom_the_request_says(desk: Desk) -> None:
    customer = desk.customer(PrimaryEmailAddr={"Address": "tea@example.com"})
    silent = desk.customer("Silent")
    paid = desk.save("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 5})
    assert desk.post(f"/payment/{paid['Id']}/send", {})["Payment"]["SyncToken"] == "1"
    other = desk.save("Payment", {"CustomerRef": {"value": silent}, "TotalAmt": 5})
    assert desk.refused(f"/payment/{other['Id']}/send", {}) == "2020"
    assert desk.refused(f"/payment/{other['Id']}/send", {}, sendTo="nobody") == "2210"
    assert desk.refused("/bill/1/send", {}) == "500"


@pytest.mark.parametrize("kind", ["Invoice", "Estimate", "CreditMemo", "SalesReceipt", "RefundReceipt"])
def test_every_form_has_a_pdf_with_its_figures(desk: Desk, kind: str) -> None:
    body = sale(desk.customer("Tea (and) Cake – Café"), sale_line("100", item=desk.item()), DocNumber="A-1")
    made = desk.save(kind, body | ({"DepositToAccountRef": {"value": "35"}} if kind == "RefundReceipt" else {}))
    desk.get(f"/{kind.lower()}/{made['Id']}/pdf")
    assert desk.last.media_type == "application/pdf"
    assert b"Total GBP 120.00" in desk.last.body
    assert rb"To Tea \(and\) Cake" in desk.last.body
    # Every object stands where the table says.
    table = desk.last.body[int(desk.last.body.rpartition(b"startxref\n")[2].split()[0]) :].split(b"\n")[3:8]
    for number, row in enumerate(table, start=1):
        assert desk.last.body[int(row.split()[0]) :].startswith(b"%d 0 obj" % number)


def test_a_payment_prints_and_a_bill_does_not(desk: Desk) -> None:
    customer = desk.customer()
    invoice = desk.save("Invoice", sale(customer, sale_line("100", item=desk.item())))
    paid = desk.save(
        "Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 5, "Line": settling(("Invoice", invoice["Id"], "5"))}
    )
    desk.get(f"/payment/{paid['Id']}/pdf")
    assert desk.last.body.startswith(b"%PDF")
    assert desk.get("/bill/1/pdf")["Fault"]["Error"][0]["code"] == "500"
    assert desk.get("/invoice/999/pdf")["Fault"]["Error"][0]["code"] == "610"


def test_an_invoice_has_a_link_for_the_customer_when_it_is_asked_for(desk: Desk) -> None:
    made = desk.save("Invoice", sale(desk.customer(), sale_line("100", item=desk.item())))
    assert "InvoiceLink" not in desk.read("Invoice", made["Id"])
    link = desk.get(f"/invoice/{made['Id']}", include="invoiceLink")["Invoice"]["InvoiceLink"]
    assert "InvoiceLink" not in desk.read("Invoice", made["Id"])
    path = link.partition("/quickbooks")[2]
    reply = desk.send(Call("GET", path, {}, {}, b"", desk.ground.clock.now(), "http://127.0.0.1:1"))
    assert (reply.status, reply.body[:5]) == (200, b"%PDF-")
    assert desk.send(Call("GET", path + "9", {}, {}, b"", desk.ground.clock.now(), "http://127.0.0.1:1")).status == 400
