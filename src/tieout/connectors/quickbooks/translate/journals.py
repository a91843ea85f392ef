"""Journal entries: debits and credits that a bookkeeper enters by hand."""

from decimal import Decimal
from typing import Any

from tieout.accounting.documents import DocumentStatus
from tieout.accounting.journal import Journal, JournalLine, imbalance
from tieout.connectors.errors import Problem, Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.quickbooks.translate.lines import CLASS, DEPARTMENT
from tieout.connectors.quickbooks.translate.notes import note, parse_note, without_voided
from tieout.connectors.quickbooks.wire import Body, WireError, amount, day, money, needed, part, parts, reference, text

_DETAIL = "JournalEntryLineDetail"
_SIGNS = {"Debit": Decimal(1), "Credit": Decimal(-1)}


def journal(body: Body) -> Journal:
    lines = tuple(_line(line) for line in parts(body, "Line") if text(line, "DetailType") != "DescriptionOnly")
    noted = text(body, "PrivateNote")
    before_void = without_voided(noted) if not any(line.amount for line in lines) else None
    said, marker = parse_note(noted if before_void is None else before_void)
    return Journal(
        entered_on=needed(day(body, "TxnDate"), "TxnDate"),
        currency=reference(body, "CurrencyRef"),
        lines=lines,
        id=text(body, "Id"),
        number=text(body, "DocNumber"),
        narration=said,
        marker=marker,
        rate=amount(body, "ExchangeRate"),
        status=DocumentStatus.OPEN if before_void is None else DocumentStatus.VOIDED,
    )


def _line(body: Body) -> JournalLine:
    detail = part(body, _DETAIL)
    side = _SIGNS.get(text(detail, "PostingType"))
    if side is None:
        raise WireError(f"a line that is neither debit nor credit: {text(detail, 'PostingType') or 'none'}")
    tax = money(detail, "TaxAmount")
    tracked = ((CLASS, reference(detail, "ClassRef")), (DEPARTMENT, reference(detail, "DepartmentRef")))
    return JournalLine(
        account=needed(reference(detail, "AccountRef"), "AccountRef"),
        amount=side * needed(money(body, "Amount"), "Amount"),
        description=text(body, "Description"),
        tax_code=reference(detail, "TaxCodeRef"),
        tax=None if tax is None else side * tax,
        contact=reference(part(detail, "Entity"), "EntityRef"),
        tracking=tuple((list_, option) for list_, option in tracked if option),
        id=text(body, "Id"),
    )


def journal_body(entity: Journal, *, marker: str, known: Known) -> dict[str, Any]:
    """The object to send; raises Rejected with every reason for which it cannot be one."""
    if wrong := _wrong(entity):
        raise Rejected(tuple(wrong))
    body: dict[str, Any] = {
        "TxnDate": entity.entered_on.isoformat(),
        "PrivateNote": note(entity.narration, marker=marker),
        "Line": [_line_body(line, known=known) for line in entity.lines],
    }
    optional = {
        "DocNumber": entity.number,
        "CurrencyRef": {"value": entity.currency} if entity.currency else None,
        "ExchangeRate": entity.rate,
    }
    return body | {field: value for field, value in optional.items() if value}


def _line_body(line: JournalLine, *, known: Known) -> dict[str, Any]:
    detail: dict[str, Any] = {"PostingType": "Debit" if line.amount >= 0 else "Credit", "AccountRef": {"value": line.account}}
    tracked = dict(line.tracking)
    for list_ in (CLASS, DEPARTMENT):
        if tracked.get(list_):
            detail[f"{list_}Ref"] = {"value": tracked[list_]}
    if line.contact:
        detail["Entity"] = {"Type": known.parties.get(line.contact, "Customer"), "EntityRef": {"value": line.contact}}
    body = {"DetailType": _DETAIL, "Amount": abs(line.amount), "Description": line.description, _DETAIL: detail}
    return body | ({"Id": line.id} if line.id else {})


def _wrong(entity: Journal) -> list[Problem]:
    found: list[Problem] = []
    if entity.status in {DocumentStatus.DRAFT, DocumentStatus.SUBMITTED}:
        found.append(problem("other", message=MANIFEST.cannot["drafts"], field="status"))
    if len(entity.number) > MANIFEST.number_max_length:
        message = f"the number {entity.number} is longer than the {MANIFEST.number_max_length} characters that QuickBooks takes"
        found.append(problem("too_long", message=message, field="number"))
    if any(line.tax or line.tax_code for line in entity.lines):
        found.append(problem("tax_code_invalid", message=MANIFEST.cannot["journal_tax"], field="lines.tax_code"))
    if off := imbalance(entity.lines):
        found.append(problem("totals_differ", message=f"the debits and credits differ by {abs(off):f}", field="lines"))
    for position, line in enumerate(entity.lines, start=1):
        if not line.account:
            message = f"line {position} names no account"
            found.append(problem("account_missing", message=message, field=f"lines.{position}.account"))
    return found
