"""Runs that are cancelled while a step acts outside, and tried again: what was begun is waited for, and done once."""

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import JsonValue

from integration.engine.flow_desk import job, log, publish, said, steps_of, the_run, until, with_jobs
from integration.engine.shouting import Shout, shouting
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.connectors.errors import Problem, Rejected
from tieout.engine import acting, steering
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.steps.contract import StepResult
from tieout.engine.surface import NotPossible
from tieout.store.runs import Run, RunStatus


@pytest.fixture
def jobs(shop: Shop, shout: Shout) -> Shop:
    assert shout.kind in STEP_KINDS
    return with_jobs(shop)


class Slow:
    """Somebody outside who has heard, and answers when he is let."""

    def __init__(self, shout: Shout) -> None:
        self._shout, self._real = shout, shout.act
        self.heard, self.may_answer = threading.Event(), threading.Event()

    def act(self, workspace_id: UUID, prepared: Mapping[str, JsonValue], *, key: str) -> StepResult:
        self.heard.set()
        assert self.may_answer.wait(30)
        return self._real(workspace_id, prepared, key=key)


@pytest.fixture
def slow(shout: Shout, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow(shout)
    monkeypatch.setattr(shout, "act", made.act)
    yield made
    made.may_answer.set()


def cancelled_while_acting(jobs: Shop, slow: Slow, *, repeatable: bool) -> Run:
    publish(jobs, [log("first"), *shouting(repeatable=repeatable)])
    job(jobs)
    assert slow.heard.wait(30)
    steering.cancel(jobs.workspace_id, the_run(jobs).id, actor=ACTOR)
    return the_run(jobs)


def came(run: Run) -> bool:
    return "result" in steps_of(run)["shout"].state


def test_what_is_under_way_is_waited_for_and_not_done_again(jobs: Shop, shout: Shout, slow: Slow) -> None:
    run = cancelled_while_acting(jobs, slow, repeatable=False)
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    until(jobs, RunStatus.WAITING)
    assert steps_of(run)["shout"].status == "acting"
    slow.may_answer.set()
    until(jobs, RunStatus.SUCCEEDED)
    assert said(run)["told"] == "Job J1!"
    assert shout.keys == [f"run:{run.id}:shout"]


def test_what_came_after_the_run_was_cancelled_counts_when_it_is_tried_again(jobs: Shop, shout: Shout, slow: Slow) -> None:
    run = cancelled_while_acting(jobs, slow, repeatable=False)
    slow.may_answer.set()
    wait_until(lambda: came(run), "the answer is kept")
    assert the_run(jobs).status == RunStatus.CANCELLED
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    until(jobs, RunStatus.SUCCEEDED)
    assert shout.keys == [f"run:{run.id}:shout"]


def test_a_failure_that_came_after_it_is_told_before_it_is_done_again(jobs: Shop, shout: Shout, slow: Slow) -> None:
    shout.answers = [Rejected((Problem(cause="x", message="Not like that."),))]
    run = cancelled_while_acting(jobs, slow, repeatable=False)
    slow.may_answer.set()
    wait_until(lambda: came(run), "the answer is kept")
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert run.error == "Not like that."
    assert len(shout.keys) == 1
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    until(jobs, RunStatus.SUCCEEDED)
    assert len(shout.keys) == 2


def test_what_nobody_answers_for_is_in_doubt(jobs: Shop, shout: Shout, slow: Slow) -> None:
    """The worker died, or whoever was told never said anything: nobody knows, and a person decides."""
    run = cancelled_while_acting(jobs, slow, repeatable=False)
    row = steps_of(run)["shout"]
    row.state = {**row.state, "began": (datetime.now(UTC) - timedelta(seconds=acting.AWAITED_SECONDS)).isoformat()}
    row.save()
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert run.error == acting.UNKNOWN
    assert len(jobs.exceptions()) == 1
    assert shout.keys == []


def test_what_may_be_repeated_is_done_again_under_the_same_key(jobs: Shop, shout: Shout, slow: Slow) -> None:
    run = cancelled_while_acting(jobs, slow, repeatable=True)
    slow.heard.clear()
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    assert slow.heard.wait(30)
    slow.may_answer.set()
    until(jobs, RunStatus.SUCCEEDED)
    wait_until(lambda: len(shout.keys) == 2, "both were answered")
    assert set(shout.keys) == {f"run:{run.id}:shout"}
    wait_until(lambda: the_run(jobs).lane == "", "nothing is under way")
    assert (the_run(jobs).status, said(run)["told"]) == (RunStatus.SUCCEEDED, "Job J1!")
    assert steps_of(run)["shout"].status == "done"


def test_a_run_is_not_repeated_from_before_what_is_in_doubt(jobs: Shop, shout: Shout, slow: Slow) -> None:
    run = cancelled_while_acting(jobs, slow, repeatable=False)
    with pytest.raises(NotPossible, match="“Shout” was under way"):
        steering.retry_from(jobs.workspace_id, run.id, position="first", actor=ACTOR)
    assert the_run(jobs).status == RunStatus.CANCELLED
    slow.may_answer.set()
    wait_until(lambda: came(run), "the answer is kept")
    steering.retry_from(jobs.workspace_id, run.id, position="first", actor=ACTOR)
    until(jobs, RunStatus.SUCCEEDED)
    assert len(shout.keys) == 2
