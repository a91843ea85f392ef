"""The lines of a sale: items, bundles, texts and a discount, with their tax and total."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, parts, state_tax, tax
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import ZERO, cents
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

_SHIPPING = "SHIPPING_ITEM_ID"


def amounts(company: Company, draft: Draft, *, customer: Body | None) -> Body:
    """Line, tax and total; raises FaultError."""
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
                lines.append(_bundle_line(company, line, method=method))
            case other:
                raise FaultError(errors.BAD_ENUM, f"DetailType has no value {other} on this transaction", element="DetailType")
    if not lines:
        raise errors.missing("Line")
    subtotal = sum((line.get("Amount", ZERO) for line in lines), ZERO)
    discount = _discount(company, discounts, subtotal=subtotal)
    shown = parts.identified([*lines, *([discount] if discount else [])], draft.stored)
    shown.insert(len(lines), {"Amount": subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
    off = discount["Amount"] if discount else ZERO
    detail = _tax(company, _taxed_at(company, wanted, customer=customer), lines=lines, off=off)
    total = subtotal - off + (detail["TotalTax"] if detail else ZERO)
    if total < 0:
        raise business("Transaction amount must be 0 or greater", element="TotalAmt")
    body: Body = {"Line": shown, "TotalAmt": total}
    body |= {"GlobalTaxCalculation": method} if method else {"ApplyTaxAfterDiscount": wanted.get("ApplyTaxAfterDiscount", False)}
    return body | ({"TxnTaxDetail": detail} if detail else {})


def sold_lines(lines: Sequence[Body]) -> Iterator[Body]:
    """The lines that sell an item, those of a bundle among them."""
    for line in lines:
        if line["DetailType"] == "SalesItemLineDetail":
            yield line
        elif line["DetailType"] == "GroupLineDetail":
            yield from line["GroupLineDetail"]["Line"]


def _bundle_line(company: Company, line: Body, *, method: str | None) -> Body:
    """A bundle's own lines are taken as they are sent, or made from what the bundle holds; their sum is the line's amount."""
    detail = line.get("GroupLineDetail", {})
    bundle = company.refer("Item", detail.get("GroupItemRef"), element="GroupItemRef")
    if bundle["Type"] != "Group":
        raise business("The item is no bundle", element="GroupItemRef")
    quantity = detail.get("Quantity", Decimal(1))
    wanted = detail.get("Line") or [
        _from_bundle(company, part, quantity=quantity) for part in bundle["ItemGroupDetail"]["ItemGroupLine"]
    ]
    if any(part.get("DetailType") != "SalesItemLineDetail" for part in wanted):
        raise FaultError(errors.BAD_ENUM, "A bundle holds lines of items only", element="DetailType")
    inner = [_sales_line(company, part, method=method) | {"LineNum": place} for place, part in enumerate(wanted, start=1)]
    shown = {"GroupItemRef": parts.named_ref({}, bundle), "Quantity": quantity, "Line": inner}
    return {**line, "Amount": sum((part["Amount"] for part in inner), ZERO), "GroupLineDetail": shown}


def _from_bundle(company: Company, part: Body, *, quantity: Decimal) -> Body:
    item = company.refer("Item", part["ItemRef"], element="GroupItemRef")
    count = part.get("Qty", Decimal(1)) * quantity
    detail: Body = {"ItemRef": {"value": item["Id"]}, "Qty": count, "UnitPrice": item["UnitPrice"]}
    if "SalesTaxCodeRef" in item:
        detail["TaxCodeRef"] = item["SalesTaxCodeRef"]
    elif not company.global_tax:
        detail["TaxCodeRef"] = {"value": "TAX" if item.get("Taxable") else "NON"}
    amount = cents(count * item["UnitPrice"])
    return {"DetailType": "SalesItemLineDetail", "Amount": amount, "SalesItemLineDetail": detail}


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


def _taxed_at(company: Company, wanted: Body, *, customer: Body | None) -> Body:
    """The request with the tax code that automated sales tax chooses, where that is on and the client chose nothing itself."""
    given = wanted.get("TxnTaxDetail") or {}
    if not state_tax.switched_on(company) or given.get("TxnTaxCodeRef") or given.get("TotalTax"):
        return wanted
    code = state_tax.code_for(company, wanted, customer=customer)
    return wanted | {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": code["Id"]}} if code else {}}


def _tax(company: Company, wanted: Body, *, lines: Sequence[Body], off: Decimal) -> Body | None:
    sold = list(sold_lines(lines))
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
