"""Compute: values worked out by formulas, for the steps that follow."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as, with_settings
from tieout.engine.steps.set_variable import NAME, ValueType
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate

RESULTS_MAX = 50


class Named(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern=NAME, title="Name", json_schema_extra=field_as("text"))
    value: ValueRule = Field(title="Formula", json_schema_extra=field_as("rule"))
    type: ValueType = Field(default="number", title="Type", json_schema_extra=field_as("choice"))


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    results: list[Named] = Field(
        title="Results",
        description="Each can use those above it by their names.",
        min_length=1,
        max_length=RESULTS_MAX,
        json_schema_extra=field_as("lines"),
    )

    @field_validator("results")
    @classmethod
    def _named_once(cls, results: list[Named]) -> list[Named]:
        names = [one.name for one in results]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"two results are called {twice}")
        return results


class Compute:
    kind = "compute"
    name = "Compute"
    group: Group = "flow"
    about = "Work out values by formulas for the steps that follow."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        results = settings.get("results")
        named = [one for one in results if isinstance(one, dict) and one.get("name")] if isinstance(results, list) else []
        return {str(one["name"]): str(one.get("type") or "number") for one in named}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        result = self.run_many(workspace_id, [one])[one.run.id]
        if result.status == "failed":
            return Preview(text=result.outcome, status="failed", problems=(result.outcome,))
        types = self.outputs(one.settings)
        shown = tuple(
            PreviewField(name=name, label=name, value="" if value is None else str(value), type=types.get(name, "text"))
            for name, value in result.output.items()
        )
        return Preview(
            text=f"Would work out {len(shown)} value{'s' if len(shown) != 1 else ''}", fields=shown, output=result.output
        )

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        return {one.run.id: _worked_out(one, settings) for one, settings in with_settings(Settings, inputs)}


def _worked_out(one: StepInput, settings: Settings) -> StepResult:
    found: dict[str, object] = {}
    types = {**one.types, **{result.name: result.type for result in settings.results}}
    for result in settings.results:
        try:
            found[result.name] = evaluate(result.value, {**one.scope, **found}, types=types)
        except ConditionError as error:
            return StepResult(status="failed", outcome=f"{result.name}: {error}")
    said = ", ".join(f"{name} = {value}" for name, value in found.items())
    return StepResult(status="done", outcome=said[:300], output=found)
