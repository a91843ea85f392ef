"""Update record: values by rules go onto the record of the run, onto the one that is linked to what started it, or onto another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import Field, JsonValue

from tieout.engine import edits
from tieout.engine.record_values import Checked
from tieout.engine.steps import telling
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.fitting import fitted, value_fields, wrong_sentence
from tieout.engine.steps.which_record import OneRecord, closed, missing, nothing_to_show, sees, targets
from tieout.engine.steps.worked_out import NotWorkedOut, values
from tieout.mapping.rules import ValueRule
from tieout.store import collections
from tieout.store.records import Record, change_many

FIXED_OUTPUTS = {"id": "text", "key": "text", "title": "text", "changed": "checkbox"}


class Settings(OneRecord):
    """`values`: field of the record to a rule over what the run knows, the record's own fields (`record.…`) and `ledger.…`."""

    connection: str = Field(
        default="",
        title="Accounting system",
        description="The one that ledger.… speaks of; empty means that of the records.",
        json_schema_extra=field_as("connection"),
    )
    values: dict[str, ValueRule] = Field(
        title="Values",
        description="What goes into which field. A value that is empty empties the field.",
        json_schema_extra=field_as("rules", of="collection"),
    )


@dataclass(frozen=True)
class _Wish:
    """What one run wants of its record."""

    record: Record
    wanted: Mapping[str, object]


class UpdateRecord:
    kind = "update_record"
    name = "Update record"
    group: Group = "records"
    about = "Writes values into a record, from the trigger, earlier steps or the accounting system."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        return {**FIXED_OUTPUTS, "record": f"record:{settings.get('collection') or ''}"}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        read = {one.run.id: settings for one, settings in with_settings(Settings, inputs)}
        choices = {run_id: replace(one.choice, connection=one.connection) for run_id, one in read.items()}
        found = targets(workspace_id, inputs, choices=choices, locking=True)
        types = collections.collection_types(workspace_id)
        results: dict[UUID, StepResult] = {}
        wishes: dict[UUID, _Wish] = {}
        for one in inputs:
            target, settings = found[one.run.id], read[one.run.id]
            if target.record is None:
                results[one.run.id] = missing(target, settings=settings)
                continue
            if said := closed(target.record):
                results[one.run.id] = StepResult(status="failed", outcome=said)
                continue
            try:
                seen = sees(one, target.record, target=target, types=types.get(target.record.collection.key, {}))
                wishes[one.run.id] = _Wish(target.record, values(settings.values, seen))
            except NotWorkedOut as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
        results.update(_change(workspace_id, inputs, wishes=wishes))
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        settings = Settings.model_validate(dict(one.settings))
        choice = replace(settings.choice, connection=settings.connection)
        target = targets(workspace_id, [one], choices={one.run.id: choice}, locking=False)[one.run.id]
        record = target.record
        none = nothing_to_show(target, settings=settings, would="Would change nothing")
        if none is not None or record is None:
            return none or Preview(text="Would change nothing.")
        collection = record.collection
        types = collections.collection_types(workspace_id).get(collection.key, {})
        try:
            wanted = values(settings.values, sees(one, record, target=target, types=types))
        except NotWorkedOut as error:
            return Preview(text=f"Would not update {record.key}.", status="failed", problems=(str(error),))
        (checked,) = fitted(workspace_id, collection, rows=[wanted], whole=False, record_ids=[record.id])
        changed = {name: value for name, value in checked.good.items() if record.values.get(name) != value}
        text = f"Would update {collection.name} {record.key}: {len(changed)} of {len(wanted)} fields change."
        return Preview(
            text=text if not checked.wrong else f"Would not update {record.key}.",
            status="failed" if checked.wrong else "done",
            fields=value_fields(collection, settings.values, values=wanted, wrong=checked.wrong),
            problems=(wrong_sentence(collection, checked.wrong),) if checked.wrong else (),
            output=output_of(record, values={**record.values, **checked.good}, changed=bool(changed)),
        )


def output_of(record: Record, *, values: Mapping[str, object], changed: bool) -> dict[str, object]:
    """What later steps see of a record that was written."""
    return {
        "id": str(record.id),
        "key": record.key,
        "title": record.title,
        "changed": changed,
        "record": {**values, "key": record.key},
    }


def _change(workspace_id: UUID, inputs: Sequence[StepInput], *, wishes: Mapping[UUID, _Wish]) -> dict[UUID, StepResult]:
    """Those whose values fit, written at once; two runs on one record both have their say."""
    results: dict[UUID, StepResult] = {}
    changes: dict[UUID, dict[str, object]] = {}
    for run_id, checked in _checked(workspace_id, wishes).items():
        record = wishes[run_id].record
        if checked.wrong:
            results[run_id] = StepResult(status="failed", outcome=wrong_sentence(record.collection, checked.wrong))
        else:
            changes[record.id] = {**changes.get(record.id, {}), **checked.good}
    present = {wish.record.id: wish.record for wish in wishes.values()}
    taken = edits.clashes(workspace_id, present, changes=changes) if changes else {}
    for record_id in taken:
        del changes[record_id]
    saved = {one.record.id: one for one in change_many(workspace_id, changes)} if changes else {}
    telling.tell(
        workspace_id, list(saved.values()), causes={wishes[one.run.id].record.id: one.run for one in inputs if one.run.id in wishes}
    )
    for run_id, wish in wishes.items():
        if run_id in results:
            continue
        if wish.record.id in taken:
            said = wrong_sentence(wish.record.collection, taken[wish.record.id])
            results[run_id] = StepResult(status="failed", outcome=said)
            continue
        one = saved[wish.record.id]
        changed = one.change != "unchanged"
        outcome = f"updated {wish.record.key}" if changed else "nothing to change"
        output = output_of(one.record, values=one.record.values, changed=changed)
        results[run_id] = StepResult(status="done", outcome=outcome, output=output)
    return results


def _checked(workspace_id: UUID, wishes: Mapping[UUID, _Wish]) -> dict[UUID, Checked]:
    """What fits of each run's values, collection by collection."""
    by_collection: dict[UUID, list[UUID]] = {}
    for run_id, wish in wishes.items():
        by_collection.setdefault(wish.record.collection_id, []).append(run_id)
    found: dict[UUID, Checked] = {}
    for members in by_collection.values():
        collection = wishes[members[0]].record.collection
        records_named = [wishes[run_id].record.id for run_id in members]
        rows = [wishes[run_id].wanted for run_id in members]
        found.update(zip(members, fitted(workspace_id, collection, rows=rows, whole=False, record_ids=records_named), strict=True))
    return found
