"""Invoices, credit memos, estimates, sales receipts and refund receipts, and what they do to the ledger."""

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, estimates, links, parts, sale_lines
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, cents, control_account
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

PAID = ("SalesReceipt", "RefundReceipt")  # money moves with the document itself; neither needs a customer
_REFERENCES = {"DepartmentRef": "Department", "ClassRef": "Class", "PaymentMethodRef": "PaymentMethod", "SalesTermRef": "Term"}


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of a sale, without its head; raises FaultError."""
    wanted = draft.wanted
    if not wanted.get("CustomerRef") and draft.kind not in PAID:
        raise errors.missing("CustomerRef")
    if not wanted.get("Line"):
        raise errors.missing("Line")
    customer = company.refer("Customer", wanted["CustomerRef"], element="CustomerRef") if wanted.get("CustomerRef") else None
    body = {
        name: value
        for name, value in wanted.items()
        if name not in ("Line", "TxnTaxDetail", "GlobalTaxCalculation", "ExchangeRate")
    }
    for name, kind in _REFERENCES.items():
        if name in body:
            body[name] = parts.named_ref(body[name], company.refer(kind, body[name], element=name))
    if customer is not None:
        body["CustomerRef"] = parts.named_ref({}, customer)
    body["TxnDate"] = parts.transaction_date(company, draft)
    if draft.kind == "Invoice":
        body["DueDate"] = parts.due_date(company, wanted, on=body["TxnDate"])
    if (number := parts.number(company, draft)) is not None:
        body["DocNumber"] = number
    else:
        body.pop("DocNumber", None)
    party = customer or {"CurrencyRef": wanted.get("CurrencyRef", {"value": company.currency})}
    body |= parts.currency(company, draft, party=party) | _printing(body)
    body |= {name: body.get(name) or party[name] for name in ("BillAddr", "ShipAddr") if name in body or name in party}
    body |= sale_lines.amounts(company, draft, customer=customer)
    return body | _own_fields(company, draft, body=body) | parts.home_total(company, body)


def _own_fields(company: Company, draft: Draft, *, body: Body) -> Body:
    """What only one kind of sale has."""
    match draft.kind:
        case "Invoice":
            party = body["CustomerRef"]["value"]
            return _deposit(company, body) | {"LinkedTxn": estimates.wanted(company, draft, customer=party)}
        case "Estimate":
            return estimates.own_fields(company, draft)
        case "SalesReceipt":
            reference = body.get("DepositToAccountRef") or {"value": company.role("undeposited")}
            return {"DepositToAccountRef": _money_account(company, reference), "Balance": ZERO}
        case "RefundReceipt":
            if not body.get("DepositToAccountRef"):
                raise errors.missing("DepositToAccountRef")
            return {"DepositToAccountRef": _money_account(company, body["DepositToAccountRef"]), "Balance": ZERO}
    return {}


def _money_account(company: Company, reference: Body) -> Body:
    account = company.refer("Account", reference, element="DepositToAccountRef")
    if account["AccountType"] not in ("Bank", "Other Current Asset"):
        raise business("Money is kept on a bank or other current asset account", element="DepositToAccountRef")
    return parts.named_ref({}, account)


def _printing(body: Body) -> Body:
    email = body.get("EmailStatus", "NotSet")
    if email not in ("NotSet", "NeedToSend", "EmailSent"):
        raise FaultError(errors.BAD_ENUM, f"EmailStatus has no value {email}", element="EmailStatus")
    if email == "NeedToSend" and not body.get("BillEmail"):
        raise business("An e-mail address is needed when EmailStatus is NeedToSend", element="BillEmail")
    return {"EmailStatus": email, "PrintStatus": body.get("PrintStatus", "NotSet")}


def _deposit(company: Company, body: Body) -> Body:
    deposit = cents(body.get("Deposit", ZERO))
    if not deposit:
        return {}
    if not company.preference("SalesFormsPrefs", "AllowDeposit"):
        raise FaultError(errors.SWITCHED_OFF, "Deposits on invoices are switched off in this company", element="Deposit")
    if deposit < 0 or deposit > body["TotalAmt"]:
        raise business("A deposit lies between zero and the total", element="Deposit")
    account = body.get("DepositToAccountRef") or {"value": company.role("undeposited")}
    target = company.refer("Account", account, element="DepositToAccountRef")
    return {"Deposit": deposit, "DepositToAccountRef": parts.named_ref({}, target)}


def ledger_lines(company: Company, kind: str, *, body: Body) -> list[LedgerLine]:
    sign = 1 if kind in ("Invoice", "SalesReceipt") else -1
    paid = body.get("Deposit", ZERO)
    if kind in PAID:
        lines = [LedgerLine(body["DepositToAccountRef"]["value"], sign * body["TotalAmt"])]
    else:
        party = links.key("Customer", body["CustomerRef"]["value"])
        receivable = control_account(company, "receivable", currency=body["CurrencyRef"]["value"])
        lines = [LedgerLine(receivable, sign * body["TotalAmt"] - paid, party, target=links.key(kind, body["Id"]))]
    for line in sale_lines.sold_lines(body["Line"]):
        detail = line["SalesItemLineDetail"]
        about = {"class_id": detail.get("ClassRef", {}).get("value", ""), "item_id": detail.get("ItemRef", {}).get("value", "")}
        lines.append(LedgerLine(detail["ItemAccountRef"]["value"], -sign * line["Amount"], **about))
    for line in body["Line"]:
        if line["DetailType"] == "DiscountLineDetail":
            lines.append(LedgerLine(line["DiscountLineDetail"]["DiscountAccountRef"]["value"], sign * line["Amount"]))
    if tax_total := body.get("TxnTaxDetail", {}).get("TotalTax"):
        lines.append(LedgerLine(company.role("tax"), -sign * tax_total))
    if paid:
        lines.append(LedgerLine(body["DepositToAccountRef"]["value"], paid))
    return [line for line in lines if line.amount]


def voided(body: Body) -> Body:
    """A sale whose amounts are all zero, and which says so in its note."""
    lines = []
    for line in body["Line"]:
        kept = {**line, "Amount": ZERO} if "Amount" in line else dict(line)
        if "SalesItemLineDetail" in kept:
            kept["SalesItemLineDetail"] = _emptied(kept["SalesItemLineDetail"])
        if group := kept.get("GroupLineDetail"):
            inner = [
                {**part, "Amount": ZERO, "SalesItemLineDetail": _emptied(part["SalesItemLineDetail"])} for part in group["Line"]
            ]
            kept["GroupLineDetail"] = {**group, "Line": inner}
        lines.append(kept)
    change: Body = {"Line": lines, "TotalAmt": ZERO, "Balance": ZERO, "PrivateNote": void_note(body), "LinkedTxn": []}
    if "TxnTaxDetail" in body:
        change["TxnTaxDetail"] = {"TotalTax": ZERO, "TaxLine": []}
    without = {name: value for name, value in body.items() if name not in ("Deposit", "HomeTotalAmt", "HomeBalance")}
    return without | change


def _emptied(detail: Body) -> Body:
    return {name: value for name, value in detail.items() if name != "TaxInclusiveAmt"} | {"Qty": ZERO}


def void_note(body: Body) -> str:
    note = body.get("PrivateNote", "")
    return note if note.startswith("Voided") else f"Voided - {note}" if note else "Voided"
