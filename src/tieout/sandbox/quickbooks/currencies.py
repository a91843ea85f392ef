"""The currencies that a company uses, and what they are worth at home on a day."""

from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.fields import read
from tieout.sandbox.quickbooks.moments import day
from tieout.sandbox.quickbooks.parts import Draft, currency_ref
from tieout.sandbox.quickbooks.state import Company


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of a CompanyCurrency, without its head; raises FaultError."""
    _multi_currency(company)
    code = str(draft.wanted.get("Code", "")).strip()
    if not code:
        raise errors.missing("Code")
    if draft.stored is not None and draft.stored["Code"] != code:
        raise business("The code of a currency cannot be changed", element="Code")
    name = currency_ref(code)["name"]
    for other in company.all("CompanyCurrency"):
        if other["Code"] == code and other["Id"] != draft.id:
            raise FaultError(errors.DUPLICATE_NAME, f"The name supplied already exists. : Id={other['Id']}", element="Code")
    if draft.wanted.get("Active") is False and code == company.currency:
        raise business("The home currency cannot be made inactive", element="Active")
    return {"Active": True, "Name": name} | draft.wanted | {"Code": code}


def save_rate(company: Company, raw: object) -> Body:
    """Writes the rate of a currency on a day, in the place of an earlier one of that day; raises FaultError."""
    _multi_currency(company)
    wanted = read("ExchangeRate", raw).body
    code, rate = str(wanted.get("SourceCurrencyCode", "")), wanted.get("Rate")
    if not code:
        raise errors.missing("SourceCurrencyCode")
    currency_ref(code)
    if not rate:
        raise errors.missing("Rate")
    if rate < 0:
        raise FaultError(errors.BAD_NUMBER, "Rate is positive", element="Rate")
    target = wanted.get("TargetCurrencyCode", company.currency)
    if target != company.currency or code == target:
        raise business(f"A rate leads from another currency to {company.currency}", element="TargetCurrencyCode")
    on = str(wanted.get("AsOfDate") or company.today())
    body = {"SourceCurrencyCode": code, "TargetCurrencyCode": target, "Rate": Decimal(rate), "AsOfDate": on}
    body |= {"domain": "QBO", "sparse": False, "SyncToken": "0", "MetaData": {"LastUpdatedTime": company.stamp()}}
    company.keep("ExchangeRate", f"{code}:{on}", body=body)
    return body


def find_rate(company: Company, code: str, *, on: str) -> Body:
    """The rate that holds on a day: the newest one up to it; raises FaultError."""
    if not code:
        raise errors.missing("sourcecurrencycode")
    try:
        wanted_on = day(on) if on else company.today()
    except ValueError:
        raise FaultError(errors.BAD_DATE, f"asofdate is no date: {on[:40]}", element="asofdate") from None
    body = _newest(company, code.upper(), on=wanted_on)
    if body is None:
        raise errors.not_found()
    return body


def _newest(company: Company, code: str, *, on: str) -> Body | None:
    rates = [body for body in company.all("ExchangeRate") if body["SourceCurrencyCode"] == code and body["AsOfDate"] <= on]
    return max(rates, key=lambda body: str(body["AsOfDate"]), default=None)


def _multi_currency(company: Company) -> None:
    if not company.multi_currency:
        raise business("Multi currency should be enabled to perform this operation")
