"""Many approvals at once: what they come to together, and one answer for all, each decided for itself."""

from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from tieout.engine import approvals as deciding
from tieout.engine.approval_totals import totals_of_plans
from tieout.engine.surface import NotPossible
from tieout.store import approvals
from tieout.web.api.approvals import ApprovalStateName
from tieout.web.api.automation_trial_shapes import PlanTotals
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, may

router = Router(tags=["approvals"], auth=may("read"))

AT_ONCE_MAX = 200
GONE = "This approval was not found."


class ApprovalsIn(Schema):
    ids: list[UUID] = Field(min_length=1, max_length=AT_ONCE_MAX)


class ApprovalsTotals(Schema):
    """`undecidable` says by the approval's id why it is not the asker's to decide; the totals are of the others."""

    approvals: int
    totals: PlanTotals
    undecidable: dict[UUID, str]


class ApprovalDecisionsIn(ApprovalsIn):
    """A rejection needs a reason, which is the same for all."""

    approve: bool
    reason: str = Field(default="", max_length=1000)


class DecidedApproval(Schema):
    """`error` says why it could not be decided; empty where it was. It is open still where others must approve it, too."""

    id: UUID
    title: str
    state: ApprovalStateName | None
    error: str


class DecidedApprovals(Schema):
    decided: int
    items: list[DecidedApproval]


@router.post("/approvals/totals", response=ApprovalsTotals, operation_id="total_approvals")
def total_approvals(request: Asked, workspace_id: WorkspaceId, *, body: ApprovalsIn) -> ApprovalsTotals:
    """What would be written if these were approved; nothing is decided."""
    undecidable: dict[UUID, str] = {}
    plans = []
    for approval_id in dict.fromkeys(body.ids):
        row = approvals.approval(workspace_id, approval_id)
        if hindrance := GONE if row is None else deciding.hindrance(row, request.auth):
            undecidable[approval_id] = hindrance
        elif row is not None:
            plans.append(row.plan)
    totals = PlanTotals.model_validate(totals_of_plans(workspace_id, plans), from_attributes=True)
    return ApprovalsTotals(approvals=len(plans), totals=totals, undecidable=undecidable)


@router.post("/approvals/decisions", response=DecidedApprovals, operation_id="decide_approvals")
def decide_approvals(request: Asked, workspace_id: WorkspaceId, *, body: ApprovalDecisionsIn) -> DecidedApprovals:
    """Approves or rejects each in a transaction of its own: one that cannot be decided says why and holds up none of the others."""
    items = [_decided(request, workspace_id, approval_id=one, body=body) for one in dict.fromkeys(body.ids)]
    return DecidedApprovals(decided=sum(not one.error for one in items), items=items)


def _decided(request: Asked, workspace_id: UUID, *, approval_id: UUID, body: ApprovalDecisionsIn) -> DecidedApproval:
    row = approvals.approval(workspace_id, approval_id)
    if row is None:
        return DecidedApproval(id=approval_id, title="", state=None, error=GONE)
    try:
        row = deciding.decide(workspace_id, approval_id, member=request.auth, approve=body.approve, reason=body.reason)
    except NotPossible as trouble:
        return DecidedApproval.model_validate({"id": row.id, "title": row.title, "state": row.state, "error": str(trouble)})
    return DecidedApproval.model_validate({"id": row.id, "title": row.title, "state": row.state, "error": ""})
