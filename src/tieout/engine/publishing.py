"""Automations go live: checked as a whole, kept as a version that never changes, with an entry in the audit log."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from pydantic import JsonValue, ValidationError

from tieout.automations.definition import Definition
from tieout.automations.validate import Catalogue, CollectionShape, SettingsCheck, StepKind, problems
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps import contract
from tieout.engine.surface import NotPossible
from tieout.store import audit, automations, collections, connections, database
from tieout.store.automations import Automation
from tieout.store.connections import ConnectionStatus

# What a kind of step asks of the collection that it works on, and whether it needs a ledger.
LINKED_TYPES: Mapping[str, frozenset[str]] = {"create_in_ledger": frozenset({"contacts", "items", "invoices", "bills"})}
PROBLEMS_SHOWN = 4


def publish(workspace_id: UUID, *, name: str, definition: Mapping[str, JsonValue], enabled: bool, actor: str) -> Automation:
    """Makes the automation of that name, or a new version of it; raises NotPossible with what is wrong, in words."""
    try:
        read = Definition.model_validate(definition)
    except ValidationError as error:
        raise NotPossible(f"{name}: the automation cannot be read: {_said(error)}.") from None
    wrong = problems(read, catalogue(workspace_id, waits=not enabled))
    if wrong:
        said = " ".join(f"{one.step_id + ': ' if one.step_id else ''}{one.message} {one.remedy}" for one in wrong[:PROBLEMS_SHOWN])
        raise NotPossible(f"{name} cannot be published. {said}")
    with database.atomic():
        before = next((row for row in automations.automations(workspace_id) if row.name == name), None)
        row = automations.publish(workspace_id, name=name, definition=dict(definition), by=actor, enabled=enabled)
        if before is None or before.live_number != row.live_number:
            _note(row, "automation.published", text=f"{name}: version {row.live_number} was published", actor=actor)
        if enabled != (before is not None and before.enabled):
            _switched(row, enabled=enabled, actor=actor)
    return row


def switch(workspace_id: UUID, row: Automation, *, enabled: bool, actor: str) -> None:
    """On or off; nothing where it is so already."""
    if row.enabled != enabled:
        with database.atomic():
            automations.set_enabled(workspace_id, row.id, enabled=enabled)
            _switched(row, enabled=enabled, actor=actor)


def catalogue(workspace_id: UUID, *, waits: bool = False) -> Catalogue:
    """What there is to build with in this workspace. An automation that `waits`, switched off, needs no ledger yet."""
    types = collections.collection_types(workspace_id)
    rows = [row for row in connections.connections(workspace_id) if row.status != ConnectionStatus.DISCONNECTED]
    known = frozenset(str(row.id) for row in rows)
    kinds = {
        kind: StepKind(
            kind=kind,
            name=step.name,
            check=_checker(step, known),
            accounting_types=LINKED_TYPES.get(kind, frozenset()),
            needs_connection=kind in LINKED_TYPES,
        )
        for kind, step in STEP_KINDS.items()
    }
    shapes = {
        row.key: CollectionShape(
            key=row.key,
            name=row.name,
            accounting_type=row.accounting_type,
            field_types=types.get(row.key, {}),
            has_mapping=bool(row.mapping),
        )
        for row in collections.collections(workspace_id)
    }
    return Catalogue(step_kinds=kinds, collections=shapes, has_connection=bool(rows) or waits)


def _checker(step: contract.StepKind, known: frozenset[str]) -> SettingsCheck:
    return partial(_settings_problems, step=step, known=known)


def _settings_problems(settings: Mapping[str, JsonValue], *, step: contract.StepKind, known: frozenset[str]) -> Sequence[str]:
    try:
        step.settings.model_validate(dict(settings))
    except ValidationError as error:
        return [f"{step.name}: {_said(error)}."]
    named = settings.get("connection")
    return [f"{step.name}: there is no such connection."] if named and named not in known else []


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _switched(row: Automation, *, enabled: bool, actor: str) -> None:
    done = "on" if enabled else "off"
    action = "automation.enabled" if enabled else "automation.disabled"
    _note(row, action, text=f"{row.name} was switched {done}", actor=actor)


def _note(row: Automation, action: str, *, text: str, actor: str) -> None:
    note = audit.Note(actor=actor, action=action, subject_kind="automation", subject_id=str(row.id), text=text)
    audit.add(row.workspace_id, [note])
