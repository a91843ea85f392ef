"""Condition: the run goes one way where it holds and the other where it does not."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.mapping.conditions import ConditionError, holds


class Settings(BaseModel):
    """The condition in react-querybuilder's JSON."""

    model_config = ConfigDict(extra="forbid")
    condition: dict[str, JsonValue] = Field(
        title="Condition",
        description="The steps under “then” run where it holds, those under “otherwise” where it does not.",
        json_schema_extra=field_as("condition"),
    )


class Condition:
    kind = "condition"
    name = "Condition"
    group: Group = "flow"
    about = "Go one way where a condition holds, and another where it does not."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"met": "checkbox"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        result = self.run_many(workspace_id, [one])[one.run.id]
        problems = (result.outcome,) if result.status == "failed" else ()
        return Preview(
            text=result.outcome.capitalize(), status=result.status, problems=problems, output=result.output, branch=result.branch
        )

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        results: dict[UUID, StepResult] = {}
        for one, settings in with_settings(Settings, inputs):
            try:
                met = holds(settings.condition, one.scope, types=one.types)
            except ConditionError as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            results[one.run.id] = StepResult(
                status="met" if met else "not_met",
                outcome="it holds" if met else "it does not hold",
                branch="then" if met else "otherwise",
                output={"met": met},
            )
        return results
