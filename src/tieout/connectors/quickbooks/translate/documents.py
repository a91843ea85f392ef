"""Invoices, bills, credit memos and vendor credits."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tieout.accounting.documents import Document, DocumentStatus, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.totals import SEVEN_DIGIT_PRICES, LineTotals, Rounding, UnknownTaxCodeError, line_amount, totals, unit_price
from tieout.connectors.errors import Problem, Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.notes import note, parse_note, without_voided
from tieout.connectors.quickbooks.wire import US_CODES, Body, WireError, amount, day, money, needed, part, parts, reference, text

# Money has two decimals in QuickBooks, whatever the currency.
PLACES = 2
# What a line comes to by the price and discount as they were given; only the price that is written has seven digits.
EXACT_PRICES = Rounding(price_places=10, discount_in_price=False)
SALES = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE})


def document(kind: EntityKind, body: Body) -> Document:
    gross = needed(money(body, "TotalAmt"), "TotalAmt")
    tax = money(part(body, "TxnTaxDetail"), "TotalTax") or Decimal("0.00")
    due = money(body, "RemainingCredit")
    if due is None:
        due = needed(money(body, "Balance"), "Balance")
    party = "CustomerRef" if kind in SALES else "VendorRef"
    noted = text(body, "PrivateNote")
    before_void = without_voided(noted) if gross == 0 else None
    voided = before_void is not None
    status = DocumentStatus.VOIDED if voided else DocumentStatus.PAID if due == 0 else DocumentStatus.OPEN
    return Document(
        kind=kind,
        contact=needed(reference(body, party), party),
        contact_name=text(part(body, party), "name"),
        issued_on=needed(day(body, "TxnDate"), "TxnDate"),
        due_on=day(body, "DueDate"),
        currency=reference(body, "CurrencyRef"),
        rate=amount(body, "ExchangeRate"),
        # Amounts come back without tax whatever the document was made with.
        tax_mode=TaxMode.NONE if body.get("GlobalTaxCalculation") == "NotApplicable" else TaxMode.EXCLUSIVE,
        lines=tuple(_lines(parts(body, "Line"))),
        number=text(body, "DocNumber"),
        id=text(body, "Id"),
        reference=parse_note(noted if before_void is None else before_void)[0],
        status=status,
        net=gross - tax,
        tax=tax,
        gross=gross,
        due=due,
    )


def _lines(bodies: tuple[Body, ...]) -> list[Line]:
    found: list[Line] = []
    for body in bodies:
        style = text(body, "DetailType")
        if style == "SubTotalLineDetail":
            continue
        if style == "GroupLineDetail":
            found += _lines(parts(part(body, style), "Line"))
        elif style == "DescriptionOnly":
            nothing = Decimal(0)
            found.append(_line(body, quantity=nothing, price=nothing, net=money(body, "Amount") or nothing))
        elif style == "DiscountLineDetail":
            off = -needed(money(body, "Amount"), "Amount")
            account = reference(part(body, style), "DiscountAccountRef")
            found.append(_line(body, quantity=Decimal(1), price=off, net=off, account=account))
        elif style in {"SalesItemLineDetail", "ItemBasedExpenseLineDetail", "AccountBasedExpenseLineDetail"}:
            detail, net = part(body, style), needed(money(body, "Amount"), "Amount")
            quantity, price = amount(detail, "Qty"), amount(detail, "UnitPrice")
            if quantity is None or price is None:
                quantity, price = Decimal(1), net
            found.append(_line(body, quantity=quantity, price=price, net=net, account=reference(detail, "AccountRef")))
        else:
            raise WireError(f"a line of a kind that is not read: {style or 'none'}")
    return found


def _line(body: Body, *, quantity: Decimal, price: Decimal, net: Decimal, account: str = "") -> Line:
    detail = part(body, text(body, "DetailType"))
    tracked = reference(detail, "ClassRef")
    return Line(
        description=text(body, "Description"),
        quantity=quantity,
        unit_price=price,
        item=reference(detail, "ItemRef"),
        account=account,
        tax_code=reference(detail, "TaxCodeRef"),
        tracking=(("Class", tracked),) if tracked else (),
        id=text(body, "Id"),
        net=net,
    )


def document_body(kind: EntityKind, entity: Document, *, marker: str, rates: Mapping[str, Decimal]) -> dict[str, Any]:
    """The object to send; raises Rejected with every reason for which it cannot be one. See `written`."""
    wrong = _wrong(kind, entity)
    parts_of_lines: tuple[LineTotals, ...] = ()
    if entity.tax_mode is TaxMode.INCLUSIVE:
        try:
            parts_of_lines = _without_tax(entity, rates)
        except UnknownTaxCodeError as error:
            wrong.append(
                problem("tax_code_invalid", message=f"{error}, so the prices without tax cannot be worked out", field="tax_code")
            )
    if wrong:
        raise Rejected(tuple(wrong))
    body: dict[str, Any] = {
        "CustomerRef" if kind in SALES else "VendorRef": {"value": entity.contact},
        "TxnDate": entity.issued_on.isoformat(),
        "Line": [
            _line_body(kind, line, mode=entity.tax_mode, split=split)
            for line, split in zip(entity.lines, parts_of_lines or (None,) * len(entity.lines), strict=True)
            # A purchase has no line of words; it would carry no money either.
            if kind in SALES or not _is_text(line)
        ],
    }
    # An empty number would switch QuickBooks' own numbering off; a left out one lets it number (python-quickbooks thread 141).
    optional = {
        "DocNumber": entity.number,
        "PrivateNote": note(entity.reference, marker="" if entity.number else marker),
        "CurrencyRef": {"value": entity.currency} if entity.currency else None,
        "ExchangeRate": entity.rate,
        "GlobalTaxCalculation": _tax_treatment(entity),
    }
    if kind in {EntityKind.INVOICE, EntityKind.BILL} and entity.due_on:
        optional["DueDate"] = entity.due_on.isoformat()
    return body | {field: value for field, value in optional.items() if value}


def known_lines(lines: Sequence[Body], there: Sequence[Body]) -> list[dict[str, Any]]:
    """The lines with the ids that the document's own lines have; any other id would be refused."""
    ids = {text(line, "Id") for line in there} - {""}
    return [{field: value for field, value in line.items() if field != "Id" or value in ids} for line in lines]


def prices_need_rates(entity: Document) -> bool:
    """Whether the amounts without tax must be worked out by the rates of the company's tax codes."""
    return entity.tax_mode is TaxMode.INCLUSIVE and any(line.net is None or line.tax is None for line in entity.lines)


def _wrong(kind: EntityKind, entity: Document) -> list[Problem]:
    found: list[Problem] = []
    if entity.status in {DocumentStatus.DRAFT, DocumentStatus.SUBMITTED}:
        found.append(problem("other", message=MANIFEST.cannot["drafts"], field="status"))
    if not entity.contact:
        found.append(problem("contact_missing", message="the document names nobody", field="contact"))
    if len(entity.number) > MANIFEST.number_max_length:
        message = f"the number {entity.number} is longer than the {MANIFEST.number_max_length} characters that QuickBooks takes"
        found.append(problem("too_long", message=message, field="number"))
    for position, line in enumerate(entity.lines, start=1):
        if line.item or _is_text(line):
            continue
        if kind in SALES:
            message = f"line {position} names no product or service, which QuickBooks needs on every sales line"
            found.append(problem("item_invalid", message=message, field=f"lines.{position}.item"))
        elif not line.account:
            message = f"line {position} names neither an account nor an item"
            found.append(problem("account_missing", message=message, field=f"lines.{position}.account"))
    return found


def _is_text(line: Line) -> bool:
    """Words between the lines: nothing is sold, nothing is booked."""
    return not line.item and not line.account and line.quantity * line.unit_price == 0


def _tax_treatment(entity: Document) -> str:
    """How amounts relate to tax; "" in the United States, where that does not exist."""
    codes = {line.tax_code for line in entity.lines if line.tax_code}
    if codes and codes <= US_CODES:
        return ""
    return {TaxMode.NONE: "NotApplicable", TaxMode.EXCLUSIVE: "TaxExcluded", TaxMode.INCLUSIVE: "TaxInclusive"}[entity.tax_mode]


def _without_tax(entity: Document, rates: Mapping[str, Decimal]) -> tuple[LineTotals, ...]:
    if prices_need_rates(entity):
        return totals(entity, rates, rule=EXACT_PRICES).lines
    return tuple(
        LineTotals(net=line.net, tax=line.tax, gross=line.net + line.tax)
        for line in entity.lines
        if line.net is not None and line.tax is not None
    )


def _line_body(kind: EntityKind, line: Line, *, mode: TaxMode, split: LineTotals | None) -> dict[str, Any]:
    if _is_text(line):
        return {"DetailType": "DescriptionOnly", "Description": line.description, "DescriptionLineDetail": {}}
    net = split.net if split else line_amount(line, rule=EXACT_PRICES, places=PLACES)
    detail: dict[str, Any] = {}
    if line.item:
        style = "SalesItemLineDetail" if kind in SALES else "ItemBasedExpenseLineDetail"
        detail = {"ItemRef": {"value": line.item}, **_pricing(line, net, is_net=split is None)}
    else:
        style = "AccountBasedExpenseLineDetail"
        detail = {"AccountRef": {"value": line.account}}
    if line.tax_code and mode is not TaxMode.NONE:
        detail["TaxCodeRef"] = {"value": line.tax_code}
    if tracked := dict(line.tracking).get("Class"):
        detail["ClassRef"] = {"value": tracked}
    if split:
        # Amount is always without tax: a gross Amount would have the tax put on top of it (quickbooks.md §6.2).
        detail["TaxInclusiveAmt"] = split.gross
    body = {"DetailType": style, "Amount": net, "Description": line.description, style: detail}
    return body | ({"Id": line.id} if line.id else {})


def _pricing(line: Line, net: Decimal, *, is_net: bool) -> dict[str, Decimal]:
    """Quantity and price that multiply to the amount, as QuickBooks checks; where seven digits cannot do it, one at that amount."""
    if is_net:
        price = unit_price(line, rule=SEVEN_DIGIT_PRICES)
    elif line.quantity:
        price = round_half_up(net / line.quantity, places=SEVEN_DIGIT_PRICES.price_places)
    else:
        price = net
    if round_half_up(line.quantity * price, places=PLACES) == net:
        return {"Qty": line.quantity, "UnitPrice": price}
    return {"Qty": Decimal(1), "UnitPrice": net}
