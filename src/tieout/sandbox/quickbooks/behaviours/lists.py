"""Customers, vendors, employees, items, small lists, currencies, taxes and settings."""

from tieout.sandbox.behaviour import Behaviour

_ENTITY = "api/accounting/all-entities/"
_OFF = 'An object that is made inactive gets " (deleted)" behind its name, which frees the name.'

BEHAVIOURS: tuple[Behaviour, ...] = (
    *(
        Behaviour(
            kind,
            "DisplayName is unique over customers, vendors and employees together, whatever the case: 6240.",
            "documented",
            _ENTITY + kind.lower(),
        )
        for kind in ("Customer", "Vendor", "Employee")
    ),
    Behaviour(
        "Customer", "Without a DisplayName it is made of the parts of the name, else of CompanyName.", "assumed", "no source"
    ),
    Behaviour("Customer", "The currency is fixed when it is made.", "documented", _ENTITY + "customer"),
    Behaviour(
        "Customer", "Sub-customers stand up to five levels deep; BalanceWithJobs adds them up.", "documented", _ENTITY + "customer"
    ),
    Behaviour("Customer", _OFF, "assumed", "no source"),
    Behaviour("Vendor", "No key but the DisplayName is unique.", "documented", _ENTITY + "vendor"),
    Behaviour("Employee", "An employee has neither a balance nor a currency.", "documented", _ENTITY + "employee"),
    Behaviour(
        "Account",
        "Name and AccountType or AccountSubType are needed; a sub-account has its parent's type.",
        "documented",
        _ENTITY + "account",
    ),
    Behaviour("Item", "Name is unique below its parent.", "documented", _ENTITY + "item"),
    Behaviour(
        "Item",
        "An inventory item needs income, expense and asset account, quantity and start date, and keeps its type.",
        "documented",
        _ENTITY + "item",
    ),
    Behaviour("Item", "A service may do with an income account alone.", "observed", "integrations in wide use"),
    Behaviour("Item", "A category has no accounts and cannot stand on a line.", "documented", _ENTITY + "item"),
    Behaviour(
        "Item",
        "A bundle (Type Group) can be read, sold and renamed, but not made through the API: 2170.",
        "documented",
        _ENTITY + "item",
    ),
    Behaviour("Class", "Needs class tracking in the preferences, else 5030.", "documented", _ENTITY + "class"),
    Behaviour("Department", "Needs location tracking in the preferences, else 5030.", "documented", _ENTITY + "department"),
    Behaviour("Term", "With DayOfMonthDue a term is DATE_DRIVEN, else STANDARD.", "documented", _ENTITY + "term"),
    Behaviour(
        "PaymentMethod", "Type is NON_CREDIT_CARD unless the client says otherwise.", "documented", _ENTITY + "paymentmethod"
    ),
    Behaviour(
        "CompanyCurrency",
        "Refused with 6000 while multi-currency is off; one for each code.",
        "documented",
        _ENTITY + "companycurrency",
    ),
    Behaviour("CompanyCurrency", "A transaction may use a currency that is not in this list.", "assumed", "no source"),
    Behaviour(
        "ExchangeRate", "A POST writes the rate of a day, in the place of an earlier one.", "documented", _ENTITY + "exchangerate"
    ),
    Behaviour(
        "ExchangeRate",
        "A GET brings the newest rate up to the day that is asked for, 610 when there is none.",
        "assumed",
        "no source",
    ),
    Behaviour(
        "ExchangeRate",
        "A transaction without a rate takes the newest one up to its day, 1 when there is none.",
        "assumed",
        "no source",
    ),
    Behaviour("TaxCode", "The US has the pseudo codes TAX and NON beside the real ones.", "documented", "sales tax guide"),
    Behaviour(
        "TaxCode",
        "Can be used on sales only with sales rates, on purchases only with purchase rates.",
        "documented",
        _ENTITY + "taxcode",
    ),
    Behaviour("TaxRate", "Sales and purchases have rates of their own; no update changes one.", "documented", _ENTITY + "taxrate"),
    Behaviour(
        "TaxRate", "TaxOnAmountPlusTax and TaxOnTax build on the rates before them in TaxOrder.", "documented", _ENTITY + "taxcode"
    ),
    Behaviour("TaxAgency", "Can be made, not changed.", "documented", _ENTITY + "taxagency"),
    Behaviour("Preferences", "An update keeps the switches of a group that it does not name.", "assumed", "no source"),
    Behaviour(
        "Preferences", "Multi-currency can be switched on here, and never off again.", "assumed", "in QuickBooks the screens do it"
    ),
    Behaviour("CompanyInfo", "Read by the realm's id; its own Id is 1.", "documented", _ENTITY + "companyinfo"),
    Behaviour(
        "Attachable",
        "An upload takes CRLF or bare line feeds, binary or base64, up to the server's 64 MB.",
        "observed",
        "python-quickbooks 0.9.12",
    ),
    Behaviour("Attachable", "A file that is refused is a Fault among the others' answers.", "documented", "attachments guide"),
    Behaviour(
        "Attachable", "The temporary address of a file works for 15 minutes without a token.", "documented", "attachments guide"
    ),
    Behaviour("Attachable", "An object that is deleted leaves its attachments behind.", "assumed", "no source"),
)
