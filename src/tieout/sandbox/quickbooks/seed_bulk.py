"""A company with as many documents as one asks for, made straight into the books.

A few documents are written through the rules; the others are copies of them with names, days, amounts and links of their own, so
that they have the very shape of documents that a client has written.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import writes
from tieout.sandbox.quickbooks.companies import CompanySeed
from tieout.sandbox.quickbooks.ledger import ZERO, cents
from tieout.sandbox.quickbooks.moments import instant, stamp
from tieout.sandbox.quickbooks.state import Company

_CUSTOMERS, _VENDORS, _DAYS, _QUANTITIES = 60, 25, 720, 9
_PRICE = Decimal("37.35")
# What ten documents are: a payment settles the invoice before it, a bill payment the bill before it.
_TEN = ("Invoice", "Invoice", "Payment", "Invoice", "Bill", "BillPayment", "Invoice", "Payment", "Bill", "Invoice")
_SETTLED = {"Payment": "Invoice", "BillPayment": "Bill"}
_PARTY = {"Invoice": "CustomerRef", "Payment": "CustomerRef", "Bill": "VendorRef", "BillPayment": "VendorRef"}


@dataclass(frozen=True)
class _Model:
    """A written document and its journal, for one quantity."""

    kind: str
    body: Body
    lines: Sequence[Body]


@dataclass
class _Sums:
    """What the copies add to the balances of accounts and names."""

    accounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    parties: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))


def fill(company: Company, own: CompanySeed, *, count: int) -> None:
    """`count` documents in all, those that are written through the rules among them."""
    models, made = _models(company, own, most=count)
    customers = [_reference(company, "Customer", place=place) for place in range(_CUSTOMERS)]
    vendors = [_reference(company, "Vendor", place=place) for place in range(_VENDORS)]
    copier = _Copier(company, models, customers, vendors)
    for place in range(count - made):
        copier.copy(place)
    copier.finish()


def _reference(company: Company, kind: str, *, place: int) -> Body:
    body = writes.save(company, kind, raw={"DisplayName": f"{kind} {place + 1:03}"})
    return {"value": body["Id"], "name": body["DisplayName"]}


def _models(company: Company, own: CompanySeed, *, most: int) -> tuple[dict[tuple[str, int], _Model], int]:
    """By kind and quantity; fewer than all where fewer documents are wanted."""
    customer = writes.save(company, "Customer", raw={"DisplayName": "Customer 000"})["Id"]
    vendor = writes.save(company, "Vendor", raw={"DisplayName": "Vendor 000"})["Id"]
    accounts = {"IncomeAccountRef": {"value": own.chart.roles["income"]}, "ExpenseAccountRef": {"value": "80"}}
    item = writes.save(company, "Item", raw={"Name": "Thing", "Type": "NonInventory", "UnitPrice": _PRICE} | accounts)["Id"]
    found: dict[tuple[str, int], _Model] = {}
    on = company.today()
    for quantity in range(1, _QUANTITIES + 1):
        for raw_kind in ("Invoice", "Payment", "Bill", "BillPayment"):
            if len(found) == most:
                return found, most
            debt = found.get((_SETTLED.get(raw_kind, ""), quantity))
            raw = _raw(own, raw_kind, quantity=quantity, names=(customer, vendor, item), debt=debt)
            body = writes.save(company, raw_kind, raw=raw | {"TxnDate": on})
            journal = company.get("_journal", f"{raw_kind}:{body['Id']}") or {}
            found[raw_kind, quantity] = _Model(raw_kind, body, journal["lines"])
    return found, len(found)


def _raw(own: CompanySeed, kind: str, *, quantity: int, names: tuple[str, str, str], debt: _Model | None) -> Body:
    customer, vendor, item = names
    code = {"TaxCodeRef": {"value": own.tax_code or "NON"}}
    excluded = {"GlobalTaxCalculation": "TaxExcluded"} if own.tax_code else {}
    amount, party = cents(quantity * _PRICE), {"value": customer if _PARTY[kind] == "CustomerRef" else vendor}
    head: Body = {_PARTY[kind]: party}
    # Money in the foreign companies stays at home here: copies share one rate.
    if debt is not None:
        total = debt.body["TotalAmt"]
        linked = [{"Amount": total, "LinkedTxn": [{"TxnId": debt.body["Id"], "TxnType": debt.kind}]}]
        head |= {"TotalAmt": total, "Line": linked}
        if kind == "BillPayment":
            return head | {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": own.bank}}}
        return head | {"DepositToAccountRef": {"value": own.bank}}
    head |= excluded | {"SalesTermRef": {"value": "3"}, "DocNumber": f"{kind[0]}-{quantity}"}
    if kind == "Bill":
        detail: Body = {"AccountRef": {"value": "54"}} | code
        line: Body = {"DetailType": "AccountBasedExpenseLineDetail", "AccountBasedExpenseLineDetail": detail}
    else:
        detail = {"ItemRef": {"value": item}, "Qty": Decimal(quantity), "UnitPrice": _PRICE} | code
        line = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    return head | {"Line": [line | {"Amount": amount}]}


class _Copier:
    """Makes copies one after another; what they add up to is written at the end."""

    def __init__(
        self, company: Company, models: dict[tuple[str, int], _Model], customers: Sequence[Body], vendors: Sequence[Body]
    ) -> None:
        self.company, self.models = company, models
        self.parties = {"CustomerRef": customers, "VendorRef": vendors}
        self.sums = _Sums()
        self.at = instant(company.stamp())
        today = date.fromisoformat(company.today())
        self.days = [(today - timedelta(days=_DAYS - place)).isoformat() for place in range(_DAYS + 31)]
        # The last debt of each kind, not kept yet: the next payment settles it, and one write does for both.
        self.last: dict[str, tuple[Body, Body, int]] = {}
        self.second, self.shown = self.at.replace(microsecond=0), ("", "")

    def copy(self, place: int) -> None:
        kind = _TEN[place % len(_TEN)]
        quantity, day = place * 7 % _QUANTITIES + 1, self.days[place * 13 % _DAYS]
        if kind in _SETTLED:
            self._settling(kind)
            return
        model = self.models[kind, quantity]
        references = self.parties[_PARTY[kind]]
        party, own_id = references[place * 11 % len(references)], self.company.next_id(kind)
        body = model.body | {"Id": own_id, _PARTY[kind]: party, "TxnDate": day, "MetaData": self._meta()}
        body |= {"DueDate": self.days[place * 13 % _DAYS + 30], "DocNumber": f"{kind[0]}{own_id}", "SyncToken": "0"}
        body |= {"Balance": model.body["TotalAmt"], "LinkedTxn": []}
        if "HomeBalance" in body:
            body["HomeBalance"] = body["HomeTotalAmt"]
        self._let_go(kind)
        self._record(model, body=body, target=own_id)
        self.last[kind] = (body, party, quantity)

    def _let_go(self, kind: str) -> None:
        if kind in self.last:
            body = self.last.pop(kind)[0]
            self.company.keep(kind, body["Id"], body=body)

    def _settling(self, kind: str) -> None:
        """A payment of the last debt, whole, on its due day."""
        debt_kind = _SETTLED[kind]
        debt, party, quantity = self.last[debt_kind]
        model, own_id = self.models[kind, quantity], self.company.next_id(kind)
        line = model.body["Line"][0] | {"LinkedTxn": [{"TxnId": debt["Id"], "TxnType": debt_kind}]}
        body = model.body | {"Id": own_id, _PARTY[kind]: party, "TxnDate": debt["DueDate"], "MetaData": self._meta()}
        body["Line"] = [line]
        self.company.keep(kind, own_id, body=body)
        self._record(model, body=body, target=debt["Id"])
        shown = "Payment" if kind == "Payment" else "BillPaymentCheck"
        source, target = f"{kind}:{own_id}", f"{debt_kind}:{debt['Id']}"
        entry = {"source": source, "target": target, "amount": line["Amount"], "type": shown}
        self.company.keep("_applied", f"{source}>{target}", body=entry)
        paid = {"Balance": ZERO, "LinkedTxn": [{"TxnId": own_id, "TxnType": shown}], "SyncToken": "1"}
        paid |= {"MetaData": debt["MetaData"] | {"LastUpdatedTime": self._stamp()}}
        paid |= {"HomeBalance": ZERO} if "HomeBalance" in debt else {}
        self.last[debt_kind] = (debt | paid, party, quantity)

    def _record(self, model: _Model, *, body: Body, target: str) -> None:
        party_kind = "Customer" if _PARTY[model.kind] == "CustomerRef" else "Vendor"
        party = f"{party_kind}:{body[_PARTY[model.kind]]['value']}"
        document, lines = f"{model.kind}:{body['Id']}", []
        for line in model.lines:
            lines.append(line | {"party": party})
            self.sums.accounts[line["account"]] += line["amount"]
            if "target" in line:
                lines[-1]["target"] = f"{_SETTLED.get(model.kind, model.kind)}:{target}"
                self.sums.parties[party] += line["amount"]
        journal = {"on": body["TxnDate"], "document": document, "department": "", "lines": lines}
        self.company.keep("_journal", document, body=journal)

    def _meta(self) -> Body:
        now = self._stamp()
        return {"CreateTime": now, "LastUpdatedTime": now}

    def _stamp(self) -> str:
        """A millisecond later each time; what is before and behind the milliseconds is worked out once a second."""
        self.at += timedelta(milliseconds=1)
        second = self.at.replace(microsecond=0)
        if second != self.second or not self.shown[0]:
            whole = stamp(second)
            point = whole.index(".") + 1
            self.second, self.shown = second, (whole[:point], whole[point + 3 :])
        return f"{self.shown[0]}{self.at.microsecond // 1000:03}{self.shown[1]}"

    def finish(self) -> None:
        for kind in list(self.last):
            self._let_go(kind)
        for own_id, amount in self.sums.accounts.items():
            body = self.company.fetch("Account", own_id)
            if amount and body["Classification"] not in ("Revenue", "Expense"):
                both = {name: body[name] + amount for name in ("CurrentBalance", "CurrentBalanceWithSubAccounts")}
                self.company.amend("Account", own_id, change=both)
        for party, amount in self.sums.parties.items():
            kind, _, own_id = party.partition(":")
            body = self.company.fetch(kind, own_id)
            names = ("Balance", "BalanceWithJobs") if kind == "Customer" else ("Balance",)
            signed = amount if kind == "Customer" else -amount
            self.company.amend(kind, own_id, change={name: body[name] + signed for name in names})
        self.company.keep("_stamp", "last", body={"at": stamp(self.at)})
