"""Collections: what a business keeps records of, their fields, and what they are to the ledger."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.utils import timezone

from tieout.mapping.computing import computed
from tieout.mapping.places import compared_kind
from tieout.store import shapes
from tieout.store.ids import new_id
from tieout.store.slots import give_slots
from tieout.store.workspaces import Workspace

__all__ = ["AccountingType", "Collection", "Field", "FieldType", "computed"]


class AccountingType(models.TextChoices):
    NONE = "none", "Not linked"
    CONTACTS = "contacts", "Contacts"
    ITEMS = "items", "Items"
    INVOICES = "invoices", "Invoices"
    BILLS = "bills", "Bills"


class FieldType(models.TextChoices):
    TEXT = "text", "Text"
    LONG_TEXT = "long_text", "Long text"
    NUMBER = "number", "Number"
    MONEY = "money", "Money"
    DATE = "date", "Date"
    DATE_TIME = "date_time", "Date and time"
    CHOICE = "choice", "Choice"
    MULTI_CHOICE = "multi_choice", "Multiple choice"
    STAGE = "stage", "Stage"
    CHECKBOX = "checkbox", "Checkbox"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    URL = "url", "Web address"
    PERSON = "person", "Person"
    RELATION = "relation", "Relation"
    LINE_ITEMS = "line_items", "Line items"
    FORMULA = "formula", "Formula"
    ATTACHMENT = "attachment", "Attachment"


class Collection(models.Model):
    """`mapping` is the user's accounting mapping (`mapping.apply.AccountingMapping` as JSON), empty until it is set.

    `system` is empty for the business's own collections, `tax_codes` or `ledger_codes` for those that a ledger fills.
    `listed_at` is when the list rows of all its records were written; they are before the next list is read where it is None.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    accounting_type = models.CharField(max_length=20, choices=AccountingType, default=AccountingType.NONE)
    mapping = models.JSONField(default=dict, blank=True)
    description = models.CharField(max_length=500, blank=True)
    system = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    listed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "collection"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="collection_key_once")]


class Field(models.Model):
    """`options` by type: choices of a choice, `collection` of a relation, columns of line items.

    `default` is the value of a new record that says nothing; an archived field is hidden, and its values stay. `slot` is the column
    of the list rows in which its values stand (store/list_rows.py), empty until it has one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="fields")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    type = models.CharField(max_length=20, choices=FieldType)
    required = models.BooleanField(default=False)
    unique = models.BooleanField(default=False)
    default = models.JSONField(null=True, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    archived_at = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(default=0)
    slot = models.CharField(max_length=4, blank=True)
    options = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "field"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["collection", "key"], name="field_key_once")]


def collections(workspace_id: UUID) -> list[Collection]:
    """By name, each with its `record_count`, those in the bin left out."""
    live = models.Q(record__deleted_at__isnull=True, record__archived_at__isnull=True)
    return list(
        Collection.objects.filter(workspace_id=workspace_id)
        .prefetch_related("fields")
        .annotate(record_count=models.Count("record", filter=live))
        .order_by("name")
    )


def collection(workspace_id: UUID, key: str) -> Collection | None:
    return Collection.objects.filter(workspace_id=workspace_id, key=key).prefetch_related("fields").first()


def as_it_stays(workspace_id: UUID, row: Collection) -> Collection:
    """With its fields as they are until the caller's transaction ends: for who writes values that were checked by them."""
    shapes.stay(workspace_id)
    return collection(workspace_id, row.key) or row


def collection_keys(workspace_id: UUID) -> dict[str, str]:
    """Name by key."""
    return dict(Collection.objects.filter(workspace_id=workspace_id).values_list("key", "name"))


def plain_collections(workspace_id: UUID) -> list[Collection]:
    """By key, without the counts that a list shows."""
    return list(Collection.objects.filter(workspace_id=workspace_id).order_by("key"))


def every_field(workspace_id: UUID, *, of: Iterable[str] | None = None) -> list[Field]:
    """Of all collections, or of those with these keys; each with its collection."""
    rows = Field.objects.select_related("collection").filter(workspace_id=workspace_id)
    return list(rows if of is None else rows.filter(collection__key__in=list(of)))


def collection_types(workspace_id: UUID) -> dict[str, dict[str, str]]:
    """Field types by collection key and field key: what conditions compare with."""
    types: dict[str, dict[str, str]] = {}
    rows = Field.objects.filter(workspace_id=workspace_id).values_list("collection__key", "key", "type", "options")
    for collection_key, key, type_, options in rows:
        types.setdefault(collection_key, {})[key] = compared_kind(type_, options)
    return types


def save_collection(workspace_id: UUID, *, key: str, name: str, fields: list[dict[str, object]]) -> Collection:
    """Makes or changes a collection; a field that is not named any more stays with its values."""
    shapes.change(workspace_id)
    made, created = Collection.objects.update_or_create(workspace_id=workspace_id, key=key, defaults={"name": name})
    for position, field in enumerate(fields):
        Field.objects.update_or_create(
            workspace_id=workspace_id, collection=made, key=field["key"], defaults={**field, "position": position}
        )
    if created:
        # There are no records whose list rows would be missing.
        made.listed_at = timezone.now()
    place_fields(workspace_id, made, has_values=not created)
    return made


def place_fields(workspace_id: UUID, row: Collection, *, has_values: bool = True) -> None:
    """Gives fields without a column of the list rows one. Where they have values, the rows are written before the next list."""
    changed = give_slots(Field.objects.filter(workspace_id=workspace_id, collection=row))
    for field in changed:
        field.save(update_fields=["slot"])
    if changed and has_values:
        row.listed_at = None
    row.save(update_fields=["listed_at"])


def fields_of(workspace_id: UUID, collection_id: UUID) -> list[Field]:
    """All of them, the archived ones too, in their order, for who changes one: nobody else does, or writes records, until the
    caller's transaction ends."""
    shapes.change(workspace_id)
    return list(Field.objects.filter(workspace_id=workspace_id, collection_id=collection_id).order_by("position", "id"))


def save_field(row: Field) -> Field:
    row.save()
    return row


def archive_field(row: Field, *, archived: bool) -> None:
    row.archived_at = timezone.now() if archived else None
    row.save(update_fields=["archived_at"])


def order_fields(workspace_id: UUID, collection_id: UUID, *, keys: list[str]) -> None:
    """Those named come first, in this order."""
    rows = fields_of(workspace_id, collection_id)
    places = {key: place for place, key in enumerate(keys)}
    for position, row in enumerate(sorted(rows, key=lambda one: places.get(one.key, len(places) + one.position))):
        Field.objects.filter(workspace_id=workspace_id, id=row.id).update(position=position)


def describe(workspace_id: UUID, collection_id: UUID, *, name: str, description: str) -> None:
    shapes.change(workspace_id)
    rows = Collection.objects.filter(workspace_id=workspace_id, id=collection_id)
    rows.update(name=name, description=description)


def set_accounting(workspace_id: UUID, *, key: str, accounting_type: str, mapping: dict[str, object]) -> None:
    shapes.change(workspace_id)
    Collection.objects.filter(workspace_id=workspace_id, key=key).update(accounting_type=accounting_type, mapping=mapping)


def delete_collection(workspace_id: UUID, collection_id: UUID) -> None:
    Collection.objects.filter(workspace_id=workspace_id, id=collection_id).delete()
