"""Collections: what a business keeps records of, their fields, and what they are to the ledger."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.store.ids import new_id
from tieout.store.workspaces import Workspace


class AccountingType(models.TextChoices):
    NONE = "none", "Not linked"
    CONTACTS = "contacts", "Contacts"
    ITEMS = "items", "Items"
    INVOICES = "invoices", "Invoices"
    BILLS = "bills", "Bills"


class FieldType(models.TextChoices):
    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    MONEY = "money", "Money"
    DATE = "date", "Date"
    DATE_TIME = "date_time", "Date and time"
    CHOICE = "choice", "Choice"
    CHECKBOX = "checkbox", "Checkbox"
    EMAIL = "email", "E-mail"
    RELATION = "relation", "Relation"
    LINE_ITEMS = "line_items", "Line items"


class Collection(models.Model):
    """`mapping` is the user's accounting mapping (`mapping.apply.AccountingMapping` as JSON), empty until it is set."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    accounting_type = models.CharField(max_length=20, choices=AccountingType, default=AccountingType.NONE)
    mapping = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "collection"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="collection_key_once")]


class Field(models.Model):
    """`options` by type: choices of a choice, `collection` of a relation, columns of line items."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="fields")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    type = models.CharField(max_length=20, choices=FieldType)
    required = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "field"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["collection", "key"], name="field_key_once")]


def collections(workspace_id: UUID) -> list[Collection]:
    return list(
        Collection.objects.filter(workspace_id=workspace_id)
        .prefetch_related("fields")
        .annotate(record_count=models.Count("record"))
        .order_by("name")
    )


def collection(workspace_id: UUID, key: str) -> Collection | None:
    return Collection.objects.filter(workspace_id=workspace_id, key=key).prefetch_related("fields").first()


def collection_types(workspace_id: UUID) -> dict[str, dict[str, str]]:
    """Field types by collection key and field key: what conditions compare with."""
    types: dict[str, dict[str, str]] = {}
    rows = Field.objects.filter(workspace_id=workspace_id).values_list("collection__key", "key", "type")
    for collection_key, key, type_ in rows:
        types.setdefault(collection_key, {})[key] = type_
    return types


def save_collection(workspace_id: UUID, *, key: str, name: str, fields: list[dict[str, object]]) -> Collection:
    """Makes or changes a collection; a field that is not named any more stays with its values."""
    made, _ = Collection.objects.update_or_create(workspace_id=workspace_id, key=key, defaults={"name": name})
    for position, field in enumerate(fields):
        Field.objects.update_or_create(
            workspace_id=workspace_id, collection=made, key=field["key"], defaults={**field, "position": position}
        )
    return made


def set_accounting(workspace_id: UUID, *, key: str, accounting_type: str, mapping: dict[str, object]) -> None:
    Collection.objects.filter(workspace_id=workspace_id, key=key).update(accounting_type=accounting_type, mapping=mapping)
