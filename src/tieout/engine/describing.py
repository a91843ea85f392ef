"""What a builder needs to know while it builds: what there is to build with, what is wrong, which values a step can use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from pydantic import JsonValue

from tieout.automations.building import Catalogue
from tieout.automations.definition import Definition, Step, branches_of, steps_in_order
from tieout.automations.scope import ELEMENT, scope_types, trigger_paths
from tieout.automations.validate import DefinitionProblem, problems
from tieout.engine import publishing
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.plan_totals import reaches_out
from tieout.engine.previewing import trial_of
from tieout.engine.steps.contract import StepKind
from tieout.engine.steps.worked_out import shown
from tieout.engine.surface import NotPossible
from tieout.engine.trial_samples import Sample, tried
from tieout.engine.trigger_forms import FORMS
from tieout.mapping.conditions import read_path
from tieout.store import record_lists
from tieout.store.automations import Automation
from tieout.store.collections import Collection
from tieout.store.record_lists import RecordQuery
from tieout.store.records import records_by_ids

EXAMPLES = 5
# Among the steps of a ledger one that only reads, and among those that find one that may create.
READING, WRITING = frozenset({"sync_entity"}), frozenset({"find_or_create_contact"})
NO_CONNECTION = "No accounting system is connected. Connect one under Settings, Integrations, Accounting Integration."


@dataclass(frozen=True, kw_only=True)
class TriggerOffer:
    type: str
    name: str
    group: str
    about: str
    settings_schema: Mapping[str, JsonValue]


@dataclass(frozen=True, kw_only=True)
class StepOffer:
    """`reason` says why it is not `available` here."""

    kind: str
    name: str
    group: str
    about: str
    settings_schema: Mapping[str, JsonValue]
    branches: Sequence[str]
    writes: bool
    available: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    triggers: Sequence[TriggerOffer]
    steps: Sequence[StepOffer]


@dataclass(frozen=True, kw_only=True)
class Pill:
    path: str
    label: str
    type: str
    group: str
    sample: str = ""


@dataclass(frozen=True, kw_only=True)
class Description:
    problems: Sequence[DefinitionProblem]
    pills: Sequence[Pill]


@dataclass(frozen=True, kw_only=True)
class Example:
    id: UUID
    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Matching:
    matching: int
    of: int
    examples: Sequence[Example] = field(default_factory=list)


def offered(workspace_id: UUID, *, collection: str = "") -> Offer:
    """The kinds of triggers and steps; with a collection, whether each can work on its records."""
    known = publishing.catalogue(workspace_id)
    triggers = [
        TriggerOffer(
            type=type_,
            name=form.name,
            group=form.group,
            about=form.about,
            settings_schema=form.settings.model_json_schema(),
        )
        for type_, form in FORMS.items()
    ]
    return Offer(triggers=triggers, steps=[_offer(kind, known, collection=collection) for kind in STEP_KINDS.values()])


def described(workspace_id: UUID, definition: Definition, *, position: str, event_id: UUID | None) -> Description:
    """What is wrong with it, and the values that the step at the position can use ("" for the trigger)."""
    known = publishing.catalogue(workspace_id)
    nobodys = Automation(workspace_id=workspace_id)
    subject = tried(workspace_id, nobodys, definition=definition, sample=Sample(event_id=event_id))
    trial = trial_of(workspace_id, definition, subject=subject)
    trial.take_samples()
    return Description(
        problems=problems(definition, known),
        pills=[replace(one, sample=_sample(trial.scope, one.path)) for one in _pills(definition, known, position=position)],
    )


def matching(workspace_id: UUID, collection: Collection, *, condition: Mapping[str, JsonValue] | None) -> Matching:
    """How many live records meet the condition. Raises record_filters.FilterRefused, UnknownField."""
    every = record_lists.found_ids(workspace_id, collection, query=RecordQuery())
    found = record_lists.found_ids(workspace_id, collection, query=RecordQuery(where=condition)) if condition else every
    rows = records_by_ids(workspace_id, found[:EXAMPLES])
    examples = [Example(id=one, key=rows[one].key, title=rows[one].title) for one in found[:EXAMPLES] if one in rows]
    return Matching(matching=len(found), of=len(every), examples=examples)


def writes(kind: StepKind) -> bool:
    """Whether it changes a ledger or reaches somebody outside."""
    if kind.kind in READING:
        return False
    return kind.group == "accounting" or kind.kind in WRITING or reaches_out(kind)


def _offer(kind: StepKind, known: Catalogue, *, collection: str) -> StepOffer:
    reason = _reason(known, kind=kind.kind, collection=collection)
    return StepOffer(
        kind=kind.kind,
        name=kind.name,
        group=kind.group,
        about=kind.about,
        settings_schema=kind.settings.model_json_schema(),
        branches=list(branches_of(Step(id="new", kind=kind.kind))),
        writes=writes(kind),
        available=not reason,
        reason=reason,
    )


def _reason(known: Catalogue, *, kind: str, collection: str) -> str:
    asked = known.step_kinds[kind]
    if asked.needs_connection and not known.has_connection:
        return NO_CONNECTION
    if not asked.accounting_types or not collection:
        return ""
    shape = known.collections.get(collection)
    if shape is None or shape.accounting_type not in asked.accounting_types:
        name = shape.name if shape else "This collection"
        return f"{name} is not linked to accounting. Set its accounting record type in its Accounting pane."
    if not shape.has_mapping:
        return f"No synced fields are set for {shape.name}. Configure them in its Accounting pane."
    return ""


def _pills(definition: Definition, known: Catalogue, *, position: str) -> list[Pill]:
    """Raises NotPossible for a step that is not there."""
    names = {step.id: step.name or _kind_name(step) for _, step in steps_in_order(definition)}
    try:
        types = scope_types(definition, known, position=position) if position else _at_trigger(definition, known)
    except KeyError:
        raise NotPossible(f"There is no step at {position}. Choose one of the automation's steps.") from None
    # What stands under its bare name is the trigger's; once is enough.
    shown = {path: type_ for path, type_ in types.items() if path.removeprefix("trigger.") == path or path[8:] not in types}
    return [Pill(path=path, label=_label(path), type=type_, group=_group(path, names)) for path, type_ in shown.items()]


def _at_trigger(definition: Definition, known: Catalogue) -> dict[str, str]:
    types = trigger_paths(definition, known)
    return {**types, **{f"previous.{path}": type_ for path, type_ in types.items() if not path.startswith("related.")}}


GROUPS = {"previous": "Before the change", "vars": "Variables", "run": "This run", "item": "The item", "item_number": "The item"}


def _group(path: str, names: Mapping[str, str]) -> str:
    first, _, rest = path.partition(".")
    if first in ("steps", "items"):
        return names.get(rest.partition(".")[0], rest.partition(".")[0])
    return GROUPS.get(first, "Trigger")


def _kind_name(step: Step) -> str:
    kind = STEP_KINDS.get(step.kind)
    return kind.name if kind else step.kind


def _sample(seen: Mapping[str, object], path: str) -> str:
    """What stands there; of a list what its first element holds."""
    listed, _, inner = path.partition(ELEMENT)
    value = read_path(seen, listed)
    if inner:
        first = value[0] if isinstance(value, list) and value else None
        value = read_path(first, inner) if isinstance(first, Mapping) else None
    return "" if isinstance(value, Mapping) else shown(value)


def _label(path: str) -> str:
    return path.rpartition(".")[2].replace("_", " ").capitalize()
