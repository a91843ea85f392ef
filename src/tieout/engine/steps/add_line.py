"""Add line: one more line at the end of a record's line items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field, JsonValue

from tieout.engine.steps import telling
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.fitting import fitted, wrong_sentence
from tieout.engine.steps.which_record import OneRecord, closed, missing, nothing_to_show, sees, targets
from tieout.engine.steps.worked_out import Known, NotWorkedOut, asked_fields, values
from tieout.mapping.rules import ValueRule
from tieout.store import collections, step_effects
from tieout.store.ids import id_within
from tieout.store.records import Record, change_many
from tieout.store.step_effects import StepEffect


class Settings(OneRecord):
    """`field` has line items; `cells` are the columns of the new line."""

    field: str = Field(
        min_length=1,
        title="Line items",
        description="The field that gets the line.",
        json_schema_extra=field_as("field", of="collection", types=["line_items"]),
    )
    cells: dict[str, ValueRule] = Field(
        min_length=1, title="Line", description="What goes into which column.", json_schema_extra=field_as("rules", of="field")
    )


@dataclass(frozen=True)
class _Line:
    """The lines of one field as they would be; `wrong` is a sentence why they cannot be."""

    lines: list[object]
    cells: Mapping[str, object]
    wrong: str = ""


class AddLine:
    kind = "add_line"
    name = "Add line"
    group: Group = "records"
    about = "Adds a line at the end of a record's line items."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"id": "text", "key": "text", "line": "number"}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        read = {one.run.id: settings for one, settings in with_settings(Settings, inputs)}
        choices = {run_id: one.choice for run_id, one in read.items()}
        found = targets(workspace_id, inputs, choices=choices, locking=True)
        types = collections.collection_types(workspace_id)
        before = step_effects.effects(workspace_id, [id_within(one.run.id, one.path) for one in inputs])
        results: dict[UUID, StepResult] = {}
        effects: list[StepEffect] = []
        changes: dict[UUID, dict[str, object]] = {}
        causes = {}
        for one in inputs:
            target, settings = found[one.run.id], read[one.run.id]
            if target.record is None:
                results[one.run.id] = missing(target, settings=settings)
                continue
            record = target.record
            effect_id = id_within(one.run.id, one.path)
            if effect_id in before:
                given = dict(before[effect_id].output)
                said = f"line {given['line']} was added before"
                results[one.run.id] = StepResult(status="done", outcome=said, output=given)
                continue
            # What a run before this one in the same chunk has added counts.
            now = {**record.values, **changes.get(record.id, {})}
            seen = sees(one, record, target=target, types=types.get(record.collection.key, {}))
            made = _line(workspace_id, record, settings=settings, seen=seen, now=now)
            if made.wrong:
                results[one.run.id] = StepResult(status="failed", outcome=made.wrong)
                continue
            changes.setdefault(record.id, {})[settings.field] = made.lines
            causes[record.id] = one.run
            output: dict[str, object] = {"id": str(record.id), "key": record.key, "line": len(made.lines)}
            effects.append(StepEffect(id=effect_id, workspace_id=workspace_id, run=one.run, output=output))
            said = f"added line {len(made.lines)} to {record.key}"
            results[one.run.id] = StepResult(status="done", outcome=said, output=output)
        saved = change_many(workspace_id, changes) if changes else []
        step_effects.keep(workspace_id, effects)
        telling.tell(workspace_id, saved, causes=causes)
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        settings = Settings.model_validate(dict(one.settings))
        target = targets(workspace_id, [one], choices={one.run.id: settings.choice}, locking=False)[one.run.id]
        record = target.record
        none = nothing_to_show(target, settings=settings, would="Would add no line")
        if none is not None or record is None:
            return none or Preview(text="Would add no line.")
        types = collections.collection_types(workspace_id).get(record.collection.key, {})
        seen = sees(one, record, target=target, types=types)
        made = _line(workspace_id, record, settings=settings, seen=seen, now=record.values)
        return Preview(
            text="Would add no line."
            if made.wrong
            else f"Would add line {len(made.lines)} to {record.collection.name} {record.key}.",
            status="failed" if made.wrong else "done",
            fields=asked_fields(settings.cells, made.cells, labels={}),
            problems=(made.wrong,) if made.wrong else (),
            output={"id": str(record.id), "key": record.key, "line": len(made.lines)},
        )


def _line(workspace_id: UUID, record: Record, *, settings: Settings, seen: Known, now: Mapping[str, object]) -> _Line:
    if said := closed(record):
        return _Line([], {}, wrong=said)
    if seen.types.get(f"record.{settings.field}") != "line_items":
        return _Line([], {}, wrong=f"{record.collection.name} has no line items called {settings.field}.")
    try:
        cells = values(settings.cells, seen)
    except NotWorkedOut as error:
        return _Line([], {}, wrong=str(error))
    present = now.get(settings.field)
    before = list(present) if isinstance(present, list) else []
    filled = {name: value for name, value in cells.items() if value is not None}
    (checked,) = fitted(
        workspace_id, record.collection, rows=[{settings.field: [*before, filled]}], whole=False, record_ids=[record.id]
    )
    if checked.wrong:
        return _Line([], cells, wrong=wrong_sentence(record.collection, checked.wrong))
    lines = checked.good[settings.field]
    assert isinstance(lines, list)
    return _Line(lines, cells)
