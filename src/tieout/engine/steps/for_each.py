"""For each: the steps in it are done for every item of a list, each as a run of its own."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.engine import children
from tieout.engine.children import ITEMS_MAX
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult, field_as, with_settings
from tieout.mapping.conditions import read_path
from tieout.store import child_runs, runs


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    items: str = Field(
        min_length=1,
        max_length=300,
        title="List",
        description=f"Line items, records that were found, or another list; at most {ITEMS_MAX} items.",
        json_schema_extra=field_as("list_path"),
    )
    when_one_fails: Literal["keep_going", "stop"] = Field(
        default="keep_going",
        title="When an item fails",
        description="Keep going does all items at once; stop does one after the other.",
        json_schema_extra=field_as("choice"),
    )


class ForEach:
    kind = "for_each"
    name = "For each"
    group: Group = "flow"
    about = "Do the steps in it for every item of a list."
    settings = Settings

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"count": "number", "done": "number", "failed": "number"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id
        ((_, settings),) = with_settings(Settings, [one])
        items = _items(one, settings.items)
        if isinstance(items, str):
            return Preview(text=items, status="failed", problems=(items,))
        count = len(items)
        text = f"Would go through {count} item{'s' if count != 1 else ''}" if items else "There is no item to go through"
        return Preview(text=text, output={"count": count, "done": 0, "failed": 0}, branch="do" if items else "")

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        path = inputs[0].path
        known = child_runs.children_of(workspace_id, [one.run.id for one in inputs], path=path)
        results: dict[UUID, StepResult] = {}
        beginning: dict[bool, list[tuple[StepInput, list[object]]]] = {}
        going: list[child_runs.Children] = []
        for one, settings in with_settings(Settings, inputs):
            one_by_one = settings.when_one_fails == "stop"
            found = known.get(one.run.id)
            if found is not None:
                if one_by_one and found.count(runs.RunStatus.FAILED):
                    child_runs.cancel_children(workspace_id, [one.run.id], path=path)
                result = children.settled(found, one_by_one=one_by_one)
                if result is None:
                    going += [found] if one_by_one else []
                    result = _waiting(found.total, left=found.under_way + found.count(runs.RunStatus.QUEUED))
                results[one.run.id] = result
                continue
            items = _items(one, settings.items)
            if isinstance(items, str):
                results[one.run.id] = StepResult(status="failed", outcome=items)
            elif not items:
                nothing: dict[str, object] = {"count": 0, "done": 0, "failed": 0}
                results[one.run.id] = StepResult(status="done", outcome="there is no item", output=nothing)
            else:
                beginning.setdefault(not one_by_one, []).append((one, items))
                results[one.run.id] = _waiting(len(items), left=len(items))
        for at_once, wanted in beginning.items():
            children.begin_items(workspace_id, wanted, at_once=at_once)
        children.begin_next(workspace_id, going)
        return results


def _waiting(total: int, *, left: int) -> StepResult:
    return StepResult(status="waiting", outcome=f"{total - left} of {total} item{'s' if total != 1 else ''} done")


def _items(one: StepInput, path: str) -> list[object] | str:
    """The items as they are now, or the sentence why there are none to go through."""
    found = read_path(one.scope, path)
    if found in (None, ""):
        return []
    if not isinstance(found, list | tuple):
        return f"{path} is no list. Choose a list."
    if len(found) > ITEMS_MAX:
        return f"{path} has {len(found)} items; at most {ITEMS_MAX} are gone through. Narrow what is found, or divide it."
    return list(found)
