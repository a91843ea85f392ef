"""What rules and formulas of steps see while runs are at work: as it is now, read for all runs of a walk at once, when asked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from tieout.automations.building import Catalogue, CollectionShape, StepKind
from tieout.automations.definition import Definition
from tieout.automations.entity_shapes import entity_values
from tieout.automations.events import EventKind
from tieout.automations.scope import SET_STEP, inferred, record_types, scope_types
from tieout.engine.steps import contract
from tieout.mapping.places import compared_kind
from tieout.store import collections, mirror, runs
from tieout.store.collections import Field
from tieout.store.mirror import MirrorEntity
from tieout.store.records import Record, records_by_ids, records_by_keys
from tieout.store.runs import Run, RunStep

# What a step that did not run to its end has given nobody to use.
GIVING = frozenset({"done", "met", "not_met", "skipped"})
# What these say is what they were told, whatever they are about.
TELLING = frozenset(
    {EventKind.CALLED.value, EventKind.WEBHOOK.value, EventKind.SCHEDULE_DUE.value, EventKind.EXCEPTION_RAISED.value}
)
Steps = Mapping[UUID, Mapping[str, RunStep]]
Value = TypeVar("Value")


class Lazy(Mapping[str, Value]):
    """A mapping that is made when somebody looks into it."""

    def __init__(self) -> None:
        self._made: Mapping[str, Value] | None = None

    def make(self) -> Mapping[str, Value]:
        raise NotImplementedError

    def _there(self) -> Mapping[str, Value]:
        if self._made is None:
            self._made = self.make()
        return self._made

    def __getitem__(self, name: str) -> Value:
        return self._there()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._there())

    def __len__(self) -> int:
        return len(self._there())


class Scopes:
    """The scopes of the runs of one walk. Constant number of queries, however many runs there are; `forget` after whatever may have
    changed a record."""

    def __init__(self, workspace_id: UUID, *, kinds: Mapping[str, contract.StepKind], walked: Sequence[Run], steps: Steps) -> None:
        self._workspace_id, self._walked, self._steps = workspace_id, walked, steps
        self._kinds = kinds
        self._shapes: dict[str, CollectionShape] | None = None
        self._lineage: dict[UUID, tuple[Run, Mapping[str, RunStep]]] | None = None
        self._records: dict[UUID, Record] | None = None
        self._related: dict[tuple[str, str], Record] = {}
        self._entities: dict[UUID, MirrorEntity] = {}
        self._of_triggers: dict[UUID, tuple[object, Mapping[str, str]]] = {}
        self._typed: dict[tuple[UUID | None, str], Mapping[str, str]] = {}

    def scope(self, run: Run) -> Mapping[str, object]:
        return _Scope(self, run)

    def types(self, run: Run, definition: Definition, *, scope: Mapping[str, object]) -> Mapping[str, str]:
        return _Types(self, run, definition=definition, scope=scope)

    def forget(self) -> None:
        self._records = None

    def values(self, run: Run) -> dict[str, object]:
        """The scope of a run, whole."""
        own = self._subject(run)
        event = run.event
        said = event.subject if event is not None else {}
        above = self._above(run)
        rows = [row for _, steps in above for row in steps.values()] + list(self._steps.get(run.id, {}).values())
        values: dict[str, object] = {**own, "trigger": own, "previous": said.get("previous", {})}
        values["related"] = self._relations(run)
        values["steps"] = {row.path.rpartition("/")[2]: row.output for row in rows if row.status in GIVING}
        values["vars"] = {
            str(row.output["name"]): row.output.get("value")
            for row in rows
            if row.kind == SET_STEP and row.status in GIVING and "name" in row.output
        }
        values["run"] = {"id": str(run.id), "started_at": run.created_at.isoformat()}
        if "item" in run.context:
            values |= {"item": run.context["item"], "item_number": run.item_number}
            values["items"] = {
                one.parent_path.rpartition("/")[2]: one.context["item"]
                for one in [*(each for each, _ in above), run]
                if "item" in one.context
            }
        return values

    def of_trigger(self, run: Run, trigger: object) -> Mapping[str, str]:
        """The types that the trigger's own values show, worked out once for as long as they are the same."""
        known = self._of_triggers.get(run.id)
        if known is None or known[0] is not trigger:
            known = self._of_triggers[run.id] = (trigger, dict(inferred(trigger, "trigger")))
        return known[1]

    def declared(self, run: Run, definition: Definition) -> Mapping[str, str]:
        """The types that are known without a look at the values."""
        place = (run.version_id, run.position)
        if place not in self._typed:
            shapes = self.shapes()
            known = scope_types(definition, catalogue_of(self._kinds, shapes), position=run.position)
            shape = shapes.get(run.event.source) if run.event is not None and run.subject_kind == "record" else None
            # A trigger of any collection, or by hand: the record at hand says whose fields these are.
            extra = record_types(shape, catalogue_of(self._kinds, shapes)) if shape is not None else {}
            self._typed[place] = {**extra, **{f"trigger.{path}": type_ for path, type_ in extra.items()}, **known}
        return self._typed[place]

    def shapes(self) -> dict[str, CollectionShape]:
        """Of the collections that the runs are about, and of those that these relate to."""
        if self._shapes is None:
            own = {run.event.source for run in self._walked if run.event is not None and run.subject_kind == "record"}
            self._shapes = _field_shapes(self._workspace_id, own) if own else {}
            related = {key for shape in self._shapes.values() for key in shape.relations.values()} - own
            self._shapes |= _field_shapes(self._workspace_id, related) if related else {}
        return self._shapes

    def _subject(self, run: Run) -> Mapping[str, object]:
        """As it is now; as the event told it where it is gone."""
        records = self._read()
        event = run.event
        told: Mapping[str, object] = event.subject.get("values", {}) if event is not None else {}
        if run.subject_id is None or (event is not None and event.kind in TELLING):
            return told
        record = records.get(run.subject_id)
        if record is not None:
            return {**record.values, "key": record.key}
        row = self._entities.get(run.subject_id)
        if row is None:
            return told
        known = {"id": row.external_id, "connection": str(row.connection_id), "url": row.url}
        return entity_values(row.kind, row.entity, known=known, deleted=row.deleted)

    def _relations(self, run: Run) -> Lazy[object]:
        return _Related(self, run)

    def related(self, run: Run) -> dict[str, object]:
        record = self._read().get(run.subject_id) if run.subject_id is not None else None
        if record is None:
            return {}
        found: dict[str, object] = {}
        for name, key in self._relation_fields(record).items():
            other = self._related.get((key, str(record.values.get(name))))
            if other is not None:
                found[name] = {**other.values, "key": other.key}
        return found

    def read_related(self) -> None:
        """Those of all runs at once."""
        wanted = {
            (key, str(record.values[name]))
            for record in self._read().values()
            for name, key in self._relation_fields(record).items()
            if record.values.get(name)
        }
        missing = wanted - self._related.keys()
        if missing:
            self._related |= records_by_keys(self._workspace_id, missing)

    def _relation_fields(self, record: Record) -> Mapping[str, str]:
        shape = self.shapes().get(record.collection.key)
        return shape.relations if shape is not None else {}

    def _read(self) -> dict[UUID, Record]:
        if self._records is None:
            ids = {run.subject_id for run in self._walked if run.subject_id is not None}
            self._records = records_by_ids(self._workspace_id, ids) if ids else {}
            self._related = {}
            of_ledgers = {
                run.subject_id
                for run in self._walked
                if run.subject_kind != "record" and run.subject_id is not None and run.subject_id not in self._records
            }
            self._entities = mirror.entities_by_ids(self._workspace_id, of_ledgers) if of_ledgers else {}
        return self._records

    def _above(self, run: Run) -> list[tuple[Run, Mapping[str, RunStep]]]:
        """The runs of whose loops it is an item, outermost first, with their steps. What is called begins anew."""
        if self._lineage is None:
            self._lineage = _lineage(self._workspace_id, self._walked)
        found: list[tuple[Run, Mapping[str, RunStep]]] = []
        at = run
        while at.parent_id is not None and at.item_number is not None and at.parent_id in self._lineage:
            above = self._lineage[at.parent_id]
            found.insert(0, above)
            at = above[0]
        return found


class _Scope(Lazy[object]):
    def __init__(self, scopes: Scopes, run: Run) -> None:
        super().__init__()
        self._scopes, self._run = scopes, run

    def make(self) -> Mapping[str, object]:
        return self._scopes.values(self._run)


class _Related(Lazy[object]):
    def __init__(self, scopes: Scopes, run: Run) -> None:
        super().__init__()
        self._scopes, self._run = scopes, run

    def make(self) -> Mapping[str, object]:
        self._scopes.read_related()
        return self._scopes.related(self._run)


class _Types(Lazy[str]):
    """What is declared, then what the values themselves show: an answer from outside has no other types."""

    def __init__(self, scopes: Scopes, run: Run, *, definition: Definition, scope: Mapping[str, object]) -> None:
        super().__init__()
        self._scopes, self._run, self._definition, self._scope = scopes, run, definition, scope

    def make(self) -> Mapping[str, str]:
        seen = {
            path: type_
            for name in ("steps", "vars", "item", "items")
            if name in self._scope
            for path, type_ in inferred(self._scope[name], name)
        }
        seen |= self._scopes.of_trigger(self._run, self._scope.get("trigger"))
        bare = {path.removeprefix("trigger."): type_ for path, type_ in seen.items() if path.startswith("trigger.")}
        event = self._run.event
        told = event.subject.get("types", {}) if event is not None else {}
        told = {**told, **{f"trigger.{path}": type_ for path, type_ in told.items()}}
        return {**bare, **seen, **self._scopes.declared(self._run, self._definition), **told}


def collection_shapes(workspace_id: UUID) -> dict[str, CollectionShape]:
    """The collections as the builder's checks know them, with the columns of their lines and where their relations lead."""
    known = _field_shapes(workspace_id, None)
    return {
        row.key: replace(
            known.get(row.key, CollectionShape(key=row.key, name=row.name)),
            name=row.name,
            accounting_type=row.accounting_type,
            has_mapping=bool(row.mapping),
        )
        for row in collections.plain_collections(workspace_id)
    }


def _field_shapes(workspace_id: UUID, keys: Collection[str] | None) -> dict[str, CollectionShape]:
    """What fields say of their collections, of all or of those with these keys."""
    fields: dict[str, list[Field]] = {}
    for one in collections.every_field(workspace_id, of=keys):
        fields.setdefault(one.collection.key, []).append(one)
    return {
        key: CollectionShape(
            key=key,
            name=members[0].collection.name,
            field_types={one.key: compared_kind(one.type, one.options) for one in members},
            line_types={one.key: _columns(one) for one in members if one.type == "line_items"},
            relations={
                one.key: str(one.options["collection"])
                for one in members
                if one.type == "relation" and one.options.get("collection")
            },
        )
        for key, members in fields.items()
    }


def catalogue_of(kinds: Mapping[str, contract.StepKind], shapes: Mapping[str, CollectionShape]) -> Catalogue:
    """As much of the catalogue as the types of a scope ask for."""
    own = {kind: StepKind(kind=kind, name=one.name, check=lambda _: (), outputs=one.outputs) for kind, one in kinds.items()}
    return Catalogue(step_kinds=own, collections=shapes)


def _columns(field: Field) -> dict[str, str]:
    columns = field.options.get("columns")
    return {str(one["key"]): str(one.get("type", "text")) for one in columns} if isinstance(columns, list) else {}


def _lineage(workspace_id: UUID, walked: Sequence[Run]) -> dict[UUID, tuple[Run, Mapping[str, RunStep]]]:
    """Every run above these; a query for each level, of which there are few."""
    found: dict[UUID, Run] = {}
    wanted = {run.parent_id for run in walked if run.parent_id is not None and run.item_number is not None}
    while wanted:
        rows = runs.runs_by_ids(workspace_id, wanted)
        found |= rows
        above = {row.parent_id for row in rows.values() if row.parent_id is not None and row.item_number is not None}
        wanted = above - found.keys()
    steps = runs.steps_of(workspace_id, list(found)) if found else {}
    return {run_id: (row, steps.get(run_id, {})) for run_id, row in found.items()}
