"""What QuickBooks Online is, what it allows and what it cannot do."""

from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import EXACT_PRICES
from tieout.connectors.contract import Action, Limit, Manifest

DISCOVERY_URL = "https://developer.intuit.com/.well-known/openid_configuration/"
API_URL = "https://quickbooks.api.intuit.com"
# Undocumented, seen in many integrations: where the product's own pages are.
APP_URL = "https://app.qbo.intuit.com/app"

# One batch takes so many operations, one query so many objects; further back than so many days there are no change records.
BATCH_SIZE = 30
PAGE_SIZE = 1000
CHANGES_DAYS = 30
BATCH_REQUEST_ID_MAX = 36
# Digits after the point of a unit price (quickbooks.md §5.4).
PRICE_PLACES = 7

# What one upload takes in all, with some room for what is around the file, and the endings by which it knows files
# (quickbooks.md §2.10).
UPLOAD_BYTES_MAX = 100_000_000
_TEXTS = {"csv", "doc", "docx", "ods", "pdf", "rtf", "txt", "xls", "xlsx", "xml"}
_PICTURES = {"ai", "eps", "gif", "jpeg", "jpg", "png", "tif"}
FILE_ENDINGS = frozenset(_TEXTS | _PICTURES)

_NAMES = (EntityKind.CUSTOMER, EntityKind.SUPPLIER, EntityKind.ITEM)
_VOIDABLE = (EntityKind.INVOICE, EntityKind.PAYMENT, EntityKind.SUPPLIER_PAYMENT)
_DELETABLE = (
    EntityKind.BILL,
    EntityKind.CREDIT_NOTE,
    EntityKind.SUPPLIER_CREDIT,
    EntityKind.ALLOCATION,
    EntityKind.BANK_TRANSACTION,
    EntityKind.TRANSFER,
    EntityKind.JOURNAL,
)
KINDS = (
    EntityKind.CUSTOMER,
    EntityKind.SUPPLIER,
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
    EntityKind.ATTACHMENT,
)
_CHANGED = frozenset({Action.CREATE, Action.UPDATE, Action.DELETE})

MANIFEST = Manifest(
    provider="quickbooks",
    name="QuickBooks Online",
    scopes=("com.intuit.quickbooks.accounting",),
    limits=(
        Limit(scope="minute", calls=500, seconds=60),
        Limit(scope="second", calls=10, seconds=1),
        Limit(scope="batch_minute", calls=40, seconds=60),
        Limit(scope="concurrent", calls=10, seconds=0),
    ),
    batch_sizes={
        **dict.fromkeys((*KINDS, EntityKind.ACCOUNT), BATCH_SIZE),
        EntityKind.TAX_RATE: 1,
        EntityKind.TRACKING_CATEGORY: 1,
    },
    page_size=PAGE_SIZE,
    kinds=KINDS,
    customer_kind=EntityKind.CUSTOMER,
    supplier_kind=EntityKind.SUPPLIER,
    number_max_length=21,
    # An item's code is also part of its name, which has 100 characters.
    item_code_max_length=90,
    item_name_max_length=100,
    contact_name_max_length=500,
    one_grant_many_organisations=False,
    item_reference="id",
    lines_need_items=True,
    # A line whose discounted price would need more than seven digits is written as one of its amount.
    rounding=EXACT_PRICES,
    base_currency_only=True,
    cannot={
        "drafts": "QuickBooks has no drafts: an invoice or bill counts in the books as soon as it is made there.",
        "lines_without_item": "Every line of an invoice or credit memo names a product or service, which says the account.",
        "words_on_purchases": "Bills and vendor credits have no lines of words only; such lines are left out.",
        "line_discounts": "A line has no discount of its own: the discounted unit price is written, to seven digits.",
        "customer_account_numbers": "A customer has no account number: it is kept in the customer's notes as “Account number: …”.",
        "tax_numbers": "Tax numbers are written but come back masked, so they are not compared.",
        "void": "Only invoices and payments can be voided; everything else is deleted, or made inactive.",
        "delete_contacts_and_items": "Customers, vendors and items cannot be deleted; they are made inactive.",
        "bundles": "Bundles and categories of items are read, but cannot be written.",
        "item_type": "An item stays of the type that it was made with.",
        "locations_of_lines": "A location is the whole document's: lines that name different ones are refused.",
        "on_account": "Money kept on account is set against a document by a change of its payment, not by an allocation.",
        "supplier_money_on_account": "A payment to a vendor settles one bill or credit at least.",
        "allocations": "An allocation sets one credit against one document; others are read as payments of nothing.",
        "refunds": "A refund is an expense on the receivable account, or a deposit on the payable one, and an allocation of the "
        "credit to it: it is not one payment.",
        "payment_reconciled": "A payment is marked as reconciled in QuickBooks' own pages only.",
        "purchase_notes": "A bill or vendor credit in QuickBooks has no text for others.",
        "bank_lines": "Money received is for products alone (a sales receipt) or for accounts alone (a deposit).",
        "bank_tax": "Money received on accounts carries no tax: what is taxed names a product.",
        "bank_direction": "Money received cannot become money spent by a change: it is deleted and made anew.",
        "deposits_of_payments": "A deposit of payments that were received before is read, but cannot be changed from outside.",
        "transfer_currencies": "Money is transferred between accounts of one currency only.",
        "journal_tax": "Lines of a journal are written without tax.",
        "attachment_types": "Files are taken by their endings: " + ", ".join(sorted(FILE_ENDINGS)) + ".",
        "two_currencies_of_a_contact": "A customer or vendor has one currency for good; a second currency needs a second record.",
        "us_sales_tax": "In a United States company QuickBooks works the sales tax out by itself; lines only say TAX or NON.",
        "inclusive_prices": "Prices that include tax are written without it, with the same total.",
        "old_deletions": "Deletions are told for 30 days only; older ones are found by reading everything again.",
        "account_delete": "An account cannot be deleted; it is made inactive, once its balance is nothing.",
        "tax_rates": "A tax code and its rates are made, but neither changed nor deleted from outside.",
        "tracking": "Classes and locations are switched on and off in QuickBooks' settings; their options are written.",
        "send": "QuickBooks e-mails invoices and credit memos, but nothing of purchases.",
        "pdf": "QuickBooks gives invoices, credit memos and payments of customers as PDF, but nothing of purchases.",
        "attachment_notices": "No webhook tells of files; they are found by asking for changes.",
    },
    can={
        **dict.fromkeys(_NAMES, _CHANGED),
        **dict.fromkeys(_VOIDABLE, frozenset(Action)),
        **dict.fromkeys(_DELETABLE, _CHANGED),
        # A file comes to be by `attach`, which has its bytes.
        EntityKind.ATTACHMENT: frozenset({Action.DELETE}),
        EntityKind.ACCOUNT: _CHANGED,
        EntityKind.TAX_RATE: frozenset({Action.CREATE}),
        # Its options are what is changed.
        EntityKind.TRACKING_CATEGORY: frozenset({Action.UPDATE}),
    },
    loses={
        "contact.name": "Colons, tabs and new lines become blanks.",
        "contact.tax_number": "It is written, but comes back masked.",
        "contact.company_number": "There is no place for it.",
        "contact.credit_limit": "There is no place for it.",
        "contact.notes": "A vendor has none.",
        "contact.addresses": "A vendor has one; street lines after the fourth stand in one.",
        "contact.is_customer": "Customers and vendors are objects of their own.",
        "contact.is_supplier": "Customers and vendors are objects of their own.",
        "contact.sale_terms": "A customer has those of sales alone. Days after the end of a month cannot be said.",
        "contact.purchase_terms": "A vendor has those of purchases alone. Days after the end of a month cannot be said.",
        "account.type": "QuickBooks tells more types apart than are told here: an account keeps the one that it has.",
        "account.name": "Colons become blanks, double quotes single ones; below another account it is the last part of the name.",
        "account.bank_number": "There is no place for it.",
        "account.takes_payments": "It follows from the type.",
        "tracking_category.options": "An option that is not wanted any more is made inactive.",
        "item.type": "What has no type comes back as goods.",
        "item.name": "Its code stands in it.",
        "item.sale_tax": "In the United States it is whether the item is taxable.",
        "document.notes": "A bill or vendor credit has none.",
        "document.due_on": "A credit memo or vendor credit has none; an invoice or bill without one gets the day of its terms.",
        "document.status": "There are no drafts.",
        "document.tax_mode": "Prices that include tax come back without it.",
        "document.lines": "A discount is in the price; on accounts, quantity and price become one amount.",
        "document.lines.tracking": "The location of one line is that of all.",
        "payment.account": "A payment without one goes into Undeposited Funds.",
        "payment.is_refund": "A refund is made of other objects.",
        "payment.is_reconciled": "It is not told.",
        "bank_transaction.lines": "On accounts, quantity and price become one amount; what banks payments names no account.",
        "bank_transaction.lines.tracking": "The location of one line is that of all.",
        "bank_transaction.tax_mode": "Prices that include tax come back without it.",
        "bank_transaction.is_reconciled": "It is not told.",
        "transfer.received": "Both accounts have one currency.",
        "journal.status": "There are no drafts.",
        "journal.lines": "Lines of words are left out.",
        "journal.lines.tax_code": "It is read, but not written.",
        "journal.lines.tax": "It is read, but not written.",
    },
    attachable=frozenset(set(KINDS) - {EntityKind.ALLOCATION, EntityKind.ATTACHMENT}),
    attachment_bytes_max=UPLOAD_BYTES_MAX,
    # Of money at the bank only sales and refund receipts are printed, so that kind is not named.
    has_pdf=frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE, EntityKind.PAYMENT}),
    sendable=frozenset({EntityKind.INVOICE, EntityKind.CREDIT_NOTE}),
)
