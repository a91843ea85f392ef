"""The workspace's policy for documents, asked of the steps of automations: one that would create a document waits for a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tieout.accounting.kinds import DOCUMENT_KINDS
from tieout.connectors.contract import Action
from tieout.engine import approvals, approved, step_postings
from tieout.engine.approvals import Asked
from tieout.engine.steps.contract import Preview, StepInput, StepResult
from tieout.store import approvals as rows
from tieout.store import workspaces
from tieout.store.approvals import Approval, ApprovalState
from tieout.store.postings import OPEN_STATES, PostingState
from tieout.store.workspaces import DocumentApproval

ROLES = ["administrator", "finance"]
TEXT = "The workspace's policy asks for the approval of every invoice, bill and credit before it goes to the ledger."
AGAIN = "Asked again, because what would be created has changed since it was approved."
WAITING = "waiting for approval, as the workspace's policy asks"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What one step would do now, as it is and as an approval keeps it."""

    preview: Preview
    entry: Mapping[str, object]


def asks(workspace_id: UUID) -> bool:
    """Whether documents wait for a second person whoever wants them. What an automation makes is otherwise wanted by who published
    it, which takes the right to approve."""
    return bool(workspaces.workspace_by_id(workspace_id).documents_need_approval == DocumentApproval.ALWAYS)


def held(workspace_id: UUID, inputs: Sequence[StepInput], *, look: Callable[[StepInput], Looked]) -> dict[UUID, StepResult]:
    """Those of the runs at one step that may not go on now, with what they wait for or came to. Inside the caller's transaction."""
    before = step_postings.so_far(workspace_id, inputs)
    fresh = [
        one
        for one in inputs
        if not (_is_under_way(one) or any(row.state in (*OPEN_STATES, PostingState.POSTED) for row in before.get(one.run.id, [])))
    ]
    found = {one.run.id: look(one) for one in fresh}
    wanted = [one for one in fresh if _creates(found[one.run.id].preview)]
    known = rows.latest_of_runs(workspace_id, [one.run.id for one in wanted], path=wanted[0].path) if wanted else {}
    results: dict[UUID, StepResult] = {}
    asking: list[Asked] = []
    for one in wanted:
        entry, row = found[one.run.id].entry, known.get(one.run.id)
        if approved.is_approved(workspace_id, one, document=entry["document"]):
            continue
        if row is not None and row.state == ApprovalState.REJECTED and not _is_again(one):
            results[one.run.id] = _rejected(row)
            continue
        if row is None or row.state != ApprovalState.OPEN:
            was = row is not None and row.state == ApprovalState.APPROVED
            asking.append(Asked(row=_asked(one, entry, text=f"{TEXT}\n\n{AGAIN}" if was else TEXT)))
        results[one.run.id] = StepResult(status="waiting", outcome=WAITING)
    approvals.ask(workspace_id, asking)
    return results


def _is_under_way(one: StepInput) -> bool:
    return one.earlier is not None and one.earlier.status == "waiting" and one.earlier.posting_id is not None


def _is_again(one: StepInput) -> bool:
    return one.earlier is None or one.earlier.status in ("again", "refused", "failed")


def _creates(preview: Preview) -> bool:
    if not preview.writes or preview.status != "done":
        return False
    operations = preview.document.get("operations")
    if isinstance(operations, list):
        return any(one["action"] == Action.CREATE and one["kind"] in DOCUMENT_KINDS for one in operations)
    return "entity" in preview.document and preview.output.get("kind") in DOCUMENT_KINDS


def _asked(one: StepInput, entry: Mapping[str, object], *, text: str) -> Approval:
    return Approval(
        workspace_id=one.run.workspace_id,
        run=one.run,
        path=one.path,
        title=one.run.title[:300],
        text=text,
        plan=[dict(entry)],
        roles=list(ROLES),
        asked_for=one.run.started_by,
        asked_at=datetime.now(UTC),
    )


def _rejected(row: Approval) -> StepResult:
    votes = [vote for vote in row.votes.all() if not vote.approves]
    said = "; ".join(f"rejected by {vote.name}: {vote.reason}" for vote in votes) or "rejected"
    return StepResult(status="refused", outcome=f"Not created: {said}"[:500], ends=True)
