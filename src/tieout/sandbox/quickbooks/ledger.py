"""The double-entry ledger behind the documents: every document's lines, and the balances that they make."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.state import Company

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class LedgerLine:
    """Debit is positive. `party` is `Customer:12` or `Vendor:7` on receivables and payables."""

    account: str
    amount: Decimal
    party: str = ""


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def record(company: Company, document: str, *, lines: list[LedgerLine], currency: str, rate: Decimal) -> None:
    """Puts `lines` (in the document's currency) in the place of what `document` had recorded before."""
    before = company.get("_journal", document)
    entry = {"lines": _in_account_currency(company, lines, currency=currency, rate=rate)} if lines else None
    change: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for sign, journal in ((-1, before), (1, entry)):
        for line in journal["lines"] if journal else []:
            change[line["account"], line["party"]] += sign * line["amount"]
    if entry is not None:
        company.keep("_journal", document, body=entry)
    elif before is not None:
        company.drop("_journal", document)
    _move(company, change)


def _in_account_currency(company: Company, lines: list[LedgerLine], *, currency: str, rate: Decimal) -> list[Body]:
    """Accounts kept in the document's own currency take its amounts, all others take home amounts."""
    kept, home_sum = [], ZERO
    for line in lines:
        home = line.amount if rate == 1 else cents(line.amount * rate)
        home_sum += home
        own = company.fetch("Account", line.account).get("CurrencyRef", {}).get("value", company.currency)
        amount = line.amount if own == currency else home
        kept.append({"account": line.account, "amount": amount, "home": home, "party": line.party})
    if home_sum:
        # Only roundings of a foreign currency can be left over.
        kept.append({"account": company.role("exchange"), "amount": -home_sum, "home": -home_sum, "party": ""})
    return kept


def _move(company: Company, change: dict[tuple[str, str], Decimal]) -> None:
    accounts: dict[str, Decimal] = defaultdict(Decimal)
    for (account, party), amount in change.items():
        accounts[account] += amount
        if amount and party:
            _move_party(company, party, amount=amount)
    for own_id, amount in accounts.items():
        body = company.fetch("Account", own_id)
        # Income and expense accounts show no balance; debit balances are positive (assumed for liabilities).
        if amount and body["Classification"] not in ("Revenue", "Expense"):
            balance = body["CurrentBalance"] + amount
            company.amend("Account", own_id, change={"CurrentBalance": balance, "CurrentBalanceWithSubAccounts": balance})


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
