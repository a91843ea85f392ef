"""The fields of contacts and items that a mapping can fill or be filled from, each as one text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, overload

from tieout.accounting.contacts import Address, Contact, Phone, Terms, TermsBasis
from tieout.accounting.items import Item
from tieout.accounting.money import MoneyError, parse_amount, plain

FieldKind = Literal["text", "amount", "account", "tax_code", "terms", "date", "relation"]
ADDRESS_LINES_MAX = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class EntityField:
    """`group` is the heading under which it stands; `kind` is what its values are, for choices and checks."""

    key: str
    label: str
    group: str = ""
    kind: FieldKind = "text"
    required: bool = False


_BILLING, _DELIVERY = "Billing address", "Delivery address"
_ADDRESS = (
    ("street", "Street"),
    ("city", "City"),
    ("region", "Region"),
    ("postal_code", "Postal code"),
    ("country", "Country"),
)
_PHONES = {"mobile": "mobile", "direct_phone": "direct", "fax": "fax"}

CONTACT_FIELDS: tuple[EntityField, ...] = (
    EntityField(key="name", label="Name", required=True),
    EntityField(key="account_number", label="Account number"),
    EntityField(key="first_name", label="First name", group="Person"),
    EntityField(key="last_name", label="Last name", group="Person"),
    EntityField(key="email", label="E-mail", group="Person"),
    EntityField(key="phone", label="Phone", group="Person"),
    EntityField(key="mobile", label="Mobile", group="Person"),
    EntityField(key="direct_phone", label="Direct line", group="Person"),
    EntityField(key="fax", label="Fax", group="Person"),
    EntityField(key="website", label="Website", group="Person"),
    EntityField(key="tax_number", label="Tax number", group="Accounting"),
    EntityField(key="company_number", label="Company number", group="Accounting"),
    EntityField(key="currency", label="Currency", group="Accounting"),
    EntityField(key="sale_terms", label="Payment terms of sales (days)", group="Accounting", kind="terms"),
    EntityField(key="purchase_terms", label="Payment terms of purchases (days)", group="Accounting", kind="terms"),
    EntityField(key="credit_limit", label="Credit limit", group="Accounting", kind="amount"),
    EntityField(key="notes", label="Notes", group="Accounting"),
    *(EntityField(key=key, label=label, group=_BILLING) for key, label in _ADDRESS),
    *(EntityField(key=f"delivery_{key}", label=label, group=_DELIVERY) for key, label in _ADDRESS),
)
ITEM_FIELDS: tuple[EntityField, ...] = (
    EntityField(key="code", label="Code", required=True),
    EntityField(key="name", label="Name", required=True),
    EntityField(key="description", label="Description"),
    EntityField(key="sale_price", label="Sales price", group="Sales", kind="amount"),
    EntityField(key="sale_account", label="Sales account", group="Sales", kind="account"),
    EntityField(key="sale_tax", label="Sales tax code", group="Sales", kind="tax_code"),
    EntityField(key="purchase_price", label="Purchase price", group="Purchases", kind="amount"),
    EntityField(key="purchase_account", label="Purchase account", group="Purchases", kind="account"),
    EntityField(key="purchase_tax", label="Purchase tax code", group="Purchases", kind="tax_code"),
)
DOCUMENT_FIELDS: tuple[EntityField, ...] = (
    EntityField(key="number", label="Number", required=True),
    EntityField(key="contact", label="Contact", kind="relation", required=True),
    EntityField(key="issued_on", label="Date", kind="date", required=True),
    EntityField(key="currency", label="Currency", required=True),
    EntityField(key="reference", label="Reference"),
    EntityField(key="document", label="Kind of document"),
)
LINE_FIELDS: tuple[EntityField, ...] = (
    EntityField(key="item", label="Item", kind="relation"),
    EntityField(key="description", label="Description", required=True),
    EntityField(key="quantity", label="Quantity", kind="amount", required=True),
    EntityField(key="unit_price", label="Unit price", kind="amount", required=True),
    EntityField(key="account", label="Account", kind="account"),
    EntityField(key="tax_code", label="Tax code", kind="tax_code"),
)
_PLAIN_CONTACT = (
    "name", "account_number", "first_name", "last_name", "email", "phone", "website", "tax_number", "company_number", "currency",
    "notes",
)  # fmt: skip


class UnfitValue(ValueError):
    """A text that cannot be the value of a field; `field` names it, the message says what it may be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def values_of(entity: Contact | Item) -> dict[str, str]:
    """Every field as text, "" for an empty one; amounts without needless digits, so that 5.00 and 5 are the same."""
    if isinstance(entity, Item):
        return {one.key: _text(getattr(entity, one.key)) for one in ITEM_FIELDS}
    said = {key: _text(getattr(entity, key)) for key in _PLAIN_CONTACT}
    numbers = {phone.kind: phone.number for phone in entity.phones}
    said |= {key: numbers.get(kind, "") for key, kind in _PHONES.items()}
    said |= {"sale_terms": _terms_text(entity.sale_terms), "purchase_terms": _terms_text(entity.purchase_terms)}
    said["credit_limit"] = _text(entity.credit_limit)
    said |= _address_values(_address(entity, "billing"), prefix="")
    return said | _address_values(_address(entity, "delivery"), prefix="delivery_")


@overload
def with_values(entity: Contact, changes: Mapping[str, str]) -> Contact: ...
@overload
def with_values(entity: Item, changes: Mapping[str, str]) -> Item: ...
def with_values(entity: Contact | Item, changes: Mapping[str, str]) -> Contact | Item:
    """The entity with these fields as the texts say; what is not named stays. Raises UnfitValue."""
    if isinstance(entity, Item):
        amounts = {one.key for one in ITEM_FIELDS if one.kind == "amount"}
        return replace(entity, **{key: _amount(key, text) if key in amounts else text for key, text in changes.items()})  # type: ignore[arg-type]
    plain_ones = {key: changes[key] for key in _PLAIN_CONTACT if key in changes}
    made = replace(entity, **plain_ones)  # type: ignore[arg-type]
    if "sale_terms" in changes:
        made = replace(made, sale_terms=terms("sale_terms", changes["sale_terms"]))
    if "purchase_terms" in changes:
        made = replace(made, purchase_terms=terms("purchase_terms", changes["purchase_terms"]))
    if "credit_limit" in changes:
        made = replace(made, credit_limit=_amount("credit_limit", changes["credit_limit"]))
    made = _with_phones(made, changes)
    for kind, prefix in (("billing", ""), ("delivery", "delivery_")):
        made = _with_address(made, changes, kind=kind, prefix=prefix)
    return made


def terms(field: str, text: str) -> Terms | None:
    """Payment terms from "30" (days after the invoice) or "20 day_of_next_month"; None for ""; raises UnfitValue."""
    if not text.strip():
        return None
    days, _, basis = text.strip().partition(" ")
    try:
        found = Terms(days=int(days), basis=TermsBasis(basis.strip()) if basis.strip() else TermsBasis.INVOICE_DATE)
    except ValueError:
        raise UnfitValue(field, f"{text!r} is no number of days; write it like 30.") from None
    if not 0 <= found.days <= 3650:
        raise UnfitValue(field, f"{found.days} days are no payment terms; write from 0 to 3650.")
    return found


def _amount(field: str, text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return parse_amount(text)
    except MoneyError:
        raise UnfitValue(field, f"{text!r} is no number; write it like 1234.50.") from None


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value.normalize() if value else Decimal(0), places=0)
    return "" if value is None else str(value)


def _terms_text(said: Terms | None) -> str:
    if said is None:
        return ""
    return str(said.days) if said.basis is TermsBasis.INVOICE_DATE else f"{said.days} {said.basis.value}"


def _address(entity: Contact, kind: str) -> Address:
    return next((one for one in entity.addresses if one.kind == kind), Address(kind=kind))


def _address_values(address: Address, *, prefix: str) -> dict[str, str]:
    parts = {
        "street": "\n".join(address.lines),
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
    }
    return {prefix + key: text for key, text in parts.items()}


def _with_phones(entity: Contact, changes: Mapping[str, str]) -> Contact:
    numbers = {phone.kind: phone.number for phone in entity.phones}
    numbers |= {kind: changes[key] for key, kind in _PHONES.items() if key in changes}
    phones = tuple(Phone(kind=kind, number=number) for kind, number in numbers.items() if number)
    return replace(entity, phones=phones)


def _with_address(entity: Contact, changes: Mapping[str, str], *, kind: str, prefix: str) -> Contact:
    now = _address_values(_address(entity, kind), prefix="")
    said = {key: changes.get(prefix + key, text) for key, text in now.items()}
    if said == now:
        return entity
    street = [line.strip() for line in said.pop("street").splitlines() if line.strip()]
    if len(street) > ADDRESS_LINES_MAX:  # No ledger takes more lines; nothing of the address is left out.
        street = [*street[: ADDRESS_LINES_MAX - 1], ", ".join(street[ADDRESS_LINES_MAX - 1 :])]
    made = Address(kind=kind, lines=tuple(street), **said)
    others = tuple(one for one in entity.addresses if one.kind != kind)
    # The billing address is the first, as the readers of a contact expect it.
    kept = (made,) if made != Address(kind=kind) else ()
    return replace(entity, addresses=(*kept, *others) if kind == "billing" else (*others, *kept))
