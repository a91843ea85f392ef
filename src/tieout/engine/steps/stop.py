"""Stop: the run ends here, with a message."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import ValueRule, evaluate_text


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    message: ValueRule | None = Field(
        default=None, title="Message", description="What the run says at its end.", json_schema_extra=field_as("rule")
    )
    ends_as: Literal["done", "failed"] = Field(
        default="done",
        title="The run counts as",
        description="Of an item of a list only this item ends.",
        json_schema_extra=field_as("choice"),
    )


class Stop:
    kind = "stop"
    name = "Stop"
    group: Group = "flow"
    about = "End the run here and say why."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        result = self.run_many(workspace_id, [one])[one.run.id]
        return Preview(text=f"Would end here: {result.outcome}", status=result.status)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        results: dict[UUID, StepResult] = {}
        for one, settings in with_settings(Settings, inputs):
            try:
                said = evaluate_text(settings.message, one.scope, types=one.types)
            except ConditionError as error:
                said = str(error)
            results[one.run.id] = StepResult(status=settings.ends_as, outcome=said or "stopped", ends=True)
        return results
