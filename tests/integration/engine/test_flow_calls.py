"""Calls that nobody waits for: the called automation runs for itself, once, under its own limits."""

import pytest

from integration.engine.flow_desk import field, job, log, output, publish, said, step, with_jobs
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.engine import replay, steering
from tieout.store import automations
from tieout.store.runs import Run, RunStatus


@pytest.fixture
def jobs(shop: Shop) -> Shop:
    return with_jobs(shop)


def runs_called(shop: Shop) -> list[Run]:
    return list(Run.objects.filter(workspace_id=shop.workspace_id, version__automation__name="Apart").order_by("id"))


def callers(shop: Shop) -> list[Run]:
    return list(Run.objects.filter(workspace_id=shop.workspace_id, version__automation__name="Mine").order_by("id"))


def test_it_goes_on_at_once_while_the_called_automation_waits_and_fails_for_itself(jobs: Shop) -> None:
    ask = step("ask", "approval", settings={"own_allowed": True})
    called = publish(jobs, [log("told", field("amount")), ask], name="Apart", trigger={"type": "called"})
    settings = {"automation": str(called.id), "values": {"amount": field("total")}, "wait": False}
    publish(jobs, [step("call", "call", settings=settings), log("after", field("steps.call.status"))])
    job(jobs, total="4.10")
    wait_until(lambda: [one.status for one in runs_called(jobs)] == [RunStatus.WAITING], "the called one waits")
    (mine,) = callers(jobs)
    assert (mine.status, said(mine)) == (RunStatus.SUCCEEDED, {"call": "Apart was started", "after": "started"})
    (other,) = runs_called(jobs)
    assert (str(other.id), said(other)["told"]) == (output(mine, "call")["run_id"], "4.10")
    assert (other.parent_id, other.depth, other.started_by) == (None, 1, ACTOR)
    steering.cancel(jobs.workspace_id, other.id, actor=ACTOR)
    assert jobs.run(mine.id).status == RunStatus.SUCCEEDED


def calling(shop: Shop, **more: object) -> None:
    called = publish(shop, [log("x")], name="Apart", trigger={"type": "called"}, **more)
    publish(shop, [step("call", "call", settings={"automation": str(called.id), "wait": False}), log("after")])


@pytest.mark.contended
def test_a_step_that_is_taken_again_starts_no_second_run(jobs: Shop) -> None:
    calling(jobs)
    job(jobs)
    jobs.settle_runs()
    (mine,) = callers(jobs)
    steering.retry_from(jobs.workspace_id, mine.id, actor=ACTOR, position="call")
    jobs.settle_runs()
    assert (len(runs_called(jobs)), [one.status for one in callers(jobs)]) == (1, [RunStatus.SUCCEEDED])


def test_one_that_is_called_more_often_than_it_may_is_switched_off_and_what_it_missed_runs_once(jobs: Shop) -> None:
    calling(jobs, limits={"runs_an_hour": 1})
    for key in ("J1", "J2"):
        job(jobs, key)
        jobs.settle_runs()
    (refused,) = [one for one in callers(jobs) if one.status != RunStatus.SUCCEEDED]
    assert (refused.status, len(runs_called(jobs))) == (RunStatus.ATTENTION, 1)
    assert "was to run more often than it may" in refused.error
    (own,) = [one for one in automations.automations(jobs.workspace_id) if one.name == "Apart"]
    assert (own.enabled, len(replay.missed_events(jobs.workspace_id, own.id).items)) == (False, 1)
    automations.publish(
        jobs.workspace_id, name="Apart", definition={"schema": 2, "trigger": {"type": "called"}, "steps": [log("x")]}, by=ACTOR
    )
    assert len(replay.replay(jobs.workspace_id, own.id, event_ids=None, actor=ACTOR).run_ids) == 1
    steering.retry_from(jobs.workspace_id, refused.id, actor=ACTOR)
    jobs.settle_runs()
    assert [one.status for one in callers(jobs)] == [RunStatus.SUCCEEDED] * 2
    assert len(runs_called(jobs)) == 2


def test_one_that_starts_itself_comes_to_an_end(jobs: Shop) -> None:
    own = publish(jobs, [log("x")], name="Apart", trigger={"type": "called"})
    again = step("again", "call", settings={"automation": str(own.id), "wait": False}, on_error="stop")
    publish(jobs, [again], name="Apart", trigger={"type": "called"})
    publish(jobs, [again])
    job(jobs)
    jobs.settle_runs()
    last = runs_called(jobs)[-1]
    assert (last.status, len(runs_called(jobs)) <= 8) == (RunStatus.FAILED, True)
