"""The charts of accounts and tax rates that the seeded organisations begin with, by country."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Country:
    code: str
    currency: str
    version: str
    timezone: str
    sales_tax: str
    purchase_tax: str
    currencies: tuple[str, ...]


COUNTRIES = {
    "GB": Country("GB", "GBP", "UK", "GMTSTANDARDTIME", "OUTPUT2", "INPUT2", ("GBP", "EUR", "USD")),
    "US": Country("US", "USD", "US", "EASTERNSTANDARDTIME", "OUTPUT", "INPUT", ("USD", "GBP", "EUR")),
    "AU": Country("AU", "AUD", "AU", "AUSEASTERNSTANDARDTIME", "OUTPUT", "INPUT", ("AUD", "USD", "NZD")),
    "CA": Country("CA", "CAD", "GLOBAL", "EASTERNSTANDARDTIME", "OUTPUT", "INPUT", ("CAD", "USD", "EUR")),
}

# Code, name, type, tax type, what the system keeps it for.
Account = tuple[str, str, str, str, str]

_GB: tuple[Account, ...] = (
    ("090", "Business Bank Account", "BANK", "NONE", ""),
    ("091", "Business Savings Account", "BANK", "NONE", ""),
    ("200", "Sales", "REVENUE", "OUTPUT2", ""),
    ("205", "Discounts Given", "REVENUE", "OUTPUT2", ""),
    ("207", "Postage Income", "REVENUE", "OUTPUT2", ""),
    ("260", "Other Revenue", "REVENUE", "OUTPUT2", ""),
    ("270", "Interest Income", "REVENUE", "NONE", ""),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", "INPUT2", ""),
    ("320", "Direct Wages", "DIRECTCOSTS", "NONE", ""),
    ("325", "Direct Expenses", "DIRECTCOSTS", "INPUT2", ""),
    ("400", "Advertising & Marketing", "OVERHEADS", "INPUT2", ""),
    ("401", "Audit & Accountancy fees", "OVERHEADS", "INPUT2", ""),
    ("404", "Bank Fees", "OVERHEADS", "NONE", ""),
    ("408", "Cleaning", "OVERHEADS", "INPUT2", ""),
    ("412", "Consulting", "OVERHEADS", "INPUT2", ""),
    ("416", "Depreciation Expense", "OVERHEADS", "NONE", ""),
    ("418", "Charitable and Political Donations", "OVERHEADS", "NONE", ""),
    ("420", "Entertainment-100% business", "OVERHEADS", "NONE", ""),
    ("425", "Postage, Freight & Courier", "OVERHEADS", "INPUT2", ""),
    ("429", "General Expenses", "OVERHEADS", "INPUT2", ""),
    ("433", "Insurance", "OVERHEADS", "NONE", ""),
    ("437", "Interest Paid", "OVERHEADS", "NONE", ""),
    ("441", "Legal Expenses", "OVERHEADS", "INPUT2", ""),
    ("445", "Light, Power, Heating", "OVERHEADS", "RRINPUT", ""),
    ("449", "Motor Vehicle Expenses", "OVERHEADS", "INPUT2", ""),
    ("457", "Operating Lease Payments", "OVERHEADS", "INPUT2", ""),
    ("461", "Printing & Stationery", "OVERHEADS", "INPUT2", ""),
    ("463", "IT Software and Consumables", "OVERHEADS", "INPUT2", ""),
    ("465", "Rates", "OVERHEADS", "NONE", ""),
    ("469", "Rent", "OVERHEADS", "NONE", ""),
    ("473", "Repairs & Maintenance", "OVERHEADS", "INPUT2", ""),
    ("477", "Salaries", "OVERHEADS", "NONE", ""),
    ("480", "Staff Training", "OVERHEADS", "INPUT2", ""),
    ("485", "Subscriptions", "OVERHEADS", "INPUT2", ""),
    ("489", "Telephone & Internet", "OVERHEADS", "INPUT2", ""),
    ("493", "Travel - National", "OVERHEADS", "INPUT2", ""),
    ("494", "Travel - International", "OVERHEADS", "ZERORATEDINPUT", ""),
    ("497", "Bank Revaluations", "OVERHEADS", "NONE", "BANKCURRENCYGAIN"),
    ("498", "Unrealised Currency Gains", "OVERHEADS", "NONE", "UNREALISEDCURRENCYGAIN"),
    ("499", "Realised Currency Gains", "OVERHEADS", "NONE", "REALISEDCURRENCYGAIN"),
    ("500", "Corporation Tax", "OVERHEADS", "NONE", ""),
    ("610", "Accounts Receivable", "CURRENT", "NONE", "DEBTORS"),
    ("620", "Prepayments", "CURRENT", "NONE", ""),
    ("630", "Inventory", "CURRENT", "NONE", ""),
    ("710", "Office Equipment", "FIXED", "INPUT2", ""),
    ("720", "Computer Equipment", "FIXED", "INPUT2", ""),
    ("800", "Accounts Payable", "CURRLIAB", "NONE", "CREDITORS"),
    ("801", "Unpaid Expense Claims", "CURRLIAB", "NONE", "UNPAIDEXPCLM"),
    ("805", "Accruals", "CURRLIAB", "NONE", ""),
    ("810", "Income in Advance", "CURRLIAB", "NONE", ""),
    ("820", "VAT", "CURRLIAB", "NONE", "GST"),
    ("825", "PAYE Payable", "CURRLIAB", "NONE", ""),
    ("835", "Directors' Loan Account", "CURRLIAB", "NONE", ""),
    ("840", "Historical Adjustment", "CURRLIAB", "NONE", "HISTORICAL"),
    ("850", "Suspense", "CURRLIAB", "NONE", ""),
    ("858", "Wages Payable", "CURRLIAB", "NONE", "WAGEPAYABLES"),
    ("860", "Rounding", "CURRLIAB", "NONE", "ROUNDING"),
    ("877", "Tracking Transfers", "CURRLIAB", "NONE", "TRACKINGTRANSFERS"),
    ("900", "Loan", "TERMLIAB", "NONE", ""),
    ("950", "Capital - x,xxx Ordinary Shares", "EQUITY", "NONE", ""),
    ("960", "Retained Earnings", "EQUITY", "NONE", "RETAINEDEARNINGS"),
    ("970", "Owner A Funds Introduced", "EQUITY", "NONE", ""),
)


def _elsewhere(sales: str, costs: str, *, tax_name: str) -> tuple[Account, ...]:
    """The same accounts with another country's tax codes and the name of its tax."""
    swapped = {"OUTPUT2": sales, "INPUT2": costs, "RRINPUT": costs, "ZERORATEDINPUT": "NONE"}
    names = {"820": tax_name, "500": "Income Tax Expense", "825": "Payroll Tax Payable"}
    return tuple((code, names.get(code, name), kind, swapped.get(tax, tax), system) for code, name, kind, tax, system in _GB)


ACCOUNTS = {
    "GB": _GB,
    "US": _elsewhere("OUTPUT", "INPUT", tax_name="Sales Tax"),
    "AU": _elsewhere("OUTPUT", "INPUT", tax_name="GST"),
    "CA": _elsewhere("OUTPUT", "INPUT", tax_name="GST/HST"),
}

# Tax type, name, rate in per cent, for sales, for purchases.
Rate = tuple[str, str, Decimal, bool, bool]

TAX_RATES: dict[str, tuple[Rate, ...]] = {
    "GB": (
        ("OUTPUT2", "20% (VAT on Income)", Decimal(20), True, False),
        ("RROUTPUT", "5% (VAT on Income)", Decimal(5), True, False),
        ("SROUTPUT", "17.5% (VAT on Income)", Decimal("17.5"), True, False),  # assumed: type and standing of the old rate
        ("ZERORATEDOUTPUT", "Zero Rated Income", Decimal(0), True, False),
        ("ECZROUTPUT", "Zero Rated EC Goods Income", Decimal(0), True, False),
        ("ECZROUTPUTSERVICES", "Zero Rated EC Services", Decimal(0), True, False),
        ("EXEMPTOUTPUT", "Exempt Income", Decimal(0), True, False),
        ("INPUT2", "20% (VAT on Expenses)", Decimal(20), False, True),
        ("RRINPUT", "5% (VAT on Expenses)", Decimal(5), False, True),
        ("SRINPUT", "17.5% (VAT on Expenses)", Decimal("17.5"), False, True),  # assumed, as above
        ("ZERORATEDINPUT", "Zero Rated Expenses", Decimal(0), False, True),
        ("EXEMPTINPUT", "Exempt Expenses", Decimal(0), False, True),
        ("REVERSECHARGES", "Reverse Charge Expenses (20%)", Decimal(0), False, True),
        ("NONE", "No VAT", Decimal(0), True, True),
    ),
    "US": (
        ("OUTPUT", "Tax on Sales", Decimal("8.25"), True, False),  # assumed rate
        ("INPUT", "Tax on Purchases", Decimal("8.25"), False, True),  # assumed rate
        ("NONE", "Tax Exempt", Decimal(0), True, True),
    ),
    "AU": (
        ("OUTPUT", "GST on Income", Decimal(10), True, False),
        ("INPUT", "GST on Expenses", Decimal(10), False, True),
        ("EXEMPTOUTPUT", "GST Free Income", Decimal(0), True, False),
        ("EXEMPTEXPENSES", "GST Free Expenses", Decimal(0), False, True),
        ("BASEXCLUDED", "BAS Excluded", Decimal(0), True, True),
        ("NONE", "No Tax", Decimal(0), True, True),
    ),
    # Assumed: which codes a Canadian organisation begins with; the rates are the country's own.
    "CA": (
        ("OUTPUT", "GST on Sales", Decimal(5), True, False),
        ("INPUT", "GST on Purchases", Decimal(5), False, True),
        ("ZERORATED", "Zero Rated", Decimal(0), True, True),
        ("NONE", "Tax Exempt", Decimal(0), True, True),
    ),
}

# Rates of several parts, which an organisation's users have added: the name, and each part with its rate.
ADDED_RATES: dict[str, tuple[tuple[str, tuple[tuple[str, Decimal], ...]], ...]] = {
    "CA": (
        ("HST Ontario 13%", (("HST (federal)", Decimal(5)), ("HST (provincial)", Decimal(8)))),
        ("GST/QST 14.975%", (("GST", Decimal(5)), ("QST", Decimal("9.975")))),
    ),
}
