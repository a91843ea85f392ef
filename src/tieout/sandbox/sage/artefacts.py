"""Open items: invoices, credit notes and payments on account, what is still open on each, and how they settle one another."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import ledger
from tieout.sandbox.sage.errors import not_found
from tieout.sandbox.sage.postings import Open, Part, document_posting, payment_posting
from tieout.sandbox.sage.rules import ZERO, status_of
from tieout.sandbox.sage.state import State

Side = Literal["sales", "purchase"]
NOT_POSTED = ("DRAFT", "PRO_FORMA", "VOID")

# The side, and whether the item raises what is owed (an invoice) or lowers it.
DOCUMENTS: dict[str, tuple[Side, int]] = {
    "sales_invoices": ("sales", 1),
    "sales_credit_notes": ("sales", -1),
    "purchase_invoices": ("purchase", 1),
    "purchase_credit_notes": ("purchase", -1),
}
# The same for what a payment leaves on account, by its type; a refund raises what is owed.
ON_ACCOUNT: dict[str, tuple[Side, int]] = {
    "CUSTOMER_RECEIPT": ("sales", -1),
    "CUSTOMER_REFUND": ("sales", 1),
    "VENDOR_PAYMENT": ("purchase", -1),
    "VENDOR_REFUND": ("purchase", 1),
}


@dataclass(frozen=True)
class Artefact:
    """`kind` and `body` are the document, or the payment that left something on account; `item` is the open item itself."""

    kind: str
    body: Body
    item: Body
    side: Side
    direction: int

    @property
    def debit(self) -> int:
        """1 when the open item is a debit on its control account, else -1."""
        return self.direction if self.side == "sales" else -self.direction

    @property
    def outstanding(self) -> Decimal:
        return Decimal(self.item["outstanding_amount"])

    @property
    def path(self) -> str:
        """A payment on account has no collection of its own: it is read where the unallocated are (assumed)."""
        kind = "unallocated_artefacts" if self.kind == "contact_payments" else self.kind
        return f"/{kind}/{self.item['id']}"


@dataclass(frozen=True)
class Settling:
    """Part of one open item settled: by a payment's money, or against other open items by an allocation.

    `amount` is positive when it takes from the outstanding amount as usual; `discount` takes from it as well.
    """

    artefact: str
    amount: Decimal
    discount: Decimal = ZERO


def find(state: State, id: str) -> Artefact | None:
    """The posted open item of that id, whatever it is."""
    for kind, (side, direction) in DOCUMENTS.items():
        if (body := state.get(kind, id)) is not None:
            return Artefact(kind, body, body, side, direction) if body["status_id"] not in NOT_POSTED else None
    for payment in state.find("contact_payments", "on_account", key=id):
        return of_payment(payment)
    return None


def need(state: State, id: str, *, source: str) -> Artefact:
    artefact = find(state, id)
    if artefact is None:
        raise not_found(source)
    return artefact


def of_payment(payment: Body) -> Artefact:
    side, direction = ON_ACCOUNT[payment["transaction_type_id"]]
    return Artefact("contact_payments", payment, payment["payment_on_account"], side, direction)


def open_items(state: State) -> list[Artefact]:
    """Everything that is posted and not settled, documents first."""
    found = [
        Artefact(kind, body, body, side, direction)
        for kind, (side, direction) in DOCUMENTS.items()
        for body in state.all(kind)
        if body["outstanding_amount"] and body["status_id"] not in NOT_POSTED
    ]
    payments = (of_payment(one) for one in state.all("contact_payments") if one.get("payment_on_account"))
    return found + [one for one in payments if one.outstanding]


def settlings_on(state: State, artefact_id: str) -> list[Body]:
    return state.books.find(state.aside, "allocations", index="artefact", key=artefact_id)


def settlings_by(state: State, source_id: str) -> list[Body]:
    """What a payment or an allocation settles, in the order that it was sent."""
    return state.books.find(state.aside, "allocations", index="source", key=source_id)


def settle(state: State, settling: Settling, *, source: tuple[str, str], on: str) -> None:
    """Notes that the payment or allocation `source` (its kind and id) settles part of an item, and works the item out anew."""
    own_id = state.new_id()
    kept: Body = {
        "id": own_id,
        "artefact": settling.artefact,
        "source_kind": source[0],
        "source": source[1],
        "amount": settling.amount,
        "discount": settling.discount,
        "date": on,
    }
    state.books.put(state.aside, "allocations", id=own_id, body=kept)
    refresh(state, settling.artefact)


def release(state: State, source_id: str) -> None:
    """Takes back all that a payment or an allocation settled: its documents are open again."""
    for one in settlings_by(state, source_id):
        state.books.remove(state.aside, "allocations", id=one["id"])
        refresh(state, one["artefact"])


def refresh(state: State, artefact_id: str) -> None:
    """The open item after any movement on it: what is outstanding, its status, and its journal where rates make roundings.

    Its `updated_at` moves too (assumed: the sheet cannot tell).
    """
    artefact = find(state, artefact_id)
    if artefact is None:
        return
    moved = settlings_on(state, artefact_id)
    settled = sum((one["amount"] + one["discount"] for one in moved), ZERO)
    total = artefact.item["total_amount"]
    figures: Body = {"outstanding_amount": total - settled, "status_id": status_of(total, total - settled)}
    if artefact.kind == "contact_payments":
        body = state.save(artefact.kind, {**artefact.body, "payment_on_account": {**artefact.item, **figures}})
    else:
        figures["last_paid"] = max((str(one["date"]) for one in moved), default=None)
        body = state.save(artefact.kind, {**artefact.body, **figures})
    if body["exchange_rate"] != 1:
        repost(state, artefact.kind, body=body)


def repost(state: State, kind: str, *, body: Body) -> Body:
    """Writes the journal that a posted document or payment ought to have, in the place of the one it has."""
    if kind == "contact_payments":
        on_account = _open(state, of_payment(body)) if body["payment_on_account"] else None
        posting = payment_posting(state, body, parts=parts_of(state, body["id"]), on_account=on_account)
    else:
        side, direction = DOCUMENTS[kind]
        posting = document_posting(state, kind, body=body, item=_open(state, Artefact(kind, body, body, side, direction)))
    transaction = ledger.post(state, posting, transaction=body["transaction_id"])
    return body if body["transaction_id"] else state.save(kind, {**body, "transaction_id": transaction}, stamped=False)


def parts_of(state: State, source_id: str) -> list[Part]:
    return [_part(state, one) for one in settlings_by(state, source_id)]


def _part(state: State, settling: Body) -> Part:
    artefact = find(state, settling["artefact"])
    if artefact is None:
        raise LookupError(f"{settling['artefact']} is settled and not there")
    return Part(artefact.debit, settling["amount"], settling["discount"], artefact.body["exchange_rate"])


def _open(state: State, artefact: Artefact) -> Open:
    settled = [one["amount"] + one["discount"] for one in settlings_on(state, artefact.item["id"])]
    item = artefact.item
    return Open(artefact.debit, item["total_amount"], artefact.body["exchange_rate"], item["outstanding_amount"], settled)


def is_settled(state: State, artefact_id: str) -> bool:
    return bool(settlings_on(state, artefact_id))
