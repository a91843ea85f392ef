"""The double-entry ledger behind the documents: one balanced journal for each transaction, and the balances they make."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage.controls import CREDITORS, DEBTORS
from tieout.sandbox.sage.rules import ZERO
from tieout.sandbox.sage.state import STEM, State


@dataclass(frozen=True)
class Line:
    """`amount` is in base currency, debits positive; `own` is the same in the currency of the contact or of the bank account."""

    account: str
    amount: Decimal
    own: Decimal | None = None
    contact: str = ""
    tax_rate: str = ""
    details: str = ""


@dataclass(frozen=True)
class Posting:
    """What a document does to the books; `kind` and `id` name the document."""

    kind: str
    id: str
    type: str
    on: str
    lines: Sequence[Line]
    total: Decimal = ZERO  # in base currency
    own_total: Decimal | None = None
    displayed_as: str = ""
    reference: str | None = None
    contact: str | None = None


def post(state: State, posting: Posting, *, transaction: str | None = None) -> str:
    """Writes a transaction and its journal, or puts them in the place of `transaction`, and returns its id."""
    lines = [line for line in posting.lines if line.amount or line.own]
    if sum((line.amount for line in lines), ZERO):
        raise ValueError(f"the journal of {posting.kind} {posting.id} does not balance")
    before = state.need("transactions", transaction) if transaction else None
    own_id = transaction or state.new_id()
    body: Body = {
        "id": own_id,
        "displayed_as": posting.displayed_as or posting.reference or posting.type,
        "date": posting.on,
        "deleted": False,
        "reference": posting.reference,
        "total": posting.total,
        "total_in_transaction_currency": posting.own_total,
        "contact_id": posting.contact,
        "transaction_type_id": posting.type,
        "_origin": [posting.kind, posting.id],
        "audit_trail_id": before["audit_trail_id"] if before else state.next_number("audit_trail"),
    }
    if before:
        body["created_at"] = before["created_at"]
    kept = state.save("transactions", body)
    journal = {
        "id": own_id,
        "date": posting.on,
        "type": posting.type,
        "deleted": False,
        "created_at": kept["created_at"],
        "updated_at": kept["updated_at"],
        "lines": [_kept(line) for line in lines],
    }
    _keep(state, own_id, journal=journal)
    return own_id


def withdraw(state: State, transaction: str) -> None:
    """The document is void or gone: its transaction and entries are marked deleted and count no more."""
    body = state.need("transactions", transaction)
    kept = state.save("transactions", {**body, "deleted": True})
    journal = state.books.get(state.aside, "postings", id=transaction)
    if journal is not None:
        _keep(state, transaction, journal={**journal, "deleted": True, "updated_at": kept["updated_at"]})


def reverse(state: State, transaction: str, *, on: str, details: str) -> str:
    """A CORRECTION that undoes a transaction which must stay because it has been reconciled."""
    body = state.need("transactions", transaction)
    lines = [
        Line(
            one["account"],
            -one["amount"],
            -one["own"] if one["own"] is not None else None,
            one["contact"],
            one["tax_rate"],
            details,
        )
        for one in lines_of(state, transaction)
    ]
    own_total = body["total_in_transaction_currency"]
    return post(
        state,
        Posting(
            kind=body["_origin"][0],
            id=body["_origin"][1],
            type="CORRECTION",
            on=on,
            lines=lines,
            total=-body["total"],
            own_total=None if own_total is None else -own_total,
            displayed_as=details,
            reference=body["reference"],
            contact=body["contact_id"],
        ),
    )


def lines_of(state: State, transaction: str) -> list[Body]:
    journal = state.books.get(state.aside, "postings", id=transaction)
    return list(journal["lines"]) if journal else []


def _kept(line: Line) -> Body:
    return {
        "account": line.account,
        "amount": line.amount,
        "own": line.own,
        "contact": line.contact,
        "tax_rate": line.tax_rate,
        "details": line.details,
    }


def _keep(state: State, id: str, *, journal: Body) -> None:
    before = state.books.get(state.aside, "postings", id=id)
    change: dict[str, list[Decimal]] = {}
    for sign, one in ((-1, before), (1, journal)):
        if one is not None and not one["deleted"]:
            _gather(change, one["lines"], sign=sign)
    state.books.put(state.aside, "postings", id=id, body=journal)
    for place, (amount, own) in change.items():
        if amount or own:
            add_to_balance(state, place, amount=amount, own=own)


def _gather(change: dict[str, list[Decimal]], lines: Iterable[Body], *, sign: int) -> None:
    for line in lines:
        amount, own = sign * line["amount"], sign * (line["amount"] if line["own"] is None else line["own"])
        places = (line["account"], f"{line['account']}/{line['contact']}") if line["contact"] else (line["account"],)
        for place in places:
            sums = change.setdefault(place, [ZERO, ZERO])
            sums[0] += amount
            sums[1] += own


def add_to_balance(state: State, place: str, *, amount: Decimal, own: Decimal) -> None:
    """`place` is a ledger account, or a ledger account and a contact joined by a slash."""
    before = state.books.get(state.aside, "balances", id=place) or {"amount": ZERO, "own": ZERO}
    body = {"amount": before["amount"] + amount, "own": before["own"] + own}
    state.books.put(state.aside, "balances", id=place, body=body)


def repeat(state: State, lines: Iterable[Body], *, times: int) -> None:
    """Moves the balances as if a journal of these lines had been posted so many times."""
    change: dict[str, list[Decimal]] = {}
    _gather(change, lines, sign=times)
    for place, (amount, own) in change.items():
        add_to_balance(state, place, amount=amount, own=own)


def balance(state: State, account: str) -> Decimal:
    """A ledger account's balance in base currency, debits positive."""
    found = state.books.get(state.aside, "balances", id=account)
    return Decimal(found["amount"]) if found else ZERO


def own_balance(state: State, account: str, *, contact: str = "") -> Decimal:
    """A bank account's balance in its own currency, or what a contact's entries on a control account come to in the contact's."""
    found = state.books.get(state.aside, "balances", id=f"{account}/{contact}" if contact else account)
    return Decimal(found["own"]) if found else ZERO


def contact_balance(state: State, contact_id: str, *, on: str = "") -> Decimal:
    """In the contact's currency: a customer's debt is positive, a vendor's claim too; of one that is both, the debt less the claim.

    The signs for vendors and for both are assumed. `on` (the parameter context_date) leaves out what is dated later.
    """
    debtors, creditors = state.control(DEBTORS)["id"], state.control(CREDITORS)["id"]
    if on:
        sums = dict.fromkeys((debtors, creditors), ZERO)
        for journal in live(state, to_date=on):
            for line in journal["lines"]:
                if line["contact"] == contact_id and line["account"] in sums:
                    sums[line["account"]] += line["amount"] if line["own"] is None else line["own"]
        owes, claims = sums[debtors], -sums[creditors]
    else:
        owes = own_balance(state, debtors, contact=contact_id)
        claims = -own_balance(state, creditors, contact=contact_id)
    kinds = state.need("contacts", contact_id)["contact_type_ids"]
    return owes - claims if "CUSTOMER" in kinds else claims - owes


def has_transactions(state: State, contact_id: str) -> bool:
    """Whether anything was ever booked for the contact, deleted or not."""
    return bool(state.find("transactions", "contact", key=contact_id))


def live(state: State, *, from_date: str = "", to_date: str = "") -> Iterator[Body]:
    """The journals that count, between two days that are both inside."""
    for journal in state.books.all(state.aside, "postings"):
        if not journal["deleted"] and journal["date"] >= from_date and (not to_date or journal["date"] <= to_date):
            yield journal


def balances(state: State, *, from_date: str | None, to_date: str | None) -> dict[str, tuple[Decimal, Decimal]]:
    """Debits and credits of every ledger account that moved between two days."""
    sums: dict[str, list[Decimal]] = {}
    for journal in live(state, from_date=from_date or "", to_date=to_date or ""):
        for line in journal["lines"]:
            one = sums.setdefault(line["account"], [ZERO, ZERO])
            one[0 if line["amount"] > 0 else 1] += abs(line["amount"])
    return {account: (one[0], one[1]) for account, one in sums.items()}


def entry_id(transaction: str, number: int) -> str:
    return f"{transaction[:STEM]}{number:04x}"
