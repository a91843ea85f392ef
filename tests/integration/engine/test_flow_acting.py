"""Steps that act outside: once, again where that may be, and never in silence."""

from datetime import UTC, datetime

import pytest

from integration.engine.flow_desk import job, publish, said, steps_of, the_run, until, with_jobs
from integration.engine.shouting import Shout, shouting
from integration.engine.stage import Shop, wait_until
from tieout.connectors.errors import OutcomeUnknown, Problem, Rejected, Transient
from tieout.engine import acting
from tieout.engine.catalogue import STEP_KINDS
from tieout.store import database
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunStatus


@pytest.fixture
def jobs(shop: Shop, shout: Shout) -> Shop:
    assert shout.kind in STEP_KINDS
    return with_jobs(shop)


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
