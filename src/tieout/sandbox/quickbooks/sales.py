"""Invoices and credit memos: their lines, discount, tax and total, and what they do to the ledger."""

from collections.abc import Sequence
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, links, parts, tax
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference, business
from tieout.sandbox.quickbooks.ledger import ZERO, LedgerLine, cents, control_account
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

_SHIPPING = "SHIPPING_ITEM_ID"
_REFERENCES = {"DepartmentRef": "Department", "ClassRef": "Class", "PaymentMethodRef": "PaymentMethod", "SalesTermRef": "Term"}


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of an invoice or credit memo, without its head; raises FaultError."""
    wanted = draft.wanted
    if not wanted.get("CustomerRef"):
        raise errors.missing("CustomerRef")
    if not wanted.get("Line"):
        raise errors.missing("Line")
    customer = company.refer("Customer", wanted["CustomerRef"], element="CustomerRef")
    body = {
        name: value
        for name, value in wanted.items()
        if name not in ("Line", "TxnTaxDetail", "GlobalTaxCalculation", "ExchangeRate")
    }
    for name, kind in _REFERENCES.items():
        if name in body:
            body[name] = parts.named_ref(body[name], company.refer(kind, body[name], element=name))
    body["CustomerRef"] = parts.named_ref({}, customer)
    body["TxnDate"] = parts.transaction_date(company, draft)
    if draft.kind == "Invoice":
        body["DueDate"] = parts.due_date(company, wanted, on=body["TxnDate"])
    if (number := parts.number(company, draft)) is not None:
        body["DocNumber"] = number
    else:
        body.pop("DocNumber", None)
    body |= parts.currency(company, draft, party=customer) | _printing(body)
    body |= {name: body.get(name) or customer[name] for name in ("BillAddr", "ShipAddr") if name in body or name in customer}
    body |= _amounts(company, draft)
    return body | _deposit(company, body) | parts.home_total(company, body)


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


def _amounts(company: Company, draft: Draft) -> Body:
    """Line, tax and total."""
    wanted, method = draft.wanted, tax.method(company, draft.wanted)
    lines, discounts = [], []
    for line in wanted["Line"]:
        match line.get("DetailType"):
            case "SalesItemLineDetail":
                lines.append(_sales_line(company, line, method=method))
            case "DescriptionOnly":
                lines.append({name: value for name, value in line.items() if name != "Amount"})
            case "DiscountLineDetail":
                discounts.append(line)
            case "SubTotalLineDetail":
                continue  # QuickBooks writes its own
            case "GroupLineDetail":
                group = line.get("GroupLineDetail", {}).get("GroupItemRef", {}).get("value", "")
                raise bad_reference(
                    "Item", group, element="GroupItemRef"
                )  # bundles cannot be made through the API, so there is none
            case other:
                raise FaultError(errors.BAD_ENUM, f"DetailType has no value {other} on this transaction", element="DetailType")
    if not lines:
        raise errors.missing("Line")
    subtotal = sum((line.get("Amount", ZERO) for line in lines), ZERO)
    discount = _discount(company, discounts, subtotal=subtotal)
    shown = parts.identified([*lines, *([discount] if discount else [])], draft.stored)
    shown.insert(len(lines), {"Amount": subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
    off = discount["Amount"] if discount else ZERO
    detail = _tax(company, wanted, lines=lines, off=off)
    total = subtotal - off + (detail["TotalTax"] if detail else ZERO)
    if total < 0:
        raise business("Transaction amount must be 0 or greater", element="TotalAmt")
    body: Body = {"Line": shown, "TotalAmt": total}
    body |= {"GlobalTaxCalculation": method} if method else {"ApplyTaxAfterDiscount": wanted.get("ApplyTaxAfterDiscount", False)}
    return body | ({"TxnTaxDetail": detail} if detail else {})


def _sales_line(company: Company, line: Body, *, method: str | None) -> Body:
    detail = line.get("SalesItemLineDetail", {})
    amount = parts.line_amount(line, detail)
    shown = parts.priced(detail, amount)
    sent = shown.pop("TaxInclusiveAmt", None)
    item_id = detail.get("ItemRef", {}).get("value")
    if item_id == _SHIPPING:
        if not company.preference("SalesFormsPrefs", "AllowShipping"):
            raise FaultError(errors.SWITCHED_OFF, "Shipping is switched off in this company", element="ItemRef")
        shown["ItemAccountRef"] = {"value": company.role("shipping")}
    elif item_id is None:
        # Assumed: a line without an item posts to the default income account.
        shown["ItemAccountRef"] = {"value": company.role("income")}
    else:
        item = company.refer("Item", detail["ItemRef"], element="ItemRef")
        if not item.get("IncomeAccountRef"):
            raise business("The item has no income account and cannot be sold", element="ItemRef")
        shown |= {"ItemRef": parts.named_ref({}, item), "ItemAccountRef": item["IncomeAccountRef"]}
    if "ClassRef" in detail:
        shown["ClassRef"] = parts.named_ref({}, company.refer("Class", detail["ClassRef"], element="ClassRef"))
    if method in ("TaxExcluded", "TaxInclusive"):
        code = tax.check_code(company, detail, sales=True)
        shown["TaxCodeRef"] = {"value": code}
        if method == "TaxInclusive":
            shown["TaxInclusiveAmt"] = tax.gross(company, code, net=amount, sent=sent, sales=True)
    elif not company.global_tax:
        shown["TaxCodeRef"] = {"value": tax.us_code(detail)}
    return {**line, "Amount": amount, "SalesItemLineDetail": shown}


def _discount(company: Company, lines: Sequence[Body], *, subtotal: Decimal) -> Body | None:
    if not lines:
        return None
    if len(lines) > 1:
        raise FaultError(errors.BAD_DISCOUNT, "Only one discount line is allowed", element="Line")
    line, detail = lines[0], lines[0].get("DiscountLineDetail", {})
    percent = detail.get("DiscountPercent") if detail.get("PercentBased") else None
    amount = cents(subtotal * percent / 100) if percent is not None else cents(line.get("Amount", ZERO))
    if amount < 0 or amount > max(subtotal, ZERO):
        raise FaultError(errors.BAD_DISCOUNT, "A discount lies between zero and the subtotal", element="Amount")
    account = detail.get("DiscountAccountRef") or {"value": company.role("discounts")}
    target = company.refer("Account", account, element="DiscountAccountRef")
    return {**line, "Amount": amount, "DiscountLineDetail": {**detail, "DiscountAccountRef": parts.named_ref({}, target)}}


def _tax(company: Company, wanted: Body, *, lines: Sequence[Body], off: Decimal) -> Body | None:
    sold = [line for line in lines if line["DetailType"] == "SalesItemLineDetail"]
    after_discount = company.global_tax or wanted.get("ApplyTaxAfterDiscount", False)
    shares = _shares([line["Amount"] for line in sold], off if after_discount else ZERO)
    taxed = []
    for line, share in zip(sold, shares, strict=True):
        detail = line["SalesItemLineDetail"]
        gross = detail.get("TaxInclusiveAmt") if not share else None
        taxed.append(tax.TaxedLine(line["Amount"] - share, detail.get("TaxCodeRef", {}).get("value", ""), gross))
    if company.global_tax:
        return tax.global_tax(company, taxed, body=wanted, sales=True)
    return tax.us_tax(company, taxed, body=wanted)


def _shares(amounts: Sequence[Decimal], off: Decimal) -> list[Decimal]:
    """A discount spread over lines by their amounts, to the cent; the last line takes what rounding leaves (assumed)."""
    total = sum(amounts, ZERO)
    shares = [cents(off * amount / total) if total else ZERO for amount in amounts]
    if shares:
        shares[-1] += off - sum(shares, ZERO)
    return shares


def ledger_lines(company: Company, kind: str, *, body: Body) -> list[LedgerLine]:
    sign = 1 if kind == "Invoice" else -1
    party = links.key("Customer", body["CustomerRef"]["value"])
    receivable = control_account(company, "receivable", currency=body["CurrencyRef"]["value"])
    lines = [LedgerLine(receivable, sign * body["TotalAmt"], party)]
    for line in body["Line"]:
        if line["DetailType"] == "SalesItemLineDetail":
            lines.append(LedgerLine(line["SalesItemLineDetail"]["ItemAccountRef"]["value"], -sign * line["Amount"]))
        elif line["DetailType"] == "DiscountLineDetail":
            lines.append(LedgerLine(line["DiscountLineDetail"]["DiscountAccountRef"]["value"], sign * line["Amount"]))
    if tax_total := body.get("TxnTaxDetail", {}).get("TotalTax"):
        lines.append(LedgerLine(company.role("tax"), -sign * tax_total))
    if deposit := body.get("Deposit"):
        lines.append(LedgerLine(body["DepositToAccountRef"]["value"], deposit))
        lines.append(LedgerLine(receivable, -deposit, party))
    return [line for line in lines if line.amount]


def voided(body: Body) -> Body:
    """An invoice whose amounts are all zero, and which says so in its note."""
    lines = []
    for line in body["Line"]:
        kept = {**line, "Amount": ZERO} if "Amount" in line else dict(line)
        if detail := kept.get("SalesItemLineDetail"):
            kept["SalesItemLineDetail"] = {name: value for name, value in detail.items() if name != "TaxInclusiveAmt"} | {
                "Qty": ZERO
            }
        lines.append(kept)
    change: Body = {"Line": lines, "TotalAmt": ZERO, "Balance": ZERO, "PrivateNote": void_note(body), "LinkedTxn": []}
    if "TxnTaxDetail" in body:
        change["TxnTaxDetail"] = {"TotalTax": ZERO, "TaxLine": []}
    without = {name: value for name, value in body.items() if name not in ("Deposit", "HomeTotalAmt", "HomeBalance")}
    return without | change


def void_note(body: Body) -> str:
    note = body.get("PrivateNote", "")
    return note if note.startswith("Voided") else f"Voided - {note}" if note else "Voided"
