"""Collections and their fields."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from ninja import Router, Schema

from tieout.store import collections
from tieout.web.api.values import PageOut, WorkspaceId
from tieout.web.permissions import Asked, may
from tieout.web.problems import not_found

router = Router(tags=["collections"], auth=may("read"))

FieldTypeName = Literal["text", "number", "money", "date", "date_time", "choice", "checkbox", "email", "relation", "line_items"]


class Column(Schema):
    """A field of line items; `collection` is set for a relation."""

    key: str
    name: str
    type: FieldTypeName = "text"
    collection: str = ""


class Field(Schema):
    """`options` are a choice's, `collection` is the one whose keys a relation holds, `columns` are those of line items.

    What is `from_ledger` cannot be written by a person.
    """

    key: str
    name: str
    type: FieldTypeName
    required: bool
    options: list[str]
    collection: str
    columns: list[Column]
    from_ledger: bool


class Collection(Schema):
    id: UUID
    key: str
    name: str
    accounting_type: Literal["none", "contacts", "items", "invoices", "bills"]
    fields: list[Field]
    record_count: int


class CollectionList(PageOut):
    items: list[Collection]


@router.get("/collections", response=CollectionList, operation_id="list_collections")
def list_collections(request: Asked, workspace_id: WorkspaceId) -> CollectionList:
    items = [_shown(row) for row in collections.collections(workspace_id)]
    return CollectionList(items=items, next_cursor=None, total=len(items))


def collection_of(workspace_id: UUID, key: str) -> collections.Collection:
    """Raises Refused 404."""
    row = collections.collection(workspace_id, key)
    if row is None:
        raise not_found("This collection")
    return row


def _shown(row: collections.Collection) -> Collection:
    return Collection.model_validate(
        {
            "id": row.id,
            "key": row.key,
            "name": row.name,
            "accounting_type": row.accounting_type,
            "fields": [_field(field) for field in row.fields.all()],
            "record_count": getattr(row, "record_count", 0),
        }
    )


def _field(row: collections.Field) -> dict[str, object]:
    options: Mapping[str, object] = row.options
    columns = options.get("columns", [])
    return {
        "key": row.key,
        "name": row.name,
        "type": row.type,
        "required": row.required,
        "options": options.get("choices", []),
        "collection": options.get("collection", ""),
        "columns": columns if isinstance(columns, list) else [],
        "from_ledger": bool(options.get("from_ledger")),
    }
