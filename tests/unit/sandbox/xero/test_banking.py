"""Bank transactions and transfers: what may be written, what they make, and what is refused."""

from decimal import Decimal

import pytest

from tieout.sandbox.xero import errors
from unit.sandbox.xero.ledger import Json, Ledger, open_ledger

D = Decimal


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def contact(ledger: Ledger) -> str:
    return ledger.contact()


def spend(contact: str, amount: str = "12", **more: Json) -> Json:
    line = {"Description": "Fee", "Quantity": 1, "UnitAmount": amount, "AccountCode": "429"}
    where = {"Contact": {"ContactID": contact}, "BankAccount": {"Code": "090"}}
    return {"Type": "SPEND", **where, "LineItems": [line], "Date": "2026-10-01", **more}


def transfer(amount: str = "100", **more: Json) -> Json:
    return {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": amount, "Date": "2026-10-01", **more}


def euros(ledger: Ledger) -> Json:
    body = {"Name": "Euro account", "Code": "EUR1", "Type": "BANK", "BankAccountNumber": "EU01", "CurrencyCode": "EUR"}
    return ledger.call("PUT", "Accounts", body=body)["Accounts"][0]


def test_amounts_of_a_bank_transaction_include_tax_unless_said_otherwise(ledger: Ledger, contact: str) -> None:
    made = ledger.make("BankTransactions", spend(contact))
    assert (made["LineAmountTypes"], made["SubTotal"], made["TotalTax"], made["Total"]) == ("Inclusive", 10, 2, 12)
    exclusive = ledger.make("BankTransactions", spend(contact, LineAmountTypes="Exclusive"))
    assert (exclusive["SubTotal"], exclusive["TotalTax"], exclusive["Total"]) == (12, D("2.40"), D("14.40"))
    assert (made["Status"], made["IsReconciled"], made["BankAccount"]["Code"]) == ("AUTHORISED", False, "090")
    assert ledger.one(f"Contacts/{contact}")["IsSupplier"] is True


def test_it_takes_the_currency_of_its_bank_account(ledger: Ledger, contact: str) -> None:
    euros(ledger)
    made = ledger.make("BankTransactions", spend(contact, BankAccount={"Code": "EUR1"}, CurrencyCode="USD", CurrencyRate="1.2"))
    assert (made["CurrencyCode"], made["CurrencyRate"]) == ("EUR", D("1.2"))
    assert "CurrencyRate" not in ledger.make("BankTransactions", spend(contact))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Type": "SPEND-TRANSFER"}, "Bank transaction not of valid type for creation"),
        ({"BankAccount": {"Code": "200"}}, "BankAccount must be an account of type BANK"),
        ({"BankAccount": {}}, errors.NO_SUCH_ACCOUNT),
        ({"Contact": {}}, errors.NO_CONTACT),
        ({"LineItems": []}, errors.NO_LINES),
        ({"Status": "VOIDED"}, errors.BAD_STATUS),
        ({"Date": "2025-12-31"}, errors.LOCKED),
        ({"LineAmountTypes": "Gross"}, "LineAmountTypes is not valid"),
    ],
)
def test_a_bank_transaction_is_refused(ledger: Ledger, contact: str, change: Json, message: str) -> None:
    ledger.lock("2025-12-31")
    assert ledger.refusal("BankTransactions", spend(contact, **change), method="PUT") == [message]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"Quantity": 0, "LineAmount": 0}, "Quantity must be greater than zero"),
        ({"UnitAmount": 0}, "UnitAmount must not be zero"),
        ({"UnitAmount": -5}, "The total of a bank transaction must be positive"),
        ({"TaxAmount": "1.99"}, "The tax amount 1.99 does not match the expected tax amount 2.00"),
        ({"AccountCode": "610"}, errors.BAD_ACCOUNT.format("610")),
        ({"DiscountRate": 10}, errors.DISCOUNT_ON_PURCHASE),
    ],
)
def test_a_line_of_a_bank_transaction_is_refused(ledger: Ledger, contact: str, line: Json, message: str) -> None:
    body = spend(contact)
    body["LineItems"][0] |= line
    assert message in ledger.refusal("BankTransactions", body, method="PUT")


def test_a_line_may_be_negative_while_the_total_is_positive(ledger: Ledger, contact: str) -> None:
    body = spend(contact)
    body["LineItems"].append({**body["LineItems"][0], "UnitAmount": "-2"})
    assert ledger.make("BankTransactions", body)["Total"] == 10


def test_a_bank_transaction_is_changed_and_deleted(ledger: Ledger, contact: str) -> None:
    made = ledger.make("BankTransactions", spend(contact, Reference="first"))
    own_id = made["BankTransactionID"]
    (changed,) = ledger.write("BankTransactions", {"BankTransactionID": own_id, "Reference": "second"})
    assert (changed["Reference"], changed["Total"], changed["LineItems"][0]["LineItemID"]) == (
        "second",
        12,
        made["LineItems"][0]["LineItemID"],
    )
    (deleted,) = ledger.write("BankTransactions", {"BankTransactionID": own_id, "Status": "DELETED"})
    assert deleted["Status"] == "DELETED"
    assert ledger.refusal("BankTransactions", {"BankTransactionID": own_id, "Reference": "third"})


def test_a_reconciled_bank_transaction_keeps_its_money_but_not_its_coding(ledger: Ledger, contact: str) -> None:
    made = ledger.make("BankTransactions", spend(contact, IsReconciled=True))
    own_id, line = made["BankTransactionID"], made["LineItems"][0]
    recoded = {"BankTransactionID": own_id, "LineItems": [{**line, "AccountCode": "425"}]}
    assert ledger.write("BankTransactions", recoded)[0]["LineItems"][0]["AccountCode"] == "425"
    more = {"BankTransactionID": own_id, "LineItems": [{"Description": "x", "UnitAmount": "13", "AccountCode": "429"}]}
    for change in (more, {"BankTransactionID": own_id, "Status": "DELETED"}, {"BankTransactionID": own_id, "Date": "2026-10-02"}):
        assert len(ledger.refusal("BankTransactions", change)) == 1


@pytest.mark.parametrize("type_", ["RECEIVE-PREPAYMENT", "SPEND-PREPAYMENT", "RECEIVE-OVERPAYMENT", "SPEND-OVERPAYMENT"])
def test_it_makes_prepayments_and_overpayments_that_only_their_own_endpoint_changes(
    ledger: Ledger, contact: str, type_: str
) -> None:
    made = ledger.make("BankTransactions", spend(contact, Type=type_))
    kind, id_field = ("Prepayments", "PrepaymentID") if "PRE" in type_ else ("Overpayments", "OverpaymentID")
    credit = ledger.one(f"{kind}/{made[id_field]}")
    assert (credit["Type"], credit["Status"], credit["RemainingCredit"]) == (type_, "AUTHORISED", 12)
    told = ledger.refusal("BankTransactions", {"BankTransactionID": made["BankTransactionID"], "Status": "DELETED"})
    assert told == ["The bank transaction cannot be changed through this endpoint"]


def test_an_overpayment_has_one_line_on_the_control_account_without_tax(ledger: Ledger, contact: str) -> None:
    made = ledger.make("BankTransactions", spend(contact, Type="SPEND-OVERPAYMENT"))
    assert (made["LineAmountTypes"], made["TotalTax"], made["LineItems"][0]["AccountCode"]) == ("NoTax", 0, "800")
    two = spend(contact, Type="SPEND-OVERPAYMENT")
    two["LineItems"] *= 2
    assert ledger.refusal("BankTransactions", two, method="PUT") == ["An overpayment has exactly one line"]


def test_bank_transactions_are_filtered_by_their_account_and_contact(ledger: Ledger, contact: str) -> None:
    made = ledger.make("BankTransactions", spend(contact))
    ledger.make("BankTransactions", spend(ledger.contact("Another"), BankAccount={"Code": "091"}))
    account = made["BankAccount"]["AccountID"]
    for where in (f'BankAccount.AccountID==guid("{account}")', f'Contact.ContactID==Guid("{contact}")', 'BankAccount.Code=="090"'):
        found = ledger.get("BankTransactions", where=where)
        assert [one["BankTransactionID"] for one in found] == [made["BankTransactionID"]]
        assert found[0]["LineItems"] == []


def test_a_transfer_shows_on_both_bank_accounts(ledger: Ledger) -> None:
    made = ledger.make("BankTransfers", transfer())
    assert (made["Amount"], made["Status"], made["CurrencyRate"]) == (100, "AUTHORISED", 1)
    types = {one["BankTransactionID"]: (one["Type"], one["BankAccount"]["Code"]) for one in ledger.get("BankTransactions")}
    assert types == {
        made["FromBankTransactionID"]: ("SPEND-TRANSFER", "090"),
        made["ToBankTransactionID"]: ("RECEIVE-TRANSFER", "091"),
    }


def test_a_transfer_to_another_currency_goes_over_at_the_days_rate(ledger: Ledger) -> None:
    euros(ledger)
    made = ledger.make("BankTransfers", transfer(ToBankAccount={"Code": "EUR1"}))
    assert made["CurrencyRate"] == D("1.17")
    assert ledger.one(f"BankTransactions/{made['ToBankTransactionID']}")["Total"] == 117


@pytest.mark.parametrize("path", ["", "/{0}"])
def test_a_transfer_is_deleted_softly(ledger: Ledger, path: str) -> None:
    made = ledger.make("BankTransfers", transfer())
    body = {"BankTransfers": [{"BankTransferID": made["BankTransferID"], "Status": "DELETED"}]}
    told = ledger.call("POST", "BankTransfers" + path.format(made["BankTransferID"]), body=body)["BankTransfers"][0]
    assert (told["Status"], told["Amount"]) == ("DELETED", 100)
    assert ledger.get("BankTransfers") == []
    assert [one["Status"] for one in ledger.get("BankTransfers", includeDeleted="true")] == ["DELETED"]
    assert {one["Status"] for one in ledger.get("BankTransactions")} == {"DELETED"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ToBankAccount": {"Code": "090"}}, "A transfer needs two different bank accounts"),
        ({"Amount": 0}, "The amount of a transfer must be greater than zero"),
        ({"ToBankAccount": {"Code": "200"}}, "ToBankAccount must be an account of type BANK"),
        ({"FromBankAccount": {}}, errors.NO_SUCH_ACCOUNT),
        ({"Date": "2025-12-31"}, errors.LOCKED),
        ({"FromTracking": [{"Name": "Region", "Option": "Nowhere"}]}, errors.BAD_TRACKING),
    ],
)
def test_a_transfer_is_refused(ledger: Ledger, change: Json, message: str) -> None:
    ledger.lock("2025-12-31")
    assert ledger.refusal("BankTransfers", transfer(**change), method="PUT") == [message]


def test_a_transfer_is_never_edited(ledger: Ledger) -> None:
    made = ledger.make("BankTransfers", transfer())
    told = ledger.refusal("BankTransfers", {"BankTransferID": made["BankTransferID"], "Amount": 5})
    assert told == ["Bank transfers cannot be edited; delete it and create a new one"]
