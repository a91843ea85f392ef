"""A step that acts outside, for tests of what the engine makes of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel, JsonValue

from integration.engine.flow_desk import field, log, step
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult


class Settings(BaseModel):
    repeatable: bool = True


class Shout:
    """Calls somebody who answers as `answers` say, one after the other, and well after that."""

    kind = "shout"
    name = "Shout"
    group: Group = "others"
    about = "For these tests."
    settings = Settings

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.answers: list[Exception] = []

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {"answer": "text"}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id, one
        return Preview(text="Would shout", writes=True)

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        return {
            one.run.id: StepResult(
                status="acting",
                outcome="shouting",
                prepared={"word": str(one.scope.get("name", "a call")), "repeatable": one.settings["repeatable"]},
            )
            for one in inputs
        }

    def act(self, workspace_id: UUID, prepared: Mapping[str, JsonValue], *, key: str) -> StepResult:
        del workspace_id
        self.keys.append(key)
        if self.answers:
            raise self.answers.pop(0)
        return StepResult(status="done", outcome="heard", output={"answer": f"{prepared['word']}!"})

    def repeatable(self, prepared: Mapping[str, JsonValue]) -> bool:
        return bool(prepared["repeatable"])


def shouting(*, repeatable: bool = True, **more: object) -> list[dict[str, object]]:
    own = step("shout", "shout", settings={"repeatable": repeatable}, retry={"tries": 2, "seconds": 1}, **more)
    return [own, log("told", field("steps.shout.answer"))]
