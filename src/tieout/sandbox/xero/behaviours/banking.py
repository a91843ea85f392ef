"""Bank transactions and transfers."""

from tieout.sandbox.behaviour import Behaviour

_TRANSACTIONS = "Accounting API: BankTransactions"
_TRANSFERS = "Accounting API: BankTransfers"
_SHEET = "xero.md 5.7"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("BankTransactions", "LineAmountTypes is Inclusive unless it is sent, other than on invoices.", "documented", _SHEET),
    Behaviour(
        "BankTransactions",
        "Only an account of type BANK is taken, and the transaction is in that account's currency.",
        "documented",
        _TRANSACTIONS,
    ),
    Behaviour(
        "BankTransactions",
        "Quantities are above zero, unit amounts not zero; lines may be negative, the total must be positive.",
        "documented",
        _SHEET,
    ),
    Behaviour(
        "BankTransactions", "A TaxAmount that is sent must be the computed one; it cannot be overridden here.", "documented", _SHEET
    ),
    Behaviour(
        "BankTransactions",
        "The -PREPAYMENT and -OVERPAYMENT types make a prepayment or an overpayment, whose id the transaction then carries.",
        "documented",
        _TRANSACTIONS,
    ),
    Behaviour(
        "BankTransactions",
        "An overpayment has exactly one line, on the control account and without tax, whatever was sent.",
        "documented",
        "xero.md 5.6",
    ),
    Behaviour(
        "BankTransactions",
        "Only SPEND and RECEIVE can be changed or deleted; prepayments, overpayments and transfers are refused.",
        "documented",
        _SHEET,
    ),
    Behaviour(
        "BankTransactions",
        "The amounts, the date and the account of a reconciled transaction are fixed, its coding is not; it cannot be deleted.",
        "assumed",
        _SHEET,
    ),
    Behaviour(
        "BankTransactions",
        "Payments on invoices do not show here; transfers do, as SPEND-TRANSFER and RECEIVE-TRANSFER.",
        "documented",
        _SHEET,
    ),
    Behaviour("BankTransfers", "PUT makes one; POST only deletes, softly, by `Status: DELETED`.", "documented", _TRANSFERS),
    Behaviour("BankTransfers", "Deleted transfers are left out of lists unless includeDeleted=true.", "documented", _TRANSFERS),
    Behaviour("BankTransfers", "Deleting a transfer deletes both of its bank transactions.", "assumed", _SHEET),
    Behaviour(
        "BankTransfers",
        "The amount is in the currency of the account it leaves; CurrencyRate is the day's rate to the other account's.",
        "assumed",
        _SHEET,
    ),
)
