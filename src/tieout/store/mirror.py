"""The mirror: the last known state of every provider entity, with its history, ours to read without a call."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.reconciliation.identity.normal import words
from tieout.store import suggestible
from tieout.store.changed import save_changed
from tieout.store.chosen import chosen
from tieout.store.connections import Connection
from tieout.store.database import one_at_a_time
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

BATCH = 500
CHANGING = [
    "number",
    "name",
    "contact_id",
    "status",
    "issued_on",
    "currency",
    "gross",
    "due",
    "version",
    "hash",
    "body",
    "entity",
    "url",
]


class MirrorEntity(models.Model):
    """`body` is the provider's own JSON text, `entity` ours (`accounting.serial`), None where `problem` says why not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE)
    kind = models.CharField(max_length=30)
    external_id = models.CharField(max_length=100)
    number = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=600, blank=True)
    contact_id = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, blank=True)
    issued_on = models.DateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    gross = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    due = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    version = models.CharField(max_length=60, blank=True)
    hash = models.CharField(max_length=64)
    body = models.TextField()
    entity = models.JSONField(null=True)
    problem = models.TextField(blank=True)
    url = models.URLField(max_length=1000, blank=True)
    deleted = models.BooleanField(default=False)
    archived = models.BooleanField(default=False)
    provider_updated_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "mirror_entity"
        constraints = [models.UniqueConstraint(fields=["connection", "kind", "external_id"], name="mirror_entity_once")]
        indexes = [
            models.Index(fields=["workspace", "connection", "kind", "number"], name="mirror_number"),
            models.Index(fields=["workspace", "connection", "kind", "name"], name="mirror_name"),
            models.Index(fields=["connection", "kind", "seen_at"], name="mirror_seen"),
            models.Index(fields=["connection", "contact_id"], name="mirror_contact"),
        ]


class MirrorVersion(models.Model):
    """What an entity was before: one row for each state that we saw, so that it can be shown as it was on a date."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    mirrored = models.ForeignKey(MirrorEntity, on_delete=models.CASCADE)
    hash = models.CharField(max_length=64)
    body = models.TextField()
    deleted = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "mirror_version"


@dataclass(frozen=True, kw_only=True)
class Sight:
    """An entity as it was seen, flattened for the columns that are searched; `body` is JSON text."""

    kind: str
    external_id: str
    body: str
    entity: dict[str, object] | None
    version: str = ""
    number: str = ""
    name: str = ""
    contact_id: str = ""
    status: str = ""
    issued_on: date | None = None
    currency: str = ""
    gross: Decimal | None = None
    due: Decimal | None = None
    problem: str = ""
    url: str = ""
    deleted: bool = False
    updated_at: datetime | None = None

    @property
    def hash(self) -> str:
        return _hash(self.body, deleted=self.deleted)


class Glance(NamedTuple):
    """Of a row what tells who it is."""

    id: UUID
    external_id: str
    name: str
    number: str
    status: str
    deleted: bool
    entity: dict[str, object] | None
    seen_at: datetime


# The answer to a write and a later list tell the same entity in other words: these are kept, and nothing has happened.
REWORDED = "reworded"


@dataclass(frozen=True, kw_only=True)
class Change:
    row: MirrorEntity
    change: str  # created | updated | deleted | reworded
    previous: dict[str, object] | None
    was_deleted: bool = False


def take_in(workspace_id: UUID, connection_id: UUID, *, sights: Sequence[Sight]) -> list[Change]:
    """Brings the mirror up to what was seen, inside the caller's transaction; gives only what really changed, oldest first."""
    unique = {(sight.kind, sight.external_id): sight for sight in sights}
    # A reading and the sender may meet the same new entity at once.
    one_at_a_time(f"mirror:{connection_id}")
    present = _present(workspace_id, connection_id, keys=unique)
    now = _next_instant(connection_id, kinds=dict.fromkeys(kind for kind, _ in unique))
    new: list[MirrorEntity] = []
    changed: list[MirrorEntity] = []
    history: list[MirrorVersion] = []
    changes: list[Change] = []
    for key, sight in unique.items():
        row = present.get(key)
        if row is None:
            if sight.deleted and sight.entity is None:
                continue
            row = MirrorEntity(
                workspace_id=workspace_id, connection_id=connection_id, kind=sight.kind, external_id=sight.external_id
            )
            _copy(sight, row, now=now)
            new.append(row)
            changes.append(Change(row=row, change="created", previous=None))
        elif row.hash != sight.hash and not _older(sight, row):
            previous, before = row.entity, (row.deleted, row.problem)
            _copy(sight, row, now=now)
            changed.append(row)
            same = row.entity is not None and (row.entity, (row.deleted, row.problem)) == (previous, before)
            change = REWORDED if same else "deleted" if sight.deleted else "updated"
            changes.append(Change(row=row, change=change, previous=previous, was_deleted=before[0]))
        else:
            continue
        history.append(
            MirrorVersion(workspace_id=workspace_id, mirrored=row, hash=row.hash, body=row.body, deleted=row.deleted, seen_at=now)
        )
    MirrorEntity.objects.bulk_create(new, batch_size=BATCH)
    fields = [*CHANGING, "problem", "deleted", "provider_updated_at", "seen_at"]
    save_changed(MirrorEntity, changed, fields=fields)
    MirrorVersion.objects.bulk_create(history, batch_size=BATCH)
    _make_findable(workspace_id, [*new, *changed])
    return changes


def entity(workspace_id: UUID, connection_id: UUID, *, kind: str, external_id: str) -> MirrorEntity | None:
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id)
    return rows.filter(kind=kind, external_id=external_id).first()


def entities_by_ids(workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, MirrorEntity]:
    """Of the workspace, those that are there."""
    wanted = list(ids)
    found: dict[UUID, MirrorEntity] = {}
    for start in range(0, len(wanted), BATCH):
        rows = chosen(MirrorEntity.objects.all(), workspace_id, ids=wanted[start : start + BATCH])
        found.update({row.id: row for row in rows})
    return found


def entities_by_external_ids(
    workspace_id: UUID, connection_id: UUID, *, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], MirrorEntity]:
    """(kind, external id) to row."""
    return _present(workspace_id, connection_id, keys=dict.fromkeys(pairs))


def entities(workspace_id: UUID, connection_id: UUID, *, kinds: Iterable[str], with_deleted: bool = False) -> list[MirrorEntity]:
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=list(kinds)).defer("body")
    return list((rows if with_deleted else rows.filter(deleted=False)).order_by("id"))


def entities_of_contact(workspace_id: UUID, connection_id: UUID, *, contact_id: str, kinds: Iterable[str]) -> list[MirrorEntity]:
    """With those of which the provider names no contact."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=list(kinds), deleted=False)
    return list(rows.filter(contact_id__in=["", contact_id]).defer("body"))


def archive_reference(workspace_id: UUID, connection_id: UUID, *, kinds: Iterable[str]) -> None:
    """After a disconnect tax and ledger codes stay readable and are offered nowhere (X-19, X-20)."""
    MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=list(kinds)).update(archived=True)


def restore_reference(workspace_id: UUID, connection_id: UUID, *, kinds: Iterable[str], external_ids: Iterable[str]) -> None:
    """What the ledger has now is offered; what it has no more is kept, archived."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=list(kinds))
    rows.update(archived=True)
    wanted = list(external_ids)
    for start in range(0, len(wanted), BATCH):
        rows.filter(external_id__in=wanted[start : start + BATCH]).update(archived=False)


def mark_missing(
    workspace_id: UUID,
    connection_id: UUID,
    *,
    kinds: Iterable[str],
    seen: Mapping[str, set[str]],
    before: datetime | None = None,
) -> list[MirrorEntity]:
    """After a full sweep: what we had `before` it and the ledger no longer lists is deleted there; what came since is not."""
    rows = entities(workspace_id, connection_id, kinds=kinds)
    had = [row for row in rows if before is None or row.seen_at < before]
    gone = [row for row in had if row.external_id not in seen.get(row.kind, set())]
    one_at_a_time(f"mirror:{connection_id}")
    now, history = _next_instant(connection_id, kinds=dict.fromkeys(row.kind for row in gone)), []
    for row in gone:
        # The hash says deleted too, so that the same entity seen again is a change.
        row.deleted, row.seen_at, row.hash = True, now, _hash(row.body, deleted=True)
        history.append(
            MirrorVersion(workspace_id=workspace_id, mirrored=row, hash=row.hash, body=row.body, deleted=True, seen_at=now)
        )
    MirrorEntity.objects.bulk_update(gone, ["deleted", "seen_at", "hash"], batch_size=BATCH)
    MirrorVersion.objects.bulk_create(history, batch_size=BATCH)
    _make_findable(workspace_id, gone)
    return gone


def fallen_due(workspace_id: UUID, connection_id: UUID, *, today: date) -> list[MirrorEntity]:
    """Invoices and bills of which something is still to be paid after their due date."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind__in=("invoice", "bill"))
    rows = rows.filter(deleted=False, status="open", due__gt=0, entity__due_on__lt=today.isoformat())
    return list(rows.defer("body").order_by("id"))


def seen_since(
    workspace_id: UUID, connection_id: UUID, *, kind: str, since: datetime | None, limit: int | None = None
) -> Iterator[Glance]:
    """What was written into the mirror after that instant, deleted ones too; without one, everything that is there. One after the
    other: all the entities of a large ledger at once would take a gigabyte."""
    rows = MirrorEntity.objects.filter(workspace_id=workspace_id, connection_id=connection_id, kind=kind)
    wanted = rows.filter(deleted=False) if since is None else rows.filter(seen_at__gt=since)
    found = wanted.values_list(*Glance._fields)
    return map(Glance._make, found.iterator(chunk_size=BATCH) if limit is None else found[:limit])


def history(workspace_id: UUID, entity_id: UUID) -> list[MirrorVersion]:
    return list(MirrorVersion.objects.filter(workspace_id=workspace_id, mirrored_id=entity_id).order_by("id"))


def _present(
    workspace_id: UUID, connection_id: UUID, *, keys: Mapping[tuple[str, str], object]
) -> dict[tuple[str, str], MirrorEntity]:
    by_kind: dict[str, list[str]] = {}
    for kind, external_id in keys:
        by_kind.setdefault(kind, []).append(external_id)
    found: dict[tuple[str, str], MirrorEntity] = {}
    for kind, external_ids in by_kind.items():
        for start in range(0, len(external_ids), BATCH):
            chunk = external_ids[start : start + BATCH]
            rows = MirrorEntity.objects.filter(
                workspace_id=workspace_id, connection_id=connection_id, kind=kind, external_id__in=chunk
            )
            found.update({(row.kind, row.external_id): row for row in rows})
    return found


def _next_instant(connection_id: UUID, *, kinds: Iterable[str]) -> datetime:
    """Now, or just after what was written last: whoever remembers the latest `seen_at` of a kind misses nothing that comes later,
    whatever the clocks of the workers say. Under the lock that all who write here take."""
    now = timezone.now()
    for kind in kinds:
        rows = MirrorEntity.objects.filter(connection_id=connection_id, kind=kind).order_by("-seen_at")
        latest = rows.values_list("seen_at", flat=True).first()
        if latest is not None and latest >= now:
            now = latest + timedelta(microseconds=1)
    return now


def _make_findable(workspace_id: UUID, rows: Sequence[MirrorEntity]) -> None:
    """Keeps the words by which they are suggested while somebody types; in the caller's transaction, so that they never differ."""
    suggestible.keep(workspace_id, {row.id: _said(row) for row in rows if row.kind in suggestible.KINDS})


def _said(row: MirrorEntity) -> str:
    if row.deleted or row.status == "archived":
        return ""
    entity = row.entity or {}
    others = (str(entity.get(name) or "") for name in ("first_name", "last_name", "email", "contact_name", "reference"))
    return suggestible.sentence(row.connection_id, row.kind, words=words(" ".join((row.name, row.number, *others))))


def _hash(body: str, *, deleted: bool) -> str:
    return hashlib.sha256(f"{deleted}|{body}".encode()).hexdigest()


def _older(sight: Sight, row: MirrorEntity) -> bool:
    """A late page must not undo what a newer answer told us."""
    return sight.updated_at is not None and row.provider_updated_at is not None and sight.updated_at < row.provider_updated_at


def _copy(sight: Sight, row: MirrorEntity, *, now: datetime) -> None:
    row.problem, row.deleted, row.seen_at, row.hash = sight.problem, sight.deleted, now, sight.hash
    row.provider_updated_at = sight.updated_at or row.provider_updated_at
    if sight.deleted and sight.entity is None:
        return  # A stub says that it is gone and nothing else: what it was stays readable.
    for name in CHANGING:
        setattr(row, name, getattr(sight, name))
    row.number, row.name = sight.number[:300], sight.name[:600]
