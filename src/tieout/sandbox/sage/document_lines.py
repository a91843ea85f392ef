"""The lines of invoices and credit notes: what was sent, checked against the business and worked out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import analysis
from tieout.sandbox.sage.errors import BLANK, invalid, not_found
from tieout.sandbox.sage.rules import ZERO, LineSums, LineWish, cents, line_sums
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.tax import percentage_on
from tieout.sandbox.sage.wire import Sent, decimal_of, objects_of, read_flag, text_of

LINES_MAX = 500
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")
_PRICE = Decimal("0.00001")

# Wordings are assumed.
HTML = "can't contain HTML entities"
TWO_DISCOUNTS = "can't be larger than the amount of the line"
TWO_ITEMS = "can't be given together with a product"
MIXED = "must be the same on every line"
STRANGE_LINE = "is no line of this document"


@dataclass(frozen=True)
class Paper:
    """What the lines need to know of their document."""

    field: str  # invoice_lines or credit_note_lines
    visible_in: str  # the flag that an account needs: visible_in_sales or visible_in_expenses
    on: str
    discounts: bool
    before: Mapping[str, Body]  # the lines that the document has, by id


def compose(state: State, sent: Sent, *, paper: Paper) -> list[Body]:
    """The lines as they are kept; raises InvalidError, or 404 for what the business cannot use there."""
    wishes = objects_of(sent, paper.field)
    if not wishes or len(wishes) > LINES_MAX:
        raise invalid(paper.field, BLANK if not wishes else f"can't be more than {LINES_MAX}")
    lines = [_line(state, wish, paper=paper, place=f"{paper.field}[{index}]") for index, wish in enumerate(wishes)]
    kinds = {line["eu_goods_services_type_id"] for line in lines if line["eu_goods_services_type_id"]}
    if len(kinds) > 1:
        raise invalid(f"{paper.field}.eu_goods_services_type_id", MIXED)
    return lines


def _line(state: State, sent: Sent, *, paper: Paper, place: str) -> Body:
    before: Mapping[str, object] = {}
    if own_id := text_of(sent, "id"):
        if own_id not in paper.before:
            raise invalid(f"{place}.id", STRANGE_LINE)
        before = paper.before[own_id]
    whole: Sent = {**before, **sent}
    description = text_of(whole, "description")
    if not description:
        raise invalid(f"{place}.description", BLANK)
    if _ENTITY.search(description):
        raise invalid(f"{place}.description", HTML)
    account = usable_account(
        state, text_of(whole, "ledger_account_id"), visible_in=paper.visible_in, source=f"{place}.ledger_account_id"
    )
    tax_rate = _tax_rate(
        state, text_of(whole, "tax_rate_id") or str(account.get("tax_rate_id") or ""), source=f"{place}.tax_rate_id"
    )
    quantity = decimal_of(whole, "quantity", otherwise=Decimal(1), source=f"{place}.quantity") or Decimal(0)
    price = decimal_of(whole, "unit_price", source=f"{place}.unit_price")
    if price is None:
        raise invalid(f"{place}.unit_price", BLANK)
    price = price if price == (kept := price.quantize(_PRICE, ROUND_HALF_UP)) else kept
    sums = line_sums(
        LineWish(
            quantity=quantity,
            unit_price=price,
            tax=_tax(whole, tax_rate, on=paper.on, place=place),
            discount=(decimal_of(whole, "discount_amount", source=f"{place}.discount_amount") or ZERO) if paper.discounts else ZERO,
            discount_percentage=_percentage(whole, before, sent=sent, place=place) if paper.discounts else ZERO,
            includes_tax=read_flag(whole.get("unit_price_includes_tax")),
        )
    )
    if abs(sums.discount) > abs(cents(quantity * price)):
        raise invalid(f"{place}.discount_amount", TWO_DISCOUNTS)
    return {
        "id": own_id or state.new_id(),
        "description": description,
        **_items(state, whole, place=place),
        "ledger_account_id": account["id"],
        "quantity": quantity,
        "unit_price": price,
        "unit_price_includes_tax": read_flag(whole.get("unit_price_includes_tax")),
        "tax_rate_id": tax_rate["id"] if tax_rate else None,
        **_amounts(sums, discounts=paper.discounts),
        "trade_of_asset": read_flag(whole.get("trade_of_asset")),
        "eu_goods_services_type_id": text_of(whole, "eu_goods_services_type_id") or None,
        "analysis_type_category_ids": _categories(state, sent, before=before, source=place),
    }


def _amounts(sums: LineSums, *, discounts: bool) -> Body:
    found: Body = {"net_amount": sums.net, "tax_amount": sums.tax, "total_amount": sums.total}
    return found | {"discount_amount": sums.discount, "discount_percentage": sums.discount_percentage} if discounts else found


def _percentage(whole: Sent, before: Mapping[str, object], *, sent: Sent, place: str) -> Decimal:
    """On a line that is changed, the one of the two that is sent counts."""
    if before and "discount_amount" in sent and "discount_percentage" not in sent:
        return ZERO
    percentage = decimal_of(whole, "discount_percentage", source=f"{place}.discount_percentage") or ZERO
    if not 0 <= percentage <= 100:
        raise invalid(f"{place}.discount_percentage", "must be between 0 and 100")
    return percentage


def usable_account(state: State, id: str, *, visible_in: str, source: str) -> Body:
    """An account that is hidden where it is to be used is answered as if it were not there."""
    account = state.get("ledger_accounts", id)
    if account is None or not account.get(visible_in):
        raise not_found(source)
    return account


def _tax_rate(state: State, id: str, *, source: str) -> Body | None:
    if not id:
        return None
    rate = state.get("tax_rates", id)
    if rate is None:
        raise not_found(source)
    return rate


def _tax(whole: Sent, tax_rate: Body | None, *, on: str, place: str) -> Decimal:
    """Required unless the rate comes to nothing, and then it is 0.0 whatever is sent (SPEC)."""
    if tax_rate is None or not percentage_on(tax_rate, on):
        return ZERO
    tax = decimal_of(whole, "tax_amount", source=f"{place}.tax_amount")
    if tax is None:
        raise invalid(f"{place}.tax_amount", BLANK)
    return tax


def _items(state: State, whole: Sent, *, place: str) -> Body:
    product, service = text_of(whole, "product_id") or None, text_of(whole, "service_id") or None
    if product and service:
        raise invalid(f"{place}.service_id", TWO_ITEMS)
    # A stock item is named by product_id as well (assumed: the lines know no third attribute).
    if product and state.get("products", product) is None and state.get("stock_items", product) is None:
        raise not_found(f"{place}.product_id")
    if service and state.get("services", service) is None:
        raise not_found(f"{place}.service_id")
    return {"product_id": product, "service_id": service}


def _categories(state: State, sent: Sent, *, before: Mapping[str, object], source: str) -> object:
    if "analysis_type_categories" not in sent and before:
        return before["analysis_type_category_ids"]
    return analysis.read_categories(state, sent, source=source)
