"""Comments on records: what people say to each other about one, with the members whom they mention."""

from collections.abc import Sequence
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.listings import Page, Place, by_id
from tieout.store.records import Record
from tieout.store.workspaces import Member, Workspace


class Comment(models.Model):
    """`member` is empty for one who left the workspace; `author` is how the audit log names them. A deleted one keeps its place
    without its words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    author = models.CharField(max_length=200)
    text = models.TextField()
    mentions = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "comment"
        indexes = [models.Index(fields=["workspace", "record", "-id"], name="comment_of_record")]


def comments_page(workspace_id: UUID, record_id: UUID, *, place: Place) -> Page[Comment]:
    """Newest first; deleted ones are left out."""
    rows = Comment.objects.select_related("member__user")
    return by_id(rows.filter(workspace_id=workspace_id, record_id=record_id, deleted_at__isnull=True), place)


def comment(workspace_id: UUID, comment_id: UUID) -> Comment | None:
    rows = Comment.objects.select_related("member__user", "record__collection")
    return rows.filter(workspace_id=workspace_id, id=comment_id, deleted_at__isnull=True).first()


def add_comment(workspace_id: UUID, record_id: UUID, *, member: Member, text: str, mentions: Sequence[str]) -> Comment:
    user = member.user
    author = str(getattr(user, "email", "") or user.get_username())
    return Comment.objects.create(
        workspace_id=workspace_id, record_id=record_id, member=member, author=author, text=text, mentions=list(mentions)
    )


def say(workspace_id: UUID, record_id: UUID, *, comment_id: UUID, author: str, text: str) -> Comment | None:
    """A comment of nobody in particular, under an id that is known beforehand; None where it was made before, though it may be
    deleted now."""
    if Comment.objects.filter(workspace_id=workspace_id, id=comment_id).exists():
        return None
    return Comment.objects.create(id=comment_id, workspace_id=workspace_id, record_id=record_id, author=author, text=text)


def change_comment(workspace_id: UUID, comment_id: UUID, *, text: str, mentions: Sequence[str]) -> None:
    Comment.objects.filter(workspace_id=workspace_id, id=comment_id).update(
        text=text, mentions=list(mentions), edited_at=timezone.now()
    )


def delete_comment(workspace_id: UUID, comment_id: UUID) -> None:
    Comment.objects.filter(workspace_id=workspace_id, id=comment_id).update(text="", mentions=[], deleted_at=timezone.now())


def comment_count(workspace_id: UUID, record_id: UUID) -> int:
    return Comment.objects.filter(workspace_id=workspace_id, record_id=record_id, deleted_at__isnull=True).count()
