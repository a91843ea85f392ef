"""Condition: the run goes one way where it holds and the other where it does not."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, JsonValue

from tieout.engine.steps.contract import StepInput, StepResult
from tieout.mapping.conditions import ConditionError, holds
from tieout.store import collections
from tieout.store.records import records_by_ids


class Settings(BaseModel):
    """The condition in react-querybuilder's JSON."""

    condition: dict[str, JsonValue]


class Condition:
    kind = "condition"
    name = "Condition"
    settings = Settings

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        present = records_by_ids(workspace_id, [one.run.subject_id for one in inputs if one.run.subject_id is not None])
        types = collections.collection_types(workspace_id)
        results: dict[UUID, StepResult] = {}
        for one in inputs:
            record = present.get(one.run.subject_id) if one.run.subject_id is not None else None
            if record is None:
                results[one.run.id] = StepResult(status="skipped", outcome="the record is gone")
                continue
            try:
                met = holds(
                    Settings.model_validate(dict(one.settings)).condition, record.values, types=types.get(record.collection.key, {})
                )
            except ConditionError as error:
                results[one.run.id] = StepResult(status="failed", outcome=str(error))
                continue
            results[one.run.id] = StepResult(status="met" if met else "not_met", outcome="it holds" if met else "it does not hold")
        return results
