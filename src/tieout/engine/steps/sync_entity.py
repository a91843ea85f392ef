"""Sync an entity: reads what the ledger has now of one kind, so that the steps that follow see it."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, JsonValue

from tieout.accounting.kinds import REFERENCE_KINDS, EntityKind
from tieout.engine import read
from tieout.engine.step_postings import entity_output
from tieout.engine.steps.books import spoken
from tieout.engine.steps.contract import StepInput, StepResult, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_act import Call, LedgerAct, Prepared
from tieout.engine.steps.ledger_write import ENTITY_OUTPUTS, LedgerSettings
from tieout.mapping.rules import ValueRule
from tieout.store.named import named


class Settings(LedgerSettings):
    """`entity` names one of the kind; without it the step gives only how much was changed."""

    of: Literal[
        "contact", "customer", "supplier", "item", "invoice", "bill", "credit_note", "supplier_credit", "payment",
        "supplier_payment", "bank_transaction", "transfer", "journal", "account", "tax_rate", "tracking_category",
    ] = Field(default="invoice", title="What is read", json_schema_extra=field_as("choice"))  # fmt: skip
    entity: ValueRule | None = Field(
        default=None,
        title="Which one",
        description="Its id, number or name. Then later steps see it as it is now.",
        json_schema_extra=field_as("rule"),
    )


class SyncEntity(LedgerAct[Settings]):
    kind = "sync_entity"
    name = "Read from the ledger now"
    about = "Reads what changed of one kind in the ledger now, and gives the one that is named as it is."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        return {"changes": "number", **(ENTITY_OUTPUTS if settings.get("entity") else {})}

    def prepare(self, form: Form, settings: Settings, *, one: StepInput) -> Prepared:
        del one
        kinds = _kinds(form, EntityKind(settings.of))
        if not kinds:
            form.refuse(f"{form.books.manifest.name} has no {spoken(EntityKind(settings.of))} that could be read.")
        name = form.text("entity", settings.entity, required=settings.entity is not None)
        told = {"kinds": [kind.value for kind in kinds], "entity": name}
        return Prepared(said=f"read every changed {spoken(EntityKind(settings.of))}", told=told, writes=False)

    def carry_out(self, call: Call, told: Mapping[str, JsonValue]) -> StepResult:
        listed, name = told["kinds"], str(told["entity"])
        kinds = [EntityKind(str(kind)) for kind in listed] if isinstance(listed, list) else []
        if REFERENCE_KINDS.intersection(kinds):
            changes = read.read_reference(call.ledger, actor="Tieout")
        else:
            changes = read.read_ledger(call.ledger, kinds).changes
        output: dict[str, object] = {"changes": changes}
        if name:
            found = named(call.ledger.workspace_id, call.ledger.id, kinds=[kind.value for kind in kinds], text=name)
            if len(found) != 1:
                many = "There is no" if not found else f"{len(found)} are called so, not one"
                said = f"{many} {spoken(kinds[0])} {name} in {call.ledger.organisation_name}."
                return StepResult(status="failed", outcome=said, output=output)
            output |= entity_output(call.ledger, found[0].kind, external_id=found[0].external_id, row=found[0])
        return StepResult(status="done", outcome=f"{changes} changes read from {call.ledger.organisation_name}", output=output)


def _kinds(form: Form, wanted: EntityKind) -> list[EntityKind]:
    """What the ledger calls so: a contact may be a customer and a supplier there."""
    manifest = form.books.manifest
    if wanted in REFERENCE_KINDS:
        return [wanted]
    if wanted in (EntityKind.CUSTOMER, EntityKind.SUPPLIER) and wanted not in manifest.kinds:
        wanted = manifest.customer_kind
    if wanted is EntityKind.CONTACT:
        return list(dict.fromkeys((manifest.customer_kind, manifest.supplier_kind)))
    return [wanted] if wanted in manifest.kinds else []
