"""How a document is called in a report: its type, number, names and days."""

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.state import Company

_TYPES = {
    "CreditMemo": "Credit Memo",
    "SalesReceipt": "Sales Receipt",
    "RefundReceipt": "Refund",
    "VendorCredit": "Vendor Credit",
    "JournalEntry": "Journal Entry",
    "Item": "Inventory Starting Value",
}
_PURCHASES = {"Check": "Check", "Cash": "Expense", "CreditCard": "Credit Card Expense"}


def body_of(company: Company, document: str) -> Body:
    kind, _, own_id = document.partition(":")
    return company.get(kind, own_id) or {}


def type_of(company: Company, document: str) -> str:
    kind, body = document.partition(":")[0], body_of(company, document)
    if kind == "BillPayment":
        return f"Bill Payment ({'Check' if body.get('PayType') == 'Check' else 'Credit Card'})"
    if kind == "Purchase":
        return "Credit Card Credit" if body.get("Credit") else _PURCHASES.get(body.get("PaymentType", ""), "Expense")
    return _TYPES.get(kind, kind)


def number_of(company: Company, document: str) -> str:
    body = body_of(company, document)
    return str(body.get("DocNumber") or body.get("PaymentRefNum") or "")


def memo_of(company: Company, document: str) -> str:
    return str(body_of(company, document).get("PrivateNote", ""))


def due_on(company: Company, document: str, *, usual: str) -> str:
    return str(body_of(company, document).get("DueDate") or usual)


def name_of(company: Company, party: str) -> tuple[str, str]:
    kind, _, own_id = party.partition(":")
    body = company.get(kind, own_id) if own_id else None
    return (str(body.get("FullyQualifiedName") or body["DisplayName"]), own_id) if body else ("", "")
