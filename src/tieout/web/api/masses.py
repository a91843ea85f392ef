"""Mass import, export and files of links: the plan, what is decided about it, and how it is applied."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import StreamingHttpResponse
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile
from pydantic import Field, JsonValue

from tieout.engine import mass, suggestions
from tieout.engine.mass_links import exported
from tieout.mapping.entity_fields import CONTACT_FIELDS, ITEM_FIELDS
from tieout.store import collections, listings, masses, mirror, records
from tieout.store.connections import Connection
from tieout.web.api.collections import collection_of
from tieout.web.api.connections import ConnectionBrief, brief, connection_of
from tieout.web.api.record_cells import cell_text
from tieout.web.api.values import EntityKindName, PageOut, PageQuery, WorkspaceId
from tieout.web.permissions import Asked, Permission, actor_of, may, require
from tieout.web.problems import Refused, not_found

router = Router(tags=["masses"], auth=may("read"))

DirectionName = Literal["import", "export", "links"]
StateName = Literal["planning", "planned", "applying", "paused", "finished", "cancelled", "failed"]
ActionName = Literal["link", "create", "update", "doubtful", "refused", "nothing"]
RowStateName = Literal["planned", "waiting", "done", "refused", "changed", "left"]
Csv = {"responses": {200: {"description": "A CSV file", "content": {"text/csv": {"schema": {"type": "string"}}}}}}
LABELS = {one.key: one.label for one in (*ITEM_FIELDS, *CONTACT_FIELDS)}
# What writes to the ledger, makes records or only links asks for what the same by hand asks for.
NEEDED: dict[str, Permission] = {"import": "import", "export": "post", "links": "link"}


class MassCount(Schema):
    """How many rows of a plan's action are in a state."""

    action: ActionName
    state: RowStateName
    rows: int


class Mass(Schema):
    """`undecided` are doubtful rows that nobody decided; `applied_at` is when it was first applied."""

    id: UUID
    direction: DirectionName
    connection: ConnectionBrief
    collection: str
    collection_name: str
    kind: EntityKindName
    state: StateName
    file_name: str
    rows: int
    counts: list[MassCount]
    undecided: int
    error: str
    run_id: UUID | None
    created_by: str
    created_at: datetime
    planned_at: datetime | None
    applied_at: datetime | None
    finished_at: datetime | None


class MassPage(PageOut):
    items: list[Mass]


class MassChange(Schema):
    """A field with what it is now and what it becomes."""

    field: str
    label: str
    before: str
    after: str


class MassValue(Schema):
    field: str
    label: str
    value: str


class MassCandidate(Schema):
    """What may be the same: of an export in the ledger, of an import a record. `taken` is linked to another already; `values` are
    what it says, for a doubtful row."""

    id: str
    name: str
    detail: str = ""
    score: float = 0
    reasons: list[str] = []
    taken: bool = False
    values: list[MassValue] = []


class MassRow(Schema):
    """`choice` is what a person decided about it, `chosen` the candidate; `outcome` what became of it."""

    number: int
    record_id: UUID | None
    record_key: str
    external_id: str
    name: str
    detail: str
    action: ActionName
    reasons: list[str]
    remedy: str
    changes: list[MassChange]
    candidates: list[MassCandidate]
    choice: Literal["", "link", "create", "leave"]
    chosen: str
    state: RowStateName
    outcome: str


class MassRowPage(PageOut):
    items: list[MassRow]


class MassIn(Schema):
    connection_id: UUID
    collection: str = Field(min_length=1, max_length=60)
    direction: Literal["import", "export"]


class MassDecision(Schema):
    """`chosen` is the id of a candidate, for `link`."""

    choice: Literal["", "link", "create", "leave"]
    chosen: str = Field(default="", max_length=100)


class MassRowQuery(PageQuery):
    action: ActionName | Literal[""] = ""
    state: RowStateName | Literal[""] = ""
    search: str = Field(default="", max_length=200)


@router.get("/masses", response=MassPage, operation_id="list_masses")
def list_masses(request: Asked, workspace_id: WorkspaceId, *, query: Query[PageQuery]) -> MassPage:
    """The mass imports and exports, newest first."""
    page = masses.masses_page(workspace_id, listings.Place(cursor=query.cursor, limit=query.limit))
    return MassPage(items=[_shown(row) for row in page.rows], next_cursor=page.next_cursor, total=page.total)


@router.post("/masses", response={202: Mass}, auth=may("link"), operation_id="begin_mass")
def begin_mass(request: Asked, workspace_id: WorkspaceId, *, body: MassIn) -> Status[Mass]:
    """Starts to make a plan; the ledger and the records stay as they are until it is applied."""
    require(request.auth, NEEDED[body.direction])
    connection_of(workspace_id, body.connection_id)
    collection_of(workspace_id, body.collection)
    wish = mass.Wish(collection_key=body.collection, direction=body.direction)
    row = mass.begin(workspace_id, body.connection_id, wish=wish, actor=actor_of(request))
    return Status(202, _shown(_mass(workspace_id, row.id)))


@router.post("/masses/links", response={202: Mass}, auth=may("link"), operation_id="upload_links")
def upload_links(
    request: Asked, workspace_id: WorkspaceId, *, file: File[UploadedFile], collection: Form[str], connection_id: Form[UUID]
) -> Status[Mass]:
    """A list of records with the column "Linked Xero contact" (or as the ledger's is called), as a plan."""
    connection_of(workspace_id, connection_id)
    collection_of(workspace_id, collection)
    if (file.size or 0) > mass.FILE_BYTES_MAX:
        raise Refused(413, f"The file is larger than {mass.FILE_BYTES_MAX // 1_000_000} MB.", remedy="Divide it.")
    wish = mass.Wish(collection_key=collection, direction="links", file=(file.name or "links.csv", file.read()))
    row = mass.begin(workspace_id, connection_id, wish=wish, actor=actor_of(request))
    return Status(202, _shown(_mass(workspace_id, row.id)))


@router.get("/masses/{mass_id}", response=Mass, operation_id="get_mass")
def get_mass(request: Asked, workspace_id: WorkspaceId, *, mass_id: UUID) -> Mass:
    """A mass import or export with its counts."""
    return _shown(_mass(workspace_id, mass_id))


@router.get("/masses/{mass_id}/rows", response=MassRowPage, operation_id="list_mass_rows")
def list_mass_rows(request: Asked, workspace_id: WorkspaceId, *, mass_id: UUID, query: Query[MassRowQuery]) -> MassRowPage:
    """The rows of the plan and what became of each."""
    _mass(workspace_id, mass_id)
    place = listings.Place(cursor=query.cursor, limit=query.limit)
    page = masses.rows_page(workspace_id, place, mass_id=mass_id, search=query.search, action=query.action, state=query.state)
    return MassRowPage(items=[_row(row) for row in page.rows], next_cursor=page.next_cursor, total=page.total)


@router.get("/masses/{mass_id}/plan.csv", operation_id="export_mass", openapi_extra=Csv)
def export_mass(request: Asked, workspace_id: WorkspaceId, *, mass_id: UUID) -> StreamingHttpResponse:
    """Every row of the plan with its reason, what it changes and what became of it."""
    _mass(workspace_id, mass_id)
    return _csv(_plan_lines(workspace_id, mass_id), name="plan.csv")


@router.put("/masses/{mass_id}/rows/{number}/decision", response=MassRow, auth=may("link"), operation_id="decide_mass_row")
def decide_mass_row(request: Asked, workspace_id: WorkspaceId, *, mass_id: UUID, number: int, body: MassDecision) -> MassRow:
    """Says what becomes of a row that was in doubt."""
    row = _mass(workspace_id, mass_id)
    _may(request, row)
    mass.decide(row, number=number, choice=body.choice, chosen=body.chosen, actor=actor_of(request))
    found = masses.row_of(workspace_id, mass_id, number=number)
    if found is None:
        raise not_found("This row")
    return _row(found)


@router.post("/masses/{mass_id}/apply", response={202: Mass}, auth=may("link"), operation_id="apply_mass")
def apply_mass(request: Asked, workspace_id: WorkspaceId, *, mass_id: UUID) -> Status[Mass]:
    """Does what the plan says, or goes on after a pause; doubtful rows that nobody decided are left out."""
    row = _mass(workspace_id, mass_id)
    _may(request, row)
    mass.apply(row, actor=actor_of(request))
    return Status(202, _shown(_mass(workspace_id, mass_id)))


@router.post("/masses/{mass_id}/pause", response=Mass, auth=may("link"), operation_id="pause_mass")
def pause_mass(request: Asked, workspace_id: WorkspaceId, *, mass_id: UUID) -> Mass:
    """Lets a mass import or export wait."""
    row = _mass(workspace_id, mass_id)
    _may(request, row)
    mass.pause(row, actor=actor_of(request))
    return _shown(_mass(workspace_id, mass_id))


@router.post("/masses/{mass_id}/cancel", response=Mass, auth=may("link"), operation_id="cancel_mass")
def cancel_mass(request: Asked, workspace_id: WorkspaceId, *, mass_id: UUID) -> Mass:
    """Ends a mass import or export; what is done stays."""
    row = _mass(workspace_id, mass_id)
    _may(request, row)
    mass.cancel(row, actor=actor_of(request))
    return _shown(_mass(workspace_id, mass_id))


@router.get("/connections/{connection_id}/links.csv", operation_id="export_links", openapi_extra=Csv)
def export_links(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID, collection: str = "") -> StreamingHttpResponse:
    """The records of a collection with the column that links them, to be filled in and handed over again."""
    connection = connection_of(workspace_id, connection_id)
    collection_of(workspace_id, collection)
    kind = mass.kind_for(connection, collection_key=collection)
    rows = [row for row in records.all_records(workspace_id, collection) if row.archived_at is None]
    return _csv(exported(connection, records=rows, kind=kind), name=f"{collection}-links.csv")


@router.get("/connections/{connection_id}/ids.csv", operation_id="export_ids", openapi_extra=Csv)
def export_ids(
    request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID, kind: EntityKindName = "contact", search: str = ""
) -> StreamingHttpResponse:
    """The ledger's own ids, which not every provider shows in its screens, with names and numbers; `contact` is all customers and
    suppliers."""
    connection = connection_of(workspace_id, connection_id)
    return _csv(_id_lines(workspace_id, connection, kind=kind, search=search[:200]), name=f"{kind}-ids.csv")


def _mass(workspace_id: UUID, mass_id: UUID) -> masses.Mass:
    row = masses.mass_by_id(workspace_id, mass_id)
    if row is None:
        raise not_found("This plan")
    return row


def _may(request: Asked, row: masses.Mass) -> None:
    require(request.auth, NEEDED[row.direction])


def _shown(row: masses.Mass) -> Mass:
    counted = masses.counted(row.workspace_id, row.id)
    collection = collections.collection(row.workspace_id, row.collection_key)
    return Mass.model_validate(
        {
            "id": row.id,
            "direction": row.direction,
            "connection": brief(row.connection),
            "collection": row.collection_key,
            "collection_name": collection.name if collection else row.collection_key,
            "kind": row.kind,
            "state": row.state,
            "file_name": row.file_name,
            "rows": sum(sum(states.values()) for states in counted.values()),
            "counts": [
                {"action": action, "state": state, "rows": count}
                for action, states in sorted(counted.items())
                for state, count in sorted(states.items())
            ],
            "undecided": masses.undecided(row.workspace_id, row.id),
            "error": row.error,
            "run_id": row.run_id,
            "created_by": row.created_by,
            "created_at": row.created_at,
            "planned_at": row.planned_at,
            "applied_at": row.applied_at,
            "finished_at": row.finished_at,
        }
    )


def _row(row: masses.MassRow) -> MassRow:
    state = masses.ended(row.state, row.posting.state if row.posting else None)
    problems: list[dict[str, JsonValue]] = row.posting.problems if row.posting and not row.outcome else []
    return MassRow.model_validate(
        {
            "number": row.number,
            "record_id": row.record_id,
            "record_key": row.record_key,
            "external_id": row.external_id or (row.posting.external_id if row.posting else ""),
            "name": row.name,
            "detail": row.detail,
            "action": row.action,
            "reasons": row.reasons,
            "remedy": row.remedy,
            "changes": [{**one, "label": LABELS.get(one["field"], one["field"])} for one in row.changes],
            "candidates": [{**one, "values": _values(one.get("values", {}))} for one in row.candidates],
            "choice": row.choice,
            "chosen": row.chosen,
            "state": state,
            "outcome": row.outcome or " ".join(str(one.get("message", "")) for one in problems),
        }
    )


def _values(said: dict[str, str]) -> list[MassValue]:
    return [MassValue(field=name, label=LABELS.get(name, name), value=text) for name, text in said.items()]


def _plan_lines(workspace_id: UUID, mass_id: UUID) -> Iterator[str]:
    yield _line(["Row", "Record", "Name", "Ledger id", "Action", "Reasons", "What to do", "Changes", "Decided", "State", "Outcome"])
    for row in masses.each_row(workspace_id, mass_id):
        shown = _row(row)
        changes = "; ".join(f"{one.label}: {one.before} → {one.after}" for one in shown.changes)
        decided = f"{shown.choice} {shown.chosen}".strip()
        reasons = "; ".join(shown.reasons)
        yield _line(
            [str(shown.number), shown.record_key, shown.name, shown.external_id, shown.action, reasons, shown.remedy, changes,
             decided, shown.state, shown.outcome]
        )  # fmt: skip


def _id_lines(workspace_id: UUID, connection: Connection, *, kind: str, search: str) -> Iterator[str]:
    yield _line(["Id", "Name", "Number", "Status"])
    wanted = search.casefold()
    rows = mirror.entities(workspace_id, connection.id, kinds=suggestions.own_kinds(connection, kinds=[kind]))
    for row in sorted(rows, key=lambda row: (row.name.casefold(), row.number, row.external_id)):
        if wanted in row.name.casefold() or wanted in row.number.casefold():
            yield _line([row.external_id, row.name, row.number, row.status])


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([cell_text(cell, "text") for cell in cells])
    return written.getvalue()


def _csv(lines: Iterator[str], *, name: str) -> StreamingHttpResponse:
    # The mark at the beginning tells a spreadsheet that it is UTF-8.
    def marked() -> Iterator[str]:
        yield "﻿"
        yield from lines

    answer = StreamingHttpResponse(marked(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
