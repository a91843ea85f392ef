"""Runs put to rest and back to work by people."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from tieout.store.chosen import chosen
from tieout.store.runs import Run, RunStatus, RunStep


def set_paused(workspace_id: UUID, run_ids: Iterable[UUID], *, paused: bool) -> None:
    chosen(Run.objects.all(), workspace_id, ids=run_ids).update(paused=paused)


def run_to_repeat(workspace_id: UUID, run_id: UUID) -> Run | None:
    """With its version, whatever its state; locked for the caller's transaction."""
    rows = Run.objects.select_for_update(of=("self",)).select_related("version")
    return rows.filter(workspace_id=workspace_id, id=run_id).first()


def forget_steps(workspace_id: UUID, run_id: UUID, *, paths: Iterable[str]) -> None:
    """What these steps were and gave; what they wrote stays written, and known by its own keys."""
    RunStep.objects.filter(workspace_id=workspace_id, run_id=run_id, path__in=list(paths)).delete()


def take_again(workspace_id: UUID, run_id: UUID, *, path: str) -> None:
    """The run stands at the step as if it had just come there."""
    rows = RunStep.objects.filter(workspace_id=workspace_id, run_id=run_id, path=path)
    rows.update(status="again", outcome="", state={}, posting_id=None, started_at=timezone.now(), finished_at=None)
    go_on(workspace_id, run_id, path=path)


def go_on(workspace_id: UUID, run_id: UUID, *, path: str) -> None:
    """The run stands at the step as it is."""
    Run.objects.filter(workspace_id=workspace_id, id=run_id).update(
        status=RunStatus.QUEUED, position=path, paused=False, error="", finished_at=None
    )
