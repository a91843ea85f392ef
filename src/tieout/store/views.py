"""Saved views of a collection's records: filter, sort, group and columns under a name, of one person or of all."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tieout.store.collections import Collection
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

# Of a collection's views that all share, and as many of each person's own.
VIEWS_MAX = 100


class View(models.Model):
    """`owner` is whose it is, None for one that all share; `arrangement` is what stands in the address of the list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    arrangement = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)
    created_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "view"
        constraints = [
            models.UniqueConstraint(fields=["collection", "name"], condition=Q(owner__isnull=True), name="view_shared_name_once"),
            models.UniqueConstraint(fields=["collection", "owner", "name"], name="view_own_name_once"),
        ]


def views(workspace_id: UUID, collection: Collection, *, user_id: int) -> list[View]:
    """Those of all and the person's own, by name."""
    rows = View.objects.filter(workspace_id=workspace_id, collection=collection)
    return list(rows.filter(Q(owner__isnull=True) | Q(owner_id=user_id)).order_by("name"))


def view(workspace_id: UUID, view_id: UUID, *, user_id: int) -> View | None:
    """None also for one that is somebody else's."""
    rows = View.objects.filter(workspace_id=workspace_id, id=view_id).select_related("collection")
    return rows.filter(Q(owner__isnull=True) | Q(owner_id=user_id)).first()


def beside(workspace_id: UUID, row: View) -> int:
    """How many others there are in its place: shared by all, or that person's own."""
    others = View.objects.filter(workspace_id=workspace_id, collection_id=row.collection_id, owner_id=row.owner_id)
    return others.exclude(id=row.id).count()


def is_taken(workspace_id: UUID, row: View) -> bool:
    others = View.objects.filter(workspace_id=workspace_id, collection_id=row.collection_id, name=row.name).exclude(id=row.id)
    return others.filter(owner_id=row.owner_id).exists()


def save_view(workspace_id: UUID, row: View) -> View:
    """With the default moved here where it is one: each list has at most one default of all, and each person one of their own."""
    row.updated_at = timezone.now()
    if row.is_default:
        others = View.objects.filter(workspace_id=workspace_id, collection_id=row.collection_id, owner_id=row.owner_id)
        others.exclude(id=row.id).update(is_default=False)
    row.save()
    return row


def delete_view(row: View) -> None:
    row.delete()
