"""Runs that wait: for a time, a date, an event, people; and that waiting costs nothing."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from integration.engine.flow_desk import (
    all_runs,
    at_rest,
    field,
    fixed,
    is_,
    job,
    log,
    output,
    publish,
    said,
    step,
    steps_of,
    the_run,
    until,
    wake,
    with_jobs,
)
from integration.engine.stage import ACTOR, Shop, wait_until
from tieout.engine import actions, approvals, intake
from tieout.engine.surface import NotPossible
from tieout.store import approvals as rows
from tieout.store import database, runs, waiting, workspaces
from tieout.store.approvals import Approval, ApprovalState
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind, RunStatus
from tieout.store.workspaces import Member, Role


@pytest.fixture
def jobs(shop: Shop) -> Shop:
    return with_jobs(shop)


def member(shop: Shop, name: str, *, role: Role = Role.FINANCE) -> Member:
    email = f"{name}-{shop.workspace_id}@shop.example"
    return workspaces.add_member(shop.workspace_id, email=email, name=name, password="only-for-tests", role=role)


def the_approval(shop: Shop, state: ApprovalState = ApprovalState.OPEN) -> Approval:
    (found,) = rows.approvals(shop.workspace_id, state=state)
    return found


def pass_time(shop: Shop, run: Run, *, hours: int) -> None:
    """What the run waits for is so much nearer."""
    earlier = timedelta(hours=hours)
    for row in steps_of(run).values():
        if row.state.get("until"):
            row.state = {**row.state, "until": (datetime.fromisoformat(row.state["until"]) - earlier).isoformat()}
            row.save()
    for own in waiting.WaitingFor.objects.filter(run=run):
        own.until -= earlier
        own.save()
    for asked in Approval.objects.filter(run=run, state=ApprovalState.OPEN):
        for name in ("due_at", "remind_at", "escalate_at"):
            at = getattr(asked, name)
            setattr(asked, name, at - earlier if at else None)
        asked.save()
    wake(shop, run)


def test_it_waits_for_a_time_without_anything_running(jobs: Shop) -> None:
    publish(jobs, [step("rest", "wait", settings={"until": "time", "span": {"amount": 3, "unit": "hours"}}), log("after")])
    job(jobs)
    (run,) = until(jobs, RunStatus.WAITING)
    assert said(run)["rest"].startswith("waiting until ")
    wake(jobs, run)
    at_rest(jobs)
    assert list(said(the_run(jobs))) == ["rest"]
    pass_time(jobs, run, hours=3)
    until(jobs, RunStatus.SUCCEEDED)
    assert list(said(run)) == ["rest", "after"]


def test_it_waits_until_a_date_from_the_record_and_not_for_one_that_is_over(jobs: Shop) -> None:
    settings = {"until": "date", "date": field("day"), "at": "09:30", "time_zone": "Europe/London"}
    publish(jobs, [step("rest", "wait", settings=settings)])
    job(jobs, "J1", day="2026-01-05")
    until(jobs, RunStatus.SUCCEEDED)
    later = (datetime.now(UTC) + timedelta(days=40)).date()
    job(jobs, "J2", day=later.isoformat())
    job(jobs, "J3", day="")
    at_rest(jobs)
    _, second, third = all_runs(jobs)
    assert (second.status, third.status) == (RunStatus.WAITING, RunStatus.ATTENTION)
    kept = datetime.fromisoformat(steps_of(second)["rest"].state["until"])
    assert kept.astimezone(UTC).date() == later
    assert kept.strftime("%H:%M") == "09:30"
    assert third.error == "The date to wait for is empty."


def wait_for_paid(**more: object) -> dict[str, object]:
    return step("paid", "wait", settings={"until": "event", "event": "record_updated", "condition": is_("state", "paid"), **more})


@pytest.mark.contended
def test_it_goes_on_when_what_it_waits_for_happens_to_the_same_record(jobs: Shop) -> None:
    publish(jobs, [wait_for_paid(), log("after", field("steps.paid.values.state"))])
    record, other = job(jobs, "J1", state="new"), job(jobs, "J2", state="new")
    at_rest(jobs)
    actions.change_record(jobs.workspace_id, record, changes={"state": "sent"}, actor=ACTOR)
    actions.change_record(jobs.workspace_id, other, changes={"name": "Another"}, actor=ACTOR)
    at_rest(jobs)
    assert {one.status for one in all_runs(jobs)} == {RunStatus.WAITING}
    actions.change_record(jobs.workspace_id, record, changes={"state": "paid"}, actor=ACTOR)
    done = Run.objects.filter(workspace_id=jobs.workspace_id, status=RunStatus.SUCCEEDED)
    wait_until(done.exists, "one run has ended")
    (run,) = done
    assert (run.subject_id, said(run)["after"]) == (record, "paid")
    assert output(run, "paid")["arrived"] is True
    assert [row.run_id for row in waiting.WaitingFor.objects.filter(workspace_id=jobs.workspace_id)] != [run.id]


@pytest.mark.parametrize(("when_late", "status"), [("go_on", RunStatus.SUCCEEDED), ("fail", RunStatus.ATTENTION)])
def test_it_waits_no_longer_than_it_was_told(jobs: Shop, when_late: str, status: RunStatus) -> None:
    publish(jobs, [wait_for_paid(at_most={"amount": 2, "unit": "days"}, when_late=when_late)])
    job(jobs, state="new")
    (run,) = until(jobs, RunStatus.WAITING)
    pass_time(jobs, run, hours=49)
    (run,) = until(jobs, status)
    assert said(run)["paid"] == "it did not happen within 2 days"
    assert output(run, "paid") == {"arrived": False}


APPROVED_STEPS = {"approved": [log("yes")], "rejected": [log("no")]}


def ask(branches: dict[str, list[dict[str, object]]] | None = None, **settings: object) -> dict[str, object]:
    return step("ask", "approval", settings=settings, branches=branches or {})


def test_it_goes_on_when_somebody_else_has_approved(jobs: Shop) -> None:
    publish(jobs, [ask(APPROVED_STEPS, title=field("name"), text=fixed("Look well.")), log("after")])
    causer, other = member(jobs, "causer"), member(jobs, "other")
    job(jobs, by=str(causer.user.email))
    (run,) = until(jobs, RunStatus.WAITING)
    row = the_approval(jobs)
    assert (row.title, row.text, row.asked_for) == ("Job J1", "Look well.", causer.user.email)
    with pytest.raises(NotPossible, match="somebody else"):
        approvals.decide(jobs.workspace_id, row.id, member=causer, approve=True)
    with pytest.raises(NotPossible, match="Only administrator, finance"):
        approvals.decide(jobs.workspace_id, row.id, member=member(jobs, "reader", role=Role.AUDITOR), approve=True)
    approvals.decide(jobs.workspace_id, row.id, member=other, approve=True)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert list(said(run)) == ["ask", "ask/approved/yes", "after"]
    assert said(run)["ask"] == f"approved by {other.user.email}"
    with pytest.raises(NotPossible, match="decided already"):
        approvals.decide(jobs.workspace_id, row.id, member=other, approve=False, reason="Too late")
    assert {"approval.asked", "approval.approved"} <= set(jobs.actions())


def test_a_rejection_needs_a_reason_and_ends_the_run_where_nothing_else_is_said(jobs: Shop) -> None:
    publish(jobs, [ask(), log("after")])
    job(jobs)
    until(jobs, RunStatus.WAITING)
    row, other = the_approval(jobs), member(jobs, "other")
    with pytest.raises(NotPossible, match="Say why"):
        approvals.decide(jobs.workspace_id, row.id, member=other, approve=False)
    approvals.decide(jobs.workspace_id, row.id, member=other, approve=False, reason="Not ours")
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert said(run) == {"ask": f"rejected by {other.user.email}: Not ours"}


def test_it_takes_as_many_approvals_as_are_needed_of_different_people(jobs: Shop) -> None:
    publish(jobs, [ask(APPROVED_STEPS, needed=2)])
    job(jobs)
    until(jobs, RunStatus.WAITING)
    row, first = the_approval(jobs), member(jobs, "first")
    approvals.decide(jobs.workspace_id, row.id, member=first, approve=True)
    with pytest.raises(NotPossible, match="answered already"):
        approvals.decide(jobs.workspace_id, row.id, member=first, approve=True)
    assert the_approval(jobs).id == row.id
    approvals.decide(jobs.workspace_id, row.id, member=member(jobs, "second"), approve=True)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert "ask/approved/yes" in said(run)


@pytest.mark.feature("Q-39")
def test_what_is_shown_is_what_would_be_posted_and_a_change_of_it_is_asked_again(connected: Shop) -> None:
    shop = with_jobs(connected)
    create = step("create", "create_in_ledger")
    publish(shop, [ask({"approved": [create]})], trigger={"type": "record_created", "collection": "customers"})
    customer, other = shop.customer(), member(shop, "other")
    until(shop, RunStatus.WAITING)
    first = the_approval(shop)
    (entry,) = first.plan
    assert (entry["position"], entry["writes"]) == ("ask/approved/create", True)
    assert "Customer C1" in str(entry["values"])
    actions.change_record(shop.workspace_id, customer.id, changes={"name": "Another name"}, actor=ACTOR)
    approvals.decide(shop.workspace_id, first.id, member=other, approve=True)
    wait_until(lambda: rows.approvals(shop.workspace_id, state=ApprovalState.OVERTAKEN), "it was asked again")
    assert shop.objects("Contacts") == []
    second = the_approval(shop)
    assert "Another name" in str(second.plan)
    approvals.decide(shop.workspace_id, second.id, member=other, approve=True)
    shop.settle()
    assert [one["Name"] for one in shop.objects("Contacts")] == ["Another name"]


def test_without_an_answer_it_comes_to_what_was_set_after_a_reminder_and_an_escalation(jobs: Shop) -> None:
    span = {"unit": "hours"}
    settings = {
        "answer_within": {**span, "amount": 10},
        "remind_after": {**span, "amount": 2},
        "escalate_after": {**span, "amount": 5},
        "escalate_to": "editor",
        "when_late": "rejected",
    }
    publish(jobs, [ask(APPROVED_STEPS, **settings)])
    job(jobs)
    (run,) = until(jobs, RunStatus.WAITING)
    editor = member(jobs, "editor", role=Role.EDITOR)
    assert approvals.hindrance(the_approval(jobs), editor)
    for hours, action in ((2, "approval.reminded"), (3, "approval.escalated")):
        pass_time(jobs, run, hours=hours)
        assert jobs.actions().count(action) == 1
    assert approvals.hindrance(the_approval(jobs), editor) == ""
    pass_time(jobs, run, hours=5)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert said(run)["ask"] == "nobody answered in time"
    assert "ask/rejected/no" in said(run)


def waiting_workflows(workspace_id: UUID) -> int:
    """How much the durable engine holds for this workspace that has not ended."""
    with connection.cursor() as cursor:
        table = "dbos.workflow_status" if database.is_postgres() else "workflow_status"
        cursor.execute(f"SELECT count(*) FROM {table} WHERE status IN ('PENDING', 'ENQUEUED', 'DELAYED') AND inputs LIKE %s",
                       [f"%{workspace_id}%"])  # fmt: skip
        return int(cursor.fetchone()[0])


def test_fifteen_hundred_runs_that_wait_for_people_hold_no_thread_and_no_workflow(jobs: Shop) -> None:
    publish(jobs, [ask()])
    job(jobs)
    (first,) = until(jobs, RunStatus.WAITING)
    before = threading.active_count()
    made = [
        Run(
            id=new_id(), workspace_id=jobs.workspace_id, kind=RunKind.AUTOMATION, key=f"many:{number}", version_id=first.version_id,
            event_id=first.event_id, subject_kind="record", subject_id=first.subject_id, title=f"Job {number}",
        )
        for number in range(1500)
    ]  # fmt: skip
    with database.atomic():
        runs.create_runs(made)
        intake.enqueue_advance(jobs.workspace_id, [run.id for run in made])
    until(jobs, RunStatus.WAITING, runs_=1501)
    assert rows.count_open(jobs.workspace_id) == 1501
    at_rest(jobs)
    assert waiting_workflows(jobs.workspace_id) == 0
    assert threading.active_count() <= before + 4
