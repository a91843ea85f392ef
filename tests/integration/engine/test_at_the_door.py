"""What comes in at the outside door is walked in the transaction that keeps it, as far as that takes no time."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integration.engine.flow_desk import log, said, steps_of, until
from integration.engine.shouting import Shout, shouting
from integration.engine.stage import Shop, wait_until
from tieout.engine import hooks, lane, walk
from tieout.engine import run as run_module
from tieout.engine.acting import Came
from tieout.engine.hooks import Taken
from tieout.engine.walk import BRIEF, Stand, Walk, Walked
from tieout.store import automations, database
from tieout.store.events import Event
from tieout.store.runs import Run, RunStatus

# A brief door asks for itself, its automation and what is known, writes event, run and steps, and begins and ends a transaction.
QUERIES_MAX = 10


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[UUID], list[UUID]]]:
    """Of each walk on the lane: the runs that were waiting on it, and those that had come back from acting."""
    seen: list[tuple[list[UUID], list[UUID]]] = []
    real = run_module.walk_on

    def walk_on(workspace_id: UUID, ids: Sequence[UUID], *, came: Sequence[Came], stand: Stand) -> Walked:
        seen.append((list(ids), [one.run.id for one, _ in came]))
        return real(workspace_id, ids, came=came, stand=stand)

    monkeypatch.setattr(run_module, "walk_on", walk_on)
    return seen


@pytest.fixture
def brief(shout: Shout, monkeypatch: pytest.MonkeyPatch) -> Shout:
    """The step that shouts is one that nobody waits for."""
    monkeypatch.setattr(walk, "BRIEF", BRIEF | {shout.kind})
    return shout


def opened(shop: Shop, steps: Sequence[object]) -> str:
    """The key of the address of an automation with these steps."""
    definition: dict[str, object] = {
        "schema": 2,
        "trigger": {"type": "webhook", "webhook": {"same_body_minutes": 0}},
        "steps": [log("seen"), *steps],
    }
    with database.atomic():
        row = automations.publish(shop.workspace_id, name="Door", definition=definition, by="tests")
    return hooks.open_door(shop.workspace_id, row.id, actor="tests").url.rpartition("/")[2]


def told(key: str) -> Taken:
    call = hooks.call_of(headers={"Content-Type": "application/json"}, query={}, body=b'{"name": "Mill"}')
    return hooks.receive(key, call)


def test_a_call_is_begun_with_its_event_and_asks_the_database_little(
    shop: Shop, brief: Shout, walks: list[tuple[list[UUID], list[UUID]]]
) -> None:
    key = opened(shop, shouting(repeatable=False))
    told(key)
    until(shop, RunStatus.SUCCEEDED)
    walks.clear()
    with CaptureQueriesContext(connection) as asked:
        taken = told(key)
    until(shop, RunStatus.SUCCEEDED, runs_=2)
    (run,) = Run.objects.filter(id__in=taken.run_ids)
    assert said(run)["told"] == "a call!"
    assert walks == [([], [run.id])]
    assert (len(brief.keys), run.lane, run.turn) == (2, "", 2)
    assert {row.attempts for path, row in steps_of(run).items() if path != "shout"} == {1}
    assert len(asked) <= QUERIES_MAX + 2  # With the look for samples, which the first few calls of a door make.


def test_before_a_step_that_may_take_its_time_the_call_is_answered(
    shop: Shop, shout: Shout, walks: list[tuple[list[UUID], list[UUID]]]
) -> None:
    taken = told(opened(shop, shouting()))
    (run,) = until(shop, RunStatus.SUCCEEDED)
    assert walks[0] == ([run.id], [])
    assert (tuple(taken.run_ids), run.lane, len(shout.keys)) == ((run.id,), "", 1)
    assert said(run) == {"seen": "seen", "shout": "heard", "told": "a call!"}


def test_a_walk_that_breaks_does_not_keep_out_what_happened(
    shop: Shop, brief: Shout, monkeypatch: pytest.MonkeyPatch, walks: list[tuple[list[UUID], list[UUID]]]
) -> None:
    real = Walk.go

    def go(self: Walk) -> None:
        real(self)
        if self._brief:
            raise ZeroDivisionError

    monkeypatch.setattr(Walk, "go", go)
    taken = told(opened(shop, shouting(repeatable=False)))
    (run,) = until(shop, RunStatus.SUCCEEDED)
    assert Event.objects.get(id=taken.event_id).workspace_id == shop.workspace_id
    assert (tuple(taken.run_ids), len(brief.keys)) == ((run.id,), 1)
    assert walks[0] == ([run.id], [])


def test_a_full_lane_walks_nothing_at_the_door(shop: Shop, brief: Shout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane.Lane, "has_room", False)
    told(opened(shop, shouting()))
    (run,) = until(shop, RunStatus.SUCCEEDED)
    assert (said(run)["told"], len(brief.keys)) == ("a call!", 1)


def test_a_run_that_was_touched_while_it_acted_is_read_anew(shop: Shop, brief: Shout, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Shout.act

    def act(self: Shout, workspace_id: UUID, prepared: dict[str, object], *, key: str) -> object:
        Run.objects.filter(workspace_id=workspace_id).update(paused=True)
        return real(self, workspace_id, prepared, key=key)  # type: ignore[arg-type]  # JSON

    monkeypatch.setattr(Shout, "act", act)
    told(opened(shop, shouting()))
    (run,) = until(shop, RunStatus.WAITING)
    wait_until(lambda: "result" in steps_of(run)["shout"].state, "what it came to is kept")
    assert len(brief.keys) == 1
    assert "told" not in steps_of(run)
