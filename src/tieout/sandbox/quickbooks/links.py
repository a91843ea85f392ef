"""Which payment settles which document: the applications, and what is left open."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO, cents
from tieout.sandbox.quickbooks.state import Company

# Whether an application of this kind of target uses up the payment (1) or adds to what it can settle (-1).
DIRECTION = {"Invoice": 1, "CreditMemo": -1, "Bill": 1, "VendorCredit": -1}
ORDERS = ("Estimate", "PurchaseOrder", "TimeActivity")


def key(kind: str, id: str) -> str:
    return f"{kind}:{id}"


def applied(company: Company, target: str, *, but_for: str = "") -> Decimal:
    """What has been applied to a document, leaving out one payment."""
    return sum((entry["amount"] for entry in company.find("_applied", "target", key=target) if entry["source"] != but_for), ZERO)


def sources(company: Company, target: str) -> set[str]:
    """The payments that settle a document."""
    return {str(entry["source"]) for entry in company.find("_applied", "target", key=target)}


def targets(company: Company, source: str) -> set[str]:
    """The documents that a payment settles."""
    return {str(entry["target"]) for entry in company.find("_applied", "source", key=source)}


def settled_home(company: Company, target: str, *, source: str) -> Decimal:
    """What a payment settled of a document, in home money at the document's own rate; the last one takes what rounding left."""
    kind, _, own_id = target.partition(":")
    rate = company.fetch(kind, own_id).get("ExchangeRate", Decimal(1))
    entries = company.find("_applied", "target", key=target)
    until = ZERO
    for entry in sorted(entries, key=lambda entry: int(entry["source"].partition(":")[2])):
        before, until = until, until + entry["amount"]
        if entry["source"] == source:
            return cents(until * rate) - cents(before * rate)
    return ZERO


def linked(company: Company, target: str) -> list[Body]:
    """The LinkedTxn of a document: the payments that settle it, and the deposit that took its money to the bank."""
    entries = [(entry["source"].partition(":")[2], entry["type"]) for entry in company.find("_applied", "target", key=target)]
    deposited = company.get("_deposited", target)
    if deposited is not None:
        entries.append((deposited["deposit"], "Deposit"))
    return [{"TxnId": own_id, "TxnType": shown} for own_id, shown in entries]


def balances(company: Company, kind: str, *, body: Body) -> Body:
    """The read-only fields of a document that its applications decide."""
    own = key(kind, body.get("Id", ""))
    # An estimate or a purchase order that the client linked stays; what settles the document is the books' to say.
    orders = [entry for entry in body.get("LinkedTxn", []) if entry["TxnType"] in ORDERS]
    shown: Body = {"LinkedTxn": [*orders, *linked(company, own)]}
    if kind not in DIRECTION:
        return shown
    left = body["TotalAmt"] - body.get("Deposit", ZERO) - applied(company, own)
    fields: Body = {"Balance": left}
    if kind == "CreditMemo":
        fields["RemainingCredit"] = left
    if company.multi_currency:
        rate = body.get("ExchangeRate", Decimal(1))
        fields["HomeBalance"] = cents((left + applied(company, own)) * rate) - cents(applied(company, own) * rate)
    return fields | shown


def apply(company: Company, source: str, *, wanted: Mapping[str, Decimal], type: str) -> None:
    """Puts `wanted` (amounts by target) in the place of what `source` had settled; touched documents get a new version."""
    before = {entry["target"]: entry["amount"] for entry in company.find("_applied", "source", key=source)}
    for target in before.keys() - wanted.keys():
        company.drop("_applied", f"{source}>{target}")
    for target, amount in wanted.items():
        company.keep("_applied", f"{source}>{target}", body={"source": source, "target": target, "amount": amount, "type": type})
    for target in sorted(before.keys() | wanted.keys()):
        if before.get(target) != wanted.get(target):
            refresh(company, target)


def refresh(company: Company, target: str) -> None:
    kind, _, own_id = target.partition(":")
    stored = company.get(kind, own_id)
    if stored is not None:
        company.replace(kind, stored, body=stored | balances(company, kind, body=stored))


def loosen(company: Company, target: str, *, keep: Decimal) -> None:
    """Takes applications off a document, the newest payment first, until no more than `keep` is settled.

    The journals of the payments must be written anew afterwards.
    """
    excess = applied(company, target) - keep
    for entry in reversed(company.find("_applied", "target", key=target)):
        if excess <= 0:
            return
        cut = min(excess, entry["amount"])
        excess -= cut
        _shorten(company, entry, cut=cut)


def _shorten(company: Company, entry: Body, *, cut: Decimal) -> None:
    kind, _, own_id = entry["source"].partition(":")
    payment, left = company.fetch(kind, own_id), entry["amount"] - cut
    name = f"{entry['source']}>{entry['target']}"
    if left:
        company.keep("_applied", name, body=entry | {"amount": left})
    else:
        company.drop("_applied", name)
    target_kind, _, target_id = entry["target"].partition(":")
    lines = []
    for line in payment["Line"]:
        linked = line["LinkedTxn"][0]
        if (linked["TxnType"], linked["TxnId"]) != (target_kind, target_id):
            lines.append(line)
        elif left:
            lines.append(line | {"Amount": left})
    change: Body = {"Line": lines}
    if kind == "Payment":
        change["UnappliedAmt"] = payment["UnappliedAmt"] + cut * DIRECTION[target_kind]
    company.replace(kind, payment, body=payment | change)
