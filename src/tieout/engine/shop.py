"""A shop, ready to start: collections, synced fields and automations, as a good accountant would set them."""

from uuid import UUID

from tieout.mapping import shop
from tieout.store import audit, automations, collections, database

# The ledger fills these in; a change of nothing else starts no automation.
FROM_LEDGER = frozenset({"payment_status", "amount_due", "amount_paid", "invoice_number"})
DOCUMENT_VALUES = {
    "payment_status": {"kind": "field", "path": "ledger.payment_status"},
    "amount_due": {"kind": "field", "path": "ledger.due"},
    "amount_paid": {"kind": "field", "path": "ledger.paid"},
    "invoice_number": {"kind": "field", "path": "ledger.number"},
}


def set_up(workspace_id: UUID, *, actor: str) -> None:
    """Makes what is missing; what is there already is brought to this state, so it may be called again."""
    with database.atomic():
        for template in shop.COLLECTIONS:
            fields = [_field(field) for field in template.fields]
            collections.save_collection(workspace_id, key=template.key, name=template.name, fields=fields)
            mapping = shop.ACCOUNTING_MAPPINGS[template.key].model_dump(mode="json")
            collections.set_accounting(workspace_id, key=template.key, accounting_type=template.accounting_type, mapping=mapping)
        for name, definition in _automations().items():
            automations.publish(workspace_id, name=name, definition=definition, by=actor)
        audit.add(
            workspace_id, [audit.Note(actor=actor, action="shop.set_up", subject_kind="workspace", subject_id=str(workspace_id))]
        )


def _field(field: shop.FieldTemplate) -> dict[str, object]:
    options: dict[str, object] = {}
    if field.options:
        options["choices"] = list(field.options)
    if field.collection:
        options["collection"] = field.collection
    if field.fields:
        options["columns"] = [{"key": one.key, "name": one.name, "type": one.type} for one in field.fields]
    if field.key in FROM_LEDGER:
        options["from_ledger"] = True
    return {"key": field.key, "name": field.name, "type": field.type, "required": field.required, "options": options}


def _automations() -> dict[str, dict[str, object]]:
    create = {"id": "create", "kind": "create_in_ledger", "name": "Create in accounting system"}
    show = {"id": "show", "kind": "update_record", "name": "Payment status to the order", "settings": {"values": DOCUMENT_VALUES}}
    made: dict[str, dict[str, object]] = {
        f"{title} to the ledger": {
            "schema": 1,
            "trigger": {"type": "record_saved", "collection": key},
            "steps": [create, show] if key == "orders" else [create],
        }
        for key, title in (("customers", "Customers"), ("products", "Products"), ("orders", "Orders"))
    }
    for kind, title in (("invoice", "Payment status of invoices"), ("credit_note", "Status of credit notes")):
        made[f"{title} to the orders"] = {"schema": 1, "trigger": {"type": "entity_changed", "kind": kind}, "steps": [show]}
    return made
