"""An automation as its builder saves it: a trigger and steps; and the order in which they are walked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tieout.automations.triggers import Trigger

SCHEMA = 2
STEPS_MAX = 100
CONDITION_STEP, SWITCH_STEP, EACH_STEP, APPROVAL_STEP, STOP_STEP = "condition", "switch", "for_each", "approval", "stop"
# The branch that a step with `on_error: branch` takes when it fails.
FAILED = "failed"

OnError = Literal["stop", "continue", "exception", "branch"]
Outcome = Literal["done", "skipped", "failed"]


class Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Retry(Stored):
    """How often what passes by itself (a time-out, a refusal for being too many) is tried, and the seconds before the second try;
    each wait after that is twice as long."""

    tries: int = Field(default=3, ge=1, le=10)
    seconds: int = Field(default=10, ge=1, le=3600)


class Step(Stored):
    """`on_error`: stop ends the run as failed; continue goes on; exception opens one and goes on when it is retried with success;
    branch takes the branch `failed`.

    `branches` are steps that this one leads into, by the branch's name; `branches_of` says which names a step has.
    """

    id: str = Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_-]+$")
    kind: str
    name: str = ""
    note: str = Field(default="", max_length=2000)
    settings: dict[str, JsonValue] = {}
    on_error: OnError = "exception"
    retry: Retry = Retry()
    branches: dict[str, list["Step"]] = {}


class Place(Stored):
    """Where somebody put a step or a note on the canvas, in pixels; a step without one is laid out."""

    x: int = Field(ge=-100_000, le=100_000)
    y: int = Field(ge=-100_000, le=100_000)


class CanvasNote(Stored):
    id: str = Field(min_length=1, max_length=60)
    text: str = Field(max_length=5000)
    place: Place
    width: int = Field(default=240, ge=80, le=2000)
    height: int = Field(default=120, ge=40, le=2000)


class Limits(Stored):
    """`runs_at_once` that may be under way; `runs_an_hour` that may begin before the automation stops itself and says so."""

    runs_at_once: int | None = Field(default=None, ge=1, le=10_000)
    runs_an_hour: int | None = Field(default=None, ge=1, le=1_000_000)


class Definition(Stored):
    """`schema_number` (JSON: `schema`) says which form this is; `automations.upgrade` brings older ones up.

    `layout` by step id and `notes` are what people see on the canvas, without meaning for runs; so are the `samples` by step id
    ("trigger" for the trigger), which tests of a draft take instead of what the step would give.
    """

    schema_number: int = Field(default=SCHEMA, alias="schema")
    description: str = Field(default="", max_length=2000)
    trigger: Trigger
    steps: list[Step]
    limits: Limits = Limits()
    layout: dict[str, Place] = {}
    notes: list[CanvasNote] = Field(default=[], max_length=100)
    samples: dict[str, JsonValue] = {}


def to_json(definition: Definition) -> dict[str, JsonValue]:
    """What is stored; `automations.upgrade.upgraded` reads it."""
    document: dict[str, JsonValue] = definition.model_dump(mode="json", by_alias=True)
    return document


def branches_of(step: Step) -> tuple[str, ...]:
    """The names of the branches that this step has, whether steps are in them or not, in the order in which they are read."""
    own: tuple[str, ...] = ()
    if step.kind == CONDITION_STEP:
        own = ("then", "otherwise")
    elif step.kind == SWITCH_STEP:
        cases = step.settings.get("cases")
        named = [str(case["id"]) for case in cases if isinstance(case, dict) and "id" in case] if isinstance(cases, list) else []
        own = (*named, "otherwise")
    elif step.kind == EACH_STEP:
        own = ("do",)
    elif step.kind == APPROVAL_STEP:
        own = ("approved", "rejected")
    return (*own, FAILED) if step.on_error == "branch" else own


def steps_in_order(definition: Definition) -> Iterator[tuple[str, Step]]:
    """Every step with its position, as one reads them: a condition, what it holds, what follows it.

    A position is the path of ids and branches: `check`, `check/then/create`.
    """
    yield from _walk(definition.steps, "")


def step_at(definition: Definition, position: str) -> Step:
    """The step of a position; raises KeyError."""
    step, _ = _found(definition, position)
    return step


def first_position(definition: Definition, *, inside: str = "") -> str | None:
    """Where a run begins, or one that does what a branch holds (`inside`: `each/do`); None where there are no steps."""
    steps: Sequence[Step] = definition.steps
    if inside:
        holder, _, branch = inside.rpartition("/")
        steps = step_at(definition, holder).branches.get(branch, [])
    return _below(inside, steps[0].id) if steps else None


def next_step(definition: Definition, position: str | None, *, outcome: Outcome, branch: str = "") -> str | None:
    """Where a run goes on after the step at `position` (None: at the beginning) ended so; None when the run is at its end.

    A step that decides names the `branch`. A failed step ends the run unless it is to continue or has a branch for it: after
    `exception`, the retry that succeeds goes on with `done`. What the steps in a `for_each` do is a run for each item, which ends
    with the last of them. Raises KeyError for an unknown position.
    """
    if position is None:
        return first_position(definition)
    step, siblings = _found(definition, position)
    if outcome == "failed":
        if step.on_error in ("stop", "exception"):
            return None
        branch = FAILED if step.on_error == "branch" else ""
    if branch and step.branches.get(branch):
        return f"{position}/{branch}/{step.branches[branch][0].id}"
    return _following(definition, position, siblings=siblings)


def _following(definition: Definition, position: str, *, siblings: Sequence[Step]) -> str | None:
    """The next sibling, or that of the step which holds this one."""
    parent, _, own = position.rpartition("/")
    place = next(index for index, step in enumerate(siblings) if step.id == own)
    if place + 1 < len(siblings):
        return _below(parent, siblings[place + 1].id)
    if not parent:
        return None
    holder, _, branch = parent.rpartition("/")
    held_by, around = _found(definition, holder)
    if held_by.kind == EACH_STEP and branch == "do":
        return None
    return _following(definition, holder, siblings=around)


def _below(parent: str, own: str) -> str:
    return f"{parent}/{own}" if parent else own


def _found(definition: Definition, position: str) -> tuple[Step, Sequence[Step]]:
    siblings: Sequence[Step] = definition.steps
    parts = position.split("/")
    step: Step | None = None
    for index, part in enumerate(parts):
        if index % 2:
            if step is None or part not in step.branches:
                raise KeyError(position)
            siblings = step.branches[part]
            continue
        step = next((one for one in siblings if one.id == part), None)
        if step is None:
            raise KeyError(position)
    if step is None or len(parts) % 2 == 0:
        raise KeyError(position)
    return step, siblings


def _walk(steps: Sequence[Step], prefix: str) -> Iterator[tuple[str, Step]]:
    for step in steps:
        position = f"{prefix}{step.id}"
        yield position, step
        for name, held in _ordered(step).items():
            yield from _walk(held, f"{position}/{name}/")


def _ordered(step: Step) -> Mapping[str, Sequence[Step]]:
    """The branches that the step has, in their order, then any that it should not have."""
    known = branches_of(step)
    return {name: step.branches[name] for name in (*known, *(set(step.branches) - set(known))) if name in step.branches}
