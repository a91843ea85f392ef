"""Which journal each document writes, and which other journals change with it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import deposits, links, manual, payments, purchases, sales, stock
from tieout.sandbox.quickbooks.ledger import Entry, LedgerLine, record
from tieout.sandbox.quickbooks.state import Company


class Lines(Protocol):
    def __call__(self, company: Company, kind: str, /, *, body: Body) -> list[LedgerLine]: ...


# What each kind of transaction does to the ledger; a kind that is not here posts nothing.
LINES: dict[str, Lines] = {
    **dict.fromkeys(("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt"), sales.ledger_lines),
    **dict.fromkeys(("Bill", "VendorCredit"), purchases.ledger_lines),
    **dict.fromkeys(("Payment", "BillPayment"), payments.ledger_lines),
    "Purchase": purchases.expense_lines,
    "Deposit": deposits.ledger_lines,
    "JournalEntry": manual.journal_lines,
    "Transfer": manual.transfer_lines,
}
_PARTIES = {"CustomerRef": "Customer", "VendorRef": "Vendor"}


def post(company: Company, kind: str, *, body: Body) -> None:
    """Writes the journal of a document as the document stands now; what its stock costs others is written anew too."""
    if kind not in LINES:
        return
    document = links.key(kind, body["Id"])
    others = stock.move(company, kind, body=body)
    _record(company, kind, body=body)
    repost(company, others - {document})


def withdraw(company: Company, kind: str, *, body: Body) -> None:
    """For a document that is voided or deleted."""
    document = links.key(kind, body["Id"])
    record(company, document, entry=None)
    repost(company, stock.withdraw(company, document) - {document})


def repost(company: Company, documents: Iterable[str]) -> None:
    """Journals that depend on a document which has changed: payments take over its rate, sales the cost of what was bought."""
    for document in sorted(documents):
        kind, _, own_id = document.partition(":")
        if kind in LINES and (body := company.get(kind, own_id)) is not None:
            _record(company, kind, body=body)


def _record(company: Company, kind: str, *, body: Body) -> None:
    document = links.key(kind, body["Id"])
    lines = [*LINES[kind](company, kind, body=body), *stock.lines(company, document)]
    entry = Entry(
        on=body["TxnDate"],
        lines=lines,
        currency=body["CurrencyRef"]["value"],
        rate=body.get("ExchangeRate", Decimal(1)),
        party=_party(body),
        department=body.get("DepartmentRef", {}).get("value", ""),
    )
    record(company, document, entry=entry)


def _party(body: Body) -> str:
    for field, kind in _PARTIES.items():
        if body.get(field):
            return links.key(kind, body[field]["value"])
    entity = body.get("EntityRef")
    return links.key(entity["type"], entity["value"]) if entity else ""
