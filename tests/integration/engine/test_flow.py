"""How runs find their way: choices, loops, values, calls and ends."""

import pytest

from integration.engine.flow_desk import (
    all_runs,
    at_rest,
    field,
    fixed,
    formula,
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
    with_jobs,
)
from integration.engine.stage import ACTOR, Shop
from tieout.engine import actions, steering
from tieout.store import automations
from tieout.store.runs import RunStatus


@pytest.fixture
def jobs(shop: Shop) -> Shop:
    return with_jobs(shop)


LINES = [{"code": "A", "price": "1.50"}, {"code": "B", "price": "2.00"}, {"code": "C", "price": "0.25"}]


def test_it_takes_the_branch_of_the_first_case_that_holds_and_goes_on_after_it(jobs: Shop) -> None:
    cases = [
        {"id": "dear", "name": "Dear", "condition": {"field": "total", "operator": ">", "value": "100"}},
        {"id": "fair", "name": "Fair", "condition": {"field": "total", "operator": ">", "value": "5"}},
    ]
    branches = {"dear": [log("d")], "fair": [log("f")], "otherwise": [log("o")]}
    publish(jobs, [step("which", "switch", settings={"cases": cases}, branches=branches), log("after")])
    job(jobs, "J1", total="7.00")
    job(jobs, "J2", total="1.00")
    first, second = until(jobs, RunStatus.SUCCEEDED, runs_=2)
    assert said(first) == {"which": "Fair", "which/fair/f": "f", "after": "after"}
    assert list(said(second)) == ["which", "which/otherwise/o", "after"]


@pytest.mark.feature("W-21")
def test_later_steps_use_what_earlier_ones_gave_in_conditions_too(jobs: Shop) -> None:
    results = [
        {"name": "net", "value": formula("sum(lines, price)"), "type": "money"},
        {"name": "gross", "value": formula("round(net * 1.2, 2)"), "type": "money"},
    ]
    publish(
        jobs,
        [
            step("sums", "compute", settings={"results": results}),
            step("keep", "set_variable", settings={"name": "gross", "value": field("steps.sums.gross"), "type": "money"}),
            step(
                "check",
                "condition",
                settings={"condition": {"field": "vars.gross", "operator": ">", "value": "4.4"}},
                branches={"then": [log("told", {"kind": "text", "parts": ["It comes to ", {"path": "vars.gross"}, "."]})]},
            ),
        ],
    )
    job(jobs, lines=LINES)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert output(run, "sums") == {"net": "3.75", "gross": "4.50"}
    assert said(run)["check/then/told"] == "It comes to 4.50."
    assert steps_of(run)["check/then/told"].state["input"]["message"] == "It comes to 4.50."


def test_rules_see_the_record_as_it_is_and_what_it_was(jobs: Shop) -> None:
    changed = {"kind": "text", "parts": [{"path": "previous.state"}, " to ", {"path": "trigger.state"}]}
    publish(jobs, [log("told", changed)], trigger={"type": "record_updated", "collection": "jobs"})
    record = job(jobs, state="new")
    actions.change_record(jobs.workspace_id, record, changes={"state": "old"}, actor=ACTOR)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert said(run) == {"told": "new to old"}
    assert run.started_by == ACTOR


def test_a_stop_ends_the_run_where_it_stands_with_its_message(jobs: Shop) -> None:
    stop = step("halt", "stop", settings={"message": field("state"), "ends_as": "failed"})
    publish(jobs, [stop, log("after")])
    job(jobs, state="enough")
    (run,) = until(jobs, RunStatus.FAILED)
    assert (said(run), run.error) == ({"halt": "enough"}, "enough")
    assert jobs.exceptions() == []


def test_a_step_that_fails_takes_the_branch_for_that(jobs: Shop) -> None:
    broken = log("broken", formula("total / 0"), on_error="branch", branches={"failed": [log("told")]})
    publish(jobs, [broken, log("after")])
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert list(said(run)) == ["broken", "broken/failed/told", "after"]


def each(*held: dict[str, object], mode: str = "keep_going", **more: object) -> dict[str, object]:
    return step("each", "for_each", settings={"items": "lines", "when_one_fails": mode}, branches={"do": list(held)}, **more)


REFUSE_B = step(
    "check",
    "condition",
    settings={"condition": is_("item.code", "B")},
    branches={"then": [step("halt", "stop", settings={"message": fixed("not B"), "ends_as": "failed"})]},
)


@pytest.mark.contended
def test_every_item_of_a_list_has_a_run_of_its_own_that_sees_it(jobs: Shop) -> None:
    line = {"kind": "text", "parts": [{"path": "item_number"}, " ", {"path": "item.code"}, " of ", {"path": "name"}]}
    publish(jobs, [each(log("told", line)), log("after", field("steps.each.done"))])
    job(jobs, lines=LINES)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert said(run) == {"each": "3 of 3 items done", "after": "3"}
    items = all_runs(jobs, parent=run.id)
    assert [said(one)["each/do/told"] for one in items] == ["1 A of Job J1", "2 B of Job J1", "3 C of Job J1"]
    assert {one.status for one in items} == {RunStatus.SUCCEEDED}


def test_one_item_that_fails_leaves_the_others_be_and_can_be_tried_alone(jobs: Shop) -> None:
    gone = log("told", formula("1 / (item.price - 2)"))
    publish(jobs, [each(gone), log("after")])
    record = job(jobs, lines=LINES)
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert said(run)["each"].startswith("2 of 3 items done, 1 needs attention")
    (trouble,) = jobs.exceptions()
    assert trouble.title.endswith("item 2")
    bad = all_runs(jobs, parent=run.id)[1]
    bad.context = {**bad.context, "item": {"code": "B", "price": "4.00"}}
    bad.save()
    steering.retry_from(jobs.workspace_id, bad.id, actor=ACTOR)
    until(jobs, RunStatus.SUCCEEDED)
    assert said(the_run(jobs))["after"] == "after"
    assert [len(steps_of(one)) for one in all_runs(jobs, parent=run.id)] == [1, 1, 1]
    assert jobs.exceptions() == []
    assert record


def test_a_list_that_stops_at_the_first_failure_does_its_items_one_after_the_other(jobs: Shop) -> None:
    publish(jobs, [each(REFUSE_B, log("told"), mode="stop", on_error="continue"), log("after")])
    job(jobs, lines=LINES)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert [one.status for one in all_runs(jobs, parent=run.id)] == ["succeeded", "failed", "cancelled"]
    assert list(said(run)) == ["each", "after"]


def test_a_run_whose_list_failed_is_tried_again_with_the_items_that_failed(jobs: Shop) -> None:
    publish(jobs, [each(REFUSE_B, log("told"), mode="stop", on_error="stop")])
    job(jobs, lines=LINES)
    (run,) = until(jobs, RunStatus.FAILED)
    before = {one.id: one.turn for one in all_runs(jobs, parent=run.id)}
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    at_rest(jobs)
    until(jobs, RunStatus.FAILED)
    after = all_runs(jobs, parent=run.id)
    assert [one.turn - before[one.id] for one in after] == [0, 1, 0]


def test_more_items_than_a_thousand_are_refused_with_a_sentence(jobs: Shop) -> None:
    publish(jobs, [each(log("told"))])
    job(jobs, lines=[{"code": str(number), "price": "1"} for number in range(1001)])
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert run.error.startswith("lines has 1001 items; at most 1000")
    assert all_runs(jobs, parent=run.id) == []


def test_lists_in_lists_see_both_items_and_the_steps_above(jobs: Shop) -> None:
    parts = [
        {"path": "items.outer.code"},
        "-",
        {"path": "item.code"},
        "-",
        {"path": "vars.mark"},
        "-",
        {"path": "steps.first.message"},
    ]
    inner = step("inner", "for_each", settings={"items": "lines"}, branches={"do": [log("told", {"kind": "text", "parts": parts})]})
    mark = step("mark", "set_variable", settings={"name": "mark", "value": field("item.code")})
    outer = step("outer", "for_each", settings={"items": "lines"}, branches={"do": [mark, inner]})
    publish(jobs, [log("first"), outer])
    job(jobs, lines=LINES[:2])
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    found = [said(low)["outer/do/inner/do/told"] for one in all_runs(jobs, parent=run.id) for low in all_runs(jobs, parent=one.id)]
    assert found == ["A-A-A-first", "A-B-A-first", "B-A-B-first", "B-B-B-first"]


def test_a_called_automation_gets_values_and_gives_its_variables_back(jobs: Shop) -> None:
    double = step("double", "set_variable", settings={"name": "twice", "value": formula("amount * 2"), "type": "money"})
    called = publish(jobs, [double], name="Twice", trigger={"type": "called"})
    settings = {"automation": str(called.id), "values": {"amount": field("total")}}
    publish(jobs, [step("call", "call", settings=settings), log("told", field("steps.call.twice"))])
    job(jobs, total="4.10")
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert said(run)["told"] == "8.20"
    (child,) = all_runs(jobs, parent=run.id)
    assert (child.depth, child.started_by) == (1, ACTOR)


def test_an_automation_that_is_switched_off_cannot_be_called_and_says_so(jobs: Shop) -> None:
    called = publish(jobs, [log("x")], name="Twice", trigger={"type": "called"})
    automations.set_enabled(jobs.workspace_id, called.id, enabled=False)
    publish(jobs, [step("call", "call", settings={"automation": str(called.id)})])
    job(jobs)
    (run,) = until(jobs, RunStatus.ATTENTION)
    assert run.error == "Twice is switched off. Switch it on to call it."


def test_an_automation_that_calls_itself_ends_with_a_sentence(jobs: Shop) -> None:
    own = publish(jobs, [log("x")], name="Circle", trigger={"type": "called"})
    again = step("again", "call", settings={"automation": str(own.id)}, on_error="stop")
    publish(jobs, [again], name="Circle", trigger={"type": "called"})
    publish(jobs, [again])
    job(jobs)
    (run,) = until(jobs, RunStatus.FAILED)
    assert "8 deep" in run.error


def test_a_published_version_under_a_run_is_never_changed(jobs: Shop) -> None:
    publish(jobs, [step("ask", "approval", settings={"own_allowed": True}), log("old")])
    job(jobs)
    (run,) = until(jobs, RunStatus.WAITING)
    publish(jobs, [log("new")])
    steps = steps_of(run)
    steps["ask"].delete()
    steering.cancel(jobs.workspace_id, run.id, actor=ACTOR)
    steering.retry_from(jobs.workspace_id, run.id, actor=ACTOR)
    (run,) = until(jobs, RunStatus.WAITING)
    assert list(said(run)) == ["ask"]
    job(jobs, "J2")
    at_rest(jobs)
    assert [list(said(one)) for one in all_runs(jobs)] == [["ask"], ["new"]]
