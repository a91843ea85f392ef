"""Tie-outs: started, listed, and read whole with every difference."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import orjson
from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field, JsonValue

from tieout.engine import actions
from tieout.reconciliation.figures import Cause
from tieout.reconciliation.report import COLUMNS
from tieout.store import listings, tieouts
from tieout.web.api.connections import connection_of
from tieout.web.api.record_cells import cell_text
from tieout.web.api.values import Amount, Created, PageOut, PageQuery, Total, WorkspaceId, totals_shown
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["tie-outs"], auth=may("read"))


class TieOutRow(Schema):
    """`unexplained` holds the currencies in which a rest is left; empty is what a proof looks like."""

    id: UUID
    title: str
    state: Literal["running", "finished", "failed"]
    error: str
    differences: int
    unexplained: list[Total]
    started_by: str
    started_at: datetime
    finished_at: datetime | None


class TieOutRowPage(PageOut):
    items: list[TieOutRow]


class TieOutSide(Schema):
    key: str
    name: str


class ControlTotals(Schema):
    documents: int
    net: Amount
    tax: Amount
    gross: Amount
    due: Amount


class Control(Schema):
    """The totals of both sides in one currency; `unexplained` is what the differences do not account for."""

    currency: str
    left: ControlTotals
    right: ControlTotals
    unexplained: ControlTotals


class PartyBalance(Schema):
    """What one contact owes, or is owed, on both sides."""

    book: Literal["receivable", "payable"]
    party: str
    party_name: str
    currency: str
    left: Amount
    right: Amount
    difference: Amount


class Figure(Schema):
    """A document as one side has it, with positive amounts; `exception` is the cause of an open exception of the record."""

    id: str
    kind: str
    number: str
    party: str
    party_name: str
    issued_on: date
    status: str = ""
    net: Amount
    tax: Amount
    gross: Amount
    due: Amount
    url: str = ""
    exception: str = ""


class Difference(Schema):
    """`amounts` are what it accounts for in the control totals, left less right; `cause` is the first of `causes`."""

    cause: Cause
    causes: list[Cause]
    detail: str
    currency: str
    amounts: ControlTotals
    left: Figure | None
    right: Figure | None


class TieOutPair(Schema):
    left: TieOutSide
    right: TieOutSide
    agrees: bool
    controls: list[Control]
    balances: list[PartyBalance]
    differences: list[Difference]


class TieOutDetail(TieOutRow):
    """`pairs` is empty until it is finished."""

    as_of: date | None
    agrees: bool | None
    sides: list[TieOutSide]
    pairs: list[TieOutPair]


class TieOutIn(Schema):
    """The ledgers to compare with the records and with each other."""

    connection_ids: list[UUID] = Field(min_length=1, max_length=10)


@router.get("/tie-outs", response=TieOutRowPage, operation_id="list_tie_outs")
def list_tie_outs(request: Asked, workspace_id: WorkspaceId, *, query: Query[PageQuery]) -> TieOutRowPage:
    """The tie-outs, newest first."""
    page = listings.tie_outs_page(workspace_id, listings.Place(cursor=query.cursor, limit=query.limit))
    items = [TieOutRow.model_validate(_parts(row)) for row in page.rows]
    return TieOutRowPage(items=items, next_cursor=page.next_cursor, total=page.total)


@router.post("/tie-outs", response={202: Created}, auth=may("tie_out"), operation_id="start_tie_out")
def start_tie_out(request: Asked, workspace_id: WorkspaceId, *, body: TieOutIn) -> Status[Created]:
    """Runs in the background; the event stream and the tie-out itself tell how far it is."""
    for connection_id in body.connection_ids:
        connection_of(workspace_id, connection_id)
    return Status(202, Created(id=actions.start_tie_out(workspace_id, body.connection_ids, actor=actor_of(request))))


@router.get(
    "/tie-outs/{tie_out_id}.json",
    operation_id="download_tie_out_json",
    openapi_extra={
        "responses": {
            200: {
                "description": "The report with the figures of every side, which can be checked again offline",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        }
    },
)
def download_tie_out_json(request: Asked, workspace_id: WorkspaceId, *, tie_out_id: UUID) -> HttpResponse:
    """The whole report, which can be checked again offline."""
    row = _finished(workspace_id, tie_out_id)
    body = orjson.dumps(row.report, option=orjson.OPT_INDENT_2)
    return _file(body, f"tie-out-{row.started_at:%Y-%m-%d}.json", media_type="application/json")


@router.get(
    "/tie-outs/{tie_out_id}.csv",
    operation_id="download_tie_out_csv",
    openapi_extra={
        "responses": {200: {"description": "A row a difference", "content": {"text/csv": {"schema": {"type": "string"}}}}}
    },
)
def download_tie_out_csv(request: Asked, workspace_id: WorkspaceId, *, tie_out_id: UUID) -> HttpResponse:
    """The differences as CSV."""
    row = _finished(workspace_id, tie_out_id)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for pair in _pairs(row.report):
        writer.writerows(_line(pair, difference) for difference in pair.differences)
    return _file(
        ("\ufeff" + lines.getvalue()).encode(), f"tie-out-{row.started_at:%Y-%m-%d}.csv", media_type="text/csv; charset=utf-8"
    )


@router.get("/tie-outs/{tie_out_id}", response=TieOutDetail, operation_id="get_tie_out")
def get_tie_out(request: Asked, workspace_id: WorkspaceId, *, tie_out_id: UUID) -> TieOutDetail:
    """A tie-out with its report."""
    row = _tie_out(workspace_id, tie_out_id)
    report: Mapping[str, JsonValue] = row.report
    return TieOutDetail.model_validate(
        {
            **_parts(row),
            "as_of": report.get("as_of"),
            "agrees": report.get("agrees"),
            "sides": _sides(report),
            "pairs": _pairs(report),
        }
    )


def _line(pair: TieOutPair, difference: Difference) -> Sequence[str]:
    shown = difference.left or difference.right
    amounts = difference.amounts
    cells = [pair.left.name, pair.right.name, difference.cause, " ".join(difference.causes), difference.detail]
    if shown is not None:
        cells += [shown.kind, shown.number, shown.party_name, shown.issued_on.isoformat()]
    texts = [cell_text(cell, "text") for cell in cells] + [""] * (9 - len(cells))
    both = (difference.left, difference.right)
    ends = [*(side.id if side else "" for side in both), *(side.url if side else "" for side in both)]
    return [*texts, difference.currency, amounts.net, amounts.tax, amounts.gross, amounts.due, *ends]


def _sides(report: Mapping[str, JsonValue]) -> list[TieOutSide]:
    sides = report.get("sides", [])
    assert isinstance(sides, list)
    return [TieOutSide.model_validate({"key": side["key"], "name": side["name"]}) for side in sides if isinstance(side, dict)]


def _pairs(report: Mapping[str, JsonValue]) -> list[TieOutPair]:
    by_key = {side.key: side for side in _sides(report)}
    pairs = report.get("pairs", [])
    assert isinstance(pairs, list)
    shown = []
    for pair in pairs:
        assert isinstance(pair, dict)
        named = {"left": by_key[str(pair["left"])], "right": by_key[str(pair["right"])]}
        shown.append(TieOutPair.model_validate({**pair, **named}))
    return shown


def _parts(row: tieouts.TieOut) -> dict[str, object]:
    rest = [(currency, Decimal(str(amount))) for currency, amount in row.unexplained.items()]
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state,
        "error": row.error,
        "differences": row.differences,
        "unexplained": totals_shown((currency, amount) for currency, amount in rest if amount),
        "started_by": row.started_by,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
    }


def _tie_out(workspace_id: UUID, tie_out_id: UUID) -> tieouts.TieOut:
    row = tieouts.tie_out(workspace_id, tie_out_id)
    if row is None:
        raise not_found("This tie-out")
    return row


def _finished(workspace_id: UUID, tie_out_id: UUID) -> tieouts.TieOut:
    row = _tie_out(workspace_id, tie_out_id)
    if row.state != "finished":
        raise Refused(409, "This tie-out has no report yet.", remedy="Wait until it is finished.")
    return row


def _file(body: bytes, name: str, *, media_type: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
