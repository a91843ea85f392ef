"""Sage Business Cloud Accounting as data: where it is, what we ask to be allowed, its limits, and what it cannot do."""

from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import EXACT_PRICES
from tieout.connectors.contract import Action, Limit, Manifest

URLS = {
    "authorize": "https://www.sageone.com/oauth2/auth/central?filter=apiv3.1",
    "token": "https://oauth.accounting.sage.com/token",
    "revoke": "https://oauth.accounting.sage.com/revoke",
    "api": "https://api.accounting.sage.com/v3.1",
}

# Every call counts against this; `concurrent` is not a count over time.
CALL_SCOPES = ("day",)
PAGE_SIZE = 200
# An `attributes=all` list that Sage cannot answer in time is asked for in pages of these sizes (sage.md §5).
SMALLER_PAGES = (50, 10)
PAGES_MAX = 10_000
OVERLAP_SECONDS = 60

CONTACT_REFERENCE_MAX = 10
REFERENCE_MAX = 25
VENDOR_REFERENCE_MAX = 31
STOCK_CODE_MAX = 30
# Before the number that we give a sales document: Sage numbers by itself, and its one reference is also the customer's.
NUMBERED = "No. "

# The lists of a kind in the order in which they are read. Where a kind has several, its ids begin with the name in front.
# A reading of changes asks each list twice, for what changed and for what was deleted: some thirty calls though nothing has, which
# is 2,880 a day when it is read every fifteen minutes, of the 1,296,000 that the app has. `/transactions` would tell in one call
# that no money has moved, but not that nothing changed: drafts, allocations, contacts, items and files move none, and whether a
# transaction counts as changed when only a text of its payment or journal did is told nowhere (sage.md §7). To skip lists on its
# word would miss things for good: the next reading begins where this one did.
LISTS: dict[EntityKind, dict[str, str]] = {
    EntityKind.CONTACT: {"contact": "contacts"},
    EntityKind.ITEM: {"product": "products", "service": "services", "stock_item": "stock_items"},
    EntityKind.INVOICE: {"sales_invoice": "sales_invoices"},
    EntityKind.BILL: {"purchase_invoice": "purchase_invoices"},
    EntityKind.CREDIT_NOTE: {"sales_credit_note": "sales_credit_notes"},
    EntityKind.SUPPLIER_CREDIT: {"purchase_credit_note": "purchase_credit_notes"},
    EntityKind.PAYMENT: {"contact_payment": "contact_payments"},
    EntityKind.SUPPLIER_PAYMENT: {"contact_payment": "contact_payments"},
    EntityKind.ALLOCATION: {"contact_allocation": "contact_allocations"},
    EntityKind.BANK_TRANSACTION: {"other_payment": "other_payments"},
    EntityKind.TRANSFER: {"bank_transfer": "bank_transfers", "bank_deposit": "bank_deposits"},
    EntityKind.JOURNAL: {"journal": "journals"},
    EntityKind.ATTACHMENT: {"attachment": "attachments"},
}
KINDS = tuple(LISTS)
_DOCUMENTS = (EntityKind.INVOICE, EntityKind.BILL, EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT)

# No page of Sage says how fine a price may be: a line with a finer one is written as one of its amount.
PRICE_PLACES = 5

MANIFEST = Manifest(
    provider="sage",
    name="Sage Accounting",
    scopes=("full_access",),
    limits=(
        # Both are the app's, over all the businesses that it is connected to.
        Limit(scope="day", calls=1_296_000, seconds=86_400, whole_app=True),
        Limit(scope="concurrent", calls=150, seconds=0, whole_app=True),
    ),
    # Sage numbers documents and moves balances as it goes: writes in parallel, even of one call each, get in each other's way.
    batch_sizes=dict.fromkeys((*KINDS, EntityKind.ACCOUNT, EntityKind.TAX_RATE, EntityKind.TRACKING_CATEGORY), 1),
    page_size=PAGE_SIZE,
    kinds=KINDS,
    customer_kind=EntityKind.CONTACT,
    supplier_kind=EntityKind.CONTACT,
    number_max_length=REFERENCE_MAX - len(NUMBERED),
    item_code_max_length=255,
    item_name_max_length=255,
    contact_name_max_length=100,
    one_grant_many_organisations=True,
    item_reference="id",
    rounding=EXACT_PRICES,
    has_webhooks=False,
    can={
        EntityKind.CONTACT: frozenset({Action.CREATE, Action.UPDATE, Action.DELETE}),
        EntityKind.ITEM: frozenset({Action.CREATE, Action.UPDATE, Action.DELETE}),
        **dict.fromkeys(_DOCUMENTS, frozenset(Action)),
        **dict.fromkeys(
            (EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT, EntityKind.ALLOCATION),
            frozenset({Action.CREATE, Action.UPDATE, Action.DELETE}),
        ),
        EntityKind.BANK_TRANSACTION: frozenset({Action.CREATE, Action.UPDATE, Action.DELETE}),
        EntityKind.TRANSFER: frozenset({Action.CREATE, Action.UPDATE, Action.DELETE}),
        EntityKind.JOURNAL: frozenset({Action.CREATE, Action.DELETE}),
        # A file is made by `attach`, which has its bytes.
        EntityKind.ATTACHMENT: frozenset({Action.DELETE}),
        EntityKind.ACCOUNT: frozenset({Action.CREATE, Action.UPDATE, Action.DELETE}),
        EntityKind.TAX_RATE: frozenset({Action.CREATE, Action.UPDATE, Action.DELETE}),
        # The types are Sage's; their categories, which are our options, are what is changed.
        EntityKind.TRACKING_CATEGORY: frozenset({Action.UPDATE}),
    },
    cannot={
        "webhooks": "Sage tells no changes by itself: they are asked for.",
        "numbers": "Sage numbers sales documents by itself: our number stands in the reference as “No. …”.",
        "contact_reference": "A contact's reference has ten characters, and stays taken after the contact is deleted.",
        "contact_archive": "A contact cannot be made inactive from outside: in Sage's own pages only.",
        "two_currencies_of_a_contact": "A contact has one currency for good; a second currency needs a second contact.",
        "item_purchase_account": "A product that is bought needs a purchase account; one without is made a service.",
        "stock_items": "Stock items need a Plus subscription; Start takes no products, services or purchase documents.",
        "line_account": "Every line of a document names an account that is visible for it.",
        "purchase_discounts": "Lines of bills and supplier credits have no discount: the price is written with the discount off.",
        "words": "A line of words only stands on an account, with a price of 0.",
        "allocation_many": "An allocation of several documents at once is shown; one of a credit to a document is carried.",
        "transfer_currencies": "Money is transferred between accounts of one currency only.",
        "deposit_update": "Cash paid into the bank cannot be changed: it is deleted and made anew.",
        "journal_update": "A journal cannot be changed: it is deleted and made anew. Its lines carry no tax.",
        "account_delete": "A ledger account cannot be deleted: it is taken out of the chart. A bank account without entries can.",
        "tax_rates": "Sage keeps the tax rates itself: they are made and changed in the United States only.",
        "tracking": "Sage has its analysis types; their names and options are written, and neither made nor switched off.",
        "send": "Sage e-mails no document for other programs: open it in Sage and send it there.",
        "pdf": "Sage gives no document as PDF to other programs: open it in Sage and save it there.",
        "payment_reconciled": "A payment is marked as reconciled in Sage's own pages only.",
        "bank_match": "Statement lines cannot be imported or matched from outside; a person closes the reconciliation in Sage.",
        "corrections": "What is changed after a tax return or bank reconciliation becomes a correction, which is not carried.",
    },
    loses={
        "contact.first_name": "Sage keeps one name of a person: the last word of it is the last name.",
        "contact.is_customer": "A contact that is neither customer nor supplier is made both.",
        "contact.company_number": "There is no place for it.",
        "contact.website": "There is no place for it.",
        "contact.phones": "There are a mobile and a fax number, but no direct line.",
        "contact.addresses": "Street lines after the first stand in one; a country comes back as its code.",
        "contact.sale_terms": "One term for both directions; days of a month cannot be said.",
        "contact.status": "Only Sage's own pages make a contact inactive.",
        "account.type": "Sage tells more types apart than are told here: an account keeps the one that it has.",
        "account.takes_payments": "Bank accounts do, and no others.",
        "account.code": "The number of a bank account stays the one that it was made with.",
        "tax_rate.side": "Every rate serves both sides.",
        "tax_rate.parts": "Sage tells the sum of them.",
        "item.type": "What has no type comes back as a product or service.",
        "item.is_sold": "All items can be sold.",
        "item.is_purchased": "What has a purchase account can be bought.",
        "item.stock_account": "Sage chooses it.",
        "document.status": "What is submitted for approval is a draft.",
        "document.reference": "With a number it stands behind it, or in the notes where it is too long.",
        "document.due_on": "A credit note has none; a bill without one is due on its own date.",
        "document.tax_mode": "Prices with and without tax on one document come back without; all lines outside of tax are none.",
        "document.lines.tracking": "It is written, but no list of Sage tells it.",
        "bank_transaction.lines.tracking": "It is written, but no list of Sage tells it.",
        "journal.lines.tracking": "It is written, but no list of Sage tells it.",
        "document.lines": "Words stand on an account; a purchase's discount is in its price; else it is one of its amount.",
        "payment.reference": "Our mark goes before it in 25 characters; it is cut.",
        "document.rate": "To ten places.",
        "payment.rate": "To ten places.",
        "allocation.marker": "There is no reference: it is found by what it settles.",
        "bank_transaction.lines": "Quantity and price become one amount without tax.",
        "bank_transaction.rate": "It has neither currency nor rate: those of the bank account hold.",
        "bank_transaction.tax_mode": "Amounts are kept without tax.",
        "journal.status": "There are no drafts.",
        "journal.lines": "They carry no tax and no contact.",
        "journal.number": "Number and mark share one reference.",
    },
    attachable=frozenset(set(KINDS) - {EntityKind.ITEM, EntityKind.ALLOCATION, EntityKind.ATTACHMENT}),
    attachment_bytes_max=2_621_440,
)
