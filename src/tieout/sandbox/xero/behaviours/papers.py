"""Invoices, bills, credit notes, quotes and purchase orders."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "LinkedTransactions",
        "A link goes from a line of a bill or of money spent to a customer, and may name the line of the invoice that bills it.",
        "documented",
        "Accounting API: LinkedTransactions",
    ),
    Behaviour(
        "LinkedTransactions",
        "Its status follows from the two documents: DRAFT, APPROVED, ONDRAFT, BILLED or VOIDED; a billed one cannot be deleted.",
        "assumed",
        "xero.md 5.12",
    ),
    Behaviour(
        "Invoices",
        "A number of a sales invoice is unique and made up when left out; a bill's is free text, so two bills can have the same.",
        "documented",
        "xero.md 5.3",
    ),
    Behaviour("Invoices", "A deleted draft frees its number, a void invoice keeps it.", "assumed", "no source"),
    Behaviour(
        "Invoices",
        "DRAFT goes to SUBMITTED, AUTHORISED or DELETED, AUTHORISED to VOIDED; PAID comes and goes with the amount due.",
        "documented",
        "Accounting API: Invoices",
    ),
    Behaviour("Invoices", "Void needs a document without payments and credits.", "documented", "xero.md 4"),
    Behaviour(
        "Invoices",
        "A part-paid or paid sales invoice takes texts, accounts, tracking and dates due only; a bill takes nothing.",
        "documented",
        "Accounting API: Invoices",
    ),
    Behaviour(
        "Invoices",
        "A line without its LineItemID is deleted and made anew, under a new id.",
        "documented",
        "Accounting API: Invoices",
    ),
    Behaviour(
        "Invoices",
        "Unit amounts are rounded to two places unless unitdp=4 is sent, on writing and on reading.",
        "documented",
        "xero.md 6",
    ),
    Behaviour("Invoices", "Tax is rounded half up by line and summed; a TaxAmount that is sent stands.", "documented", "xero.md 6"),
    Behaviour(
        "Invoices",
        "Amounts have two decimals; the pages name no other number for yen or dinars, and neither does the sandbox.",
        "assumed",
        "xero.md 5",
    ),
    Behaviour(
        "Invoices", "A rate of several components taxes a line once, by its EffectiveRate.", "assumed", "Accounting API: TaxRates"
    ),
    Behaviour(
        "Invoices",
        "Without `page`, a list has no lines; summaryOnly leaves out payments and files too.",
        "documented",
        "xero.md 2.5",
    ),
    Behaviour(
        "Invoices",
        "Email answers 204 and sets SentToContact; nothing is sent anywhere, no number of e-mails is"
        " counted, and the contact needs an address.",
        "assumed",
        "xero.md 5.3",
    ),
    Behaviour("Invoices", "OnlineInvoice is for sales invoices that are no drafts, and leads nowhere.", "assumed", "xero.md 5.3"),
    Behaviour(
        "Invoices",
        "A document that is asked for with Accept: application/pdf comes as a file of one page.",
        "documented",
        "xero.md 2.1",
    ),
    Behaviour("Invoices, CreditNotes", "Bills and suppliers' credits have no such page: 404.", "assumed", "no source"),
    Behaviour(
        "CreditNotes",
        "Statuses change as those of invoices do; with a remaining credit of nothing the note is PAID.",
        "assumed",
        "xero.md 5.5",
    ),
    Behaviour(
        "CreditNotes",
        "An allocation is to an invoice of the same contact and currency, both approved; its date is the"
        " later of the two documents'.",
        "documented",
        "Accounting API: CreditNotes",
    ),
    Behaviour("CreditNotes", "Line discounts are refused.", "documented", "xero.md 5.5"),
    Behaviour(
        "CreditNotes",
        "An allocation is undone by DELETE, whose answer has the Amount that the documented one lacks.",
        "observed",
        "xero.md 10.3",
    ),
    Behaviour(
        "Quotes",
        "A quote posts nothing and its lines may lack an account; LineAmountTypes is in capitals.",
        "documented",
        "Accounting API: Quotes",
    ),
    Behaviour(
        "Quotes",
        "DRAFT goes to SENT or DELETED, SENT to ACCEPTED, DECLINED, INVOICED, DRAFT or DELETED.",
        "assumed",
        "xero.md 5.12",
    ),
    Behaviour(
        "Quotes",
        "Lists are filtered by Status, ContactID, QuoteNumber and dates; there is no `where`.",
        "documented",
        "Accounting API: Quotes",
    ),
    Behaviour(
        "PurchaseOrders",
        "A purchase order posts nothing and never makes a contact; its number is unique and made up when left out.",
        "documented",
        "Accounting API: PurchaseOrders",
    ),
    Behaviour(
        "PurchaseOrders",
        "DRAFT goes to SUBMITTED, AUTHORISED or DELETED, AUTHORISED to BILLED or DELETED.",
        "assumed",
        "xero.md 5.12",
    ),
    Behaviour("PurchaseOrders", "A list without `page` is its first page of 100.", "observed", "xero.md 2.5"),
)
