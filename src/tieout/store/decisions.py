"""What people decided about likenesses: this is the same, this is not; it wins over every score from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

BATCH = 500


class Decision(models.Model):
    """`source_id` is our record, or the mirrored entity of another ledger; `same` whether the provider's entity is that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    source_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    external_id = models.CharField(max_length=100)
    same = models.BooleanField()
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "decision"
        constraints = [
            models.UniqueConstraint(fields=["connection", "source_id", "kind", "external_id"], name="decision_once"),
        ]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is ours, and what in a ledger may be the same."""

    source_id: UUID
    kind: str
    external_id: str


def decide(workspace_id: UUID, connection_id: UUID, *, pair: Pair, same: bool, by: str) -> tuple[Decision, bool]:
    """Keeps the newest word about a pair; also tells whether it changes anything."""
    row, created = Decision.objects.get_or_create(
        workspace_id=workspace_id,
        connection_id=connection_id,
        source_id=pair.source_id,
        kind=pair.kind,
        external_id=pair.external_id,
        defaults={"same": same, "decided_by": by[:200]},
    )
    if created or row.same == same:
        return row, created
    row.same, row.decided_by, row.decided_at = same, by[:200], timezone.now()
    row.save(update_fields=["same", "decided_by", "decided_at"])
    return row, True


def decisions(workspace_id: UUID, connection_id: UUID, *, source_ids: Iterable[UUID], kind: str) -> dict[UUID, dict[str, bool]]:
    """Source to external id to whether it is the same."""
    wanted = list(source_ids)
    found: dict[UUID, dict[str, bool]] = {}
    for start in range(0, len(wanted), BATCH):
        rows = Decision.objects.filter(
            workspace_id=workspace_id, connection_id=connection_id, kind=kind, source_id__in=wanted[start : start + BATCH]
        )
        for source_id, external_id, same in rows.values_list("source_id", "external_id", "same"):
            found.setdefault(source_id, {})[external_id] = same
    return found


def decisions_about(workspace_id: UUID, connection_id: UUID, *, kind: str) -> dict[str, dict[UUID, bool]]:
    """External id to source to whether it is the same, for all that was decided about a ledger's entities of a kind."""
    found: dict[str, dict[UUID, bool]] = {}
    rows = Decision.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind=kind)
    for external_id, source_id, same in rows.values_list("external_id", "source_id", "same"):
        found.setdefault(external_id, {})[source_id] = same
    return found
