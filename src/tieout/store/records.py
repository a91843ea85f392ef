"""Records of collections: found by their key, changed with a version, never lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.changed import save_changed
from tieout.store.collections import Collection
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

BATCH = 500
EMPTY = (None, "")


class Record(models.Model):
    """`key` is the record's own key in its collection (order number, product code); `values` are JSON by field key,
    numbers as text; `source_hash` is what an import last brought, so that the same file twice changes nothing.

    A deleted record is in the bin, from where it can be brought back; an archived one is readable on what refers to it, and is
    offered nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    source_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record"
        constraints = [models.UniqueConstraint(fields=["workspace", "collection", "key"], name="record_key_once")]
        indexes = [models.Index(fields=["workspace", "collection", "-updated_at"], name="record_recent")]


class VersionConflict(Exception):
    """The record was changed by somebody else since it was read."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a record is to be; `source_hash` empty for one that a person writes. With `fill_only`, an existing record keeps
    what it says and only its empty fields are filled."""

    key: str
    title: str
    values: dict[str, object]
    problems: list[dict[str, object]]
    source_hash: str = ""
    fill_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Saved:
    record: Record
    change: str  # created | updated | unchanged
    previous: dict[str, object]


def record_by_id(workspace_id: UUID, record_id: UUID) -> Record | None:
    return Record.objects.select_related("collection").filter(workspace_id=workspace_id, id=record_id).first()


def records_by_ids(workspace_id: UUID, record_ids: Iterable[UUID]) -> dict[UUID, Record]:
    rows = Record.objects.select_related("collection").filter(workspace_id=workspace_id, id__in=list(record_ids))
    return {row.id: row for row in rows}


def records_by_keys(workspace_id: UUID, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Record]:
    """(collection key, record key) to record; one query a collection."""
    wanted: dict[str, set[str]] = {}
    for collection_key, key in pairs:
        wanted.setdefault(collection_key, set()).add(key)
    found: dict[tuple[str, str], Record] = {}
    for collection_key, keys in wanted.items():
        for chunk in _chunks(sorted(keys)):
            rows = Record.objects.select_related("collection").filter(
                workspace_id=workspace_id, collection__key=collection_key, key__in=chunk
            )
            found.update({(collection_key, row.key): row for row in rows})
    return found


def all_records(workspace_id: UUID, collection_key: str) -> list[Record]:
    return list(
        Record.objects.select_related("collection").filter(workspace_id=workspace_id, collection__key=collection_key).order_by("id")
    )


def save_drafts(workspace_id: UUID, collection: Collection, *, drafts: Sequence[Draft]) -> list[Saved]:
    """Creates or updates by key inside the caller's transaction; a draft whose source_hash is known already changes nothing."""
    present = {row.key: row for chunk in _chunks([d.key for d in drafts]) for row in _rows(workspace_id, collection, keys=chunk)}
    created: list[Record] = []
    updated: list[Record] = []
    saved: list[Saved] = []
    for draft in drafts:
        row = present.get(draft.key)
        if row is None:
            row = Record(workspace_id=workspace_id, collection=collection, key=draft.key)
            _write(row, draft)
            created.append(row)
            present[draft.key] = row
            saved.append(Saved(record=row, change="created", previous={}))
        elif (draft.source_hash and draft.source_hash == row.source_hash) or (
            draft.fill_only
            and not [name for name, value in draft.values.items() if row.values.get(name) in EMPTY and value not in EMPTY]
        ):
            saved.append(Saved(record=row, change="unchanged", previous=row.values))
        else:
            previous = dict(row.values)
            if draft.fill_only:
                _fill(row, draft)
            else:
                _write(row, draft)
            row.version += 1
            updated.append(row)
            saved.append(Saved(record=row, change="updated", previous=previous))
    Record.objects.bulk_create(created, batch_size=BATCH)
    fields = ["title", "values", "problems", "version", "source_hash", "updated_at"]
    save_changed(Record, [row for row in updated if row not in created], fields=fields)
    return saved


def change_values(workspace_id: UUID, record_id: UUID, *, changes: dict[str, object], version: int | None = None) -> Saved:
    """Merges values into one record; with a version, only when nobody changed it since (VersionConflict)."""
    row = Record.objects.select_for_update().filter(workspace_id=workspace_id, id=record_id).first()
    if row is None or (version is not None and row.version != version):
        raise VersionConflict(str(record_id))
    return change_many(workspace_id, {record_id: changes})[0]


def change_many(workspace_id: UUID, changes: dict[UUID, dict[str, object]]) -> list[Saved]:
    """Merges values into many records, inside the caller's transaction; constant number of queries."""
    rows = (
        Record.objects.select_for_update(of=("self",))
        .select_related("collection")
        .filter(workspace_id=workspace_id, id__in=list(changes))
    )
    saved: list[Saved] = []
    for row in rows.order_by("id"):
        previous = dict(row.values)
        if all(previous.get(key) == value for key, value in changes[row.id].items()):
            saved.append(Saved(record=row, change="unchanged", previous=previous))
            continue
        row.values = {**previous, **changes[row.id]}
        row.version += 1
        row.updated_at = timezone.now()
        saved.append(Saved(record=row, change="updated", previous=previous))
    changed = [one.record for one in saved if one.change == "updated"]
    save_changed(Record, changed, fields=["values", "version", "updated_at"])
    return saved


def _write(row: Record, draft: Draft) -> None:
    row.title, row.problems, row.source_hash = draft.title[:300], draft.problems, draft.source_hash
    # What an import no longer says stays; what it does say wins.
    row.values = {**row.values, **draft.values}
    row.updated_at = timezone.now()


def _fill(row: Record, draft: Draft) -> None:
    """The record's own import stays the one that is remembered: the file that made it changes nothing when it comes again."""
    row.title = draft.title[:300] if row.title in ("", row.key) else row.title
    row.values = {**draft.values, **{name: value for name, value in row.values.items() if value not in EMPTY}}
    row.updated_at = timezone.now()


def _rows(workspace_id: UUID, collection: Collection, *, keys: list[str]) -> Iterable[Record]:
    return Record.objects.select_for_update().filter(workspace_id=workspace_id, collection=collection, key__in=keys)


def _chunks(keys: Sequence[str]) -> Iterable[list[str]]:
    for start in range(0, len(keys), BATCH):
        yield list(keys[start : start + BATCH])
