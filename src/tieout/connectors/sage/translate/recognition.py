"""By what Sage would show that something of ours is there already: one question for each operation, and what fits it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.items import Item
from tieout.accounting.journal import Journal
from tieout.connectors.contract import Operation
from tieout.connectors.sage.manifest import LISTS
from tieout.connectors.sage.translate.banking import transfer_reference, transfer_resource
from tieout.connectors.sage.translate.banks import Known
from tieout.connectors.sage.translate.documents import SALES, references
from tieout.connectors.sage.translate.items import resource
from tieout.connectors.sage.translate.journals import journal_reference
from tieout.connectors.sage.translate.marks import marked
from tieout.connectors.sage.translate.payments import payment_reference, settlement
from tieout.connectors.sage.wire import Body

_VOID = "VOID"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whether the list has an object that fits; `name` is that of one of the list's objects."""

    name: str
    params: Mapping[str, str]
    fits: Callable[[Body], bool]


def question(operation: Operation, *, known: Known) -> Question | None:
    """None for what is not created by an operation. Raises Rejected for what could not have been sent."""
    entity, key = operation.entity, operation.key
    name = next(iter(LISTS[operation.kind]))
    if isinstance(entity, Contact):
        search = entity.account_number or entity.name
        return Question(name=name, params={"search": search}, fits=lambda body: body.get("source_guid") == key)
    if isinstance(entity, Item):
        search = entity.code or entity.name
        return Question(name=resource(entity), params={"search": search}, fits=lambda body: body.get("source_guid") == key)
    if isinstance(entity, Document):
        return _document(name, entity, key=key)
    if isinstance(entity, Payment):
        params = {"contact_id": entity.contact, **_on(entity.paid_on)}
        return Question(name=name, params=params, fits=_says("reference", payment_reference(entity, key=key)))
    if isinstance(entity, Settlement):
        return Question(name=name, params={"contact_id": entity.contact}, fits=lambda body: _settles(entity, body, known=known))
    return _money(name, entity, key=key, known=known)


def _document(name: str, entity: Document, *, key: str) -> Question:
    said = references(entity, key=key)
    field = "reference" if entity.kind in SALES else "vendor_reference"
    same = _says(field, said[field])
    params = {"contact_id": entity.contact, **_on(entity.issued_on)}
    return Question(name=name, params=params, fits=lambda body: same(body) and _status(body) != _VOID)


def _money(name: str, entity: object, *, key: str, known: Known) -> Question | None:
    if isinstance(entity, BankTransaction):
        params = {"bank_account_id": entity.account, **_on(entity.happened_on)}
        return Question(name=name, params=params, fits=_says("reference", marked(entity.reference, marker=entity.marker or key)))
    if isinstance(entity, Transfer):
        same = _says("reference", transfer_reference(entity, key=key))
        return Question(name=transfer_resource(entity, known.banks), params=_on(entity.happened_on), fits=same)
    if isinstance(entity, Journal):
        # Journals cannot be asked for by date; the transactions behind them can, and have the same reference.
        params = {**_on(entity.entered_on), "transaction_type_id": "JOURNAL"}
        same = _says("reference", journal_reference(entity, key=key))
        return Question(name="transaction", params=params, fits=lambda body: same(body) and not body.get("deleted"))
    return None


def origin(transaction: Body) -> str:
    """The id of the journal behind a transaction; "" where it is not told."""
    found = transaction.get("origin")
    return str(found.get("id") or "") if isinstance(found, Mapping) else ""


def _on(day: date) -> dict[str, str]:
    return {"from_date": day.isoformat(), "to_date": day.isoformat()}


def _says(field: str, text: str) -> Callable[[Body], bool]:
    return lambda body: body.get(field) == text


def _status(body: Body) -> object:
    status = body.get("status")
    return status.get("id") if isinstance(status, Mapping) else None


def _settles(wanted: Settlement, body: Body, *, known: Known) -> bool:
    try:
        found = settlement(body, on_account=known.on_account)
    except ValueError:
        return False
    same = (found.source, found.allocation) == (wanted.source, wanted.allocation)
    return same and wanted.allocated_on in (None, found.allocated_on)
