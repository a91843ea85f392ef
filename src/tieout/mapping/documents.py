"""Invoices, credit notes, bills and supplier credits from records with line items."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tieout.accounting.documents import Document, DocumentStatus, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import decimal_places, round_half_up, total
from tieout.mapping.accounting_mapping import BillsMapping, InvoicesMapping, LinesMapping, RefusalRule, Relation
from tieout.mapping.conditions import read_path
from tieout.mapping.reading import LINES_MAX, Reader
from tieout.mapping.references import to_record

INCOMPLETE_FIELD = "incomplete"
CREDITS = frozenset({EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})


def build_document(mapping: InvoicesMapping | BillsMapping, reader: Reader) -> tuple[Document | None, Decimal]:
    """The document (None: the reasons are in the reader), and the sum of the lines that could be read, as they are stated."""
    if reader.record.get(INCOMPLETE_FIELD):
        reader.refuse(
            "incomplete_order",
            f"The record is not complete, it would be billed wrongly. {reader.record[INCOMPLETE_FIELD]}",
            remedy="Correct the rows in the file and import it again.",
            field=INCOMPLETE_FIELD,
        )
    kind = document_kind(mapping, reader)
    number = reader.text(mapping.number, "number")
    if not number:
        reader.refuse("number_missing", "The record has no document number.", remedy="Fill in the number.", field="number")
    issued_on = reader.day(mapping.issued_on, "issued_on")
    currency = reader.text(mapping.currency, "currency").upper()
    if len(currency) != 3 or not currency.isalpha():
        reader.refuse(
            "currency_missing", "The record has no currency.", remedy="Fill in a currency code such as GBP.", field="currency"
        )
        currency = ""
    contact = relation_key(mapping.contact, reader.record)
    if not contact:
        reader.refuse("contact_missing", "The record names no contact.", remedy="Choose who is billed.", field=mapping.contact.path)
    numbered = _lines(mapping, reader)
    lines = tuple(numbered.values())
    net = total(round_half_up(line.quantity * line.unit_price, places=decimal_places(currency)) for line in lines)
    judge(lines, kind=kind, net=net, reader=reader)
    if reader.problems or kind is None or issued_on is None:
        return None, net
    document = Document(
        kind=kind,
        contact=contact,
        issued_on=issued_on,
        currency=currency,
        lines=positive(lines) if kind in CREDITS else lines,
        number=number,
        reference=reader.text(mapping.reference, "reference"),
        due_on=None if mapping.due_days is None else issued_on + timedelta(days=mapping.due_days),
        tax_mode=TaxMode(mapping.tax_mode),
        status=DocumentStatus(mapping.status),
    )
    return (None if reader.problems else document), net


def document_kind(mapping: InvoicesMapping | BillsMapping, reader: Reader) -> EntityKind | None:
    """What the record is by its mapping; None where that cannot be told, with the reason in the reader."""
    plain, credit = (
        (EntityKind.INVOICE, EntityKind.CREDIT_NOTE)
        if isinstance(mapping, InvoicesMapping)
        else (EntityKind.BILL, EntityKind.SUPPLIER_CREDIT)
    )
    said = reader.text(mapping.document, "document") or plain.value
    if said not in (plain.value, credit.value):
        reader.refuse(
            "document_unknown",
            f"{said!r} is neither {plain.value.replace('_', ' ')} nor {credit.value.replace('_', ' ')}.",
            remedy="Correct the field or the rule that tells what kind of document the record is.",
            field="document",
        )
        return None
    return EntityKind(said)


def relation_key(relation: Relation, values: Mapping[str, object]) -> str:
    """The placeholder of the record that is meant, "" for none."""
    key = read_path(values, relation.path)
    return "" if key in (None, "") else to_record(relation.collection, str(key).strip())


def _lines(mapping: InvoicesMapping | BillsMapping, reader: Reader) -> dict[int, Line]:
    """The lines that could be read by their number in the record."""
    raw = read_path(reader.record, mapping.lines.path)
    rows = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else ()
    if not rows:
        reader.refuse("lines_missing", "The record has no line items.", remedy="Add what is billed.", field=mapping.lines.path)
    if len(rows) > LINES_MAX:
        reader.refuse(
            "too_many_lines", f"The record has more than {LINES_MAX} line items.", remedy="Divide it.", field=mapping.lines.path
        )
        return {}
    lines: dict[int, Line] = {}
    refused: dict[int, list[int]] = defaultdict(list)
    rules = [rule for rule in mapping.refuse if rule.each == "line"]
    for number, row in enumerate(rows, start=1):
        values = {**row, "record": reader.record} if isinstance(row, Mapping) else {"record": reader.record}
        line = read_line(mapping.lines, values, row=number, reader=reader)
        if line is not None:
            lines[number] = line
        for place, rule in enumerate(rules):
            if reader.meets(rule, values):
                refused[place].append(number)
    for place, numbers in sorted(refused.items()):
        refuse_lines(rules[place], numbers, reader=reader)
    judge_taxes(lines, mapping=mapping, reader=reader)
    warn_of_duplicates(lines, reader)
    return lines


def read_line(mapping: LinesMapping, values: Mapping[str, object], *, row: int, reader: Reader) -> Line | None:
    """One line item by the mapping's rules; None where its quantity or price cannot be read, with the reason in the reader."""
    quantity = reader.amount(mapping.quantity, "quantity", values=values, row=row)
    unit_price = reader.amount(mapping.unit_price, "unit_price", values=values, row=row)
    if quantity is None or unit_price is None:
        return None
    item = relation_key(mapping.item, values) if mapping.item else ""
    return Line(
        description=reader.text(mapping.description, "description", values=values),
        quantity=quantity,
        unit_price=unit_price,
        item=item,
        account=reader.text(mapping.account, "account", values=values),
        tax_code=reader.text(mapping.tax_code, "tax_code", values=values),
        tracking=tuple(
            (rule.category, option) for rule in mapping.tracking if (option := reader.text(rule.option, "tracking", values=values))
        ),
    )


def refuse_lines(rule: RefusalRule, numbers: list[int], *, reader: Reader) -> None:
    """Says which lines are not for the ledger by this rule."""
    reader.refuse(rule.cause, rule.message, remedy=rule.remedy, field="lines", rows=tuple(numbers))


def judge_taxes(lines: Mapping[int, Line], *, mapping: InvoicesMapping | BillsMapping, reader: Reader) -> None:
    """Refuses lines by number that have no tax code; nothing is posted without one."""
    if mapping.tax_mode == "none" or any(problem.field == "tax_code" for problem in reader.problems):
        return
    without = tuple(row for row, line in lines.items() if not line.tax_code)
    if without:
        reader.refuse(
            "tax_code_missing",
            "No rule gives a tax code for some lines.",
            remedy="Extend the tax rule of the mapping, or set the tax code on the record.",
            field="tax_code",
            rows=without,
        )


def warn_of_duplicates(lines: Mapping[int, Line], reader: Reader) -> None:
    """Warns of equal lines by number; they are all billed."""
    rows: dict[tuple[str, str, Decimal, Decimal], list[int]] = defaultdict(list)
    for row, line in lines.items():
        rows[(line.item, line.description, line.quantity, line.unit_price)].append(row)
    for (item, description, _, _), numbers in rows.items():
        if len(numbers) > 1:
            named = description or item.rpartition("/")[2]
            reader.warn(
                "possible_duplicate_line",
                f"{named!r} stands in {len(numbers)} equal lines.",
                remedy="If it was sold once only, credit the other line. All lines were billed.",
                rows=tuple(numbers),
            )


def judge(lines: Sequence[Line], *, kind: EntityKind | None, net: Decimal, reader: Reader) -> None:
    """Signs and sum of the whole; nothing to say where lines are missing or unread, that is said already."""
    if not lines or kind is None:
        return
    signs = {line.quantity > 0 for line in lines if line.quantity}
    if not any(line.unit_price for line in lines) and signs == {False}:
        reader.refuse(
            "stock_adjustment",
            "All quantities are negative and all prices zero: goods were written off, nothing was sold.",
            remedy="Record the write-off in the stock system; dismiss this exception.",
            field="lines",
        )
    elif kind in CREDITS and len(signs) > 1:
        reader.refuse(
            "mixed_signs",
            "The credit note has positive and negative quantities.",
            remedy="Divide it into an invoice and a credit note.",
            field="lines",
        )
    elif net == 0:
        reader.refuse(
            "nothing_to_bill",
            "The total is 0.00: there is nothing to bill.",
            remedy="If the goods were a gift, dismiss this exception; if a price is missing, fill it in and retry.",
            field="lines",
        )
    elif kind not in CREDITS and net < 0:
        reader.refuse(
            "negative_total",
            "The total is negative, which an invoice may not be.",
            remedy="Make it a credit note, or correct the quantities.",
            field="lines",
        )
    elif kind in CREDITS and total(line.quantity * line.unit_price for line in positive(lines)) < 0:
        reader.refuse(
            "negative_total", "The credit note's total is negative.", remedy="Make it an invoice, or correct it.", field="lines"
        )


def positive(lines: Sequence[Line]) -> tuple[Line, ...]:
    """A credit note's amounts are positive; a cancellation states them with negative quantities."""
    if any(line.quantity > 0 for line in lines):
        return tuple(lines)
    return tuple(replace(line, quantity=-line.quantity if line.quantity else line.quantity) for line in lines)
