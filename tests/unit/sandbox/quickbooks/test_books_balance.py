"""Whatever is written, changed, voided and deleted: the journals balance, and everything that is read from them agrees."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chances import tries
from tieout.sandbox.quickbooks import stock
from tieout.sandbox.quickbooks.state import Company
from unit.sandbox.quickbooks.desk import Desk, Json, expense_line, open_desk, purchase, sale, sale_line, settling
from unit.sandbox.quickbooks.reading import accounts, figures, report

_RATES = ("0.85", "0.8713", "0.9", "1.0037")
_WAYS = {"Customer": 1, "Vendor": -1}
_SHORT = {"start_date": "2023-06-01", "end_date": "2027-12-31"}  # no more columns than a report may have
_OPEN = {"Invoice": 1, "CreditMemo": -1, "Bill": 1, "VendorCredit": -1}


def company_of(desk: Desk) -> Company:
    return Company(desk.ground.books, desk.realm, at=desk.ground.clock.now())


def check(desk: Desk) -> None:
    """Raises AssertionError where the books, the documents and the balances do not say the same."""
    company = company_of(desk)
    journals = company.all("_journal")
    home: dict[str, Decimal] = defaultdict(Decimal)
    own: dict[str, Decimal] = defaultdict(Decimal)
    by_party: dict[str, Decimal] = defaultdict(Decimal)
    open_home: dict[str, Decimal] = defaultdict(Decimal)
    open_own: dict[str, Decimal] = defaultdict(Decimal)
    for journal in journals:
        assert sum(line["home"] for line in journal["lines"]) == 0
        for line in journal["lines"]:
            home[line["account"]] += line["home"]
            own[line["account"]] += line["amount"]
            if "target" in line:
                by_party[line["party"]] += line["amount"]
                open_home[line["target"]] += line["home"]
                open_own[line["target"]] += line["amount"]
    assert sum(home.values()) == 0
    _check_accounts(company, own=own)
    for kind, way in _WAYS.items():
        for body in company.all(kind):
            assert body["Balance"] == way * by_party[f"{kind}:{body['Id']}"]
    _check_documents(company, open_own=open_own, open_home=open_home)
    controls = {row["Id"] for row in company.all("Account") if row["AccountType"] in ("Accounts Receivable", "Accounts Payable")}
    assert sum(home[account] for account in controls) == sum(open_home.values())
    held = {entry["source"] for entry in company.all("_deposited")}
    funds = company.role("undeposited")
    waiting = [row for row in journals if row["document"] not in held and not row["document"].startswith("Deposit:")]
    assert home[funds] == sum(line["home"] for row in waiting for line in row["lines"] if line["account"] == funds)
    for account, value in stock.on_hand(company).items():
        assert home[account] == value


def check_reports(desk: Desk) -> None:
    """The reports say the same as the books, and as each other."""
    company, span = company_of(desk), {"start_date": "2020-01-01", "end_date": "2030-12-31"}
    trial = report(desk, "TrialBalance", **span)
    debits, credits_ = figures(trial, "TOTAL")
    assert debits == credits_
    sheet = report(desk, "BalanceSheet", **span)
    assert figures(sheet, "Total ASSETS") == figures(sheet, "TOTAL LIABILITIES AND EQUITY")
    by_type: dict[str, Decimal] = defaultdict(Decimal)
    for own_id, amount in accounts(trial).items():
        by_type[company.fetch("Account", own_id)["AccountType"]] += amount
    for name, kind, way in (("AgedReceivables", "Accounts Receivable", 1), ("AgedPayables", "Accounts Payable", -1)):
        aged = figures(report(desk, name, report_date="2030-12-31"), "TOTAL")
        detail = "AgedReceivableDetail" if way == 1 else "AgedPayableDetail"
        balance = "CustomerBalance" if way == 1 else "VendorBalance"
        assert aged[-1] == sum(aged[:-1]) == way * by_type[kind]
        assert figures(report(desk, detail, report_date="2030-12-31"), "TOTAL")[-1] == aged[-1]
        assert figures(report(desk, balance, report_date="2030-12-31"), "TOTAL") == aged[-1:]
    for basis in ("Accrual", "Cash"):
        sheet = report(desk, "BalanceSheet", accounting_method=basis, **span)
        assert figures(sheet, "Total ASSETS") == figures(sheet, "TOTAL LIABILITIES AND EQUITY")
        profit = figures(report(desk, "ProfitAndLoss", accounting_method=basis, **span), "Net Income")
        by_month = figures(
            report(desk, "ProfitAndLoss", accounting_method=basis, summarize_column_by="Month", **_SHORT), "Net Income"
        )
        assert profit == by_month[-1:] == [sum(by_month[:-1])]
    ledger = report(desk, "GeneralLedger", **span)
    for account in company.all("Account"):
        if account["Classification"] == "Asset" and account["Id"] in accounts(trial):
            assert figures(ledger, f"Total for {account['Name']}")[-2] == accounts(trial)[account["Id"]]


def _check_accounts(company: Company, *, own: dict[str, Decimal]) -> None:
    for account in company.all("Account"):
        if account["Classification"] not in ("Revenue", "Expense"):
            assert account["CurrentBalance"] == own[account["Id"]], account["Name"]


def _check_documents(company: Company, *, open_own: dict[str, Decimal], open_home: dict[str, Decimal]) -> None:
    for kind, way in _OPEN.items():
        side = way if kind in ("Invoice", "CreditMemo") else -way
        for body in company.all(kind):
            target = f"{kind}:{body['Id']}"
            assert 0 <= body["Balance"] <= body["TotalAmt"]
            assert side * open_own[target] == body["Balance"]
            assert side * open_home[target] == body.get("HomeBalance", body["Balance"])
            if not body["Balance"]:
                assert open_home[target] == 0
    for body in company.all("Payment"):
        assert -open_own[f"Payment:{body['Id']}"] == body["UnappliedAmt"] >= 0


class Bookkeeper:
    """Does everything in any order, in a company with two currencies and a stock item; what is refused changes nothing."""

    def __init__(self) -> None:
        self.desk = desk = open_desk()
        token = desk.get("/preferences")["Preferences"]["SyncToken"]
        desk.save("Preferences", {"Id": "1", "SyncToken": token, "CurrencyPrefs": {"MultiCurrencyEnabled": True}})
        stocked = {"Type": "Inventory", "AssetAccountRef": {"value": "81"}, "QtyOnHand": 5, "InvStartDate": "2026-01-05"}
        self.items = [desk.item(), desk.item("Kettle", PurchaseCost=Decimal("7.30"), **stocked)]
        self.customers = [desk.customer("At home"), desk.customer("Abroad", CurrencyRef={"value": "EUR"})]
        self.vendors = [desk.vendor("Supplier"), desk.vendor("Supplier abroad", CurrencyRef={"value": "EUR"})]
        self.answered: dict[tuple[str, str], int] = defaultdict(int)

    def _post(self, kind: str, body: Json, *, operation: str = "") -> None:
        self.desk.post(f"/{kind.lower()}", body, **({"operation": operation} if operation else {}))
        if self.desk.last.status == 200:
            self.answered[kind, operation] += 1

    def _money(self, foreign: bool, chance: Random) -> Json:
        return {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal(chance.choice(_RATES))} if foreign else {}

    def _pick(self, kind: str, chance: Random, *, only_open: bool = False) -> Json | None:
        rows = [row for row in company_of(self.desk).all(kind) if not only_open or row["Balance"]]
        return chance.choice(rows) if rows else None

    def sell(self, chance: Random) -> None:
        who = chance.randrange(2)
        head = {"TxnDate": f"2026-02-{chance.randint(1, 28):02}"} | self._money(who == 1, chance)
        self._post(chance.choice(("Invoice", "Invoice", "CreditMemo")), sale(self.customers[who], self._sale_line(chance), **head))

    def _sale_line(self, chance: Random) -> Json:
        pieces, price = chance.randint(1, 6), Decimal(chance.randint(1, 9_999)) / 100
        return sale_line(str(pieces * price), item=chance.choice(self.items), Qty=pieces, UnitPrice=price)

    def buy(self, chance: Random) -> None:
        who, pieces, price = chance.randrange(2), chance.randint(1, 6), Decimal(chance.randint(1, 5_000)) / 100
        detail = {"ItemRef": {"value": self.items[1]}, "Qty": pieces, "UnitPrice": price, "TaxCodeRef": {"value": "2"}}
        stock_line = {"DetailType": "ItemBasedExpenseLineDetail", "Amount": pieces * price, "ItemBasedExpenseLineDetail": detail}
        line = stock_line if chance.random() < 0.6 else expense_line(str(price))
        head = {"TxnDate": f"2026-02-{chance.randint(1, 28):02}"} | self._money(who == 1, chance)
        self._post(chance.choice(("Bill", "Bill", "VendorCredit")), purchase(self.vendors[who], line, **head))

    def spend(self, chance: Random) -> None:
        card = {"AccountRef": {"value": "41"}, "PaymentType": "CreditCard", "Credit": chance.random() < 0.5}
        body: Json = card if chance.random() < 0.5 else {"AccountRef": {"value": "35"}, "PaymentType": "Check"}
        refund = {"EntityRef": {"value": self.customers[0], "type": "Customer"}, "GlobalTaxCalculation": "NotApplicable"}
        amount = str(Decimal(chance.randint(1, 20_000)) / 100)
        if chance.random() < 0.4:
            self._post("Purchase", body | refund | {"Line": [expense_line(amount, account="84", code=None)]})
        else:
            self._post("Purchase", body | {"GlobalTaxCalculation": "TaxExcluded", "Line": [expense_line(amount)]})

    def pay(self, chance: Random) -> None:
        """Of one document a part or all of it, sometimes with a credit, sometimes too much."""
        kind, credit, party, own = chance.choice(
            (("Invoice", "CreditMemo", "CustomerRef", "Payment"), ("Bill", "VendorCredit", "VendorRef", "BillPayment"))
        )
        debt = self._pick(kind, chance, only_open=True)
        if debt is None:
            return
        amount = (debt["Balance"] * chance.choice((100, 100, 50, 33)) / 100).quantize(Decimal("0.01"))
        links, total = [(kind, debt["Id"], str(amount))], amount
        memo = self._pick(credit, chance, only_open=True)
        if memo and memo[party] == debt[party] and chance.random() < 0.5:
            used = min(memo["Balance"], amount)
            links, total = [*links, (credit, memo["Id"], str(used))], amount - used
        total += chance.choice((0, 0, Decimal("1.11")))
        body = {party: debt[party], "TotalAmt": total, "Line": settling(*links)}
        body |= self._money(debt["CurrencyRef"]["value"] == "EUR", chance) | {"TxnDate": "2026-03-01"}
        self._post(
            own, body | ({"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": "35"}}} if kind == "Bill" else {})
        )

    def receipt(self, chance: Random) -> None:
        """Money at once, either way; and an offer, which must change nothing."""
        kind = chance.choice(("SalesReceipt", "SalesReceipt", "RefundReceipt", "Estimate"))
        body = sale(self.customers[0], self._sale_line(chance))
        self._post(kind, body | ({"DepositToAccountRef": {"value": "4"}} if kind == "RefundReceipt" else {}))

    def settle_by_hand(self, chance: Random) -> None:
        """A payment against the receivable line of a journal entry or of money that was given back."""
        kind, shown = chance.choice((("JournalEntry", "JournalEntry"), ("Purchase", "Check")))
        found = self._pick(kind, chance)
        if found:
            body = {"CustomerRef": {"value": self.customers[0]}, "TotalAmt": 1, "Line": settling((shown, found["Id"], "1.00"))}
            self._post("Payment", body)

    def journal(self, chance: Random) -> None:
        controls = {"84": ("Customer", self.customers[0]), "33": ("Vendor", self.vendors[0])}
        amount = Decimal(chance.randint(1, 30_000)) / 100
        sides = {"Debit": chance.choice(("35", "53", "84")), "Credit": chance.choice(("43", "70", "33"))}
        lines = [_journal_line(amount, side, account=own, party=controls.get(own)) for side, own in sides.items()]
        self._post("JournalEntry", {"Line": lines})

    def deposit(self, chance: Random) -> None:
        kind = chance.choice(("Payment", "Payment", "SalesReceipt"))
        payment = self._pick(kind, chance)
        fee = {"Amount": -1, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "51"}}}
        if payment:
            linked = [{"TxnId": payment["Id"], "TxnType": kind, "TxnLineId": "0"}]
            line = {"Amount": payment.get("HomeTotalAmt", payment["TotalAmt"]), "LinkedTxn": linked}
            lines = [line, fee] if chance.random() < 0.3 else [line]
            self._post("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": lines})

    def transfer(self, chance: Random) -> None:
        ends = {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}}
        self._post("Transfer", {**ends, "Amount": Decimal(chance.randint(1, 50_000)) / 100})

    def change(self, chance: Random) -> None:
        kind = chance.choice(("Invoice", "CreditMemo"))
        stored = self._pick(kind, chance)
        if stored:
            head = {"Id": stored["Id"], "SyncToken": stored["SyncToken"], "sparse": True}
            head |= {"TxnDate": f"2026-02-{chance.randint(1, 28):02}"}
            rate = self._money(stored["CurrencyRef"]["value"] == "EUR", chance)
            self._post(kind, {**head, **rate, "Line": [self._sale_line(chance)]})

    def delete(self, chance: Random) -> None:
        kind = chance.choice(_DELETABLE)
        if stored := self._pick(kind, chance):
            self._post(kind, {"Id": stored["Id"], "SyncToken": stored["SyncToken"]}, operation="delete")

    def void(self, chance: Random) -> None:
        kind = chance.choice(("Invoice", "Payment", "BillPayment", "SalesReceipt"))
        if stored := self._pick(kind, chance):
            self._post(kind, {"Id": stored["Id"], "SyncToken": stored["SyncToken"]}, operation="void")


_DELETABLE = (
    *("Invoice", "CreditMemo", "Payment", "Bill", "VendorCredit", "BillPayment"),
    *("Purchase", "Deposit", "JournalEntry", "SalesReceipt", "RefundReceipt"),
)
_DOINGS: list[Callable[[Bookkeeper, Random], None]] = [
    *[Bookkeeper.sell, Bookkeeper.buy, Bookkeeper.pay] * 3,
    *[Bookkeeper.spend, Bookkeeper.receipt, Bookkeeper.settle_by_hand, Bookkeeper.journal, Bookkeeper.deposit, Bookkeeper.transfer],
    *[Bookkeeper.change, Bookkeeper.change, Bookkeeper.delete, Bookkeeper.void],
]


def _journal_line(amount: Decimal, side: str, *, account: str, party: tuple[str, str] | None) -> Json:
    detail: Json = {"PostingType": side, "AccountRef": {"value": account}}
    if party:
        detail["Entity"] = {"Type": party[0], "EntityRef": {"value": party[1]}}
    return {"DetailType": "JournalEntryLineDetail", "Amount": amount, "JournalEntryLineDetail": detail}


_STEPS = st.lists(st.tuples(st.sampled_from(_DOINGS), st.integers(0, 2**20)), min_size=20, max_size=60)


@settings(max_examples=tries(6, 60), deadline=None)
@given(_STEPS)
def test_it_keeps_the_books_in_balance_after_every_step(steps: list[tuple[Callable[[Bookkeeper, Random], None], int]]) -> None:
    bookkeeper = Bookkeeper()
    for do, seed in steps:
        do(bookkeeper, Random(seed))
        check(bookkeeper.desk)
    check_reports(bookkeeper.desk)


@pytest.mark.feature("T-01")
@pytest.mark.parametrize("seed", [0, 1, 3][: tries(1, 3)])
def test_it_keeps_the_books_in_balance_over_a_long_time(seed: int) -> None:
    """Long enough for everything to meet everything: each kind of write succeeds more than once."""
    bookkeeper, chance = Bookkeeper(), Random(seed)
    for step in range(600):
        chance.choice(_DOINGS)(bookkeeper, chance)
        if step % 10 == 0:
            check(bookkeeper.desk)
    check(bookkeeper.desk)
    check_reports(bookkeeper.desk)
    done = bookkeeper.answered
    assert all(done[kind, ""] > 1 for kind in (*_DELETABLE, "Transfer", "Estimate"))
    assert sum(done[kind, "delete"] > 0 for kind in _DELETABLE) > 6
    assert all(done[kind, "void"] for kind in ("Invoice", "Payment", "BillPayment"))
