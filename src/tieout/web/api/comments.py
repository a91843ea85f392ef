"""Comments on a record: read by everybody, written by those who may edit, changed and deleted by whoever wrote them."""

from datetime import datetime
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tieout.engine import commenting
from tieout.store import comments, listings
from tieout.web.api.records import record_of
from tieout.web.api.values import PageOut, PageQuery, WorkspaceId
from tieout.web.permissions import Asked, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["records"], auth=may("read"))

TEXT_CHARACTERS_MAX = 5_000
MENTIONS_MAX = 20


class Comment(Schema):
    """`mentions` are ids of members who are named in the text as @name; `mine` tells that the reader wrote it."""

    id: UUID
    text: str
    author: str
    author_name: str
    mentions: list[str]
    created_at: datetime
    edited_at: datetime | None
    mine: bool


class CommentPage(PageOut):
    items: list[Comment]


class CommentIn(Schema):
    text: str = Field(min_length=1, max_length=TEXT_CHARACTERS_MAX)
    mentions: list[UUID] = Field(default=[], max_length=MENTIONS_MAX)


@router.get("/collections/{key}/records/{record_id}/comments", response=CommentPage, operation_id="list_comments")
def list_comments(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, query: Query[PageQuery]) -> CommentPage:
    """The comments on a record, newest first."""
    record_of(workspace_id, record_id, collection_key=key)
    page = comments.comments_page(workspace_id, record_id, place=listings.Place(cursor=query.cursor, limit=query.limit))
    items = [_shown(row, request) for row in page.rows]
    return CommentPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post(
    "/collections/{key}/records/{record_id}/comments",
    response={201: Comment},
    auth=may("edit_records"),
    operation_id="add_comment",
)
def add_comment(request: Asked, workspace_id: WorkspaceId, *, key: str, record_id: UUID, body: CommentIn) -> Status[Comment]:
    """Writes a comment on a record."""
    record = record_of(workspace_id, record_id, collection_key=key)
    row = commenting.add(record, member=request.auth, text=body.text, mentions=body.mentions)
    return Status(201, _shown(row, request))


@router.patch("/comments/{comment_id}", response=Comment, auth=may("edit_records"), operation_id="change_comment")
def change_comment(request: Asked, workspace_id: WorkspaceId, *, comment_id: UUID, body: CommentIn) -> Comment:
    """Changes one's own comment."""
    row = commenting.change(_own(request, workspace_id, comment_id=comment_id), text=body.text, mentions=body.mentions)
    return _shown(row, request)


@router.delete("/comments/{comment_id}", response={204: None}, auth=may("edit_records"), operation_id="delete_comment")
def delete_comment(request: Asked, workspace_id: WorkspaceId, *, comment_id: UUID) -> Status[None]:
    """Takes a comment back."""
    commenting.delete(_own(request, workspace_id, comment_id=comment_id))
    return Status(204, None)


def _own(request: Asked, workspace_id: UUID, *, comment_id: UUID) -> comments.Comment:
    """Raises Refused 404, or 409 for somebody else's."""
    row = comments.comment(workspace_id, comment_id)
    if row is None:
        raise not_found("This comment")
    if row.member_id != request.auth.id:
        raise Refused(409, "This comment is somebody else's.", remedy="Write one of your own.")
    return row


def _shown(row: comments.Comment, request: Asked) -> Comment:
    user = row.member.user if row.member else None
    return Comment(
        id=row.id,
        text=row.text,
        author=row.author,
        author_name=(user.get_full_name() if user else "") or row.author,
        mentions=row.mentions,
        created_at=row.created_at,
        edited_at=row.edited_at,
        mine=row.member_id == request.auth.id,
    )
