"""What Xero's reports are built of: rows of cells, all values text, and the days they cover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call
from tieout.sandbox.xero.errors import refuse
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.wire import milliseconds, read_date

Figures = Sequence[Decimal]
PERIODS_MAX = 11
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


@dataclass(frozen=True)
class Wishes:
    """The query of a report, its names in lower case."""

    state: State
    call: Call

    def text(self, name: str) -> str:
        return next((value.strip() for key, value in self.call.query.items() if key.lower() == name), "")

    def day(self, name: str, default: date) -> date:
        value = self.text(name)
        return date.fromisoformat(read_date(value)) if value else default

    @property
    def today(self) -> date:
        return date.fromisoformat(self.state.today())

    def periods(self) -> tuple[int, int]:
        """How many earlier periods to compare with, and how many months each has."""
        count, frame = self.text("periods"), self.text("timeframe").upper() or "MONTH"
        if (count and not (count.isdigit() and int(count) <= PERIODS_MAX)) or frame not in _MONTHS:
            # Assumed words.
            raise refuse(400, "Bad Request", detail=f"periods is at most {PERIODS_MAX}, timeframe MONTH, QUARTER or YEAR")
        return int(count or 0), _MONTHS[frame]

    def accrual(self, *others: str) -> None:
        """Refuses what the sandbox cannot work out rather than answer something else."""
        if self.text("paymentsonly").lower() == "true":
            raise refuse(501, "Not Implemented", detail="The sandbox keeps its ledger on an accrual basis only")
        for name in others:
            if self.text(name.lower()):
                raise refuse(501, "Not Implemented", detail=f"The sandbox's report takes no {name}")


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the end of a month stays one."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    last = month_end(first)
    return last if day == month_end(day) else first.replace(day=min(day.day, last.day))


def year_start(state: State, day: date) -> date:
    """The first day of the financial year that `day` is in."""
    organisation = state.organisation
    month, last = organisation["FinancialYearEndMonth"], organisation["FinancialYearEndDay"]
    end = date(day.year, month, min(last, month_end(date(day.year, month, 1)).day))
    if day > end:
        return end + timedelta(days=1)
    before = date(day.year - 1, month, min(last, month_end(date(day.year - 1, month, 1)).day))
    return before + timedelta(days=1)


def long_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def money(amount: Decimal) -> str:
    return f"{amount + 0:.2f}"  # a zero has no sign


def cell(value: str, attributes: Mapping[str, str] | None = None) -> Body:
    if not attributes:
        return {"Value": value}
    return {"Value": value, "Attributes": [{"Value": text, "Id": name} for name, text in attributes.items()]}


def header(*titles: str) -> Body:
    return {"RowType": "Header", "Cells": [cell(title) for title in titles]}


def row(values: Sequence[str], *, kind: str = "Row", attributes: Mapping[str, str] | None = None) -> Body:
    return {"RowType": kind, "Cells": [cell(value, attributes) for value in values]}


def section(title: str, rows: Sequence[Body]) -> Body:
    return {"RowType": "Section", "Title": title, "Rows": list(rows)}


def summary(title: str, figures: Figures, *, kind: str = "SummaryRow") -> Body:
    return row([title, *map(money, figures)], kind=kind)


@dataclass(frozen=True)
class Title:
    id: str
    name: str
    lines: Sequence[str]


def report(wishes: Wishes, title: Title, *, rows: Sequence[Body]) -> Body:
    return {
        "ReportID": title.id,
        "ReportName": title.name,
        "ReportType": title.id,
        "ReportTitles": list(title.lines),
        "ReportDate": long_day(wishes.today),
        "UpdatedDateUTC": f"/Date({milliseconds(wishes.call.at)})/",
        "Fields": [],
        "Rows": list(rows),
    }
