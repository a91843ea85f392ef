"""The double-entry ledger behind the documents: every document's journal, and the balances that the journals make."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.errors import business
from tieout.sandbox.quickbooks.state import Company

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_CONTROLS = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


@dataclass(frozen=True)
class LedgerLine:
    """Debit is positive. `party` is `Customer:12` or `Vendor:7`; it moves their balance on receivables and payables only.

    `target` is the document that a line on such an account opens or settles. `home` is given where the amount at home is not the
    amount at the entry's rate: what settles a debt takes the debt's own rate, and stock its cost.
    """

    account: str
    amount: Decimal
    party: str = ""
    target: str = ""
    home: Decimal | None = None
    class_id: str = ""
    item_id: str = ""


@dataclass(frozen=True)
class Entry:
    """`party` is whom the lines without one of their own are about."""

    on: str
    lines: Sequence[LedgerLine]
    currency: str
    rate: Decimal = Decimal(1)
    party: str = ""
    department: str = ""


@dataclass(frozen=True)
class Opening:
    """What a document leaves on a receivable or payable account: a debt uses up a payment, a credit adds to it."""

    party: str
    account: str
    amount: Decimal
    debt: bool


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def record(company: Company, document: str, *, entry: Entry | None) -> None:
    """Puts the entry in the place of what `document` had recorded before; None takes it away."""
    before = company.get("_journal", document)
    after = _journal(company, document, entry=entry) if entry is not None and entry.lines else None
    change: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for sign, journal in ((-1, before), (1, after)):
        for line in journal["lines"] if journal else []:
            change[line["account"], line["party"]] += sign * line["amount"]
    if after is not None:
        company.keep("_journal", document, body=after)
    elif before is not None:
        company.drop("_journal", document)
    _move(company, change)


def _journal(company: Company, document: str, *, entry: Entry) -> Body:
    """Accounts kept in the document's own currency take its amounts, all others take home amounts."""
    if sum((line.amount for line in entry.lines), ZERO):
        raise ArithmeticError(f"the lines of {document} do not balance")
    kept, home_sum = [], ZERO
    for line in entry.lines:
        home = line.home if line.home is not None else line.amount if entry.rate == 1 else cents(line.amount * entry.rate)
        home_sum += home
        body: Body = {"account": line.account, "amount": _amount(company, entry, line=line, home=home), "home": home}
        body["party"] = line.party or entry.party
        for name, value in (("target", line.target), ("class", line.class_id), ("item", line.item_id)):
            if value:
                body[name] = value
        kept.append(body)
    if home_sum:
        # What a debt was worth and what was paid for it differ by the two days' rates, and by roundings.
        exchange = company.role("exchange")
        kept.append({"account": exchange, "amount": -home_sum, "home": -home_sum, "party": entry.party})
    return {"on": entry.on, "document": document, "department": entry.department, "lines": kept}


def _amount(company: Company, entry: Entry, *, line: LedgerLine, home: Decimal) -> Decimal:
    if entry.currency == company.currency and not company.multi_currency:
        return home
    own = company.fetch("Account", line.account).get("CurrencyRef", {}).get("value", company.currency)
    if own == entry.currency:
        return line.amount if own != company.currency else home
    if own != company.currency:
        raise business(f"The currency of account {line.account} is neither the transaction's nor the company's")
    return home


def opening(company: Company, document: str) -> Opening | None:
    """What the document itself opened, in its own currency and whatever has been settled since; None if nothing."""
    journal = company.get("_journal", document)
    lines = [line for line in journal["lines"] if line.get("target") == document] if journal else []
    amount = sum((line["amount"] for line in lines), ZERO)
    if not amount:
        return None
    party = str(lines[0]["party"])
    debt = (amount > 0) == party.startswith("Customer:")
    return Opening(party, str(lines[0]["account"]), abs(amount), debt)


def booked(company: Company, document: str, *, account: str) -> Decimal:
    """What a document has moved on an account, in home money."""
    journal = company.get("_journal", document)
    return sum((line["home"] for line in journal["lines"] if line["account"] == account), ZERO) if journal else ZERO


def _move(company: Company, change: dict[tuple[str, str], Decimal]) -> None:
    accounts: dict[str, Decimal] = defaultdict(Decimal)
    for (account, party), amount in change.items():
        accounts[account] += amount
        if amount and party:
            kind = _CONTROLS.get(company.fetch("Account", account)["AccountType"])
            if kind is not None and party.startswith(f"{kind}:"):
                _move_party(company, party, amount=amount)
    for own_id, amount in accounts.items():
        body = company.fetch("Account", own_id)
        # Income and expense accounts show no balance; debit balances are positive (assumed for liabilities).
        if amount and body["Classification"] not in ("Revenue", "Expense"):
            company.amend("Account", own_id, change={"CurrentBalance": body["CurrentBalance"] + amount})
            _move_above(company, own_id, amount=amount)


def _move_above(company: Company, account: str | None, *, amount: Decimal) -> None:
    while account is not None:
        body = company.fetch("Account", account)
        company.amend("Account", account, change={"CurrentBalanceWithSubAccounts": body["CurrentBalanceWithSubAccounts"] + amount})
        account = body["ParentRef"]["value"] if body.get("ParentRef") else None


def _move_party(company: Company, party: str, *, amount: Decimal) -> None:
    kind, _, own_id = party.partition(":")
    body = company.fetch(kind, own_id)
    if kind == "Vendor":
        company.amend(kind, own_id, change={"Balance": body["Balance"] - amount})
        return
    company.amend(kind, own_id, change={"Balance": body["Balance"] + amount, "BalanceWithJobs": body["BalanceWithJobs"] + amount})
    while body.get("ParentRef"):
        body = company.fetch(kind, body["ParentRef"]["value"])
        company.amend(kind, body["Id"], change={"BalanceWithJobs": body["BalanceWithJobs"] + amount})


def control_account(company: Company, role: str, *, currency: str) -> str:
    """The receivable or payable account of a currency; a foreign one is made when it is first needed."""
    own_id = company.role(role)
    if currency == company.currency:
        return own_id
    home = company.fetch("Account", own_id)
    name = f"{home['Name']} - {currency}"
    if found := company.named("Account", name):
        return str(found[0]["Id"])
    kept = ("AccountType", "AccountSubType", "Classification", "Active", "SubAccount")
    body = {name: home[name] for name in kept} | {"Name": name, "FullyQualifiedName": name}
    body |= {"CurrentBalance": ZERO, "CurrentBalanceWithSubAccounts": ZERO, "CurrencyRef": {"value": currency, "name": currency}}
    return str(company.add("Account", body)["Id"])
