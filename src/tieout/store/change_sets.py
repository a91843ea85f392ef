"""Change sets: what one act of a person did to records, field by field, so that it can be taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store import prepared
from tieout.store.collections import Collection
from tieout.store.ids import new_id
from tieout.store.listings import Page, Place, by_id
from tieout.store.records import Record, Saved, locked
from tieout.store.workspaces import Workspace

# Later nobody remembers what it was; the audit log still says what was changed.
KEPT = timedelta(days=90)


class ChangeKind(models.TextChoices):
    CREATE = "create"
    EDIT = "edit"
    BULK = "bulk"
    PASTE = "paste"
    IMPORT = "import"
    DELETE = "delete"
    RESTORE = "restore"
    UNDO = "undo"


class ChangeSet(models.Model):
    """`counts` are records by what was done to them; `undone_at` is set when taking it back is finished, `undo` is the change set
    that took it back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20, choices=ChangeKind)
    title = models.CharField(max_length=300)
    actor = models.CharField(max_length=200)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)
    undo = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        db_table = "change_set"
        indexes = [models.Index(fields=["workspace", "collection", "-id"], name="change_set_recent")]


class ChangedRecord(models.Model):
    """One record of a change set: the changed fields before and after; `version` is the record's after the change.

    `undone_at` is set in the transaction that takes the record's change back, so that an undo that was cut off goes on.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="records")
    record = models.ForeignKey(Record, on_delete=models.CASCADE)
    change = models.CharField(max_length=20)  # created | updated | deleted | restored
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "changed_record"
        constraints = [models.UniqueConstraint(fields=["change_set", "record"], name="changed_record_once")]


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who does what, in words for a list: "12 orders: Stage"."""

    kind: ChangeKind
    title: str
    actor: str


def begin(workspace_id: UUID, collection: Collection, *, act: Act) -> ChangeSet:
    return ChangeSet.objects.create(
        workspace_id=workspace_id, collection=collection, kind=act.kind, title=act.title[:300], actor=act.actor
    )


def keep(workspace_id: UUID, change_set_id: UUID, *, saved: Sequence[Saved]) -> None:
    """In the transaction of the save; what is unchanged is left out, what is there already stays."""
    rows = [_row(workspace_id, change_set_id, saved=one) for one in saved if one.change != "unchanged"]
    prepared.insert(workspace_id, rows, ignore=True)


def count(workspace_id: UUID, change_set_id: UUID) -> dict[str, int]:
    """Counts what was kept, and remembers it."""
    rows = ChangedRecord.objects.filter(workspace_id=workspace_id, change_set_id=change_set_id).order_by()
    counts = dict(rows.values_list("change").annotate(count=models.Count("id")))
    ChangeSet.objects.filter(workspace_id=workspace_id, id=change_set_id).update(counts=counts)
    return counts


def change_set(workspace_id: UUID, change_set_id: UUID) -> ChangeSet | None:
    rows = ChangeSet.objects.select_related("collection", "undo")
    return rows.filter(workspace_id=workspace_id, id=change_set_id).first()


def drop_if_empty(workspace_id: UUID, change_set_id: UUID) -> bool:
    """A change that changed nothing is not listed."""
    rows = ChangeSet.objects.filter(workspace_id=workspace_id, id=change_set_id)
    return rows.filter(records__isnull=True).delete()[0] > 0


def change_sets_page(workspace_id: UUID, collection_id: UUID, *, place: Place) -> Page[ChangeSet]:
    return by_id(ChangeSet.objects.filter(workspace_id=workspace_id, collection_id=collection_id), place)


def to_undo(workspace_id: UUID, change_set_id: UUID, *, limit: int) -> list[ChangedRecord]:
    """The next ones that were neither taken back nor refused, the last first: what was made last hangs on what was made before."""
    rows = ChangedRecord.objects.select_for_update()
    rows = rows.filter(workspace_id=workspace_id, change_set_id=change_set_id, undone_at__isnull=True, refused="")
    found = list(rows.order_by("-id")[:limit])
    # The records too, in the order in which everybody holds them: what is judged now is what is written over.
    held = {one.id: one for one in locked(workspace_id, [row.record_id for row in found])}
    for row in found:
        row.record = held[row.record_id]
    return found


def settle(workspace_id: UUID, *, undone: Iterable[int], refused: dict[int, str]) -> None:
    """What became of the records that `to_undo` gave."""
    rows = ChangedRecord.objects.filter(workspace_id=workspace_id)
    rows.filter(id__in=list(undone)).update(undone_at=timezone.now())
    for why in dict.fromkeys(refused.values()):
        rows.filter(id__in=[number for number, said in refused.items() if said == why]).update(refused=why[:300])


def left(workspace_id: UUID, change_set_id: UUID) -> dict[str, int]:
    """How many were undone, refused, and are still to be looked at."""
    rows = ChangedRecord.objects.filter(workspace_id=workspace_id, change_set_id=change_set_id)
    refused = rows.exclude(refused="").count()
    undone = rows.filter(undone_at__isnull=False).count()
    return {"undone": undone, "refused": refused, "left": rows.count() - refused - undone}


def refusals(workspace_id: UUID, change_set_id: UUID, *, limit: int = 100) -> list[ChangedRecord]:
    rows = ChangedRecord.objects.select_related("record").defer("record__values")
    return list(rows.filter(workspace_id=workspace_id, change_set_id=change_set_id).exclude(refused="").order_by("id")[:limit])


def mark_undone(workspace_id: UUID, change_set_id: UUID, *, undo_id: UUID | None, by: str) -> None:
    ChangeSet.objects.filter(workspace_id=workspace_id, id=change_set_id).update(
        undone_at=timezone.now(), undone_by=by, undo_id=undo_id
    )


def begin_undo(workspace_id: UUID, change_set_id: UUID, *, undo_id: UUID) -> None:
    """Tells which change set takes this one back, before it is finished."""
    ChangeSet.objects.filter(workspace_id=workspace_id, id=change_set_id).update(undo_id=undo_id)


def look_again(workspace_id: UUID, change_set_id: UUID) -> None:
    """What was refused may be asked again: the change that stood in the way may be gone."""
    ChangedRecord.objects.filter(workspace_id=workspace_id, change_set_id=change_set_id).exclude(refused="").update(refused="")


def keys_made(workspace_id: UUID, change_set_id: UUID) -> set[str]:
    """The keys of the records that it made, by which an import that goes on knows its own."""
    rows = ChangedRecord.objects.filter(workspace_id=workspace_id, change_set_id=change_set_id, change__in=("created", "restored"))
    return set(rows.values_list("record__key", flat=True))


def forget_old(workspace_id: UUID) -> int:
    """Lets go of what was done more than ninety days ago."""
    return ChangeSet.objects.filter(workspace_id=workspace_id, created_at__lt=timezone.now() - KEPT).delete()[0]


def _row(workspace_id: UUID, change_set_id: UUID, *, saved: Saved) -> ChangedRecord:
    after = saved.record.values
    changed = saved.changed_fields if saved.change in ("updated", "restored") else []
    return ChangedRecord(
        workspace_id=workspace_id,
        change_set_id=change_set_id,
        record=saved.record,
        change=saved.change,
        before={name: saved.previous.get(name) for name in changed},
        after={name: after.get(name) for name in changed},
        version=saved.record.version,
    )
