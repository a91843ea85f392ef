"""Money from customers and to vendors, and back: what it settles, and what of it stays on account."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import artefacts, contacts, exchange, ledger
from tieout.sandbox.sage.artefacts import ON_ACCOUNT, Settling
from tieout.sandbox.sage.documents import check_open
from tieout.sandbox.sage.errors import NOT_DELETABLE, NOT_EDITABLE, NOT_KNOWN, invalid, not_found
from tieout.sandbox.sage.links import links_of
from tieout.sandbox.sage.resource import Query, Resource, View, equals, expand, from_date, to_date
from tieout.sandbox.sage.rules import ZERO, cents, status_of, to_base
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, date_of, decimal_of, objects_of, text_of

# Wordings are assumed.
UNKNOWN_TYPE = "is not one of {0}"
TOO_MUCH = "can't be more than the total amount of the payment"
OVER_OUTSTANDING = "can't be more than the outstanding amount"
NOT_POSITIVE = "must be greater than 0"
OTHER_CONTACT = "belongs to another contact"
WRONG_BANK = "must be in the currency of the payment or in the base currency"
ALLOCATED = "has been allocated, and the allocation must be deleted first"


def save(state: State, before: Body | None, sent: Sent) -> Body:
    if before is not None:
        return _change(state, before, sent=sent)
    body = _compose(state, sent, old={})
    body = state.save("contact_payments", body)
    return _book(state, body, wishes=_wishes(state, sent, body=body))


def _compose(state: State, sent: Sent, *, old: Body) -> Body:
    kind = text_of(sent, "transaction_type_id", otherwise=old.get("transaction_type_id", ""))
    if kind not in ON_ACCOUNT or kind != old.get("transaction_type_id", kind):
        raise invalid("transaction_type_id", UNKNOWN_TYPE.format(", ".join(ON_ACCOUNT)) if not old else NOT_EDITABLE)
    wanted = "CUSTOMER" if kind.startswith("CUSTOMER") else "VENDOR"
    contact = contacts.usable(state, text_of(sent, "contact_id", otherwise=old.get("contact_id", "")), type=wanted)
    on = str(date_of(sent, "date", otherwise=old.get("date")))
    check_open(state, on)
    currency = exchange.of_contact(state, contact, sent=sent)
    total = cents(decimal_of(sent, "total_amount", otherwise=old.get("total_amount")) or ZERO)
    if total <= 0:
        raise invalid("total_amount", NOT_POSITIVE)
    reference = text_of(sent, "reference", otherwise=old.get("reference") or "")
    return {
        **old,
        "displayed_as": reference or state.need("transaction_types", kind)["displayed_as"],
        "transaction_type_id": kind,
        "contact_id": contact["id"],
        "bank_account_id": bank_of(
            state, text_of(sent, "bank_account_id", otherwise=old.get("bank_account_id", "")), currency=currency
        ),
        "payment_method_id": _method(state, sent, old=old),
        "date": on,
        "total_amount": total,
        "currency_id": currency,
        "exchange_rate": exchange.rate_of(state, currency, sent=sent, before=old.get("exchange_rate")),
        "base_currency_currency_charge": cents(
            decimal_of(sent, "base_currency_currency_charge", otherwise=old.get("base_currency_currency_charge")) or ZERO
        ),
        "reference": reference or None,
        **({} if old else {"transaction_id": None, "payment_on_account": None, "_page": state.next_number("page")}),
    }


def bank_of(state: State, id: str, *, currency: str) -> str:
    """The bank account of a payment; a ledger account's id is no bank account's."""
    bank = state.get("bank_accounts", id)
    if bank is None:
        raise not_found("bank_account_id")
    if not bank["is_active"]:
        raise invalid("bank_account_id", "is inactive")
    if bank["currency_id"] not in (currency, state.currency):
        raise invalid("bank_account_id", WRONG_BANK)
    return id


def _method(state: State, sent: Sent, *, old: Body) -> str | None:
    wanted = text_of(sent, "payment_method_id", otherwise=old.get("payment_method_id") or "") or None
    if wanted and state.get("payment_methods", wanted) is None:
        raise not_found("payment_method_id")
    return wanted


def _wishes(state: State, sent: Sent, *, body: Body) -> list[Settling]:
    """What the payment settles, checked against what is open; together never more than its money."""
    side, direction = ON_ACCOUNT[body["transaction_type_id"]]
    left = body["total_amount"]
    wishes: list[Settling] = []
    for index, one in enumerate(objects_of(sent, "allocated_artefacts")):
        place = f"allocated_artefacts[{index}]"
        artefact = artefacts.need(state, text_of(one, "artefact_id"), source=f"{place}.artefact_id")
        if artefact.body["contact_id"] != body["contact_id"] or artefact.side != side:
            raise invalid(f"{place}.artefact_id", OTHER_CONTACT)
        # An item of the payment's own direction, such as a credit note under a receipt, is taken in with a minus (assumed).
        sign = -1 if artefact.direction == direction else 1
        amount = sign * cents(decimal_of(one, "amount", source=f"{place}.amount") or ZERO)
        discount = cents(decimal_of(one, "discount", source=f"{place}.discount") or ZERO)
        if amount < 0 or discount < 0 or not amount + discount:
            raise invalid(f"{place}.amount", NOT_POSITIVE)
        known = sum((wish.amount + wish.discount for wish in wishes if wish.artefact == artefact.item["id"]), ZERO)
        if known + amount + discount > artefact.outstanding:
            raise invalid(f"{place}.amount", OVER_OUTSTANDING)
        wishes.append(Settling(artefact.item["id"], amount, discount))
        left -= sign * amount
    if left < 0:
        raise invalid("allocated_artefacts", TOO_MUCH)
    return wishes


def _book(state: State, body: Body, *, wishes: list[Settling]) -> Body:
    """Settles what is wished, keeps the rest on account, and writes the journal."""
    for wish in wishes:
        artefacts.settle(state, wish, source=("contact_payments", body["id"]), on=body["date"])
    _side, direction = ON_ACCOUNT[body["transaction_type_id"]]
    used = ZERO
    for wish in wishes:
        artefact = artefacts.need(state, wish.artefact, source="allocated_artefacts")
        used += wish.amount if artefact.direction != direction else -wish.amount
    rest = body["total_amount"] - used
    body = state.save("contact_payments", {**body, "payment_on_account": _on_account(state, body, amount=rest) if rest else None})
    return artefacts.repost(state, "contact_payments", body=body)


def _on_account(state: State, body: Body, *, amount: Decimal) -> Body:
    contact = state.need("contacts", body["contact_id"])
    return {
        "id": (body["payment_on_account"] or {}).get("id") or state.new_id(),
        "contact_name": contact["name"],
        "contact_reference": contact.get("reference"),
        "total_amount": amount,
        "outstanding_amount": amount,
        "status_id": status_of(amount, amount),
    }


def _change(state: State, before: Body, *, sent: Sent) -> Body:
    """The allocations that are sent take the place of the old ones; without any the old ones stay (assumed)."""
    _check_free(state, before, refusal=NOT_EDITABLE)
    body = _compose(state, sent, old=before)
    kept = [Settling(one["artefact"], one["amount"], one["discount"]) for one in artefacts.settlings_by(state, before["id"])]
    artefacts.release(state, before["id"])
    if sent.get("allocated_artefacts") is None:
        sent = {**sent, "allocated_artefacts": [_as_sent(state, one, body=before) for one in kept]}
    body = state.save("contact_payments", body)
    return _book(state, body, wishes=_wishes(state, sent, body=body))


def _as_sent(state: State, settling: Settling, *, body: Body) -> Body:
    artefact = artefacts.need(state, settling.artefact, source="allocated_artefacts")
    sign = -1 if artefact.direction == ON_ACCOUNT[body["transaction_type_id"]][1] else 1
    return {"artefact_id": settling.artefact, "amount": sign * settling.amount, "discount": settling.discount}


def _check_free(state: State, body: Body, *, refusal: str) -> None:
    part = body["payment_on_account"]
    if part and artefacts.is_settled(state, part["id"]):
        raise invalid("payment_on_account", ALLOCATED)
    if body.get("_reconciled") and refusal == NOT_EDITABLE:
        raise invalid("", refusal)
    check_open(state, body["date"])


def remove(state: State, body: Body, _query: Query) -> None:
    """The documents are open again. A payment that the bank has confirmed stays in the books and is undone by a CORRECTION."""
    _check_free(state, body, refusal=NOT_DELETABLE)
    artefacts.release(state, body["id"])
    if body.get("_reconciled"):
        ledger.reverse(state, body["transaction_id"], on=body["date"], details="Correction")
    else:
        ledger.withdraw(state, body["transaction_id"])
    state.remove("contact_payments", body["id"])


def show(state: State, body: Body, _view: View) -> Body:
    rate, side = body["exchange_rate"], ON_ACCOUNT[body["transaction_type_id"]]
    shown: Body = expand(state, body)
    shown |= {
        "links": links_of(state, "contact_payments", body=body),
        "deleted_at": body.get("deleted_at"),
        "net_amount": body["total_amount"],
        "tax_amount": ZERO,
        "base_currency_net_amount": to_base(body["total_amount"], rate),
        "base_currency_tax_amount": ZERO,
        "base_currency_total_amount": to_base(body["total_amount"], rate),
        "tax_rate": None,
        "editable": not body.get("_reconciled"),
        "allocated_artefacts": [_allocated(state, one, direction=side[1]) for one in artefacts.settlings_by(state, body["id"])],
    }
    if body["payment_on_account"]:
        shown["payment_on_account"] = show_on_account(state, body)
    return shown


def _allocated(state: State, settling: Body, *, direction: int) -> Body:
    artefact = artefacts.find(state, settling["artefact"])
    if artefact is None:
        raise LookupError(NOT_KNOWN)
    sign = -1 if artefact.direction == direction else 1
    return {
        "id": settling["id"],
        "artefact": show_artefact(state, artefact),
        "amount": sign * settling["amount"],
        "discount": settling["discount"],
    }


def show_artefact(state: State, artefact: artefacts.Artefact) -> Body:
    return {
        "id": artefact.item["id"],
        "displayed_as": artefact.body["displayed_as"],
        "$path": artefact.path,
        "links": links_of(state, artefact.kind, body=artefact.body),
    }


def show_on_account(state: State, body: Body) -> Body:
    """The open item has the payment's contact, date, currency and rate."""
    part, rate = body["payment_on_account"], body["exchange_rate"]
    shown: Body = expand(state, part)
    base_total, base_left = to_base(part["total_amount"], rate), to_base(part["outstanding_amount"], rate)
    return shown | {
        "displayed_as": body["displayed_as"],
        "$path": artefacts.of_payment(body).path,
        "created_at": body["created_at"],
        "updated_at": body["updated_at"],
        "contact": state.reference("contacts", body["contact_id"]),
        "date": body["date"],
        "reference": body["reference"],
        "net_amount": part["total_amount"],
        "tax_amount": ZERO,
        "currency": state.reference("currencies", body["currency_id"]),
        "exchange_rate": rate,
        "base_currency_net_amount": base_total,
        "base_currency_tax_amount": ZERO,
        "base_currency_total_amount": base_total,
        "base_currency_outstanding_amount": base_left,
    }


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="contact_payments",
        name="contact_payment",
        show=show,
        save=save,
        remove=remove,
        filters={
            "contact_id": equals("contact_id"),
            "bank_account_id": equals("bank_account_id"),
            "transaction_type_id": equals("transaction_type_id"),
            "from_date": from_date,
            "to_date": to_date,
        },
        since=True,
        deleted=True,
        sorts=("created_at", "updated_at", "date"),
        idempotent=True,
    ),
)
