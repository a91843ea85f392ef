"""Update record: values from the ledger or from fixed rules go onto the record that is linked."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from tieout.engine import records
from tieout.engine.steps.contract import StepInput, StepResult
from tieout.engine.steps.ledger import LEDGER_TYPES, chosen_ledger, ledger_scope
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate
from tieout.store import collections, links, mirror
from tieout.store.links import SourceKind
from tieout.store.records import Record, Saved, change_many, records_by_ids


class Settings(BaseModel):
    """`values`: field of the record to a rule over the record's fields and `ledger.…`."""

    model_config = ConfigDict(extra="forbid")
    connection: str = ""
    values: dict[str, ValueRule]


class UpdateRecord:
    kind = "update_record"
    name = "Update record"
    settings = Settings

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        targets = _targets(workspace_id, inputs)
        present = records_by_ids(workspace_id, [record_id for record_id, _ in targets.values()])
        types = collections.collection_types(workspace_id)
        results: dict[UUID, StepResult] = {}
        changes: dict[UUID, dict[str, object]] = {}
        for one in inputs:
            target = targets.get(one.run.id)
            record = present.get(target[0]) if target else None
            if target is None or record is None:
                results[one.run.id] = StepResult(status="skipped", outcome="no record is linked")
                continue
            try:
                wanted = _values(
                    Settings.model_validate(dict(one.settings)),
                    record,
                    ledger=target[1],
                    types=types.get(record.collection.key, {}),
                )
            except ConditionError as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            changes[record.id] = {**changes.get(record.id, {}), **wanted}
            results[one.run.id] = StepResult(status="done", outcome=f"updated {record.key}", output={"values": wanted})
        saved = change_many(workspace_id, changes)
        _tell(workspace_id, saved, present=present)
        same = {one.record.id for one in saved if one.change == "unchanged"}
        for run_id, (record_id, _) in targets.items():
            if record_id in same and results[run_id].status == "done":
                results[run_id] = StepResult(status="done", outcome="nothing to change")
        return results


def _tell(workspace_id: UUID, saved: Sequence[Saved], *, present: Mapping[UUID, Record]) -> None:
    by_collection: dict[UUID, list[Saved]] = {}
    for one in saved:
        by_collection.setdefault(one.record.collection_id, []).append(one)
    for members in by_collection.values():
        records.tell(workspace_id, present[members[0].record.id].collection, saved=members, actor="Tieout")


def _targets(workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, tuple[UUID, dict[str, str]]]:
    """Run to (record, what the ledger says of it)."""
    found: dict[UUID, tuple[UUID, dict[str, str]]] = {}
    about_entities = [one for one in inputs if one.event.kind == "entity_changed"]
    about_records = [one for one in inputs if one.event.kind != "entity_changed"]
    rows = mirror.entities_by_ids(workspace_id, [one.run.subject_id for one in about_entities if one.run.subject_id is not None])
    by_connection: dict[UUID, list[tuple[str, str]]] = {}
    for row in rows.values():
        by_connection.setdefault(row.connection_id, []).append((row.kind, row.external_id))
    linked = {
        (connection_id, *pair): link
        for connection_id, pairs in by_connection.items()
        for pair, link in links.links_by_external(workspace_id, connection_id, source_kind=SourceKind.RECORD, pairs=pairs).items()
    }
    for one in about_entities:
        seen = rows.get(one.run.subject_id) if one.run.subject_id is not None else None
        link = linked.get((seen.connection_id, seen.kind, seen.external_id)) if seen is not None else None
        if seen is not None and link is not None:
            found[one.run.id] = (link.source_id, ledger_scope(seen))
    found.update(_targets_of_records(workspace_id, about_records))
    return found


def _targets_of_records(workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, tuple[UUID, dict[str, str]]]:
    ids = [one.run.subject_id for one in inputs if one.run.subject_id is not None]
    ledger = chosen_ledger(workspace_id, str(inputs[0].settings.get("connection", ""))) if inputs else None
    said: dict[UUID, dict[str, str]] = {}
    if ledger is not None:
        linked = links.links_by_sources(workspace_id, ledger.id, source_kind=SourceKind.RECORD, source_ids=ids)
        pairs = [(link.kind, link.external_id) for rows in linked.values() for link in rows]
        mirrored = mirror.entities_by_external_ids(workspace_id, ledger.id, pairs=pairs)
        for source_id, rows in linked.items():
            row = mirrored.get((rows[0].kind, rows[0].external_id))
            if row is not None:
                said[source_id] = ledger_scope(row)
    return {one.run.id: (one.run.subject_id, said.get(one.run.subject_id, {})) for one in inputs if one.run.subject_id is not None}


def _values(settings: Settings, record: Record, *, ledger: Mapping[str, str], types: Mapping[str, str]) -> dict[str, object]:
    scope = {**records.scope(record), "ledger": dict(ledger)}
    known = {**types, **LEDGER_TYPES}
    return {field: evaluate(rule, scope, types=known) for field, rule in settings.values.items()}
