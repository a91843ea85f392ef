"""What a kind of step is: its name, its settings, and `run_many`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from pydantic import BaseModel, JsonValue

from tieout.store.events import Event
from tieout.store.runs import Run, RunStep

Status = Literal["waiting", "done", "skipped", "refused", "failed", "met", "not_met"]


@dataclass(frozen=True, kw_only=True)
class StepInput:
    """One run at this step. `earlier` is the row of this step when it was taken up before; `outputs` are those of the
    steps before it."""

    run: Run
    event: Event
    settings: Mapping[str, JsonValue]
    earlier: RunStep | None
    outputs: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """`outcome` is the sentence that the run shows; `waiting` names the posting that it waits for."""

    status: Status
    outcome: str
    output: dict[str, object] = field(default_factory=dict)
    posting_id: UUID | None = None


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
    def settings(self) -> type[BaseModel]: ...

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]: ...
