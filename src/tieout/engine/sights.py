"""What a connector saw, flattened for the mirror."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tieout.accounting.accounts import Account, TaxRate, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact, ContactStatus
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import Entity, from_json, to_json
from tieout.connectors.contract import Seen
from tieout.connectors.http import dump, parse
from tieout.store.mirror import MirrorEntity, Sight


def sight_of(seen: Seen) -> Sight:
    """The row that the mirror keeps of it; the provider's body stays whole, digit by digit."""
    flat = _flat(seen.entity) if seen.entity is not None else _Flat()
    return Sight(
        kind=seen.kind.value,
        external_id=seen.external_id,
        body=dump(_plain(seen.body)).decode(),
        entity=to_json(seen.entity) if seen.entity is not None else None,
        version=seen.version,
        number=flat.number,
        name=flat.name,
        contact_id=flat.contact,
        status=flat.status,
        issued_on=flat.issued_on,
        currency=flat.currency,
        gross=flat.gross,
        due=flat.due,
        problem=seen.problem,
        url=seen.url,
        deleted=seen.deleted,
        updated_at=seen.updated_at,
    )


def row_of(kind: EntityKind, entity: Entity) -> MirrorEntity:
    """What the mirror would keep of an entity that is not in any ledger yet; never stored."""
    flat = _flat(entity)
    return MirrorEntity(
        kind=kind.value,
        entity=to_json(entity),
        number=flat.number,
        name=flat.name,
        contact_id=flat.contact,
        status=flat.status,
        issued_on=flat.issued_on,
        currency=flat.currency,
        gross=flat.gross,
        due=flat.due,
    )


def entity_of(row: MirrorEntity) -> Entity | None:
    """The entity of a mirrored row in our own terms; None where the provider's body could not be understood."""
    return None if row.entity is None else from_json(EntityKind(row.kind), row.entity)


def seen_of(row: MirrorEntity) -> Seen:
    """What the connector saw when the mirror took it in."""
    return Seen(
        kind=EntityKind(row.kind),
        external_id=row.external_id,
        body=parse(row.body.encode()),
        version=row.version,
        updated_at=row.provider_updated_at,
        deleted=row.deleted,
        entity=entity_of(row),
        problem=row.problem,
        url=row.url,
    )


class _Flat:
    number = name = contact = status = currency = ""
    issued_on: date | None = None
    gross: Decimal | None = None
    due: Decimal | None = None


def _flat(entity: Entity) -> _Flat:
    flat = _Flat()
    if isinstance(entity, Contact):
        flat.number, flat.name, flat.status, flat.currency = (
            entity.account_number,
            entity.name,
            entity.status.value,
            entity.currency,
        )
    elif isinstance(entity, Item):
        flat.number, flat.name, flat.status = entity.code, entity.name, _state(active=entity.is_active)
    elif isinstance(entity, Document):
        flat.number, flat.name, flat.contact = entity.number, entity.contact_name, entity.contact
        flat.status, flat.currency, flat.issued_on = entity.status.value, entity.currency, entity.issued_on
        flat.gross, flat.due = entity.gross, entity.due
    elif isinstance(entity, Payment):
        flat.number, flat.contact, flat.status = entity.reference, entity.contact, entity.status.value
        flat.currency, flat.issued_on, flat.gross = entity.currency, entity.paid_on, entity.amount
    elif isinstance(entity, Settlement | BankTransaction | Transfer | Journal | Attachment):
        _flatten_money(entity, flat)
    elif isinstance(entity, Account):
        flat.number, flat.name, flat.status, flat.currency = (
            entity.code,
            entity.name,
            _state(active=entity.is_active),
            entity.currency,
        )
    elif isinstance(entity, TaxRate):
        flat.number, flat.name, flat.status = entity.key, entity.name, _state(active=entity.is_active)
    elif isinstance(entity, TrackingCategory):
        flat.name, flat.status = entity.name, _state(active=entity.is_active)
    return flat


def _flatten_money(entity: Settlement | BankTransaction | Transfer | Journal | Attachment, flat: _Flat) -> None:
    if isinstance(entity, Attachment):
        flat.name = entity.file_name
        return
    flat.status, flat.currency = entity.status.value, entity.currency
    if isinstance(entity, Settlement):
        flat.contact, flat.issued_on, flat.gross = entity.contact, entity.allocated_on, entity.allocation.amount
    elif isinstance(entity, Journal):
        flat.number, flat.name, flat.issued_on = entity.number, entity.narration, entity.entered_on
        flat.gross = sum((line.amount for line in entity.lines if line.amount > 0), Decimal(0))
    elif isinstance(entity, Transfer):
        flat.number, flat.issued_on, flat.gross = entity.reference, entity.happened_on, entity.amount
    else:
        flat.number, flat.contact, flat.issued_on, flat.gross = entity.reference, entity.contact, entity.happened_on, entity.gross


def _state(*, active: bool) -> str:
    return (ContactStatus.ACTIVE if active else ContactStatus.ARCHIVED).value


def _plain(body: Mapping[str, object]) -> dict[str, object]:
    return dict(body)
