"""The ledger itself: journals are only ever added, and one that is replaced is reversed by another, as Xero does."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero.state import State, of_text
from tieout.sandbox.xero.wire import milliseconds

ZERO = Decimal("0.00")
KIND = "Journals"


@dataclass(frozen=True)
class Leg:
    """One line of a journal: `net` in base currency, `amount` in the document's; debit is positive."""

    account: str
    net: Decimal
    amount: Decimal
    tax: Decimal = ZERO
    tax_type: str = ""
    description: str = ""
    tracking: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Source:
    """What a journal comes from."""

    id: str
    type: str
    on: str
    currency: str
    rate: Decimal
    reference: str = ""


def take_away(state: State, source_id: str) -> None:
    """Reverses the journal of something that is no longer there."""
    for live in state.books.find(shelf_of(state), KIND, index="source", key=source_id):
        _reverse(state, live)


def shelf_of(state: State) -> str:
    """The ledger stands on a shelf of its own: it is no object that a user made."""
    return f"xero-ledger:{state.organisation_id}"


def system_account(state: State, name: str) -> str:
    """The id of the account that the system keeps for DEBTORS, CREDITORS, GST, ROUNDING, REALISEDCURRENCYGAIN and the like."""
    return str(state.find("Accounts", "system", key=name)[0]["AccountID"])


def write(state: State, *, source: Source, legs: Sequence[Leg]) -> None:
    """Puts `legs` in the place of what the source had posted before; no legs take it away."""
    lines = [_line(leg, foreign=source.rate != 1) for leg in legs if leg.net]
    if sum((line["NetAmount"] for line in lines), ZERO):
        raise ArithmeticError(f"the journal of {source.type} {source.id} does not balance")
    live = state.books.find(shelf_of(state), KIND, index="source", key=source.id)
    if live and live[0]["Lines"] == lines and live[0]["JournalDate"] == source.on:
        return
    for one in live:
        _reverse(state, one)
    if lines:
        _append(
            state,
            {
                "JournalDate": source.on,
                "Reference": source.reference,
                "SourceID": source.id,
                "SourceType": source.type,
                "CurrencyCode": source.currency,
                "CurrencyRate": source.rate,
                "Live": True,
                "Lines": lines,
            },
        )


def _line(leg: Leg, *, foreign: bool) -> Body:
    line: Body = {"AccountID": leg.account, "NetAmount": leg.net}
    if foreign:
        line["Amount"] = leg.amount
    if leg.tax_type:
        line |= {"TaxAmount": leg.tax, "TaxType": leg.tax_type}
    if leg.description:
        line["Description"] = leg.description
    if leg.tracking:
        line["Tracking"] = list(leg.tracking)
    return line


def _reverse(state: State, live: Body) -> None:
    state.books.put(shelf_of(state), KIND, id=live["JournalID"], body={**live, "Live": False})
    figures = ("NetAmount", "Amount", "TaxAmount")
    lines = [{**line, **{field: -line[field] for field in figures if field in line}} for line in live["Lines"]]
    _append(state, {**live, "Live": False, "Lines": lines})


def _append(state: State, body: Body) -> None:
    number = state.books.next(shelf_of(state), "number")
    own_id = of_text(state.organisation_id, "journal", str(number))
    made = {"JournalID": own_id, "JournalNumber": number, "CreatedDateUTC": milliseconds(state.clock.now())}
    state.books.put(shelf_of(state), KIND, id=own_id, body={**body, **made})


def journals(state: State) -> list[Body]:
    """Every journal, reversed ones and reversals too, by number."""
    return state.books.all(shelf_of(state), KIND)


def lines(state: State, *, since: str = "", until: str = "9999") -> Iterator[tuple[Body, Body]]:
    """Each line with its journal, of the days from `since` to `until`, both in."""
    for journal in state.books.all(shelf_of(state), KIND):
        if since <= journal["JournalDate"] <= until:
            for line in journal["Lines"]:
                yield journal, line


def sums(state: State, *, since: str = "", until: str = "9999") -> dict[str, Decimal]:
    """What moved on each account, debit positive."""
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for _, line in lines(state, since=since, until=until):
        found[line["AccountID"]] += line["NetAmount"]
    return found
