"""What went straight through the bank, and what the bookkeeper posted by hand."""

from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero.allocations import allocate
from tieout.sandbox.xero.bank_transactions import save_bank_transaction
from tieout.sandbox.xero.bank_transfers import save_bank_transfer
from tieout.sandbox.xero.manual_journals import save_manual_journal
from tieout.sandbox.xero.state import State, Wish

_NEW = Wish(create_only=True)
# Type, account, text, amount; months come round.
_REGULAR = (
    ("SPEND", "469", "Rent", "1250.00"),
    ("SPEND", "404", "Bank fees", "14.50"),
    ("RECEIVE", "270", "Interest", "3.27"),
    ("SPEND", "489", "Telephone", "61.80"),
)
_MONTHS = 9
_RECONCILED_UNTIL = date(2026, 8, 1)


def bank(state: State, *, customer: str, supplier: str) -> None:
    """`customer` and `supplier` are contacts that have open documents."""
    funds = _line("970", "Funds introduced", amount="25000.00")
    _transact(state, "RECEIVE", contact=customer, line=funds, on=date(2026, 1, 6))
    for month in range(_MONTHS):
        for place, (type_, account, text, amount) in enumerate(_REGULAR):
            on = date(2026, 2 + month, 3 + 7 * place)
            kept = _transact(state, type_, contact=supplier, line=_line(account, text, amount=amount), on=on)
            if (month, place) == (8, 1):
                save_bank_transaction(state, {"Status": "DELETED"}, wish=Wish(id=kept["BankTransactionID"]))
        transfer = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}, "Amount": Decimal(100 + 25 * month)}
        moved = save_bank_transfer(state, {**transfer, "Date": date(2026, 2 + month, 25).isoformat()}, wish=_NEW)
        if month == 4:
            save_bank_transfer(state, {"Status": "DELETED"}, wish=Wish(id=moved["BankTransferID"]))
    _ahead(state, customer=customer, supplier=supplier)
    for month in range(_MONTHS):
        _journal(state, month=month)


def _line(account: str, text: str, *, amount: str) -> Body:
    return {"Description": text, "Quantity": Decimal(1), "UnitAmount": Decimal(amount), "AccountCode": account}


def _transact(state: State, type_: str, *, contact: str, line: Body, on: date) -> Body:
    sent = {
        "Type": type_,
        "Contact": {"ContactID": contact},
        "BankAccount": {"Code": "090"},
        "LineItems": [line],
        "Date": on.isoformat(),
        "IsReconciled": type_ in ("SPEND", "RECEIVE") and on < _RECONCILED_UNTIL,
    }
    return save_bank_transaction(state, sent, wish=_NEW)


def _ahead(state: State, *, customer: str, supplier: str) -> None:
    """Money that came or went before its invoice, and more than its invoice; a part of each is used."""
    on = date(2026, 9, 14)
    for type_, contact, line in (
        ("RECEIVE-PREPAYMENT", customer, _line("810", "Deposit for the autumn order", amount="48.00")),
        ("SPEND-PREPAYMENT", supplier, _line("620", "Deposit for paper", amount="60.00")),
        ("RECEIVE-OVERPAYMENT", customer, _line("", "Paid twice", amount="12.35")),
        ("SPEND-OVERPAYMENT", supplier, _line("", "Paid too much", amount="7.05")),
    ):
        kept = _transact(state, type_, contact=contact, line=line, on=on)
        kind = "Prepayments" if "PrepaymentID" in kept else "Overpayments"
        credit = state.need(kind, kept.get("PrepaymentID") or kept["OverpaymentID"])
        side = "ACCREC" if type_.startswith("RECEIVE") else "ACCPAY"
        for invoice in state.find("Invoices", "open", key=contact):
            if invoice["Type"] == side and invoice["CurrencyCode"] == credit["CurrencyCode"]:
                amount = min(invoice["AmountDue"], Decimal("5.00"))
                allocate(state, kind, credit=credit, sent={"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}})
                break


def _journal(state: State, *, month: int) -> None:
    """Depreciation at each month's end; one stays a draft, one is taken back."""
    on = date(2026, 3 + month, 1) - timedelta(days=1)
    amount = Decimal("85.40") + month
    lines = [
        {"LineAmount": amount, "AccountCode": "416", "Description": "Depreciation"},
        {"LineAmount": -amount, "AccountCode": "720", "Description": "Depreciation"},
    ]
    sent = {"Narration": f"Depreciation {on:%B %Y}", "Date": on.isoformat(), "JournalLines": lines}
    kept = save_manual_journal(state, {**sent, "Status": "DRAFT" if month == _MONTHS - 1 else "POSTED"}, wish=_NEW)
    if month == 3:
        save_manual_journal(state, {"Status": "VOIDED"}, wish=Wish(id=kept["ManualJournalID"]))
