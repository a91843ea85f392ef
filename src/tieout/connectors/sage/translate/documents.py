"""Invoices, bills, credit notes and supplier credits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tieout.accounting.documents import Document, DocumentStatus, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.accounting.totals import EXACT_PRICES, HUNDRED, LineTotals, UnknownTaxCodeError, totals
from tieout.connectors.http import Json
from tieout.connectors.sage import wire
from tieout.connectors.sage.manifest import MANIFEST, PRICE_PLACES, REFERENCE_MAX, VENDOR_REFERENCE_MAX
from tieout.connectors.sage.translate.items import key_on_line, line_reference
from tieout.connectors.sage.translate.marks import (
    numbered,
    our_number,
    own,
    parse_notes,
    parse_numbered,
    with_reference,
)
from tieout.connectors.sage.translate.parts import (
    MONEY_PLACES,
    Unreadable,
    amount,
    filled,
    money,
    rate_in,
    rate_out,
    refusal,
    text,
)
from tieout.connectors.sage.wire import Body

SALES = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE})
CREDITS = frozenset({EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})
_STATUSES = {
    "DRAFT": DocumentStatus.DRAFT,
    "PRO_FORMA": DocumentStatus.DRAFT,
    "UNPAID": DocumentStatus.OPEN,
    "PART_PAID": DocumentStatus.OPEN,
    "PAID": DocumentStatus.PAID,
    "VOID": DocumentStatus.VOIDED,
}
DRAFTS = frozenset({DocumentStatus.DRAFT, DocumentStatus.SUBMITTED})
_ENDED = frozenset({DocumentStatus.VOIDED, DocumentStatus.DELETED})
_PERCENT_PLACES = 6
_ONE = Decimal(1)


def document(kind: EntityKind, body: Body) -> Document:
    """Raises Unreadable."""
    said = wire.Document.model_validate(body)
    if said.status.id not in _STATUSES:
        raise Unreadable(f"{said.status.id!r} is a status that is not known here")
    number, reference, notes = _named(kind, said)
    mode = _mode(said)
    lines = [_line(line, mode) for line in said.invoice_lines or said.credit_note_lines]
    return Document(
        kind=kind,
        id=said.id,
        contact=said.contact.id,
        contact_name=said.contact_name or said.contact.displayed_as,
        number=number,
        reference=reference,
        notes=notes,
        issued_on=said.date,
        due_on=None if kind in CREDITS else said.due_date,
        currency=said.currency.id,
        rate=rate_in(said.exchange_rate, total=said.total_amount, base=said.base_currency_total_amount),
        tax_mode=mode,
        status=_STATUSES[said.status.id],
        lines=(*lines, *_shipping(said, mode)),
        net=said.net_amount,
        tax=said.tax_amount,
        gross=said.total_amount,
        # What is outstanding may be told as nothing before it is posted; nothing is paid on a draft (sage.md 10).
        due=said.total_amount if _STATUSES[said.status.id] is DocumentStatus.DRAFT else said.outstanding_amount,
    )


def _named(kind: EntityKind, said: wire.Document) -> tuple[str, str, str]:
    """Number, reference and notes: what we wrote comes back as it was; of Sage's own the number is Sage's."""
    if kind not in SALES:
        return own(said.vendor_reference), said.reference, said.notes
    notes, beside = parse_notes(said.notes)
    if (ours := parse_numbered(said.reference)) is not None:
        return ours[0], ours[1] or beside, notes
    return said.invoice_number or said.credit_note_number, own(said.reference) or beside, notes


def _mode(said: wire.Document) -> TaxMode:
    taxed = [line for line in said.invoice_lines or said.credit_note_lines if line.tax_rate.id and not is_no_tax(line.tax_rate.id)]
    if not taxed:
        return TaxMode.NONE
    return TaxMode.INCLUSIVE if all(line.unit_price_includes_tax for line in taxed) else TaxMode.EXCLUSIVE


def _line(said: wire.Line, mode: TaxMode) -> Line:
    line = Line(
        id=said.id,
        description=said.description,
        quantity=said.quantity,
        unit_price=said.unit_price,
        item=key_on_line(said.product, said.service),
        account=said.ledger_account.id,
        tax_code=said.tax_rate.id,
        tracking=tuple((one.analysis_type.id, one.id) for one in said.analysis_type_categories),
        net=said.net_amount,
        tax=said.tax_amount,
    )
    if said.unit_price_includes_tax and said.tax_rate.id and mode is not TaxMode.INCLUSIVE:
        return replace(line, quantity=_ONE, unit_price=said.net_amount or Decimal(0))
    if not said.discount_amount and not said.discount_percentage:
        return line
    return _discounted(line, said)


def _discounted(line: Line, said: wire.Line) -> Line:
    """A discount that no percentage can say to the cent leaves one of the amount."""
    full = round_half_up(line.quantity * line.unit_price, places=MONEY_PLACES)
    left = full - (said.discount_amount or _part(full, said.discount_percentage))
    found = round_half_up((full - left) * HUNDRED / full, places=_PERCENT_PLACES) if full else Decimal(0)
    for percent in (said.discount_percentage, found):
        if round_half_up(line.quantity * line.unit_price * (HUNDRED - percent) / HUNDRED, places=MONEY_PLACES) == left:
            whole = percent.quantize(_ONE)
            return replace(line, discount_percent=whole if whole == percent else percent)
    return replace(line, quantity=_ONE, unit_price=left)


def _shipping(said: wire.Document, mode: TaxMode) -> tuple[Line, ...]:
    """Sage's own documents may charge carriage beside the lines."""
    if not said.shipping_net_amount:
        return ()
    price = said.shipping_net_amount + (said.shipping_tax_amount if mode is TaxMode.INCLUSIVE else 0)
    line = Line(description="Shipping", quantity=_ONE, unit_price=price, tax_code=said.shipping_tax_rate.id)
    return (replace(line, net=said.shipping_net_amount, tax=said.shipping_tax_amount),)


def document_body(entity: Document, *, key: str, rates: Mapping[str, Decimal]) -> dict[str, Json]:
    """The object to send, with the tax of each line worked out by us; `rates` are the percents on the document's date.

    Raises Rejected with the reason for which it cannot be one in Sage.
    """
    if entity.status in _ENDED:
        raise refusal("not_editable", f"a {entity.status.value} document is not editable, and none is made", field="status")
    if not entity.contact:
        raise refusal("contact_missing", "the document names nobody", field="contact")
    try:
        found = totals(entity, rates, rule=EXACT_PRICES)
    except UnknownTaxCodeError as missing:
        raise refusal("tax_code_invalid", str(missing), field="tax_code") from None
    is_credit = entity.kind in CREDITS
    due_on = None if is_credit else entity.due_on or (entity.issued_on if entity.kind is EntityKind.BILL else None)
    body = {
        "contact_id": entity.contact,
        "date": entity.issued_on.isoformat(),
        "due_date": due_on.isoformat() if due_on else None,
        "currency_id": entity.currency,
        "exchange_rate": rate_out(entity.rate),
        **references(entity, key=key),
        "credit_note_lines" if is_credit else "invoice_lines": _lines(entity, found.lines, no_tax=no_tax(rates)),
    }
    return filled(body)


def references(entity: Document, *, key: str) -> dict[str, str]:
    """The texts by which the document is known, and found again; raises Rejected."""
    if entity.kind not in SALES:
        return {
            "vendor_reference": text(entity.number or our_number(key), longest=VENDOR_REFERENCE_MAX, what="the number"),
            "reference": text(entity.reference, longest=REFERENCE_MAX, what="the reference"),
            "notes": text(entity.notes, longest=2000, what="the notes"),
        }
    number = text(entity.number, longest=MANIFEST.number_max_length, what="the number")
    # Without a number of its own the document is found by one of ours; what the customer's reference says goes to the notes.
    said, rest = numbered(number, reference=entity.reference) if number else (our_number(key), "")
    if not number and entity.reference:
        _, rest = numbered(" " * REFERENCE_MAX, reference=entity.reference)
    return {"reference": said, "notes": text(with_reference(entity.notes, rest), longest=2000, what="the notes")}


def _lines(entity: Document, found: Sequence[LineTotals], *, no_tax: str) -> list[dict[str, Json]]:
    # Words alone stand on the account of another line: Sage wants one on each.
    spare = next((line.account for line in entity.lines if line.account), "")
    return [_line_body(entity, replace(line, account=line.account or spare) if _is_words(line) else line, part=part, no_tax=no_tax)
            for line, part in zip(entity.lines, found, strict=True)]  # fmt: skip


def no_tax(rates: Mapping[str, Decimal]) -> str:
    """The code of this business for what is outside of tax; a line that says nothing would get its account's (sage.md §8)."""
    return next((code for code in sorted(rates) if is_no_tax(code)), "")


def is_no_tax(code: str) -> bool:
    return code.endswith("NO_TAX")


def tax_rate_of(line: Line, mode: TaxMode, *, no_tax: str) -> str:
    """An untaxed line of words too says that it is."""
    if mode is TaxMode.NONE:
        return line.tax_code if is_no_tax(line.tax_code) else no_tax
    return line.tax_code or no_tax


def _is_words(line: Line) -> bool:
    return not line.tax_code and not line.item and line.quantity * line.unit_price == 0


def _line_body(entity: Document, line: Line, *, part: LineTotals, no_tax: str) -> dict[str, Json]:
    if not line.account:
        raise refusal("account_missing", "a line of the document names no account", field="account")
    inclusive = entity.tax_mode is TaxMode.INCLUSIVE
    body = {
        "id": line.id if entity.id else "",
        # Sage wants words on every line.
        "description": line.description or "-",
        **line_reference(line.item),
        "ledger_account_id": line.account,
        **_priced(entity.kind, line, wanted=part.gross if inclusive else part.net),
        "unit_price_includes_tax": True if inclusive else None,
        "net_amount": money(part.net),
        "tax_rate_id": tax_rate_of(line, entity.tax_mode, no_tax=no_tax),
        "tax_amount": money(part.tax),
        "total_amount": money(part.gross),
        "analysis_type_categories": [option for _, option in line.tracking],
    }
    return filled(body)


def _priced(kind: EntityKind, line: Line, *, wanted: Decimal) -> dict[str, Json]:
    """Quantity, price and discount that come to the wanted amount as Sage reckons: price times quantity is rounded, then the
    discount is, and taken off. Where they do not, the line goes as one of that amount."""
    price, percent = line.unit_price.normalize(), line.discount_percent
    if kind not in SALES and percent:
        price, percent = price * (HUNDRED - percent) / HUNDRED, Decimal(0)
    full = round_half_up(line.quantity * price, places=MONEY_PLACES)
    one = {"quantity": "1", "unit_price": amount(wanted)}
    if price != round_half_up(price, places=PRICE_PLACES):
        return one
    said = {"quantity": amount(line.quantity), "unit_price": amount(price)}
    if not percent:
        return said if full == wanted else one
    if full - _part(full, percent) == wanted:
        return said | {"discount_percentage": amount(percent)}
    return said | {"discount_amount": amount(full - wanted)} if 0 <= full - wanted <= full else one


def _part(full: Decimal, percent: Decimal) -> Decimal:
    return round_half_up(full * percent / HUNDRED, places=MONEY_PLACES)
