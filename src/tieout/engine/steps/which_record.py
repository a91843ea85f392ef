"""Which record a step is about: the run's own, the one that is linked to what started the run, or one that a rule names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from tieout.engine import records
from tieout.engine.reference import BY_THE_LEDGER
from tieout.engine.steps.contract import Preview, StepInput, StepResult, field_as
from tieout.engine.steps.ledger import LEDGER_TYPES, chosen_ledger, ledger_scope
from tieout.engine.steps.worked_out import Known, NotWorkedOut, known, texts
from tieout.mapping.rules import ValueRule
from tieout.store import links, mirror
from tieout.store.links import SourceKind
from tieout.store.records import Record, locked, records_by_ids, records_by_keys

NO_RECORD = "no record is linked"


class OneRecord(BaseModel):
    """The settings of a step that works on one record."""

    model_config = ConfigDict(extra="forbid")
    collection: str = Field(
        default="",
        title="Collection",
        description="Where the record is looked for by its key; not needed for the record that started the automation.",
        json_schema_extra=field_as("collection"),
    )
    record: ValueRule | None = Field(
        default=None,
        title="Record",
        description="The id or key of the record; empty means the one that started the automation, or is linked to what did.",
        json_schema_extra=field_as("rule"),
    )
    if_missing: Literal["skip", "fail"] = Field(
        default="skip", title="If there is no such record", json_schema_extra=field_as("choice", names=["Go on", "Fail"])
    )

    @property
    def choice(self) -> "Choice":
        # Without a rule the collection says nothing: the run's record is in the one that it is in.
        return Choice(record=self.record, collection=self.collection if self.record else "")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`record` gives the id of a record, or its key in `collection`; None means the record of the run. `connection` is the ledger
    whose word of the record is wanted."""

    record: ValueRule | None = None
    collection: str = ""
    connection: str = ""


@dataclass(frozen=True, kw_only=True)
class Target:
    """`ledger` is what the ledger says of a record that is linked to a document; `problem` is a sentence why there is no record,
    `unclear` that it is the rule which could not be worked out."""

    record: Record | None = None
    ledger: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    unclear: bool = False


def targets(
    workspace_id: UUID, inputs: Sequence[StepInput], *, choices: Mapping[UUID, Choice], locking: bool
) -> dict[UUID, Target]:
    """By run. With `locking` the records are locked for the caller's transaction, all of them in one order."""
    named: dict[UUID, str] = {}
    found: dict[UUID, Target] = {}
    own: list[StepInput] = []
    for one in inputs:
        rule = choices[one.run.id].record
        if rule is None:
            own.append(one)
            continue
        try:
            named[one.run.id] = texts({"record": rule}, known(one))["record"]
        except NotWorkedOut as error:
            found[one.run.id] = Target(problem=str(error), unclear=True)
    ids, said = _own(workspace_id, own, choices=choices)
    ids |= {run_id: UUID(text) for run_id, text in named.items() if _is_id(text)}
    by_key = {
        run_id: (choices[run_id].collection, text)
        for run_id, text in named.items()
        if run_id not in ids and text and choices[run_id].collection
    }
    keyed = records_by_keys(workspace_id, by_key.values())
    ids |= {run_id: keyed[pair].id for run_id, pair in by_key.items() if pair in keyed}
    present = _present(workspace_id, ids.values(), locking=locking)
    for one in inputs:
        if one.run.id not in found:
            text = named.get(one.run.id)
            record = present.get(ids[one.run.id]) if one.run.id in ids else None
            found[one.run.id] = _target(record, text, choice=choices[one.run.id], ledger=said.get(one.run.id, {}))
    return found


def missing(target: Target, *, settings: OneRecord) -> StepResult:
    """What a step comes to that has no record to work on."""
    fails = settings.if_missing == "fail" or target.unclear
    return StepResult(status="failed" if fails else "skipped", outcome=target.problem)


def nothing_to_show(target: Target, *, settings: OneRecord, would: str) -> Preview | None:
    """The preview of a step that has no record to work on, or one that the ledger fills; None where there is one to work on."""
    if target.record is None:
        result = missing(target, settings=settings)
        problems = (result.outcome,) if result.status == "failed" else ()
        return Preview(text=f"{would}: {result.outcome}.", status=result.status, problems=problems)
    if target.record.collection.system:
        return Preview(text=f"{would}.", status="failed", problems=(closed(target.record),))
    return None


def closed(record: Record) -> str:
    """Why nothing of this record can be changed, where the ledger fills it."""
    return BY_THE_LEDGER.format(name=record.collection.name) if record.collection.system else ""


def sees(one: StepInput, record: Record, *, target: Target, types: Mapping[str, str]) -> Known:
    """What rules see: the record as `record.…`; its fields by their bare names too where it is what the run is about. `types` are
    those of its collection."""
    own = records.scope(record)
    named = {f"record.{name}": kind for name, kind in {**types, "key": "text"}.items()}
    is_own = record.id == one.run.subject_id or bool(target.ledger)
    return known(
        one,
        scope={**(own if is_own else {}), "record": own, "ledger": dict(target.ledger)},
        types={**(types if is_own else {}), **named, **LEDGER_TYPES},
    )


def _target(record: Record | None, text: str | None, *, choice: Choice, ledger: Mapping[str, str]) -> Target:
    if text is None:
        return Target(record=record, ledger=ledger, problem="" if record else NO_RECORD)
    if not text:
        return Target(problem="no record is named")
    if record is None or (choice.collection and record.collection.key != choice.collection):
        where = f" in {choice.collection.replace('_', ' ')}" if choice.collection else ""
        return Target(problem=f"there is no record {text}{where}")
    return Target(record=record, ledger=ledger)


def _present(workspace_id: UUID, ids: Iterable[UUID], *, locking: bool) -> dict[UUID, Record]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    return {row.id: row for row in locked(workspace_id, wanted)} if locking else records_by_ids(workspace_id, wanted)


def _own(
    workspace_id: UUID, inputs: Sequence[StepInput], *, choices: Mapping[UUID, Choice]
) -> tuple[dict[UUID, UUID], dict[UUID, dict[str, str]]]:
    """Run to record, and to what the ledger says of it."""
    about_records = [one for one in inputs if one.run.subject_kind in ("", "record")]
    about_entities = [one for one in inputs if one.run.subject_kind not in ("", "record")]
    ids, said = _of_entities(workspace_id, about_entities)
    ids |= {one.run.id: one.run.subject_id for one in about_records if one.run.subject_id is not None}
    by_connection: dict[str, list[StepInput]] = {}
    for one in about_records:
        by_connection.setdefault(choices[one.run.id].connection, []).append(one)
    for wanted, members in by_connection.items():
        said |= _said_of_records(workspace_id, members, connection=wanted)
    return ids, said


def _of_entities(workspace_id: UUID, inputs: Sequence[StepInput]) -> tuple[dict[UUID, UUID], dict[UUID, dict[str, str]]]:
    ids: dict[UUID, UUID] = {}
    said: dict[UUID, dict[str, str]] = {}
    rows = mirror.entities_by_ids(workspace_id, [one.run.subject_id for one in inputs if one.run.subject_id is not None])
    by_connection: dict[UUID, list[tuple[str, str]]] = {}
    for row in rows.values():
        by_connection.setdefault(row.connection_id, []).append((row.kind, row.external_id))
    linked = {
        (connection_id, *pair): link
        for connection_id, pairs in by_connection.items()
        for pair, link in links.links_by_external(workspace_id, connection_id, source_kind=SourceKind.RECORD, pairs=pairs).items()
    }
    for one in inputs:
        seen = rows.get(one.run.subject_id) if one.run.subject_id is not None else None
        link = linked.get((seen.connection_id, seen.kind, seen.external_id)) if seen is not None else None
        if seen is not None and link is not None:
            ids[one.run.id], said[one.run.id] = link.source_id, ledger_scope(seen)
    return ids, said


def _said_of_records(workspace_id: UUID, inputs: Sequence[StepInput], *, connection: str) -> dict[UUID, dict[str, str]]:
    ledger = chosen_ledger(workspace_id, connection)
    if ledger is None:
        return {}
    ids = [one.run.subject_id for one in inputs if one.run.subject_id is not None]
    linked = links.links_by_sources(workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=ids)
    pairs = [(link.kind, link.external_id) for rows in linked.values() for link in rows]
    mirrored = mirror.entities_by_external_ids(workspace_id, ledger.id, pairs=pairs)
    by_record = {source_id: mirrored.get((rows[0].kind, rows[0].external_id)) for source_id, rows in linked.items()}
    said: dict[UUID, dict[str, str]] = {}
    for one in inputs:
        row = by_record.get(one.run.subject_id) if one.run.subject_id is not None else None
        if row is not None:
            said[one.run.id] = ledger_scope(row)
    return said


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
