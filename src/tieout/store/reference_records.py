"""Records that a ledger fills: the system collections of tax codes and ledger codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from tieout.store import list_rows, shapes
from tieout.store.changed import save_changed
from tieout.store.collections import Collection, Field
from tieout.store.records import BATCH, Record


@dataclass(frozen=True, kw_only=True)
class Coded:
    """One code of a ledger; `key` is what a document's line names. What is not `offered` is readable where it is referred to."""

    key: str
    title: str
    values: Mapping[str, object]
    offered: bool


def system_collection(
    workspace_id: UUID, system: str, *, name: str, description: str, fields: Sequence[Mapping[str, object]]
) -> Collection:
    """The collection that a ledger fills, made where there is none yet; a key that is taken by a collection of the business's own
    is left to it."""
    found = Collection.objects.filter(workspace_id=workspace_id, system=system).first()
    if found is not None:
        return found
    taken = Collection.objects.filter(workspace_id=workspace_id, key=system).exists()
    key = f"ledger_{system}" if taken else system
    made = Collection.objects.create(workspace_id=workspace_id, key=key, name=name, description=description, system=system)
    Field.objects.bulk_create(
        [Field(workspace_id=workspace_id, collection=made, position=position, **field) for position, field in enumerate(fields)]
    )
    return made


def write_codes(workspace_id: UUID, collection: Collection, *, connection_id: UUID, suffix: str, codes: Sequence[Coded]) -> int:
    """Brings one ledger's codes up to date inside the caller's transaction and gives how many changed; what it has no more is
    archived.

    A key that another ledger's code has got is told apart by the suffix: what refers to the old one goes on meaning the old one.
    """
    shapes.stay(workspace_id)
    rows = list(Record.objects.select_for_update(no_key=True).filter(workspace_id=workspace_id, collection=collection))
    theirs = {str(row.values.get("code", "")): row for row in rows if row.values.get("connection") == str(connection_id)}
    taken = {row.key for row in rows}
    now, made, changed = timezone.now(), list[Record](), list[Record]()
    for code in codes:
        row = theirs.pop(code.key, None)
        values = {**code.values, "code": code.key, "connection": str(connection_id)}
        if row is None:
            key = code.key if code.key not in taken else f"{code.key} ({suffix})"
            row = Record(workspace_id=workspace_id, collection=collection, key=key[:200], title=code.title[:300], values=values)
            row.archived_at = None if code.offered else now
            taken.add(row.key)
            made.append(row)
        elif row.values != values or row.title != code.title[:300] or (row.archived_at is None) != code.offered:
            row.values, row.title, row.updated_at, row.version = values, code.title[:300], now, row.version + 1
            row.archived_at = None if code.offered else row.archived_at or now
            changed.append(row)
    for row in theirs.values():
        if row.archived_at is None:
            row.archived_at = row.updated_at = now
            changed.append(row)
    Record.objects.bulk_create(made, batch_size=BATCH)
    save_changed(Record, changed, fields=["values", "title", "archived_at", "updated_at", "version"])
    list_rows.keep(workspace_id, [*made, *changed])
    return len(made) + len(changed)


def archive_codes(workspace_id: UUID, connection_id: UUID) -> None:
    """Readable on what refers to them, offered nowhere (X-19, X-20)."""
    shapes.stay(workspace_id)
    rows = Record.objects.filter(workspace_id=workspace_id, archived_at__isnull=True).exclude(collection__system="")
    found = [row for row in rows if row.values.get("connection") == str(connection_id)]
    for row in found:
        row.archived_at = row.updated_at = timezone.now()
    save_changed(Record, found, fields=["archived_at", "updated_at"])
    list_rows.keep(workspace_id, found)
