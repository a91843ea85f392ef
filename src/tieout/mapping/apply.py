"""A record and its mapping become an entry for the ledger, or all the reasons why they cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document
from tieout.accounting.items import Item
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.mapping.accounting_mapping import AccountingMapping, ContactsMapping, ItemsMapping, rule_of
from tieout.mapping.documents import build_document
from tieout.mapping.entity_fields import CONTACT_FIELDS, ITEM_FIELDS, UnfitValue, with_values
from tieout.mapping.problems import Problem
from tieout.mapping.reading import Reader

__all__ = ["AccountingMapping", "Entry", "Refusal", "apply"]

_Made = TypeVar("_Made", Contact, Item)


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
    said = {one.key: reader.text(rule_of(mapping, one.key), one.key) for one in CONTACT_FIELDS}
    if not said["name"]:
        reader.refuse(
            "name_missing", "The contact has no name.", remedy="Fill in the field from which the name is taken.", field="name"
        )
    made = Contact(
        kind=kind,
        name=said["name"],
        is_customer=mapping.is_customer and kind is not EntityKind.SUPPLIER,
        is_supplier=kind is EntityKind.SUPPLIER or (mapping.is_supplier and kind is not EntityKind.CUSTOMER),
    )
    return _filled(made, {key: text for key, text in said.items() if text}, reader=reader)


def _item(mapping: ItemsMapping, reader: Reader, *, key: str) -> Item:
    said = {one.key: reader.text(rule_of(mapping, one.key), one.key) for one in ITEM_FIELDS}
    code = said["code"] or key
    made = Item(code=code, name=said["name"] or code, is_sold=mapping.is_sold, is_purchased=mapping.is_purchased)
    return _filled(made, {key: text for key, text in said.items() if text}, reader=reader)


def _filled(made: _Made, said: Mapping[str, str], *, reader: Reader) -> _Made:
    """With each field that can be read; every one that cannot is refused by its name."""
    for key, text in said.items():
        try:
            made = with_values(made, {key: text})
        except UnfitValue as error:
            named = key.replace("_", " ").capitalize()
            reader.refuse("number_unreadable", f"{named}: {error}", remedy="Correct the value in the record.", field=key)
    return made
