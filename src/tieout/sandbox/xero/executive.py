"""The executive summary: a month beside the one before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero import ledger
from tieout.sandbox.xero.report_rows import (
    Title,
    Wishes,
    header,
    money,
    month_end,
    month_start,
    months_before,
    report,
    row,
    section,
)
from tieout.sandbox.xero.state import State

ZERO = Decimal("0.00")
_INCOME, _DIRECT, _OTHER = ("REVENUE", "SALES"), ("DIRECTCOSTS",), ("OTHERINCOME",)
_EXPENSES = ("EXPENSE", "OVERHEADS", "DEPRECIATN")


@dataclass(frozen=True)
class Month:
    """The figures of one month, in base currency."""

    received: Decimal
    spent: Decimal
    bank: Decimal
    income: Decimal
    direct: Decimal
    other: Decimal
    expenses: Decimal
    debtors: Decimal
    creditors: Decimal
    net_assets: Decimal
    invoices: int
    invoiced: Decimal

    @property
    def gross(self) -> Decimal:
        return self.income - self.direct

    @property
    def profit(self) -> Decimal:
        return self.gross + self.other - self.expenses


_Figure = Callable[[Month], Decimal]
_SECTIONS: Mapping[str, Mapping[str, _Figure]] = {
    "Cash": {
        "Cash received": lambda month: month.received,
        "Cash spent": lambda month: month.spent,
        "Cash surplus (deficit)": lambda month: month.received - month.spent,
        "Closing bank balance": lambda month: month.bank,
    },
    "Profitability": {
        "Income": lambda month: month.income,
        "Direct costs": lambda month: month.direct,
        "Gross profit (loss)": lambda month: month.gross,
        "Other Income": lambda month: month.other,
        "Expenses": lambda month: month.expenses,
        "Profit (loss)": lambda month: month.profit,
    },
    "Balance Sheet": {
        "Debtors": lambda month: month.debtors,
        "Creditors": lambda month: month.creditors,
        "Net assets": lambda month: month.net_assets,
    },
}


def executive_summary(wishes: Wishes) -> Body:
    """Without the sections Performance and Position, whose figures Xero does not define."""
    on = wishes.day("date", wishes.today)
    now, before = (_month(wishes.state, months_before(month_start(on), step)) for step in (0, 1))
    rows = [header("", f"{on:%b %Y}", f"{months_before(month_start(on), 1):%b %Y}", "Variance")]
    for title, figures in _SECTIONS.items():
        rows.append(section(title, [_row(name, now=figure(now), before=figure(before)) for name, figure in figures.items()]))
    issued = row(["Number of invoices issued", str(now.invoices), str(before.invoices), _variance(now.invoices, before.invoices)])
    rows.append(section("Income", [issued, _row("Average value of invoices", now=_average(now), before=_average(before))]))
    lines = ("Executive Summary", wishes.state.organisation["Name"], f"For the month of {on:%B %Y}")
    return report(wishes, Title("ExecutiveSummary", "Executive Summary", lines), rows=rows)


def _row(name: str, *, now: Decimal, before: Decimal) -> Body:
    return row([name, money(now), money(before), _variance(now, before)])


def _variance(now: Decimal | int, before: Decimal | int) -> str:
    """In per cent of the month before; nothing to compare with is no variance."""
    percent = (Decimal(now) - before) / abs(Decimal(before)) * 100 if before else ZERO
    return f"{percent + 0:.1f}%"


def _average(month: Month) -> Decimal:
    return month.invoiced / month.invoices if month.invoices else ZERO


def _month(state: State, first: date) -> Month:
    since, until = first.isoformat(), month_end(first).isoformat()
    moved, balance = ledger.sums(state, since=since, until=until), ledger.sums(state, until=until)
    accounts = state.all("Accounts")
    banks = {one["AccountID"] for one in accounts if one["Type"] == "BANK"}
    cash: dict[str, Decimal] = {}
    for journal, line in ledger.lines(state, since=since, until=until):
        if line["AccountID"] in banks:
            cash[journal["SourceID"]] = cash.get(journal["SourceID"], ZERO) + line["NetAmount"]
    issued = [
        one
        for one in state.all("Invoices")
        if one["Type"] == "ACCREC" and one["Status"] in ("AUTHORISED", "PAID") and since <= one["Date"] <= until
    ]

    def of(figures: Mapping[str, Decimal], *types: str) -> Decimal:
        return sum((figures.get(one["AccountID"], ZERO) for one in accounts if one["Type"] in types), ZERO)

    classes = {one["AccountID"]: one["Class"] for one in accounts}
    return Month(
        received=sum((amount for amount in cash.values() if amount > 0), ZERO),
        spent=-sum((amount for amount in cash.values() if amount < 0), ZERO),
        bank=of(balance, "BANK"),
        income=-of(moved, *_INCOME),
        direct=of(moved, *_DIRECT),
        other=-of(moved, *_OTHER),
        expenses=of(moved, *_EXPENSES),
        debtors=balance.get(ledger.system_account(state, "DEBTORS"), ZERO),
        creditors=-balance.get(ledger.system_account(state, "CREDITORS"), ZERO),
        net_assets=sum((amount for own_id, amount in balance.items() if classes[own_id] in ("ASSET", "LIABILITY")), ZERO),
        invoices=len(issued),
        invoiced=sum((one["SubTotal"] / one["CurrencyRate"] for one in issued), ZERO),
    )
