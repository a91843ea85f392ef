"""What happened between two instants that somebody may want to be told, as one line each."""

from datetime import datetime
from uuid import UUID

from tieout.store.approvals import Approval, ApprovalState
from tieout.store.audit import AuditEntry
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.document_requests import DocumentRequest, RequestState
from tieout.store.exceptions import ExceptionItem, ExceptionState
from tieout.store.postings import Posting, PostingState

Span = tuple[datetime, datetime]

# What the audit log calls the loss of a ledger's authorisation.
LOST = "connection.needs_reconnecting"


def exceptions_opened(workspace_id: UUID, span: Span, *, limit: int) -> list[str]:
    """Those that are still open."""
    rows = ExceptionItem.objects.filter(workspace_id=workspace_id, state=ExceptionState.OPEN)
    found = rows.filter(opened_at__gt=span[0], opened_at__lte=span[1]).order_by("opened_at")[:limit]
    return [f"{row.title}: {row.message}" for row in found]


def approvals_asked(workspace_id: UUID, span: Span, *, limit: int) -> list[str]:
    """Documents, postings and steps of runs that still wait."""
    asked = DocumentRequest.objects.filter(workspace_id=workspace_id, state=RequestState.WAITING_APPROVAL)
    asked = asked.filter(asked_at__gt=span[0], asked_at__lte=span[1]).order_by("asked_at")[:limit]
    postings = Posting.objects.filter(workspace_id=workspace_id, state=PostingState.WAITING_APPROVAL)
    postings = postings.filter(intended_at__gt=span[0], intended_at__lte=span[1]).order_by("intended_at")[:limit]
    steps = Approval.objects.filter(workspace_id=workspace_id, state=ApprovalState.OPEN)
    steps = steps.filter(asked_at__gt=span[0], asked_at__lte=span[1]).order_by("asked_at")[:limit]
    lines = [f"{row.kind.replace('_', ' ').capitalize()} {row.number}, asked by {row.asked_by}" for row in asked]
    return (lines + [row.title for row in postings] + [row.title for row in steps])[:limit]


def connections_lost(workspace_id: UUID, span: Span) -> list[str]:
    """Ledgers that must be connected again, where that began in this time."""
    lost = AuditEntry.objects.filter(workspace_id=workspace_id, action=LOST, at__gt=span[0], at__lte=span[1])
    ids = {str(one) for one in lost.values_list("subject_id", flat=True)}
    rows = Connection.objects.filter(workspace_id=workspace_id, status=ConnectionStatus.NEEDS_RECONNECTING)
    return [f"{row.organisation_name}: {row.trouble}".strip(": ") for row in rows if str(row.id) in ids]
