"""Runs in people's hands: cancelled, paused, resumed, tried again; and automations that run away are stopped."""

import pytest

from integration.engine.flow_desk import (
    all_runs,
    at_rest,
    field,
    fixed,
    formula,
    job,
    log,
    publish,
    said,
    step,
    steps_of,
    the_run,
    until,
    with_jobs,
)
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.engine import actions, steering
from tieout.engine.surface import NotPossible
from tieout.store import approvals, automations, missed
from tieout.store.approvals import ApprovalState
from tieout.store.runs import Run, RunStatus


@pytest.fixture
def jobs(shop: Shop) -> Shop:
    return with_jobs(shop)


REST = step("rest", "wait", settings={"until": "time", "span": {"amount": 1, "unit": "days"}})


def each(*held: dict[str, object]) -> dict[str, object]:
    return step("each", "for_each", settings={"items": "lines"}, branches={"do": list(held)})


def test_a_cancelled_run_goes_no_further_nor_do_its_items_and_nobody_is_asked(jobs: Shop) -> None:
    publish(jobs, [each(step("ask", "approval")), log("after")])
    job(jobs, lines=[{"code": "A", "price": "1"}, {"code": "B", "price": "2"}])
    (run,) = until(jobs, RunStatus.WAITING)
    at_rest(jobs)
    assert approvals.count_open(jobs.workspace_id) == 2
    steering.cancel(jobs.workspace_id, run.id, actor=ACTOR)
    assert {one.status for one in (the_run(jobs), *all_runs(jobs, parent=run.id))} == {RunStatus.CANCELLED}
    assert {one.state for one in approvals.approvals(jobs.workspace_id)} == {ApprovalState.CANCELLED}
    with pytest.raises(NotPossible, match="ended already"):
        steering.cancel(jobs.workspace_id, run.id, actor=ACTOR)
    assert "run.cancelled" in jobs.actions()


def test_a_paused_run_takes_no_step_until_it_is_resumed(jobs: Shop) -> None:
    publish(jobs, [step("ask", "approval", settings={"own_allowed": True}), log("after")])
    job(jobs)
    (run,) = until(jobs, RunStatus.WAITING)
    steering.pause(jobs.workspace_id, run.id, actor=ACTOR)
    (row,) = approvals.approvals(jobs.workspace_id, state=ApprovalState.OPEN)
    approvals.change(jobs.workspace_id, row.id, state=ApprovalState.APPROVED)
    publish(jobs, [log("other")], name="Other")
    job(jobs, "J2")
    wait_until(lambda: Run.objects.filter(workspace_id=jobs.workspace_id, status=RunStatus.SUCCEEDED).exists(), "another ran")
    assert list(said(run)) == ["ask"]
    with pytest.raises(NotPossible, match="paused already"):
        steering.pause(jobs.workspace_id, run.id, actor=ACTOR)
    steering.resume(jobs.workspace_id, run.id, actor=ACTOR)
    wait_until(lambda: "after" in said(run), "it went on")


def test_a_run_is_tried_again_from_the_step_that_failed_and_keeps_what_came_before(jobs: Shop) -> None:
    publish(jobs, [log("first", field("name")), log("broken", formula("1 / total")), log("after")])
    record = job(jobs, total="0")
    (run,) = until(jobs, RunStatus.ATTENTION)
    first = steps_of(run)["first"]
    actions.change_record(jobs.workspace_id, record, changes={"total": "4", "name": "Changed"}, actor=ACTOR)
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert said(run) == {"first": "Job J1", "broken": "0.25", "after": "after"}
    assert steps_of(run)["first"].finished_at == first.finished_at
    assert jobs.exceptions() == []


def test_a_run_is_repeated_from_any_step_that_it_has_taken(jobs: Shop) -> None:
    publish(jobs, [log("first"), log("second", field("name")), log("third", field("name"))])
    record = job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    with pytest.raises(NotPossible, match="nothing to be tried again"):
        steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    with pytest.raises(NotPossible, match="no such step"):
        steering.retry_from(jobs.workspace_id, run.id, position="fourth", actor=ACTOR)
    actions.change_record(jobs.workspace_id, record, changes={"name": "Changed"}, actor=ACTOR)
    steering.retry_from(jobs.workspace_id, run.id, position="second", actor=ACTOR)
    until(jobs, RunStatus.SUCCEEDED)
    assert said(run) == {"first": "first", "second": "Changed", "third": "Changed"}
    assert [row.attempts for row in steps_of(run).values()] == [1, 2, 1]


def test_many_runs_are_tried_again_and_those_that_cannot_be_say_why(jobs: Shop) -> None:
    publish(jobs, [log("broken", formula("1 / total"))])
    records = [job(jobs, f"J{number}", total="0") for number in range(2)]
    job(jobs, "J2", total="1")
    at_rest(jobs)
    for record in records:
        actions.change_record(jobs.workspace_id, record, changes={"total": "2"}, actor=ACTOR)
    found = all_runs(jobs)
    refused = steering.retry_many(jobs.workspace_id, [run.id for run in found], actor=ACTOR)
    until(jobs, RunStatus.SUCCEEDED, runs_=3)
    assert list(refused) == [found[2].id]


def test_an_automation_that_starts_itself_over_and_over_is_switched_off_and_says_so(jobs: Shop) -> None:
    more = {"record": field("key"), "collection": "jobs", "values": {"total": formula("total + 1")}}
    own = publish(jobs, [step("more", "update_record", settings=more)], trigger={"type": "record_saved", "collection": "jobs"})
    record = job(jobs, total="0")
    wait_until(jobs.exceptions, "it was stopped")
    at_rest(jobs)
    row = automations.automation(jobs.workspace_id, own.id)
    assert row is not None
    assert not row.enabled
    (trouble,) = jobs.exceptions()
    assert trouble.cause == "automation_storm"
    assert trouble.message == "Mine was switched off. It has started itself on Jobs J1 more than 5 times in a row."
    found = all_runs(jobs)
    assert [run.depth for run in found] == [0, 1, 2, 3, 4]
    assert {run.started_by for run in found} == {ACTOR}
    assert jobs.record(record).values["total"] == "5"
    assert missed.MissedEvent.objects.filter(automation_id=own.id).count() == 1


def test_an_automation_begins_no_more_runs_an_hour_than_it_may(jobs: Shop) -> None:
    own = publish(jobs, [log("done")], limits={"runs_an_hour": 3})
    for number in range(5):
        job(jobs, f"J{number}")
    until(jobs, RunStatus.SUCCEEDED, runs_=3)
    (trouble,) = jobs.exceptions()
    assert "more than 3 runs within an hour" in trouble.message
    assert "replayed" in trouble.remedy
    assert missed.MissedEvent.objects.filter(automation_id=own.id).count() == 2


def test_runs_beyond_the_limit_stay_queued_until_one_ends(jobs: Shop) -> None:
    publish(jobs, [step("ask", "approval", settings={"own_allowed": True}), log("after", fixed("x"))], limits={"runs_at_once": 2})
    for number in range(4):
        job(jobs, f"J{number}")

    def states() -> list[str]:
        return sorted(run.status for run in all_runs(jobs))

    wait_until(lambda: states() == ["queued", "queued", "waiting", "waiting"], "two have begun")
    waits = next(run for run in all_runs(jobs) if run.status == RunStatus.WAITING)
    steering.cancel(jobs.workspace_id, waits.id, actor=ACTOR)
    wait_until(lambda: states() == ["cancelled", "queued", "waiting", "waiting"], "the next has begun")


def test_an_exception_of_a_list_is_tried_again_with_the_items_that_failed(jobs: Shop) -> None:
    publish(jobs, [each(log("told", formula("1 / item.price"), on_error="stop")), log("after")])
    job(jobs, lines=[{"code": "A", "price": "0"}, {"code": "B", "price": "1"}])
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert run.error.startswith("1 of 2 items done, 1 failed")
    bad, good = all_runs(jobs, parent=run.id)
    bad.context = {**bad.context, "item": {"code": "A", "price": "2"}}
    bad.save()
    (trouble,) = jobs.exceptions()
    actions.retry_exception(jobs.workspace_id, trouble.id, actor=ACTOR)
    until(jobs, RunStatus.SUCCEEDED)
    assert said(all_runs(jobs, parent=run.id)[0])["each/do/told"] == "0.5"
    assert all_runs(jobs, parent=run.id)[1].turn == good.turn
    assert jobs.exceptions() == []
