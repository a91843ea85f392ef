"""Open items of one contact set off against each other without money, and the list of what can be."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.sage import artefacts, contacts, ledger
from tieout.sandbox.sage.artefacts import Settling
from tieout.sandbox.sage.contact_payments import OTHER_CONTACT, OVER_OUTSTANDING, show_artefact
from tieout.sandbox.sage.documents import check_open
from tieout.sandbox.sage.errors import NOT_EDITABLE, NOT_KNOWN, invalid
from tieout.sandbox.sage.links import links_of
from tieout.sandbox.sage.postings import allocation_posting
from tieout.sandbox.sage.resource import Query, Resource, View, equals, expand
from tieout.sandbox.sage.rules import ZERO, cents
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, date_of, decimal_of, objects_of, text_of

TYPES = {"CUSTOMER_ALLOCATION": "CUSTOMER", "VENDOR_ALLOCATION": "VENDOR"}
# Wordings are assumed.
UNBALANCED = "must add up to zero"
WRONG_SIGN = "must be positive on what raises the customer's debt and negative on credit; for vendors the other way round"


def save(state: State, before: Body | None, sent: Sent) -> Body:
    old: Body = before or {}
    kind = text_of(sent, "transaction_type_id", otherwise=old.get("transaction_type_id", ""))
    if kind not in TYPES:
        raise invalid("transaction_type_id", f"is not one of {', '.join(TYPES)}")
    if old and old["transaction_type_id"] != kind:
        raise invalid("transaction_type_id", NOT_EDITABLE)
    contact = contacts.usable(state, text_of(sent, "contact_id", otherwise=old.get("contact_id", "")), type=TYPES[kind])
    on = str(date_of(sent, "date", otherwise=old.get("date") or state.today()))
    check_open(state, on)
    wanted = sent
    if old:
        check_open(state, old["date"])
        if sent.get("allocated_artefacts") is None:
            wanted = {**sent, "allocated_artefacts": [_as_sent(state, one) for one in artefacts.settlings_by(state, old["id"])]}
        artefacts.release(state, old["id"])
    body = {
        **({"transaction_id": None, "_page": state.next_number("page")} if before is None else before),
        "displayed_as": state.need("transaction_types", kind)["displayed_as"],
        "transaction_type_id": kind,
        "contact_id": contact["id"],
        "date": on,
    }
    body = state.save("contact_allocations", body)
    for wish in _wishes(state, wanted, body=body):
        artefacts.settle(state, wish, source=("contact_allocations", body["id"]), on=on)
    posting = allocation_posting(state, body, parts=artefacts.parts_of(state, body["id"]))
    transaction = ledger.post(state, posting, transaction=body["transaction_id"])
    return state.save("contact_allocations", {**body, "transaction_id": transaction})


def _wishes(state: State, sent: Sent, *, body: Body) -> list[Settling]:
    """Amounts carry the sign of the item on its control account, and cancel out (Sage's guide to invoicing)."""
    rest = ZERO
    wishes: list[Settling] = []
    side = "sales" if body["transaction_type_id"].startswith("CUSTOMER") else "purchase"
    for index, one in enumerate(objects_of(sent, "allocated_artefacts")):
        place = f"allocated_artefacts[{index}]"
        artefact = artefacts.need(state, text_of(one, "artefact_id"), source=f"{place}.artefact_id")
        if artefact.body["contact_id"] != body["contact_id"] or artefact.side != side:
            raise invalid(f"{place}.artefact_id", OTHER_CONTACT)
        signed = cents(decimal_of(one, "amount", source=f"{place}.amount") or ZERO)
        amount = artefact.debit * signed
        if amount <= 0:
            raise invalid(f"{place}.amount", WRONG_SIGN)
        known = sum((wish.amount for wish in wishes if wish.artefact == artefact.item["id"]), ZERO)
        if known + amount > artefact.outstanding:
            raise invalid(f"{place}.amount", OVER_OUTSTANDING)
        wishes.append(Settling(artefact.item["id"], amount))
        rest += signed
    if rest or not wishes:
        raise invalid("allocated_artefacts", UNBALANCED)
    return wishes


def _as_sent(state: State, settling: Body) -> Body:
    return {"artefact_id": settling["artefact"], "amount": _signed(state, settling)}


def _signed(state: State, settling: Body) -> Decimal:
    artefact = artefacts.find(state, settling["artefact"])
    if artefact is None:
        raise LookupError(NOT_KNOWN)
    return Decimal(artefact.debit * settling["amount"])


def remove(state: State, body: Body, _query: Query) -> None:
    check_open(state, body["date"])
    artefacts.release(state, body["id"])
    ledger.withdraw(state, body["transaction_id"])
    state.remove("contact_allocations", body["id"])


def show(state: State, body: Body, _view: View) -> Body:
    shown: Body = expand(state, body)
    shown |= {
        "links": links_of(state, "contact_allocations", body=body),
        "deleted_at": body.get("deleted_at"),
        "allocated_artefacts": [_allocated(state, one) for one in artefacts.settlings_by(state, body["id"])],
    }
    return shown


def _allocated(state: State, settling: Body) -> Body:
    artefact = artefacts.find(state, settling["artefact"])
    shown = show_artefact(state, artefact) if artefact else None
    return {"id": settling["id"], "artefact": shown, "amount": _signed(state, settling)}


def _open_bodies(state: State) -> list[Body]:
    return [
        {**show_artefact(state, one), "contact_id": one.body["contact_id"], "updated_at": one.body["updated_at"]}
        for one in artefacts.open_items(state)
    ]


def _show_open(_state: State, body: Body, _view: View) -> Body:
    return {name: body[name] for name in ("id", "displayed_as", "$path", "links")}


def _of_contact(state: State, body: Body, value: str) -> bool:
    contact = state.need("contacts", body["contact_id"])
    return value.lower() in f"{contact['name']} {contact.get('reference') or ''}".lower()


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="contact_allocations",
        name="contact_allocation",
        show=show,
        save=save,
        remove=remove,
        filters={"contact_id": equals("contact_id"), "transaction_type_id": equals("transaction_type_id")},
        since=True,
        deleted=True,
        sorts=("created_at", "updated_at", "date"),
        idempotent=True,
    ),
    Resource(
        path="unallocated_artefacts",
        show=_show_open,
        derived=_open_bodies,
        filters={"contact_id": equals("contact_id"), "search": _of_contact},
    ),
)
