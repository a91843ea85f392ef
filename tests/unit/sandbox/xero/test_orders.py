"""Quotes and purchase orders: their statuses, numbers, contacts and lists."""

from decimal import Decimal

import pytest

from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def quote(contact: str, **more: Json) -> Json:
    body = {**draft(contact, "100"), "Date": "2026-10-01", **more}
    return {field: value for field, value in body.items() if field not in ("Type", "DueDate")}


@pytest.mark.parametrize(
    ("path", "refused"),
    [(("SENT", "ACCEPTED", "INVOICED"), "DELETED"), (("SENT", "DECLINED"), "INVOICED"), (("DELETED",), "DRAFT"), ((), "ACCEPTED")],
)
def test_a_quote_goes_its_way_and_no_other(ledger: Ledger, contact: str, path: tuple[str, ...], refused: str) -> None:
    own = ledger.make("Quotes", quote(contact))["QuoteID"]
    for status in path:
        assert ledger.write("Quotes", {"QuoteID": own, "Status": status})[0]["Status"] == status
    assert ledger.refusal("Quotes", {"QuoteID": own, "Status": refused})


@pytest.mark.parametrize(
    ("path", "refused"),
    [(("SUBMITTED", "AUTHORISED", "BILLED"), "DELETED"), (("AUTHORISED", "DELETED"), "AUTHORISED"), ((), "BILLED")],
)
def test_a_purchase_order_goes_its_way_and_no_other(ledger: Ledger, contact: str, path: tuple[str, ...], refused: str) -> None:
    own = ledger.make("PurchaseOrders", quote(contact))["PurchaseOrderID"]
    for status in path:
        assert ledger.write("PurchaseOrders", {"PurchaseOrderID": own, "Status": status})[0]["Status"] == status
    assert ledger.refusal("PurchaseOrders", {"PurchaseOrderID": own, "Status": refused})


def test_neither_posts_anything_nor_is_owed(ledger: Ledger, contact: str) -> None:
    ledger.make("Quotes", quote(contact, Status="SENT"))
    ledger.make("PurchaseOrders", quote(contact, Status="AUTHORISED"))
    assert ledger.get("Journals") == []
    assert "Balances" not in ledger.one(f"Contacts/{contact}")


def test_numbers_are_made_up_and_stay_unique(ledger: Ledger, contact: str) -> None:
    ledger.make("PurchaseOrders", quote(contact, PurchaseOrderNumber="PO-0001"))
    second = ledger.make("PurchaseOrders", quote(contact))
    assert second["PurchaseOrderNumber"] == "PO-0002"
    assert ledger.refusal("PurchaseOrders", quote(contact, PurchaseOrderNumber="po-0001"), method="PUT") == [
        "PurchaseOrderNumber must be unique"
    ]
    changed = ledger.write("PurchaseOrders", {"PurchaseOrderNumber": "PO-0001", "Reference": "found by its number"})[0]
    assert changed["Reference"] == "found by its number"


def test_a_purchase_order_makes_no_contact_where_a_quote_does(ledger: Ledger) -> None:
    stranger = {**quote(""), "Contact": {"Name": "Stranger"}}
    assert ledger.refusal("PurchaseOrders", stranger, method="PUT") == ["The contact could not be found"]
    ledger.make("Quotes", stranger)
    assert ledger.make("PurchaseOrders", stranger)["Contact"]["Name"] == "Stranger"


def test_totals_follow_the_lines_and_the_treatment_of_tax(ledger: Ledger, contact: str) -> None:
    made = ledger.make("Quotes", quote(contact, LineAmountTypes="INCLUSIVE"))
    assert (made["Total"], made["TotalTax"], made["LineAmountTypes"]) == (Decimal("100.00"), Decimal("16.67"), "INCLUSIVE")
    again = ledger.write("Quotes", {"QuoteID": made["QuoteID"], "LineAmountTypes": "EXCLUSIVE"})[0]
    assert (again["Total"], again["TotalTax"]) == (Decimal("120.00"), Decimal("20.00"))
    assert ledger.refusal("Quotes", quote(contact, LineItems=[]), method="PUT") == ["One or more line items must be specified"]
    assert ledger.refusal("Quotes", quote(contact, Title="x" * 101), method="PUT")


def test_quotes_are_chosen_by_contact_number_and_dates(ledger: Ledger, contact: str) -> None:
    first = ledger.make("Quotes", quote(contact, ExpiryDate="2026-11-01"))["QuoteID"]
    second = ledger.make("Quotes", quote(ledger.contact("Another"), Date="2026-10-05"))["QuoteID"]

    def chosen(**query: str) -> list[str]:
        return [one["QuoteID"] for one in ledger.get("Quotes", **query)]

    assert chosen(ContactID=contact) == [first]
    assert chosen(QuoteNumber="0002") == [second]
    assert chosen(DateFrom="2026-10-02") == [second]
    assert chosen(DateTo="2026-10-04") == [first]
    assert chosen(ExpiryDateFrom="2026-10-31") == [first]
    assert chosen(ExpiryDateTo="2026-10-31") == []


def test_pages_of_quotes_have_a_hundred_and_tell_no_numbers(ledger: Ledger, contact: str) -> None:
    ledger.write("Quotes", *[quote(contact) for _ in range(101)], method="PUT")
    first, second = (ledger.call("GET", "Quotes", query={"page": page, "pageSize": "5"}) for page in ("1", "2"))
    assert (len(first["Quotes"]), len(second["Quotes"]), "pagination" in first) == (100, 1, False)


def test_purchase_orders_come_by_the_page_unasked(ledger: Ledger, contact: str) -> None:
    ledger.write("PurchaseOrders", *[quote(contact) for _ in range(101)], method="PUT")
    answer = ledger.call("GET", "PurchaseOrders")
    assert (len(answer["PurchaseOrders"]), answer["pagination"]["pageCount"]) == (100, 2)
    assert len(ledger.call("GET", "PurchaseOrders", query={"page": "2"})["PurchaseOrders"]) == 1
