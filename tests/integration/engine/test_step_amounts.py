"""Steps that move money: what is recorded in the ledger is what was asked, to the last digit, or nothing."""

from typing import Any

from integration.engine.stage import Shop
from integration.engine.step_desk import Taken, codes_of, contact, document, done, fixed


def test_an_amount_that_the_ledger_would_round_is_not_sent(connected: Shop) -> None:
    shop, codes = connected, codes_of(connected, "xero")
    buyer = contact(shop, "Buyer")
    done(shop, "create_document", settings=document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="R-1"))
    lines = [
        {"account": fixed(codes.expense), "debit": fixed("10.004")},
        {"account": fixed(codes.revenue), "credit": fixed("10.004")},
    ]
    steps: dict[str, dict[str, Any]] = {
        "create_payment": {"documents": [{"document": fixed("R-1"), "amount": fixed("3.335")}], "account": fixed(codes.bank)},
        "create_transfer": {
            "from_account": fixed(codes.bank),
            "to_account": fixed(codes.second_bank),
            "amount": fixed("10.005"),
        },
        "create_journal": {"narration": fixed("Accrual"), "lines": lines},
    }
    for kind, settings in steps.items():
        taken = Taken(shop, kind, settings)
        seen, made = taken.preview(), taken.end()
        assert (kind, made.status) == (kind, "failed")
        assert "has more digits than GBP has. Round it: round(…, 2)." in made.outcome
        assert any("more digits" in one.problem for one in seen.fields), kind
    assert shop.objects("Payments") == []


def test_zeros_behind_the_cent_are_no_digits_more(connected: Shop) -> None:
    shop, codes = connected, codes_of(connected, "xero")
    settings = {"from_account": fixed(codes.bank), "to_account": fixed(codes.second_bank), "amount": fixed("40.0000")}
    assert Taken(shop, "create_transfer", settings).end().status == "done"
