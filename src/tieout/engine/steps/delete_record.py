"""Delete record: into the bin, from where it can be brought back."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import JsonValue

from tieout.engine.steps import telling
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, with_settings
from tieout.engine.steps.which_record import OneRecord, closed, missing, nothing_to_show, targets
from tieout.store.records import Record, set_deleted

IN_BIN = "{key} is in the bin already"


class Settings(OneRecord):
    """Nothing but which record."""


class DeleteRecord:
    kind = "delete_record"
    name = "Delete record"
    group: Group = "records"
    about = "Puts a record into the bin, from where people can bring it back."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"id": "text", "key": "text", "deleted": "checkbox"}

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        read = {one.run.id: settings for one, settings in with_settings(Settings, inputs)}
        found = targets(workspace_id, inputs, choices={run_id: one.choice for run_id, one in read.items()}, locking=True)
        results: dict[UUID, StepResult] = {}
        going: dict[UUID, Record] = {}
        for one in inputs:
            target = found[one.run.id]
            if target.record is None:
                results[one.run.id] = missing(target, settings=read[one.run.id])
            elif said := closed(target.record):
                results[one.run.id] = StepResult(status="failed", outcome=said)
            else:
                going[one.run.id] = target.record
        saved = {one.record.id: one for one in set_deleted(workspace_id, [row.id for row in going.values()], deleted=True)}
        causes = {going[one.run.id].id: one.run for one in inputs if one.run.id in going}
        telling.tell(workspace_id, list(saved.values()), causes=causes)
        for run_id, record in going.items():
            deleted = saved[record.id].change == "deleted"
            output: dict[str, object] = {"id": str(record.id), "key": record.key, "deleted": deleted}
            said = f"{record.key} was put into the bin" if deleted else IN_BIN.format(key=record.key)
            results[run_id] = StepResult(status="done" if deleted else "skipped", outcome=said, output=output)
        return results

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        settings = Settings.model_validate(dict(one.settings))
        target = targets(workspace_id, [one], choices={one.run.id: settings.choice}, locking=False)[one.run.id]
        record = target.record
        none = nothing_to_show(target, settings=settings, would="Would delete nothing")
        if none is not None or record is None:
            return none or Preview(text="Would delete nothing.")
        if record.deleted_at is not None:
            return Preview(text=f"Would delete nothing: {IN_BIN.format(key=record.key)}.", status="skipped")
        output = {"id": str(record.id), "key": record.key, "deleted": True}
        return Preview(text=f"Would put {record.collection.name} {record.key} into the bin.", output=output)
