"""Xero as data: where it is, what we ask to be allowed, its limits, and what it cannot do."""

from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Action, Limit, Manifest

URLS = {
    "authorize": "https://login.xero.com/identity/connect/authorize",
    "token": "https://identity.xero.com/connect/token",
    "revoke": "https://identity.xero.com/connect/revocation",
    "connections": "https://api.xero.com/connections",
    "api": "https://api.xero.com/api.xro/2.0",
    "app": "https://go.xero.com",
}

# Every call counts against these, the last one with those of all other organisations; `concurrent` is not a count over time.
CALL_SCOPES = ("minute", "day", "appminute")

# What no list tells the time of its change for is asked for from a little before our last answer: clocks differ, and what is
# committed late may carry an earlier time. Met again, it is known by its hash.
OVERLAP_SECONDS = 60

# Lists of values and filters in a URL: Xero advises about 40, and 52 ids are the most that pass.
FILTER_VALUES_MAX = 40
FILTER_CHARACTERS_MAX = 1500

_ENDABLE = frozenset({Action.CREATE, Action.UPDATE, Action.DELETE})
_FINAL = frozenset({Action.CREATE, Action.DELETE})
REFERENCE = (EntityKind.ACCOUNT, EntityKind.TAX_RATE, EntityKind.TRACKING_CATEGORY)

MANIFEST = Manifest(
    provider="xero",
    name="Xero",
    # The granular scopes of 2026; apps made since March 2026 are given no others.
    scopes=(
        "offline_access",
        "accounting.settings",
        "accounting.contacts",
        "accounting.invoices",
        "accounting.payments",
        "accounting.banktransactions",
        "accounting.manualjournals",
        "accounting.attachments",
    ),
    limits=(
        Limit(scope="minute", calls=60, seconds=60),
        # 1,000 for an app on Xero's Starter tier: the day's header then corrects the gate downwards.
        Limit(scope="day", calls=5000, seconds=86400),
        Limit(scope="concurrent", calls=5, seconds=0),
        Limit(scope="appminute", calls=10_000, seconds=60, whole_app=True),
    ),
    batch_sizes={
        **dict.fromkeys((EntityKind.CONTACT, EntityKind.ITEM, *sorted(DOCUMENT_KINDS), *sorted(PAYMENT_KINDS)), 50),
        **dict.fromkeys((EntityKind.BANK_TRANSACTION, EntityKind.TRANSFER, EntityKind.JOURNAL), 50),
        # They are made below what they are taken from.
        EntityKind.ALLOCATION: 1,
        **dict.fromkeys(REFERENCE, 1),
    },
    page_size=1000,
    kinds=(
        EntityKind.CONTACT,
        EntityKind.ITEM,
        EntityKind.INVOICE,
        EntityKind.BILL,
        EntityKind.CREDIT_NOTE,
        EntityKind.SUPPLIER_CREDIT,
        EntityKind.PAYMENT,
        EntityKind.SUPPLIER_PAYMENT,
        EntityKind.ALLOCATION,
        EntityKind.BANK_TRANSACTION,
        EntityKind.TRANSFER,
        EntityKind.JOURNAL,
    ),
    customer_kind=EntityKind.CONTACT,
    supplier_kind=EntityKind.CONTACT,
    number_max_length=255,
    item_code_max_length=30,
    item_name_max_length=50,
    contact_name_max_length=255,
    one_grant_many_organisations=True,
    item_reference="code",
    can={
        EntityKind.CONTACT: _ENDABLE,
        EntityKind.ITEM: _ENDABLE,
        **dict.fromkeys(DOCUMENT_KINDS, frozenset(Action)),
        **dict.fromkeys((*PAYMENT_KINDS, EntityKind.ALLOCATION, EntityKind.TRANSFER), _FINAL),
        EntityKind.BANK_TRANSACTION: _ENDABLE,
        EntityKind.JOURNAL: frozenset(Action),
        **dict.fromkeys(REFERENCE, _ENDABLE),
    },
    cannot={
        "payment_update": "A payment cannot be changed in Xero: it is deleted and made anew.",
        "payment_several_documents": "A payment in Xero settles one document: one on several documents is split by the caller.",
        "payment_on_account": "What is kept on account is a payment of its own, without a document: an overpayment in Xero.",
        "payment_on_account_delete": "An overpayment or prepayment is taken back in Xero's own pages only.",
        "prepayment": "A prepayment, which has lines and tax, is shown as money on account; none is made from outside.",
        "payment_of_a_batch": "A payment of a batch is deleted with the whole batch, in Xero's own pages.",
        "contact_delete": "A contact cannot be deleted in Xero: it is archived.",
        "contact_clear": "An empty field of a contact leaves the one in Xero as it is.",
        "contact_terms": "Payment terms are sent for both directions at once: those that are not given may go.",
        "item_archive": "An item cannot be archived in Xero.",
        "document_paid_edit": "A bill with a payment on it cannot be changed, an invoice only in its reference, dates and texts.",
        "document_notes": "A document in Xero has no text for the customer but its reference.",
        "bill_reference": "On a bill in Xero its number stands where others have a reference.",
        "allocation_update": "An allocation cannot be changed: it is deleted and made anew.",
        "bank_transaction_contact": "Money spent or received has a contact in Xero.",
        "bank_transaction_tax": "The tax of money spent or received is what Xero works out.",
        "transfer_update": "A transfer cannot be changed: it is deleted and made anew.",
        "transfer_currencies": "A transfer between currencies goes at Xero's own rate: it is entered there.",
        "journal_tax": "A journal with a tax code on any line is sent without tax in its amounts, as Xero works it out.",
        "journal_accounts": "A journal cannot touch bank accounts, accounts receivable and payable, or retained earnings.",
        "journal_delete": "A draft of a journal is deleted, a posted one is voided.",
        "attachment_delete": "A file cannot be taken away from outside; there can be ten on one thing.",
        "attachment_payment": "No file hangs on a payment, an item or money on account.",
        "account_delete": "An account that was ever used cannot be deleted: it is archived, by a change.",
        "account_system": "Accounts that Xero keeps for itself (receivable, payable, tax, rounding) cannot be made or archived.",
        "bank_account": "A bank account is made with its number; its currency stays.",
        "tax_rate_archive": "A tax rate is deleted, not archived: what has it keeps it.",
        "tax_rate_side": "In Australia, New Zealand and the United Kingdom a rate is made for sales or for purchases, for good.",
        "tracking": "There can be two active tracking categories, and four in all; what has been used is archived, not deleted.",
        "send": "Xero e-mails invoices of sales that are submitted, approved or paid, and nothing else.",
        "send_address": "Xero e-mails an invoice to the contact's own address, and to no other.",
        "pdf": "Xero gives invoices and credit notes of sales as PDF, and nothing else.",
        "bank_match": "Lines of the bank feed can be matched in Xero's own pages only.",
    },
    loses={
        "contact.phones": "One mobile, one direct and one fax number.",
        "contact.addresses": "One billing and one delivery address.",
        "contact.website": "Xero shows a website but takes none from outside.",
        "contact.notes": "There is no place for them but Xero's history, which is not carried.",
        "contact.credit_limit": "There is none in what Xero shows.",
        "contact.is_customer": "The first sale makes a customer.",
        "contact.is_supplier": "The first purchase makes a supplier.",
        "contact.status": "An archived contact is restored in Xero's own pages.",
        "account.type": "Xero tells more types apart than are told here: an account keeps the one that it has.",
        "account.takes_payments": "A bank account always does.",
        "tax_rate.side": "Outside Australia, New Zealand and the United Kingdom a rate is for both sides.",
        "tax_rate.parts": "Xero rounds the tax of a line once, whatever it is made of.",
        "tracking_category.options": "An option that is not wanted any more is archived.",
        "item.type": "Goods and services are not told apart, only what is kept in stock.",
        "item.stock_account": "What is not kept in stock has none.",
        "item.sale_price": "What is not sold has no price, account and tax for it, and what is not bought none for that.",
        "item.is_active": "An item is always active.",
        "document.notes": "There is no text for the customer but the reference.",
        "document.reference": "On a bill its number stands there: another one may not be kept.",
        "document.due_on": "A credit note has none; what has none else is due on its own date.",
        "document.lines": "Outside invoices a line with a discount goes as one of its amount, as does one with over four places.",
        "document.status": "What is paid is told by its payments.",
        "payment.reference": "One that ends with a mark of ours in brackets is taken for the mark.",
        "payment.rate": "To six places, as units of the currency for one of the base.",
        "payment.contact": "It is the document's.",
        "payment.currency": "It is the document's.",
        "payment.marker": "Money on account that is given no mark, or one with brackets or quotes, gets one of its own.",
        "payment.is_reconciled": "The mark is set with what is new only, and never taken away.",
        "bank_transaction.is_reconciled": "The mark is set, and taken away in Xero's own pages only.",
        "allocation.marker": "There is no reference: it is found by what it settles, and with how much.",
        "allocation.allocated_on": "Xero puts the later of the two documents' dates.",
        "bank_transaction.lines": "Quantities are above 0; a line with a discount, or over four places, goes as one of its amount.",
        "bank_transaction.currency": "It is the bank account's.",
        "bank_transaction.marker": "One that is empty, or has brackets or quotes, is replaced by one of its own.",
        "bank_transaction.rate": "In the base currency there is none; else to six places.",
        "transfer.received": "What arrives in another currency is not told with the transfer.",
        "transfer.marker": "One that is empty, or has brackets or quotes, is replaced by one of its own.",
        "journal.lines": "They have no contact and no ids; their tax is what Xero works out.",
        "journal.marker": "One that is empty, or has brackets or quotes, is replaced by one of its own.",
        "journal.rate": "Journals are in the base currency.",
    },
    # An item that is deleted is in no list any more, and of an allocation only what is left is told with its credit.
    swept=frozenset({EntityKind.ITEM, EntityKind.ALLOCATION}),
    attachable=frozenset(
        {EntityKind.CONTACT, *DOCUMENT_KINDS, EntityKind.BANK_TRANSACTION, EntityKind.TRANSFER, EntityKind.JOURNAL}
    ),
    attachment_bytes_max=25 * 1024 * 1024,
    has_pdf=frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE}),
    sendable=frozenset({EntityKind.INVOICE}),
)

_OLD = "organisationlogin/default.aspx?shortcode={short_code}&redirecturl="
# The pages of Xero's own product, by what Xero documents; an item, a transfer and an allocation have none.
PAGES = {
    EntityKind.CONTACT: "app/{short_code}/contacts/contact/{id}",
    EntityKind.INVOICE: "app/{short_code}/invoicing/view/{id}",
    EntityKind.BILL: _OLD + "%2FAccountsPayable%2FEdit.aspx%3FInvoiceID%3D{id}",
    EntityKind.CREDIT_NOTE: _OLD + "%2FAccountsReceivable%2FViewCreditNote.aspx%3FcreditNoteID%3D{id}",
    EntityKind.SUPPLIER_CREDIT: _OLD + "%2FAccountsPayable%2FViewCreditNote.aspx%3FcreditNoteID%3D{id}",
    EntityKind.PAYMENT: _OLD + "%2FBank%2FViewTransaction.aspx%3FbankTransactionID%3D{id}",
    EntityKind.SUPPLIER_PAYMENT: _OLD + "%2FBank%2FViewTransaction.aspx%3FbankTransactionID%3D{id}",
    EntityKind.BANK_TRANSACTION: _OLD + "%2FBank%2FViewTransaction.aspx%3FbankTransactionID%3D{id}",
    EntityKind.JOURNAL: "Journal/View.aspx?invoiceID={id}",
    EntityKind.ACCOUNT: _OLD + "%2FGeneralLedger%2FAccountDetails.aspx%3FaccID%3D{id}",
}
