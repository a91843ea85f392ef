"""Void or delete in the ledger: as it is done there."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.connectors.contract import Action
from tieout.engine import step_postings
from tieout.engine.sights import entity_of
from tieout.engine.steps.books import spoken
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan
from tieout.mapping.rules import ValueRule
from tieout.store.mirror import MirrorEntity


class Settings(LedgerSettings):
    of: Literal[
        "invoice",
        "bill",
        "credit_note",
        "supplier_credit",
        "payment",
        "supplier_payment",
        "bank_transaction",
        "transfer",
        "journal",
    ] = Field(default="invoice", title="What is ended", json_schema_extra=field_as("choice"))
    document: ValueRule = Field(
        title="Which one", description="Its id or number in the ledger.", json_schema_extra=field_as("rule")
    )


class VoidDocument(LedgerWrite[Settings]):
    kind = "void_document"
    name = "Void or delete"
    about = "Voids a document or payment in the ledger, or deletes it where that is how it is done there."
    settings = Settings

    def plan(self, form: Form, settings: Settings, *, one: StepInput) -> Plan:
        del one
        kind = EntityKind(settings.of)
        row = form.entity("document", settings.document, kinds=(kind,), with_deleted=True)
        if row is None:
            return Plan()
        if row.deleted or row.status in ("voided", "deleted"):
            ended = "deleted" if row.deleted else row.status
            return Plan(there=row, skipped=True, said=f"{spoken(kind).capitalize()} {row.number} is {ended} already")
        action = _action(form, row, kind=kind)
        entity = entity_of(row)
        if entity is None:
            form.refuse(f"{spoken(kind).capitalize()} {row.number} in {form.books.name} cannot be understood: {row.problem}")
        if action is None or entity is None:
            return Plan()
        return Plan(effects=(step_postings.ending_of(row, action=action, entity=entity),))


def _action(form: Form, row: MirrorEntity, *, kind: EntityKind) -> Action | None:
    can, name = form.books.manifest.can.get(kind, frozenset()), form.books.manifest.name
    is_draft = row.status in ("draft", "submitted")
    if kind in DOCUMENT_KINDS and not is_draft and (row.gross or Decimal(0)) > (row.due if row.due is not None else Decimal(0)):
        form.refuse(f"Something is paid on {row.number}, or set against it. Undo that in {name} first, or credit it.")
        return None
    order = (Action.DELETE, Action.VOID) if is_draft else (Action.VOID, Action.DELETE)
    found = next((action for action in order if action in can), None)
    if found is None:
        form.refuse(f"{name} does not end a {spoken(kind)} from outside. End it there.")
    return found
