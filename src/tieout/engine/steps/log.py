"""Log: a line in the run, and in the audit log where that is wanted."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate_text
from tieout.store import audit


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    message: ValueRule = Field(title="Message", json_schema_extra=field_as("rule"))
    in_audit_log: bool = Field(
        default=False,
        title="Write it into the audit log too",
        description="Where it is kept for good.",
        json_schema_extra=field_as("checkbox"),
    )


class Log:
    kind = "log"
    name = "Log"
    group: Group = "flow"
    about = "Write a line into the run, and into the audit log where that is wanted."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"message": "text"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id
        ((_, settings),) = with_settings(Settings, [one])
        result = _line(one, settings)
        problems = (result.outcome,) if result.status == "failed" else ()
        return Preview(text=result.outcome, status=result.status, problems=problems, output=result.output)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        notes: list[audit.Note] = []
        results: dict[UUID, StepResult] = {}
        for one, settings in with_settings(Settings, inputs):
            result = results[one.run.id] = _line(one, settings)
            if settings.in_audit_log and result.status == "done":
                notes.append(
                    audit.Note(
                        actor="Tieout",
                        action="run.logged",
                        subject_kind="run",
                        subject_id=str(one.run.id),
                        text=result.outcome,
                        details={"step": one.path, "subject": str(one.run.subject_id or "")},
                    )
                )
        if notes:
            audit.add(workspace_id, notes)
        return results


def _line(one: StepInput, settings: Settings) -> StepResult:
    try:
        said = evaluate_text(settings.message, one.scope, types=one.types)
    except ConditionError as error:
        return StepResult(status="failed", outcome=str(error))
    return StepResult(status="done", outcome=said[:500], output={"message": said})
