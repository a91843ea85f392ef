"""The plan of an automation: a definition walked over what a run sees, each step looked at and none of them done."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from tieout.automations.definition import (
    APPROVAL_STEP,
    EACH_STEP,
    STOP_STEP,
    Definition,
    Step,
    first_position,
    next_step,
    step_at,
    steps_in_order,
)
from tieout.automations.events import EventKind
from tieout.automations.scope import SET_STEP, items_path
from tieout.engine import children, publishing
from tieout.engine.asking import Looked
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.scope import GIVING, Scopes
from tieout.engine.steps.books import planned
from tieout.engine.steps.contract import OUTCOMES, Preview, StepInput
from tieout.engine.versions import definition_of
from tieout.mapping.conditions import read_path
from tieout.store import database
from tieout.store.events import Event
from tieout.store.runs import Run

CALL_STEP = "call"
# What waits or acts outside is taken to end well.
COMING = frozenset({"waiting", "acting"})


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a plan goes: so many steps, of each list so many items, and past an approval as though it were given or up to it."""

    steps: int = 200
    items: int = 50
    past_approvals: bool = True


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """`item` says of which item of which list ("each:2"), "" outside of one."""

    position: str
    name: str
    kind: str
    preview: Preview
    item: str = ""


@dataclass(kw_only=True)
class Walked:
    """`left_out` are sentences that tell what a plan does not show."""

    steps: list[PlannedStep] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    is_full: bool = False


@contextmanager
def looking() -> Iterator[None]:
    """Nothing of what is looked at within is kept, and what a ledger has is read once."""
    with database.discarded(), planned():
        yield


class Outlook:
    """A run as it would be: what each step would give is seen by those that follow. Inside `looking`.

    `samples` are what is pinned to steps, by their ids: it is given instead of what the step would give. The run itself is not
    touched; `run` is a copy that stands where the outlook does.
    """

    def __init__(self, definition: Definition, *, run: Run, scopes: Scopes, samples: Mapping[str, JsonValue] | None = None) -> None:
        self._definition, self._scopes, self._samples = definition, scopes, samples or {}
        self.run = copy.copy(run)
        self.scope: Mapping[str, object] = scopes.values(run)
        self.outputs: dict[str, Mapping[str, object]] = {}
        self.item = ""
        self._called_at = ""

    def as_told(self, event: Event) -> None:
        """Rules see the subject's values as the event told them, not as they are now."""
        told = event.subject.get("values", {})
        self.scope = {**self.scope, **told, "trigger": told}

    def preview(self, position: str) -> Preview:
        """Of one step, where the outlook stands now."""
        step = step_at(self._definition, position)
        kind = STEP_KINDS.get(step.kind)
        if kind is None:
            return _impossible(f"There is no kind of step {step.kind}. Remove the step or choose another kind.")
        if wrong := publishing.unreadable(step.settings, kind):
            said = tuple(one.message for one in wrong)
            return _impossible(f"{step.name or kind.name} is not complete: {said[0]}", *said)
        return kind.preview(self.run.workspace_id, self._input(step, position))

    def take(self, position: str, preview: Preview) -> None:
        """Goes on as though the step had ended so, or had given the sample that is pinned to it."""
        step = step_at(self._definition, position)
        pinned = self._samples.get(step.id)
        output: Mapping[str, object] = pinned if isinstance(pinned, dict) else dict(preview.output)
        self.outputs[position] = output
        if isinstance(pinned, dict) or preview.status in GIVING | COMING:
            self.scope = {**self.scope, "steps": {**_within(self.scope, "steps"), step.id: output}}
            if step.kind == SET_STEP and "name" in output:
                named = {**_within(self.scope, "vars"), str(output["name"]): output.get("value")}
                self.scope = {**self.scope, "vars": named}

    def take_samples(self) -> None:
        """Goes on as though every step with a sample had given it."""
        for position, step in steps_in_order(self._definition):
            if isinstance(self._samples.get(step.id), dict):
                self.take(position, Preview(text=""))

    def items(self, position: str) -> list[object]:
        """Of the list that a `for_each` goes through."""
        found = read_path(self.scope, items_path(step_at(self._definition, position)))
        return list(found) if isinstance(found, list | tuple) else []

    def at_item(self, position: str, *, number: int, item: object) -> "Outlook":
        """The same where one item of the list at the position is taken up; what is learnt there stays there."""
        step_id = position.rpartition("/")[2]
        inner = copy.copy(self)
        inner.run, inner.outputs = copy.copy(self.run), dict(self.outputs)
        inner.run.context = {**self.run.context, "item": item}
        inner.run.item_number, inner.run.parent_path = number, position
        inner.scope = {
            **self.scope,
            "item": item,
            "item_number": number,
            "items": {**_within(self.scope, "items"), step_id: item},
        }
        inner.item = f"{self.item} {step_id}:{number}".strip()
        return inner

    def walk(self, begin: str | None, *, reach: Reach) -> Walked:
        """Every step from there on that would be taken."""
        found = Walked()
        self.go(begin, reach=reach, found=found)
        if found.is_full:
            found.left_out.append(f"The plan shows its first {reach.steps} steps; what follows them is not shown.")
        return found

    def go(self, begin: str | None, *, reach: Reach, found: Walked) -> bool:
        """Whether it would end well, as far as can be said."""
        position = begin
        while position is not None:
            if len(found.steps) >= reach.steps:
                found.is_full = True
                return True
            step, place = step_at(self._definition, position), len(found.steps)
            preview = self.preview(position)
            kind = STEP_KINDS.get(step.kind)
            name = step.name or (kind.name if kind else step.kind)
            planned_at = f"{self._called_at}{position}"
            found.steps.append(PlannedStep(position=planned_at, name=name, kind=step.kind, preview=preview, item=self.item))
            if step.kind == APPROVAL_STEP and not reach.past_approvals:
                return True
            if step.kind == EACH_STEP and preview.branch:
                preview = self._through(position, reach=reach, found=found)
            elif step.kind == CALL_STEP and preview.status == "done" and step.id not in self._samples:
                preview = self._into(position, reach=reach, found=found)
            found.steps[place] = replace(found.steps[place], preview=preview)
            self.take(position, preview)
            outcome = "done" if step.id in self._samples else OUTCOMES.get(preview.status, "done")
            if step.kind == STOP_STEP:
                return outcome != "failed"
            branch = "" if step.kind == EACH_STEP else preview.branch
            position = next_step(self._definition, position, outcome=outcome, branch=branch)
            if position is None and outcome == "failed" and step.on_error in ("stop", "exception"):
                return False
        return True

    def _through(self, position: str, *, reach: Reach, found: Walked) -> Preview:
        """What a list comes to with its items done, as many as are looked at."""
        step, listed = step_at(self._definition, position), self.items(position)
        holder = found.steps[-1]
        inside = first_position(self._definition, inside=f"{position}/do") if step.branches.get("do") else None
        walked, failed = 0, 0
        for number, item in enumerate(listed[: reach.items], 1):
            if found.is_full or (failed and step.settings.get("when_one_fails") == "stop"):
                break
            failed += not self.at_item(position, number=number, item=item).go(inside, reach=reach, found=found)
            walked += 1
        if len(listed) > reach.items:
            said = f"{holder.name}: the first {walked} of {len(listed)} items are shown; the others are done in the same way."
            found.left_out.append(said)
        output = {"count": len(listed), "done": len(listed) - failed, "failed": failed}
        return replace(holder.preview, status="failed" if failed else holder.preview.status, output=output)

    def _into(self, position: str, *, reach: Reach, found: Walked) -> Preview:
        """What an automation that is called comes to; its variables are what the step gives that waits for it."""
        holder, workspace_id = found.steps[-1], self.run.workspace_id
        told = holder.preview.document
        version = children.callable_version(workspace_id, str(told.get("automation", "")))
        if isinstance(version, str) or self.run.depth >= children.DEPTH_MAX:
            found.left_out.append(f"{holder.name}: what the automation that is called does is not shown.")
            return holder.preview
        run = copy.copy(self.run)
        run.version, run.context, run.item_number, run.depth = version, {}, None, run.depth + 1
        run.event = Event(
            workspace_id=workspace_id,
            source=str(version.automation_id),
            kind=EventKind.CALLED.value,
            subject_kind=run.subject_kind,
            subject_id=run.subject_id,
            subject={"values": told.get("values", {}), "previous": {}, "types": told.get("types", {})},
        )
        definition = definition_of(version)
        inner = Outlook(definition, run=run, scopes=Scopes(workspace_id, kinds=STEP_KINDS, walked=[run], steps={}))
        inner.item, inner._called_at = self.item, f"{self._called_at}{position}/called/"
        ends_well = inner.go(first_position(definition), reach=reach, found=found)
        if not told.get("waits"):
            return replace(holder.preview, output={"status": "started", "run_id": ""})
        output = {**_within(inner.scope, "vars"), "status": "succeeded" if ends_well else "failed"}
        return replace(holder.preview, status="done" if ends_well else "failed", output=output)

    def _input(self, step: Step, position: str) -> StepInput:
        event = self.run.event
        if event is None:
            raise RuntimeError("a run of an automation has an event")
        self.run.position = position
        return StepInput(
            run=self.run,
            event=event,
            settings=step.settings,
            earlier=None,
            outputs=self.outputs,
            path=position,
            scope=self.scope,
            types=self._scopes.types(self.run, self._definition, scope=self.scope),
            branches=frozenset(name for name, held in step.branches.items() if held),
        )


def ahead(branch: str, *, scopes: Scopes, definition: Definition, run: Run) -> list[dict[str, object]]:
    """What the run would do from where it stands if that step led into the branch now, up to the next approval, as it is kept with
    an approval. Nothing of it is written, and nobody is called."""
    begin = next_step(definition, run.position, outcome="done", branch=branch)
    if begin is None:
        return []
    with looking():
        outlook = Outlook(definition, run=run, scopes=scopes)
        outlook.take(run.position, outlook.preview(run.position))
        walked = outlook.walk(begin, reach=Reach(past_approvals=False))
    return [*map(_entry, walked.steps), *map(_left_out, walked.left_out)]


def alone(*, scopes: Scopes, definition: Definition, run: Run) -> Looked:
    """What the step at which the run stands would do now, as `ahead` would tell of it."""
    step = step_at(definition, run.position)
    with looking():
        preview = Outlook(definition, run=run, scopes=scopes).preview(run.position)
    kind = STEP_KINDS.get(step.kind)
    name = step.name or (kind.name if kind else step.kind)
    return Looked(preview=preview, entry=_entry(PlannedStep(position=run.position, name=name, kind=step.kind, preview=preview)))


def _entry(one: PlannedStep) -> dict[str, object]:
    preview = one.preview
    return {
        "position": one.position,
        "name": one.name,
        "kind": one.kind,
        "item": one.item,
        "text": preview.text,
        "status": preview.status,
        "writes": preview.writes,
        "values": [[each.name, each.value] for each in preview.fields],
        "fields": [dict(vars(each)) for each in preview.fields],
        "problems": list(preview.problems),
        "document": dict(preview.document),
        "connection": str(preview.output.get("connection", "")),
    }


def _left_out(said: str) -> dict[str, object]:
    return _entry(PlannedStep(position="", name="Not shown", kind="", preview=Preview(text=said)))


def _impossible(text: str, *problems: str) -> Preview:
    return Preview(text=text, status="failed", problems=problems or (text,))


def _within(scope: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = scope.get(name)
    return found if isinstance(found, Mapping) else {}
