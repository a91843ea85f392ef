"""Invoices and credit notes, sold and bought."""

from tieout.sandbox.behaviour import Basis, Behaviour

_ALL = ("sales_invoices", "purchase_invoices", "sales_credit_notes", "purchase_credit_notes")
_SOLD = ("sales_invoices", "sales_credit_notes")
_BOUGHT = ("purchase_invoices", "purchase_credit_notes")
_GUIDE = "accounting/guides/concepts/invoicing"
_SPEC = "Swagger v3.1"


_TOLD: tuple[tuple[tuple[str, ...], str, Basis, str], ...] = (
    (
        _ALL,
        "A document without a status is posted at once; DRAFT holds it back until /release, which answers 201.",
        "documented",
        _GUIDE,
    ),
    (
        _ALL,
        "The caller computes each line's tax_amount; it is required unless the rate comes to nothing, and then it is 0.0.",
        "documented",
        _SPEC,
    ),
    (
        _ALL,
        "A contact of the other type, or an account that is hidden in this area, is RecordNotFound with 404.",
        "documented",
        "accounting/guides: frequently raised errors; issue 32 of Sage's PHP sample",
    ),
    (
        _ALL,
        "A document's currency is its contact's; without a rate the business's own is taken, as base currency for one unit.",
        "assumed",
        "BYTE8",
    ),
    (
        _ALL,
        "Lines that are sent take the place of the kept ones; a line that is sent with its id keeps what is not said again.",
        "assumed",
        "sheet §5",
    ),
    (_ALL, "A total below zero is refused; a document of 0.00 is PAID as soon as it is posted.", "assumed", "sheet §9"),
    (
        _ALL,
        "Once something has been paid or allocated the texts can still be changed, but no total, contact, currency or rate.",
        "assumed",
        "sheet §9",
    ),
    (_ALL, "A document with payments or allocations cannot be voided or deleted until these are deleted.", "documented", _GUIDE),
    (
        _ALL,
        'What is on a VAT return is refused with "cannot edit VAT reconciled transactions".',
        "observed",
        "issue 17 of Sage's PHP sample",
    ),
    (
        _ALL,
        "Nothing can be posted, changed, released, voided or deleted on or before year_end_lockdown_date.",
        "documented",
        _SPEC,
    ),
    (
        _ALL,
        "HTML entities in a line's description are refused, and so are lines of different EU goods and services types.",
        "observed",
        "BYTE8",
    ),
    (
        _ALL,
        "A payment or allocation moves outstanding_amount, status, last_paid and updated_at of the document.",
        "assumed",
        "sheet §7",
    ),
    (
        _ALL,
        "Line tracking is shown with show_analysis_types=true, payments with show_payments_allocations=true, and else left out.",
        "documented",
        _SPEC,
    ),
    (
        _ALL,
        "A posted line with a stock item moves the stock, purchases at what the line cost.",
        "assumed",
        _SPEC,
    ),
    (_ALL, "No document is dated before the accounts_start_date of the financial settings.", "documented", _GUIDE),
    (
        _SOLD,
        "DELETE voids: it answers 200 with the document as VOID and needs a void_reason unless it is a draft; query or body.",
        "documented",
        _GUIDE,
    ),
    (
        _SOLD,
        "Reading one posted document marks it as sent and moves its updated_at, unless mark_as_sent=false; lists do not.",
        "documented",
        _SPEC,
    ),
    (
        _SOLD,
        "A draft is numbered `SI-DRAFT`, has nothing outstanding and no transaction; release gives the next number.",
        "documented",
        _GUIDE,
    ),
    (_SOLD, "A number of the caller's own must be new, and the next number counts on from it.", "documented", _GUIDE),
    (_SOLD, "Discounts come as an amount or a percentage of the line; of both the percentage counts.", "assumed", _SPEC),
    (
        _SOLD,
        "A percentage is taken of quantity times price as rounded to the cent, and the discount is rounded itself.",
        "assumed",
        "no source",
    ),
    (_ALL, "Amounts have two decimals in every currency, unit prices up to five, rounded half up.", "assumed", "sheet §8"),
    (_SOLD, "Tax on shipping is worked out from its rate whatever shipping_tax_amount says.", "documented", _SPEC),
    (
        _SOLD,
        "The contact's name and addresses are copied to the document and stay when the contact changes.",
        "documented",
        _GUIDE,
    ),
    (_BOUGHT, "DELETE answers 204 and takes the document out of its list; a void_reason is passed over.", "documented", _SPEC),
    (_BOUGHT, "Documents are displayed as `PI-1` and `PCN-1`.", "assumed", "sheet §8"),
    (("sales_invoices",), "PRO_FORMA holds an invoice back as DRAFT does.", "documented", _GUIDE),
    (
        ("sales_invoices",),
        "Without a due date it follows from the terms of the contact or else of the business.",
        "documented",
        _GUIDE,
    ),
    (
        ("sales_credit_notes", "purchase_credit_notes"),
        "A credit note lowers the contact's balance at once, but no invoice until an allocation joins the two.",
        "documented",
        _GUIDE,
    ),
    (
        ("sales_credit_notes",),
        "Credit notes have a run of numbers of their own unless the invoice settings say otherwise.",
        "documented",
        _SPEC,
    ),
)
BEHAVIOURS: tuple[Behaviour, ...] = tuple(
    Behaviour(endpoint, says, basis, source) for endpoints, says, basis, source in _TOLD for endpoint in endpoints
)
