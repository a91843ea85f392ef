"""Bank accounts, money between them, journals, and the transactions and entries that all of it leaves."""

from typing import Any

import pytest

from unit.sandbox.sage.business import Desk, open_business
from unit.sandbox.sage.documents import balance, bank, buy, pay, sell

Json = Any
CASH = 1


@pytest.fixture
def desk() -> Desk:
    return open_business()


def open_account(desk: Desk, name: str, **more: Json) -> Json:
    details = {"account_name": name, "account_number": "12345678", "sort_code": "010203"}
    return desk.make("bank_accounts", "bank_account", bank_account_type_id="SAVINGS", bank_account_details=details, **more)


def journal(desk: Desk, *, debit: str = "10.0", credit: str = "10.0", account: int = 8000) -> Json:
    return {
        "date": "2026-10-31",
        "reference": "Depreciation",
        "journal_lines": [
            {"ledger_account_id": desk.account(account), "debit": debit, "credit": "0.0", "details": "October"},
            {"ledger_account_id": desk.account(31), "debit": "0.0", "credit": credit},
        ],
    }


def test_it_begins_with_a_current_account_and_cash_in_hand(desk: Desk) -> None:
    accounts = desk.items("bank_accounts")
    assert [(one["displayed_as"], one["bank_account_type"]["id"], one["balance"]) for one in accounts] == [
        ("Bank Current Account (1200)", "CHECKING", "0.0"),
        ("Cash in Hand (1210)", "CASH_IN_HAND", "0.0"),
    ]
    assert desk.refusal("DELETE", f"bank_accounts/{accounts[0]['id']}") == [("bank_account", "RecordInvalid")]


def test_it_gives_a_bank_account_a_ledger_account_of_its_own(desk: Desk) -> None:
    savings = open_account(desk, "Savings")
    assert (savings["displayed_as"], savings["nominal_code"]) == ("Savings (1220)", 1220)
    assert savings["ledger_account"]["id"] != savings["id"]
    assert open_account(desk, "Other", nominal_code=1250)["nominal_code"] == 1250
    taken = {"bank_account_type_id": "SAVINGS", "bank_account_details": {"account_name": "x"}, "nominal_code": 1250}
    assert desk.refusal("POST", "bank_accounts", {"bank_account": taken}) == [("bank_account.nominal_code", "RecordInvalid")]
    changed = desk.change(f"bank_accounts/{savings['id']}", "bank_account", bank_account_details={"account_name": "Reserve"})
    assert (changed["displayed_as"], changed["bank_account_details"]["sort_code"]) == ("Reserve (1220)", "010203")
    wish = {"bank_account": {"currency_id": "EUR"}}
    assert desk.refusal("PUT", f"bank_accounts/{savings['id']}", wish) == [("bank_account.currency_id", "RecordInvalid")]
    desk.call("DELETE", f"bank_accounts/{savings['id']}")
    assert desk.last.status == 204


def test_it_keeps_a_foreign_bank_in_its_own_currency(desk: Desk) -> None:
    euro = open_account(desk, "Euro", currency_id="EUR")
    pay(desk, desk.contact("Abroad", currency_id="EUR"), total="100.0", bank_account_id=euro["id"], exchange_rate="0.85")
    assert desk.get(f"bank_accounts/{euro['id']}")["balance"] == "100.0"
    assert balance(desk, 1220) == "85.0 D"


def test_it_moves_money_between_banks_of_one_currency(desk: Desk) -> None:
    body = {"from_bank_account_id": bank(desk), "to_bank_account_id": bank(desk, CASH), "date": "2026-10-03", "amount": "20.0"}
    made = desk.make("bank_transfers", "bank_transfer", **body)
    assert [one["balance"] for one in desk.items("bank_accounts")] == ["-20.0", "20.0"]
    desk.change(f"bank_transfers/{made['id']}", "bank_transfer", amount="25.0")
    assert [balance(desk, code) for code in (1200, 1210)] == ["25.0 C", "25.0 D"]
    euro = open_account(desk, "Euro", currency_id="EUR")
    for wrong in ({"to_bank_account_id": bank(desk)}, {"to_bank_account_id": euro["id"]}):
        refused = desk.refusal("POST", "bank_transfers", {"bank_transfer": {**body, **wrong}})
        assert refused == [("bank_transfer.to_bank_account_id", "RecordInvalid")]
    desk.call("DELETE", f"bank_transfers/{made['id']}")
    assert (desk.last.status, balance(desk, 1200)) == (204, "0.0 D")


def test_it_pays_cash_in_as_a_deposit(desk: Desk) -> None:
    ends = {"from_bank_account_id": bank(desk, CASH), "to_bank_account_id": bank(desk)}
    body = {**ends, "date": "2026-10-03", "reference": "Till", "cash_amount": "30.0", "cheque_amount": "5.0"}
    made = desk.make("bank_deposits", "bank_deposit", **body)
    assert (made["total_amount"], made["transaction_type"]["id"], balance(desk, 1200)) == ("35.0", "DEPOSIT", "35.0 D")
    turned = {**body, "from_bank_account_id": bank(desk), "to_bank_account_id": bank(desk, CASH)}
    assert desk.refusal("POST", "bank_deposits", {"bank_deposit": turned}) == [
        ("bank_deposit.from_bank_account_id", "RecordInvalid")
    ]
    desk.refusal("PUT", f"bank_deposits/{made['id']}", {"bank_deposit": body}, status=405)


def test_it_keeps_only_the_header_of_a_reconciliation(desk: Desk) -> None:
    body = {
        "bank_account_id": bank(desk),
        "statement_date": "2026-10-31",
        "statement_end_balance": "90.0",
        "total_received": "100.0",
    }
    made = desk.make("bank_reconciliations", "bank_reconciliation", **body)
    assert (made["status"]["id"], made["reconciled_balance"], made["balance_difference"]) == ("IN_PROGRESS", "100.0", "-10.0")
    path = f"bank_reconciliations/{made['id']}"
    desk.refusal("PUT", path, {"bank_reconciliation": {"status_id": "RECONCILED"}})
    closed = desk.change(path, "bank_reconciliation", total_paid="10.0", status_id="RECONCILED")
    assert (closed["balance_difference"], closed["status"]["id"]) == ("0.0", "RECONCILED")
    again = desk.make("bank_reconciliations", "bank_reconciliation", bank_account_id=bank(desk))
    assert again["starting_balance"] == "90.0"
    desk.refusal("PUT", path, {"bank_reconciliation": {"reference": "x"}})
    desk.refusal("DELETE", path, status=405)


def test_it_enters_a_journal_that_balances(desk: Desk) -> None:
    made = desk.make("journals", "journal", **journal(desk))
    assert (made["total"], made["displayed_as"], made["transaction_type"]["id"]) == ("10.0", "Depreciation", "JOURNAL")
    assert [(one["debit"], one["credit"], one["cleared"]) for one in made["journal_lines"]] == [
        ("10.0", "0.0", False),
        ("0.0", "10.0", False),
    ]
    assert balance(desk, 8000) == "10.0 D"
    assert desk.refusal("POST", "journals", {"journal": journal(desk, credit="9.0")}) == [
        ("journal.journal_lines", "RecordInvalid")
    ]
    assert desk.refusal("POST", "journals", {"journal": journal(desk, debit="0.0", credit="0.0")})
    hidden = desk.refusal("POST", "journals", {"journal": journal(desk, account=1100)}, status=404)
    assert hidden == [("journal.journal_lines[0].ledger_account_id", "RecordNotFound")]


def test_it_changes_a_journal_by_entering_it_again(desk: Desk) -> None:
    made = desk.make("journals", "journal", **journal(desk))
    desk.refusal("PUT", f"journals/{made['id']}", {"journal": journal(desk)}, status=405)
    again = desk.call("POST", f"journals/{made['id']}/reissue", body={"journal": {"date": "2026-09-30"}})
    assert desk.last.status == 201
    assert (again["id"] != made["id"], again["date"], again["total"]) == (True, "2026-09-30", "10.0")
    desk.refusal("GET", f"journals/{made['id']}", status=404)
    assert [(one["deleted"], one["date"]) for one in desk.items("transactions")] == [(True, "2026-10-31"), (False, "2026-09-30")]
    desk.call("DELETE", f"journals/{again['id']}")
    assert (desk.last.status, balance(desk, 8000)) == (204, "0.0 D")


def test_it_tells_of_every_movement_in_one_list(desk: Desk) -> None:
    customer = desk.contact()
    invoice = sell(desk, customer, reference="JOB-118")
    payment = pay(desk, customer, (invoice, "48.0"), total="48.0")
    desk.ground.clock.advance(60)
    desk.renew()
    desk.call("DELETE", f"contact_payments/{payment['id']}")
    sold, received = desk.items("transactions")
    assert (sold["transaction_type"]["id"], sold["total"], sold["reference"], sold["deleted"]) == (
        "SALES_INVOICE",
        "48.0",
        "JOB-118",
        False,
    )
    assert sold["origin"]["$path"] == invoice["$path"]
    assert (received["deleted"], received["origin"]["$path"]) == (True, payment["$path"])
    assert (sold["audit_trail_id"], received["audit_trail_id"]) == (1, 2)
    touched = desk.items("transactions", updated_or_created_since="2026-11-02T12:01:00Z")
    assert [one["id"] for one in touched] == [received["id"]]
    assert len(desk.items("transactions", transaction_type_id="SALES_INVOICE")) == 1
    expanded = desk.get(f"transactions/{sold['id']}", expand_origin="true")["origin"]
    assert (expanded["outstanding_amount"], expanded["status"]["id"]) == ("48.0", "UNPAID")


def test_it_shows_every_entry_of_the_general_ledger(desk: Desk) -> None:
    invoice = sell(desk, desk.contact())
    entries = desk.items("ledger_entries", transaction_id=invoice["transaction"]["id"])
    assert [(one["ledger_account"]["displayed_as"], one["debit"], one["credit"]) for one in entries] == [
        ("Trade Debtors (1100)", "48.0", "0.0"),
        ("Sales - Products (4000)", "0.0", "40.0"),
        ("VAT on Sales (2200)", "0.0", "8.0"),
    ]
    assert entries[1]["tax_rate"]["id"] == "GB_STANDARD"
    one = desk.get(f"ledger_entries/{entries[0]['id']}")
    assert (one["contact"]["displayed_as"], one["transaction"]["id"]) == ("Thornfield School", invoice["transaction"]["id"])
    assert len(desk.items("ledger_entries", ledger_account_id=desk.account(4000))) == 1
    assert desk.items("ledger_entries", to_date="2026-09-30") == []
    desk.call("DELETE", f"sales_invoices/{invoice['id']}", body={"void_reason": "x"})
    assert {entry["deleted"] for entry in desk.items("ledger_entries")} == {True}


def test_it_gives_balances_between_two_days(desk: Desk) -> None:
    customer = desk.contact()
    sell(desk, customer)
    sell(desk, customer, date="2026-10-15")
    query = {"show_balance_details": "true", "from_date": "2026-10-10", "to_date": "2026-10-31"}
    details = desk.get(f"ledger_accounts/{desk.account(4000)}", **query)["balance_details"]
    assert (details["balance"], details["credit_or_debit"], details["credits"], details["debits"]) == (
        "40.0",
        "credit",
        "40.0",
        "0.0",
    )
    on = {"show_balance": "true", "context_date": "2026-10-10"}
    assert desk.get(f"contacts/{customer['id']}", **on)["balance"] == "48.0"
    assert desk.get(f"contacts/{customer['id']}", show_balance="true")["balance"] == "96.0"


def test_it_counts_what_is_owed_to_a_vendor_as_positive(desk: Desk) -> None:
    vendor = desk.contact("Vendor", "VENDOR")
    buy(desk, vendor)
    assert desk.get(f"contacts/{vendor['id']}", show_balance="true")["balance"] == "48.0"
    both = desk.contact("Both", "CUSTOMER", "VENDOR")
    buy(desk, both)
    sell(desk, both)
    assert desk.get(f"contacts/{both['id']}", show_balance="true")["balance"] == "0.0"
