"""What the organisations hold on the sandbox's first day."""

from datetime import UTC, datetime

from tieout.sandbox.books import Body
from tieout.sandbox.ground import Ground
from tieout.sandbox.xero.chart import ACCOUNTS, ADDED_RATES, COUNTRIES, TAX_RATES, Account, Country, Rate
from tieout.sandbox.xero.people import furnish
from tieout.sandbox.xero.rules import round4
from tieout.sandbox.xero.seed_demo import trade
from tieout.sandbox.xero.seed_large import make_many
from tieout.sandbox.xero.settings import CLASSES, save_tax_rate
from tieout.sandbox.xero.state import Stamps, State, Wish, of_text
from tieout.sandbox.xero.wire import milliseconds

# The name, the country, and whether the `demo` seed gives it contacts and documents.
_ORGANISATIONS = (
    ("Demo Company (UK)", "GB", False),
    ("Demo Company (US)", "US", True),
    ("Demo Company (AU)", "AU", True),
    ("Northgate Supplies Ltd", "GB", True),
    ("Demo Company (CA)", "CA", True),
)
_FOUNDED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def organisation_ids() -> list[str]:
    return [of_text("organisation", name) for name, _, _ in _ORGANISATIONS]


def fill(ground: Ground, stamps: Stamps, *, name: str) -> None:
    """`name` is `demo`, `empty` or `large:N`."""
    wanted, _, number = name.partition(":")
    for title, code, trades in _ORGANISATIONS:
        state, country = State(ground, of_text("organisation", title), stamps), COUNTRIES[code]
        _found(state, title, country=country)
        if wanted == "demo" and trades:
            trade(state, country)
        if wanted == "large":
            make_many(state, country, number=int(number))


def _found(state: State, name: str, *, country: Country) -> None:
    own_id = state.organisation_id
    short = "!" + own_id.replace("-", "")[:5]
    organisation = {
        "OrganisationID": own_id,
        "Name": name,
        "LegalName": name,
        "ShortCode": short,
        "BaseCurrency": country.currency,
        "CountryCode": country.code,
        "Timezone": country.timezone,
        "Version": country.version,
        "Class": "DEMO" if name.startswith("Demo") else "STANDARD",
        "Edition": "BUSINESS",
        "OrganisationStatus": "ACTIVE",
        "OrganisationEntityType": "COMPANY",
        "OrganisationType": "COMPANY",
        "IsDemoCompany": name.startswith("Demo"),
        "PaysTax": True,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "CreatedDateUTC": milliseconds(_FOUNDED),
        "PeriodLockDate": None,
        "EndOfYearLockDate": None,
    }
    state.keep("Organisation", organisation)
    furnish(state)
    for code in country.currencies:
        state.keep("Currencies", {"Code": code, "Description": code})
    for rate in TAX_RATES[country.code]:
        state.keep("TaxRates", _tax_rate(rate))
    for title, parts in ADDED_RATES.get(country.code, ()):
        components = [{"Name": part, "Rate": percent} for part, percent in parts]
        save_tax_rate(state, {"Name": title, "TaxComponents": components}, wish=Wish(create_only=True))
    for account in ACCOUNTS[country.code]:
        state.save("Accounts", _account(state, account, country=country))
    for category, options in (("Region", ("North", "South", "East", "West")), ("Channel", ("Shop", "Online", "Trade"))):
        state.keep("TrackingCategories", _category(own_id, category, options=options))


def _tax_rate(rate: Rate) -> Body:
    tax_type, name, percent, sales, purchases = rate
    return {
        "Name": name,
        "TaxType": tax_type,
        "Status": "ACTIVE",
        "CanApplyToAssets": purchases,
        "CanApplyToEquity": purchases and sales,
        "CanApplyToExpenses": purchases,
        "CanApplyToLiabilities": purchases,
        "CanApplyToRevenue": sales,
        "DisplayTaxRate": round4(percent),
        "EffectiveRate": round4(percent),
        "TaxComponents": [
            {"Name": "VAT" if "VAT" in name else "Tax", "Rate": round4(percent), "IsCompound": False, "IsNonRecoverable": False}
        ],
    }


def _account(state: State, account: Account, *, country: Country) -> Body:
    code, name, kind, tax, system = account
    body: Body = {
        "AccountID": of_text(state.organisation_id, "account", code),
        "Code": code,
        "Name": name,
        "Type": kind,
        "Status": "ACTIVE",
        "Class": CLASSES[kind],
        "TaxType": tax,
        "Description": "",
        "EnablePaymentsToAccount": code in ("835", "970"),
        "ShowInExpenseClaims": False,
        "AddToWatchlist": False,
        "SystemAccount": system,
    }
    if kind == "BANK":
        body |= {"BankAccountNumber": f"0102030004{code}", "BankAccountType": "BANK", "CurrencyCode": country.currency}
    return body


def _category(organisation_id: str, name: str, *, options: tuple[str, ...]) -> Body:
    return {
        "TrackingCategoryID": of_text(organisation_id, "tracking", name),
        "Name": name,
        "Status": "ACTIVE",
        "Options": [
            {"TrackingOptionID": of_text(organisation_id, "option", name, option), "Name": option, "Status": "ACTIVE"}
            for option in options
        ],
    }
