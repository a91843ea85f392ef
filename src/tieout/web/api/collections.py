"""Collections: listed, made from templates, named, deleted."""

from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field as Limit

from tieout.engine import collections as verbs
from tieout.mapping.collection_templates import TEMPLATES
from tieout.store import collections, removal
from tieout.web.api.collection_fields import Field, field_shown
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import PageOut, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import not_found

router = Router(tags=["collections"], auth=may("read"))


class Collection(Schema):
    """`fields` are those in use; `system` is "tax_codes" or "ledger_codes" for one that a ledger fills and nobody changes."""

    id: UUID
    key: str
    name: str
    description: str
    system: str
    accounting_type: Literal["none", "contacts", "items", "invoices", "bills"]
    fields: list[Field]
    archived_fields: list[Field]
    record_count: int


class CollectionList(PageOut):
    items: list[Collection]


class TemplateField(Schema):
    name: str
    type: str


class Template(Schema):
    key: str
    name: str
    description: str
    fields: list[TemplateField]


class TemplateList(PageOut):
    items: list[Template]


class CollectionCreate(Schema):
    """`template` is the key of one of the templates, empty for a blank collection."""

    name: str = Limit(max_length=200)
    description: str = Limit(default="", max_length=500)
    template: str = Limit(default="", max_length=40)


class CollectionChange(Schema):
    name: str = Limit(max_length=200)
    description: str = Limit(default="", max_length=500)


class CollectionGoing(Schema):
    """What would go with the collection. While there are `hindrances` it cannot be deleted."""

    records: int
    links: int
    views: int
    sentence: str
    hindrances: list[str]


class CollectionDelete(Schema):
    """`name` is the collection's name, as a confirmation; an empty collection needs none."""

    name: str = Limit(default="", max_length=200)


@router.get("/collections", response=CollectionList, operation_id="list_collections")
def list_collections(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> CollectionList:
    """The collections with their fields."""
    items = [_shown(row) for row in collections.collections(workspace_id)]
    page = whole(items, query)
    return CollectionList(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.get("/collection-templates", response=TemplateList, operation_id="list_collection_templates")
def list_collection_templates(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> TemplateList:
    """Templates that a new collection may begin with."""
    items = [
        Template(
            key=one.key,
            name=one.name,
            description=one.description,
            fields=[TemplateField(name=field.name, type=field.type) for field in one.fields],
        )
        for one in TEMPLATES
    ]
    page = whole(items, query)
    return TemplateList(items=page.rows, next_cursor=page.next_cursor, total=page.total)


@router.post("/collections", response={201: Collection}, auth=may("edit_collections"), operation_id="create_collection")
def create_collection(request: Asked, workspace_id: WorkspaceId, *, body: CollectionCreate) -> Status[Collection]:
    """Makes a collection, blank or from a template."""
    wanted = verbs.NewCollection(name=body.name, description=body.description, template=body.template)
    made = verbs.create_collection(workspace_id, wanted, actor=actor_of(request))
    return Status(201, _shown(collection_of(workspace_id, made.key)))


@router.patch("/collections/{key}", response=Collection, auth=may("edit_collections"), operation_id="change_collection")
def change_collection(request: Asked, workspace_id: WorkspaceId, *, key: str, body: CollectionChange) -> Collection:
    """Renames or describes a collection."""
    row = collection_of(workspace_id, key)
    verbs.describe_collection(workspace_id, row, name=body.name, description=body.description, actor=actor_of(request))
    return _shown(collection_of(workspace_id, key))


@router.get("/collections/{key}/deletion", response=CollectionGoing, operation_id="get_collection_deletion")
def get_collection_deletion(request: Asked, workspace_id: WorkspaceId, *, key: str) -> CollectionGoing:
    """What would go with a collection; nothing is deleted."""
    found = removal.going(workspace_id, collection_of(workspace_id, key))
    return CollectionGoing.model_validate(found, from_attributes=True)


@router.post("/collections/{key}/delete", response=CollectionGoing, auth=may("edit_collections"), operation_id="delete_collection")
def delete_collection(request: Asked, workspace_id: WorkspaceId, *, key: str, body: CollectionDelete) -> CollectionGoing:
    """Deletes a collection with all that is in it, once its name confirms it."""
    row = collection_of(workspace_id, key)
    found = verbs.delete_collection(workspace_id, row, confirmed=body.name, actor=actor_of(request))
    return CollectionGoing.model_validate(found, from_attributes=True)


def collection_of(workspace_id: UUID, key: str) -> collections.Collection:
    """Raises Refused 404."""
    row = collections.collection(workspace_id, key)
    if row is None:
        raise not_found("This collection")
    return row


def _shown(row: collections.Collection) -> Collection:
    fields = list(row.fields.all())
    return Collection.model_validate(
        {
            "id": row.id,
            "key": row.key,
            "name": row.name,
            "description": row.description,
            "system": row.system,
            "accounting_type": row.accounting_type,
            "fields": [field_shown(field) for field in fields if field.archived_at is None],
            "archived_fields": [field_shown(field) for field in fields if field.archived_at is not None],
            "record_count": getattr(row, "record_count", 0),
        }
    )
