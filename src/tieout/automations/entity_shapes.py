"""What rules and conditions see of an entity of a ledger: its values, and their types."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.accounting.kinds import CONTACT_KINDS, DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.accounting.money import decimal_places, plain

_EVERY = {"id": "text", "kind": "text", "connection": "text", "url": "text", "status": "text", "deleted": "checkbox"}
_MONEY = {"currency": "text", "rate": "number", "contact": "text", "reference": "text"}
_CONTACT = {
    **dict.fromkeys(
        ("name", "number", "account_number", "first_name", "last_name", "email", "phone", "tax_number", "company_number"), "text"
    ),
    **dict.fromkeys(("currency", "website", "notes"), "text"),
    "credit_limit": "money",
    "is_customer": "checkbox",
    "is_supplier": "checkbox",
}
_ITEM = {
    **dict.fromkeys(("name", "number", "code", "description", "sale_account", "sale_tax"), "text"),
    **dict.fromkeys(("purchase_account", "purchase_tax", "stock_account"), "text"),
    **dict.fromkeys(("sale_price", "purchase_price"), "money"),
    **dict.fromkeys(("is_active", "is_sold", "is_purchased"), "checkbox"),
}
_DOCUMENT = {
    **_MONEY,
    **dict.fromkeys(("number", "name", "contact_name", "payment_status", "notes", "tax_mode"), "text"),
    **dict.fromkeys(("net", "tax", "gross", "due", "paid"), "money"),
    "issued_on": "date",
    "due_on": "date",
    "lines": "line_items",
}
_PAYMENT = {**_MONEY, "account": "text", "paid_on": "date", "amount": "money", "is_refund": "checkbox", "reconciled": "checkbox"}
_BANK_TRANSACTION = {
    **_MONEY,
    **dict.fromkeys(("account", "direction"), "text"),
    **dict.fromkeys(("net", "tax", "gross"), "money"),
    "happened_on": "date",
    "reconciled": "checkbox",
    "lines": "line_items",
}


def entity_types(kind: str) -> Mapping[str, str]:
    """Path to type of what `entity_values` gives for that kind; what every entity has, for a kind without a shape of its own."""
    return {**_EVERY, **_own(kind)}


def entity_values(
    kind: str, entity: Mapping[str, object] | None, *, known: Mapping[str, object], deleted: bool
) -> dict[str, object]:
    """The entity's fields as JSON has them, amounts as exact text, under the names of `entity_types`.

    `known` are values that stand beside the entity (its id, its connection); `payment_status`, `due` and `paid` are there for
    documents only, `reconciled` for money only.
    """
    said = dict(entity or {})
    values: dict[str, object] = {**said, "kind": kind, "deleted": deleted, **known}
    if kind in DOCUMENT_KINDS:
        currency = str(said.get("currency") or "")
        gross, due = _amount(said.get("gross")), _amount(said.get("due"))
        amounts = {"gross": gross, "due": due, "paid": gross - due}
        values |= {name: _money(amount, currency) for name, amount in amounts.items()}
        values["name"] = said.get("contact_name", "")
        values["payment_status"] = payment_status(kind, str(said.get("status") or ""), gross=gross, due=due, deleted=deleted)
    elif kind in CONTACT_KINDS:
        values["number"] = said.get("account_number", "")
    elif kind == EntityKind.ITEM:
        values["number"] = said.get("code", "")
    if "is_reconciled" in said:
        values["reconciled"] = values.pop("is_reconciled")
    return values


def payment_status(kind: str, status: str, *, gross: Decimal, due: Decimal, deleted: bool) -> str:
    """draft | open | part_paid | paid | credited | voided, as a record shows it; nobody owes what is not approved yet."""
    if deleted or status in ("voided", "deleted"):
        return "voided"
    if status in ("draft", "submitted"):
        return "draft"
    if kind in (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT):
        return "credited" if due == 0 else "open"
    if due == 0:
        return "paid"
    return "open" if due == gross else "part_paid"


def _own(kind: str) -> Mapping[str, str]:
    if kind in CONTACT_KINDS:
        return _CONTACT
    if kind in DOCUMENT_KINDS:
        return _DOCUMENT
    if kind in PAYMENT_KINDS:
        return _PAYMENT
    return {EntityKind.ITEM: _ITEM, EntityKind.BANK_TRANSACTION: _BANK_TRANSACTION}.get(EntityKind(kind), {}) if kind else {}


def _amount(value: object) -> Decimal:
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _money(amount: Decimal, currency: str) -> str:
    places = decimal_places(currency) if currency else 2
    return plain(amount.quantize(Decimal(1).scaleb(-places)), places=places)
