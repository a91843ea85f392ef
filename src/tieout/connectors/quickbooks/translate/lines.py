"""Lines of sales, purchases and money at the bank, with their tracking and tax."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tieout.accounting.banking import BankTransaction
from tieout.accounting.documents import Document, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.totals import (
    EXACT_PRICES,
    SEVEN_DIGIT_PRICES,
    LineTotals,
    Percent,
    UnknownTaxCodeError,
    line_amount,
    totals,
    unit_price,
)
from tieout.connectors.errors import Problem
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST, PRICE_PLACES
from tieout.connectors.quickbooks.wire import US_CODES, Body, WireError, amount, money, needed, part, parts, reference, text

# Money has two decimals in QuickBooks, whatever the currency.
PLACES = 2
# The two lists by which lines are tracked, under the names of their objects.
CLASS, DEPARTMENT = "Class", "Department"
_DETAILS = ("SalesItemLineDetail", "ItemBasedExpenseLineDetail", "AccountBasedExpenseLineDetail")

Taxed = Document | BankTransaction


def lines_of(body: Body) -> tuple[Line, ...]:
    """What the object's lines say; a class or location of the whole is that of each line which has none of its own."""
    return tuple(_lines(parts(body, "Line"), whole=body))


def _lines(bodies: tuple[Body, ...], *, whole: Body) -> list[Line]:
    found: list[Line] = []
    for body in bodies:
        style = text(body, "DetailType")
        if style == "SubTotalLineDetail":
            continue
        if style == "GroupLineDetail":
            found += _lines(parts(part(body, style), "Line"), whole=whole)
        elif style == "DescriptionOnly":
            nothing = Decimal(0)
            found.append(read_line(body, priced=(nothing, nothing), net=money(body, "Amount") or nothing))
        elif style == "DiscountLineDetail":
            off = -needed(money(body, "Amount"), "Amount")
            account = reference(part(body, style), "DiscountAccountRef")
            found.append(read_line(body, net=off, account=account, whole=whole))
        elif style in _DETAILS:
            detail, net = part(body, style), needed(money(body, "Amount"), "Amount")
            quantity, price = amount(detail, "Qty"), amount(detail, "UnitPrice")
            priced = None if quantity is None or price is None else (quantity, price)
            account = reference(detail, "AccountRef")
            found.append(read_line(body, priced=priced, net=net, account=account, whole=whole))
        else:
            raise WireError(f"a line of a kind that is not read: {style or 'none'}")
    return found


def read_line(
    body: Body,
    *,
    net: Decimal,
    priced: tuple[Decimal, Decimal] | None = None,
    account: str = "",
    whole: Body | None = None,
) -> Line:
    """`priced` is quantity and price, one at `net` where they are not told; `whole` is the object of the line, None for words."""
    quantity, price = priced or (Decimal(1), net)
    detail = part(body, text(body, "DetailType") or "DepositLineDetail")
    tracked: list[tuple[str, str]] = []
    if whole is not None:
        own = reference(detail, "ClassRef") or reference(whole, "ClassRef")
        tracked = [(CLASS, own), (DEPARTMENT, reference(whole, "DepartmentRef"))]
    return Line(
        description=text(body, "Description"),
        quantity=quantity,
        unit_price=price,
        item=reference(detail, "ItemRef"),
        account=account,
        tax_code=reference(detail, "TaxCodeRef"),
        tracking=tuple((list_, option) for list_, option in tracked if option),
        id=text(body, "Id"),
        net=net,
    )


def known_lines(lines: Sequence[Body], there: Sequence[Body]) -> list[dict[str, Any]]:
    """The lines with the ids that the document's own lines have; any other id would be refused."""
    ids = {text(line, "Id") for line in there} - {""}
    return [{field: value for field, value in line.items() if field != "Id" or value in ids} for line in lines]


def is_text(line: Line) -> bool:
    """Words between the lines: nothing is sold, nothing is booked."""
    return not line.item and not line.account and line.quantity * line.unit_price == 0


def location(lines: Sequence[Line]) -> tuple[str, list[Problem]]:
    """The one location that these lines name, and why there is none."""
    named = {dict(line.tracking).get(DEPARTMENT, "") for line in lines} - {""}
    if len(named) > 1:
        return "", [problem("other", message=MANIFEST.cannot["locations_of_lines"], field="lines.tracking")]
    return next(iter(named), ""), []


def unpriced(lines: Sequence[Line], *, sale: bool) -> list[Problem]:
    """The lines that say neither what nor where, as QuickBooks needs them."""
    found: list[Problem] = []
    for position, line in enumerate(lines, start=1):
        if line.item or is_text(line):
            continue
        if sale:
            message = f"line {position} names no product or service, which QuickBooks needs on every sales line"
            found.append(problem("item_invalid", message=message, field=f"lines.{position}.item"))
        elif not line.account:
            message = f"line {position} names neither an account nor an item"
            found.append(problem("account_missing", message=message, field=f"lines.{position}.account"))
    return found


def tax_treatment(entity: Taxed) -> str:
    """How amounts relate to tax; "" in the United States, where that does not exist."""
    codes = {line.tax_code for line in entity.lines if line.tax_code}
    if codes and codes <= US_CODES:
        return ""
    return {TaxMode.NONE: "NotApplicable", TaxMode.EXCLUSIVE: "TaxExcluded", TaxMode.INCLUSIVE: "TaxInclusive"}[entity.tax_mode]


def prices_need_rates(entity: Taxed) -> bool:
    """Whether the amounts without tax must be worked out by the rates of the company's tax codes."""
    return entity.tax_mode is TaxMode.INCLUSIVE and any(line.net is None or line.tax is None for line in entity.lines)


def split(entity: Taxed, rates: Mapping[str, Percent]) -> tuple[tuple[LineTotals | None, ...], list[Problem]]:
    """Each line's amounts without tax where the prices include it, else nothing; and why they cannot be worked out."""
    if entity.tax_mode is not TaxMode.INCLUSIVE:
        return (None,) * len(entity.lines), []
    try:
        return _without_tax(entity, rates), []
    except UnknownTaxCodeError as error:
        message = f"{error}, so the prices without tax cannot be worked out"
        return (None,) * len(entity.lines), [problem("tax_code_invalid", message=message, field="tax_code")]


def _without_tax(entity: Taxed, rates: Mapping[str, Percent]) -> tuple[LineTotals, ...]:
    if prices_need_rates(entity):
        return totals(_as_document(entity), rates, rule=EXACT_PRICES).lines
    return tuple(
        LineTotals(net=line.net, tax=line.tax, gross=line.net + line.tax)
        for line in entity.lines
        if line.net is not None and line.tax is not None
    )


def _as_document(entity: Taxed) -> Document:
    """Money at the bank comes to what a document of the same lines comes to."""
    if isinstance(entity, Document):
        return entity
    return Document(
        kind=EntityKind.BILL,
        contact=entity.contact,
        issued_on=entity.happened_on,
        currency=entity.currency,
        lines=entity.lines,
        tax_mode=entity.tax_mode,
    )


def net_of(line: Line) -> Decimal:
    """What the line comes to without tax, where its price is without tax."""
    return line_amount(line, rule=EXACT_PRICES, places=PLACES)


def line_body(line: Line, *, sale: bool, mode: TaxMode, amounts: LineTotals | None) -> dict[str, Any]:
    """The line of a sale or a purchase; `amounts` where its price includes tax."""
    if is_text(line):
        return {"DetailType": "DescriptionOnly", "Description": line.description, "DescriptionLineDetail": {}}
    net = amounts.net if amounts else net_of(line)
    detail: dict[str, Any] = {}
    if line.item:
        style = "SalesItemLineDetail" if sale else "ItemBasedExpenseLineDetail"
        detail = {"ItemRef": {"value": line.item}, **_pricing(line, net, is_net=amounts is None)}
    else:
        style = "AccountBasedExpenseLineDetail"
        detail = {"AccountRef": {"value": line.account}}
    if line.tax_code and mode is not TaxMode.NONE:
        detail["TaxCodeRef"] = {"value": line.tax_code}
    if tracked := dict(line.tracking).get(CLASS):
        detail["ClassRef"] = {"value": tracked}
    if amounts:
        # Amount is always without tax: a gross Amount would have the tax put on top of it (quickbooks.md §6.2).
        detail["TaxInclusiveAmt"] = amounts.gross
    body = {"DetailType": style, "Amount": net, "Description": line.description, style: detail}
    return body | ({"Id": line.id} if line.id else {})


def _pricing(line: Line, net: Decimal, *, is_net: bool) -> dict[str, Decimal]:
    """Quantity and price that multiply to the amount, as QuickBooks checks; where seven digits cannot do it, one at that amount."""
    if is_net:
        price = unit_price(line, rule=SEVEN_DIGIT_PRICES)
    elif line.quantity:
        price = round_half_up(net / line.quantity, places=PRICE_PLACES)
    else:
        price = net
    if round_half_up(line.quantity * price, places=PLACES) == net:
        return {"Qty": line.quantity, "UnitPrice": price}
    return {"Qty": Decimal(1), "UnitPrice": net}
