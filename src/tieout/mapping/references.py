"""Placeholders for what an entity refers to while it is not yet known what that is in the ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from tieout.accounting.documents import Document, Line, Payment
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Entity

EntityT = TypeVar("EntityT", bound=Entity)

RECORD_PREFIX = "@record/"
ENTITY_PREFIX = "@entity/"


class Role(StrEnum):
    """As what the entity refers to it: a resolver gives the ledger's id for contacts and documents, its line key for the rest."""

    CONTACT = "contact"
    ITEM = "item"
    DOCUMENT = "document"
    ACCOUNT = "account"
    TAX_CODE = "tax_code"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`kinds` are the kinds of entity that may stand here (a bill needs a supplier, not a customer)."""

    text: str
    role: Role
    kinds: tuple[EntityKind, ...] = ()

    @property
    def record(self) -> tuple[str, str] | None:
        """Collection and key of the record that is meant, if it is one."""
        if not self.text.startswith(RECORD_PREFIX):
            return None
        collection, _, key = self.text.removeprefix(RECORD_PREFIX).partition("/")
        return collection, key

    @property
    def entity(self) -> str | None:
        """Our id of the mirrored entity that is meant, if it is one."""
        return self.text.removeprefix(ENTITY_PREFIX) if self.text.startswith(ENTITY_PREFIX) else None


class Unresolved(LookupError):
    """Placeholders for which the table has nothing; all of them."""

    def __init__(self, placeholders: tuple[Placeholder, ...]) -> None:
        super().__init__(", ".join(placeholder.text for placeholder in placeholders))
        self.placeholders = placeholders


def to_record(collection: str, key: str) -> str:
    """
    >>> to_record("customers", "17850")
    '@record/customers/17850'
    """
    return f"{RECORD_PREFIX}{collection}/{key}"


def to_entity(source_id: str) -> str:
    """
    >>> to_entity("4f1c")
    '@entity/4f1c'
    """
    return f"{ENTITY_PREFIX}{source_id}"


def is_placeholder(text: str) -> bool:
    """Whether the text stands for something that is not resolved yet."""
    return text.startswith((RECORD_PREFIX, ENTITY_PREFIX))


def references(entity: Entity) -> tuple[Placeholder, ...]:
    """Each placeholder once, in the order in which they stand in the entity."""
    return tuple(dict.fromkeys(found for found in _named(entity) if is_placeholder(found.text)))


def resolved(entity: EntityT, table: Mapping[str, str]) -> EntityT:
    """The entity with each placeholder replaced by what the table has for its text; raises Unresolved with all that are missing."""
    missing = tuple(found for found in references(entity) if not table.get(found.text))
    if missing:
        raise Unresolved(missing)
    if isinstance(entity, Document):
        lines = tuple(_resolved_line(line, table) for line in entity.lines)
        return replace(entity, contact=_real(entity.contact, table), lines=lines)
    if isinstance(entity, Payment):
        allocations = tuple(replace(part, document=_real(part.document, table)) for part in entity.allocations)
        return replace(entity, contact=_real(entity.contact, table), account=_real(entity.account, table), allocations=allocations)
    return entity


def _resolved_line(line: Line, table: Mapping[str, str]) -> Line:
    if not any(map(is_placeholder, (line.item, line.account, line.tax_code))):
        return line
    return replace(line, item=_real(line.item, table), account=_real(line.account, table), tax_code=_real(line.tax_code, table))


def _real(text: str, table: Mapping[str, str]) -> str:
    return table[text] if is_placeholder(text) else text


_SALES = (EntityKind.CONTACT, EntityKind.CUSTOMER)
_PURCHASES = (EntityKind.CONTACT, EntityKind.SUPPLIER)
_PURCHASE_KINDS = frozenset({EntityKind.BILL, EntityKind.SUPPLIER_CREDIT, EntityKind.SUPPLIER_PAYMENT})


def _named(entity: Entity) -> Iterator[Placeholder]:
    if not isinstance(entity, Document | Payment):
        return
    yield Placeholder(entity.contact, Role.CONTACT, _PURCHASES if entity.kind in _PURCHASE_KINDS else _SALES)
    if isinstance(entity, Payment):
        yield Placeholder(entity.account, Role.ACCOUNT, (EntityKind.ACCOUNT,))
        for part in entity.allocations:
            yield Placeholder(part.document, Role.DOCUMENT, (part.kind,))
        return
    for line in entity.lines:
        yield Placeholder(line.item, Role.ITEM, (EntityKind.ITEM,))
        yield Placeholder(line.account, Role.ACCOUNT, (EntityKind.ACCOUNT,))
        yield Placeholder(line.tax_code, Role.TAX_CODE, (EntityKind.TAX_RATE,))
