"""Values that only one record may have: claimed when it is saved, with a constraint of the database behind it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import IntegrityError, models, transaction

from tieout.mapping.places import NUMBER_KINDS, compared_kind, number_place, text_place
from tieout.store.collections import Field
from tieout.store.workspaces import Workspace

BATCH = 500


class FieldValue(models.Model):
    """This record has this value in a unique field; `value_hash` is of the value as comparisons see it."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    field = models.ForeignKey(Field, on_delete=models.CASCADE, db_index=False)
    record = models.ForeignKey("store.Record", on_delete=models.CASCADE)
    value_hash = models.CharField(max_length=64)

    class Meta:
        db_table = "field_value"
        constraints = [models.UniqueConstraint(fields=["field", "value_hash"], name="field_value_once")]


class Claiming(Protocol):
    """A record, as far as its unique values are concerned."""

    id: UUID
    collection_id: UUID
    key: str
    values: dict[str, object]
    deleted_at: datetime | None


class ValueTaken(ValueError):
    """Another record has this value in a unique field; `fields` says so by the field's key."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name} {said}" for name, said in fields.items()))
        self.fields = dict(fields)


def claim_unique(workspace_id: UUID, rows: Sequence[Claiming]) -> None:
    """Claims the values of unique fields for saved records, inside the caller's transaction; what is in the bin lets go of its own.

    Raises ValueTaken, and then nothing of this is written.
    """
    fields = _unique_fields(workspace_id, {row.collection_id for row in rows})
    if not fields:
        return
    ids = [row.id for row in rows]
    wanted = _wanted(workspace_id, fields, rows=rows)
    try:
        with transaction.atomic():
            field_ids = [field.id for own in fields.values() for field in own]
            for start in range(0, len(ids), BATCH):
                chunk = ids[start : start + BATCH]
                FieldValue.objects.filter(workspace_id=workspace_id, field_id__in=field_ids, record_id__in=chunk).delete()
            # In one order: two who claim the same values in the same moment never hold what the other waits for.
            in_order = sorted(wanted, key=lambda one: (one.field_id, one.value_hash))
            FieldValue.objects.bulk_create(in_order, batch_size=BATCH)
    except IntegrityError:
        raise ValueTaken(_said(workspace_id, fields, rows=rows, wanted=wanted)) from None


def taken(workspace_id: UUID, rows: Sequence[Claiming]) -> dict[UUID, dict[str, str]]:
    """By record and field what would be refused, those of the same list among each other included; writes nothing."""
    fields = _unique_fields(workspace_id, {row.collection_id for row in rows})
    wanted = _wanted(workspace_id, fields, rows=rows)
    names = {field.id: field.key for own in fields.values() for field in own}
    holders = _holders(workspace_id, wanted)
    keys = {row.id: row.key for row in rows}
    moving = set(keys)
    found: dict[UUID, dict[str, str]] = {}
    first: dict[tuple[UUID, str], UUID] = {}
    for one in wanted:
        place = (one.field_id, one.value_hash)
        holder = holders.get(place)
        if holder and holder[0] not in moving:
            found.setdefault(one.record_id, {})[names[one.field_id]] = f"is that of {holder[1]} already"
        elif place in first:
            found.setdefault(one.record_id, {})[names[one.field_id]] = f"is that of {keys[first[place]]} already"
        else:
            first[place] = one.record_id
    return found


def claim_all(workspace_id: UUID, field: Field, *, rows: Iterable[Claiming]) -> None:
    """Claims the values of all these records for a field that has just become unique, inside the caller's transaction.

    Raises ValueTaken with the first value that is there twice.
    """
    release(workspace_id, field)
    first: dict[str, str] = {}
    claims: list[FieldValue] = []
    for row in rows:
        value = row.values.get(field.key)
        hashed = value_hash(field, value) if row.deleted_at is None else None
        if hashed is None:
            continue
        if hashed in first:
            raise ValueTaken({"unique": f"cannot be: {first[hashed]} and {row.key} both have {value}"})
        first[hashed] = row.key
        claims.append(FieldValue(workspace_id=workspace_id, field_id=field.id, record_id=row.id, value_hash=hashed))
    FieldValue.objects.bulk_create(claims, batch_size=BATCH)


def release(workspace_id: UUID, field: Field) -> None:
    FieldValue.objects.filter(workspace_id=workspace_id, field_id=field.id).delete()


def holders(workspace_id: UUID, field: Field, values: Iterable[object]) -> dict[str, str]:
    """The keys of the records that have these values in a unique field, by the value as it was written."""
    hashes = {str(value): hashed for value in values if (hashed := value_hash(field, value))}
    wanted = [FieldValue(field_id=field.id, value_hash=hashed) for hashed in set(hashes.values())]
    found = _holders(workspace_id, wanted)
    return {text: found[field.id, hashed][1] for text, hashed in hashes.items() if (field.id, hashed) in found}


def value_hash(field: Field, value: object) -> str | None:
    """None for an empty value: many records may have none."""
    kind = compared_kind(field.type, field.options)
    place = repr(number_place(value)).encode() if kind in NUMBER_KINDS and number_place(value) else text_place(value, kind=kind)
    return hashlib.sha256(place).hexdigest() if place else None


def _unique_fields(workspace_id: UUID, collection_ids: set[UUID]) -> dict[UUID, list[Field]]:
    found: dict[UUID, list[Field]] = {}
    rows = Field.objects.filter(workspace_id=workspace_id, collection_id__in=collection_ids, unique=True, archived_at__isnull=True)
    for field in rows:
        found.setdefault(field.collection_id, []).append(field)
    return found


def _wanted(workspace_id: UUID, fields: Mapping[UUID, Sequence[Field]], *, rows: Sequence[Claiming]) -> list[FieldValue]:
    return [
        FieldValue(workspace_id=workspace_id, field_id=field.id, record_id=row.id, value_hash=hashed)
        for row in rows
        if row.deleted_at is None
        for field in fields.get(row.collection_id, [])
        if (hashed := value_hash(field, row.values.get(field.key)))
    ]


def _holders(workspace_id: UUID, wanted: Sequence[FieldValue]) -> dict[tuple[UUID, str], tuple[UUID, str]]:
    found: dict[tuple[UUID, str], tuple[UUID, str]] = {}
    hashes = sorted({one.value_hash for one in wanted})
    field_ids = {one.field_id for one in wanted}
    for start in range(0, len(hashes), BATCH):
        claims = FieldValue.objects.filter(workspace_id=workspace_id, field_id__in=field_ids)
        claims = claims.filter(value_hash__in=hashes[start : start + BATCH])
        for field_id, hashed, record_id, key in claims.values_list("field_id", "value_hash", "record_id", "record__key"):
            found[field_id, hashed] = (record_id, key)
    return found


def _said(
    workspace_id: UUID, fields: Mapping[UUID, Sequence[Field]], *, rows: Sequence[Claiming], wanted: Sequence[FieldValue]
) -> dict[str, str]:
    found = taken(workspace_id, rows)
    if found:
        return next(iter(found.values()))
    # Somebody else claimed it in this moment and let go again, or will be seen only after their transaction.
    first = next(field for own in fields.values() for field in own if any(one.field_id == field.id for one in wanted))
    return {first.key: "is that of another record already"}
