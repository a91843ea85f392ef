"""The charts of accounts and tax rates that the businesses begin with, by country."""

from decimal import Decimal

# Nominal code, name, type, the letters of what it is visible in, what the system keeps it for.
# Letters: s sales, e expenses, b banking, j journals, p other payments, r other receipts, t reporting.
Account = tuple[int, str, str, str, str]

_COMMON: tuple[Account, ...] = (
    (30, "Office equipment and IT - Cost", "FIXED_ASSETS", "ejpt", ""),
    (31, "Office equipment and IT - Depreciation", "FIXED_ASSETS", "jt", ""),
    (1000, "Stock", "CURRENT_ASSETS", "jt", "STOCK"),
    (1100, "Trade Debtors", "CURRENT_ASSETS", "t", "DEBTORS"),
    (1103, "Prepayments", "CURRENT_ASSETS", "ejpt", ""),
    (1200, "Bank Current Account", "BANK", "bjt", ""),
    (1210, "Cash in Hand", "BANK", "bjt", ""),
    (2100, "Trade Creditors", "CURRENT_LIABILITY", "t", "CREDITORS"),
    (2109, "Accruals", "CURRENT_LIABILITY", "ejprt", ""),
    (2200, "{tax} on Sales", "TAXES", "t", "SALES_TAX"),
    (2201, "{tax} on Purchases", "TAXES", "t", "PURCHASE_TAX"),
    (2202, "{tax} Liability", "TAXES", "jprt", "TAX_LIABILITY"),
    (2210, "Payroll Taxes", "CURRENT_LIABILITY", "jprt", ""),
    (2220, "Net Wages", "CURRENT_LIABILITY", "jprt", ""),
    (2300, "Loans", "FUTURE_LIABILITY", "ejprt", ""),
    (3000, "Owner's Equity", "EQUITY", "jprt", ""),
    (3100, "Retained Earnings", "EQUITY", "jt", "RETAINED_EARNINGS"),
    (3200, "Opening Balances Control Account", "SPECIAL", "jt", "OPENING_BALANCES"),
    (4000, "Sales - Products", "SALES", "sjrt", ""),
    (4010, "Sales - Services", "SALES", "sjrt", ""),
    (4100, "Carriage on Sales", "SALES", "sjrt", ""),
    (4200, "Discounts Allowed", "SALES", "sjpt", "DISCOUNT_ALLOWED"),
    (4900, "Other Income", "OTHER_INCOME", "sjrt", ""),
    (4910, "Bank Interest Received", "OTHER_INCOME", "jrt", ""),
    (5000, "Cost of Sales - Goods", "DIRECT_EXPENSES", "ejpt", ""),
    (5010, "Cost of Sales - Materials", "DIRECT_EXPENSES", "ejpt", ""),
    (5100, "Carriage on Purchases", "DIRECT_EXPENSES", "ejpt", ""),
    (5200, "Discounts Taken", "DIRECT_EXPENSES", "ejrt", "DISCOUNT_TAKEN"),
    (5900, "Stock Adjustments", "DIRECT_EXPENSES", "jt", "STOCK_ADJUSTMENTS"),
    (6200, "Marketing", "OVERHEADS", "ejpt", ""),
    (7000, "Staff Wages", "OVERHEADS", "ejpt", ""),
    (7100, "Rent", "OVERHEADS", "ejpt", ""),
    (7200, "Light, Power, Heating", "OVERHEADS", "ejpt", ""),
    (7300, "Travel", "OVERHEADS", "ejpt", ""),
    (7500, "Printing, Postage and Stationery", "OVERHEADS", "ejpt", ""),
    (7550, "Telephone and Internet", "OVERHEADS", "ejpt", ""),
    (7600, "Legal and Professional Fees", "OVERHEADS", "ejpt", ""),
    (7900, "Bank Charges", "OVERHEADS", "ejpt", ""),
    (7910, "Interest Paid", "OVERHEADS", "ejpt", ""),
    (7920, "Exchange Rate Gains", "OTHER_INCOME", "jt", "EXCHANGE_GAINS"),
    (7930, "Exchange Rate Losses", "OVERHEADS", "jt", "EXCHANGE_LOSSES"),
    (8000, "Depreciation", "DEPRECIATION", "jt", ""),
    (8200, "General Expenses", "OVERHEADS", "ejpt", ""),
    (9998, "Suspense", "SPECIAL", "jt", "SUSPENSE"),
)
TAX_NAMES = {"GB": "VAT", "IE": "VAT", "CA": "GST/HST", "US": "Sales Tax"}
# What the accounts of income and of costs are taxed with unless the document says otherwise.
STANDARD_RATES = {"GB": "GB_STANDARD", "IE": "IE_STANDARD", "CA": "CA_NO_TAX", "US": "US_NO_TAX"}
DEFAULTS: dict[str, int] = {
    "bank_charges": 7900,
    "bank_interest_received": 4910,
    "bank_interest_charges_paid": 7910,
    "exchange_rate_gains": 7920,
    "exchange_rate_losses": 7930,
    "sales": 4000,
    "sales_discount": 4200,
    "purchase": 5000,
    "purchase_discount": 5200,
    "product_sales": 4000,
    "product_purchase": 5000,
    "service_sales": 4010,
    "service_purchase": 5000,
    "stock_purchase": 5000,
    "other_receipt": 4900,
    "other_payment": 8200,
    "customer_receipt_discount": 4200,
    "vendor_payment_discount": 5200,
    "carriage": 4100,
}


def accounts(country: str) -> tuple[Account, ...]:
    tax = TAX_NAMES[country]
    return tuple((code, name.format(tax=tax), kind, seen, control) for code, name, kind, seen, control in _COMMON)


# Id, name, and the percentages with the first and the last day of each; "" is open.
Percentage = tuple[str, str, str]
Rate = tuple[str, str, tuple[Percentage, ...]]

_ALWAYS = ("", "")


def _flat(percentage: str) -> tuple[Percentage, ...]:
    return ((percentage, *_ALWAYS),)


TAX_RATES: dict[str, tuple[Rate, ...]] = {
    "GB": (
        (
            "GB_STANDARD",
            "Standard",
            (
                ("17.5", "1991-04-01", "2008-11-30"),
                ("15.0", "2008-12-01", "2009-12-31"),
                ("17.5", "2010-01-01", "2011-01-03"),
                ("20.0", "2011-01-04", ""),
            ),
        ),
        ("GB_LOWER", "Lower Rate", _flat("5.0")),
        ("GB_ZERO", "Zero Rated", _flat("0.0")),
        ("GB_EXEMPT", "Exempt", _flat("0.0")),
        ("GB_NO_TAX", "No VAT", _flat("0.0")),
    ),
    "IE": (
        (
            "IE_STANDARD",
            "Standard",
            (
                ("21.0", "2010-01-01", "2011-12-31"),
                ("23.0", "2012-01-01", "2020-08-31"),
                ("21.0", "2020-09-01", "2021-02-28"),
                ("23.0", "2021-03-01", ""),
            ),
        ),
        ("IE_REDUCED1", "Reduced Rate", _flat("13.5")),
        ("IE_REDUCED2", "Second Reduced Rate", _flat("9.0")),
        ("IE_LIVESTOCK", "Livestock", _flat("4.8")),
        ("IE_ZERO", "Zero Rated", _flat("0.0")),
        ("IE_EXEMPT", "Exempt", _flat("0.0")),
        ("IE_NO_TAX", "No VAT", _flat("0.0")),
    ),
    "CA": (
        ("CA_GST", "GST", _flat("5.0")),
        ("CA_HST_ON", "HST Ontario", _flat("13.0")),
        ("CA_HST_ATLANTIC", "HST Atlantic", _flat("15.0")),
        ("CA_PST_BC", "PST British Columbia", _flat("7.0")),
        ("CA_QST", "QST", _flat("9.975")),
        ("CA_ZERO", "Zero Rated", _flat("0.0")),
        ("CA_EXEMPT", "Exempt", _flat("0.0")),
        ("CA_NO_TAX", "No Tax", _flat("0.0")),
    ),
    "US": (
        ("US_STANDARD", "Sales Tax 8.25%", _flat("8.25")),
        ("US_EXEMPT", "Exempt", _flat("0.0")),
        ("US_NO_TAX", "No Tax", _flat("0.0")),
    ),
}
# A rate that is the sum of others.
COMBINED: dict[str, dict[str, tuple[str, ...]]] = {
    "CA": {"CA_GST_PST_BC": ("CA_GST", "CA_PST_BC"), "CA_GST_QST": ("CA_GST", "CA_QST")}
}
# How much one unit of a currency is worth in pounds; rates between any two follow.
WORTH: dict[str, Decimal] = {
    "GBP": Decimal(1),
    "EUR": Decimal("0.86"),
    "USD": Decimal("0.79"),
    "CAD": Decimal("0.58"),
    "AUD": Decimal("0.52"),
    "NZD": Decimal("0.48"),
    "CHF": Decimal("0.89"),
    "SEK": Decimal("0.075"),
    "NOK": Decimal("0.074"),
    "DKK": Decimal("0.115"),
    "PLN": Decimal("0.2"),
    "ZAR": Decimal("0.043"),
    "JPY": Decimal("0.0053"),
    "KWD": Decimal("2.57"),
}
