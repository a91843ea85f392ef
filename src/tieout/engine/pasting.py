"""A block of a spreadsheet pasted onto the records: shown first, cell by cell, then applied as one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue

from tieout.engine import edits
from tieout.engine import records as record_engine
from tieout.engine.edits import Claim, Outcome, Refusal
from tieout.engine.record_values import Beside, Checked, checked_rows, typed_rows
from tieout.engine.surface import NotPossible
from tieout.mapping.typed_cells import DayOrder
from tieout.store import collections, database, field_values, records
from tieout.store.change_sets import Act
from tieout.store.collections import Collection
from tieout.store.ids import new_id
from tieout.store.records import Record

CELLS_MAX = 20_000


@dataclass(frozen=True, kw_only=True)
class Block:
    """`cells` are rows of texts, one for each of `fields`; the first ones fall on `record_ids`, the rest become new records where
    `create` says so. `versions` are those that the preview showed, by record."""

    record_ids: Sequence[UUID]
    fields: Sequence[str]
    cells: Sequence[Sequence[str]]
    order: DayOrder = "day_first"
    create: bool = False
    versions: Mapping[UUID, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What would become of one cell: changed, same, or refused with the reason."""

    field: str
    before: object
    after: object
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """`record` is None for one that would be made; `message` says why the whole row is left out, or is empty."""

    record: Record | None
    cells: tuple[Cell, ...]
    message: str = ""


def preview(workspace_id: UUID, collection: Collection, *, block: Block) -> list[Row]:
    """What applying would do, row by row; writes nothing."""
    present = records.records_by_ids(workspace_id, block.record_ids)
    rows: list[Row] = []
    for number, found in enumerate(_judged(workspace_id, collection, block=block)):
        if number >= len(block.record_ids):
            message = "" if block.create else "There is no record in this row. Choose to make new ones, or paste fewer rows."
            rows.append(_new_row(block, found, message=message))
            continue
        record = present.get(block.record_ids[number])
        if record is None or record.collection_id != collection.id or record.deleted_at is not None:
            rows.append(Row(record=None, cells=(), message="This record is not there any more."))
            continue
        before = record.values
        cells = tuple(
            Cell(
                field=name,
                before=before.get(name),
                after=found.good.get(name),
                message=_said(found, name),
            )
            for name in block.fields
        )
        rows.append(Row(record=record, cells=cells))
    return rows


def apply(workspace_id: UUID, collection: Collection, *, block: Block, act: Act) -> Outcome:
    """Writes the cells that can be kept and leaves the others as they are; new records only when nothing about them is wrong.

    Raises NotPossible where a record would be written that no preview showed.
    """
    versions = block.versions or {}
    changes: dict[UUID, dict[str, object]] = {}
    refused: list[Refusal] = []
    drafts: list[dict[str, object]] = []
    with database.atomic():
        collection = collections.as_it_stays(workspace_id, collection)
        judged = _judged(workspace_id, collection, block=block)
        present = {row.id: row for row in records.locked(workspace_id, block.record_ids)}
        if any(row.deleted_at is None and record_id not in versions for record_id, row in present.items()):
            raise NotPossible("Some of these records were not in the preview. Look at the paste again.")
        for number, found in enumerate(judged):
            if number >= len(block.record_ids):
                if not block.create or found.wrong:
                    said = "Some values cannot be kept." if found.wrong else "There is no record in this row."
                    refused.append(Refusal(record_id=None, key=f"Row {number + 1}", message=said, fields=found.wrong))
                else:
                    drafts.append(found.good)
                continue
            record_id = block.record_ids[number]
            record = present.get(record_id)
            said = edits.hindrance(
                record if record and record.collection_id == collection.id else None, version=versions.get(record_id)
            )
            if said:
                refused.append(Refusal(record_id=record_id, key=record.key if record else "", message=said))
                continue
            changes[record_id] = found.good
            if found.wrong:
                key = record.key if record else ""
                refused.append(Refusal(record_id=record_id, key=key, message="Some values cannot be kept.", fields=found.wrong))
        # Before the first entry of the audit log: who makes a record takes its key first, too.
        keys = edits.keys_of_new(workspace_id, collection, rows=drafts) if drafts else []
        saved = records.change_many(workspace_id, changes)
        record_engine.tell(workspace_id, collection, saved=saved, actor=act.actor)
        made = [edits.draft(collection, key=key, values=values) for key, values in zip(keys, drafts, strict=True)]
        saved += record_engine.save_drafts(workspace_id, collection, drafts=made, actor=act.actor)
        return edits.outcome(saved, refused, change_set_id=edits.keep(workspace_id, collection, act=act, saved=saved))


def _judged(workspace_id: UUID, collection: Collection, *, block: Block) -> list[Checked]:
    """The block's rows as values, those of new records with their defaults and what they lack."""
    texts = [dict(zip(block.fields, row, strict=False)) for row in block.cells]
    rows: list[dict[str, JsonValue]] = typed_rows(workspace_id, collection, rows=texts, order=block.order)
    count = len(block.record_ids)
    old = checked_rows(workspace_id, collection, rows=rows[:count], whole=False, beside=Beside(record_ids=block.record_ids))
    new = checked_rows(workspace_id, collection, rows=rows[count:], whole=True) if len(rows) > count else []
    return _uniquely(workspace_id, collection, judged=[*old, *new], record_ids=block.record_ids)


def _uniquely(
    workspace_id: UUID, collection: Collection, *, judged: Sequence[Checked], record_ids: Sequence[UUID]
) -> list[Checked]:
    """Refuses values that another record has, or another row of the block, where only one may have them."""
    present = records.records_by_ids(workspace_id, record_ids)
    claims: list[Claim] = []
    for number, found in enumerate(judged):
        row = present.get(record_ids[number]) if number < len(record_ids) else None
        claims.append(
            Claim(
                id=row.id if row else new_id(),
                collection_id=collection.id,
                key=row.key if row else f"row {number + 1}",
                values={**(row.values if row else {}), **found.good},
            )
        )
    taken = field_values.taken(workspace_id, claims)
    return [
        Checked(good={name: value for name, value in found.good.items() if name not in said}, wrong={**found.wrong, **said})
        for found, said in ((found, taken.get(claim.id, {})) for found, claim in zip(judged, claims, strict=True))
    ]


def _new_row(block: Block, found: Checked, *, message: str) -> Row:
    cells = tuple(Cell(field=name, before=None, after=found.good.get(name), message=_said(found, name)) for name in block.fields)
    lacking = [f"{name} {said}" for name, said in found.wrong.items() if name.split(".")[0] not in block.fields]
    return Row(record=None, cells=cells, message=message or "; ".join(lacking))


def _said(found: Checked, name: str) -> str:
    """What is wrong with a cell, the parts of a list of lines included."""
    own = [said for place, said in found.wrong.items() if place == name or place.startswith(f"{name}.")]
    return "; ".join(own)
