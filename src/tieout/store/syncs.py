"""Syncs: standing agreements between two connections."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class Sync(models.Model):
    """`maps` are the user's: accounts, taxes, bank_accounts (source key to target key) and the default item; `turn` counts
    its runs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    source = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="syncs_from")
    target = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="syncs_to")
    kinds = models.JSONField(default=list)
    maps = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)
    turn = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "sync"
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "target"], name="sync_pair_once")]


def syncs(workspace_id: UUID) -> list[Sync]:
    return list(Sync.objects.select_related("source", "target").filter(workspace_id=workspace_id).order_by("id"))


def sync(workspace_id: UUID, sync_id: UUID) -> Sync | None:
    return Sync.objects.select_related("source", "target").filter(workspace_id=workspace_id, id=sync_id).first()


def save_sync(workspace_id: UUID, *, name: str, pair: tuple[UUID, UUID], kinds: list[str], maps: dict[str, object]) -> Sync:
    """`pair` is source and target."""
    row, _ = Sync.objects.update_or_create(
        workspace_id=workspace_id, source_id=pair[0], target_id=pair[1], defaults={"name": name, "kinds": kinds, "maps": maps}
    )
    return row


def update_sync(workspace_id: UUID, sync_id: UUID, **values: object) -> bool:
    return Sync.objects.filter(workspace_id=workspace_id, id=sync_id).update(**values) == 1


def next_turn(workspace_id: UUID, sync_id: UUID) -> int:
    """Inside the caller's transaction."""
    row = Sync.objects.select_for_update().get(workspace_id=workspace_id, id=sync_id)
    row.turn += 1
    row.save(update_fields=["turn"])
    return row.turn
