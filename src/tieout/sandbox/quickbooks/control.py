"""What the sandbox's own pages and calls do with a company: edits behind the client's back, payments, an overview."""

from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.provider import Latest, Overview
from tieout.sandbox.quickbooks import writes
from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.schema import BY_LOWER_NAME, KINDS, TAX_KINDS
from tieout.sandbox.quickbooks.state import Company

_LATEST_MAX = 8
# Under which field each kind of document keeps the name that the page shows; empty where it has none of its own.
_PARTIES = {
    **dict.fromkeys(("Invoice", "CreditMemo", "Payment", "SalesReceipt", "RefundReceipt", "Estimate"), "CustomerRef"),
    **dict.fromkeys(("Bill", "VendorCredit", "BillPayment", "PurchaseOrder"), "VendorRef"),
    "Purchase": "EntityRef",
    "Deposit": "DepositToAccountRef",
    "Transfer": "ToAccountRef",
    "JournalEntry": "",
}


def edit(company: Company, kind: str, *, id: str, change: Body) -> Body:
    """As the bookkeeper would in QuickBooks' own screens: all rules hold, totals follow. KeyError when there is no such object."""
    if kind == "Company":
        company.keep("_company", "profile", body=company.profile | change)
        return company.profile
    kind = BY_LOWER_NAME.get(kind.lower(), kind)
    stored = company.get(kind, id) if kind in KINDS else None
    if stored is None:
        raise KeyError(id)
    if kind in TAX_KINDS:
        return company.replace(kind, stored, body=stored | change)
    try:
        return writes.save(company, kind, raw=change | {"Id": id, "SyncToken": stored["SyncToken"], "sparse": True})
    except FaultError as refused:
        raise ValueError(str(refused)) from None


def pay(company: Company, share: Decimal, *, chance: Random, on: str | None) -> dict[str, Json]:
    """Pays that share of the open invoices in full, each by a payment of its own into the first bank account."""
    if not 0 <= share <= 1:
        raise ValueError("share lies between 0 and 1")
    invoices = sorted((body for body in company.all("Invoice") if body["Balance"] > 0), key=lambda body: int(body["Id"]))
    count = int((len(invoices) * share).to_integral_value(ROUND_HALF_UP))
    chosen = sorted(chance.sample(range(len(invoices)), count))
    bank = next(account["Id"] for account in company.all("Account") if account["AccountType"] == "Bank")
    day, sums = on or company.today(), dict[str, Decimal]()
    for place in chosen:
        invoice = invoices[place]
        amount = invoice["Balance"]
        raw: Body = {
            "CustomerRef": {"value": invoice["CustomerRef"]["value"]},
            "TotalAmt": amount,
            "TxnDate": day,
            "DepositToAccountRef": {"value": bank},
            "CurrencyRef": {"value": invoice["CurrencyRef"]["value"]},
            "Line": [{"Amount": amount, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}],
        }
        writes.save(company, "Payment", raw=raw)
        currency = invoice["CurrencyRef"]["value"]
        sums[currency] = sums.get(currency, ZERO) + amount
    by_currency = {currency: str(amount) for currency, amount in sums.items()}
    return {"open": len(invoices), "payments": count, "sum": str(sum(sums.values(), ZERO)), "sums": by_currency, "on": day}


def overview(company: Company) -> Overview:
    books = company.books
    counts = {kind: books.count(company.shelf, kind) for kind in books.kinds(company.shelf)}
    shown = ("Bank", "Accounts Receivable", "Accounts Payable")
    balances = {account["Name"]: account["CurrentBalance"] for account in company.all("Account") if account["AccountType"] in shown}
    documents = [(kind, body) for kind in _PARTIES for body in company.all(kind)[-_LATEST_MAX:]]
    documents.sort(key=lambda pair: int(pair[1]["Id"]), reverse=True)
    return Overview(counts, balances, [_latest(kind, body) for kind, body in documents[:_LATEST_MAX]])


def _latest(kind: str, body: Body) -> Latest:
    total, due = _total(body), body.get("Balance") or body.get("UnappliedAmt") or ZERO
    status = "voided" if not total and body.get("PrivateNote", "").startswith("Voided") else "open" if due else "settled"
    number = body.get("DocNumber") or body.get("PaymentRefNum") or ""
    name = body.get(_PARTIES[kind], {}).get("name", "")
    return Latest(kind, str(number), str(name), body["TxnDate"], status, total, due)


def _total(body: Body) -> Decimal:
    """A transfer has another field for it, and a journal entry none."""
    details = [line.get("JournalEntryLineDetail", {}) for line in body.get("Line", [])]
    sides = zip(body.get("Line", []), details, strict=True)
    debits: Decimal = sum((line["Amount"] for line, detail in sides if detail.get("PostingType") == "Debit"), ZERO)
    total: Decimal = body.get("TotalAmt") or body.get("Amount") or debits
    return total
