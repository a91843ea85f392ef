"""Switch: the run takes the branch of the first case that holds."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.mapping.conditions import ConditionError, holds

OTHERWISE = "otherwise"
CASES_MAX = 20


class Case(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_-]+$", json_schema_extra=field_as("hidden"))
    name: str = Field(default="", max_length=100, title="Name", json_schema_extra=field_as("text"))
    condition: dict[str, JsonValue] = Field(title="When", json_schema_extra=field_as("condition"))


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    cases: list[Case] = Field(
        title="Cases",
        description="The first that holds decides; where none does, the steps under “otherwise” run.",
        min_length=1,
        max_length=CASES_MAX,
        json_schema_extra=field_as("lines"),
    )


class Switch:
    kind = "switch"
    name = "Switch"
    group: Group = "flow"
    about = "Choose one of several ways by the first condition that holds."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"case": "text"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        result = self.run_many(workspace_id, [one])[one.run.id]
        problems = (result.outcome,) if result.status == "failed" else ()
        text = f"Would go on with {result.outcome}" if not problems else result.outcome
        return Preview(text=text, status=result.status, problems=problems, output=result.output, branch=result.branch)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        return {one.run.id: _chosen(one, settings) for one, settings in with_settings(Settings, inputs)}


def _chosen(one: StepInput, settings: Settings) -> StepResult:
    for case in settings.cases:
        name = case.name or case.id
        try:
            met = holds(case.condition, one.scope, types=one.types)
        except ConditionError as error:
            return StepResult(status="failed", outcome=f"{name}: {error}")
        if met:
            return StepResult(status="done", outcome=name, output={"case": name}, branch=case.id)
    return StepResult(status="done", outcome=OTHERWISE, output={"case": OTHERWISE}, branch=OTHERWISE)
