"""Whatever is booked, changed and taken back, the books balance and every figure agrees with every other."""

from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chances import tries
from unit.sandbox.sage.bookkeeper import DOCUMENTS, Bookkeeper
from unit.sandbox.sage.business import Desk, open_business

Json = Any
ALWAYS = {"show_balance_details": "true", "from_date": "2000-01-01", "to_date": "2099-12-31"}
ZERO = Decimal(0)
STEPS = 40


def amount(one: Json, name: str) -> Decimal:
    return Decimal(one[name])


def trial_balance(desk: Desk) -> dict[str, Decimal]:
    """By ledger account, debits positive, as the API tells it."""
    found = {}
    for account in desk.items("ledger_accounts", **ALWAYS):
        details = account["balance_details"]
        sign = -1 if details["credit_or_debit"] == "credit" else 1
        assert sign * amount(details, "balance") == amount(details, "debits") - amount(details, "credits")
        found[account["id"]] = sign * amount(details, "balance")
    return found


def open_items(desk: Desk) -> list[tuple[str, str, Decimal, Decimal]]:
    """Side, contact, and what is open in the item's own currency and in base currency; debts of either side positive."""
    found = []
    for kind in DOCUMENTS:
        sign = -1 if "credit" in kind else 1
        for one in desk.items(kind):
            own, base = amount(one, "outstanding_amount"), amount(one, "base_currency_outstanding_amount")
            assert ZERO <= own <= amount(one, "total_amount")
            settled = amount(one, "total_amount") - amount(one, "total_paid")
            states = {"DRAFT": ZERO, "VOID": ZERO}
            assert own == states.get(one["status"]["id"], settled)
            if one["status"]["id"] not in states:
                expected = "PAID" if not own else "UNPAID" if own == amount(one, "total_amount") else "PART_PAID"
                assert one["status"]["id"] == expected
            found.append((kind.partition("_")[0], one["contact"]["id"], sign * own, sign * base))
    for one in desk.items("contact_payments"):
        if (part := one["payment_on_account"]) is not None:
            kind = one["transaction_type"]["id"]
            sign = 1 if kind.endswith("REFUND") else -1
            own, base = amount(part, "outstanding_amount"), amount(part, "base_currency_outstanding_amount")
            found.append(("sales" if kind.startswith("CUSTOMER") else "purchase", one["contact"]["id"], sign * own, sign * base))
    return found


def check(desk: Desk) -> None:
    balances = trial_balance(desk)
    assert sum(balances.values()) == 0
    items = open_items(desk)
    assert balances[desk.account(1100)] == sum(base for side, _, _, base in items if side == "sales")
    assert -balances[desk.account(2100)] == sum(base for side, _, _, base in items if side == "purchase")
    check_entries(desk, balances)
    check_contacts(desk, items)
    check_banks(desk, balances)


def check_entries(desk: Desk, balances: dict[str, Decimal]) -> None:
    """The general ledger adds up to the same, and each transaction to zero."""
    by_account: dict[str, Decimal] = defaultdict(Decimal)
    by_transaction: dict[str, Decimal] = defaultdict(Decimal)
    for entry in desk.items("ledger_entries"):
        moved = amount(entry, "debit") - amount(entry, "credit")
        by_transaction[entry["transaction"]["id"]] += moved
        if not entry["deleted"]:
            by_account[entry["ledger_account"]["id"]] += moved
    assert {account: moved for account, moved in by_account.items() if moved} == {
        account: balance for account, balance in balances.items() if balance
    }
    assert not any(by_transaction.values())
    for transaction in desk.items("transactions"):
        kind, own_id = transaction["origin"]["$path"].strip("/").split("/")
        alive = desk.state.get(kind, own_id)
        counts = (
            alive is not None and alive.get("status_id") not in ("DRAFT", "VOID") and alive["transaction_id"] == transaction["id"]
        )
        assert transaction["deleted"] is not counts


def check_contacts(desk: Desk, items: list[tuple[str, str, Decimal, Decimal]]) -> None:
    for contact in desk.items("contacts", show_balance="true"):
        owes = sum((own for side, whose, own, _ in items if whose == contact["id"] and side == "sales"), ZERO)
        claims = sum((own for side, whose, own, _ in items if whose == contact["id"] and side == "purchase"), ZERO)
        customer = any(kind["id"] == "CUSTOMER" for kind in contact["contact_types"])
        assert amount(contact, "balance") == (owes - claims if customer else claims - owes)


def check_banks(desk: Desk, balances: dict[str, Decimal]) -> None:
    moved, home = defaultdict[str, Decimal](Decimal), desk.state.currency
    currencies = {one["id"]: one["currency"]["id"] for one in desk.items("bank_accounts")}
    for one in [*desk.items("contact_payments"), *desk.items("other_payments")]:
        bank, into = one["bank_account"]["id"], one["transaction_type"]["id"]
        sign = 1 if into in ("CUSTOMER_RECEIPT", "VENDOR_REFUND", "OTHER_RECEIPT", "OTHER_PAYMENT_REFUND") else -1
        same = one.get("currency", {"id": home})["id"] == currencies[bank]
        moved[bank] += sign * amount(one, "total_amount" if same else "base_currency_total_amount")
        if charge := Decimal(one.get("base_currency_currency_charge") or 0):
            rate = Decimal(one["exchange_rate"]) if currencies[bank] != home else 1
            moved[bank] -= (charge / rate).quantize(Decimal("0.01"))
    for path, name in (("bank_transfers", "amount"), ("bank_deposits", "total_amount")):
        for one in desk.items(path):
            moved[one["from_bank_account"]["id"]] -= amount(one, name)
            moved[one["to_bank_account"]["id"]] += amount(one, name)
    for bank in desk.items("bank_accounts"):
        assert amount(bank, "balance") == moved[bank["id"]]
        if currencies[bank["id"]] == home:
            assert amount(bank, "balance") == balances[bank["ledger_account"]["id"]]


@pytest.mark.feature("T-01")
@pytest.mark.parametrize("seed", range(tries(2, 12)))
def test_it_agrees_with_itself_after_each_of_many_steps(seed: int) -> None:
    keeper = Bookkeeper(open_business(), Random(seed))
    keeper.open_up()
    for _ in range(60):
        done = keeper.step()
        try:
            check(keeper.desk)
        except AssertionError as broken:
            raise AssertionError(f"after {done}") from broken
    assert keeper.refused < 30


@settings(max_examples=tries(4, 60), deadline=None)
@given(st.randoms(use_true_random=False))
def test_it_balances_after_any_steps(random: Random) -> None:
    keeper = Bookkeeper(open_business(), random)
    keeper.open_up()
    for _ in range(STEPS):
        keeper.step()
    check(keeper.desk)
