"""Short ways to write documents and payments in a test."""

from decimal import Decimal
from typing import Any

from unit.sandbox.sage.business import Desk

Json = Any
ON = "2026-10-01"


def line(desk: Desk, *, price: str = "40.0", account: int = 4000, **more: Json) -> Json:
    """One of 40.00 and 20 % tax, unless said otherwise."""
    return {
        "description": "Hire, a day",
        "ledger_account_id": desk.account(account),
        "quantity": "1",
        "unit_price": price,
        "tax_rate_id": "GB_STANDARD",
        "tax_amount": str((Decimal(price) / 5).quantize(Decimal("0.01"))),
        **more,
    }


def sell(desk: Desk, contact: Json, *lines: Json, **more: Json) -> Json:
    rows = list(lines) or [line(desk)]
    return desk.make("sales_invoices", "sales_invoice", **{"contact_id": contact["id"], "date": ON, "invoice_lines": rows, **more})


def buy(desk: Desk, contact: Json, **more: Json) -> Json:
    rows = [line(desk, account=5000)]
    body = {"contact_id": contact["id"], "date": ON, "due_date": "2026-10-31", "invoice_lines": rows, **more}
    return desk.make("purchase_invoices", "purchase_invoice", **body)


def credit(desk: Desk, contact: Json, **more: Json) -> Json:
    rows = [line(desk, price="10.0")]
    return desk.make("sales_credit_notes", "sales_credit_note", contact_id=contact["id"], date=ON, credit_note_lines=rows, **more)


def bank(desk: Desk, place: int = 0) -> str:
    return str(desk.items("bank_accounts")[place]["id"])


def receipt(desk: Desk, contact: Json, *allocated: tuple[Json, str], total: str, **more: Json) -> Json:
    """The body of a receipt; `allocated` are documents with amounts."""
    return {
        "transaction_type_id": "CUSTOMER_RECEIPT",
        "contact_id": contact["id"],
        "bank_account_id": bank(desk),
        "date": "2026-10-20",
        "total_amount": total,
        "allocated_artefacts": [{"artefact_id": one["id"], "amount": amount} for one, amount in allocated],
        **more,
    }


def pay(desk: Desk, contact: Json, *allocated: tuple[Json, str], total: str, **more: Json) -> Json:
    return desk.make("contact_payments", "contact_payment", **receipt(desk, contact, *allocated, total=total, **more))


def balance(desk: Desk, nominal_code: int) -> str:
    """A ledger account's balance over all time, with C or D."""
    query = {"show_balance_details": "true", "from_date": "2000-01-01", "to_date": "2099-12-31"}
    details = desk.get(f"ledger_accounts/{desk.account(nominal_code)}", **query)["balance_details"]
    return f"{details['balance']} {details['credit_or_debit'][0].upper()}"
