"""Receipts of money that moved: what a ledger says it has is held against what was sent, and a difference is an exception."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from integration.engine.stage import Shop
from integration.engine.step_desk import Codes, codes_of, contact, cup, document, done, fixed
from integration.engine.test_step_writes import PAYMENTS, PROVIDERS
from tieout.accounting.banking import Transfer
from tieout.accounting.documents import Payment
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Written
from tieout.engine import actions, differing

# The words of each provider's answer for the amount of a payment, and for the amount and the date of a transfer.
AMOUNT = {"xero": "Amount", "quickbooks": "TotalAmt", "sage": "total_amount"}
TRANSFER = {"xero": ("Amount", "Date"), "quickbooks": ("Amount", "TxnDate"), "sage": ("amount", "date")}
DATES = {"xero": "2026-01-02T00:00:00", "quickbooks": "2026-01-02", "sage": "2026-01-02"}


def opened(shop: Shop, provider: str) -> Codes:
    shop.connect(provider)
    return codes_of(shop, provider)


def kept_otherwise(shop: Shop, provider: str, *, field: str, value: str) -> None:
    shop.fault("other_value", provider=provider, method="PUT" if provider == "xero" else "POST", field=field, value=value)


def pay(shop: Shop, codes: Codes) -> dict[str, Any]:
    settings = {
        "documents": [{"document": fixed("R-1"), "amount": fixed("5.00")}],
        "account": fixed(codes.bank),
        "paid_on": fixed("2026-10-05"),
    }
    return done(shop, "create_payment", settings=settings)


def transfer(shop: Shop, codes: Codes) -> dict[str, Any]:
    settings = {
        "from_account": fixed(codes.bank),
        "to_account": fixed(codes.second_bank),
        "amount": fixed("40.00"),
        "happened_on": fixed("2026-10-05"),
    }
    return done(shop, "create_transfer", settings=settings)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_payment_that_was_kept_otherwise_is_an_exception_and_is_not_sent_again(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    buyer = contact(shop, "Buyer")
    cup(shop, codes)
    done(shop, "create_document", settings=document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="R-1"))
    assert shop.exceptions() == []
    kept_otherwise(shop, provider, field=AMOUNT[provider], value="5.01")
    pay(shop, codes)
    (item,) = shop.exceptions()
    assert item.cause == "receipt_differs"
    assert "the amount is 5.01 instead of 5.00" in item.message
    assert "correct what differs" in item.remedy
    assert (item.amount, item.currency) == (Decimal("0.01"), "GBP")
    actions.retry_exception(shop.workspace_id, item.id, actor="tests")
    assert shop.exceptions() == []
    assert len(shop.objects(PAYMENTS[provider], provider)) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_was_kept_as_it_was_sent_is_none(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    buyer, bank = contact(shop, "Buyer"), contact(shop, "The bank", role="supplier")
    cup(shop, codes)
    done(shop, "create_document", settings=document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="R-1"))
    pay(shop, codes)
    transfer(shop, codes)
    line = {"description": fixed("Fee"), "unit_price": fixed("12.00"), "account": fixed(codes.expense)}
    settings = {"account": fixed(codes.bank), "contact": fixed(bank["external_id"]), "tax_mode": "none", "lines": [line]}
    done(shop, "create_bank_transaction", settings=settings)
    assert shop.exceptions() == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_transfer_that_was_kept_otherwise_is_an_exception(shop: Shop, provider: str) -> None:
    codes = opened(shop, provider)
    transfer(shop, codes)
    assert shop.exceptions() == []
    amount, day = TRANSFER[provider]
    kept_otherwise(shop, provider, field=amount, value="41.00")
    transfer(shop, codes)
    kept_otherwise(shop, provider, field=day, value=DATES[provider])
    transfer(shop, codes)
    dearer, earlier = sorted(shop.exceptions(), key=lambda one: one.amount or 0, reverse=True)
    assert "the amount is 41.00 instead of 40.00" in dearer.message
    assert dearer.amount == 1
    assert "the date is 2026-01-02 instead of 2026-10-05" in earlier.message


PAID = Payment(
    kind=EntityKind.PAYMENT,
    contact="c",
    account="bank",
    paid_on=date(2026, 10, 5),
    currency="GBP",
    amount=Decimal("5.00"),
    allocations=(),
)
MOVED = Transfer(from_account="bank", to_account="card", happened_on=date(2026, 10, 5), currency="GBP", amount=Decimal(40))


@pytest.mark.parametrize(
    ("sent", "kept", "said"),
    [
        (PAID, replace(PAID, amount=Decimal("5.000"), id="1", marker="m", reference="r"), []),
        (PAID, replace(PAID, currency="EUR"), ["the currency is EUR instead of GBP"]),
        (PAID, replace(PAID, currency=""), []),
        (PAID, replace(PAID, account="other"), ["the account is other instead of bank"]),
        (PAID, replace(PAID, account=""), ["the account is empty instead of bank"]),
        (replace(PAID, account=""), PAID, []),
        (PAID, replace(PAID, paid_on=date(2026, 10, 6)), ["the date is 2026-10-06 instead of 2026-10-05"]),
        (MOVED, replace(MOVED, from_account="card", to_account="bank"), [
            "the account that it leaves is card instead of bank",
            "the account where it arrives is bank instead of card",
        ]),
        (PAID, None, []),
    ],
)  # fmt: skip
def test_each_fact_of_money_that_moved_counts(sent: Written, kept: Written | None, said: list[str]) -> None:
    assert differing.differences(sent, kept) == said
