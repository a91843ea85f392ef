"""Saved views of a collection, and the groups of a list."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field, JsonValue

from tieout.engine import view_edits
from tieout.engine.view_edits import ViewSaid
from tieout.store import record_groups, record_lists, views
from tieout.store.collections import Collection
from tieout.web.api.collections import collection_of
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.record_queries import FILTER_PARAMETER, WHERE_CHARACTERS_MAX, SearchQuery, asked, condition_of, unknown
from tieout.web.api.values import Amount, PageOut, WorkspaceId, amount_text
from tieout.web.permissions import Asked, actor_of, granted, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["views"], auth=may("read"))


class Arrangement(Schema):
    """What stands in the address of a list: `sort`, `group` and `hide` as there, `where` a condition as JSON, `columns` the order
    of the columns by their keys, `widths` in pixels."""

    search: str = Field(default="", max_length=200)
    sort: str = Field(default="", max_length=400)
    group: str = Field(default="", max_length=80)
    where: str = Field(default="", max_length=WHERE_CHARACTERS_MAX)
    filters: dict[str, str] = Field(default={}, max_length=20)
    hide: str = Field(default="", max_length=4000)
    columns: list[str] = Field(default=[], max_length=200)
    widths: dict[str, int] = Field(default={}, max_length=200)


class ViewIn(Schema):
    name: str = Field(min_length=1, max_length=100)
    shared: bool = False
    is_default: bool = False
    arrangement: Arrangement


class ViewOut(Schema):
    """`shared` views are seen by all, the others by the person who made them."""

    id: UUID
    name: str
    shared: bool
    is_default: bool
    created_by: str
    updated_at: datetime
    arrangement: Arrangement


class ViewList(PageOut):
    items: list[ViewOut]


class GroupsQuery(SearchQuery):
    """`sum` are keys of number and money fields with commas between them."""

    sum: str = Field(default="", max_length=400)


class GroupTotal(Schema):
    """`amount` is null where a number has too many digits to be added up exactly; `currency` is "" for plain numbers."""

    currency: str
    amount: Amount | None


class RecordGroup(Schema):
    """`value` is what the records of the group have in the field, null for those that have nothing there."""

    value: JsonValue
    count: int
    sums: dict[str, list[GroupTotal]]


class RecordGroups(Schema):
    """The groups of a list in its order, at most 200; without `group` one of everything."""

    items: list[RecordGroup]
    has_more: bool


@router.get("/collections/{key}/views", response=ViewList, operation_id="list_views")
def list_views(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[ListQuery]) -> ViewList:
    """The saved views of a collection: those of all, and one's own."""
    rows = views.views(workspace_id, collection_of(workspace_id, key), user_id=request.auth.user_id)
    items = [_shown(row) for row in rows]
    page = whole(items, query)
    return ViewList(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/collections/{key}/views", response={201: ViewOut}, operation_id="create_view")
def create_view(request: Asked, workspace_id: WorkspaceId, *, key: str, body: ViewIn) -> Status[ViewOut]:
    """Saves a view, for oneself or for all."""
    collection = collection_of(workspace_id, key)
    _may_share(request, body.shared)
    _judge(workspace_id, collection, arrangement=body.arrangement)
    made = views.View(workspace_id=workspace_id, collection=collection, created_by=actor_of(request))
    saved = view_edits.save(made, _said(body), user_id=request.auth.user_id, actor=actor_of(request))
    return Status(201, _shown(saved))


@router.put("/collections/{key}/views/{view_id}", response=ViewOut, operation_id="change_view")
def change_view(request: Asked, workspace_id: WorkspaceId, *, key: str, view_id: UUID, body: ViewIn) -> ViewOut:
    """Changes a saved view."""
    row = _view(request, workspace_id, key=key, view_id=view_id)
    _may_share(request, body.shared or row.owner_id is None)
    _judge(workspace_id, row.collection, arrangement=body.arrangement)
    return _shown(view_edits.save(row, _said(body), user_id=request.auth.user_id, actor=actor_of(request)))


@router.delete("/collections/{key}/views/{view_id}", response={204: None}, operation_id="delete_view")
def delete_view(request: Asked, workspace_id: WorkspaceId, *, key: str, view_id: UUID) -> None:
    """Deletes a saved view."""
    row = _view(request, workspace_id, key=key, view_id=view_id)
    _may_share(request, row.owner_id is None)
    view_edits.delete(row, actor=actor_of(request))


@router.get(
    "/collections/{key}/groups",
    response=RecordGroups,
    operation_id="list_record_groups",
    openapi_extra={"parameters": [FILTER_PARAMETER]},
)
def list_record_groups(request: Asked, workspace_id: WorkspaceId, *, key: str, query: Query[GroupsQuery]) -> RecordGroups:
    """How many records each group of a list has, and what its numbers come to."""
    collection = collection_of(workspace_id, key)
    sums = [name for name in query.sum.split(",") if name]
    try:
        found, has_more = record_groups.groups(workspace_id, collection, query=asked(request, query), sums=sums)
    except record_lists.UnknownField as error:
        raise unknown(error) from None
    items = [
        RecordGroup(value=_value(one.value), count=one.count, sums={name: _totals(sums) for name, sums in one.sums.items()})
        for one in found
    ]
    return RecordGroups(items=items, has_more=has_more)


def _view(request: Asked, workspace_id: UUID, *, key: str, view_id: UUID) -> views.View:
    row = views.view(workspace_id, view_id, user_id=request.auth.user_id)
    if row is None or row.collection.key != key:
        raise not_found("This view")
    return row


def _may_share(request: Asked, shared: bool) -> None:
    """Everybody keeps views of their own; what all see is changed by those who may change records, and so are the views of a
    token's maker through the token. Raises Refused."""
    if "edit_records" in granted(request.auth):
        return
    bearer = request.auth.bearer
    if shared:
        who = "Your role" if bearer is None else f"The token {bearer.name}"
        raise Refused(403, f"{who} may not share views.", remedy="Save the view for yourself.")
    if bearer is not None:
        raise Refused(403, f"The token {bearer.name} may not change views.", remedy="Make a token with the scope edit_records.")


def _judge(workspace_id: UUID, collection: Collection, *, arrangement: Arrangement) -> None:
    """Raises Refused, FilterRefused."""
    condition_of(arrangement.where)
    try:
        view_edits.judge(workspace_id, collection, arrangement=arrangement.model_dump(mode="json"))
    except record_lists.UnknownField as error:
        raise unknown(error) from None


def _said(body: ViewIn) -> ViewSaid:
    return ViewSaid(
        name=body.name, shared=body.shared, is_default=body.is_default, arrangement=body.arrangement.model_dump(mode="json")
    )


def _shown(row: views.View) -> ViewOut:
    return ViewOut.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "shared": row.owner_id is None,
            "is_default": row.is_default,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "arrangement": row.arrangement,
        }
    )


def _totals(sums: Mapping[str, Decimal | None]) -> list[GroupTotal]:
    return [
        GroupTotal(currency=currency, amount=None if amount is None else _amount(amount, currency))
        for currency, amount in sorted(sums.items())
    ]


def _amount(amount: Decimal, currency: str) -> str:
    if currency:
        return amount_text(amount, currency)
    short = amount.normalize()
    return f"{short:f}" if short else "0"


def _value(value: object) -> JsonValue:
    return value if isinstance(value, str | bool | int) or value is None else str(value)
