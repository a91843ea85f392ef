"""Steps that act outside: once, again where that may be, and never in silence."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import BaseModel, JsonValue

from integration.engine.flow_desk import field, job, log, publish, said, step, steps_of, the_run, until, with_jobs
from integration.engine.stage import Shop, wait_until
from tieout.connectors.errors import OutcomeUnknown, Problem, Rejected, Transient
from tieout.engine import acting
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult
from tieout.store import database
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStatus


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
                prepared={"word": str(one.scope["name"]), "repeatable": one.settings["repeatable"]},
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


@pytest.fixture
def shout(monkeypatch: pytest.MonkeyPatch) -> Shout:
    kind = Shout()
    monkeypatch.setitem(STEP_KINDS, kind.kind, kind)
    return kind


@pytest.fixture
def jobs(shop: Shop, shout: Shout) -> Shop:
    assert shout.kind in STEP_KINDS
    return with_jobs(shop)


def shouting(*, repeatable: bool = True, **more: object) -> list[dict[str, object]]:
    own = step("shout", "shout", settings={"repeatable": repeatable}, retry={"tries": 2, "seconds": 1}, **more)
    return [own, log("told", field("steps.shout.answer"))]


@pytest.mark.contended
def test_it_acts_once_and_later_steps_use_the_answer(jobs: Shop, shout: Shout) -> None:
    publish(jobs, shouting())
    for number in range(20):
        job(jobs, f"J{number}")
    found = until(jobs, RunStatus.SUCCEEDED, runs_=20)
    assert [said(run)["told"] for run in found] == [f"Job J{number}!" for number in range(20)]
    assert sorted(shout.keys) == sorted(f"run:{run.id}:shout" for run in found)
    assert "prepared" not in steps_of(found[0])["shout"].state


@pytest.mark.feature("Q-64")
def test_what_passes_by_itself_is_tried_again_under_the_same_key(jobs: Shop, shout: Shout) -> None:
    shout.answers = [Transient("Nobody answers")]
    publish(jobs, shouting())
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert shout.keys == [f"run:{run.id}:shout"] * 2
    assert steps_of(run)["shout"].state["tries"] == 2


def test_it_gives_up_after_as_many_tries_as_were_set(jobs: Shop, shout: Shout) -> None:
    shout.answers = [Transient("Nobody answers"), Transient("Nobody answers")]
    publish(jobs, shouting())
    job(jobs)
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert run.error == "Nobody answers (tried 2 times)"
    assert len(shout.keys) == 2


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Rejected((Problem(cause="x", message="Not like that."),)), "Not like that."),
        (OutcomeUnknown("The line went dead"), "The line went dead. Nobody knows whether this was done"),
        (ZeroDivisionError("a defect"), "Something went wrong inside Tieout (ZeroDivisionError). Nobody knows"),
    ],
)
def test_what_does_not_pass_is_not_tried_again_and_says_so(jobs: Shop, shout: Shout, answer: Exception, words: str) -> None:
    shout.answers = [answer]
    publish(jobs, shouting(repeatable=False))
    job(jobs)
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert run.error.startswith(words)
    assert len(shout.keys) == 1
    (trouble,) = jobs.exceptions()
    assert trouble.message.startswith(words)


def die_after_beginning(shop: Shop, run: Run, *, repeatable: bool) -> None:
    """The run as a worker leaves it that dies between the act and its record."""
    row = steps_of(run)["shout"]
    steps_of(run)["told"].delete()
    row.status, row.state = "acting", {"prepared": {"word": "x", "repeatable": repeatable}, "began": datetime.now(UTC).isoformat()}
    row.save()
    Run.objects.filter(id=run.id).update(status=RunStatus.WAITING, position="shout")
    with database.atomic():
        acting.enqueue(shop.workspace_id, [run.id], path="shout", turn=new_id().hex)


@pytest.mark.contended
def test_what_was_begun_when_a_worker_died_is_done_again_where_that_may_be(jobs: Shop, shout: Shout) -> None:
    publish(jobs, shouting())
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    die_after_beginning(jobs, run, repeatable=True)
    until(jobs, RunStatus.SUCCEEDED)
    assert shout.keys == [f"run:{run.id}:shout"] * 2
    assert said(run)["told"] == "x!"


def test_what_was_begun_and_may_not_be_repeated_is_for_a_person(jobs: Shop, shout: Shout) -> None:
    publish(jobs, shouting(repeatable=False))
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    die_after_beginning(jobs, run, repeatable=False)
    until(jobs, RunStatus.ATTENTION)
    assert len(shout.keys) == 1
    assert the_run(jobs).error.startswith("Nobody knows whether this was done: Tieout was stopped while it was under way.")


@pytest.mark.contended
def test_the_same_start_twice_acts_once(jobs: Shop, shout: Shout) -> None:
    publish(jobs, shouting())
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    with database.atomic():
        for _ in range(2):
            acting.enqueue(jobs.workspace_id, [run.id], path="shout", turn=new_id().hex)
    job(jobs, "J2")
    wait_until(lambda: len(shout.keys) == 2, "the second has acted")
    until(jobs, RunStatus.SUCCEEDED, runs_=2)
    assert len(set(shout.keys)) == 2
