"""Find or create contact: one contact of the ledger, whether it was there before or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import Field, JsonValue

from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import from_json, to_json
from tieout.connectors.contract import Action
from tieout.engine import access, step_postings
from tieout.engine.step_postings import Effect
from tieout.engine.steps.books import NO_LEDGER, chosen_books
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as
from tieout.engine.steps.find_contact import (
    OUTPUTS,
    SAID,
    ContactSettings,
    Seen,
    contact_kind,
    contact_output,
    contact_rules,
    doubt,
    seen_contact,
)
from tieout.engine.steps.found import unread
from tieout.engine.steps.ledger import chosen_ledger
from tieout.engine.steps.worked_out import NotWorkedOut, asked_fields, known, texts
from tieout.mapping.entity_fields import CONTACT_FIELDS, UnfitValue, with_values
from tieout.mapping.rules import ValueRule
from tieout.reconciliation.identity.traits import traits
from tieout.store import database, finding, mirror
from tieout.store.connections import Connection
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import Posting

LOOKS_AGAIN_AFTER = timedelta(minutes=5)
WAITS_FOR_SAME = "waiting for the same contact, which is being created"


class Settings(ContactSettings):
    """`fields` are what a new contact gets beside what it was looked for by."""

    doubtful: Literal["fail", "best", "create"] = Field(
        default="fail",
        title="If it is doubtful which one it is",
        json_schema_extra=field_as("choice", names=["Ask a person", "The most likely one is taken", "A new one is created"]),
    )
    fields: dict[str, ValueRule] = Field(
        default={},
        title="More of a new contact",
        description="What else it gets when it is created: first_name, last_name, phone, currency, street, city and so on.",
        json_schema_extra=field_as("rules", names=[one.key for one in CONTACT_FIELDS if one.key not in SAID]),
    )


@dataclass(frozen=True, kw_only=True)
class _Looked:
    """What one run has come to: a `result`, or a contact that is `wanted`."""

    asked: Mapping[str, str]
    result: StepResult | None = None
    wanted: Contact | None = None


class FindOrCreateContact:
    kind = "find_or_create_contact"
    name = "Find or create contact"
    group: Group = "find"
    about = "Gives one customer or supplier of the accounting system, and creates it where there is none."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {**OUTPUTS, "created": "checkbox"}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        results: dict[UUID, StepResult] = {}
        before = step_postings.so_far(workspace_id, inputs)
        by_ledger: dict[str, list[tuple[StepInput, Settings]]] = {}
        for one in inputs:
            rows = before.get(one.run.id, [])
            again = one.earlier is None or one.earlier.status in ("again", "refused", "failed")
            ended = step_postings.settled(rows, tried_again=again) if rows else None
            if ended is not None:
                results[one.run.id] = _created(ended, rows) if ended.status == "done" else ended
                continue
            settings = Settings.model_validate(dict(one.settings))
            by_ledger.setdefault(settings.connection, []).append((one, settings))
        for wanted, members in by_ledger.items():
            ledger = chosen_ledger(workspace_id, wanted)
            if ledger is None:
                results.update({one.run.id: StepResult(status="failed", outcome=NO_LEDGER) for one, _ in members})
            else:
                results.update(_settle(ledger, members))
        step_postings.let_go(workspace_id, before=before, results=results)
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        settings = Settings.model_validate(dict(one.settings))
        books = chosen_books(workspace_id, settings.connection)
        if books is None:
            return Preview(text=NO_LEDGER, status="failed", problems=(NO_LEDGER,))
        ledger = books.ledger
        looked = _look(ledger, one, settings=settings)
        rules = {**contact_rules(settings), **settings.fields}
        labels = {field.key: field.label for field in CONTACT_FIELDS}
        fields = asked_fields(rules, looked.asked, labels=labels)
        if looked.wanted is None:
            result = looked.result or StepResult(status="failed", outcome="")
            problems = () if result.status == "done" else (result.outcome,)
            said = f"It has {result.outcome}." if result.status == "done" else result.outcome
            return Preview(text=said, status=result.status, fields=fields, problems=problems, output=result.output)
        entity = looked.wanted
        document: dict[str, object] = {
            "operations": [{"action": "create", "kind": entity.kind.value, "entity": to_json(entity)}],
            "totals": {},
        }
        return Preview(
            text=f"Would create {settings.who} {entity.name} in {ledger.organisation_name}.",
            writes=True,
            fields=fields,
            output={
                "found": True,
                "created": True,
                "connection": str(ledger.id),
                "kind": entity.kind.value,
                "external_id": books.expect(entity.kind, entity, title=step_postings.title_of(entity.kind.value, entity.name)),
                "name": entity.name,
            },
            document=document,
        )


def _settle(ledger: Connection, members: Sequence[tuple[StepInput, Settings]]) -> dict[UUID, StepResult]:
    """Who is there is given; who is not is created once, however many runs ask for them at once."""
    # Somebody else who finds the same one missing in this moment waits until ours is known.
    database.one_at_a_time(f"contacts:{ledger.id}")
    results: dict[UUID, StepResult] = {}
    effects: list[tuple[StepInput, Sequence[Effect]]] = []
    coming: list[tuple[Contact, UUID]] = []
    waiting: dict[UUID, UUID] = {}
    under_way: list[tuple[Contact, Posting]] | None = None
    for one, settings in members:
        looked = _look(ledger, one, settings=settings)
        if looked.wanted is None:
            results[one.run.id] = looked.result or StepResult(status="failed", outcome="")
            continue
        if under_way is None:
            under_way = _under_way(ledger)
        same = next((posting for entity, posting in under_way if _may_be_one(entity, looked.wanted)), None)
        first = next((run_id for entity, run_id in coming if _may_be_one(entity, looked.wanted)), None)
        if same is not None:
            results[one.run.id] = _waits_for(same.id)
        elif first is not None:
            waiting[one.run.id] = first
        else:
            coming.append((looked.wanted, one.run.id))
            effects.append((one, [_effect(looked.wanted)]))
    intended = step_postings.intend(ledger.workspace_id, ledger, wanted=effects) if effects else {}
    results.update(intended)
    for run_id, first in waiting.items():
        results[run_id] = _waits_for(intended[first].posting_id)
    return results


def _waits_for(posting_id: UUID | None) -> StepResult:
    """For the posting of another run; it looks again by itself, because that one may be taken back without a word."""
    return StepResult(status="waiting", outcome=WAITS_FOR_SAME, posting_id=posting_id, until=datetime.now(UTC) + LOOKS_AGAIN_AFTER)


def _look(ledger: Connection, one: StepInput, *, settings: Settings) -> _Looked:
    kind = contact_kind(ledger, settings)
    if said := unread(ledger, [kind.value]):
        return _Looked(asked={}, result=StepResult(status="failed", outcome=said))
    try:
        asked = texts({**contact_rules(settings), **settings.fields}, known(one))
    except NotWorkedOut as error:
        return _Looked(asked={}, result=StepResult(status="failed", outcome=str(error)))
    if not any(asked[name] for name in SAID):
        said = "Name, account number, e-mail address and tax number are all empty. Fill in one of them."
        return _Looked(asked=asked, result=StepResult(status="failed", outcome=said))
    seen = seen_contact(ledger, settings, asked=asked)
    row = seen.certain
    if row is None and seen.likely and settings.doubtful == "fail":
        return _Looked(asked=asked, result=StepResult(status="failed", outcome=doubt(seen, ledger, asked=asked)))
    if row is None and seen.likely and settings.doubtful == "best":
        row = mirror.entities_by_ids(ledger.workspace_id, [seen.likely[0].entity_id]).get(seen.likely[0].entity_id)
    if row is not None:
        output = {"found": True, "created": False, **contact_output(ledger, row, seen=seen)}
        said = f"found {row.name} {seen.by or 'as the most likely one'}"
        return _Looked(asked=asked, result=StepResult(status="done", outcome=said, output=output))
    made = _contact(ledger, settings, asked=asked, kind=kind)
    if isinstance(made, str):
        return _Looked(asked=asked, result=StepResult(status="failed", outcome=made))
    return _Looked(asked=asked, wanted=made)


def _contact(ledger: Connection, settings: Settings, *, asked: Mapping[str, str], kind: EntityKind) -> Contact | str:
    """The new one, or a sentence why it cannot be."""
    unknown = [name for name in settings.fields if name not in {one.key for one in CONTACT_FIELDS}]
    if unknown:
        return f"A contact has no field {unknown[0]}. Choose one of those that are offered."
    manifest = access.connector(ledger.provider).manifest
    if not asked["name"]:
        return "There is no such contact yet, and a new one needs a name. Fill in the name."
    if len(asked["name"]) > manifest.contact_name_max_length:
        return f"{manifest.name} takes names of at most {manifest.contact_name_max_length} characters. Shorten the name."
    if Action.CREATE not in manifest.can.get(kind, frozenset()):
        return f"{manifest.name} does not let a {kind.value} be created from outside."
    supplies = settings.who == "supplier"
    made = Contact(kind=kind, name=asked["name"], is_customer=not supplies, is_supplier=supplies)
    try:
        return with_values(made, {name: text for name, text in asked.items() if text})
    except UnfitValue as error:
        return f"{error.field.replace('_', ' ').capitalize()}: {error}"


def _effect(entity: Contact) -> Effect:
    title = step_postings.title_of(entity.kind.value, entity.name)
    return Effect(action=Action.CREATE, kind=entity.kind, entity=entity, title=title)


def _under_way(ledger: Connection) -> list[tuple[Contact, Posting]]:
    manifest = access.connector(ledger.provider).manifest
    kinds = dict.fromkeys((manifest.customer_kind, manifest.supplier_kind))
    rows = finding.being_created(ledger.workspace_id, ledger.id, kinds=[kind.value for kind in kinds])
    read = [(from_json(EntityKind(row.kind), row.entity), row) for row in rows]
    return [(entity, row) for entity, row in read if isinstance(entity, Contact)]


def _may_be_one(one: Contact, other: Contact) -> bool:
    """Whether any key of theirs is the same; waiting for the one costs less than a second contact."""
    return one.kind == other.kind and bool(set(traits(one).keys) & set(traits(other).keys))


def _created(ended: StepResult, rows: Sequence[Posting]) -> StepResult:
    """What a step that has created one shows, in the words of one that has found it."""
    posting = rows[-1]
    row: MirrorEntity | None = mirror.entity(
        posting.workspace_id, posting.connection_id, kind=posting.kind, external_id=posting.external_id
    )
    seen = contact_output(posting.connection, row, seen=Seen(by="created"))
    output = {**ended.output, **seen, "found": True, "created": True}
    return StepResult(status="done", outcome=ended.outcome, output=output, posting_id=ended.posting_id)
