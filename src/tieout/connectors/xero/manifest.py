"""Xero as data: where it is, what we ask to be allowed, its limits, and what it cannot do."""

from tieout.accounting.kinds import DOCUMENT_KINDS, PAYMENT_KINDS, EntityKind
from tieout.connectors.contract import Limit, Manifest

URLS = {
    "authorize": "https://login.xero.com/identity/connect/authorize",
    "token": "https://identity.xero.com/connect/token",
    "revoke": "https://identity.xero.com/connect/revocation",
    "connections": "https://api.xero.com/connections",
    "api": "https://api.xero.com/api.xro/2.0",
}

# Every call of an organisation counts against these two; the third, `concurrent`, is not a count over time.
CALL_SCOPES = ("minute", "day")

# Lists of values and filters in a URL: Xero advises about 40, and 52 ids are the most that pass.
FILTER_VALUES_MAX = 40
FILTER_CHARACTERS_MAX = 1500

MANIFEST = Manifest(
    provider="xero",
    name="Xero",
    # The granular scopes of 2026; apps made since March 2026 are given no others.
    scopes=("offline_access", "accounting.settings", "accounting.contacts", "accounting.invoices", "accounting.payments"),
    limits=(
        Limit(scope="minute", calls=60, seconds=60),
        # 1,000 for an app on Xero's Starter tier: the day's header then corrects the gate downwards.
        Limit(scope="day", calls=5000, seconds=86400),
        Limit(scope="concurrent", calls=5, seconds=0),
    ),
    batch_sizes=dict.fromkeys((EntityKind.CONTACT, EntityKind.ITEM, *sorted(DOCUMENT_KINDS), *sorted(PAYMENT_KINDS)), 50),
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
    ),
    customer_kind=EntityKind.CONTACT,
    supplier_kind=EntityKind.CONTACT,
    number_max_length=255,
    item_code_max_length=30,
    item_name_max_length=50,
    contact_name_max_length=255,
    one_grant_many_organisations=True,
    item_reference="code",
    cannot={
        "payment_update": "A payment cannot be changed in Xero: it is deleted and made anew.",
        "payment_several_documents": "A payment in Xero settles one document: one on several documents is split by the caller.",
        "payment_refund": "A refund of a credit note, and a payment on a prepayment or overpayment, is shown but not carried over.",
        "contact_delete": "A contact cannot be deleted in Xero: it is archived.",
        "contact_clear": "An empty field of a contact leaves the one in Xero as it is.",
        "item_archive": "An item cannot be archived in Xero.",
        "document_paid_edit": "A bill with a payment on it cannot be changed, an invoice only in its reference, dates and texts.",
        "bank_match": "Lines of the bank feed can be matched in Xero's own pages only.",
    },
)

APP_URL = "https://go.xero.com/"
_OLD = "organisationlogin/default.aspx?shortcode={short_code}&redirecturl="
# The pages of Xero's own product, by what Xero documents; an item has none.
PAGES = {
    EntityKind.CONTACT: "app/{short_code}/contacts/contact/{id}",
    EntityKind.INVOICE: "app/{short_code}/invoicing/view/{id}",
    EntityKind.BILL: _OLD + "%2FAccountsPayable%2FEdit.aspx%3FInvoiceID%3D{id}",
    EntityKind.CREDIT_NOTE: _OLD + "%2FAccountsReceivable%2FViewCreditNote.aspx%3FcreditNoteID%3D{id}",
    EntityKind.SUPPLIER_CREDIT: _OLD + "%2FAccountsPayable%2FViewCreditNote.aspx%3FcreditNoteID%3D{id}",
    EntityKind.PAYMENT: _OLD + "%2FBank%2FViewTransaction.aspx%3FbankTransactionID%3D{id}",
    EntityKind.SUPPLIER_PAYMENT: _OLD + "%2FBank%2FViewTransaction.aspx%3FbankTransactionID%3D{id}",
    EntityKind.ACCOUNT: _OLD + "%2FGeneralLedger%2FAccountDetails.aspx%3FaccID%3D{id}",
}
