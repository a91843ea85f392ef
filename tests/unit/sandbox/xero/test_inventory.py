"""Tracked items: whatever is bought, sold, returned and voided, the stock and its account say the same."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chances import tries
from unit.sandbox.xero.ledger import Json, Ledger, draft, open_ledger

D = Decimal
STOCK, ITEM = "631", "W"
DETAILS = {
    "PurchaseDetails": {"UnitPrice": "4", "COGSAccountCode": "310", "TaxType": "INPUT2"},
    "SalesDetails": {"UnitPrice": "10", "AccountCode": "200", "TaxType": "OUTPUT2"},
}


def stocked() -> Ledger:
    ledger = open_ledger()
    ledger.make("Accounts", {"Code": STOCK, "Name": "Stock", "Type": "INVENTORY"})
    ledger.make("Items", {"Code": ITEM, "Name": "Widget", "InventoryAssetAccountCode": STOCK, **DETAILS})
    return ledger


@pytest.fixture
def ledger() -> Ledger:
    return stocked()


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def line(quantity: Json, *, price: Json = "3.33") -> Json:
    return {"ItemCode": ITEM, "Quantity": quantity, "UnitAmount": price, "Description": "Widgets"}


def paper(contact: str, kind: str, *, quantity: Json, **more: Json) -> Json:
    return draft(contact, Type=kind, Status="AUTHORISED", LineItems=[line(quantity)], **more)


def stock(ledger: Ledger) -> tuple[Decimal, Decimal]:
    item = ledger.one(f"Items/{ITEM}")
    return item["QuantityOnHand"], item["TotalCostPool"]


def balance(ledger: Ledger, code: str) -> Decimal:
    legs = [leg for journal in ledger.get("Journals") for leg in journal["JournalLines"] if leg["AccountCode"] == code]
    return sum((leg["NetAmount"] for leg in legs), Decimal(0))


def test_drafts_move_nothing_and_approval_does(ledger: Ledger, contact: str) -> None:
    bill = ledger.make("Invoices", {**paper(contact, "ACCPAY", quantity=3), "Status": "DRAFT"})
    assert stock(ledger) == (D(0), D(0))
    ledger.write("Invoices", {"InvoiceID": bill["InvoiceID"], "Status": "AUTHORISED"})
    assert stock(ledger) == (D(3), D("9.99"))


def test_a_bill_is_posted_to_the_stock_whatever_account_is_sent(ledger: Ledger, contact: str) -> None:
    sent = {**line(1), "AccountCode": "429"}
    bill = ledger.make("Invoices", draft(contact, Type="ACCPAY", Status="AUTHORISED", LineItems=[sent]))
    assert bill["LineItems"][0]["AccountCode"] == STOCK
    assert ledger.refusal("Invoices", draft(contact, LineItems=[{**line(1), "ItemCode": "", "AccountCode": STOCK}]))


def test_a_sale_costs_the_average_and_the_last_one_all_that_is_left(ledger: Ledger, contact: str) -> None:
    ledger.make("Invoices", paper(contact, "ACCPAY", quantity=3))
    ledger.make("Invoices", draft(contact, Type="ACCPAY", Status="AUTHORISED", LineItems=[line(1, price="5.00")]))
    ledger.make("Invoices", paper(contact, "ACCREC", quantity=3))
    assert stock(ledger) == (D(1), D("3.75"))
    ledger.make("Invoices", paper(contact, "ACCREC", quantity=1))
    assert stock(ledger) == (D(0), D(0))
    assert (balance(ledger, STOCK), balance(ledger, "310")) == (D(0), D("14.99"))


def test_a_sale_that_is_saved_again_keeps_its_cost(ledger: Ledger, contact: str) -> None:
    ledger.make("Invoices", paper(contact, "ACCPAY", quantity=3))
    sale = ledger.make("Invoices", paper(contact, "ACCREC", quantity=1))
    ledger.make("Invoices", draft(contact, Type="ACCPAY", Status="AUTHORISED", LineItems=[line(3, price="9.00")]))
    before = stock(ledger)
    ledger.write("Invoices", {"InvoiceID": sale["InvoiceID"], "Reference": "again"})
    assert stock(ledger) == before
    more = {**sale["LineItems"][0], "Quantity": 2, "LineAmount": None}
    ledger.write("Invoices", {"InvoiceID": sale["InvoiceID"], "LineItems": [more]})
    assert stock(ledger)[0] == 4
    assert balance(ledger, STOCK) == stock(ledger)[1]


def test_what_is_not_there_cannot_leave_by_sale_by_void_or_by_return(ledger: Ledger, contact: str) -> None:
    bill = ledger.make("Invoices", paper(contact, "ACCPAY", quantity=2))
    ledger.make("Invoices", paper(contact, "ACCREC", quantity=1))
    refused = [f"There is not enough of item '{ITEM}' on hand"]
    assert ledger.refusal("Invoices", paper(contact, "ACCREC", quantity=2), method="PUT") == refused
    assert ledger.refusal("Invoices", {"InvoiceID": bill["InvoiceID"], "Status": "VOIDED"}) == refused
    assert ledger.refusal("CreditNotes", paper(contact, "ACCPAYCREDIT", quantity=2), method="PUT") == refused
    assert stock(ledger)[0] == 1


def test_no_line_shows_what_it_cost(ledger: Ledger, contact: str) -> None:
    ledger.make("Invoices", paper(contact, "ACCPAY", quantity=2))
    sale = ledger.make("Invoices", paper(contact, "ACCREC", quantity=1))
    assert "CostOfSale" not in sale["LineItems"][0]
    assert "CostOfSale" not in ledger.again(sale)["LineItems"][0]


def test_an_item_needs_its_accounts_to_be_tracked(ledger: Ledger) -> None:
    assert ledger.refusal("Items", {"Code": "X", "InventoryAssetAccountCode": "200", **DETAILS}, method="PUT")
    assert ledger.refusal("Items", {"Code": "X", "InventoryAssetAccountCode": STOCK}, method="PUT")
    assert ledger.refusal("Items", {"Code": "X", "InventoryAssetAccountCode": STOCK, "IsSold": False, **DETAILS}, method="PUT")


def test_an_item_on_hand_stays(ledger: Ledger, contact: str) -> None:
    bill = ledger.make("Invoices", paper(contact, "ACCPAY", quantity=2))
    ledger.call("DELETE", f"Items/{ITEM}")
    assert ledger.last.status == 400
    ledger.write("Invoices", {"InvoiceID": bill["InvoiceID"], "Status": "VOIDED"})
    ledger.call("DELETE", f"Items/{ITEM}")
    assert ledger.last.status == 204


moves = st.tuples(
    st.sampled_from(["ACCPAY", "ACCREC", "ACCRECCREDIT", "ACCPAYCREDIT", "void"]),
    st.decimals("0.25", "9", places=2),
    st.decimals("0.01", "99.99", places=2),
    st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    st.sampled_from(["GBP", "EUR"]),
)


@settings(max_examples=tries(8, 150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(moves, min_size=1, max_size=12))
def test_the_stock_and_its_account_agree_whatever_happens(steps: list[tuple[str, Decimal, Decimal, str, str]]) -> None:
    ledger = stocked()
    contact = ledger.contact()
    made: list[tuple[str, str, str]] = []
    for kind, quantity, price, treatment, currency in steps:
        if kind == "void":
            if made:
                plural, id_field, own_id = made.pop()
                ledger.write(plural, {id_field: own_id, "Status": "VOIDED"})
        else:
            plural, id_field = ("CreditNotes", "CreditNoteID") if kind.endswith("CREDIT") else ("Invoices", "InvoiceID")
            body = draft(contact, Type=kind, Status="AUTHORISED", LineItems=[line(quantity, price=price)])
            told = ledger.write(plural, {**body, "LineAmountTypes": treatment, "CurrencyCode": currency})[0]
            if told["StatusAttributeString"] == "OK":
                made.append((plural, id_field, told[id_field]))
        on_hand, pool = stock(ledger)
        assert on_hand >= 0
        assert balance(ledger, STOCK) == pool
