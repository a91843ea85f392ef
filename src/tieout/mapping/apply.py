"""A record and its mapping become an entry for the ledger, or all the reasons why they cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tieout.accounting.contacts import Address, Contact
from tieout.accounting.documents import Document
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.mapping.accounting_mapping import AccountingMapping, ContactsMapping, ItemsMapping
from tieout.mapping.documents import build_document
from tieout.mapping.problems import Problem
from tieout.mapping.reading import Reader

__all__ = ["AccountingMapping", "Entry", "Refusal", "apply"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An entity with placeholders, ready to post once they are resolved.

    `net` is the sum of the record's lines as the record states them (negative for a cancellation), None for contacts and items.
    """

    entity: Contact | Item | Document
    warnings: tuple[Problem, ...] = ()
    net: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why nothing is posted; `net` is the sum of those lines that could be read, so that what is held back is known to the cent."""

    problems: tuple[Problem, ...]
    net: Decimal | None = None
    warnings: tuple[Problem, ...] = ()


def apply(mapping: AccountingMapping, record: Mapping[str, object], *, key: str, contact_kind: EntityKind) -> Entry | Refusal:
    """The entry of one record, or every problem at once; never raises for what stands in it or in the mapping.

    `key` is the record's key, `contact_kind` what a customer (for bills: a supplier) is at the ledger. References to other records
    are placeholders, see `mapping.references`. No line is ever left out: a record is posted whole or refused whole.
    """
    if contact_kind not in CONTACT_KINDS:
        raise ValueError(f"{contact_kind} is no kind of contact")
    reader = Reader(record, types=mapping.field_types)
    reader.refuse_by(mapping.refuse)
    entity: Contact | Item | Document | None
    net: Decimal | None = None
    if isinstance(mapping, ContactsMapping):
        entity = _contact(mapping, reader, kind=contact_kind)
    elif isinstance(mapping, ItemsMapping):
        entity = _item(mapping, reader, key=key)
    else:
        entity, net = build_document(mapping, reader)
    if reader.problems or entity is None:
        return Refusal(problems=tuple(reader.problems), net=net, warnings=tuple(reader.warnings))
    return Entry(entity=entity, warnings=tuple(reader.warnings), net=net)


def _contact(mapping: ContactsMapping, reader: Reader, *, kind: EntityKind) -> Contact:
    name = reader.text(mapping.name, "name")
    if not name:
        reader.refuse(
            "name_missing", "The contact has no name.", remedy="Fill in the field from which the name is taken.", field="name"
        )
    street = reader.text(mapping.street, "street")
    address = Address(
        lines=tuple(line.strip() for line in street.splitlines() if line.strip())[:4],
        city=reader.text(mapping.city, "city"),
        region=reader.text(mapping.region, "region"),
        postal_code=reader.text(mapping.postal_code, "postal_code"),
        country=reader.text(mapping.country, "country"),
    )
    return Contact(
        kind=kind,
        name=name,
        account_number=reader.text(mapping.account_number, "account_number"),
        first_name=reader.text(mapping.first_name, "first_name"),
        last_name=reader.text(mapping.last_name, "last_name"),
        email=reader.text(mapping.email, "email"),
        phone=reader.text(mapping.phone, "phone"),
        tax_number=reader.text(mapping.tax_number, "tax_number"),
        company_number=reader.text(mapping.company_number, "company_number"),
        currency=reader.text(mapping.currency, "currency"),
        addresses=(address,) if address != Address() else (),
        is_customer=mapping.is_customer and kind is not EntityKind.SUPPLIER,
        is_supplier=kind is EntityKind.SUPPLIER or (mapping.is_supplier and kind is not EntityKind.CUSTOMER),
    )


def _item(mapping: ItemsMapping, reader: Reader, *, key: str) -> Item:
    code = reader.text(mapping.code, "code") or key
    name = reader.text(mapping.name, "name") or code
    return Item(
        code=code,
        name=name,
        description=reader.text(mapping.description, "description"),
        is_sold=mapping.is_sold,
        is_purchased=mapping.is_purchased,
        sale_price=reader.optional_amount(mapping.sale_price, "sale_price"),
        sale_account=reader.text(mapping.sale_account, "sale_account"),
        sale_tax=reader.text(mapping.sale_tax, "sale_tax"),
        purchase_price=reader.optional_amount(mapping.purchase_price, "purchase_price"),
        purchase_account=reader.text(mapping.purchase_account, "purchase_account"),
        purchase_tax=reader.text(mapping.purchase_tax, "purchase_tax"),
    )
