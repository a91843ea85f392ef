"""What people do with runs: stop them, hold them, let them go on, try them again, one or many of the same error."""

from datetime import datetime
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from tieout.engine import steering
from tieout.store import run_lists
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.runs import RunDetail, detail_shown, run_row
from tieout.web.api.values import PageOut, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may

router = Router(tags=["runs"], auth=may("read"))

RETRIED_MAX = 500


class RunGroup(Schema):
    """Runs that stopped with the same error: why, and what to do. `run_ids` are the newest of them, for trying them again."""

    cause: str
    message: str
    remedy: str
    count: int
    latest_at: datetime
    example_run_id: UUID
    run_ids: list[UUID]


class RunGroupPage(PageOut):
    items: list[RunGroup]


class RunGroupQuery(ListQuery):
    automation: UUID | None = None
    since: datetime | None = None


class RetryRunsIn(Schema):
    run_ids: list[UUID] = Field(min_length=1, max_length=RETRIED_MAX)


class RetriedRun(Schema):
    """`error` says why it cannot be tried again; empty where it is."""

    run_id: UUID
    error: str


class RetriedRuns(Schema):
    retried: int
    runs: list[RetriedRun]


class RetryRunIn(Schema):
    """`position`: from this step on; empty from the one that failed."""

    position: str = Field(default="", max_length=800)


@router.get("/runs/groups", response=RunGroupPage, operation_id="list_run_groups")
def list_groups(request: Asked, workspace_id: WorkspaceId, *, query: Query[RunGroupQuery]) -> RunGroupPage:
    """What went wrong, the same errors together, the most frequent first."""
    page = whole(run_lists.groups(workspace_id, automation_id=query.automation, since=query.since), query)
    items = [RunGroup.model_validate({**_group(one), "run_ids": list(one.run_ids[:RETRIED_MAX])}) for one in page.rows]
    return RunGroupPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/runs/retry", response=RetriedRuns, auth=may("resolve_exceptions"), operation_id="retry_runs")
def retry_runs(request: Asked, workspace_id: WorkspaceId, *, body: RetryRunsIn) -> RetriedRuns:
    """Tries many again, each from the step that failed; those that cannot be say why."""
    wanted = list(dict.fromkeys(body.run_ids))
    refused = steering.retry_many(workspace_id, wanted, actor=actor_of(request))
    shown = [RetriedRun(run_id=run_id, error=refused.get(run_id, "")) for run_id in wanted]
    return RetriedRuns(retried=len(wanted) - len(refused), runs=shown)


@router.post("/runs/{run_id}/cancel", response=RunDetail, auth=may("sync"), operation_id="cancel_run")
def cancel_run(request: Asked, workspace_id: WorkspaceId, *, run_id: UUID) -> RunDetail:
    """What was not sent yet is not sent any more; what was posted stays."""
    run_row(workspace_id, run_id)
    steering.cancel(workspace_id, run_id, actor=actor_of(request))
    return detail_shown(workspace_id, run_id)


@router.post("/runs/{run_id}/pause", response=RunDetail, auth=may("sync"), operation_id="pause_run")
def pause_run(request: Asked, workspace_id: WorkspaceId, *, run_id: UUID) -> RunDetail:
    """It takes no further step until somebody resumes it."""
    run_row(workspace_id, run_id)
    steering.pause(workspace_id, run_id, actor=actor_of(request))
    return detail_shown(workspace_id, run_id)


@router.post("/runs/{run_id}/resume", response=RunDetail, auth=may("sync"), operation_id="resume_run")
def resume_run(request: Asked, workspace_id: WorkspaceId, *, run_id: UUID) -> RunDetail:
    """A paused run goes on where it stands."""
    run_row(workspace_id, run_id)
    steering.resume(workspace_id, run_id, actor=actor_of(request))
    return detail_shown(workspace_id, run_id)


@router.post("/runs/{run_id}/retry", response=RunDetail, auth=may("resolve_exceptions"), operation_id="retry_run")
def retry_run(request: Asked, workspace_id: WorkspaceId, *, run_id: UUID, body: RetryRunIn) -> RunDetail:
    """Tries a run again from the step that failed, or from another of its steps; what was written is not written again."""
    run_row(workspace_id, run_id)
    steering.retry_from(workspace_id, run_id, position=body.position, actor=actor_of(request))
    return detail_shown(workspace_id, run_id)


def _group(one: run_lists.RunGroup) -> dict[str, object]:
    return {name: getattr(one, name) for name in RunGroup.model_fields}
