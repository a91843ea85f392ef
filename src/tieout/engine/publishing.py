"""Automations go live: checked as a whole, kept as a version that never changes, with an entry in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from pydantic import JsonValue, ValidationError

from tieout.automations.building import Catalogue, CollectionShape, SettingsProblem, StepKind
from tieout.automations.definition import Definition, to_json
from tieout.automations.record_settings import record_problems
from tieout.automations.upgrade import UpgradeError, upgraded
from tieout.automations.validate import DefinitionProblem, problems
from tieout.engine import schedules
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.scope import collection_shapes
from tieout.engine.steps import contract
from tieout.engine.surface import NotPossible
from tieout.store import audit, automations, connections, database
from tieout.store.automations import Automation
from tieout.store.connections import ConnectionStatus

# What a kind of step asks of the collection that it works on.
LINKED_TYPES: Mapping[str, frozenset[str]] = {"create_in_ledger": frozenset({"contacts", "items", "invoices", "bills"})}
# Steps of these groups speak of a ledger; without one they can do nothing.
LEDGER_GROUPS = frozenset({"accounting", "find"})
PROBLEMS_SHOWN = 4


class NeedsAttention(NotPossible):
    """It cannot be published, or switched on: `problems` names everything that is wrong."""

    def __init__(self, name: str, wrong: Sequence[DefinitionProblem], *, done: str = "published") -> None:
        shown = [f"{one.step_id + ': ' if one.step_id else ''}{one.message} {one.remedy}" for one in wrong[:PROBLEMS_SHOWN]]
        more = len(wrong) - len(shown)
        super().__init__(f"{name} cannot be {done}. {' '.join(shown)}{f' And {more} more.' if more else ''}")
        self.problems = tuple(wrong)


def publish(workspace_id: UUID, *, name: str, definition: Mapping[str, JsonValue], enabled: bool, actor: str) -> Automation:
    """Makes the automation of that name, or a new version of it; raises NotPossible with what is wrong, in words."""
    try:
        read = upgraded(definition)
    except UpgradeError as error:
        raise NotPossible(f"{name}: {error}") from None
    except ValidationError as error:
        raise NotPossible(f"{name}: the automation cannot be read: {_said(error)}.") from None
    if wrong := problems(read, catalogue(workspace_id, waits=not enabled)):
        raise NeedsAttention(name, wrong)
    with database.atomic():
        before = next((row for row in automations.automations(workspace_id) if row.name == name), None)
        row = automations.publish(workspace_id, name=name, definition=dict(definition), by=actor, enabled=enabled)
        if before is None or before.live_number != row.live_number:
            note_published(row, actor=actor)
        if enabled != (before is not None and before.enabled):
            _switched(row, enabled=enabled, actor=actor)
        schedules.align_one(workspace_id, row.id)
    return row


def publish_draft(workspace_id: UUID, row: Automation, *, definition: Definition, note: str, actor: str) -> Automation:
    """Makes the draft of a row from `automation_to_change` its live version, from the next event on; a draft that is live already
    makes none. Samples stay with the draft. Raises NeedsAttention."""
    if wrong := problems(definition, catalogue(workspace_id)):
        raise NeedsAttention(row.name, wrong)
    document = published(definition)
    live = automations.live_definition(workspace_id, row.id)
    if live is None or live.definition != document:
        automations.add_version(workspace_id, row, definition=document, by=actor, note=note)
        note_published(row, actor=actor, said=note)
        schedules.align_one(workspace_id, row.id)
    return row


def published(definition: Definition) -> dict[str, JsonValue]:
    """What a version keeps: all but the samples, which may be somebody's data and mean nothing to a run."""
    return to_json(definition.model_copy(update={"samples": {}}))


def problems_of(workspace_id: UUID, definition: Definition) -> tuple[DefinitionProblem, ...]:
    """What stands in the way of publishing it."""
    return problems(definition, catalogue(workspace_id))


def switch(workspace_id: UUID, row: Automation, *, enabled: bool, actor: str) -> None:
    """On or off; nothing where it is so already. Raises NeedsAttention where the live version could not do its work."""
    if row.enabled != enabled:
        live = automations.live_definition(workspace_id, row.id) if enabled else None
        if live is not None and (wrong := problems_of(workspace_id, upgraded(live.definition))):
            raise NeedsAttention(row.name, wrong, done="switched on")
        with database.atomic():
            automations.set_enabled(workspace_id, row.id, enabled=enabled)
            schedules.align_one(workspace_id, row.id)
            _switched(row, enabled=enabled, actor=actor)


def catalogue(workspace_id: UUID, *, waits: bool = False) -> Catalogue:
    """What there is to build with in this workspace. An automation that `waits`, switched off, needs no ledger yet."""
    rows = [row for row in connections.connections(workspace_id) if row.status != ConnectionStatus.DISCONNECTED]
    known, shapes = frozenset(str(row.id) for row in rows), collection_shapes(workspace_id)
    kinds = {
        kind: StepKind(
            kind=kind,
            name=step.name,
            check=partial(_settings_problems, step=step, known=known, shapes=shapes),
            accounting_types=LINKED_TYPES.get(kind, frozenset()),
            needs_connection=step.group in LEDGER_GROUPS,
            outputs=step.outputs,
        )
        for kind, step in STEP_KINDS.items()
    }
    return Catalogue(step_kinds=kinds, collections=shapes, has_connection=bool(rows) or waits)


def note(row: Automation, action: str, *, text: str, actor: str, details: Mapping[str, object] | None = None) -> None:
    """Keeps in the audit log what somebody did to an automation."""
    said = audit.Note(
        actor=actor, action=action, subject_kind="automation", subject_id=str(row.id), text=text, details=dict(details or {})
    )
    audit.add(row.workspace_id, [said])


def note_published(row: Automation, *, actor: str, said: str = "") -> None:
    text = f"{row.name}: version {row.live_number} was published{f': {said}' if said else ''}"
    note(row, "automation.published", text=text, actor=actor)


def unreadable(settings: Mapping[str, JsonValue], step: contract.StepKind) -> Sequence[SettingsProblem]:
    """What is missing or wrong in the settings by themselves."""
    try:
        step.settings.model_validate(dict(settings))
    except ValidationError as error:
        return [_wrong(step, [str(part) for part in one["loc"]], said=one["msg"]) for one in error.errors()]
    return []


def _settings_problems(
    settings: Mapping[str, JsonValue], *, step: contract.StepKind, known: frozenset[str], shapes: Mapping[str, CollectionShape]
) -> Sequence[SettingsProblem]:
    if wrong := unreadable(settings, step):
        return wrong
    named = settings.get("connection")
    if named and named not in known:
        message = f"{step.name}: there is no such connection."
        return [SettingsProblem(field="connection", message=message, remedy="Choose one of the connected ledgers.")]
    wrong_ones = record_problems(step.kind, settings, collections=shapes)
    return [replace(one, message=f"{step.name}: {one.message}") for one in wrong_ones]


def _wrong(step: contract.StepKind, place: list[str], *, said: str) -> SettingsProblem:
    """By the name that the form shows."""
    shown = step.settings.model_fields.get(place[0]) if place else None
    title = (shown.title if shown else None) or (place[0].replace("_", " ").capitalize() if place else "Settings")
    missing = said == "Field required"
    message = f"{step.name}: {title} is missing." if missing else f"{step.name}: {title}: {said.removeprefix('Value error, ')}."
    remedy = f"Fill in {title}." if missing else "Correct the step's settings."
    return SettingsProblem(field=".".join(place), message=message, remedy=remedy)


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _switched(row: Automation, *, enabled: bool, actor: str) -> None:
    done = "on" if enabled else "off"
    action = "automation.enabled" if enabled else "automation.disabled"
    note(row, action, text=f"{row.name} was switched {done}", actor=actor)
