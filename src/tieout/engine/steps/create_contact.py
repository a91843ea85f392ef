"""Create or update a contact: the one that is there already is brought up to what the run says, else a new one is made."""

from typing import Literal

from pydantic import Field

from tieout.accounting.contacts import Contact
from tieout.connectors.contract import Action
from tieout.engine import identity
from tieout.engine.identity import Judgement
from tieout.engine.sights import entity_of
from tieout.engine.step_postings import Effect, source_of, title_of
from tieout.engine.steps.contract import StepInput, field_as
from tieout.engine.steps.entity_rules import brought_up, said, with_rules
from tieout.engine.steps.form import Form
from tieout.engine.steps.ledger_write import LedgerSettings, LedgerWrite, Plan
from tieout.mapping.entity_fields import CONTACT_FIELDS, UnfitValue, values_of, with_values
from tieout.mapping.rules import ValueRule
from tieout.store import mirror
from tieout.store.mirror import MirrorEntity


class ContactSettings(LedgerSettings):
    """`existing` names the contact that is to be updated; without it the ledger's contacts are searched for the same one."""

    role: Literal["customer", "supplier"] = Field(default="customer", title="It is a", json_schema_extra=field_as("choice"))
    existing: ValueRule | None = Field(
        default=None,
        title="Update this contact",
        description="Its id, account number or name. Empty: the same contact is looked for by what is filled in below.",
        json_schema_extra=field_as("rule"),
    )
    when_doubtful: Literal["ask", "create"] = Field(
        default="ask",
        title="If one is only alike",
        json_schema_extra=field_as("choice", labels=["Stop and ask", "Create another one"]),
    )


Settings = with_rules(ContactSettings, CONTACT_FIELDS)


class CreateContact(LedgerWrite[ContactSettings]):
    kind = "create_contact"
    name = "Create or update a contact"
    about = "Updates the contact that is there already, or creates a new one; never a second of the same."
    settings = Settings

    def plan(self, form: Form, settings: ContactSettings, *, one: StepInput) -> Plan:
        manifest, buys = form.books.manifest, settings.role == "supplier"
        kind = manifest.supplier_kind if buys else manifest.customer_kind
        values = said(form, settings, fields=CONTACT_FIELDS)
        try:
            made = with_values(Contact(kind=kind, name=values.get("name", ""), is_customer=not buys, is_supplier=buys), values)
        except UnfitValue as error:
            form.refuse(f"{error.field.replace('_', ' ').capitalize()}: {error}", field=error.field)
            return Plan()
        if len(made.name) > manifest.contact_name_max_length:
            form.refuse(f"{manifest.name} takes names of at most {manifest.contact_name_max_length} characters.", field="name")
        if unread := form.books.unread(kind):
            form.warn(unread, field="name")
        there = form.entity("existing", settings.existing, kinds=(kind,), required=False)
        if there is None and not made.name:
            form.refuse("The contact has no name. Map its name.", field="name")
        if form.problems:
            return Plan()
        if there is None:
            there = _the_same(form, settings, made=made, one=one)
        if form.problems:
            return Plan()
        return _new(form, made) if there is None else brought_up(form, there, values=values)


def _the_same(form: Form, settings: ContactSettings, *, made: Contact, one: StepInput) -> MirrorEntity | None:
    """The contact that it certainly is; a question, where there may be one, is refused in the form."""
    ledger = form.books.ledger
    judged = identity.judge(ledger.workspace_id, ledger.id, entity=made, source_id=source_of(one.run.id, one.path))
    pairs = [(each.kind, each.external_id) for each in judged.candidates]
    rows = mirror.entities_by_external_ids(ledger.workspace_id, ledger.id, pairs=pairs)
    if judged.certainty == "certain":
        return rows.get(pairs[0])
    if judged.certainty == "doubtful" and settings.when_doubtful == "ask":
        agreeing = [row for row in rows.values() if _agrees(row, made)]
        if len(agreeing) == 1:
            return agreeing[0]
        form.refuse(_question(form, made, judged=judged), field="name")
    return None


def _agrees(row: MirrorEntity, made: Contact) -> bool:
    """Of exactly this name, and nothing that is said of the new one is otherwise there: what is only missing there is filled in."""
    entity = entity_of(row)
    if not isinstance(entity, Contact) or entity.name.casefold() != made.name.casefold():
        return False
    there = values_of(entity)
    return all(there[key].casefold() == text.casefold() for key, text in values_of(made).items() if text and there[key])


def _question(form: Form, made: Contact, *, judged: Judgement) -> str:
    alike = ", ".join(f"{one.name} ({one.detail})" if one.detail else one.name for one in judged.candidates[:3])
    return (
        f"{made.name} may be in {form.books.name} already: {alike}. Map an account number, e-mail or tax number that tells,"
        " name the contact to update, or let this step create another one."
    )


def _new(form: Form, made: Contact) -> Plan:
    if refusal := form.books.refusal(made.kind, Action.CREATE):
        form.refuse(refusal)
    return Plan(effects=(Effect(action=Action.CREATE, kind=made.kind, entity=made, title=title_of(made.kind.value, made.name)),))
