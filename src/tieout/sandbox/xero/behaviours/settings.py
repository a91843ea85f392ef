"""The organisation and what its documents are written against."""

from tieout.sandbox.behaviour import Behaviour

_ACCOUNTS = "Accounting API: Accounts"
_SHEET = "xero.md 5.11"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "Accounts", "PUT and POST take one account; a list is cut to its first without a word.", "observed", "Xero-NetStandard#285"
    ),
    Behaviour(
        "Accounts",
        "Code (up to 10 characters) and Name (up to 150) are unique; a bank account needs a BankAccountNumber, not a Code.",
        "documented",
        _ACCOUNTS,
    ),
    Behaviour(
        "Accounts",
        "An account is archived by a POST of its status alone; system accounts cannot be archived.",
        "documented",
        _ACCOUNTS,
    ),
    Behaviour(
        "Accounts", "DELETE works only while nothing was ever posted to the account and no draft uses it.", "documented", _ACCOUNTS
    ),
    Behaviour(
        "Accounts", "No account becomes a bank account or stops being one; other types may be changed.", "assumed", "xero.md 5.9"
    ),
    Behaviour(
        "TaxRates",
        "PUT makes a rate and gives it a TaxType (TAX001 and on); POST changes the one of that TaxType or name.",
        "assumed",
        "xero.md 5.10",
    ),
    Behaviour(
        "TaxRates",
        "EffectiveRate is the sum of the components; a compound component is taken on top of the others.",
        "documented",
        "Accounting API: TaxRates",
    ),
    Behaviour(
        "TaxRates",
        "A rate is deleted by `Status: DELETED`; a rate that is not ACTIVE is refused on lines.",
        "documented",
        "Accounting API: TaxRates",
    ),
    Behaviour(
        "TaxRates",
        "ReportTaxType is never asked for; OUTPUT makes a rate one of sales only, INPUT one of purchases only.",
        "assumed",
        "samples of the Accounting API: TaxRates",
    ),
    Behaviour(
        "TrackingCategories",
        "Two categories can be active and four there in all.",
        "documented",
        "Accounting API: TrackingCategories",
    ),
    Behaviour(
        "TrackingCategories",
        "Archived categories show only with includeArchived=true and cannot be used on new lines.",
        "documented",
        _SHEET,
    ),
    Behaviour(
        "TrackingCategories", "A category or an option that a line uses cannot be deleted, only archived.", "documented", _SHEET
    ),
    Behaviour(
        "Currencies",
        "A currency can be added and never taken away; documents in any other are refused.",
        "documented",
        "Accounting API: Currencies",
    ),
    Behaviour("Currencies", "A rate that is not sent is a day rate that never moves.", "assumed", "xero.md 5.3, CurrencyRate"),
    Behaviour(
        "Organisation",
        "The organisation is read only; Actions lists what the app may do.",
        "documented",
        "Accounting API: Organisation",
    ),
    Behaviour(
        "Organisation",
        "Nothing can be written, changed or taken back with a date on or before PeriodLockDate or EndOfYearLockDate.",
        "documented",
        _SHEET,
    ),
    Behaviour(
        "Organisation", "ShortCode begins with an exclamation mark and is part of every deep link.", "documented", "xero.md 8"
    ),
)
