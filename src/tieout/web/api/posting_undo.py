"""One posting: what was sent, what the ledger answered, and taking it back."""

from typing import Literal
from uuid import UUID

from ninja import Router, Schema, Status

from tieout.engine import posting_undo
from tieout.store import postings
from tieout.web.api.runs import Posting, posting_shown
from tieout.web.api.values import JsonObject, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import not_found

router = Router(tags=["runs"], auth=may("read"))


class PostingUndo(Schema):
    """`way`: nothing stays of it, or it is balanced by another entry (voided, credited), or neither. `text` says what that does in
    the ledger, or why it cannot be done now: then `possible` is false."""

    way: Literal["reversible", "by_compensation", "not_reversible"]
    state: Literal["standing", "under_way", "undone"]
    possible: bool
    text: str


class PostingDetail(Posting):
    """`sent` is the entity in our own terms, as it was sent; what was not resolved yet stands as what it refers to. `receipt` is
    what the ledger answered."""

    sent: JsonObject
    receipt: JsonObject
    undo: PostingUndo


@router.get("/postings/{posting_id}", response=PostingDetail, operation_id="get_posting")
def get_posting(request: Asked, workspace_id: WorkspaceId, *, posting_id: UUID) -> PostingDetail:
    """A posting with what was sent, and how it could be taken back."""
    return _shown(workspace_id, posting_id)


@router.post("/postings/{posting_id}/undo", response={202: PostingDetail}, auth=may("post"), operation_id="undo_posting")
def undo_posting(request: Asked, workspace_id: WorkspaceId, *, posting_id: UUID) -> Status[PostingDetail]:
    """Takes back what it created, as that is done there; asked twice, it is done once. 409 says why it cannot be."""
    _row(workspace_id, posting_id)
    posting_undo.undo(workspace_id, posting_id, actor=actor_of(request))
    return Status(202, _shown(workspace_id, posting_id))


def _row(workspace_id: UUID, posting_id: UUID) -> postings.Posting:
    row = postings.posting(workspace_id, posting_id)
    if row is None:
        raise not_found("This posting")
    return row


def _shown(workspace_id: UUID, posting_id: UUID) -> PostingDetail:
    row = _row(workspace_id, posting_id)
    undo = posting_undo.undo_of(workspace_id, row)
    shown = PostingUndo(way=undo.way, state=undo.state, possible=undo.action is not None, text=undo.said)
    return PostingDetail(**posting_shown(row).model_dump(), sent=row.entity, receipt=row.certificate, undo=shown)
