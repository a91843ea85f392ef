"""Runs that a run has begun: the items of a list, or another automation that it calls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.chosen import chosen
from tieout.store.runs import UNFINISHED, Run, RunStatus, RunStep


@dataclass(frozen=True, kw_only=True)
class Children:
    """What has become of the runs that a step waits for: how many are in which state, and what the first that failed says."""

    counts: Mapping[str, int]
    said: str = ""
    first_queued: UUID | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def under_way(self) -> int:
        return sum(self.counts.get(state, 0) for state in (RunStatus.RUNNING, RunStatus.WAITING))

    def count(self, status: str) -> int:
        return self.counts.get(status, 0)


def children_of(workspace_id: UUID, parent_ids: Iterable[UUID], *, path: str) -> dict[UUID, Children]:
    """By parent, those that were begun for its step at this path; three queries, however many there are."""
    rows = chosen(Run.objects.filter(parent_path=path), workspace_id, ids=parent_ids, by="parent_id")
    counts: dict[UUID, dict[str, int]] = {}
    for parent_id, status, count in rows.values_list("parent_id", "status").annotate(n=models.Count("id")).order_by():
        counts.setdefault(parent_id, {})[status] = count
    troubled = rows.filter(status__in=(RunStatus.FAILED, RunStatus.ATTENTION)).order_by("-item_number")
    said = dict(troubled.values_list("parent_id", "error")) if any(_troubled(one) for one in counts.values()) else {}
    queued = dict(rows.filter(status=RunStatus.QUEUED).order_by("-item_number").values_list("parent_id", "id"))
    return {
        parent_id: Children(counts=found, said=said.get(parent_id, ""), first_queued=queued.get(parent_id))
        for parent_id, found in counts.items()
    }


def _troubled(counts: Mapping[str, int]) -> bool:
    return bool(counts.get(RunStatus.FAILED) or counts.get(RunStatus.ATTENTION))


def only_children(workspace_id: UUID, parent_ids: Iterable[UUID], *, path: str) -> dict[UUID, Run]:
    """By parent, the one run that its step at this path has called."""
    rows = chosen(Run.objects.filter(parent_path=path, item_number=None), workspace_id, ids=parent_ids, by="parent_id")
    return {row.parent_id: row for row in rows if row.parent_id is not None}


def cancel_children(workspace_id: UUID, parent_ids: Iterable[UUID], *, path: str = "") -> list[UUID]:
    """Ends what was begun for these runs and has not ended yet, level by level; gives the runs that were ended."""
    ended: list[UUID] = []
    level = list(parent_ids)
    while level:
        rows = chosen(Run.objects.filter(status__in=UNFINISHED), workspace_id, ids=level, by="parent_id")
        level = list((rows.filter(parent_path=path) if path and not ended else rows).values_list("id", flat=True))
        chosen(Run.objects.all(), workspace_id, ids=level).update(status=RunStatus.CANCELLED, finished_at=timezone.now())
        ended += level
    return ended


def stand_up(workspace_id: UUID, run_ids: Iterable[UUID]) -> None:
    """Queues those again that had stopped at a step because of the runs that it had begun."""
    at_children = RunStep.objects.filter(
        run_id=models.OuterRef("id"), path=models.OuterRef("position"), kind__in=("for_each", "call")
    )
    rows = chosen(Run.objects.filter(models.Exists(at_children), status=RunStatus.ATTENTION), workspace_id, ids=run_ids)
    rows.update(status=RunStatus.QUEUED, error="", finished_at=None)


def unfinished_below(workspace_id: UUID, run_ids: Iterable[UUID]) -> list[UUID]:
    """What was begun for these runs and has not ended yet, level by level."""
    found: list[UUID] = []
    level = list(run_ids)
    while level:
        rows = chosen(Run.objects.filter(status__in=UNFINISHED), workspace_id, ids=level, by="parent_id")
        level = list(rows.values_list("id", flat=True))
        found += level
    return found


def ended_badly(workspace_id: UUID, run_id: UUID, *, path: str) -> list[Run]:
    """Of what its step at this path has begun, what did not end well; locked for the caller's transaction."""
    rows = Run.objects.select_for_update(of=("self",)).select_related("version").filter(workspace_id=workspace_id, parent_id=run_id)
    states = (RunStatus.FAILED, RunStatus.ATTENTION, RunStatus.CANCELLED)
    return list(rows.filter(parent_path=path, status__in=states).order_by("item_number"))


def begun_by_keys(workspace_id: UUID, keys: Sequence[str]) -> dict[str, UUID]:
    """Runs that were begun under these keys before."""
    rows = Run.objects.filter(workspace_id=workspace_id, key__in=list(keys)) if keys else Run.objects.none()
    return dict(rows.values_list("key", "id"))
