"""What a report is asked for: its days, its basis, its columns and its filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.moments import stamp
from tieout.sandbox.quickbooks.reports.calendar import Span, macro, year_start
from tieout.sandbox.quickbooks.reports.rows import Row, accrual, cash
from tieout.sandbox.quickbooks.state import Company

_BASES = {"accrual": "Accrual", "cash": "Cash"}
_COLUMNS = {"total": "Total", "month": "Month", "quarter": "Quarter", "year": "Year"}
_FILTERS = ("customer", "vendor", "account", "class", "department", "item")
_AGEING = {"aging_period": (30, 1, 365), "num_periods": (4, 1, 12)}
COLUMNS_MAX = 120


@dataclass(frozen=True)
class Request:
    company: Company
    name: str
    span: Span
    basis: str
    columns: str
    filters: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]

    def rows(self) -> list[Row]:
        """The lines that pass the filters, whatever their day, oldest first."""
        lines = cash(self.company) if self.basis == "Cash" else accrual(self.company)
        return [row for row in lines if self.passes(row)]

    def passes(self, row: Row) -> bool:
        found = {"account": row.account, "class": row.class_id, "department": row.department, "item": row.item_id}
        kind, _, own_id = row.party.partition(":")
        found |= {"customer": own_id if kind == "Customer" else "", "vendor": own_id if kind == "Vendor" else ""}
        return all(found[name] in wanted for name, wanted in self.filters.items())

    def header(self, *, empty: bool, dated: bool = True) -> Body:
        """`dated` is for reports of a span; the others say the day that they look back from."""
        head: Body = {"Time": stamp(self.company.at), "ReportName": self.name, "ReportBasis": self.basis}
        head |= {"StartPeriod": self.span.first.isoformat()} if dated else {}
        head |= {"EndPeriod": self.span.last.isoformat(), "SummarizeColumnsBy": self.columns, "Currency": self.company.currency}
        options = [{"Name": "AccountingStandard", "Value": "GAAP"}, {"Name": "NoReportData", "Value": str(empty).lower()}]
        return head | {"Option": options}

    def periods(self) -> list[Span]:
        """The span cut into the columns that were asked for."""
        pieces = {"Total": lambda: [self.span], "Month": lambda: self.span.cut(1), "Quarter": lambda: self.span.cut(3)}
        found = pieces.get(self.columns, lambda: self.span.cut(12))()
        if len(found) > COLUMNS_MAX:
            raise FaultError(errors.TOO_LARGE, f"The report would have more than {COLUMNS_MAX} columns")
        return found

    def year_start(self, day: date) -> date:
        return year_start(day, month=_fiscal_month(self.company))


def read(company: Company, name: str, *, query: Mapping[str, str]) -> Request:
    """Raises FaultError; parameters that are not known are passed over (assumed)."""
    asked = {key.lower(): value.strip() for key, value in query.items() if value.strip()}
    basis = _choice(asked, "accounting_method", known=_BASES, usual=_usual_basis(company))
    columns = _choice(asked, "summarize_column_by", known=_COLUMNS, usual="Total")
    filters = {field: frozenset(asked[field].split(",")) for field in _FILTERS if field in asked}
    numbers = {field: _number(asked, field, limits=limits) for field, limits in _AGEING.items()}
    return Request(company, name, _span(company, asked), basis, columns, filters, numbers)


def _usual_basis(company: Company) -> str:
    return str(company.preference("ReportPrefs", "ReportBasis") or "Accrual")


def _choice(asked: Mapping[str, str], field: str, *, known: Mapping[str, str], usual: str) -> str:
    if field not in asked:
        return usual
    found = known.get(asked[field].lower())
    if found is None:
        raise FaultError(errors.BAD_ENUM, f"{field} has no value {asked[field][:40]}", element=field)
    return found


def _number(asked: Mapping[str, str], field: str, *, limits: tuple[int, int, int]) -> int:
    usual, least, most = limits
    text = asked.get(field, str(usual))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise FaultError(errors.BAD_NUMBER, f"{field} is a whole number from {least} to {most}", element=field)
    return int(text)


def _span(company: Company, asked: Mapping[str, str]) -> Span:
    """From the fiscal year's first day until today where nothing is said; an ageing report's `report_date` is the last day."""
    today, month = date.fromisoformat(company.today()), _fiscal_month(company)
    if "date_macro" in asked:
        found = macro(asked["date_macro"], today=today, month=month)
        if found is None:
            raise FaultError(errors.BAD_ENUM, f"date_macro has no value {asked['date_macro'][:40]}", element="date_macro")
        return found
    last = _day(asked, "end_date") or _day(asked, "report_date") or today
    first = _day(asked, "start_date") or min(year_start(last, month=month), last)
    if first > last:
        raise FaultError(errors.BAD_DATE, "start_date lies after end_date", element="start_date")
    return Span(first, last)


def _day(asked: Mapping[str, str], field: str) -> date | None:
    if field not in asked:
        return None
    try:
        found = date.fromisoformat(asked[field])
    except ValueError:
        raise FaultError(errors.BAD_DATE, f"{field} is no date: {asked[field][:40]}", element=field) from None
    if not date(1900, 1, 1) <= found <= date.max - timedelta(days=4000):
        raise FaultError(errors.BAD_DATE, f"{field} lies outside the calendar: {found}", element=field)
    return found


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def _fiscal_month(company: Company) -> int:
    named = company.fetch("CompanyInfo", "1").get("FiscalYearStartMonth", "January")
    return _MONTHS.index(named) + 1 if named in _MONTHS else 1
