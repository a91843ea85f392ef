"""Invoices, bills, credit memos and vendor credits."""

from decimal import Decimal
from typing import Any

from tieout.accounting.contacts import Terms
from tieout.accounting.documents import Document, DocumentStatus, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import Problem, Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.quickbooks.translate.lines import is_text, line_body, lines_of, location, split, tax_treatment, unpriced
from tieout.connectors.quickbooks.translate.notes import note, parse_note, without_voided
from tieout.connectors.quickbooks.wire import Body, amount, day, money, needed, part, reference, text

SALES = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE})


def document(kind: EntityKind, body: Body) -> Document:
    gross = needed(money(body, "TotalAmt"), "TotalAmt")
    tax = total_tax(body)
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
        tax_mode=tax_mode(body),
        lines=lines_of(body),
        number=text(body, "DocNumber"),
        id=text(body, "Id"),
        reference=parse_note(noted if before_void is None else before_void)[0],
        notes=text(part(body, "CustomerMemo"), "value") if kind in SALES else "",
        status=status,
        net=gross - tax,
        tax=tax,
        gross=gross,
        due=due,
    )


def tax_mode(body: Body) -> TaxMode:
    """Amounts come back without tax whatever the object was made with."""
    return TaxMode.NONE if body.get("GlobalTaxCalculation") == "NotApplicable" else TaxMode.EXCLUSIVE


def total_tax(body: Body) -> Decimal:
    return money(part(body, "TxnTaxDetail"), "TotalTax") or Decimal("0.00")


def document_body(kind: EntityKind, entity: Document, *, marker: str, known: Known) -> dict[str, Any]:
    """The object to send; raises Rejected with every reason for which it cannot be one. See `written`."""
    sale = kind in SALES
    wrong = _wrong(entity) + unpriced(entity.lines, sale=sale)
    amounts, unknown = split(entity, known.rates if sale else known.purchase_rates)
    department, unclear = location(entity.lines)
    if wrong := wrong + unknown + unclear:
        raise Rejected(tuple(wrong))
    body: dict[str, Any] = {
        "CustomerRef" if sale else "VendorRef": {"value": entity.contact},
        "TxnDate": entity.issued_on.isoformat(),
        "Line": [
            line_body(line, sale=sale, mode=entity.tax_mode, amounts=found)
            for line, found in zip(entity.lines, amounts, strict=True)
            # A purchase has no line of words; it would carry no money either.
            if sale or not is_text(line)
        ],
    }
    # An empty number would switch QuickBooks' own numbering off; a left out one lets it number (python-quickbooks thread 141).
    optional = {
        "DocNumber": entity.number,
        "PrivateNote": note(entity.reference, marker="" if entity.number else marker),
        "CustomerMemo": {"value": entity.notes} if entity.notes and sale else None,
        "CurrencyRef": {"value": entity.currency} if entity.currency else None,
        "ExchangeRate": entity.rate,
        "DepartmentRef": {"value": department} if department else None,
        "GlobalTaxCalculation": tax_treatment(entity),
    }
    if kind in {EntityKind.INVOICE, EntityKind.BILL} and entity.due_on:
        optional["DueDate"] = entity.due_on.isoformat()
        # The company's own words for so many days, where it has some; the day stands beside them in any case.
        term = known.term_ids.get(Terms(days=(entity.due_on - entity.issued_on).days))
        optional["SalesTermRef"] = {"value": term} if term else None
    return body | {field: value for field, value in optional.items() if value}


def _wrong(entity: Document) -> list[Problem]:
    found: list[Problem] = []
    if entity.status in {DocumentStatus.DRAFT, DocumentStatus.SUBMITTED}:
        found.append(problem("other", message=MANIFEST.cannot["drafts"], field="status"))
    if not entity.contact:
        found.append(problem("contact_missing", message="the document names nobody", field="contact"))
    if len(entity.number) > MANIFEST.number_max_length:
        message = f"the number {entity.number} is longer than the {MANIFEST.number_max_length} characters that QuickBooks takes"
        found.append(problem("too_long", message=message, field="number"))
    return found
