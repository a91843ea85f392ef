"""What a company does by itself when its preferences say so: credits and payments that look for open documents."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import journals, links
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.state import Company


def apply(company: Company, kind: str, *, saved: Body) -> None:
    """Called after a create; off in every seed."""
    if kind in ("Invoice", "CreditMemo") and company.preference("SalesFormsPrefs", "AutoApplyCredit"):
        _apply_credits(company, saved["CustomerRef"]["value"], on=saved["TxnDate"])
    if kind == "Payment" and saved["UnappliedAmt"] and company.preference("SalesFormsPrefs", "AutoApplyPayments"):
        _apply_payment(company, saved)


def _oldest(company: Company, kind: str, *, customer: str) -> list[Body]:
    return sorted(company.find(kind, "open", key=customer), key=lambda body: (body["TxnDate"], int(body["Id"])))


def _apply_credits(company: Company, customer: str, *, on: str) -> None:
    """A payment of zero that ties open credit memos to open invoices, oldest first, as QuickBooks itself writes it."""
    debts, memos = _take(_oldest(company, "Invoice", customer=customer)), _take(_oldest(company, "CreditMemo", customer=customer))
    together = min(sum(debts.values(), ZERO), sum(memos.values(), ZERO))
    if not together:
        return
    amounts = {("Invoice", own_id): amount for own_id, amount in _first(debts, together).items()}
    amounts |= {("CreditMemo", own_id): amount for own_id, amount in _first(memos, together).items()}
    party = company.fetch("Customer", customer)
    body: Body = {
        "CustomerRef": {"value": customer, "name": party["DisplayName"]},
        "TotalAmt": ZERO,
        "UnappliedAmt": ZERO,
        "ProcessPayment": False,
        "TxnDate": on,
        "PrivateNote": "Created by QB Online to link credits to charges.",
        "CurrencyRef": party["CurrencyRef"],
        "DepositToAccountRef": {"value": company.role("undeposited")},
        "ARAccountRef": {"value": company.role("receivable")},
        "LinkedTxn": [],
    }
    _settle(company, company.add("Payment", body | {"Line": []}), amounts=amounts, unapplied=ZERO)


def _apply_payment(company: Company, payment: Body) -> None:
    kept = {(line["LinkedTxn"][0]["TxnType"], line["LinkedTxn"][0]["TxnId"]): line["Amount"] for line in payment["Line"]}
    debts = _take(_oldest(company, "Invoice", customer=payment["CustomerRef"]["value"]))
    fresh = _first(debts, payment["UnappliedAmt"])
    if not fresh:
        return
    for own_id, amount in fresh.items():
        kept["Invoice", own_id] = kept.get(("Invoice", own_id), ZERO) + amount
    _settle(company, payment, amounts=kept, unapplied=payment["UnappliedAmt"] - sum(fresh.values(), ZERO))


def _take(documents: list[Body]) -> dict[str, Decimal]:
    return {str(body["Id"]): body["Balance"] for body in documents}


def _first(amounts: dict[str, Decimal], most: Decimal) -> dict[str, Decimal]:
    taken: dict[str, Decimal] = {}
    for own_id, amount in amounts.items():
        if (part := min(amount, most)) > 0:
            taken[own_id] = part
            most -= part
    return taken


def _settle(company: Company, payment: Body, *, amounts: dict[tuple[str, str], Decimal], unapplied: Decimal) -> None:
    lines = [{"Amount": amount, "LinkedTxn": [{"TxnId": own_id, "TxnType": kind}]} for (kind, own_id), amount in amounts.items()]
    # The payment has not been answered yet, so its first version already has these lines.
    company.keep("Payment", payment["Id"], body=payment | {"Line": lines, "UnappliedAmt": unapplied})
    wanted = {links.key(kind, own_id): amount for (kind, own_id), amount in amounts.items()}
    links.apply(company, links.key("Payment", payment["Id"]), wanted=wanted, type="Payment")
    journals.post(company, "Payment", body=company.fetch("Payment", payment["Id"]))
