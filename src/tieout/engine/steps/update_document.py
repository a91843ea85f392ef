"""Update a document: the reference, due date or text of one that is in the ledger already, and nothing of its amounts."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from pydantic import Field

from tieout.accounting.documents import Document
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.engine.sights import entity_of
from tieout.engine.step_postings import Effect, title_of
from tieout.engine.steps.books import spoken
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan
from tieout.mapping.rules import ValueRule
from tieout.store.mirror import MirrorEntity

BOUGHT = frozenset({EntityKind.BILL, EntityKind.SUPPLIER_CREDIT})
DATED = frozenset({EntityKind.INVOICE, EntityKind.BILL})
ENDED = frozenset({"voided", "deleted"})
# Between what stood in a reference and what is added to it.
BETWEEN = " · "


class Settings(LedgerSettings):
    """What is left empty stays as it is in the ledger."""

    document: Literal["invoice", "bill", "credit_note", "supplier_credit"] = Field(
        default="invoice", title="Kind of document", json_schema_extra=field_as("choice")
    )
    which: ValueRule = Field(title="Which one", description="Its id or number in the ledger.", json_schema_extra=field_as("rule"))
    reference: ValueRule | None = Field(
        default=None,
        title="Reference",
        description="In QuickBooks it stands in the memo of the document.",
        json_schema_extra=field_as("rule"),
    )
    reference_is: Literal["added", "put"] = Field(
        default="added",
        title="What is in the reference already",
        json_schema_extra=field_as("choice", labels=["Stays, and this is added", "Is replaced"]),
    )
    due_on: ValueRule | None = Field(default=None, title="Due date", json_schema_extra=field_as("rule"))
    notes: ValueRule | None = Field(default=None, title="Text for the customer", json_schema_extra=field_as("rule"))


class UpdateDocument(LedgerWrite[Settings]):
    kind = "update_document"
    name = "Update a document"
    about = "Changes the reference, due date or text of a document in the ledger; its amounts stay as they are."
    settings = Settings

    def plan(self, form: Form, settings: Settings, *, one: StepInput) -> Plan:
        del one
        kind = EntityKind(settings.document)
        if refusal := form.books.refusal(kind, Action.UPDATE):
            form.refuse(refusal)
        row = form.entity("which", settings.which, kinds=(kind,))
        before = entity_of(row) if row is not None else None
        after = _changed(form, settings, before=before) if isinstance(before, Document) else None
        if row is not None and after is None:
            form.refuse(f"{_called(row)} in {form.books.name} cannot be understood: {row.problem}", field="which")
        if row is None or after is None:
            return Plan()
        _check(form, row, after=after)
        if after == before:
            return Plan(there=row, said=f"{_called(row)} in {form.books.name} says the same already")
        effect = Effect(
            action=Action.UPDATE,
            kind=kind,
            entity=after,
            title=title_of(row.kind, row.number),
            external_id=row.external_id,
            version=row.version,
            seen_hash=row.hash,
        )
        return Plan(effects=(effect,))


def _changed(form: Form, settings: Settings, *, before: Document) -> Document:
    said = form.text("reference", settings.reference)
    due_on = form.day("due_on", settings.due_on)
    notes = form.text("notes", settings.notes)
    _check_places(form, before.kind, said={"reference": bool(said), "due_on": due_on is not None, "notes": bool(notes)})
    reference = before.reference
    # Added once, however often the step is taken up.
    if said and (settings.reference_is == "put" or said not in reference.split(BETWEEN)):
        reference = said if settings.reference_is == "put" else BETWEEN.join(filter(None, (reference, said)))
    return replace(before, reference=reference, due_on=due_on or before.due_on, notes=notes or before.notes)


def _check_places(form: Form, kind: EntityKind, *, said: dict[str, bool]) -> None:
    """What has no place in a document of this kind is not lost in silence."""
    cannot, buys = form.books.manifest.cannot, kind in BOUGHT
    if not any(said.values()):
        form.refuse("Nothing is to be changed. Fill in a reference, a due date or a text.")
    if said["reference"] and kind is EntityKind.BILL and "bill_reference" in cannot:
        form.refuse(cannot["bill_reference"], field="reference")
    if said["due_on"] and kind not in DATED:
        form.refuse(f"A {spoken(kind)} is not due on a day.", field="due_on")
    if said["notes"] and "document_notes" in cannot:
        form.refuse(cannot["document_notes"], field="notes")
    if said["notes"] and buys and "purchase_notes" in cannot:
        form.refuse(cannot["purchase_notes"], field="notes")


def _check(form: Form, row: MirrorEntity, *, after: Document) -> None:
    if row.status in ENDED:
        form.refuse(f"{_called(row)} is {row.status}: nothing of it can be changed.", field="which")
    if after.due_on is not None and after.due_on < after.issued_on:
        form.refuse(f"It would be due on {after.due_on}, before its own date {after.issued_on}.", field="due_on")
    settled = (row.gross or Decimal(0)) > (row.due if row.due is not None else Decimal(0))
    cannot = form.books.manifest.cannot
    if settled and after.kind is not EntityKind.INVOICE and "document_paid_edit" in cannot:
        form.refuse(cannot["document_paid_edit"], field="which")
    ledger = form.books.ledger
    if ledger.locked_until and after.issued_on.isoformat() <= ledger.locked_until:
        form.warn(f"The books of {form.books.name} are closed up to {ledger.locked_until}.", field="which")


def _called(row: MirrorEntity) -> str:
    return title_of(row.kind, row.number or row.name)
