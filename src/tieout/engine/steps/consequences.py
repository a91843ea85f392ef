"""What a write changes in a ledger: each field with what stands there now, and what to think of before it is done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.accounting.money import decimal_places, plain
from tieout.accounting.serial import Written
from tieout.connectors.contract import Action, Manifest
from tieout.engine.sights import entity_of
from tieout.engine.step_postings import Effect, title_of
from tieout.engine.steps.books import Books, spoken
from tieout.engine.steps.contract import PreviewField
from tieout.engine.steps.form import label_of
from tieout.mapping.entity_fields import values_of
from tieout.mapping.references import is_placeholder
from tieout.store import named
from tieout.store.mirror import MirrorEntity

# What moves money in the books; of a contact or an item nothing has to be taken back.
MONEY_KINDS = DOCUMENT_KINDS | {
    EntityKind.PAYMENT,
    EntityKind.SUPPLIER_PAYMENT,
    EntityKind.BANK_TRANSACTION,
    EntityKind.TRANSFER,
    EntityKind.JOURNAL,
}
ENDS = {Action.VOID: "voided", Action.DELETE: "deleted"}
GONE = frozenset({"voided", "deleted"})
# The fields of a document that a step may change.
PLACES = ("number", "reference", "notes", "issued_on", "due_on", "currency", "status")
# Of so many effects of one step it is shown what was there before.
EFFECTS_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Warned:
    """`field` is where it belongs, "" for the whole."""

    said: str
    field: str = ""


@dataclass(frozen=True)
class _Dated:
    """Its day, the name of the field that gives it, and what it comes to where that is known without the ledger."""

    on: date
    place: str
    currency: str
    gross: Decimal | None = None
    contact: str = ""


def compared(books: Books, fields: Sequence[PreviewField], *, effects: Sequence[Effect]) -> tuple[PreviewField, ...]:
    """The fields with what stands in the ledger now, and those besides that would change."""
    shown = {one.name: one for one in fields}
    for effect in effects[:EFFECTS_SHOWN]:
        for one in _changes(books, effect):
            known = shown.get(one.name)
            shown[one.name] = replace(known, before=one.before) if known is not None else one
    return tuple(shown.values())


def warnings(books: Books, effect: Effect, *, gross: Decimal | None = None) -> list[Warned]:
    """What stands in nobody's way, and should be seen: closed books, another currency, what may be there already, what cannot be
    taken back. `gross` is what it comes to."""
    found = _dated(effect.entity)
    warned: list[Warned] = []
    if found is not None:
        closed = books.ledger.locked_until
        if closed and found.on.isoformat() <= closed:
            warned.append(Warned(said=f"The books of {books.name} are closed up to {closed}.", field=found.place))
        if found.currency and found.currency != books.ledger.currency:
            said = f"It is in {found.currency}; the books of {books.name} are kept in {books.ledger.currency}."
            warned.append(Warned(said=said, field="currency"))
        if effect.action is Action.CREATE:
            warned += _twins(books, effect, found=found, gross=gross if gross is not None else found.gross)
    if isinstance(effect.entity, Document) and effect.action is Action.CREATE and books.totals(effect.entity) is None:
        warned.append(Warned(said="The rate of one of its tax codes is not known, so what it comes to is not either."))
    if is_final(books.manifest, kind=effect.kind, action=effect.action):
        done = ENDS.get(effect.action, "")
        what = f"What is {done}" if done else f"What is created as {spoken(effect.kind)}"
        warned.append(Warned(said=f"{what} in {books.manifest.name} cannot be taken back from here."))
    return warned


def is_final(manifest: Manifest, *, kind: EntityKind, action: Action) -> bool:
    """Whether nothing that the provider allows takes it back."""
    if kind not in MONEY_KINDS or action is Action.UPDATE:
        return False
    return action in ENDS or not manifest.can.get(kind, frozenset()) & ENDS.keys()


def _changes(books: Books, effect: Effect) -> Iterator[PreviewField]:
    if isinstance(effect.entity, Payment) and effect.action is Action.CREATE:
        yield from _paid(books, effect.entity)
    row = books.standing(effect.kind, effect.external_id) if effect.external_id else None
    if row is None:
        return
    if effect.action in ENDS:
        yield _field("status", value=ENDS[effect.action], before=row.status)
        return
    before, after = _values(entity_of(row)), _values(effect.entity)
    for name, value in after.items():
        if before.get(name, "") != value or before.get(name):
            yield _field(name, value=value, before=before.get(name, ""))


def _paid(books: Books, payment: Payment) -> Iterator[PreviewField]:
    """What is due on each document, before and after."""
    places = decimal_places(payment.currency)
    for each in payment.allocations:
        row = books.standing(each.kind, each.document)
        if row is not None and row.due is not None:
            before, after = (
                plain(one.quantize(Decimal(1).scaleb(-places)), places=places) for one in (row.due, row.due - each.amount)
            )
            yield PreviewField(
                name=f"{each.document}.due",
                label=f"Due on {row.number}",
                value=after,
                before=before,
                type="money",
                source="this step",
            )


def _twins(books: Books, effect: Effect, *, found: _Dated, gross: Decimal | None) -> list[Warned]:
    """What is in the ledger already and looks the same."""
    ledger, entity = books.ledger, effect.entity
    rows: list[MirrorEntity] = []
    if isinstance(entity, Document):
        if not entity.contact or is_placeholder(entity.contact):
            return []
        if entity.number:
            same = named.named(ledger.workspace_id, ledger.id, kinds=[effect.kind.value], text=entity.number)
            rows += [row for row in same if row.contact_id == entity.contact and row.number == entity.number]
    if gross is not None and not rows:
        rows = named.alike(
            ledger.workspace_id, ledger.id, kind=effect.kind.value, day_and_amount=(found.on, gross), contact_id=found.contact
        )
    rows = [row for row in rows if row.status not in GONE and _same_account(row, entity)]
    if not rows:
        return []
    title = title_of(rows[0].kind, rows[0].number or rows[0].name)
    what = "with this number" if isinstance(entity, Document) and rows[0].number == entity.number else "of this day and amount"
    place = "number" if isinstance(entity, Document) else found.place
    said = f"{title} {what} is in {books.name} already: see that it is not entered twice."
    return [Warned(said=said, field=place)]


def _same_account(row: MirrorEntity, entity: Written) -> bool:
    if not isinstance(entity, BankTransaction | Transfer | Payment):
        return True
    there = entity_of(row)
    if isinstance(entity, Transfer):
        return isinstance(there, Transfer) and (there.from_account, there.to_account) == (entity.from_account, entity.to_account)
    return isinstance(there, BankTransaction | Payment) and there.account == entity.account


def _dated(entity: Written) -> _Dated | None:
    if isinstance(entity, Document):
        return _Dated(entity.issued_on, "issued_on", entity.currency, entity.gross, entity.contact)
    if isinstance(entity, Payment):
        return _Dated(entity.paid_on, "paid_on", entity.currency, entity.amount, entity.contact)
    if isinstance(entity, BankTransaction):
        return _Dated(entity.happened_on, "happened_on", entity.currency, entity.gross, entity.contact)
    if isinstance(entity, Transfer):
        return _Dated(entity.happened_on, "happened_on", entity.currency, entity.amount)
    if isinstance(entity, Journal):
        return _Dated(entity.entered_on, "entered_on", entity.currency)
    return None


def _values(entity: object) -> Mapping[str, str]:
    if isinstance(entity, Contact | Item):
        return values_of(entity)
    if isinstance(entity, Document):
        return {name: str(getattr(entity, name) or "") for name in PLACES}
    return {}


def _field(name: str, *, value: str, before: str) -> PreviewField:
    return PreviewField(name=name, label=label_of(name), value=value, before=before, source="this step")
