"""Create a document: an invoice, bill, credit note or supplier credit, from values of the run."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Literal

from pydantic import Field

from tieout.accounting.documents import Document, DocumentStatus, Line, TaxMode
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine.step_postings import Effect, title_of
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan, amounts
from tieout.engine.steps.lines import LineRules, lines_of
from tieout.mapping.references import to_record
from tieout.mapping.rules import ValueRule
from tieout.store.named import named
from tieout.store.records import Record, records_by_keys

SALES = frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE})
CREDITS = frozenset({EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})


class Settings(LedgerSettings):
    """`contact` is the contact's id, account number or name in the ledger; with `contact_collection` it is the key of a record
    there, which is created in the ledger first where it is missing."""

    document: Literal["invoice", "bill", "credit_note", "supplier_credit"] = Field(
        default="invoice", title="Kind of document", json_schema_extra=field_as("choice")
    )
    contact: ValueRule = Field(
        title="Contact", description="Its id, account number or name in the ledger.", json_schema_extra=field_as("rule")
    )
    contact_collection: str = Field(
        default="",
        title="The contact is a record of",
        description="Then the value above is the record's key, and a record that is not in the ledger yet is created there first.",
        json_schema_extra=field_as("collection"),
    )
    number: ValueRule = Field(
        title="Number",
        description="By it the document is found again if an answer is lost.",
        json_schema_extra=field_as("rule"),
    )
    reference: ValueRule | None = Field(default=None, title="Reference", json_schema_extra=field_as("rule"))
    issued_on: ValueRule | None = Field(
        default=None, title="Date", description="The day of the run if empty.", json_schema_extra=field_as("rule")
    )
    due_on: ValueRule | None = Field(default=None, title="Due date", json_schema_extra=field_as("rule"))
    due_days: int | None = Field(default=None, ge=0, le=3650, title="Due after so many days", json_schema_extra=field_as("number"))
    currency: ValueRule | None = Field(
        default=None, title="Currency", description="The ledger's own if empty.", json_schema_extra=field_as("rule")
    )
    tax_mode: Literal["exclusive", "inclusive", "none"] = Field(
        default="exclusive", title="Prices are", json_schema_extra=field_as("choice", labels=["without tax", "with tax", "untaxed"])
    )
    status: Literal["draft", "approved"] = Field(
        default="draft",
        title="Create it as",
        description="A draft counts nothing in the books until somebody approves it.",
        json_schema_extra=field_as("choice", labels=["Draft", "Approved"]),
    )
    notes: ValueRule | None = Field(default=None, title="Text for the customer", json_schema_extra=field_as("rule"))
    lines: list[LineRules] = Field(title="Lines", json_schema_extra=field_as("lines"))


class CreateDocument(LedgerWrite[Settings]):
    kind = "create_document"
    name = "Create a document"
    about = "Creates an invoice, bill, credit note or supplier credit in the ledger, once for each run."
    settings = Settings

    def plan(self, form: Form, settings: Settings, *, one: StepInput) -> Plan:
        kind = EntityKind(settings.document)
        if said := form.books.refusal(kind, Action.CREATE):
            form.refuse(said)
        contact, record = _contact(form, settings, kind=kind)
        issued_on = form.day("issued_on", settings.issued_on) or one.run.created_at.astimezone(UTC).date()
        document = Document(
            kind=kind,
            contact=contact,
            issued_on=issued_on,
            currency=(form.text("currency", settings.currency) or form.books.ledger.currency).upper(),
            lines=(),
            number=form.text("number", settings.number, required=True),
            reference=form.text("reference", settings.reference),
            notes=form.text("notes", settings.notes),
            due_on=None if kind in CREDITS else _due_on(form, settings, issued_on=issued_on),
            tax_mode=TaxMode(settings.tax_mode),
            status=DocumentStatus.DRAFT if settings.status == "draft" else DocumentStatus.OPEN,
        )
        lines = lines_of(form, settings.lines, sells=kind in SALES)
        document = replace(document, lines=lines)
        _check(form, document)
        totals = None if form.problems else form.books.totals(document)
        effect = Effect(action=Action.CREATE, kind=kind, entity=document, title=title_of(kind.value, document.number))
        shown = {"number": document.number, "currency": document.currency}
        if totals is not None:
            shown |= amounts(net=totals.net, tax=totals.tax, gross=totals.gross)
        return Plan(effects=(effect,), needs=(record,) if record is not None else (), totals=shown)


def _contact(form: Form, settings: Settings, *, kind: EntityKind) -> tuple[str, Record | None]:
    """The ledger's id of the contact, or the placeholder of a record with that record."""
    if settings.contact_collection:
        key = form.text("contact", settings.contact, required=True)
        pair = (settings.contact_collection, key)
        found = records_by_keys(form.books.ledger.workspace_id, [pair]).get(pair) if key else None
        if key and found is None:
            form.refuse(f"There is no record {key} in {settings.contact_collection}. Correct the value.", field="contact")
        return to_record(*pair), found
    manifest = form.books.manifest
    row = form.entity("contact", settings.contact, kinds=(manifest.customer_kind if kind in SALES else manifest.supplier_kind,))
    return (row.external_id if row is not None else ""), None


def _due_on(form: Form, settings: Settings, *, issued_on: date) -> date | None:
    said = form.day("due_on", settings.due_on)
    if said is None and settings.due_days is not None:
        said = issued_on + timedelta(days=settings.due_days)
    if said is not None and said < issued_on:
        form.refuse(f"It would be due on {said}, before its own date {issued_on}.", field="due_on")
    return said


def _check(form: Form, document: Document) -> None:
    """What the ledger would refuse, as far as it is known without asking it."""
    books, manifest = form.books, form.books.manifest
    if document.status is DocumentStatus.DRAFT and "drafts" in manifest.cannot:
        form.refuse(f"{manifest.cannot['drafts']} Choose to create it as approved.", field="status")
    if len(document.currency) != 3 or not document.currency.isalpha():
        form.refuse(f"{document.currency or 'Nothing'} is no currency; write it like GBP.", field="currency")
    elif manifest.base_currency_only and document.currency != books.ledger.currency:
        form.refuse(f"{manifest.name} is sent documents in {books.ledger.currency} only.", field="currency")
    if len(document.number) > manifest.number_max_length:
        form.refuse(f"{manifest.name} takes numbers of at most {manifest.number_max_length} characters.", field="number")
    if document.kind in SALES and document.number and _is_taken(form, document):
        form.refuse(f"The number {document.number} is taken in {books.name}.", field="number")
    for number, line in enumerate(document.lines, start=1):
        _check_line(form, document, line=line, number=number)


def _check_line(form: Form, document: Document, *, line: Line, number: int) -> None:
    manifest, word = form.books.manifest, f"Line {number}: "
    if document.tax_mode is not TaxMode.NONE and not line.tax_code:
        form.refuse(f"{word}there is no tax code. Nothing is posted without one.", field=f"lines.{number}.tax_code")
    if manifest.lines_need_items and document.kind in SALES and not line.item:
        form.refuse(f"{word}{manifest.cannot['lines_without_item']}", field=f"lines.{number}.item")
    needs_account = "line_account" in manifest.cannot or (document.status is not DocumentStatus.DRAFT and not line.item)
    if needs_account and not line.account:
        form.refuse(f"{word}there is no account. {manifest.name} wants one.", field=f"lines.{number}.account")


def _is_taken(form: Form, document: Document) -> bool:
    ledger = form.books.ledger
    found = named(ledger.workspace_id, ledger.id, kinds=[document.kind.value], text=document.number)
    return any(row.number == document.number and row.status not in ("voided", "deleted") for row in found)
