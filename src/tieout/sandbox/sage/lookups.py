"""The lists that are the same in every business and are never written; their ids are words."""

from tieout.sandbox.books import Body

_STAMP = "2020-01-01T00:00:00Z"


def _rows(rows: dict[str, str], **more: str) -> dict[str, Body]:
    moments = {"created_at": _STAMP, "updated_at": _STAMP}
    return {own_id: {"id": own_id, "displayed_as": name, **moments, "name": name, **more} for own_id, name in rows.items()}


def _titled(*ids: str) -> dict[str, str]:
    return {own_id: own_id.replace("_", " ").capitalize() for own_id in ids}


_NAMES: dict[str, dict[str, str]] = {
    "artefact_statuses": {
        "DRAFT": "Draft",
        "PRO_FORMA": "Pro Forma",
        "UNPAID": "Unpaid",
        "PART_PAID": "Part Paid",
        "PAID": "Paid",
        "VOID": "Void",
    },
    "contact_types": {"CUSTOMER": "Customer", "VENDOR": "Vendor"},
    "contact_person_types": {"ACCOUNTS": "Accounts", "CUSTOMER": "Customer", "VENDOR": "Vendor", "DELIVERY": "Delivery"},
    "address_types": _titled("ACCOUNTS", "DELIVERY", "SALES", "PURCHASING", "OTHER"),
    "attachment_context_types": _titled(
        "SALES_INVOICE",
        "SALES_CREDIT_NOTE",
        "SALES_QUICK_ENTRY",
        "SALES_QUOTE",
        "SALES_ESTIMATE",
        "PURCHASE_INVOICE",
        "PURCHASE_CREDIT_NOTE",
        "PURCHASE_QUICK_ENTRY",
        "CUSTOMER_RECEIPT",
        "CUSTOMER_REFUND",
        "VENDOR_PAYMENT",
        "VENDOR_REFUND",
        "OTHER_PAYMENT",
        "OTHER_RECEIPT",
        "BANK_TRANSFER",
        "BANK_DEPOSIT",
        "JOURNAL",
        "CONTACT",
    ),
    "bank_account_types": {
        "CHECKING": "Current",
        "SAVINGS": "Savings",
        "CREDIT_CARD": "Credit Card",
        "CASH_IN_HAND": "Cash in Hand",
        "LOAN": "Loan",
        "OTHER": "Other",
    },
    "business_activity_types": _titled("TRADE", "SERVICES", "CRAFT", "PROFESSIONAL"),
    "business_types": _titled("SOLE_TRADER", "PARTNERSHIP", "LIMITED_COMPANY", "CHARITY", "OTHER"),
    "catalog_item_types": _titled("PRODUCT", "SERVICE", "STOCK_ITEM"),
    "contact_opening_balance_types": _titled(
        "CUSTOMER_OPENING_BALANCE_INVOICE",
        "CUSTOMER_OPENING_BALANCE_CREDIT_NOTE",
        "VENDOR_OPENING_BALANCE_INVOICE",
        "VENDOR_OPENING_BALANCE_CREDIT_NOTE",
    ),
    "corrective_reason_codes": _titled("ERROR_IN_LAW", "ART_80_ONE_AND_TWO_AND_SIX", "ART_80_THREE", "ART_80_FOUR", "OTHERS"),
    "country_groups": {"GBIE": "United Kingdom and Ireland", "EU": "European Union", "ALL": "Rest of world"},
    "eu_goods_services_types": {"GOODS": "Goods", "SERVICES": "Services", "SERVICE_AND_GOODS": "Services and goods"},
    "eu_sales_descriptions": {
        "STANDARD": "Standard",
        "PROCESS": "Process",
        "TRIANGULATED": "Triangulated",
        "SERVICE": "Service",
        "CALL_OFF": "Call off",
    },
    "journal_code_types": _titled("SALES", "PURCHASES", "BANK", "CASH", "GENERAL"),
    "ledger_account_classifications": {
        "ASSETS": "Assets",
        "LIABILITIES": "Liabilities",
        "EQUITY": "Equity",
        "REVENUE": "Revenue",
        "EXPENSES": "Expenses",
    },
    "legal_form_types": _titled("SOLE_TRADER", "PARTNERSHIP", "LIMITED_COMPANY", "PUBLIC_LIMITED_COMPANY"),
    "payment_methods": {
        "CASH": "Cash",
        "CHECK": "Cheque",
        "CREDIT_DEBIT": "Credit/Debit",
        "ELECTRONIC": "Electronic",
        "DIRECT_DEBIT": "Direct Debit",
    },
    "quick_entry_types": {"INVOICE": "Invoice", "CREDIT_NOTE": "Credit Note"},
    "tax_return_frequencies": _titled("MONTHLY", "QUARTERLY", "ANNUALLY", "BI_MONTHLY"),
    "tax_schemes": {
        "STANDARD": "VAT Standard",
        "CASH": "VAT Cash Accounting",
        "FLAT_RATE_INVOICE": "Flat Rate - Invoice Based",
        "FLAT_RATE_CASH": "Flat Rate - Cash Based",
        "NOT_REGISTERED": "Not Registered",
    },
    "tax_types": {"VAT": "VAT", "GST": "GST", "HST": "HST", "PST": "PST", "QST": "QST", "SALES_TAX": "Sales Tax"},
    "transaction_types": _titled(
        "SALES_INVOICE",
        "SALES_CREDIT_NOTE",
        "SALES_QUICK_ENTRY_INVOICE",
        "SALES_QUICK_ENTRY_CREDIT_NOTE",
        "PURCHASE_INVOICE",
        "PURCHASE_CREDIT_NOTE",
        "PURCHASE_QUICK_ENTRY_INVOICE",
        "PURCHASE_QUICK_ENTRY_CREDIT_NOTE",
        "CUSTOMER_RECEIPT",
        "CUSTOMER_REFUND",
        "VENDOR_PAYMENT",
        "VENDOR_REFUND",
        "OTHER_RECEIPT",
        "OTHER_RECEIPT_REFUND",
        "OTHER_PAYMENT",
        "OTHER_PAYMENT_REFUND",
        "CUSTOMER_ALLOCATION",
        "VENDOR_ALLOCATION",
        "BANK_TRANSFER",
        "DEPOSIT",
        "BANK_RECEIPT",
        "BANK_PAYMENT",
        "JOURNAL",
        "CORRECTION",
        "STOCK_MOVEMENT",
        "TAX_RETURN",
        "TAX_PAYMENT",
        "GENERAL_LEDGER_OPENING_BALANCE",
        "BANK_OPENING_BALANCE",
        "CUSTOMER_OPENING_BALANCE_INVOICE",
        "CUSTOMER_OPENING_BALANCE_CREDIT_NOTE",
        "VENDOR_OPENING_BALANCE_INVOICE",
        "VENDOR_OPENING_BALANCE_CREDIT_NOTE",
    ),
    "currencies": {
        "GBP": "Pound Sterling (GBP)",
        "EUR": "Euro (EUR)",
        "USD": "US Dollar (USD)",
        "CAD": "Canadian Dollar (CAD)",
        "AUD": "Australian Dollar (AUD)",
        "NZD": "New Zealand Dollar (NZD)",
        "CHF": "Swiss Franc (CHF)",
        "SEK": "Swedish Krona (SEK)",
        "NOK": "Norwegian Krone (NOK)",
        "DKK": "Danish Krone (DKK)",
        "PLN": "Polish Zloty (PLN)",
        "ZAR": "South African Rand (ZAR)",
        "JPY": "Japanese Yen (JPY)",
        "KWD": "Kuwaiti Dinar (KWD)",
    },
    "countries": {
        "AT": "Austria",
        "AU": "Australia",
        "BE": "Belgium",
        "CA": "Canada",
        "CH": "Switzerland",
        "CZ": "Czech Republic",
        "DE": "Germany",
        "DK": "Denmark",
        "ES": "Spain",
        "FI": "Finland",
        "FR": "France",
        "GB": "United Kingdom (GB)",
        "IE": "Ireland",
        "IT": "Italy",
        "JP": "Japan",
        "LU": "Luxembourg",
        "NL": "Netherlands",
        "NO": "Norway",
        "NZ": "New Zealand",
        "PL": "Poland",
        "PT": "Portugal",
        "SE": "Sweden",
        "US": "United States",
        "ZA": "South Africa",
    },
}
_REGIONS = {
    "CA": {
        "AB": "Alberta",
        "BC": "British Columbia",
        "MB": "Manitoba",
        "NB": "New Brunswick",
        "NL": "Newfoundland and Labrador",
        "NS": "Nova Scotia",
        "NT": "Northwest Territories",
        "NU": "Nunavut",
        "ON": "Ontario",
        "PE": "Prince Edward Island",
        "QC": "Quebec",
        "SK": "Saskatchewan",
        "YT": "Yukon",
    },
    "US": {"CA": "California", "NY": "New York", "TX": "Texas", "WA": "Washington"},
}
_CLASSES = {
    "SALES": ("Sales", "REVENUE"),
    "OTHER_INCOME": ("Other Income", "REVENUE"),
    "DIRECT_EXPENSES": ("Direct Expenses", "EXPENSES"),
    "OVERHEADS": ("Overheads", "EXPENSES"),
    "DEPRECIATION": ("Depreciation", "EXPENSES"),
    "CURRENT_ASSETS": ("Current Assets", "ASSETS"),
    "FIXED_ASSETS": ("Fixed Assets", "ASSETS"),
    "FUTURE_ASSETS": ("Future Assets", "ASSETS"),
    "BANK": ("Bank", "ASSETS"),
    "CURRENT_LIABILITY": ("Current Liability", "LIABILITIES"),
    "FUTURE_LIABILITY": ("Future Liability", "LIABILITIES"),
    "LINE_OF_CREDIT": ("Line of Credit", "LIABILITIES"),
    "TAXES": ("Taxes", "LIABILITIES"),
    "EQUITY": ("Equity", "EQUITY"),
    "SPECIAL": ("Special", "EQUITY"),
}


def _regions() -> dict[str, Body]:
    found: dict[str, Body] = {}
    for country, regions in _REGIONS.items():
        for code, name in regions.items():
            found |= _rows({f"{country}-{code}": name}, country_id=country, code=code)
    return found


def _types() -> dict[str, Body]:
    found: dict[str, Body] = {}
    for own_id, (name, classification) in _CLASSES.items():
        found |= _rows({own_id: name}, ledger_account_classification_id=classification)
    return found


LOOKUPS: dict[str, dict[str, Body]] = {
    **{kind: _rows(rows) for kind, rows in _NAMES.items()},
    "address_regions": _regions(),
    "ledger_account_types": _types(),
    "countries_of_registration": _rows(_NAMES["countries"]),
}
# What a row shows beyond its id and its title.
SHOWN: dict[str, tuple[str, ...]] = {
    "address_regions": ("code", "name"),
    "business_types": ("name", "description"),
    "tax_types": ("federal_tax", "country", "address_regions", "tax_rates"),
}
EUROPEAN_UNION = frozenset({"AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "IE", "IT", "LU", "NL", "PL", "PT", "SE"})
