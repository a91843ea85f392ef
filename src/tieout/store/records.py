"""Records of collections: found by their key, changed with a version, never lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.mapping.values import title_of
from tieout.store import field_values, list_rows, prepared, shapes
from tieout.store.changed import save_changed
from tieout.store.chosen import chosen
from tieout.store.collections import Collection, Field, FieldType, computed
from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace

BATCH = 500
EMPTY = (None, "")
# Longer ones are codes made of digits, not a count.
KEY_DIGITS_MAX = 15


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
    what it says and only its empty fields are filled. `id` is that of a new one, where it is to be known by it again."""

    key: str
    title: str
    values: dict[str, object]
    problems: list[dict[str, object]]
    source_hash: str = ""
    fill_only: bool = False
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Saved:
    """`previous` are the values before."""

    record: Record
    change: str  # created | updated | unchanged | deleted | restored
    previous: dict[str, object]

    @property
    def changed_fields(self) -> list[str]:
        now, before = self.record.values, self.previous
        return sorted(name for name in {*now, *before} if now.get(name) != before.get(name))


def record_by_id(workspace_id: UUID, record_id: UUID) -> Record | None:
    """Also one that is in the bin."""
    return Record.objects.select_related("collection").filter(workspace_id=workspace_id, id=record_id).first()


def newest_record(workspace_id: UUID, collection_key: str) -> Record | None:
    """The one that was changed last, of those that are neither archived nor in the bin."""
    rows = Record.objects.select_related("collection").filter(workspace_id=workspace_id, collection__key=collection_key)
    return rows.filter(deleted_at=None, archived_at=None).order_by("-updated_at").first()


def records_by_ids(workspace_id: UUID, record_ids: Iterable[UUID]) -> dict[UUID, Record]:
    """Of the workspace, those that are there."""
    rows = chosen(Record.objects.select_related("collection"), workspace_id, ids=record_ids)
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


def newest(workspace_id: UUID, collection: Collection) -> Record | None:
    """The one that was changed last, to show something by."""
    rows = Record.objects.filter(workspace_id=workspace_id, collection=collection, deleted_at__isnull=True)
    return rows.order_by("-updated_at").first()


def ids_by_key(workspace_id: UUID, collection: Collection, *, keys: Sequence[str]) -> dict[str, UUID]:
    """The records of these keys, without those in the bin."""
    rows = Record.objects.filter(workspace_id=workspace_id, collection=collection, deleted_at__isnull=True)
    return {key: one for chunk in _chunks(keys) for key, one in rows.filter(key__in=chunk).values_list("key", "id")}


def all_records(workspace_id: UUID, collection_key: str) -> list[Record]:
    """Without those in the bin."""
    rows = Record.objects.select_related("collection").filter(workspace_id=workspace_id, collection__key=collection_key)
    return list(rows.filter(deleted_at__isnull=True).order_by("id"))


def save_drafts(workspace_id: UUID, collection: Collection, *, drafts: Sequence[Draft]) -> list[Saved]:
    """Creates or updates by key inside the caller's transaction; a draft whose source_hash is known already changes nothing.

    A record that is in the bin is brought back by a draft of its key.
    """
    shapes.stay(workspace_id)
    keys = sorted(draft.key for draft in drafts)
    present = {row.key: row for chunk in _chunks(keys) for row in _rows(workspace_id, collection, keys=chunk)}
    created: list[Record] = []
    updated: list[Record] = []
    saved: list[Saved] = []
    for draft in drafts:
        row = present.get(draft.key)
        if row is None:
            row = Record(id=draft.id or new_id(), workspace_id=workspace_id, collection=collection, key=draft.key)
            _write(row, draft)
            created.append(row)
            present[draft.key] = row
            saved.append(Saved(record=row, change="created", previous={}))
        elif row.deleted_at is not None:
            previous, row.deleted_at = dict(row.values), None
            _write(row, draft)
            row.version += 1
            updated.append(row)
            saved.append(Saved(record=row, change="restored", previous=previous))
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
    _compute(workspace_id, [*created, *updated])
    # In one order: two who make the same records in the same moment never hold what the other waits for.
    in_order = sorted(created, key=lambda row: row.key)
    prepared.insert(workspace_id, in_order)
    fields = ["title", "values", "problems", "version", "source_hash", "updated_at", "deleted_at"]
    new = {row.id for row in created}
    save_changed(Record, [row for row in updated if row.id not in new], fields=fields)
    _list(workspace_id, [*created, *updated])
    return saved


def change_values(workspace_id: UUID, record_id: UUID, *, changes: dict[str, object], version: int | None = None) -> Saved:
    """Merges values into one record; with a version, only when nobody changed it since (VersionConflict)."""
    shapes.stay(workspace_id)
    row = Record.objects.select_for_update(no_key=True).filter(workspace_id=workspace_id, id=record_id).first()
    if row is None or (version is not None and row.version != version):
        raise VersionConflict(str(record_id))
    return change_many(workspace_id, {record_id: changes})[0]


def change_many(workspace_id: UUID, changes: Mapping[UUID, Mapping[str, object]]) -> list[Saved]:
    """Merges values into many records, inside the caller's transaction; constant number of queries."""
    rows = locked(workspace_id, changes)
    fields = _naming_fields(workspace_id, rows)
    saved: list[Saved] = []
    for row in rows:
        previous = dict(row.values)
        if all(previous.get(key) == value for key, value in changes[row.id].items()):
            saved.append(Saved(record=row, change="unchanged", previous=previous))
            continue
        row.values = {**previous, **changes[row.id]}
        row.title = _retitled(row, fields.get(row.collection_id, []), previous=previous)
        row.version += 1
        row.updated_at = timezone.now()
        saved.append(Saved(record=row, change="updated", previous=previous))
    changed = [one.record for one in saved if one.change == "updated"]
    _compute(workspace_id, changed)
    save_changed(Record, changed, fields=["title", "values", "version", "updated_at"])
    _list(workspace_id, changed)
    return saved


def put_back(workspace_id: UUID, values: Mapping[UUID, Mapping[str, object]]) -> list[Saved]:
    """Sets fields to what they were, inside the caller's transaction; a field that was not there is taken away again.

    The import that is taken back is forgotten: the same file applies again.
    """
    saved = change_many(workspace_id, values)
    for one in saved:
        empty = [name for name, value in values[one.record.id].items() if value is None]
        one.record.values = {name: value for name, value in one.record.values.items() if name not in empty}
        one.record.source_hash = ""
    _compute(workspace_id, [one.record for one in saved])
    save_changed(Record, [one.record for one in saved], fields=["values", "source_hash"])
    _list(workspace_id, [one.record for one in saved])
    return saved


def rewrite(workspace_id: UUID, values: Iterable[tuple[Record, Mapping[str, object]]]) -> None:
    """Sets values as a change of their field's type asks for, inside the caller's transaction: no event, but a version more."""
    del workspace_id
    changed: list[Record] = []
    for row, new in values:
        row.values = {**row.values, **new}
        row.version += 1
        row.updated_at = timezone.now()
        changed.append(row)
    save_changed(Record, changed, fields=["values", "version", "updated_at"])


def set_deleted(workspace_id: UUID, record_ids: Iterable[UUID], *, deleted: bool) -> list[Saved]:
    """Puts records into the bin or takes them out of it, inside the caller's transaction; those that are there are unchanged."""
    saved: list[Saved] = []
    now = timezone.now()
    for row in locked(workspace_id, record_ids):
        if (row.deleted_at is not None) == deleted:
            saved.append(Saved(record=row, change="unchanged", previous=dict(row.values)))
            continue
        row.deleted_at = now if deleted else None
        row.version += 1
        row.updated_at = now
        saved.append(Saved(record=row, change="deleted" if deleted else "restored", previous=dict(row.values)))
    changed = [one.record for one in saved if one.change != "unchanged"]
    save_changed(Record, changed, fields=["deleted_at", "version", "updated_at"])
    _list(workspace_id, changed)
    return saved


def locked(workspace_id: UUID, record_ids: Iterable[UUID]) -> list[Record]:
    """In one order for everybody, so that nobody waits for another who waits for them."""
    shapes.stay(workspace_id)
    rows = Record.objects.select_for_update(of=("self",), no_key=True).select_related("collection")
    return list(chosen(rows, workspace_id, ids=record_ids).order_by("id"))


def keys_written(workspace_id: UUID, collection_key: str, *, texts: Iterable[str]) -> dict[str, str]:
    """What was written to the key that it means: a key, or the title of exactly one record; without those in the bin."""
    wanted = sorted(set(texts))
    found: dict[str, str] = {}
    titled: dict[str, list[str]] = {}
    rows = Record.objects.filter(workspace_id=workspace_id, collection__key=collection_key, deleted_at__isnull=True)
    for chunk in _chunks(wanted):
        pairs = rows.filter(models.Q(key__in=chunk) | models.Q(title__in=chunk)).values_list("key", "title")
        for key, title in pairs:
            titled.setdefault(title, []).append(key)
            if key in chunk:
                found[key] = key
    return {text: keys[0] for text, keys in titled.items() if len(keys) == 1 and text in wanted} | found


def next_keys(workspace_id: UUID, collection: Collection, *, count: int) -> list[str]:
    """Numbers that follow the greatest among the latest keys; under a lock, so that two people do not get the same."""
    shapes.stay(workspace_id)
    # Without its key, to which others' records refer when they are kept.
    Collection.objects.select_for_update(no_key=True).get(workspace_id=workspace_id, id=collection.id)
    rows = Record.objects.filter(workspace_id=workspace_id, collection=collection)
    latest = rows.order_by("-id").values_list("key", flat=True)[:BATCH]
    number = max((int(key) for key in latest if key.isdecimal() and len(key) < KEY_DIGITS_MAX), default=0) + 1
    keys: list[str] = []
    while len(keys) < count:
        wanted = [str(number + offset) for offset in range(min(BATCH, count - len(keys)))]
        taken = set(rows.filter(key__in=wanted).values_list("key", flat=True))
        keys += [key for key in wanted if key not in taken]
        number += len(wanted)
    return keys


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


def _compute(workspace_id: UUID, rows: Sequence[Record]) -> None:
    """Fills in the formulas of records that are about to be saved."""
    wanted = {row.collection_id for row in rows}
    by_collection: dict[UUID, list[Field]] = {}
    for field in Field.objects.filter(workspace_id=workspace_id, collection_id__in=wanted) if wanted else ():
        by_collection.setdefault(field.collection_id, []).append(field)
    computing = {id_ for id_, fields in by_collection.items() if any(field.type == FieldType.FORMULA for field in fields)}
    for row in rows:
        if row.collection_id in computing:
            row.values = {**row.values, **computed(by_collection[row.collection_id], row.values)}


def _list(workspace_id: UUID, rows: Sequence[Record]) -> None:
    """Raises field_values.ValueTaken where another record has a value that may be there only once."""
    unique = list({row.id: row for row in rows}.values())
    if unique:
        field_values.claim_unique(workspace_id, unique)
        list_rows.keep(workspace_id, unique)


def _naming_fields(workspace_id: UUID, rows: Sequence[Record]) -> dict[UUID, list[Field]]:
    found: dict[UUID, list[Field]] = {}
    wanted = {row.collection_id for row in rows}
    for field in Field.objects.filter(workspace_id=workspace_id, collection_id__in=wanted).order_by("position"):
        found.setdefault(field.collection_id, []).append(field)
    return found


def _retitled(row: Record, fields: Sequence[Field], *, previous: Mapping[str, object]) -> str:
    """A title that was the record's name follows it; one that came otherwise stays."""
    before = title_of(fields, key=row.key, values=previous)
    return title_of(fields, key=row.key, values=row.values)[:300] if row.title in ("", before[:300]) else row.title


def _rows(workspace_id: UUID, collection: Collection, *, keys: list[str]) -> Iterable[Record]:
    rows = Record.objects.select_for_update(no_key=True).filter(workspace_id=workspace_id, collection=collection, key__in=keys)
    return rows.order_by("id")  # As `locked`.


def _chunks(keys: Sequence[str]) -> Iterable[list[str]]:
    for start in range(0, len(keys), BATCH):
        yield list(keys[start : start + BATCH])
