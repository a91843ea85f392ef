"""Comments on records: kept together with their audit entries."""

from collections.abc import Sequence
from uuid import UUID

from tieout.engine.surface import NotPossible
from tieout.store import audit, comments, database, workspaces
from tieout.store.comments import Comment
from tieout.store.records import Record
from tieout.store.workspaces import Member


def add(record: Record, *, member: Member, text: str, mentions: Sequence[UUID]) -> Comment:
    """Raises NotPossible for a mention of somebody who is no member, and for a text of nothing but white space."""
    named = _members(record.workspace_id, mentions)
    with database.atomic():
        row = comments.add_comment(record.workspace_id, record.id, member=member, text=_words(text), mentions=named)
        _tell(row, record, action="comment.added", said="commented on")
    return row


def say(record: Record, *, comment_id: UUID, author: str, text: str) -> bool:
    """What an automation says, by nobody of the members; False where this very comment was made before. Inside the caller's
    transaction."""
    row = comments.say(record.workspace_id, record.id, comment_id=comment_id, author=author, text=_words(text))
    if row is not None:
        _tell(row, record, action="comment.added", said="commented on")
    return row is not None


def change(row: Comment, *, text: str, mentions: Sequence[UUID]) -> Comment:
    named = _members(row.workspace_id, mentions)
    with database.atomic():
        comments.change_comment(row.workspace_id, row.id, text=_words(text), mentions=named)
        _tell(row, row.record, action="comment.changed", said="comment changed on")
    return comments.comment(row.workspace_id, row.id) or row


def delete(row: Comment) -> None:
    with database.atomic():
        comments.delete_comment(row.workspace_id, row.id)
        _tell(row, row.record, action="comment.deleted", said="comment deleted on")


def _words(text: str) -> str:
    if not text.strip():
        raise NotPossible("Write something first.")
    return text.strip()


def _members(workspace_id: UUID, mentions: Sequence[UUID]) -> list[str]:
    known = {member.id for member in workspaces.members(workspace_id)}
    if set(mentions) - known:
        raise NotPossible("Only members of this workspace can be mentioned.")
    return [str(one) for one in dict.fromkeys(mentions)]


def _tell(row: Comment, record: Record, *, action: str, said: str) -> None:
    """The entry names who and where; the words stay in the comment, where they can be deleted."""
    note = audit.Note(
        actor=row.author,
        action=action,
        subject_kind="record",
        subject_id=str(record.id),
        text=f"{said.capitalize()} {record.collection.name} {record.key}",
        details={"comment": str(row.id), "mentions": row.mentions},
    )
    audit.add(row.workspace_id, [note])
