"""Payments, allocations, banks and journals."""

from tieout.sandbox.behaviour import Behaviour

_PAYMENTS, _BANKING = "accounting/guides/concepts/payments", "accounting/guides: banking"
_GUIDE, _SPEC = "accounting/guides/concepts/invoicing", "Swagger v3.1"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "contact_payments",
        "What is not allocated becomes a payment on account with an outstanding amount of its own.",
        "documented",
        _PAYMENTS,
    ),
    Behaviour(
        "contact_payments",
        "Allocations may not pass the payment's total, nor any of them what is outstanding on its document.",
        "assumed",
        "sheet §8",
    ),
    Behaviour(
        "contact_payments",
        "A credit note under a receipt, or an invoice under a refund, is allocated with a negative amount.",
        "assumed",
        "sheet §8",
    ),
    Behaviour(
        "contact_payments",
        "A discount settles its document beyond the money and is booked as discount allowed or taken.",
        "documented",
        _SPEC,
    ),
    Behaviour(
        "contact_payments",
        "DELETE answers 204 and opens the documents again; not while its payment on account is allocated.",
        "documented",
        _PAYMENTS,
    ),
    Behaviour(
        "contact_payments",
        "PUT without allocated_artefacts keeps the allocations; with them they take the place of the old ones.",
        "assumed",
        "sheet §5",
    ),
    Behaviour(
        "contact_payments",
        "The bank must be in the payment's or the base currency; another rate than the document's makes an exchange gain or loss.",
        "assumed",
        "sheet §8",
    ),
    Behaviour(
        "contact_payments",
        "A payment that the bank has confirmed cannot be changed; deleting it makes a CORRECTION, and the payment leaves its list.",
        "assumed",
        "accounting/guides: transactions",
    ),
    Behaviour(
        "contact_allocations",
        "Amounts cancel out: for customers invoices are positive and credit negative, for vendors the other way round.",
        "documented",
        _GUIDE,
    ),
    Behaviour(
        "contact_allocations", "No ledger entries follow from an allocation but an exchange difference.", "assumed", "sheet §13"
    ),
    Behaviour("contact_allocations", "DELETE answers 204 and opens both sides again.", "documented", _SPEC),
    Behaviour(
        "unallocated_artefacts",
        "Lists what is posted and still open; a payment on account is read here by its id.",
        "assumed",
        _SPEC,
    ),
    Behaviour("other_payments", "The lines must add up to total_amount; without tax_amount a line has no tax.", "assumed", _SPEC),
    Behaviour(
        "other_payments",
        "Lines take accounts that are visible in other payments or other receipts; others are RecordNotFound.",
        "observed",
        "issue 32 of Sage's PHP sample",
    ),
    Behaviour(
        "other_payments",
        "There is no currency: the bank is in base currency, and without one the first bank account is meant.",
        "assumed",
        "sheet §8",
    ),
    Behaviour(
        "other_payments",
        "One that the bank has confirmed cannot be changed; deleting it makes a CORRECTION.",
        "assumed",
        "accounting/guides: transactions",
    ),
    Behaviour(
        "bank_accounts",
        "Every business has two of the system's: current and cash in hand, which cannot be deleted.",
        "documented",
        _BANKING,
    ),
    Behaviour(
        "bank_accounts",
        "A bank account has a ledger account of its own, with another id; its balance is in its own currency.",
        "documented",
        _BANKING,
    ),
    Behaviour("bank_accounts", "The currency cannot be changed; one that has been used cannot be deleted.", "documented", _BANKING),
    Behaviour(
        "bank_accounts",
        "The STRIPE account and the parameter exclude_stripe, and the path bank_feed, are left out.",
        "assumed",
        _SPEC,
    ),
    Behaviour("bank_transfers", "Only between accounts of one currency.", "observed", "CODAT"),
    Behaviour("bank_deposits", "From cash in hand to a bank; there is no PUT.", "documented", _SPEC),
    Behaviour(
        "bank_reconciliations",
        "Only the header: no statement lines, nothing to match, no effect on the books.",
        "documented",
        _BANKING,
    ),
    Behaviour(
        "bank_reconciliations",
        "It begins with the closing balance of the last one and closes as RECONCILED only without a difference.",
        "assumed",
        _SPEC,
    ),
    Behaviour(
        "journals",
        "Debits equal credits, each line has one of the two, and accounts that journals do not show are RecordNotFound.",
        "assumed",
        "sheet §8",
    ),
    Behaviour(
        "journals",
        "There is no PUT: /reissue voids the journal and enters another one with what is sent changed, answering 201.",
        "documented",
        _SPEC,
    ),
    Behaviour(
        "transactions",
        "One for everything that was posted, with origin.$path; voided and deleted ones stay with deleted: true.",
        "documented",
        "accounting/guides: transactions",
    ),
    Behaviour(
        "transactions",
        "expand_origin on a single transaction adds the origin's due date, outstanding amount, currency and status.",
        "documented",
        _SPEC,
    ),
    Behaviour(
        "ledger_entries",
        "Every line of every transaction in base currency; what is deleted: true counts in no balance.",
        "documented",
        _SPEC,
    ),
    Behaviour(
        "contacts",
        "The balance is in the contact's currency: what a customer owes, what is owed to a vendor, or the difference.",
        "assumed",
        _SPEC,
    ),
    Behaviour(
        "sales_quotes",
        "Quotes, estimates, quick entries, corrective invoices and opening balances are left out: 404.",
        "assumed",
        _SPEC,
    ),
)
