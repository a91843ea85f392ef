"""Trial balance, balance sheet, profit and loss and bank summary: all from the ledger's journals, in base currency."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.xero import ledger
from tieout.sandbox.xero.report_rows import (
    Figures,
    Title,
    Wishes,
    header,
    long_day,
    money,
    month_end,
    month_start,
    months_before,
    report,
    row,
    section,
    short_day,
    summary,
    year_start,
)
from tieout.sandbox.xero.state import State

ZERO = Decimal("0.00")
_EARNED = ("REVENUE", "EXPENSE")
_CURRENT_YEAR = "00000000-0000-0000-0000-000000000000"  # the balance sheet's row that is no account
_SECTIONS = {"REVENUE": "Revenue", "EXPENSE": "Expenses", "ASSET": "Assets", "LIABILITY": "Liabilities", "EQUITY": "Equity"}


def trial_balance(wishes: Wishes) -> Body:
    """Debit and Credit are the month's movement up to the date, the YTD columns the balances (assumed for the first two)."""
    wishes.accrual()
    state, on = wishes.state, wishes.day("date", wishes.today)
    month = ledger.sums(state, since=month_start(on).isoformat(), until=on.isoformat())
    year = _year_to_date(state, on)
    rows, sums = [header("Account", "Debit", "Credit", "YTD Debit", "YTD Credit")], [ZERO] * 4
    for class_, title in _SECTIONS.items():
        found = []
        for account in _accounts(state, class_):
            own_id = account["AccountID"]
            pair = month.get(own_id, ZERO), year.get(own_id, ZERO)
            if not any(pair):
                continue
            normal_debit = class_ in ("ASSET", "EXPENSE")
            columns = [text for amount in pair for text in _debit_credit(amount, normal_debit=normal_debit)]
            found.append(row([_titled(account), *columns], attributes={"account": own_id}))
            parts = [part for amount in pair for part in (max(amount, ZERO), max(-amount, ZERO))]
            sums = [total + part for total, part in zip(sums, parts, strict=True)]
        if found:
            rows.append(section(title, found))
    rows.append(section("", [summary("Total", sums)]))
    lines = ("Trial Balance", state.organisation["Name"], f"As at {long_day(on)}")
    return report(wishes, Title("TrialBalance", "Trial Balance", lines), rows=rows)


def _accounts(state: State, class_: str) -> list[Body]:
    found = [account for account in state.all("Accounts") if account["Class"] == class_]
    return sorted(found, key=lambda account: (account["Name"], account["AccountID"]))


def _titled(account: Body) -> str:
    return f"{account['Name']} ({account['Code']})" if account["Code"] else str(account["Name"])


def _debit_credit(amount: Decimal, *, normal_debit: bool) -> tuple[str, str]:
    """Nothing stands on the side where the account usually has its balance."""
    if amount > 0 or (amount == 0 and normal_debit):
        return money(amount), ""
    return "", money(-amount)


def _year_to_date(state: State, on: date) -> dict[str, Decimal]:
    """Balances; what was earned in earlier years has gone to retained earnings."""
    start = year_start(state, on)
    whole, before = ledger.sums(state, until=on.isoformat()), ledger.sums(state, until=(start - timedelta(days=1)).isoformat())
    earned = {account["AccountID"] for class_ in _EARNED for account in _accounts(state, class_)}
    balances = {own_id: amount - (before.get(own_id, ZERO) if own_id in earned else ZERO) for own_id, amount in whole.items()}
    if retained := sum((amount for own_id, amount in before.items() if own_id in earned), ZERO):
        account = ledger.system_account(state, "RETAINEDEARNINGS")
        balances[account] = balances.get(account, ZERO) + retained
    return balances


@dataclass(frozen=True)
class Block:
    """The accounts of some types under one title; `sign` makes their usual balance positive."""

    title: str
    types: tuple[str, ...]
    sign: int


_BANK = Block("Bank", ("BANK",), 1)
_ASSETS = (
    _BANK,
    Block("Current Assets", ("CURRENT", "INVENTORY", "PREPAYMENT"), 1),
    Block("Fixed Assets", ("FIXED",), 1),
    Block("Non-current Assets", ("NONCURRENT",), 1),
)
_LIABILITIES = (
    Block("Current Liabilities", ("CURRLIAB", "PAYG"), -1),
    Block("Non-Current Liabilities", ("LIABILITY", "TERMLIAB"), -1),
)
_INCOME = Block("Income", ("REVENUE", "SALES"), -1)
_COSTS = Block("Less Cost of Sales", ("DIRECTCOSTS",), 1)
_OTHER = Block("Plus Other Income", ("OTHERINCOME",), -1)
_OVERHEADS = Block("Less Operating Expenses", ("EXPENSE", "OVERHEADS", "DEPRECIATN"), 1)


def _block_rows(state: State, block: Block, *, columns: Sequence[Mapping[str, Decimal]]) -> tuple[list[Body], list[Decimal]]:
    rows, sums = [], [ZERO] * len(columns)
    accounts = [account for account in state.all("Accounts") if account["Type"] in block.types]
    for account in sorted(accounts, key=lambda one: (one["Name"], one["AccountID"])):
        figures = [block.sign * column.get(account["AccountID"], ZERO) for column in columns]
        if any(figures):
            rows.append(row([account["Name"], *map(money, figures)], attributes={"account": account["AccountID"]}))
            sums = _plus(sums, figures)
    return rows, sums


def _plus(left: Figures, right: Figures, *, sign: int = 1) -> list[Decimal]:
    return [one + sign * other for one, other in zip(left, right, strict=True)]


def _half(state: State, blocks: Sequence[Block], *, columns: Sequence[Mapping[str, Decimal]]) -> tuple[list[Body], list[Decimal]]:
    """Sections of one side of the balance sheet with their totals."""
    found, sums = [], [ZERO] * len(columns)
    for block in blocks:
        rows, block_sums = _block_rows(state, block, columns=columns)
        sums = _plus(sums, block_sums)
        if rows:
            found.append(section(block.title, [*rows, summary(f"Total {block.title}", block_sums)]))
    return found, sums


def balance_sheet(wishes: Wishes) -> Body:
    wishes.accrual("trackingOptionID1", "trackingOptionID2")
    state, on = wishes.state, wishes.day("date", month_end(wishes.today))
    count, months = wishes.periods()
    days = [months_before(on, step * months) for step in range(count + 1)]
    columns = [_year_to_date(state, day) for day in days]
    assets, asset_sums = _half(state, _ASSETS, columns=columns)
    liabilities, liability_sums = _half(state, _LIABILITIES, columns=columns)
    rows = [
        header("", *map(short_day, days)),
        section("Assets", []),
        *assets,
        section("", [summary("Total Assets", asset_sums)]),
        section("Liabilities", []),
        *liabilities,
        section("", [summary("Total Liabilities", liability_sums)]),
        section("", [summary("Net Assets", _plus(asset_sums, liability_sums, sign=-1), kind="Row")]),
        section("Equity", _equity(state, columns=columns)),
    ]
    lines = ("Balance Sheet", state.organisation["Name"], f"As at {long_day(on)}")
    return report(wishes, Title("BalanceSheet", "Balance Sheet", lines), rows=rows)


def _equity(state: State, *, columns: Sequence[Mapping[str, Decimal]]) -> list[Body]:
    rows, sums = _block_rows(state, Block("Equity", ("EQUITY",), -1), columns=columns)
    earned = {account["AccountID"] for class_ in _EARNED for account in _accounts(state, class_)}
    year = [-sum((amount for own_id, amount in column.items() if own_id in earned), ZERO) for column in columns]
    if any(year):
        rows.insert(0, row(["Current Year Earnings", *map(money, year)], attributes={"account": _CURRENT_YEAR}))
    return [*rows, summary("Total Equity", _plus(sums, year))]


def profit_and_loss(wishes: Wishes) -> Body:
    wishes.accrual("trackingCategoryID", "trackingCategoryID2")
    since = wishes.day("fromdate", month_start(wishes.today))
    until = wishes.day("todate", month_end(since) if wishes.text("fromdate") else month_end(wishes.today))
    count, months = wishes.periods()
    spans = [(months_before(since, step * months), months_before(until, step * months)) for step in range(count + 1)]
    options = {wishes.text("trackingoptionid"), wishes.text("trackingoptionid2")} - {""}
    columns = [_tracked(wishes.state, span, options=options) for span in spans]
    parts = {block: _block_rows(wishes.state, block, columns=columns) for block in (_INCOME, _COSTS, _OTHER, _OVERHEADS)}
    gross = _plus(parts[_INCOME][1], parts[_COSTS][1], sign=-1)
    net = _plus(_plus(gross, parts[_OTHER][1]), parts[_OVERHEADS][1], sign=-1)
    shown = {block: _profit_section(block, rows=parts[block][0], sums=parts[block][1]) for block in parts}
    rows = [
        header("", *(short_day(last) for _, last in spans)),
        *shown[_INCOME],
        *shown[_COSTS],
        section("", [summary("Gross Profit", gross, kind="Row")]),
        *shown[_OTHER],
        *shown[_OVERHEADS],
        section("", [summary("Net Profit", net, kind="Row")]),
    ]
    lines = ("Profit and Loss", wishes.state.organisation["Name"], f"{long_day(since)} to {long_day(until)}")
    return report(wishes, Title("ProfitAndLoss", "Profit and Loss", lines), rows=rows)


def _profit_section(block: Block, *, rows: list[Body], sums: Figures) -> list[Body]:
    name = block.title.removeprefix("Less ").removeprefix("Plus ")
    return [section(block.title, [*rows, summary(f"Total {name}", sums)])] if rows else []


def _tracked(state: State, span: tuple[date, date], *, options: set[str]) -> Mapping[str, Decimal]:
    """The movement of some days; with options, only of lines that carry them all."""
    first, last = (day.isoformat() for day in span)
    if not options:
        return ledger.sums(state, since=first, until=last)
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for _, line in ledger.lines(state, since=first, until=last):
        if options <= {tracking["TrackingOptionID"] for tracking in line.get("Tracking", [])}:
            found[line["AccountID"]] += line["NetAmount"]
    return found


def bank_summary(wishes: Wishes) -> Body:
    """In base currency; what was entered and taken back within the days counts for nothing."""
    state = wishes.state
    since = wishes.day("fromdate", month_start(wishes.today))
    until = wishes.day("todate", month_end(wishes.today))
    opening = ledger.sums(state, until=(since - timedelta(days=1)).isoformat())
    moved: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for journal, line in ledger.lines(state, since=since.isoformat(), until=until.isoformat()):
        moved[line["AccountID"], journal["SourceID"]] += line["NetAmount"]
    received, spent = _by_account(moved, max), _by_account(moved, min)
    rows, sums = [], [ZERO] * 4
    for account in _accounts(state, "ASSET"):
        own_id = account["AccountID"]
        if account["Type"] != "BANK":
            continue
        start, came, went = opening.get(own_id, ZERO), received.get(own_id, ZERO), -spent.get(own_id, ZERO)
        figures = [start, came, went, start + came - went]
        rows.append(row([account["Name"], *map(money, figures)], attributes={"accountID": own_id}))
        sums = _plus(sums, figures)
    rows.append(summary("Total", sums))
    titles = header("Bank Accounts", "Opening Balance", "Cash Received", "Cash Spent", "Closing Balance")
    lines = ("Bank Summary", state.organisation["Name"], f"From {long_day(since)} to {long_day(until)}")
    return report(wishes, Title("BankSummary", "Bank Summary", lines), rows=[titles, section("", rows)])


def _by_account(moved: Mapping[tuple[str, str], Decimal], choose: Callable[[Decimal, Decimal], Decimal]) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for (account, _), amount in moved.items():
        found[account] += choose(amount, ZERO)
    return found
