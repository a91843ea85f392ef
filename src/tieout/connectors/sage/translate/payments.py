"""Money of customers and suppliers, and credits set against documents without any."""

from collections.abc import Mapping

from tieout.accounting.documents import Allocation, Payment, Settlement
from tieout.accounting.kinds import EntityKind
from tieout.connectors.http import Json
from tieout.connectors.sage import wire
from tieout.connectors.sage.manifest import LISTS
from tieout.connectors.sage.translate.documents import CREDITS
from tieout.connectors.sage.translate.marks import marked, parse_marked
from tieout.connectors.sage.translate.parts import Unreadable, filled, money, rate_in, rate_out, refusal
from tieout.connectors.sage.wire import Body

# Whose money, which way, and what it settles as a rule.
_TYPES = {
    "CUSTOMER_RECEIPT": (EntityKind.PAYMENT, False, EntityKind.INVOICE),
    "CUSTOMER_REFUND": (EntityKind.PAYMENT, True, EntityKind.CREDIT_NOTE),
    "VENDOR_PAYMENT": (EntityKind.SUPPLIER_PAYMENT, False, EntityKind.BILL),
    "VENDOR_REFUND": (EntityKind.SUPPLIER_PAYMENT, True, EntityKind.SUPPLIER_CREDIT),
}
_WORDS = {(kind, is_refund): word for word, (kind, is_refund, _) in _TYPES.items()}
_DOCUMENTS = {
    plural: kind
    for kind in (EntityKind.INVOICE, EntityKind.BILL, EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)
    for plural in LISTS[kind].values()
}
_SUPPLIERS = frozenset({EntityKind.BILL, EntityKind.SUPPLIER_CREDIT, EntityKind.SUPPLIER_PAYMENT})


def payment_kind(body: Body) -> EntityKind:
    """Customers' and suppliers' payments share a list."""
    type_ = body.get("transaction_type")
    word = str(type_.get("id") if isinstance(type_, Mapping) else "")
    return EntityKind.SUPPLIER_PAYMENT if word.startswith("VENDOR") else EntityKind.PAYMENT


def artefacts(body: Body) -> list[tuple[str, str]]:
    """What a payment or allocation settles, by list and id, even of one that was deleted."""
    parts = body.get("allocated_artefacts")
    found = [one.get("artefact") for one in parts if isinstance(one, Mapping)] if isinstance(parts, list) else []
    return [
        (str(one.get("$path") or "").strip("/").partition("/")[0], str(one.get("id") or ""))
        for one in found
        if isinstance(one, Mapping)
    ]


def payment(body: Body) -> Payment:
    """Raises Unreadable."""
    said = wire.ContactPayment.model_validate(body)
    if said.transaction_type.id not in _TYPES:
        raise Unreadable(f"{said.transaction_type.id!r} is no payment of a customer or supplier")
    kind, is_refund, settled = _TYPES[said.transaction_type.id]
    if any(one.discount for one in said.allocated_artefacts):
        raise Unreadable("a discount at payment is not carried")
    reference, marker = parse_marked(said.reference)
    allocations = tuple(
        Allocation(kind=_artefact_kind(one.artefact, kind, otherwise=settled), document=one.artefact.id, amount=one.amount)
        for one in said.allocated_artefacts
    )
    return Payment(
        kind=kind,
        id=said.id,
        contact=said.contact.id,
        account=said.bank_account.id,
        paid_on=said.date,
        currency=said.currency.id,
        amount=said.total_amount,
        allocations=allocations,
        reference=reference,
        marker=marker,
        rate=rate_in(said.exchange_rate, total=said.total_amount, base=said.base_currency_total_amount),
        is_refund=is_refund,
    )


def _artefact_kind(artefact: wire.Reference, payment_kind: EntityKind, *, otherwise: EntityKind) -> EntityKind:
    """What an artefact is, by its path; money on account has no list of its own."""
    if not artefact.list_name:
        return otherwise
    return _DOCUMENTS.get(artefact.list_name, payment_kind)


def payment_body(entity: Payment, *, key: str) -> dict[str, Json]:
    """The object to send; raises Rejected."""
    if not entity.contact:
        raise refusal("contact_missing", "the payment names nobody", field="contact")
    if not entity.account:
        raise refusal("account_missing", "the payment names no bank account", field="account")
    if sum(one.amount for one in entity.allocations) > entity.amount:
        raise refusal("amount_over_due", "more is allocated than the payment comes to", field="allocations")
    body = {
        "transaction_type_id": _WORDS[entity.kind, entity.is_refund],
        "contact_id": entity.contact,
        "bank_account_id": entity.account,
        "date": entity.paid_on.isoformat(),
        "total_amount": money(entity.amount),
        "currency_id": entity.currency,
        "exchange_rate": rate_out(entity.rate),
        "reference": payment_reference(entity, key=key),
    }
    allocated = [{"artefact_id": one.document, "amount": money(one.amount)} for one in entity.allocations]
    return filled(body) | {"allocated_artefacts": allocated}


def payment_reference(entity: Payment, *, key: str) -> str:
    return marked(entity.reference, marker=entity.marker or key)


def settlement(body: Body, *, on_account: Mapping[str, str]) -> Settlement:
    """`on_account` gives the payments by the ids under which their money on account is allocated. Raises Unreadable."""
    said = wire.ContactAllocation.model_validate(body)
    is_supplier = said.transaction_type.id.startswith("VENDOR")
    paying = EntityKind.SUPPLIER_PAYMENT if is_supplier else EntityKind.PAYMENT
    found = [(_artefact_kind(one.artefact, paying, otherwise=paying), one) for one in said.allocated_artefacts]
    settled = [(kind, one) for kind, one in found if kind in (EntityKind.INVOICE, EntityKind.BILL)]
    sources = [(kind, one) for kind, one in found if kind in CREDITS or kind is paying]
    if len(settled) != 1 or len(sources) != 1:
        raise Unreadable(f"an allocation of {len(found)} documents to each other is not carried")
    (kind, target), (source_kind, source) = settled[0], sources[0]
    return Settlement(
        source_kind=source_kind,
        source=on_account.get(source.artefact.id, source.artefact.id),
        allocation=Allocation(kind=kind, document=target.artefact.id, amount=abs(target.amount)),
        contact=said.contact.id,
        allocated_on=said.date,
        id=said.id,
    )


def settlement_body(entity: Settlement, *, on_account: Mapping[str, str]) -> dict[str, Json]:
    """The object to send; raises Rejected. What is allocated and what it comes from cancel out."""
    if not entity.contact:
        raise refusal("contact_missing", "the allocation names nobody", field="contact")
    by_payment = {payment: artefact for artefact, payment in on_account.items()}
    taken = entity.allocation
    # Amounts carry the sign that the document has on its control account.
    owed = -taken.amount if taken.kind in _SUPPLIERS else taken.amount
    body = {
        "transaction_type_id": "VENDOR_ALLOCATION" if taken.kind in _SUPPLIERS else "CUSTOMER_ALLOCATION",
        "contact_id": entity.contact,
        "date": entity.allocated_on.isoformat() if entity.allocated_on else None,
        "allocated_artefacts": [
            {"artefact_id": taken.document, "amount": money(owed)},
            {"artefact_id": by_payment.get(entity.source, entity.source), "amount": money(-owed)},
        ],
    }
    return filled(body)
