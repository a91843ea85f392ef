"""Set variable: a value under a name, for the steps that follow."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as, with_settings
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate

NAME = r"^[a-z][a-z0-9_]{0,59}$"
ValueType = Literal["text", "number", "money", "date", "date_time", "checkbox", "line_items"]


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(
        pattern=NAME,
        title="Name",
        description="Small letters, digits and _. Later steps find it as vars.name; within a list each item has its own.",
        json_schema_extra=field_as("text"),
    )
    value: ValueRule = Field(title="Value", json_schema_extra=field_as("rule"))
    type: ValueType = Field(default="text", title="Type", json_schema_extra=field_as("choice"))


class SetVariable:
    kind = "set_variable"
    name = "Set variable"
    group: Group = "flow"
    about = "Keep a value under a name for the steps that follow."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        return {"name": "text", "value": str(settings.get("type") or "text")}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        result = self.run_many(workspace_id, [one])[one.run.id]
        if result.status == "failed":
            return Preview(text=result.outcome, status="failed", problems=(result.outcome,))
        shown = PreviewField(name="value", label=str(result.output["name"]), value=str(result.output["value"] or ""))
        return Preview(text=f"Would set {result.outcome}", fields=(shown,), output=result.output)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        results: dict[UUID, StepResult] = {}
        for one, settings in with_settings(Settings, inputs):
            try:
                value = evaluate(settings.value, one.scope, types=one.types)
            except ConditionError as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            shown = f"{settings.name} to {value}" if not isinstance(value, list | Mapping) else settings.name
            results[one.run.id] = StepResult(status="done", outcome=shown[:200], output={"name": settings.name, "value": value})
        return results
