"""Which payment settles which document: the applications, and what is left open."""

from collections.abc import Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.state import Company

# Whether an application of this kind of target uses up the payment (1) or adds to what it can settle (-1).
DIRECTION = {"Invoice": 1, "CreditMemo": -1, "Bill": 1, "VendorCredit": -1}


def key(kind: str, id: str) -> str:
    return f"{kind}:{id}"


def applied(company: Company, target: str, *, but_for: str = "") -> Decimal:
    """What has been applied to a document, leaving out one payment."""
    return sum((entry["amount"] for entry in company.find("_applied", "target", key=target) if entry["source"] != but_for), ZERO)


def open_amount(company: Company, kind: str, *, body: Body, but_for: str = "") -> Decimal:
    owed: Decimal = body["TotalAmt"] - body.get("Deposit", ZERO)
    return owed - applied(company, key(kind, body["Id"]), but_for=but_for)


def balances(company: Company, kind: str, *, body: Body) -> Body:
    """The read-only fields of a document that its applications decide."""
    entries = company.find("_applied", "target", key=key(kind, body.get("Id", "")))
    left = body["TotalAmt"] - body.get("Deposit", ZERO) - sum((entry["amount"] for entry in entries), ZERO)
    fields: Body = {"Balance": left}
    if kind == "CreditMemo":
        fields["RemainingCredit"] = left
    if company.multi_currency:
        fields["HomeBalance"] = (left * body.get("ExchangeRate", Decimal(1))).quantize(Decimal("0.01"))
    fields["LinkedTxn"] = [{"TxnId": entry["source"].partition(":")[2], "TxnType": entry["type"]} for entry in entries]
    return fields


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
    """Takes applications off a document, the newest payment first, until no more than `keep` is settled."""
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
