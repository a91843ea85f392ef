"""Approvals: what runs wait for people to decide, with the plan that is decided on."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from tieout.engine import approvals as deciding
from tieout.engine.approval_totals import steps_of
from tieout.engine.plan_totals import totals_of, warnings_of
from tieout.store import approvals
from tieout.web.api.automation_trial_shapes import PlanTotals
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import JsonObject, PageOut, RoleName, WorkspaceId
from tieout.web.permissions import Asked, may
from tieout.web.problems import not_found

router = Router(tags=["approvals"], auth=may("read"))

ApprovalStateName = Literal["open", "approved", "rejected", "expired", "overtaken", "cancelled"]


class ApprovalVote(Schema):
    """What one person said."""

    name: str
    approves: bool
    reason: str
    at: datetime


class Approval(Schema):
    """`plan` is what would be done, step by step, as it was when it was asked; `totals` what that comes to, and `warnings` what to
    think of, where one approval is asked for, not a list. `roles` and `members` may decide; `needed` of them
    must approve, one rejection suffices. `may_decide` is about who asks now; where not, `why_not` says why."""

    id: UUID
    run_id: UUID
    run_title: str
    automation_id: UUID | None
    automation_name: str
    position: str
    title: str
    text: str
    plan: list[JsonObject]
    totals: PlanTotals | None
    warnings: list[str]
    roles: list[RoleName]
    members: list[UUID]
    needed: int
    asked_for: str
    state: ApprovalStateName
    asked_at: datetime
    due_at: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    decided_at: datetime | None
    votes: list[ApprovalVote]
    may_decide: bool
    why_not: str


class ApprovalPage(PageOut):
    items: list[Approval]


class ApprovalQuery(ListQuery):
    state: ApprovalStateName | None = None


class ApprovalDecisionIn(Schema):
    """A rejection needs a reason."""

    approve: bool
    reason: str = Field(default="", max_length=1000)


@router.get("/approvals", response=ApprovalPage, operation_id="list_approvals")
def list_approvals(request: Asked, workspace_id: WorkspaceId, *, query: Query[ApprovalQuery]) -> ApprovalPage:
    """What waits for a decision, the oldest first, or what was decided, the newest first."""
    page = whole(approvals.approvals(workspace_id, state=query.state or ""), query)
    items = [_shown(request, row) for row in page.rows]
    return ApprovalPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.get("/approvals/{approval_id}", response=Approval, operation_id="get_approval")
def get_approval(request: Asked, workspace_id: WorkspaceId, *, approval_id: UUID) -> Approval:
    """What is to be decided, and who said what."""
    return _whole(request, _row(workspace_id, approval_id))


@router.post("/approvals/{approval_id}/decision", response=Approval, operation_id="decide_approval")
def decide(request: Asked, workspace_id: WorkspaceId, *, approval_id: UUID, body: ApprovalDecisionIn) -> Approval:
    """Approves or rejects, by those whom the step names; the run goes on when enough have said so."""
    _row(workspace_id, approval_id)
    deciding.decide(workspace_id, approval_id, member=request.auth, approve=body.approve, reason=body.reason)
    return _whole(request, _row(workspace_id, approval_id))


def _row(workspace_id: UUID, approval_id: UUID) -> approvals.Approval:
    row = approvals.approval(workspace_id, approval_id)
    if row is None:
        raise not_found("This approval")
    return row


def _whole(request: Asked, row: approvals.Approval) -> Approval:
    steps = steps_of(row.plan)
    totals = PlanTotals.model_validate(totals_of(row.workspace_id, steps), from_attributes=True)
    return _shown(request, row).model_copy(update={"totals": totals, "warnings": warnings_of(steps)})


def _shown(request: Asked, row: approvals.Approval) -> Approval:
    version, hindrance = row.run.version, deciding.hindrance(row, request.auth)
    return Approval.model_validate(
        {
            **{name: getattr(row, name) for name in Approval.model_fields if hasattr(row, name) and name != "votes"},
            "totals": None,
            "warnings": [],
            "run_title": row.run.title,
            "automation_id": version.automation_id if version else None,
            "automation_name": version.automation.name if version else "",
            "position": row.path,
            "votes": [ApprovalVote.model_validate(one, from_attributes=True) for one in row.votes.all()],
            "may_decide": not hindrance,
            "why_not": hindrance,
        }
    )
