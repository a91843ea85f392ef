"""Contacts, items, ledger accounts, tax, tracking, settings and files."""

from tieout.sandbox.behaviour import Behaviour

_SPEC, _BYTE8 = "Swagger v3.1", "byte8io/magento-sage-accounting"
_OWN = "no source"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("contacts", "One contact can be customer and vendor.", "documented", _SPEC),
    Behaviour("contacts", "A contact has one currency, which cannot change once it has transactions.", "observed", _BYTE8),
    Behaviour("contacts", "The reference of a deleted contact stays taken.", "observed", _BYTE8),
    Behaviour("contacts", "A customer's missing delivery address is copied from the main one.", "observed", _BYTE8),
    Behaviour("contacts", "System contacts are listed unless exclude_system is true and cannot be written.", "documented", _SPEC),
    Behaviour("contacts", "The balance is shown with show_balance only.", "documented", _SPEC),
    Behaviour("contacts", "A contact with transactions cannot be deleted.", "assumed", _OWN),
    Behaviour("contacts", "Tax numbers of the UK and Ireland are checked for their form alone.", "assumed", _SPEC),
    Behaviour("contacts", "Without a tax_treatment it follows from the country and the tax number.", "assumed", _OWN),
    Behaviour("contacts", "An obfuscated contact is not found for new documents.", "assumed", _SPEC),
    Behaviour("addresses", "The main address and one with persons cannot be deleted.", "assumed", _OWN),
    Behaviour("contact_persons", "The main person of a contact cannot be deleted.", "assumed", _OWN),
    Behaviour(
        "products",
        "The sales account must be visible in sales, the purchase account in expenses.",
        "observed",
        "sageone_api_php_sample #32",
    ),
    Behaviour("products", "Item codes need not be unique.", "assumed", _OWN),
    Behaviour("products", "A price without a type is of the first type.", "assumed", _OWN),
    Behaviour("services", "A service needs a sales account alone.", "documented", _SPEC),
    Behaviour("stock_items", "Stock is the sum of the movements; incoming ones move the average cost.", "assumed", _SPEC),
    Behaviour("stock_items", "A stock item with movements cannot be deleted.", "assumed", _OWN),
    Behaviour("stock_movements", "Movements are counted and not booked in the ledger.", "assumed", _OWN),
    Behaviour("product_sales_price_types", "The last type of price cannot be deleted.", "assumed", _OWN),
    Behaviour("service_rate_types", "The last type of rate cannot be deleted.", "assumed", _OWN),
    Behaviour("ledger_accounts", "There is no DELETE.", "documented", _SPEC),
    Behaviour("ledger_accounts", "A nominal code is taken once and between 1 and 99999999.", "documented", _SPEC),
    Behaviour("ledger_accounts", "show_balance_details needs from_date and to_date, else 400.", "documented", _SPEC),
    Behaviour("ledger_accounts", "The balance is without sign, beside credit_or_debit.", "assumed", _SPEC),
    Behaviour("ledger_accounts", "Of a control account only display_name and included_in_chart change.", "assumed", _OWN),
    Behaviour("ledger_accounts", "Control names and nominal codes of the seeded chart are our own.", "assumed", _OWN),
    Behaviour("coa_templates", "There is one template for the business's country.", "assumed", _SPEC),
    Behaviour("coa_accounts", "The template's accounts are those that the business began with.", "assumed", _SPEC),
    Behaviour("tax_rates", "A percentage is valid between two dates; `date` chooses the day.", "documented", _SPEC),
    Behaviour("tax_rates", "Past percentages are listed with include_historical_data only.", "documented", _SPEC),
    Behaviour("tax_rates", "Writing is for businesses in the US; others get 403.", "documented", _SPEC),
    Behaviour("tax_rates", "Ids other than those of the UK are made after them.", "assumed", _OWN),
    Behaviour(
        "analysis_types", "There are two, on at the level of transactions; they can be changed, not made.", "documented", _SPEC
    ),
    Behaviour(
        "analysis_type_categories", "Names are taken once in a type; a line has one category of a type at most.", "assumed", _OWN
    ),
    Behaviour("business_exchange_rates", "A rate is the worth of one unit of the currency in base currency.", "assumed", _SPEC),
    Behaviour(
        "business_exchange_rates", "Its currency names it: a rate of either kind shows `$path` and no `id`.", "documented", _SPEC
    ),
    Behaviour("exchange_rates", "The rates of the day never move.", "assumed", "sandbox only"),
    Behaviour("live_exchange_rates", "The same as exchange_rates.", "assumed", "sandbox only"),
    Behaviour("financial_settings", "Nothing is written on or before year_end_lockdown_date.", "documented", _SPEC),
    Behaviour("financial_settings", "The base currency cannot be changed.", "assumed", _OWN),
    Behaviour(
        "invoice_settings",
        "Holds the prefixes, the next numbers and the terms that contacts without their own follow.",
        "documented",
        _SPEC,
    ),
    Behaviour(
        "invoice_settings",
        "Terms of customers count from the invoice, those of vendors are words of payment; others are refused.",
        "documented",
        _SPEC,
    ),
    Behaviour("business_settings", "Of the default ledger accounts only those that are named change.", "assumed", _SPEC),
    Behaviour(
        "attachments", "The file is base64 in the JSON, 2,621,440 bytes at most, and comes back as it is.", "documented", _SPEC
    ),
    Behaviour("attachments", "Type and id of the context are given together.", "documented", _SPEC),
    Behaviour("attachments", "There is no idempotency: a repeat attaches again.", "documented", "Idempotency guide"),
)
