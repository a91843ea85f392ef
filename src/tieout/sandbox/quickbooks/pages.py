"""The pages of QuickBooks' own product, to which deep links lead: here each shows what the books hold of the object."""

from tieout.sandbox.books import Books
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.page import facts
from tieout.sandbox.quickbooks.companies import COMPANIES
from tieout.sandbox.quickbooks.state import PROVIDER

# By the last word of the address (quickbooks.md 8).
_KINDS = {
    "customerdetail": "Customer",
    "vendordetail": "Vendor",
    "invoice": "Invoice",
    "bill": "Bill",
    "creditmemo": "CreditMemo",
    "vendorcredit": "VendorCredit",
    "recvpayment": "Payment",
    "billpayment": "BillPayment",
    "expense": "Purchase",
    "deposit": "Deposit",
    "salesreceipt": "SalesReceipt",
    "refundreceipt": "RefundReceipt",
    "transfer": "Transfer",
    "journal": "JournalEntry",
    "register": "Account",
}


def show_page(books: Books, call: Call) -> Reply | None:
    """The object that the address names; None when the path is no such page.

    An address names no company: QuickBooks opens the one that the browser is in. Nobody is signed in here, so it is that of the
    company whose object was changed last.
    """
    place, _, page_name = call.path.strip("/").partition("/")
    kind = _KINDS.get(page_name.lower(), "")
    if call.method != "GET" or place != "app" or not kind:
        return None
    own_id = next((call.query[name] for name in ("txnId", "nameId", "accountId") if name in call.query), "")
    found = [body for realm in COMPANIES if (body := books.get(f"{PROVIDER}:{realm}", kind, id=own_id)) is not None]
    if not found:
        return None
    body = max(found, key=lambda one: str(one.get("MetaData", {}).get("LastUpdatedTime", "")))
    return facts(f"{kind}: {body.get('DocNumber') or body.get('DisplayName') or body.get('Name') or own_id}", body)
