"""The narrow copy of each record that lists are filtered, sorted, grouped and searched by: one row a record, a column a field.

A field has its column, its *slot*, for as long as it lives; bytes of texts and pairs of whole numbers have the same order in every
database, and the order of the values themselves. A hundred thousand such rows are read in a few tens of milliseconds, so that lists
need no index for each field.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from tieout.mapping.conditions import folded
from tieout.mapping.places import compared_kind, number_place, text_place
from tieout.mapping.values import stages_of
from tieout.store import shapes
from tieout.store.collections import Collection, Field
from tieout.store.slots import NUMBER_SLOTS, TEXT_SLOTS, give_slots
from tieout.store.workspaces import Workspace

SEARCHED = frozenset({"text", "long_text", "email", "phone", "url", "choice", "multi_choice", "stage", "relation"})
SEARCH_CHARACTERS_MAX = 2_000
BATCH = 500


Cell = UUID | int | datetime | str | bytes | None


class Life(models.IntegerChoices):
    LIVE = 0
    ARCHIVED = 1
    DELETED = 2


class ListRow(models.Model):
    """`t01`… hold texts, days, instants and truths, `n01`… numbers: the whole part rounded down, and billionths in `n01_rest`."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, db_index=False)
    record = models.OneToOneField("store.Record", on_delete=models.CASCADE, related_name="list_row")
    life = models.SmallIntegerField(choices=Life)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    key = models.BinaryField()
    title = models.BinaryField(null=True)

    class Meta:
        db_table = "list_row"
        indexes = [models.Index(fields=["collection", "workspace", "life", "updated_at"], name="list_row_place")]


for _slot in TEXT_SLOTS:
    ListRow.add_to_class(_slot, models.BinaryField(null=True))
for _slot in NUMBER_SLOTS:
    ListRow.add_to_class(_slot, models.BigIntegerField(null=True))
    ListRow.add_to_class(f"{_slot}_rest", models.BigIntegerField(null=True))
# The last, because it is the longest: who filters by another column need not read past it.
ListRow.add_to_class("search", models.TextField(blank=True))


class Listed(Protocol):
    """A record, as far as its list row is concerned."""

    id: UUID
    workspace_id: UUID
    collection_id: UUID
    key: str
    title: str
    values: dict[str, object]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    deleted_at: datetime | None


def keep(workspace_id: UUID, rows: Sequence[Listed]) -> None:
    """Writes the list rows of saved records, inside the caller's transaction; a constant number of statements a collection."""
    by_collection: dict[UUID, list[Listed]] = {}
    for row in rows:
        by_collection.setdefault(row.collection_id, []).append(row)
    if not by_collection:
        return
    fields = Field.objects.filter(workspace_id=workspace_id, collection_id__in=list(by_collection)).exclude(slot="")
    slotted: dict[UUID, list[Field]] = {}
    for field in fields:
        slotted.setdefault(field.collection_id, []).append(field)
    for collection_id, own in by_collection.items():
        _write(slotted.get(collection_id, []), own)


def write_all(workspace_id: UUID, collection_id: UUID, *, records: Callable[[UUID, UUID], Iterable[Sequence[Listed]]]) -> None:
    """Gives every field its column and writes the list rows of all records, once, whoever asks at the same time."""
    with transaction.atomic():
        shapes.change(workspace_id)
        row = Collection.objects.get(workspace_id=workspace_id, id=collection_id)
        if row.listed_at is not None:
            return
        fields = list(Field.objects.filter(workspace_id=workspace_id, collection=row))
        for field in give_slots(fields):
            field.save(update_fields=["slot"])
        slotted = [field for field in fields if field.slot]
        for chunk in records(workspace_id, collection_id):
            _write(slotted, chunk, clears=True)
        row.listed_at = timezone.now()
        row.save(update_fields=["listed_at"])


def _write(fields: Sequence[Field], rows: Sequence[Listed], *, clears: bool = False) -> None:
    """With `clears`, columns that no field has any more are emptied, ready for the next field."""
    columns = ["workspace_id", "collection_id", "record_id", "life", "created_at", "updated_at", "key", "title"]
    for field in fields:
        columns += [field.slot, f"{field.slot}_rest"] if field.slot.startswith("n") else [field.slot]
    columns.append("search")
    used = {field.slot for field in fields}
    empty = [slot for slot in (*TEXT_SLOTS, *NUMBER_SLOTS) if slot not in used] if clears else []
    clearing = [f"{slot} = NULL" for slot in empty] + [f"{slot}_rest = NULL" for slot in empty if slot.startswith("n")]
    changing = [name for name in columns if name != "record_id"]
    # Its words are our own names; every value is a parameter.
    statement = (
        f"INSERT INTO list_row ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT (record_id) DO UPDATE SET {', '.join([*(f'{name} = excluded.{name}' for name in changing), *clearing])}"
    )
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.executemany(statement, [_cells(fields, row) for row in rows[start : start + BATCH]])


def _cells(fields: Sequence[Field], row: Listed) -> list[Cell]:
    life = Life.DELETED if row.deleted_at else Life.ARCHIVED if row.archived_at else Life.LIVE
    native = connection.features.has_native_uuid_field
    ids = (value if native else value.hex for value in (row.workspace_id, row.collection_id, row.id))
    moments = (connection.ops.adapt_datetimefield_value(value) for value in (row.created_at, row.updated_at))
    cells: list[Cell] = [*ids, life.value, *moments, text_place(row.key, kind="text") or b"", text_place(row.title, kind="text")]
    for field in fields:
        value = row.values.get(field.key)
        if field.slot.startswith("n"):
            cells += number_place(value) or (None, None)
        else:
            cells.append(text_place(value, kind=compared_kind(field.type, field.options)))
    return [*cells, _search(fields, row)]


def _search(fields: Sequence[Field], row: Listed) -> str:
    """What a search looks through: the key, the title and every text of the record, in its words."""
    parts = [row.key, row.title]
    for field in fields:
        kind, value = compared_kind(field.type, field.options), row.values.get(field.key)
        if kind not in SEARCHED or not value:
            continue
        said = value if isinstance(value, list) else [value]
        names: Mapping[str, str] = stages_of(field) if kind == "stage" else {}
        parts += [names.get(str(one), str(one)) for one in said]
    return " ".join(folded(part) for part in dict.fromkeys(parts) if part)[:SEARCH_CHARACTERS_MAX]
