"""The lane of a worker: what begins there is walked at once, and what is left there by a death is found."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from integration.engine.flow_desk import is_, job, log, publish, said, step, steps_of, until, with_jobs
from integration.engine.shouting import Shout, shouting
from integration.engine.stage import Shop, wait_until
from tieout.engine import durable, intake, lane, walker
from tieout.engine import run as run_module
from tieout.engine.acting import Came
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.walk import Stand, Walk, Walked
from tieout.engine.walker import PLACES, PLACES_EACH, Places, Taking
from tieout.store import database
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStatus


@pytest.fixture
def jobs(shop: Shop, shout: Shout) -> Shop:
    assert shout.kind in STEP_KINDS
    return with_jobs(shop)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what goes into the durable queue."""
    names: list[str] = []
    real = durable.enqueue

    def enqueue(name: str, arguments: Sequence[str], **more: object) -> None:
        names.append(name)
        real(name, arguments, **more)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(durable, "enqueue", enqueue)
    return names


def left(shop: Shop, run: Run, *, status: str = "", began: bool = False, repeatable: bool = True) -> None:
    """The run as it is when the worker "gone" died with it on its lane: before its first step, or while the step acted."""
    for row in steps_of(run).values():
        if not status or row.path != "shout":
            row.delete()
            continue
        row.status, row.state = status, {"prepared": {"word": "x", "repeatable": repeatable}}
        row.state |= {"began": datetime.now(UTC).isoformat()} if began else {}
        row.save()
    Run.objects.filter(id=run.id, workspace_id=shop.workspace_id).update(
        status=RunStatus.WAITING if status else RunStatus.QUEUED, position="shout" if status else "", lane="gone", finished_at=None
    )


def test_what_begins_here_goes_through_to_its_end_without_the_queue(jobs: Shop, shout: Shout, started: list[str]) -> None:
    publish(jobs, [step("check", "condition", settings={"condition": {"rules": [is_("state", "")]}}), *shouting()])
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert said(run)["told"] == "Job J1!"
    assert (len(shout.keys), run.lane) == (1, "")
    assert not {"advance", "act"} & set(started)


def test_a_full_lane_leaves_new_runs_to_whoever_has_time(jobs: Shop, started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane.Lane, "has_room", False)
    publish(jobs, [log("seen")])
    job(jobs)
    until(jobs, RunStatus.SUCCEEDED)
    assert "advance" in started


@pytest.mark.parametrize(
    "left_at",
    [
        {"status": "", "began": False, "repeatable": True},
        {"status": "acting", "began": False, "repeatable": False},
        {"status": "acting", "began": True, "repeatable": True},
        {"status": "acting", "began": True, "repeatable": False},
    ],
    ids=["before its first step", "before it acted", "while it acted", "while it did what may be done once"],
)
@pytest.mark.contended
@pytest.mark.feature("T-03")
def test_what_a_dead_worker_had_on_its_lane_goes_on_with_another(jobs: Shop, shout: Shout, left_at: dict[str, Any]) -> None:
    publish(jobs, shouting(repeatable=left_at["repeatable"]))
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    left(jobs, run, **left_at)
    assert walker.recover("gone") == 1
    in_doubt = left_at["began"] and not left_at["repeatable"]
    (run,) = until(jobs, RunStatus.ATTENTION if in_doubt else RunStatus.SUCCEEDED)
    assert (len(shout.keys), run.lane) == (1 if in_doubt else 2, "")
    assert walker.recover("gone") == 0


def test_what_is_taken_up_through_the_queue_is_walked_here_and_not_where_another_has_it(jobs: Shop) -> None:
    publish(jobs, [log("seen")])
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    for own in ("", "another"):
        steps_of(run)["seen"].delete()
        Run.objects.filter(id=run.id).update(status=RunStatus.QUEUED, position="", lane=own, finished_at=None)
        with database.atomic():
            intake.enqueue_advance(jobs.workspace_id, [run.id], turn=new_id().hex)
        (run,) = until(jobs, RunStatus.SUCCEEDED)
        assert run.lane == ""


def test_runs_that_break_together_go_alone_and_only_the_broken_one_stops(jobs: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Walk.go
    sizes: list[int] = []

    def go(self: Walk) -> None:
        sizes.append(len(self._runs))
        if any(run.title.endswith("J2") for run in self._runs):
            raise ZeroDivisionError
        real(self)

    monkeypatch.setattr(Walk, "go", go)
    publish(jobs, [log("seen")])
    with database.atomic():
        for number in range(1, 4):
            job(jobs, f"J{number}")
    ended = (RunStatus.SUCCEEDED, RunStatus.ATTENTION)
    wait_until(lambda: Run.objects.filter(workspace_id=jobs.workspace_id, status__in=ended).count() == 3, "all have ended")
    found = {run.title: run.status for run in Run.objects.filter(workspace_id=jobs.workspace_id)}
    assert found == {"Jobs J1": "succeeded", "Jobs J2": "attention", "Jobs J3": "succeeded"}
    assert sizes[-1] == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_answer_that_comes_while_the_database_is_away_is_kept_when_it_is_back(
    jobs: Shop, shout: Shout, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = run_module.walk_on
    away = threading.Event()

    def walk_on(workspace_id: UUID, ids: Sequence[UUID], *, came: Sequence[Came], stand: Stand) -> Walked:
        if came and not away.is_set():
            away.set()
            raise SystemExit  # Ends the thread without a word, as trouble that nobody foresaw does.
        return real(workspace_id, ids, came=came, stand=stand)

    monkeypatch.setattr(run_module, "walk_on", walk_on)
    publish(jobs, shouting(repeatable=False))
    job(jobs)
    (run,) = until(jobs, RunStatus.SUCCEEDED)
    assert away.is_set()
    assert (len(shout.keys), said(run)["told"]) == (1, "Job J1!")


def test_one_automation_never_takes_all_places() -> None:
    places, one, other = Places(), uuid4(), uuid4()
    first, second = Taking(places, name="here"), Taking(places, name="here")
    assert [first.place(one) for _ in range(PLACES_EACH + 1)] == [*([True] * PLACES_EACH), False]
    first.settle()
    assert second.place(other)
    assert places.free(other) == min(PLACES - PLACES_EACH, PLACES_EACH) - 1
    first.give_back()
    second.give_back()
    assert (places.free(other), places.free(one)) == (min(PLACES - PLACES_EACH, PLACES_EACH), 0)
    places.leave(one)
    assert places.free(one) == 1
