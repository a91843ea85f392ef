"""Profit and loss, balance sheet and trial balance."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.reports.calendar import DAY, Span
from tieout.sandbox.quickbooks.reports.request import Request
from tieout.sandbox.quickbooks.reports.rows import Row
from tieout.sandbox.quickbooks.reports.shape import columns, figure, money, row, section
from tieout.sandbox.quickbooks.state import Company

# By account: one amount a column.
Amounts = Mapping[str, list[Decimal]]
_PROFIT = ("Revenue", "Expense")


def _sums(rows: Sequence[Row], spans: Sequence[tuple[str, str]]) -> dict[str, list[Decimal]]:
    """By account, what moved in each span of (first, last) days."""
    found: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * len(spans))
    for line in rows:
        for place, (first, last) in enumerate(spans):
            if first <= line.on <= last:
                found[line.account][place] += line.amount
    return found


def _days(span: Span) -> tuple[str, str]:
    return span.first.isoformat(), span.last.isoformat()


def _titles(request: Request, spans: Sequence[Span]) -> Body:
    names = ["Total"] if request.columns == "Total" else [_title(request.columns, span) for span in spans] + ["Total"]
    shown = columns(("", "Account"), *((name, "Money") for name in names))
    for column, span in zip(shown["Column"][1:], spans, strict=False):
        first, last = _days(span)
        column["MetaData"] = [{"Name": "StartDate", "Value": first}, {"Name": "EndDate", "Value": last}]
    return shown


def _title(unit: str, span: Span) -> str:
    if unit == "Month":
        return f"{span.first:%b} {span.first.year}"
    if unit == "Quarter":
        return f"Q{(span.first.month + 2) // 3} {span.first.year}"
    return str(span.first.year)


@dataclass(frozen=True)
class _Table:
    """The accounts of a statement in their tree, with their sums; `sign` turns credits into positive figures."""

    company: Company
    amounts: Amounts
    width: int
    totals: bool

    def shown(self, amounts: Sequence[Decimal], *, bold: bool = False) -> list[str]:
        write = figure if bold else money
        every = [*amounts, sum(amounts, ZERO)] if self.totals else list(amounts)
        return [write(amount) for amount in every]

    def group(self, title: str, types: Sequence[str], *, sign: int, group: str) -> tuple[Body | None, list[Decimal]]:
        """A section with all accounts of these types, and its sums; no section where there is nothing to show."""
        accounts = [account for account in self.company.all("Account") if account["AccountType"] in types]
        kept = {account["Id"] for account in accounts}
        tops = [one for one in accounts if one.get("ParentRef", {}).get("value") not in kept]
        rows, sums = [], [ZERO] * self.width
        for account in sorted(tops, key=lambda one: str(one["Name"])):
            shown, own = self._account(account, accounts, sign=sign)
            rows += shown
            sums = _plus(sums, own)
        if not rows:
            return None, sums
        summary = [f"Total {title}", *self.shown(sums, bold=True)]
        return section(rows, header=[title, *self.shown([ZERO] * self.width)], summary=summary, group=group), sums

    def _account(self, account: Body, accounts: Sequence[Body], *, sign: int) -> tuple[list[Body], list[Decimal]]:
        own = [sign * amount for amount in self.amounts.get(account["Id"], [ZERO] * self.width)]
        below, sums = [], own
        for child in accounts:
            if child.get("ParentRef", {}).get("value") == account["Id"]:
                rows, amounts = self._account(child, accounts, sign=sign)
                below += rows
                sums = _plus(sums, amounts)
        name = (str(account["Name"]), str(account["Id"]))
        if below:
            summary = [f"Total {account['Name']}", *self.shown(sums, bold=True)]
            return [section(below, header=[name, *self.shown(own)], summary=summary)], sums
        return ([row(name, *self.shown(own))] if any(own) else []), sums

    def line(self, title: str, amounts: Sequence[Decimal], *, group: str) -> Body:
        return section([], summary=[title, *self.shown(amounts, bold=True)], group=group)


def _plus(one: Sequence[Decimal], other: Sequence[Decimal]) -> list[Decimal]:
    return [left + right for left, right in zip(one, other, strict=True)]


def _minus(one: Sequence[Decimal], other: Sequence[Decimal]) -> list[Decimal]:
    return [left - right for left, right in zip(one, other, strict=True)]


def profit_and_loss(request: Request) -> Body:
    spans = request.periods()
    amounts = _sums(request.rows(), [_days(span) for span in spans])
    table = _Table(request.company, amounts, width=len(spans), totals=request.columns != "Total")
    income, earned = table.group("Income", ("Income",), sign=-1, group="Income")
    cost, spent = table.group("Cost of Goods Sold", ("Cost of Goods Sold",), sign=1, group="COGS")
    gross = _minus(earned, spent)
    expenses, used = table.group("Expenses", ("Expense",), sign=1, group="Expenses")
    operating = _minus(gross, used)
    other_income, other_earned = table.group("Other Income", ("Other Income",), sign=-1, group="OtherIncome")
    other_expenses, other_used = table.group("Other Expenses", ("Other Expense",), sign=1, group="OtherExpenses")
    other = _minus(other_earned, other_used)
    found = [
        income,
        cost,
        table.line("Gross Profit", gross, group="GrossProfit"),
        expenses,
        table.line("Net Operating Income", operating, group="NetOperatingIncome"),
        other_income,
        other_expenses,
        table.line("Net Other Income", other, group="NetOtherIncome") if other_income or other_expenses else None,
        table.line("Net Income", _plus(operating, other), group="NetIncome"),
    ]
    empty = not any((income, cost, expenses, other_income, other_expenses))
    return _answer(request, spans, rows=found, empty=empty)


def _answer(request: Request, spans: Sequence[Span], *, rows: Sequence[Body | None], empty: bool) -> Body:
    shown = [one for one in rows if one is not None]
    return {"Header": request.header(empty=empty), "Columns": _titles(request, spans), "Rows": {"Row": shown}}


# Section title, its group, and the account types in it: assets, then what is owed.
_ASSETS = (
    ("Bank Accounts", "BankAccounts", ("Bank",)),
    ("Accounts Receivable", "AR", ("Accounts Receivable",)),
    ("Other Current Assets", "OtherCurrentAssets", ("Other Current Asset",)),
    ("Fixed Assets", "FixedAssets", ("Fixed Asset",)),
    ("Other Assets", "OtherAssets", ("Other Asset",)),
)
_DEBTS = (
    ("Accounts Payable", "AP", ("Accounts Payable",)),
    ("Credit Cards", "CreditCards", ("Credit Card",)),
    ("Other Current Liabilities", "OtherCurrentLiabilities", ("Other Current Liability",)),
    ("Long-Term Liabilities", "LongTermLiabilities", ("Long Term Liability",)),
)


def balance_sheet(request: Request) -> Body:
    """At the end of each column; profits of earlier fiscal years stand in Retained Earnings, this year's as Net Income."""
    spans = request.periods()
    rows, company = request.rows(), request.company
    until = [("", span.last.isoformat()) for span in spans]
    amounts = _sums(rows, until)
    earlier = [("", (request.year_start(span.last) - DAY).isoformat()) for span in spans]
    retained, profit = _profit(company, rows, spans=earlier), _profit(company, rows, spans=until)
    earnings = company.role("earnings")
    amounts[earnings] = _minus(amounts[earnings], retained)
    table = _Table(company, amounts, width=len(spans), totals=False)
    assets, owned = _side(table, _ASSETS, sign=1)
    debts, owed = _side(table, _DEBTS, sign=-1)
    equity, held = table.group("Equity", ("Equity",), sign=-1, group="Equity")
    net = _minus(profit, retained)
    lines = equity["Rows"]["Row"] if equity else []
    lines = [*lines, row("Net Income", *table.shown(net))] if any(net) else lines
    held = _plus(held, net)
    own = section(
        lines,
        header=["Equity", *table.shown([ZERO] * len(spans))],
        group="Equity",
        summary=["Total Equity", *table.shown(held, bold=True)],
    )
    below = [_whole(table, debts, title="Liabilities", sums=owed), own]
    found = [
        _whole(table, assets, title="ASSETS", sums=owned, group="TotalAssets"),
        section(
            below,
            header=["LIABILITIES AND EQUITY", *table.shown([ZERO] * len(spans))],
            group="TotalLiabilitiesAndEquity",
            summary=["TOTAL LIABILITIES AND EQUITY", *table.shown(_plus(owed, held), bold=True)],
        ),
    ]
    answer = _answer(request, spans, rows=found, empty=not (assets or debts or lines))
    # A balance has no sum over its columns.
    answer["Columns"]["Column"] = answer["Columns"]["Column"][: len(spans) + 1]
    return answer


def _profit(company: Company, rows: Sequence[Row], *, spans: Sequence[tuple[str, str]]) -> list[Decimal]:
    sums = [ZERO] * len(spans)
    for account, amounts in _sums(rows, spans).items():
        if company.fetch("Account", account)["Classification"] in _PROFIT:
            sums = _minus(sums, amounts)
    return sums


def _side(table: _Table, groups: Sequence[tuple[str, str, Sequence[str]]], *, sign: int) -> tuple[list[Body], list[Decimal]]:
    found, sums = [], [ZERO] * table.width
    for title, group, types in groups:
        part, own = table.group(title, types, sign=sign, group=group)
        sums = _plus(sums, own)
        if part is not None:
            found.append(part)
    return found, sums


def _whole(table: _Table, rows: Sequence[Body], *, title: str, sums: Sequence[Decimal], group: str = "") -> Body:
    header = [title, *table.shown([ZERO] * table.width)]
    return section(rows, header=header, summary=[f"Total {title}", *table.shown(sums, bold=True)], group=group or title)


def trial_balance(request: Request) -> Body:
    """At the last day; income and expenses since the fiscal year began, what was earned before in Retained Earnings."""
    company, last = request.company, request.span.last
    rows, first = request.rows(), request.year_start(last)
    amounts = _sums(rows, [("", last.isoformat()), (first.isoformat(), last.isoformat())])
    earnings, before = company.role("earnings"), _profit(company, rows, spans=[("", (first - DAY).isoformat())])[0]
    shown, debited, credited = [], ZERO, ZERO
    for account in company.all("Account"):
        balance, moved = amounts.get(account["Id"], [ZERO, ZERO])
        amount = moved if account["Classification"] in _PROFIT else balance - (before if account["Id"] == earnings else ZERO)
        if amount:
            shown.append(
                row((str(account["FullyQualifiedName"]), account["Id"]), money(max(amount, ZERO)), money(max(-amount, ZERO)))
            )
            debited, credited = debited + max(amount, ZERO), credited + max(-amount, ZERO)
    total = section([], summary=["TOTAL", figure(debited), figure(credited)], group="GrandTotal")
    return {
        "Header": request.header(empty=not shown),
        "Columns": columns(("", "Account"), ("Debit", "Money"), ("Credit", "Money")),
        "Rows": {"Row": [*shown, total]},
    }
