"""What a kind of step is: its name, its settings, `run_many`, and for those that act outside Tieout `act`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from pydantic import BaseModel, JsonValue

from tieout.automations.definition import Outcome
from tieout.store.events import Event
from tieout.store.runs import Run, RunStep

Status = Literal["waiting", "acting", "done", "skipped", "refused", "failed", "met", "not_met"]
Model = TypeVar("Model", bound=BaseModel)
Group = Literal["flow", "accounting", "find", "records", "others"]
# How a step that has ended leads on.
OUTCOMES: Mapping[Status, Outcome] = {
    "done": "done",
    "skipped": "skipped",
    "met": "done",
    "not_met": "done",
    "refused": "failed",
    "failed": "failed",
}


def nothing_ahead(branch: str) -> list[dict[str, object]]:
    """For a step that is looked at alone."""
    del branch
    return []


@dataclass(frozen=True, kw_only=True)
class StepInput:
    """One run at this step. `earlier` is the row of this step when it was taken up before; `outputs` are those of the
    steps before it, by position.

    `scope` is what rules and formulas see (`engine/scope.py`): `trigger`, `previous`, `steps.<id>`, `item`, `vars`, and the
    trigger's fields by their bare names; `types` are the types of its paths. `ahead` gives what would be done if the run took the
    branch of that name now (`engine/planning.py`), writing nothing; `branches` are those that hold steps.
    """

    run: Run
    event: Event
    settings: Mapping[str, JsonValue]
    earlier: RunStep | None
    outputs: Mapping[str, Mapping[str, object]]
    path: str = ""
    scope: Mapping[str, object] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    ahead: Callable[[str], list[dict[str, object]]] = nothing_ahead
    branches: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """`outcome` is the sentence that the run shows; `waiting` names the posting that it waits for, or the instant `until` which it
    waits, or waits for what wakes the run. `acting` asks for `act` with `prepared`. `branch` is where a step that decides leads;
    with `ends` the run ends here, as the status says.
    """

    status: Status
    outcome: str
    output: dict[str, object] = field(default_factory=dict)
    posting_id: UUID | None = None
    until: datetime | None = None
    branch: str = ""
    prepared: dict[str, object] = field(default_factory=dict)
    ends: bool = False


class StepKind(Protocol):
    """A kind of step takes many runs at once, because what a hundred records need costs a database little more than what one needs.

    `run_many` is called inside a transaction and may be called again for the same runs: it does nothing twice. It talks to
    no provider.
    """

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def group(self) -> Group: ...

    @property
    def about(self) -> str:
        """One sentence for who looks for it."""

    @property
    def settings(self) -> type[BaseModel]:
        """The form is drawn from its JSON schema; `field_as` says how."""

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        """Path to type of what later steps can use, as far as it is known before a run."""

    def preview(self, workspace_id: UUID, one: StepInput) -> "Preview":
        """What it would do for this run, in a transaction of which nothing is kept; writes nothing and calls nobody."""

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]: ...


@runtime_checkable
class Acts(Protocol):
    """A kind of step that acts outside Tieout, once: `engine/acting.py` calls it outside of any transaction."""

    def act(self, workspace_id: UUID, prepared: Mapping[str, JsonValue], *, key: str) -> StepResult:
        """Does it; `key` is the same whenever the same step of the same run is tried. Raises connectors.errors.Transient for what
        may pass."""

    def repeatable(self, prepared: Mapping[str, JsonValue]) -> bool:
        """Whether it may be done again when nobody knows whether it was done."""


@dataclass(frozen=True, kw_only=True)
class PreviewField:
    """`name` as the receiver calls it; `before` is what stands there now, "" for what is new; `source` says where the value comes
    from ("trigger.total", "fixed"); `problem` is a sentence of the provider's own rule that the value breaks."""

    name: str
    label: str
    value: str
    before: str = ""
    type: str = "text"
    source: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`text` is a sentence ("Would create an invoice of 120.00 GBP in Demo Company (UK)"); `writes` says whether a ledger or
    somebody outside would be touched; `output` is what later steps would see, as far as it is known; `document` the whole as
    JSON."""

    text: str
    status: Status = "done"
    writes: bool = False
    fields: tuple[PreviewField, ...] = ()
    problems: tuple[str, ...] = ()
    output: Mapping[str, object] = field(default_factory=dict)
    document: Mapping[str, object] = field(default_factory=dict)
    branch: str = ""


def with_settings(model: type[Model], inputs: Sequence[StepInput]) -> list[tuple[StepInput, Model]]:
    """Each run with its settings read; runs at one step share them, so they are read once."""
    known: dict[int, Model] = {}
    for one in inputs:
        if id(one.settings) not in known:
            known[id(one.settings)] = model.model_validate(dict(one.settings))
    return [(one, known[id(one.settings)]) for one in inputs]


def field_as(widget: str, **more: JsonValue) -> dict[str, JsonValue]:
    """For `Field(json_schema_extra=field_as("connection"))`: how the builder draws this setting.

    Widgets: rule (a value rule with pills) | rules (named value rules) | condition | connection | collection | field | choice |
    text | long_text | number | checkbox | secret | kind | automation | member | duration | lines | key_values.
    `of` names another setting that it depends on (the fields of the collection chosen there).
    """
    return {"x-widget": widget, **{f"x-{name}": value for name, value in more.items()}}
