"""What the businesses hold before anybody has written to them."""

from dataclasses import dataclass
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.ground import Ground
from tieout.sandbox.sage import chart, contacts, seed_documents, seed_items, seed_large
from tieout.sandbox.sage.lookups import LOOKUPS
from tieout.sandbox.sage.state import State, of_text

_FOUNDED = "2026-01-05T09:00:00Z"
_STAMPS = {"created_at": _FOUNDED, "updated_at": _FOUNDED}
_VISIBLE = {
    "s": "sales",
    "e": "expenses",
    "b": "banking",
    "j": "journals",
    "p": "other_payments",
    "r": "other_receipts",
    "t": "reporting",
}
_UNTAXED = frozenset({7000, 7100, 7900, 7910, 4910})


@dataclass(frozen=True)
class Business:
    name: str
    country: str
    currency: str
    city: str
    region: str
    postal_code: str
    trades: bool  # the seed `demo` gives it contacts and documents


_BUSINESSES = (
    Business("Demo Business (UK)", "GB", "GBP", "Newcastle upon Tyne", "Tyne and Wear", "NE1 1AA", trades=False),
    Business("Demo Business (Ireland)", "IE", "EUR", "Dublin", "", "D01 F5P2", trades=True),
    Business("Demo Business (Canada)", "CA", "CAD", "Toronto", "Ontario", "M5V 2T6", trades=True),
    Business("Demo Business (US)", "US", "USD", "Seattle", "Washington", "98101", trades=True),
)


def business_ids() -> list[str]:
    return [of_text("business", one.name) for one in _BUSINESSES]


def fill(ground: Ground, name: str) -> None:
    """`demo`, `empty` or `large:N`."""
    word, _, number = name.partition(":")
    for business in _BUSINESSES:
        state = State(ground, of_text("business", business.name))
        _found(state, business)
        seed_documents.found(state)
        if word == "demo" and business.trades:
            seed_items.stock_up(state)
            seed_documents.trade(state)
        elif word == "large":
            seed_large.make_many(state, int(number))


def _found(state: State, business: Business) -> None:
    kept: Body = {
        "id": state.business_id,
        "displayed_as": business.name,
        **_STAMPS,
        "name": business.name,
        "address_line_1": "1 Market Street",
        "address_line_2": "",
        "city": business.city,
        "region": business.region,
        "postal_code": business.postal_code,
        "country_id": business.country,
        "telephone": "",
        "mobile": "",
        "website": "",
        "is_demo": True,
        "ni_based": False,
        "currency": business.currency,
        "plan": "Plus",
        "active": True,
        "lead": False,
    }
    _keep(state, "businesses", body=kept)
    _rates(state, business)
    for account in chart.accounts(business.country):
        _keep(state, "ledger_accounts", body=_account(state, account, country=business.country))
    _settings(state, business)
    _system_contacts(state)
    _analysis(state)
    for currency in ("GBP", "EUR", "USD", "CAD"):
        if currency != business.currency:
            _keep(state, "business_exchange_rates", body=_exchange_rate(currency, base=business.currency))
    for number, title in enumerate(("Sales Price", "Trade", "Wholesale")):
        own_id = of_text(state.business_id, "price", title)
        _keep(state, "product_sales_price_types", body=_titled(own_id, title, active=number < 2))
    _keep(state, "service_rate_types", body=_titled(of_text(state.business_id, "rate", "Rate"), "Rate", active=True))


def _keep(state: State, kind: str, *, body: Body) -> None:
    state.books.put(state.shelf, kind, id=body["id"], body=body)


def _titled(id: str, name: str, *, active: bool) -> Body:
    return {"id": id, "displayed_as": name, **_STAMPS, "name": name, "active": active}


def account_id(state: State, nominal_code: int) -> str:
    return of_text(state.business_id, "ledger_account", str(nominal_code))


def _account(state: State, account: chart.Account, *, country: str) -> Body:
    code, name, kind, seen, control = account
    taxed = ("s" in seen or "e" in seen) and code not in _UNTAXED
    rate = chart.STANDARD_RATES[country] if taxed else f"{country}_NO_TAX"
    return {
        "id": account_id(state, code),
        "displayed_as": f"{name} ({code})",
        **_STAMPS,
        "name": name,
        "display_name": name,
        "included_in_chart": True,
        "nominal_code": code,
        "ledger_account_type_id": kind,
        "ledger_account_classification_id": LOOKUPS["ledger_account_types"][kind]["ledger_account_classification_id"],
        "tax_rate_id": rate,
        "fixed_tax_rate": False,
        **{f"visible_in_{name}": letter in seen for letter, name in _VISIBLE.items()},
        "is_control_account": bool(control),
        "control_name": control or None,
        "display_formatted": f"{name} ({code})",
        "tax_recoverable": False,
        "recoverable_percentage": Decimal(0),
    }


def _rates(state: State, business: Business) -> None:
    rows = {own_id: (name, percentages) for own_id, name, percentages in chart.TAX_RATES[business.country]}
    for own_id, (name, percentages) in rows.items():
        _keep(state, "tax_rates", body=_tax_rate(own_id, name, percentages=percentages, country=business.country))
    for own_id, parts in chart.COMBINED.get(business.country, {}).items():
        total = sum((Decimal(rows[part][1][-1][0]) for part in parts), Decimal(0))
        name = " + ".join(rows[part][0] for part in parts)
        body = _tax_rate(own_id, name, percentages=((str(total), "", ""),), country=business.country)
        pieces = [
            {"id": part, "displayed_as": rows[part][0], "name": rows[part][0], "percentage": Decimal(rows[part][1][-1][0])}
            for part in parts
        ]
        _keep(state, "tax_rates", body={**body, "is_combined_rate": True, "component_tax_rates": pieces})


def _tax_rate(id: str, name: str, *, percentages: tuple[chart.Percentage, ...], country: str) -> Body:
    newest = Decimal(percentages[-1][0])
    return {
        "id": id,
        "displayed_as": f"{name} {newest.normalize():f}%",
        **_STAMPS,
        "name": name,
        "agency": chart.TAX_NAMES[country],
        "percentages": [
            {"percentage": Decimal(percentage), "from_date": began or None, "to_date": ended or None}
            for percentage, began, ended in percentages
        ],
        "is_visible": True,
        "retailer": False,
        "editable": country == "US",
        "deletable": False,
        "is_combined_rate": False,
        "component_tax_rates": [],
    }


def _settings(state: State, business: Business) -> None:
    _keep(state, "financial_settings", body=_financial(business))
    _keep(state, "invoice_settings", body=_invoicing())
    defaults = {f"{name}_ledger_account_id": account_id(state, code) for name, code in chart.DEFAULTS.items()}
    settings = {
        "id": "business_settings",
        "displayed_as": "Business settings",
        **_STAMPS,
        "business_type_id": "LIMITED_COMPANY",
        "business_activity_type_id": "TRADE",
        "country_of_registration_id": business.country,
        "business_created_at": _FOUNDED,
        "auxiliary_accounts_visible": False,
        "wizard_complete": True,
        "default_ledger_accounts": defaults,
    }
    _keep(state, "business_settings", body=settings)


def _financial(business: Business) -> Body:
    return {
        "id": "financial_settings",
        "displayed_as": "Financial settings",
        **_STAMPS,
        "year_end_date": "2026-12-31",
        "year_end_lockdown_date": None,
        "accounting_type": "ACCRUAL",
        "accounts_start_date": "2005-01-01",
        "base_currency_id": business.currency,
        "multi_currency_enabled": True,
        "use_live_exchange_rates": False,
        "mtd_activation_status": None,
        "tax_scheme_id": "STANDARD",
        "tax_return_frequency_id": "QUARTERLY",
        "tax_number": {"GB": "GB100000039", "IE": "IE1234567FA"}.get(business.country, ""),
        "flat_rate_tax_percentage": None,
        "recoverable_percentage": None,
        "sales_tax_calculation": "invoice",
        "purchase_tax_calculation": "invoice",
        "postponed_accounting": False,
        "destination_vat": False,
    }


def _invoicing() -> Body:
    return {
        "id": "invoice_settings",
        "displayed_as": "Invoice settings",
        **_STAMPS,
        "next_invoice_number": 1,
        "next_credit_note_number": 1,
        "next_quote_number": 1,
        "separate_invoice_credit_note_numbering": True,
        "sales_invoice_number_prefix": "SI-",
        "sales_credit_note_number_prefix": "SCN-",
        "quote_number_prefix": "QU-",
        "estimate_number_prefix": "ES-",
        "quick_entry_prefix": "QE-",
        "invoice_terms_and_conditions": "",
        "default_note_on_invoice": "",
        "quote_default_days_to_expiry": 30,
        "estimate_default_days_to_expiry": 30,
        "customer_credit_days": 30,
        "vendor_credit_days": 30,
        "customer_credit_terms": "date_from_invoice",
        "vendor_credit_terms": "date_from_payment",
    }


def _system_contacts(state: State) -> None:
    """The two contacts that the system books on for documents without one."""
    for name, kind in (("No customer", "CUSTOMER"), ("No supplier", "VENDOR")):
        own = {"id": of_text(state.business_id, "system_contact", kind), "displayed_as": name, "name": name}
        body = {**contacts.blank(state), **own, **_STAMPS, "contact_type_ids": [kind], "system": True}
        _keep(state, "contacts", body=body)


def _analysis(state: State) -> None:
    for number, (name, options) in enumerate(
        (("Department", ("North", "South", "East", "West")), ("Project", ("Shop", "Online", "Trade")))
    ):
        own_id = of_text(state.business_id, "analysis_type", name)
        level = ["TRANSACTION"]
        areas = ["SALES", "PURCHASES", "OTHER_PAYMENTS", "JOURNALS"]
        body = {"id": own_id, "displayed_as": name, **_STAMPS, "name": name, "active_areas": areas, "analysis_type_level": level}
        _keep(state, "analysis_types", body=body)
        for place, option in enumerate(options, start=1):
            category = {
                "id": of_text(state.business_id, "analysis_category", name, option),
                "displayed_as": option,
                **_STAMPS,
                "code": f"{number + 1}{place:02}",
                "name": option,
                "analysis_type_id": own_id,
            }
            _keep(state, "analysis_type_categories", body=category)


def _exchange_rate(currency: str, *, base: str) -> Body:
    """`rate` is how much of the base currency one unit of the currency is worth (assumed)."""
    rate = (chart.WORTH[currency] / chart.WORTH[base]).quantize(Decimal("0.000001"))
    inverse = (chart.WORTH[base] / chart.WORTH[currency]).quantize(Decimal("0.000001"))
    return {
        "id": currency,
        "displayed_as": f"{currency} to {base}",
        **_STAMPS,
        "rate": rate,
        "inverse_rate": inverse,
        "base_currency_id": base,
        "currency_id": currency,
    }
