"""Entities as JSON and back, and the hash that tells whether two entities say the same."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import CONTACT_KINDS, DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.accounting.money import plain

# What a ledger is set up with.
Reference = Account | TaxRate | TrackingCategory
# What a ledger holds, and what can be written there.
Written = Reference | Contact | Item | Document | Payment | Settlement | BankTransaction | Transfer | Journal | Attachment
Entity = Written


def to_json(entity: Entity) -> dict[str, object]:
    """Every field; Decimals as text with the digits they have, dates as ISO text, tuples as lists."""
    return {field.name: _json(getattr(entity, field.name), normal=False) for field in fields(entity)}


def from_json(kind: EntityKind, document: Mapping[str, object]) -> Entity:
    """What `to_json` wrote; raises pydantic's ValidationError for a body that is none, ValueError for a kind without entities."""
    return _adapter(kind).validate_python(document)


def content_hash(entity: Entity) -> str:
    """SHA-256 of the canonical JSON: keys sorted, `1.50` equal to `1.5`."""
    text = json.dumps(_json(entity, normal=True), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def entity_type(kind: EntityKind) -> type[Entity]:
    """The class of a kind's entities; raises ValueError for a kind that has none."""
    if kind in CONTACT_KINDS:
        return Contact
    if kind in DOCUMENT_KINDS:
        return Document
    if kind in PAYMENT_KINDS:
        return Payment
    single: dict[EntityKind, type[Entity]] = {
        EntityKind.ITEM: Item,
        EntityKind.ALLOCATION: Settlement,
        EntityKind.BANK_TRANSACTION: BankTransaction,
        EntityKind.TRANSFER: Transfer,
        EntityKind.JOURNAL: Journal,
        EntityKind.ATTACHMENT: Attachment,
        EntityKind.ACCOUNT: Account,
        EntityKind.TAX_RATE: TaxRate,
        EntityKind.TRACKING_CATEGORY: TrackingCategory,
    }
    if kind not in single:
        raise ValueError(f"{kind} has no entity of its own")
    return single[kind]


@cache
def _adapter(kind: EntityKind) -> TypeAdapter[Entity]:
    return TypeAdapter(entity_type(kind))


def _json(value: object, *, normal: bool) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return plain(_normal(value) if normal else value, places=0)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(part, normal=normal) for part in value]
    if is_dataclass(value):
        return {field.name: _json(getattr(value, field.name), normal=normal) for field in fields(value)}
    raise TypeError(f"{value!r} has no place in an entity")


def _normal(amount: Decimal) -> Decimal:
    # Minus zero and zero are the same amount.
    return amount.normalize() if amount else Decimal(0)
