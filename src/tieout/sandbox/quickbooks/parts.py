"""What documents have in common: their number, their days, their currency and their lines' ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import cents
from tieout.sandbox.quickbooks.moments import days_after
from tieout.sandbox.quickbooks.state import Company

_AUTO = "AUTO_GENERATE"
# Of our kinds; a bill carries the supplier's own number.
_NUMBERED = frozenset({"Invoice", "CreditMemo", "Estimate", "SalesReceipt", "RefundReceipt"})


@dataclass(frozen=True)
class Draft:
    """What an object is to become: `wanted` holds writable fields only, `stored` is its last version, None for a new one."""

    kind: str
    wanted: Body
    stored: Body | None = None
    blanks: frozenset[str] = field(default=frozenset())

    @property
    def id(self) -> str:
        return str(self.stored["Id"]) if self.stored else ""


def check_open_period(company: Company, *days: str) -> None:
    closed = company.preference("AccountingInfoPrefs", "BookCloseDate")
    if closed and any(day <= str(closed) for day in days):
        raise FaultError(
            errors.PERIOD_CLOSED,
            "Account Period Closed, Cannot Update Through Services : The account period has closed and the account books "
            "cannot be updated through the services.",
        )


def transaction_date(company: Company, draft: Draft) -> str:
    """Defaults to today, and on an update to the day that the document has (assumed)."""
    stored_on = draft.stored["TxnDate"] if draft.stored else None
    on = str(draft.wanted.get("TxnDate") or stored_on or company.today())
    check_open_period(company, on, *([stored_on] if stored_on else []))
    return on


def due_date(company: Company, wanted: Body, *, on: str) -> str:
    if "DueDate" in wanted:
        return str(wanted["DueDate"])
    if not wanted.get("SalesTermRef"):
        return on
    term = company.refer("Term", wanted["SalesTermRef"], element="SalesTermRef")
    try:
        return _due_by(term, on)
    except (ValueError, OverflowError):
        raise FaultError(errors.BAD_DATE, "The terms lead past the end of the calendar", element="TxnDate") from None


def _due_by(term: Body, on: str) -> str:
    if "DayOfMonthDue" not in term:
        return days_after(on, int(term.get("DueDays", 0)))
    start, day_due = date.fromisoformat(on), int(term["DayOfMonthDue"])
    due = _in_month(start, 0, day=day_due)
    if (due - start).days < int(term.get("DueNextMonthDays", 0)) or due < start:
        due = _in_month(start, 1, day=day_due)
    return due.isoformat()


def _in_month(start: date, later: int, *, day: int) -> date:
    """The day of the month, or the month's last one when it is shorter."""
    first = date(start.year + (start.month - 1 + later) // 12, (start.month - 1 + later) % 12 + 1, 1)
    for length in (day, 30, 29, 28):
        try:
            return first.replace(day=min(day, length))
        except ValueError:
            continue
    return first


def number(company: Company, draft: Draft, *, party: str = "") -> str | None:
    """The document's number; bills and vendor credits clash with those of the same vendor only (assumed)."""
    wish = draft.wanted.get("DocNumber")
    if draft.kind in _NUMBERED:
        automatic = wish is None and draft.stored is None and "DocNumber" not in draft.blanks
        if wish == _AUTO or (automatic and not company.preference("SalesFormsPrefs", "CustomTxnNumbers")):
            return _next_number(company)
    if wish is None or not company.warns_on_duplicate_numbers:
        return wish
    for other in company.find(draft.kind, "number", key=str(wish).casefold()):
        same_party = not party or other.get("VendorRef", {}).get("value") == party
        if other["Id"] != draft.id and same_party:
            raise FaultError(
                errors.DUPLICATE_NUMBER,
                "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
                f"DocNumber={wish} is assigned to TxnType={draft.kind} with TxnId={other['Id']}",
                element="DocNumber",
            )
    return str(wish)


def _next_number(company: Company) -> str:
    while True:
        text = str(company.books.next(company.shelf, "document number", start=1001))
        if not any(company.find(kind, "number", key=text) for kind in _NUMBERED):
            return text


def currency(company: Company, draft: Draft, *, party: Body) -> Body:
    """CurrencyRef and, for foreign money, ExchangeRate: home units for one foreign unit."""
    own = party.get("CurrencyRef", {}).get("value", company.currency)
    asked = draft.wanted.get("CurrencyRef", {}).get("value")
    if not company.multi_currency:
        if asked not in (None, company.currency):
            raise business("Multi currency should be enabled to perform this operation", element="CurrencyRef")
        return {"CurrencyRef": currency_ref(company.currency)}
    if (asked or company.currency) != own:
        raise business(f"The currency of the transaction must be {own}, as on its customer or vendor", element="CurrencyRef")
    if own == company.currency:
        return {"CurrencyRef": currency_ref(own), "ExchangeRate": Decimal(1)}
    rate = draft.wanted.get("ExchangeRate")
    return {"CurrencyRef": currency_ref(own), "ExchangeRate": rate or _rate_of_the_day(company, draft, code=own)}


def _rate_of_the_day(company: Company, draft: Draft, *, code: str) -> Decimal:
    """The newest rate that was written up to the document's day; 1 where there is none (assumed)."""
    stored = draft.stored or {}
    on = str(draft.wanted.get("TxnDate") or stored.get("TxnDate") or company.today())
    rates = [body for body in company.all("ExchangeRate") if body["SourceCurrencyCode"] == code and body["AsOfDate"] <= on]
    return Decimal(max(rates, key=lambda body: str(body["AsOfDate"]))["Rate"]) if rates else Decimal(1)


_CURRENCIES = {
    "GBP": "British Pound Sterling",
    "USD": "United States Dollar",
    "AUD": "Australian Dollar",
    "EUR": "Euro",
    "CAD": "Canadian Dollar",
    "NZD": "New Zealand Dollar",
}


def currency_ref(code: str) -> Body:
    if len(code) != 3 or not code.isalpha() or not code.isupper():
        raise FaultError(errors.BAD_CURRENCY, f"Invalid currency code {code}", element="CurrencyRef")
    return {"value": code, "name": _CURRENCIES.get(code, code)}


def home_total(company: Company, body: Body) -> Body:
    if not company.multi_currency:
        return {}
    return {"HomeTotalAmt": cents(body["TotalAmt"] * body.get("ExchangeRate", Decimal(1)))}


def identified(lines: Sequence[Body], stored: Body | None) -> list[Body]:
    """Known ids stay, all other lines get new ones; the lines are numbered in the order of the request."""
    known = {line["Id"] for line in (stored or {}).get("Line", []) if "Id" in line}
    last = max((int(own_id) for own_id in known), default=0)
    result = []
    for place, line in enumerate(lines, start=1):
        own_id = line.get("Id")
        if own_id not in known:
            last += 1
            own_id = str(last)
        result.append({**line, "Id": own_id, "LineNum": place})
    return result


def line_amount(line: Body, detail: Body) -> Decimal:
    """The Amount, which must be Qty x UnitPrice to the cent when both say something; raises FaultError."""
    if "Amount" not in line:
        raise errors.missing("Amount")
    amount, quantity, price = cents(line["Amount"]), detail.get("Qty"), detail.get("UnitPrice")
    # The Python library sends 0 for a quantity or a price that it does not know.
    if (quantity and price) or (amount == 0 and quantity is not None and price is not None):
        expected = cents(quantity * price)
        if expected != amount:
            raise FaultError(
                errors.BAD_AMOUNT, f"Amount is not equal to UnitPrice * Qty. Supplied value:{amount}", element="Amount"
            )
    return amount


def priced(detail: Body, amount: Decimal) -> Body:
    """Quantity and price as they are shown: a 0 that says nothing is left out, a missing price is worked out."""
    shown = dict(detail)
    if amount and not shown.get("Qty"):
        shown.pop("Qty", None)
    if amount and not shown.get("UnitPrice"):
        shown.pop("UnitPrice", None)
        if shown.get("Qty"):
            shown["UnitPrice"] = (amount / shown["Qty"]).quantize(Decimal("0.0000001")).normalize() + 0
    return shown


def named_ref(reference: Body, target: Body) -> Body:
    name = target.get("FullyQualifiedName") or target.get("DisplayName") or target.get("Name")
    kept = {"value": target["Id"], "name": name}
    return kept | ({"type": reference["type"]} if "type" in reference else {})
