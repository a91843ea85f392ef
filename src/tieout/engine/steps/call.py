"""Call: another automation runs with the values that it is given; this one goes on when that has ended, or at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.accounting.money import MoneyError, parse_amount
from tieout.automations.scope import SET_STEP
from tieout.engine import children
from tieout.engine.children import DEPTH_MAX, Calling
from tieout.engine.steps.contract import Group, Preview, PreviewField, StepInput, StepResult, field_as, with_settings
from tieout.mapping.conditions import ConditionError
from tieout.mapping.rules import FieldRule, FormulaRule, ValueRule, evaluate
from tieout.store import child_runs, runs
from tieout.store.automations import AutomationVersion
from tieout.store.runs import Run, RunStatus, RunStep

VALUES_MAX = 100


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    automation: str = Field(
        min_length=1,
        title="Automation",
        description="One that starts by being called.",
        json_schema_extra=field_as("automation"),
    )
    values: dict[str, ValueRule] = Field(
        default={},
        max_length=VALUES_MAX,
        title="Values",
        description="What the called automation finds as its trigger's fields.",
        json_schema_extra=field_as("rules"),
    )
    wait: bool = Field(
        default=True,
        title="Wait until it has ended",
        description="Otherwise this one goes on at once, and the other's run stands for itself with whatever trouble it has.",
        json_schema_extra=field_as("checkbox"),
    )


class Call:
    kind = "call"
    name = "Call an automation"
    group: Group = "flow"
    about = "Run another automation with values from this one, and wait until it has ended or go on at once."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        return {"status": "text"} if settings.get("wait", True) else {"status": "text", "run_id": "text"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        ((_, settings),) = with_settings(Settings, [one])
        version, values = children.callable_version(workspace_id, settings.automation), _values(one, settings)
        wrong = tuple(said for said in (version, values) if isinstance(said, str))
        if isinstance(version, str) or isinstance(values, str):
            return Preview(text=wrong[0], status="failed", problems=wrong)
        shown = tuple(
            PreviewField(name=name, label=name, value="" if value is None else str(value)) for name, value in values.items()
        )
        said = "Would call" if settings.wait else "Would start, without waiting for it,"
        types = {name: _type(one, rule, value=values[name]) for name, rule in settings.values.items()}
        told: dict[str, object] = {
            "automation": str(version.automation_id),
            "values": values,
            "types": types,
            "waits": settings.wait,
        }
        return Preview(text=f"{said} {version.automation.name}", fields=shown, document=told)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        begun = child_runs.only_children(workspace_id, [one.run.id for one in inputs], path=inputs[0].path)
        ended = [row.id for row in begun.values() if row.status == RunStatus.SUCCEEDED]
        steps = runs.steps_of(workspace_id, ended) if ended else {}
        versions: dict[str, AutomationVersion | str] = {}
        results: dict[UUID, StepResult] = {}
        wanted: list[tuple[StepInput, Calling]] = []
        apart: list[tuple[StepInput, Calling]] = []
        for one, settings in with_settings(Settings, inputs):
            if one.run.id in begun:
                row = begun[one.run.id]
                results[one.run.id] = _ended(row, steps.get(row.id, {}))
                continue
            if settings.automation not in versions:
                versions[settings.automation] = children.callable_version(workspace_id, settings.automation)
            version, values = versions[settings.automation], _values(one, settings)
            if isinstance(version, str) or isinstance(values, str):
                said = version if isinstance(version, str) else str(values)
                results[one.run.id] = StepResult(status="failed", outcome=said)
            elif one.run.depth >= DEPTH_MAX:
                said = f"Automations call one another more than {DEPTH_MAX} deep. Look for one that calls itself."
                results[one.run.id] = StepResult(status="failed", outcome=said)
            else:
                types = {name: _type(one, rule, value=values[name]) for name, rule in settings.values.items()}
                calling = Calling(version=version, values=values, types=types)
                if not settings.wait:
                    apart.append((one, calling))
                    continue
                wanted.append((one, calling))
                results[one.run.id] = StepResult(status="waiting", outcome="waiting for the automation that is called")
        children.begin_called(workspace_id, wanted)
        results.update(_started(apart, children.begin_apart(workspace_id, apart)))
        return results


def _started(apart: Sequence[tuple[StepInput, Calling]], begun: Mapping[UUID, UUID]) -> dict[UUID, StepResult]:
    """Of those that are not waited for, by the run that called."""
    results: dict[UUID, StepResult] = {}
    for one, calling in apart:
        name = calling.version.automation.name
        if (run_id := begun.get(one.run.id)) is None:
            said = f"{name} was switched off instead of being started: it was to run more often than it may."
            results[one.run.id] = StepResult(status="failed", outcome=said)
        else:
            output: dict[str, object] = {"status": "started", "run_id": str(run_id)}
            results[one.run.id] = StepResult(status="done", outcome=f"{name} was started", output=output)
    return results


def _ended(row: Run, steps: Mapping[str, RunStep]) -> StepResult:
    """Its variables are what this step gives."""
    if row.status in runs.UNFINISHED:
        return StepResult(status="waiting", outcome="waiting for the automation that is called")
    if row.status == RunStatus.SUCCEEDED:
        said = {str(step.output["name"]): step.output.get("value") for step in steps.values() if step.kind == SET_STEP}
        return StepResult(status="done", outcome="it has ended well", output={**said, "status": row.status})
    what = "needs attention" if row.status == RunStatus.ATTENTION else "failed"
    status = "refused" if row.status == RunStatus.ATTENTION else "failed"
    said_of = f"The automation that is called {what}: {row.error}".rstrip(": ")
    return StepResult(status="refused" if status == "refused" else "failed", outcome=said_of)


def _values(one: StepInput, settings: Settings) -> dict[str, object] | str:
    try:
        return {name: evaluate(rule, one.scope, types=one.types) for name, rule in settings.values.items()}
    except ConditionError as error:
        return str(error)


def _type(one: StepInput, rule: ValueRule, *, value: object) -> str:
    """That of the field it comes from; what a formula gives is a number where it looks like one."""
    if isinstance(rule, FieldRule):
        return one.types.get(rule.path, "text")
    if isinstance(rule, FormulaRule) and isinstance(value, str):
        try:
            parse_amount(value)
        except MoneyError:
            return "text"
        return "number"
    return "text"
