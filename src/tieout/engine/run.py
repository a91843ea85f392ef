"""The interpreter: takes runs up where they stand and has them walked on.

Runs that break are tried one by one, so that one cannot hold up the others.
"""

import logging
from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from typing import TypeVar
from uuid import UUID

from tieout.engine import acting, durable, intake, lane, raising
from tieout.engine.acting import Came
from tieout.engine.walk import Hands, Stand, Walk, Walked, exception_of, tell_ended
from tieout.store import child_runs, database, progress, runs
from tieout.store.runs import Run, RunStatus

T = TypeVar("T")
_log = logging.getLogger(__name__)
_hands: Hands | None = None


@durable.workflow("advance")
def advance(workspace: str, run_ids: str) -> None:
    """Walks these runs on."""
    take_up(UUID(workspace), [UUID(part) for part in run_ids.split(",")])


@durable.workflow("advance_parents")
def advance_parents(workspace: str, run_ids: str) -> None:
    """The same for runs of which a child has ended, also where they had stopped because of one."""
    workspace_id, ids = UUID(workspace), [UUID(part) for part in run_ids.split(",")]
    child_runs.stand_up(workspace_id, ids)
    take_up(workspace_id, ids)


def take_up(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    """Puts them on the lane of this process, where it has one; what another has at hand waits here until that lets go of it."""
    short = lane.here()
    taken: set[UUID] = set()
    if short is not None:
        with database.atomic():
            taken = runs.take_on_lane(workspace_id, ids, lane=short.name)
        short.walk(workspace_id, sorted(taken))
    left = [run_id for run_id in ids if run_id not in taken]
    if left:
        _advance(workspace_id, left)


def act_through(hands: Hands | None) -> None:
    """Who in this process does what walks leave to be done, if anybody."""
    global _hands
    _hands = hands


def begun_at_once(keep: Callable[[intake.Begin], T]) -> T:
    """Does `keep` in one transaction, in which the runs that it begins are walked, too, as far as that takes no time.

    What they do outside is thereby begun with what caused it. Where walking breaks, they are kept as they are and walked after it.
    """
    hands, short = _hands, lane.here()
    if hands is None or short is None or not short.has_room:
        with database.atomic():
            return keep(intake.begin)
    stand = hands.stand()

    def kept() -> T:
        stand.give_back()
        with database.in_turn(), database.atomic():
            return keep(partial(_begin_walked, hands=hands, stand=stand))

    try:
        return database.without_collision(kept)
    except Exception as trouble:  # As below: a run that breaks must not keep out what happened.
        stand.give_back()
        if database.is_away(trouble):
            raise
        _log.warning("runs that begin break in their walk (%s); they are begun and walked after it", type(trouble).__name__)
        with database.atomic():
            return keep(intake.begin)


def _begin_walked(workspace_id: UUID, made: Sequence[Run], *, hands: Hands, stand: Stand) -> None:
    for run in made:
        run.lane = stand.name
    new = runs.create_runs(made)
    taken = [run for run in made if run.id in new]
    walk = Walk(workspace_id, taken, stand=stand, steps={run.id: {} for run in taken}, brief=True)
    walk.go()
    database.after_commit(partial(hands.take, workspace_id, walk.walked, stand=stand))


def walk_on(workspace_id: UUID, ids: Sequence[UUID], *, came: Sequence[Came], stand: Stand) -> Walked:
    """Walks runs of this process's lane, some of which have come back from acting outside.

    Where that breaks, each goes on alone the long way.
    """
    try:
        return _walk_on(workspace_id, ids, came=came, stand=stand)
    except Exception as trouble:  # As below: what breaks one run must not break those beside it.
        if database.is_away(trouble):
            raise
        _log.warning("%d runs that went together break (%s); each goes alone", len(ids) + len(came), type(trouble).__name__)
        stand.give_back()
        acting.keep(workspace_id, came)
        for run_id in ids:
            advance_alone(workspace_id, run_id)
        return Walked()


def _walk_on(workspace_id: UUID, ids: Sequence[UUID], *, came: Sequence[Came], stand: Stand) -> Walked:
    def walked() -> Walked:
        stand.give_back()  # What an attempt before this one has taken.
        with database.in_turn(), database.atomic():
            begun = {one.run.id: one for one, _ in came}
            same = runs.untouched(workspace_id, {run_id: one.run for run_id, one in begun.items()})
            # Copies: a walk that is undone must leave no trace on what was begun.
            known = [copy(begun[run_id].run) for run_id in sorted(same)]
            steps = {run_id: {path: copy(row) for path, row in begun[run_id].steps.items()} for run_id in same}
            read = runs.runs_to_advance(workspace_id, {*ids, *begun} - same)
            walk = Walk(workspace_id, [*known, *read], stand=stand, steps=steps)
            walk.take_in(came)
            walk.go()
            # What was paused or cancelled meanwhile keeps it, and goes no further.
            acting.keep(workspace_id, [each for each in came if not walk.has(each[0].run.id)])
        return walk.walked

    return database.without_collision(walked)


def _advance(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    try:
        _advance_together(workspace_id, ids)
    except Exception as trouble:  # The edge of a run: whatever breaks is shown on the run that broke, and nowhere else.
        if database.is_away(trouble):
            raise
        if len(ids) > 1:
            for run_id in ids:
                advance_alone(workspace_id, run_id)
        else:
            _broken(workspace_id, ids[0], trouble=trouble)
    progress.show(workspace_id, "run", subject_id="all", done=len(ids), state="running", text=f"{len(ids)} runs")


def advance_alone(workspace_id: UUID, run_id: UUID) -> None:
    try:
        _advance_together(workspace_id, [run_id])
    except Exception as trouble:  # As above.
        if database.is_away(trouble):
            raise
        _broken(workspace_id, run_id, trouble=trouble)


def _advance_together(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    def walk() -> None:
        with database.atomic():
            taken = runs.runs_to_advance(workspace_id, ids)
            if taken:
                Walk(workspace_id, taken).go()

    database.without_collision(walk)


def _broken(workspace_id: UUID, run_id: UUID, *, trouble: Exception) -> None:
    _log.error("run %s broke", run_id, exc_info=trouble)
    run = runs.run_by_id(workspace_id, run_id)
    if run is None:
        return
    with database.atomic():
        said = f"Something went wrong inside Tieout ({type(trouble).__name__})."
        runs.finish_run(workspace_id, run_id, status=RunStatus.ATTENTION, error=said)
        remedy = "Try it again. If it stays, report it with the log of that time."
        raising.raise_exceptions(workspace_id, [exception_of(run, cause="internal", message=said, remedy=remedy)])
        tell_ended(workspace_id, [run])
