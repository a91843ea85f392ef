"""Links: this record, or this entity of another ledger, *is* that provider entity. The database forbids a second one."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.changed import save_changed
from tieout.store.chosen import chosen
from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.records import Record
from tieout.store.workspaces import Workspace

BATCH = 500


class SourceKind(models.TextChoices):
    RECORD = "record"
    ENTITY = "entity"
    REQUEST = "request"
    STEP = "step"


class Link(models.Model):
    """The source is a record, an entity of another ledger, a document request (a record can have many documents by its requests),
    or a step of a run, under an id of the step's own (engine/step_postings.py).

    `synced_hash` is the hash of the source's entity as both sides last agreed on it; `agreed` are the values of contacts and
    items then, by side (`record`, `ledger`) and field, which differ where a ledger does not keep what it was given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    kind = models.CharField(max_length=30)
    external_id = models.CharField(max_length=100)
    source_kind = models.CharField(max_length=10, choices=SourceKind)
    source_id = models.UUIDField()
    synced_hash = models.CharField(max_length=64, blank=True)
    agreed = models.JSONField(default=dict, blank=True)
    synced_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "link"
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "external_id", "source_kind"], name="link_external_once"),
            models.UniqueConstraint(fields=["source_kind", "source_id", "connection", "kind"], name="link_source_once"),
        ]
        indexes = [models.Index(fields=["workspace", "source_kind", "source_id"], name="link_by_source")]


def links_of(workspace_id: UUID, source_kind: str, *, source_id: UUID) -> list[Link]:
    rows = Link.objects.select_related("connection").filter(workspace_id=workspace_id, source_kind=source_kind, source_id=source_id)
    return list(rows.order_by("created_at"))


def links_by_sources(
    workspace_id: UUID, connection_id: UUID, *, source_kind: str, source_ids: Iterable[UUID]
) -> dict[UUID, list[Link]]:
    wanted = list(source_ids)
    found: dict[UUID, list[Link]] = {}
    for start in range(0, len(wanted), BATCH):
        chunk = wanted[start : start + BATCH]
        rows = Link.objects.filter(
            workspace_id=workspace_id, connection_id=connection_id, source_kind=source_kind, source_id__in=chunk
        )
        for row in rows:
            found.setdefault(row.source_id, []).append(row)
    return found


def links_to(workspace_id: UUID, connection_id: UUID, *, source_kind: str, kinds: Iterable[str] = ()) -> list[Link]:
    rows = Link.objects.filter(workspace_id=workspace_id, connection_id=connection_id, source_kind=source_kind)
    return list(rows.filter(kind__in=list(kinds)) if kinds else rows)


def links_by_external(
    workspace_id: UUID, connection_id: UUID, *, source_kind: str, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Link]:
    by_kind: dict[str, list[str]] = {}
    for kind, external_id in pairs:
        by_kind.setdefault(kind, []).append(external_id)
    found: dict[tuple[str, str], Link] = {}
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), BATCH):
            rows = Link.objects.filter(
                workspace_id=workspace_id,
                connection_id=connection_id,
                source_kind=source_kind,
                kind=kind,
                external_id__in=ids[start : start + BATCH],
            )
            found.update({(row.kind, row.external_id): row for row in rows})
    return found


def create_links(rows: Sequence[Link]) -> None:
    """Inside the caller's transaction; a link that is there already stays (the unique keys decide)."""
    Link.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def agree_on_updates(workspace_id: UUID, connection_id: UUID, *, hashes: dict[tuple[str, UUID, str], str]) -> None:
    """(source kind, source id, kind) to the hash on which both sides agree now; inside the caller's transaction."""
    if not hashes:
        return
    sources = {source_id for _, source_id, _ in hashes}
    every = Link.objects.select_for_update().order_by("id")
    rows = list(every.filter(workspace_id=workspace_id, connection_id=connection_id, source_id__in=sources))
    changed = [row for row in rows if (row.source_kind, row.source_id, row.kind) in hashes]
    for row in changed:
        row.synced_hash, row.synced_at = hashes[row.source_kind, row.source_id, row.kind], timezone.now()
    save_changed(Link, changed, fields=["synced_hash", "synced_at"])


def agree(workspace_id: UUID, rows: Sequence[Link]) -> None:
    """Keeps the `agreed` values of links, and that they are in step as of now; inside the caller's transaction."""
    held = Link.objects.select_for_update().order_by("id")
    ids, there = [row.id for row in rows], set[UUID]()
    for start in range(0, len(ids), BATCH):
        chunk = chosen(held, workspace_id, ids=ids[start : start + BATCH])
        there.update(chunk.values_list("id", flat=True))
    # A link that was taken away meanwhile is not made again by this.
    changed = [row for row in rows if row.id in there]
    for row in changed:
        row.synced_at = timezone.now()
    save_changed(Link, changed, fields=["agreed", "synced_hash", "synced_at"])


def links_of_collection(workspace_id: UUID, collection_id: UUID) -> int:
    """How many records of a collection are linked, whatever the ledger."""
    rows = Record.objects.filter(workspace_id=workspace_id, collection_id=collection_id).values("id")
    return Link.objects.filter(workspace_id=workspace_id, source_kind=SourceKind.RECORD, source_id__in=rows).count()


def unlink(workspace_id: UUID, link_id: UUID) -> bool:
    return Link.objects.filter(workspace_id=workspace_id, id=link_id).delete()[0] > 0
