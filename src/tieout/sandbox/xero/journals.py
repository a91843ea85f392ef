"""The double-entry ledger behind the documents: each that counts has one live journal, in base currency, that sums to zero.

`post` is the one entrance for every kind. It reads the body's status: a body that counts gets its journal, or has it replaced when
the amounts, the accounts or the date are other than before; one that is a draft, void or deleted loses it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero.ledger import ZERO, Leg, Source, system_account, take_away, write
from tieout.sandbox.xero.rules import round2
from tieout.sandbox.xero.state import State

__all__ = ["SIDES", "movements", "post", "take_away", "to_base"]


@dataclass(frozen=True)
class Side:
    """How payments and allocations point to a kind of document, and which status of it counts."""

    index: str
    field: str
    id_field: str


SIDES = {
    "Invoices": Side("invoice", "Invoice", "InvoiceID"),
    "CreditNotes": Side("credit_note", "CreditNote", "CreditNoteID"),
    "Prepayments": Side("prepayment", "Prepayment", "PrepaymentID"),
    "Overpayments": Side("overpayment", "Overpayment", "OverpaymentID"),
}
_COUNTS = frozenset({"AUTHORISED", "PAID", "POSTED"})
# Which way the open part of a document stands: owed to us is a debit.
_SIGNS = {
    "ACCREC": 1,
    "ACCPAY": -1,
    "ACCRECCREDIT": -1,
    "ACCPAYCREDIT": 1,
    "RECEIVE-PREPAYMENT": -1,
    "SPEND-PREPAYMENT": 1,
    "RECEIVE-OVERPAYMENT": -1,
    "SPEND-OVERPAYMENT": 1,
}
# What a journal says it comes from, where that is not the type itself. Xero names no type of its own for refunds of prepayments and
# overpayments, nor for allocations: they take that of the credit (assumed).
_SOURCES = {
    "RECEIVE": "CASHREC",
    "SPEND": "CASHPAID",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENT",
}
_PAYMENTS = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
}


def post(state: State, kind: str, *, body: Body) -> None:
    """Brings the journal of `body`, and of all payments and allocations on it, in line with it.

    `kind` is Invoices, CreditNotes, Prepayments, Overpayments, Payments, Allocations, BankTransactions, BankTransfers or
    ManualJournals. The documents that a payment or an allocation points to must be kept already. A prepayment or an overpayment
    keeps a `BankAccount`; bank transactions of those types post nothing, since the prepayment or overpayment itself does.
    """
    if kind in ("Payments", "Allocations"):
        _post_movement(state, kind, movement=body)
        return
    if body.get("PrepaymentID" if kind == "BankTransactions" else "") or body.get(
        "OverpaymentID" if kind == "BankTransactions" else ""
    ):
        return
    legs = _LEGS[kind](state, body) if body["Status"] in _COUNTS else []
    write(state, source=_source(state, kind, body=body), legs=legs)
    if kind in SIDES:
        for source, movement in _moved(state, kind, document=body):
            _post_movement(state, source, movement=movement)


def to_base(amount: Decimal, rate: Decimal) -> Decimal:
    """Assumed: the amount over the rate, rounded half up."""
    return amount if rate == 1 else round2(amount / rate)


def movements(state: State, kind: str, *, document: Body) -> list[Body]:
    """The payments and allocations on a document, oldest first."""
    return [movement for _, movement in _moved(state, kind, document=document)]


def _moved(state: State, kind: str, *, document: Body) -> list[tuple[str, Body]]:
    side = SIDES[kind]
    found = [
        (source, movement)
        for source in ("Payments", "Allocations")
        for movement in state.find(source, side.index, key=document[side.id_field])
    ]
    return sorted(found, key=lambda pair: str(pair[1]["Date"])) if len(found) > 1 else found


def _source(state: State, kind: str, *, body: Body) -> Source:
    base = state.organisation["BaseCurrency"]
    match kind:
        case "ManualJournals":
            return Source(body["ManualJournalID"], "MANJOURNAL", body["Date"], base, Decimal(1), body["Narration"])
        case "BankTransfers":
            return Source(body["BankTransferID"], "TRANSFER", body["Date"], base, Decimal(1), body["Reference"])
    id_field = "BankTransactionID" if kind == "BankTransactions" else SIDES[kind].id_field
    type_ = str(_SOURCES.get(body["Type"]) or body["Type"])
    reference = str(body.get("Reference") or body.get("InvoiceNumber") or "")
    return Source(body[id_field], type_, body["Date"], body["CurrencyCode"], body["CurrencyRate"], reference)


def _paper_legs(state: State, body: Body, *, against: str, sign: int) -> list[Leg]:
    """The total on one account, and each line and the tax on the other side."""
    rate, inclusive = body["CurrencyRate"], body["LineAmountTypes"] == "Inclusive"
    legs = [_leg(against, sign * body["Total"], rate=rate)]
    for line in body["LineItems"]:
        if cost := line.get("CostOfSale"):  # what is given away for nothing costs something all the same
            legs += [Leg(cost["To"], cost["Amount"], cost["Amount"]), Leg(cost["From"], -cost["Amount"], -cost["Amount"])]
        if not line["LineAmount"] or "AccountID" not in line:
            continue
        net = line["LineAmount"] - (line["TaxAmount"] if inclusive else 0)
        legs.append(
            replace(
                _leg(line["AccountID"], -sign * net, rate=rate),
                tax=-sign * to_base(line["TaxAmount"], rate),
                tax_type=line.get("TaxType", ""),
                description=line["Description"],
                tracking=tuple(line["Tracking"]),
            )
        )
    if body["TotalTax"]:
        legs.append(_leg(system_account(state, "GST"), -sign * body["TotalTax"], rate=rate))
    return _rounded(state, legs)


def _leg(account: str, amount: Decimal, *, rate: Decimal) -> Leg:
    return Leg(account, to_base(amount, rate), amount)


def _rounded(state: State, legs: list[Leg]) -> list[Leg]:
    """What a foreign currency's rounding leaves over goes to the account for it (assumed)."""
    left = sum((leg.net for leg in legs), ZERO)
    return [*legs, Leg(system_account(state, "ROUNDING"), -left, ZERO)] if left else legs


def _control(state: State, document_type: str) -> str:
    return system_account(state, "DEBTORS" if document_type.startswith(("ACCREC", "RECEIVE")) else "CREDITORS")


def _invoice_legs(state: State, body: Body) -> list[Leg]:
    return _paper_legs(state, body, against=_control(state, body["Type"]), sign=_SIGNS[body["Type"]])


def _bank_legs(state: State, body: Body) -> list[Leg]:
    sign = 1 if body["Type"].startswith("RECEIVE") else -1
    return _paper_legs(state, body, against=body["BankAccount"]["AccountID"], sign=sign)


def _overpayment_legs(state: State, body: Body) -> list[Leg]:
    received = _leg(body["BankAccount"]["AccountID"], -_SIGNS[body["Type"]] * body["Total"], rate=body["CurrencyRate"])
    return [received, Leg(_control(state, body["Type"]), -received.net, -received.amount)]


def _transfer_legs(_state: State, body: Body) -> list[Leg]:
    amount = body["BaseAmount"]
    return [
        Leg(body["FromBankAccount"]["AccountID"], -amount, -amount),
        Leg(body["ToBankAccount"]["AccountID"], amount, amount),
    ]


def _manual_legs(state: State, body: Body) -> list[Leg]:
    legs, tax_sum = [], ZERO
    for line in body["JournalLines"]:
        net = line["LineAmount"] - (line["TaxAmount"] if body["LineAmountTypes"] == "Inclusive" else 0)
        tax_sum += line["TaxAmount"]
        told = {"tax": line["TaxAmount"], "tax_type": line.get("TaxType", ""), "description": line.get("Description", "")}
        legs.append(Leg(line["AccountID"], net, net, tracking=tuple(line["Tracking"]), **told))
    return [*legs, Leg(system_account(state, "GST"), tax_sum, tax_sum)] if tax_sum else legs


_LEGS: dict[str, Callable[[State, Body], list[Leg]]] = {
    "Invoices": _invoice_legs,
    "CreditNotes": _invoice_legs,
    "Prepayments": _bank_legs,
    "Overpayments": _overpayment_legs,
    "BankTransactions": _bank_legs,
    "BankTransfers": _transfer_legs,
    "ManualJournals": _manual_legs,
}


def _post_movement(state: State, kind: str, *, movement: Body) -> None:
    """What leaves the documents at their own rates, what comes to the bank at the payment's, the difference as a gain or loss."""
    own_id = movement["PaymentID" if kind == "Payments" else "AllocationID"]
    if movement.get("Status") == "DELETED":
        take_away(state, own_id)
        return
    ends = [
        (document_kind, state.need(document_kind, movement[side.field][side.id_field]))
        for document_kind, side in SIDES.items()
        if side.field in movement
    ]
    legs = [leg for document_kind, document in ends for leg in _released(state, document_kind, document=document, own_id=own_id)]
    credit = ends[-1][1]  # the document itself for a payment
    if kind == "Payments":
        sign = _SIGNS[credit["Type"]]
        cash = movement["BankAmount"] if _in_base(state, movement) else to_base(movement["Amount"], movement["CurrencyRate"])
        legs = [Leg(movement["Account"]["AccountID"], sign * cash, sign * movement["Amount"]), *legs]
        type_ = _PAYMENTS.get(credit["Type"]) or _SOURCES[credit["Type"]]
        reference = movement["Reference"]
    else:
        type_, reference = str(_SOURCES.get(credit["Type"]) or credit["Type"]), ""
        legs = _netted(legs)
    gained = -sum((leg.net for leg in legs), ZERO)
    if gained:
        legs.append(Leg(system_account(state, "REALISEDCURRENCYGAIN"), gained, ZERO))
    rate = movement["CurrencyRate"] if kind == "Payments" else credit["CurrencyRate"]
    write(state, source=Source(own_id, type_, movement["Date"], credit["CurrencyCode"], rate, reference), legs=legs)


def _in_base(state: State, payment: Body) -> bool:
    base = state.organisation["BaseCurrency"]
    return bool(state.need("Accounts", payment["Account"]["AccountID"]).get("CurrencyCode", base) == base)


def _released(state: State, kind: str, *, document: Body, own_id: str) -> list[Leg]:
    """The movement's share of what the open part of the document stands on.

    Shares are differences of rounded running sums, so what is left on an account is always the open part at the document's rate.
    """
    before = ZERO
    for source, one in _moved(state, kind, document=document):
        after = before + one["Amount"]
        if one["PaymentID" if source == "Payments" else "AllocationID"] == own_id:
            break
        before = after
    else:
        raise LookupError(f"{own_id} does not move its document")
    held = _holding(state, kind, document=document)
    earlier, later = (_shares(held, used, document=document) for used in (before, after))
    return [
        replace(leg, net=was.net - is_now.net, amount=was.amount - is_now.amount, tax=ZERO)
        for leg, was, is_now in zip(held, earlier, later, strict=True)
    ]


def _holding(state: State, kind: str, *, document: Body) -> list[Leg]:
    """A prepayment stands on its lines' accounts and the tax, everything else on the control account."""
    if kind == "Prepayments":
        return _bank_legs(state, document)[1:]
    sign = _SIGNS[document["Type"]]
    return [_leg(_control(state, document["Type"]), sign * document["Total"], rate=document["CurrencyRate"])]


def _shares(held: Sequence[Leg], used: Decimal, *, document: Body) -> list[Leg]:
    """The part of each leg for the used part of the document; the last one takes the cents."""
    total, rate = document["Total"], document["CurrencyRate"]
    sign = _SIGNS[document["Type"]]
    net_sum, amount_sum = sign * (to_base(total, rate) - to_base(total - used, rate)), sign * used
    parts = [replace(leg, net=round2(leg.net * used / total), amount=round2(leg.amount * used / total)) for leg in held[:-1]]
    net_left = net_sum - sum((leg.net for leg in parts), ZERO)
    amount_left = amount_sum - sum((leg.amount for leg in parts), ZERO)
    return [*parts, replace(held[-1], net=net_left, amount=amount_left)]


def _netted(legs: Sequence[Leg]) -> list[Leg]:
    """One leg an account: setting a credit against an invoice of the same rate moves nothing."""
    sums: dict[str, Leg] = {}
    for leg in legs:
        known = sums.get(leg.account)
        sums[leg.account] = replace(leg, net=leg.net + known.net, amount=leg.amount + known.amount) if known else leg
    return list(sums.values())
