"""Invoices, estimates, receipts, credit memos and the payments of customers."""

from tieout.sandbox.behaviour import Behaviour

_ENTITY = "api/accounting/all-entities/"
_TAX = "sales tax guides, US and global"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("Invoice", "There is no draft: an invoice stands in the ledger when it is made.", "documented", _ENTITY + "invoice"),
    Behaviour("Invoice", "Amount is Qty x UnitPrice to the cent, else 6070.", "documented", _ENTITY + "invoice"),
    Behaviour("Invoice", "A line without an item goes to the default income account.", "assumed", "no source"),
    Behaviour("Invoice", "A SubTotalLineDetail line without an Id is appended.", "documented", _ENTITY + "invoice"),
    Behaviour("Invoice", "Only one discount line; a percentage overrides its amount.", "assumed", "community threads"),
    Behaviour(
        "Invoice",
        "Without a DocNumber QuickBooks numbers, unless CustomTxnNumbers is on; an empty text switches that off.",
        "observed",
        "python-quickbooks #141",
    ),
    Behaviour(
        "Invoice", "A DocNumber twice is refused with 6140 while the company warns on duplicates.", "documented", "error codes"
    ),
    Behaviour(
        "Invoice",
        "Outside the US every line needs a TaxCodeRef, else 6000.",
        "observed",
        "activepieces #8539, quickbooks-ruby #351",
    ),
    Behaviour(
        "Invoice",
        "Outside the US tax is rounded half up on each line and rate, then added up.",
        "observed",
        "Intuit's Canadian forum",
    ),
    Behaviour(
        "Invoice",
        "Amounts have two decimals; the pages name no other number for yen or dinars, and neither does the sandbox.",
        "assumed",
        "quickbooks.md 6.3",
    ),
    Behaviour(
        "Invoice",
        "With TaxInclusive the Amount is net all the same, and the gross stands in TaxInclusiveAmt.",
        "observed",
        "quickbooks-ruby #346",
    ),
    Behaviour("Invoice", "In the US a line says TAX or NON, else 6100, and TxnTaxCodeRef chooses the rate.", "documented", _TAX),
    Behaviour(
        "Invoice",
        "With PartnerTaxEnabled the rate is the state's, by ship-to, bill-to or company address; counties are left out.",
        "assumed",
        "the real engine is not documented",
    ),
    Behaviour(
        "Invoice",
        'A void keeps the invoice with zero amounts and "Voided" in its note; payments become unapplied.',
        "documented",
        _ENTITY + "invoice",
    ),
    Behaviour("Invoice", "A delete is refused while a payment is linked.", "documented", _ENTITY + "invoice"),
    Behaviour(
        "Invoice",
        "A bundle line takes the lines that are sent, or makes them from the bundle; they have no Ids.",
        "assumed",
        "no source",
    ),
    Behaviour(
        "Invoice",
        "LinkedTxn may name an estimate of the same customer; all else in it is read-only.",
        "documented",
        _ENTITY + "invoice",
    ),
    Behaviour(
        "Invoice", "Sending writes EmailStatus and DeliveryInfo; no mail leaves the sandbox.", "documented", _ENTITY + "invoice"
    ),
    Behaviour(
        "Invoice", "Read with include=invoiceLink it has an InvoiceLink for the customer.", "documented", _ENTITY + "invoice"
    ),
    Behaviour(
        "Invoice", "The InvoiceLink of every invoice opens its PDF, without a token.", "assumed", "the real page is a payment page"
    ),
    Behaviour("Estimate", "Posts nothing.", "documented", _ENTITY + "estimate"),
    Behaviour(
        "Estimate",
        "An invoice that links it makes it Converted; when that goes it is Pending again.",
        "assumed",
        "the value Closed exists too",
    ),
    Behaviour(
        "Estimate", "Is converted by one invoice only: 620 for a second.", "assumed", "progress invoicing is off in new companies"
    ),
    Behaviour(
        "SalesReceipt",
        "Money goes to Undeposited Funds unless the receipt says otherwise; a customer is not needed.",
        "documented",
        _ENTITY + "salesreceipt",
    ),
    Behaviour("SalesReceipt", "A void is an update with include=void.", "documented", _ENTITY + "salesreceipt"),
    Behaviour(
        "RefundReceipt",
        "Needs DepositToAccountRef, the account that the money leaves; consumes no credit memo.",
        "documented",
        _ENTITY + "refundreceipt",
    ),
    Behaviour("RefundReceipt", "Cannot be voided, only deleted.", "documented", _ENTITY + "refundreceipt"),
    Behaviour(
        "CreditMemo", "Has RemainingCredit until a payment applies it; it cannot be voided.", "documented", _ENTITY + "creditmemo"
    ),
    Behaviour(
        "CreditMemo",
        "With AutoApplyCredit QuickBooks writes a payment of zero that applies it to open invoices.",
        "documented",
        _ENTITY + "preferences",
    ),
    Behaviour(
        "Payment",
        "Credits are positive lines too; TotalAmt is debts less credits, and may be 0.",
        "documented",
        _ENTITY + "payment",
    ),
    Behaviour("Payment", "Money goes to Undeposited Funds unless the payment says otherwise.", "documented", _ENTITY + "payment"),
    Behaviour("Payment", "More than the open balance of a document is refused with 6000.", "assumed", "no source"),
    Behaviour("Payment", "Sending raises the version and changes nothing else.", "assumed", "no source"),
)
