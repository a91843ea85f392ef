"""The ledger behind the documents: journals, manual journals and the reports made of them."""

from tieout.sandbox.behaviour import Behaviour

_SHEET = "xero.md 5.8"
_REPORTS = "xero.md 5.13"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "Journals",
        "Every document, payment, bank transaction, transfer and posted manual journal has one balanced journal.",
        "documented",
        "Accounting API: Journals",
    ),
    Behaviour(
        "Journals",
        "A call gives up to 100 journals whose number is above `offset`; there is no `page`.",
        "documented",
        "Accounting API: Journals",
    ),
    Behaviour(
        "Journals",
        "A document that is voided, deleted or changed leaves its old journal and a reversing one; numbers only grow.",
        "documented",
        _SHEET,
    ),
    Behaviour("Journals", "A journal can be read by its id or its number.", "documented", "OpenAPI: /Journals/{JournalNumber}"),
    Behaviour(
        "Journals",
        "Amounts are in base currency, rounded half up by line; a cent left over goes to the ROUNDING account.",
        "assumed",
        "xero.md 6.9",
    ),
    Behaviour(
        "Journals",
        "A payment ends the debt at the document's rate, moves the bank at its own, and books the rest to REALISEDCURRENCYGAIN.",
        "assumed",
        "xero.md 5.9, SystemAccount",
    ),
    Behaviour(
        "Journals",
        "Setting a credit against an invoice of the same rate has no journal; at another rate only the gain or loss has one.",
        "assumed",
        _SHEET,
    ),
    Behaviour(
        "Journals",
        "A prepayment stands on its lines' accounts until it is used; an overpayment stands in receivables or payables.",
        "assumed",
        "xero.md 5.6",
    ),
    Behaviour(
        "Journals",
        "`paymentsOnly=true` is answered 501: the sandbox keeps its ledger on an accrual basis.",
        "assumed",
        "a limit of the sandbox",
    ),
    Behaviour(
        "ManualJournals",
        "At least two lines, debits positive and credits negative, whose sum (with tax) is zero.",
        "documented",
        "Accounting API: ManualJournals",
    ),
    Behaviour(
        "ManualJournals",
        "Accounts receivable, accounts payable, retained earnings and bank accounts are refused.",
        "documented",
        "Accounting API: ManualJournals",
    ),
    Behaviour(
        "ManualJournals",
        "Without a status it is a DRAFT; amounts are NoTax unless LineAmountTypes says otherwise.",
        "documented",
        _SHEET,
    ),
    Behaviour(
        "ManualJournals", "A draft may become POSTED or DELETED, a posted one VOIDED; both ends are final.", "assumed", _SHEET
    ),
    Behaviour("ManualJournals", "Lines are replaced as a whole when JournalLines is sent.", "documented", "xero.md 2.3"),
    Behaviour(
        "Reports", "All values are text; amounts have two decimals and no thousands mark.", "documented", "Accounting API: Reports"
    ),
    Behaviour("Reports", "The aged reports need a contactId; there is none for all contacts.", "documented", _REPORTS),
    Behaviour(
        "Reports",
        "An aged report lists what is open on `date` in base currency, credit notes and overpayments as negative rows.",
        "assumed",
        _REPORTS,
    ),
    Behaviour(
        "Reports",
        "In the trial balance, Debit and Credit are the month's movement up to the date, the YTD columns the balances.",
        "assumed",
        "OpenAPI: example of TrialBalance",
    ),
    Behaviour(
        "Reports",
        "What was earned before the financial year stands in Retained Earnings, this year's in Current Year Earnings.",
        "documented",
        "OpenAPI: example of BalanceSheet",
    ),
    Behaviour(
        "Reports",
        "BalanceSheet and ProfitAndLoss take up to 11 earlier `periods` of a MONTH, QUARTER or YEAR.",
        "documented",
        "OpenAPI: periods, timeframe",
    ),
    Behaviour(
        "Reports",
        "ProfitAndLoss counts only lines that carry every trackingOptionID that is sent.",
        "assumed",
        "OpenAPI: trackingOptionID",
    ),
    Behaviour(
        "Reports",
        "Cash-basis reports, tracking columns and options on the balance sheet are answered 501.",
        "assumed",
        "a limit of the sandbox",
    ),
    Behaviour(
        "Reports",
        "BudgetSummary and TenNinetyNine are answered 501; the list of published tax reports is empty.",
        "assumed",
        "a limit of the sandbox",
    ),
)
