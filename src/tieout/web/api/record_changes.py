"""Changes of many records as one: bulk actions, pasting from a spreadsheet, the bin, and taking back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field, JsonValue

from tieout.engine import edits, pasting, undoing
from tieout.engine.edits import RECORDS_MAX, Edit, Outcome
from tieout.engine.pasting import CELLS_MAX, Block
from tieout.store import bin as record_bin
from tieout.store import change_sets, listings
from tieout.store.change_sets import Act, ChangeKind
from tieout.store.collections import Collection
from tieout.web.api.collections import collection_of
from tieout.web.api.values import PageOut, PageQuery, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["records"], auth=may("read"))

RecordIds = Annotated[list[UUID], Field(min_length=1, max_length=RECORDS_MAX)]


class BulkIn(Schema):
    """`values` are set on all of the records; they are for `set` only. `versions` by record id are those that were read: a record
    that is another version now is left as it is, and named."""

    action: Literal["set", "delete", "restore"]
    record_ids: RecordIds
    values: dict[str, JsonValue] = {}
    versions: dict[UUID, int] = {}


class RefusedRecord(Schema):
    """A record that was left as it is; `fields` says by field what is wrong, where single values are."""

    record_id: UUID | None
    key: str
    message: str
    fields: dict[str, str] = {}


class Changed(Schema):
    """`change_id` takes the whole of it back; it is null when nothing was changed."""

    change_id: UUID | None
    changed: int
    unchanged: int
    refused: list[RefusedRecord]


class PasteIn(Schema):
    """Rows of texts as a spreadsheet copies them, one cell for each of `fields`. The first rows fall on `record_ids`, in their
    order; with `create` the others become new records. `versions` are those of the preview: a record without one is not written."""

    fields: Annotated[list[str], Field(min_length=1, max_length=200)]
    cells: Annotated[list[list[str]], Field(min_length=1, max_length=RECORDS_MAX)]
    record_ids: Annotated[list[UUID], Field(max_length=RECORDS_MAX)] = []
    versions: dict[UUID, int] = {}
    create: bool = False
    order: Literal["day_first", "month_first"] = "day_first"


class PastedCell(Schema):
    field: str
    before: JsonValue
    after: JsonValue
    state: Literal["changed", "same", "refused"]
    message: str


class PastedRow(Schema):
    """`record_id` is null for a record that would be made; a row with a `message` is left out as a whole."""

    record_id: UUID | None
    key: str
    version: int | None
    cells: list[PastedCell]
    message: str


class PastePreview(Schema):
    rows: list[PastedRow]
    changed: int
    created: int
    refused: int


class Change(Schema):
    """One act on records. `counts` are records by created, updated, deleted, restored; `undone_by` is empty while it stands."""

    id: UUID
    kind: Literal["create", "edit", "bulk", "paste", "import", "delete", "restore", "undo"]
    title: str
    actor: str
    created_at: datetime
    counts: dict[str, int]
    undone_at: datetime | None
    undone_by: str


class ChangePage(PageOut):
    items: list[Change]


class Undone(Schema):
    """`left` are still under way in the background. `redo_id` takes the taking back back."""

    undone: int
    refused: int
    left: int
    redo_id: UUID | None
    refusals: list[RefusedRecord]


class BinRow(Schema):
    id: UUID
    key: str
    title: str
    deleted_at: datetime
    version: int


class BinPage(PageOut):
    items: list[BinRow]


@router.post("/collections/{key}/bulk", response=Changed, auth=may("edit_records"), operation_id="change_records")
def change_records(request: Asked, workspace_id: WorkspaceId, *, key: str, body: BulkIn) -> Changed:
    """Changes, deletes or restores many records at once."""
    collection = collection_of(workspace_id, key)
    count = len(body.record_ids)
    records = "1 record" if count == 1 else f"{count} records"
    if body.action == "set":
        if not body.values:
            raise Refused(422, "No value was given.", remedy="Say which field is to have which value.")
        names = {field.key: field.name for field in collection.fields.all()}
        said = ", ".join(names.get(name, name) for name in body.values)
        act = Act(kind=ChangeKind.BULK, title=f"{said} of {records}", actor=actor_of(request))
        wanted = [Edit(record_id=one, values=body.values, version=body.versions.get(one)) for one in dict.fromkeys(body.record_ids)]
        return _changed(edits.change_records(workspace_id, collection, edits=wanted, act=act))
    kind = ChangeKind.DELETE if body.action == "delete" else ChangeKind.RESTORE
    verb = "deleted" if body.action == "delete" else "brought back"
    act = Act(kind=kind, title=f"{records} {verb}", actor=actor_of(request))
    versions = {one: body.versions.get(one) for one in body.record_ids}
    return _changed(edits.move_records(workspace_id, collection, versions=versions, act=act))


@router.post("/collections/{key}/paste/preview", response=PastePreview, auth=may("edit_records"), operation_id="preview_paste")
def preview_paste(request: Asked, workspace_id: WorkspaceId, *, key: str, body: PasteIn) -> PastePreview:
    """What a paste would change, row by row; nothing is written."""
    collection = collection_of(workspace_id, key)
    rows = [_pasted(row) for row in pasting.preview(workspace_id, collection, block=_block(collection, body))]
    cells = [cell for row in rows if not row.message for cell in row.cells]
    made = [row for row in rows if row.record_id is None and not row.message and all(one.state != "refused" for one in row.cells)]
    return PastePreview(
        rows=rows,
        changed=sum(1 for row in rows if row.record_id is not None for cell in row.cells if cell.state == "changed"),
        created=len(made),
        refused=sum(1 for cell in cells if cell.state == "refused") + sum(1 for row in rows if row.message),
    )


@router.post("/collections/{key}/paste", response=Changed, auth=may("edit_records"), operation_id="paste_records")
def paste_records(request: Asked, workspace_id: WorkspaceId, *, key: str, body: PasteIn) -> Changed:
    """Carries out a paste that was looked at before."""
    collection = collection_of(workspace_id, key)
    count = len(body.cells)
    title = f"{count} rows pasted" if count != 1 else "1 row pasted"
    act = Act(kind=ChangeKind.PASTE, title=title, actor=actor_of(request))
    return _changed(pasting.apply(workspace_id, collection, block=_block(collection, body), act=act))


@router.get("/collections/{key}/changes", response=ChangePage, operation_id="list_changes")
def list_changes(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[PageQuery]) -> ChangePage:
    """What was done to the collection's records in the last ninety days, newest first."""
    collection = collection_of(workspace_id, key)
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    page = change_sets.change_sets_page(workspace_id, collection.id, place=place)
    items = [Change.model_validate(row, from_attributes=True) for row in page.rows]
    return ChangePage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/changes/{change_id}/undo", response=Undone, auth=may("edit_records"), operation_id="undo_change")
def undo_change(request: Asked, workspace_id: WorkspaceId, *, change_id: UUID) -> Undone:
    """Takes it back where nobody changed the same since, and says where somebody did."""
    if change_sets.change_set(workspace_id, change_id) is None:
        raise not_found("This change")
    counts = undoing.undo(workspace_id, change_id, actor=actor_of(request))
    row = change_sets.change_set(workspace_id, change_id)
    said = change_sets.refusals(workspace_id, change_id)
    return Undone(
        undone=counts["undone"],
        refused=counts["refused"],
        left=counts["left"],
        redo_id=row.undo_id if row is not None else None,
        refusals=[RefusedRecord(record_id=one.record_id, key=one.record.key, message=one.refused) for one in said],
    )


@router.get("/collections/{key}/bin", response=BinPage, operation_id="list_bin")
def list_bin(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[PageQuery]) -> BinPage:
    """Deleted records, those that were made last first."""
    collection = collection_of(workspace_id, key)
    page = record_bin.bin_page(workspace_id, collection.id, place=listings.Place(cursor=query.cursor, limit=query.limit))
    items = [BinRow.model_validate(row, from_attributes=True) for row in page.rows]
    return BinPage(items=items, next_cursor=page.next_cursor, total=page.total)


def _block(collection: Collection, body: PasteIn) -> Block:
    """Raises Refused for a block that is too large, or whose columns are no fields."""
    known = {field.key: field for field in collection.fields.all()}
    strange = {name: "is no field of this collection" for name in body.fields if name not in known}
    if strange:
        raise Refused(422, "Some columns are no fields of this collection.", remedy="Leave them out.", fields=strange)
    if len(body.fields) * len(body.cells) > CELLS_MAX:
        raise Refused(422, f"More than {CELLS_MAX:,} cells cannot be pasted at once.", remedy="Import them as a file instead.")
    return Block(
        record_ids=body.record_ids,
        fields=body.fields,
        cells=body.cells,
        order=body.order,
        create=body.create,
        versions=body.versions,
    )


def _pasted(row: pasting.Row) -> PastedRow:
    record = row.record
    return PastedRow(
        record_id=record.id if record else None,
        key=record.key if record else "",
        version=record.version if record else None,
        cells=[PastedCell.model_validate({**vars_of(cell), "state": _state(cell)}) for cell in row.cells],
        message=row.message,
    )


def vars_of(cell: pasting.Cell) -> Mapping[str, object]:
    return {"field": cell.field, "before": cell.before, "after": cell.after, "message": cell.message}


def _state(cell: pasting.Cell) -> str:
    if cell.message:
        return "refused"
    empty: tuple[object, ...] = (None, "", [], False)
    return "same" if cell.before == cell.after or (cell.before in empty and cell.after in empty) else "changed"


def refused_shown(refused: Iterable[edits.Refusal]) -> list[RefusedRecord]:
    return [RefusedRecord(record_id=one.record_id, key=one.key, message=one.message, fields=dict(one.fields)) for one in refused]


def _changed(outcome: Outcome) -> Changed:
    return Changed(
        change_id=outcome.change_set_id,
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        refused=refused_shown(outcome.refused),
    )
