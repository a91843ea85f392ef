"""Documents of chosen lines of a record: what each line offers, and what is made of the lines that a person has ticked."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.accounting.documents import Document, DocumentStatus, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import decimal_places, round_half_up, total
from tieout.mapping.accounting_mapping import BillsMapping, InvoicesMapping, LinesMapping
from tieout.mapping.apply import Entry, Refusal
from tieout.mapping.conditions import read_path
from tieout.mapping.coverage import LineOf
from tieout.mapping.documents import (
    CREDITS,
    INCOMPLETE_FIELD,
    document_kind,
    judge,
    judge_taxes,
    positive,
    read_line,
    refuse_lines,
    relation_key,
    warn_of_duplicates,
)
from tieout.mapping.problems import Problem
from tieout.mapping.reading import LINES_MAX, Reader
from tieout.mapping.rules import FieldRule

DocumentsMapping = InvoicesMapping | BillsMapping
REOPEN = "Open the dialog again: the record was changed meanwhile."


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedLine:
    """A ticked line of the record by its number; what is None is as the mapping (or the item) says. `identity` is that of the line
    which was looked at, "" for whoever did not look. `without_item`: the line goes without naming an item of the ledger."""

    number: int
    quantity: Decimal
    tax_code: str | None = None
    account: str | None = None
    without_item: bool = False
    identity: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What the dialog says of the whole document; an empty number leaves the numbering to the ledger."""

    issued_on: date
    number: str = ""
    due_on: date | None = None
    reference: str = ""
    status: DocumentStatus = DocumentStatus.DRAFT


@dataclass(frozen=True, kw_only=True, slots=True)
class Defaults:
    """What a linked item says of its lines, in the ledger's own keys, where the mapping says nothing."""

    account: str = ""
    tax_code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """One line of the record as it could stand on a document; `line` is None where `problems` say why it cannot.

    `is_locked`: a mapped field decides how much is asked for, not the person.
    """

    of: LineOf
    line: Line | None
    problems: tuple[Problem, ...] = ()
    is_locked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What the record says of a document of its own; `problems` are those of the whole, not of its lines."""

    kind: EntityKind | None
    contact: str
    number: str
    reference: str
    currency: str
    issued_on: date | None
    due_days: int | None
    tax_mode: TaxMode
    offers: tuple[Offer, ...]
    problems: tuple[Problem, ...]


def proposed(mapping: DocumentsMapping, record: Mapping[str, object]) -> Proposal:
    """What could be asked for; never raises for what stands in the record."""
    reader = Reader(record, types=mapping.field_types)
    reader.refuse_by(mapping.refuse)
    kind = document_kind(mapping, reader)
    contact = relation_key(mapping.contact, record)
    if not contact:
        reader.refuse("contact_missing", "The record names no contact.", remedy="Choose who is billed.", field=mapping.contact.path)
    currency = reader.text(mapping.currency, "currency").upper()
    dates = Reader(record, types=mapping.field_types)
    return Proposal(
        kind=kind,
        contact=contact,
        number=reader.text(mapping.number, "number"),
        reference=reader.text(mapping.reference, "reference"),
        currency=currency,
        issued_on=dates.day(mapping.issued_on, "issued_on"),
        due_days=mapping.due_days,
        tax_mode=TaxMode(mapping.tax_mode),
        offers=tuple(_offer(mapping, record, number=number) for number in range(1, len(_rows(mapping, record)) + 1)),
        problems=tuple(reader.problems),
    )


def record_lines(mapping: DocumentsMapping, record: Mapping[str, object]) -> tuple[LineOf, ...]:
    """The record's lines for its coverage; a quantity that cannot be read counts as 0."""
    return tuple(_offer(mapping, record, number=number).of for number in range(1, len(_rows(mapping, record)) + 1))


def request_document(
    mapping: DocumentsMapping,
    record: Mapping[str, object],
    *,
    asked: Sequence[AskedLine],
    terms: Terms,
    defaults: Mapping[str, Defaults],
) -> Entry | Refusal:
    """The document of the ticked lines, or every reason why there is none; its lines are in the order of `asked`.

    `defaults` by the placeholder of the item. References to other records are placeholders, see `mapping.references`. Quantities
    are taken as asked: whether so much is still open is the caller's to know (`mapping.coverage.fits`).
    """
    reader = Reader(record, types=mapping.field_types)
    reader.refuse_by(mapping.refuse)
    kind = document_kind(mapping, reader)
    contact = relation_key(mapping.contact, record)
    if not contact:
        reader.refuse("contact_missing", "The record names no contact.", remedy="Choose who is billed.", field=mapping.contact.path)
    currency = reader.text(mapping.currency, "currency").upper()
    if len(currency) != 3 or not currency.isalpha():
        reader.refuse(
            "currency_missing", "The record has no currency.", remedy="Fill in a currency code such as GBP.", field="currency"
        )
        currency = ""
    if record.get(INCOMPLETE_FIELD):
        message = f"The record is not complete: {record[INCOMPLETE_FIELD]}"
        reader.warn("incomplete_order", message, remedy="See that nothing is missing on this document.", rows=())
    lines = _asked_lines(mapping, reader, asked=asked, defaults=defaults)
    net = total(round_half_up(line.quantity * line.unit_price, places=decimal_places(currency)) for line in lines.values())
    judge(tuple(lines.values()), kind=kind, net=net, reader=reader)
    if reader.problems or kind is None:
        return Refusal(problems=tuple(reader.problems), net=net, warnings=tuple(reader.warnings))
    document = Document(
        kind=kind,
        contact=contact,
        issued_on=terms.issued_on,
        currency=currency,
        lines=positive(tuple(lines.values())) if kind in CREDITS else tuple(lines.values()),
        number=terms.number,
        reference=terms.reference,
        due_on=None if kind in CREDITS else terms.due_on,
        tax_mode=TaxMode(mapping.tax_mode),
        status=terms.status,
    )
    return Entry(entity=document, warnings=tuple(reader.warnings), net=net)


def credit_document(original: Document, *, numbers: Sequence[int], asked: Sequence[AskedLine], terms: Terms) -> Document:
    """The credit of returned quantities: price, item, tax and account of each line are those of the invoice or bill.

    `numbers` are the record's line numbers of the original's lines. Raises KeyError for a line that is not on it.
    """
    by_number = dict(zip(numbers, original.lines, strict=True))
    lines = tuple(
        replace(
            by_number[one.number],
            quantity=one.quantity,
            tax_code=by_number[one.number].tax_code if one.tax_code is None else one.tax_code,
            account=by_number[one.number].account if one.account is None else one.account,
            item="" if one.without_item else by_number[one.number].item,
            id="",
            net=None,
            tax=None,
        )
        for one in asked
    )
    return replace(
        original,
        kind=EntityKind.CREDIT_NOTE if original.kind is EntityKind.INVOICE else EntityKind.SUPPLIER_CREDIT,
        lines=lines,
        number=terms.number,
        reference=terms.reference,
        issued_on=terms.issued_on,
        due_on=None,
        status=terms.status,
        id=None,
        net=None,
        tax=None,
        gross=None,
        due=None,
    )


def is_locked(lines: LinesMapping, types: Mapping[str, str]) -> bool:
    """Whether a mapped field decides how much is asked for: the mapping says so, the quantity is worked out by a formula, or it is
    not a plain field of the line itself."""
    rule = lines.quantity
    is_own = isinstance(rule, FieldRule) and "." not in rule.path and rule.otherwise is None
    return lines.quantity_locked or not is_own or types.get(getattr(rule, "path", "")) == "formula"


def _rows(mapping: DocumentsMapping, record: Mapping[str, object]) -> Sequence[object]:
    raw = read_path(record, mapping.lines.path)
    return raw[:LINES_MAX] if isinstance(raw, Sequence) and not isinstance(raw, str) else ()


def _values(row: object, record: Mapping[str, object]) -> dict[str, object]:
    return {**row, "record": record} if isinstance(row, Mapping) else {"record": record}


def _offer(mapping: DocumentsMapping, record: Mapping[str, object], *, number: int) -> Offer:
    values = _values(_rows(mapping, record)[number - 1], record)
    reader = Reader(record, types=mapping.field_types)
    line = read_line(mapping.lines, values, row=number, reader=reader)
    for rule in mapping.refuse:
        if rule.each == "line" and reader.meets(rule, values):
            refuse_lines(rule, [number], reader=reader)
    return Offer(
        of=LineOf(number=number, identity=_identity(line, number), quantity=Decimal(0) if line is None else line.quantity),
        line=None if reader.problems else line,
        problems=tuple(reader.problems),
        is_locked=is_locked(mapping.lines, mapping.field_types),
    )


def _identity(line: Line | None, number: int) -> str:
    said = (line.item, line.description) if line is not None else ("", str(number))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def _asked_lines(
    mapping: DocumentsMapping, reader: Reader, *, asked: Sequence[AskedLine], defaults: Mapping[str, Defaults]
) -> dict[int, Line]:
    rows = _rows(mapping, reader.record)
    rules = [rule for rule in mapping.refuse if rule.each == "line"]
    lines: dict[int, Line] = {}
    if not asked:
        reader.refuse("lines_missing", "No line is ticked.", remedy="Tick what is billed.", field="lines")
    for one in asked:
        if not 1 <= one.number <= len(rows) or one.number in lines:
            reader.refuse("lines_missing", f"The record has no line {one.number} to add.", remedy=REOPEN, rows=(one.number,))
            continue
        values = _values(rows[one.number - 1], reader.record)
        line = read_line(mapping.lines, values, row=one.number, reader=reader)
        if one.identity not in ("", _identity(line, one.number)):
            reader.refuse("lines_missing", f"Line {one.number} is another one now.", remedy=REOPEN, rows=(one.number,))
        for rule in rules:
            if reader.meets(rule, values):
                refuse_lines(rule, [one.number], reader=reader)
        if line is not None:
            lines[one.number] = _as_asked(line, one, defaults=defaults.get(line.item, Defaults()))
    judge_taxes(lines, mapping=mapping, reader=reader)
    warn_of_duplicates(lines, reader)
    return lines


def _as_asked(line: Line, asked: AskedLine, *, defaults: Defaults) -> Line:
    return replace(
        line,
        quantity=asked.quantity,
        tax_code=(line.tax_code or defaults.tax_code) if asked.tax_code is None else asked.tax_code,
        account=(line.account or defaults.account) if asked.account is None else asked.account,
        item="" if asked.without_item else line.item,
    )
