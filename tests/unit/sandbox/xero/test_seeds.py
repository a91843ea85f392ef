"""What the ready-made organisations hold, and that their books balance like any other."""

from decimal import Decimal

import pytest

from tieout.sandbox.xero import ledger as books
from tieout.sandbox.xero.aged import open_on
from tieout.sandbox.xero.state import Stamps, State
from unit.sandbox.xero.ledger import Ledger, open_ledger

TRADING = ("Demo Company (US)", "Demo Company (AU)", "Northgate Supplies Ltd", "Demo Company (CA)")


@pytest.fixture(scope="module")
def demo() -> Ledger:
    return open_ledger(seed="demo")


def state_of(ledger: Ledger, name: str) -> State:
    (chosen,) = (one for one in ledger.provider.organisations() if one.name == name)
    return State(ledger.ground, chosen.id, Stamps({}))


def assert_books_balance(state: State) -> None:
    sums = books.sums(state)
    assert sum(sums.values()) == 0
    for system, sales in (("DEBTORS", True), ("CREDITORS", False)):
        contacts = [one["ContactID"] for one in state.all("Contacts")]
        owed = sum(one.due for contact in contacts for one in open_on(state, contact, on="9999", sales=sales))
        assert sums[books.system_account(state, system)] == (owed if sales else -owed)


def test_it_starts_the_first_organisation_without_contacts_and_documents(demo: Ledger) -> None:
    state = state_of(demo, "Demo Company (UK)")
    assert [state.all(kind) for kind in ("Contacts", "Items", "Invoices", "Payments", "BankTransactions")] == [[]] * 5
    assert books.journals(state) == []


@pytest.mark.parametrize("name", TRADING)
def test_it_gives_every_other_organisation_a_few_hundred_documents_whose_books_balance(demo: Ledger, name: str) -> None:
    state = state_of(demo, name)
    kinds = (
        "Invoices",
        "CreditNotes",
        "Payments",
        "BankTransactions",
        "BankTransfers",
        "ManualJournals",
        "Prepayments",
        "Overpayments",
    )
    assert 200 <= sum(len(state.all(kind)) for kind in kinds) <= 999
    assert {one["Status"] for one in state.all("Invoices")} == {"DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"}
    assert len({one["CurrencyCode"] for one in state.all("Invoices")}) == 3
    assert any(0 < one["AmountPaid"] < one["Total"] for one in state.all("Invoices"))
    assert_books_balance(state)


def test_it_keeps_what_stock_cost_on_the_inventory_account(demo: Ledger) -> None:
    state = state_of(demo, "Demo Company (AU)")
    (item,) = (one for one in state.all("Items") if one.get("IsTrackedAsInventory"))
    account = state.account(code=item["InventoryAssetAccountCode"])
    assert account is not None
    assert 0 < item["TotalCostPool"] == books.sums(state)[account["AccountID"]]


def test_it_knows_four_tax_regimes(demo: Ledger) -> None:
    rates = {
        name: {one["EffectiveRate"] for one in state_of(demo, name).all("TaxRates")} for name in ("Demo Company (UK)", *TRADING)
    }
    assert Decimal(20) in rates["Demo Company (UK)"]
    assert Decimal("8.25") in rates["Demo Company (US)"]
    assert Decimal(10) in rates["Demo Company (AU)"]
    assert {Decimal(5), Decimal(13), Decimal("14.975")} <= rates["Demo Company (CA)"]


@pytest.mark.parametrize("number", [1, 8, 10, 437])
def test_it_makes_exactly_as_many_documents_as_it_is_asked_for(number: int) -> None:
    state = state_of(open_ledger(seed=f"large:{number}"), "Demo Company (CA)")
    kinds = ("Invoices", "CreditNotes", "Payments", "BankTransactions")
    assert sum(len(state.all(kind)) for kind in kinds) == number == len(books.journals(state))
    assert [one["JournalNumber"] for one in books.journals(state)] == list(range(1, number + 1))
    assert_books_balance(state)


def test_it_makes_the_same_many_documents_twice_in_the_shape_of_posted_ones() -> None:
    one, other = (open_ledger(seed="large:50") for _ in range(2))
    assert one.get("Invoices", page="1") == other.get("Invoices", page="1")
    posted = one.invoice(one.contact(), "10")
    unpaid = next(made for made in one.get("Invoices", page="1") if made["Type"] == "ACCREC" and made["Status"] == "AUTHORISED")
    told = {"StatusAttributeString", "EmailAddress"}
    assert set(one.again(unpaid)) == set(posted) - told
    assert unpaid["InvoiceNumber"] != posted["InvoiceNumber"]
    paid = next(made for made in one.get("Invoices", page="1") if made["Status"] == "PAID")
    assert [payment["Amount"] for payment in paid["Payments"]] == [paid["Total"]] == [paid["AmountPaid"]]
