"""Send a document: the provider e-mails it to the customer as it looks there."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, JsonValue

from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.engine.sights import entity_of
from tieout.engine.steps.books import spoken
from tieout.engine.steps.contract import StepInput, StepResult, field_as
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_act import Call, LedgerAct, Prepared
from tieout.engine.steps.ledger_write import LedgerSettings
from tieout.mapping.rules import ValueRule
from tieout.store import mirror
from tieout.store.mirror import MirrorEntity


class Settings(LedgerSettings):
    of: Literal["invoice", "credit_note"] = Field(default="invoice", title="What is sent", json_schema_extra=field_as("choice"))
    document: ValueRule = Field(
        title="Which one", description="Its id or number in the ledger.", json_schema_extra=field_as("rule")
    )
    to: ValueRule | None = Field(
        default=None,
        title="E-mail address",
        description="Empty: the address that the ledger has of the contact.",
        json_schema_extra=field_as("rule"),
    )


class SendDocument(LedgerAct[Settings]):
    kind = "send_document"
    name = "E-mail a document from the ledger"
    about = "Lets the accounting system e-mail an invoice to the customer, in its own layout."
    settings = Settings
    # A second letter is one too many.
    may_repeat = False

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"external_id": "text"}

    def prepare(self, form: Form, settings: Settings, *, one: StepInput) -> Prepared:
        del one
        manifest, kind = form.books.manifest, EntityKind(settings.of)
        if kind not in manifest.sendable:
            said = manifest.cannot.get("send", f"{manifest.name} e-mails no {spoken(kind)}.")
            form.refuse(said)
        row = form.entity("document", settings.document, kinds=(kind,))
        to = form.text("to", settings.to)
        if to and "send_address" in manifest.cannot:
            form.refuse(f"{manifest.cannot['send_address']} Leave the address empty.", field="to")
        if row is not None and row.status in ("draft", "voided", "deleted"):
            form.refuse(f"{spoken(kind).capitalize()} {row.number} is {row.status}: it is not sent.", field="document")
        own = _own_address(form, row)
        if row is not None and not to and not own:
            form.refuse(f"The contact of {row.number} has no e-mail address in {form.books.name}. Fill it in there, or map one.")
        to = to or ("" if "send_address" in manifest.cannot else own)
        number, external_id = (row.number, row.external_id) if row is not None else ("", "")
        told = {"kind": kind.value, "external_id": external_id, "to": to, "number": number}
        return Prepared(said=f"e-mail {spoken(kind)} {number}{f' to {to}' if to else ''}", told=told)

    def carry_out(self, call: Call, told: Mapping[str, JsonValue]) -> StepResult:
        kind, external_id = EntityKind(str(told["kind"])), str(told["external_id"])
        call.link.send(call.access, kind=kind, external_id=external_id, to=str(told["to"]))
        said = f"{spoken(kind).capitalize()} {told['number']} was e-mailed by {call.ledger.organisation_name}"
        return StepResult(status="done", outcome=said, output={"external_id": external_id})


def _own_address(form: Form, row: MirrorEntity | None) -> str:
    """What the ledger has of the document's contact."""
    if row is None:
        return ""
    ledger, kind = form.books.ledger, form.books.manifest.customer_kind
    found = mirror.entity(ledger.workspace_id, ledger.id, kind=kind.value, external_id=row.contact_id)
    contact = None if found is None else entity_of(found)
    return contact.email if isinstance(contact, Contact) else ""
