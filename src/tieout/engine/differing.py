"""Receipts held against what was sent: a difference of a cent is an exception, not a shrug."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from tieout.accounting.accounts import TaxRate
from tieout.accounting.banking import BankTransaction, Transfer
from tieout.accounting.documents import Document, Payment, Settlement
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import decimal_places, plain
from tieout.accounting.serial import Written
from tieout.accounting.totals import Percent, UnknownTaxCodeError, totals
from tieout.connectors.contract import Action, Receipt
from tieout.connectors.errors import Problem
from tieout.engine import access
from tieout.engine.batches import Batch
from tieout.engine.sights import entity_of
from tieout.store import mirror
from tieout.store.connections import Connection
from tieout.store.postings import Posting

TOTALS_REMEDY = "Compare the tax codes and the rounding of the document in the ledger with the record."
REMEDY = (
    "It is in the ledger and is not sent again. Open it there, and correct what differs or end it and write it anew. Then try this "
    "again, which closes it."
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`amount` is by how much the ledger has more than was sent."""

    row: Posting
    problem: Problem
    amount: Decimal | None
    currency: str


def found(connection: Connection, batch: Batch, *, receipts: Mapping[UUID, Receipt]) -> list[Difference]:
    """Of what was created or changed; what is over has no amounts any more."""
    if batch.action not in (Action.CREATE, Action.UPDATE):
        return []
    answered = [
        (row, operation.entity, receipts[row.id])
        for row, operation in zip(batch.postings, batch.operations, strict=False)
        if row.id in receipts
    ]
    documents = any(isinstance(entity, Document) for _, entity, _ in answered)
    rates = _rates(connection) if documents else {}
    told = [_of(connection, row, sent=sent, receipt=receipt, rates=rates) for row, sent, receipt in answered]
    return [one for one in told if one is not None]


def differences(sent: Written, seen: Written | None) -> list[str]:
    """In sentences, what of money that moved was kept otherwise than it was sent; of what nothing was sent the ledger decides."""
    if seen is None or type(sent) is not type(seen):
        return []
    wanted, have = _facts(sent), _facts(seen)
    return [
        f"{label} is {_spoken(have[label]) or 'empty'} instead of {_spoken(value)}"
        for label, value in wanted.items()
        if value not in ("", None) and have[label] != value and (have[label] or label not in _MAY_BE_UNSAID)
    ]


# A company that keeps one currency may answer without it.
_MAY_BE_UNSAID = frozenset({"the currency"})


def _facts(entity: Written) -> Mapping[str, object]:
    match entity:
        case Payment():
            return {
                "the amount": entity.amount,
                "the currency": entity.currency,
                "the account": entity.account,
                "the date": entity.paid_on,
            }
        case Transfer():
            return {
                "the amount": entity.amount,
                "the currency": entity.currency,
                "the account that it leaves": entity.from_account,
                "the account where it arrives": entity.to_account,
                "the date": entity.happened_on,
            }
        case BankTransaction():
            return {"the currency": entity.currency, "the account": entity.account, "the date": entity.happened_on}
        case Settlement():
            return {"the amount": entity.allocation.amount, "the currency": entity.currency}
    return {}


def _more(sent: Written, seen: Written | None) -> Decimal | None:
    before, now = _facts(sent).get("the amount"), _facts(seen).get("the amount") if seen is not None else None
    return now - before if isinstance(now, Decimal) and isinstance(before, Decimal) else None


def _spoken(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value, places=2)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _of(
    connection: Connection, row: Posting, *, sent: Written, receipt: Receipt, rates: Mapping[str, Percent]
) -> Difference | None:
    if isinstance(sent, Document):
        return _of_document(connection, row, document=sent, receipt=receipt, rates=rates)
    said = differences(sent, receipt.seen.entity)
    if not said:
        return None
    message = f"{row.title}: {connection.organisation_name} has kept it otherwise than it was sent: {', '.join(said)}."
    problem = Problem(cause="receipt_differs", message=message, remedy=REMEDY)
    currency = str(_facts(sent).get("the currency", ""))
    return Difference(row=row, problem=problem, amount=_more(sent, receipt.seen.entity), currency=currency)


def _of_document(
    connection: Connection, row: Posting, *, document: Document, receipt: Receipt, rates: Mapping[str, Percent]
) -> Difference | None:
    if receipt.gross is None:
        return None
    try:
        expected = totals(document, rates, rule=access.connector(connection.provider).manifest.rounding)
    except UnknownTaxCodeError:
        return None  # A code that the mirror does not have yet: the provider knew it, so there is nothing to compare with.
    if (expected.net, expected.tax, expected.gross) == (receipt.net, receipt.tax, receipt.gross):
        return None
    places = decimal_places(document.currency)
    message = (
        f"{row.title}: we expected {plain(expected.gross, places=places)} {document.currency}"
        f" (tax {plain(expected.tax, places=places)}), the ledger has {plain(receipt.gross, places=places)}"
        f" (tax {plain(receipt.tax or expected.tax, places=places)})."
    )
    problem = Problem(cause="totals_differ", message=message, remedy=TOTALS_REMEDY)
    return Difference(row=row, problem=problem, amount=receipt.gross - expected.gross, currency=document.currency)


def _rates(connection: Connection) -> dict[str, Percent]:
    rows = mirror.entities(connection.workspace_id, connection.id, kinds=[EntityKind.TAX_RATE.value])
    read = [entity_of(row) for row in rows]
    return {rate.key: rate.percent for rate in read if isinstance(rate, TaxRate)}
