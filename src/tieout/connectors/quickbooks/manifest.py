"""What QuickBooks Online is, what it allows and what it cannot do."""

from tieout.accounting.kinds import EntityKind
from tieout.accounting.totals import SEVEN_DIGIT_PRICES
from tieout.connectors.contract import Limit, Manifest

DISCOVERY_URL = "https://developer.intuit.com/.well-known/openid_configuration/"
API_URL = "https://quickbooks.api.intuit.com"
# Undocumented, seen in many integrations: where the product's own pages are.
APP_URL = "https://app.qbo.intuit.com/app/"

# One batch takes so many operations, one query so many objects; further back than so many days there are no change records.
BATCH_SIZE = 30
PAGE_SIZE = 1000
CHANGES_DAYS = 30
BATCH_REQUEST_ID_MAX = 36

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
)

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
    batch_sizes=dict.fromkeys(KINDS, BATCH_SIZE),
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
    rounding=SEVEN_DIGIT_PRICES,
    base_currency_only=True,
    cannot={
        "drafts": "QuickBooks has no drafts: an invoice or bill counts in the books as soon as it is made there.",
        "lines_without_item": "Every line of an invoice or credit memo names a product or service, which says the account.",
        "words_on_purchases": "Bills and vendor credits have no lines of words only; such lines are left out.",
        "line_discounts": "A line has no discount of its own: the discounted unit price is written, to seven digits.",
        "customer_account_numbers": "A customer has no account number: it is kept in the customer's notes as “Account number: …”.",
        "tax_numbers": "Tax numbers are written but come back masked, so they are not compared.",
        "void_credits_and_bills": "Credit memos, bills and vendor credits cannot be voided, only deleted.",
        "delete_contacts_and_items": "Customers, vendors and items cannot be deleted; they are made inactive.",
        "two_currencies_of_a_contact": "A customer or vendor has one currency for good; a second currency needs a second record.",
        "us_sales_tax": "In a United States company QuickBooks works the sales tax out by itself; lines only say TAX or NON.",
        "inclusive_prices": "Prices that include tax are written without it, with the same total.",
        "old_deletions": "Deletions are told for 30 days only; older ones are found by reading everything again.",
    },
)
