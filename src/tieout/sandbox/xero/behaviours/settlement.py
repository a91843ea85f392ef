"""Payments, batches of them, prepayments and overpayments."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "Payments",
        "A payment is on one document, up to what is due, from a bank account or one that payments are enabled for.",
        "documented",
        "Accounting API: Payments",
    ),
    Behaviour(
        "Payments",
        "A payment cannot be edited: it is deleted by a POST of its status, and made anew.",
        "documented",
        "Accounting API: Payments",
    ),
    Behaviour("Payments", "PUT makes several, POST makes one.", "documented", "xero.md 2.3"),
    Behaviour(
        "Payments",
        "A payment on a credit note, prepayment or overpayment is a refund, with a PaymentType of its own.",
        "documented",
        "OpenAPI: Payment.PaymentType",
    ),
    Behaviour("Payments", "A reconciled payment cannot be deleted.", "assumed", "xero.md 12"),
    Behaviour(
        "Payments",
        "For a bank account in base currency, BankAmount decides the rate of a payment in another currency.",
        "assumed",
        "xero.md 5.4",
    ),
    Behaviour(
        "BatchPayments",
        "A batch holds payments of invoices or of bills, not both, in base currency.",
        "documented",
        "Accounting API: BatchPayments",
    ),
    Behaviour(
        "BatchPayments",
        "A batch is deleted whole, by POST of its status; its payments cannot be deleted one by one.",
        "documented",
        "Accounting API: BatchPayments",
    ),
    Behaviour("BatchPayments", "A refused payment refuses the whole batch.", "assumed", "no source"),
    Behaviour(
        "Prepayments",
        "Prepayments are made by bank transactions of type RECEIVE-PREPAYMENT and SPEND-PREPAYMENT and only read here.",
        "documented",
        "Accounting API: Prepayments",
    ),
    Behaviour(
        "Prepayments",
        "A prepayment stands on its lines' accounts and the tax until an allocation moves it to the control account.",
        "assumed",
        "no source",
    ),
    Behaviour(
        "Prepayments",
        "What is allocated or refunded comes off RemainingCredit; with nothing left the prepayment is PAID.",
        "documented",
        "Accounting API: Prepayments",
    ),
    Behaviour(
        "Overpayments",
        "An overpayment is made by a bank transaction, stands on the control account, and counts in the contact's balance.",
        "documented",
        "Accounting API: Overpayments",
    ),
    Behaviour("Overpayments", "It is allocated and refunded as a credit note is.", "documented", "Accounting API: Overpayments"),
)
