"""Bills, what is paid, deposited, transferred and journalled."""

from tieout.sandbox.behaviour import Behaviour

_ENTITY = "api/accounting/all-entities/"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("Bill", "There is no void: a bill is deleted, and not while a payment is linked.", "documented", _ENTITY + "bill"),
    Behaviour(
        "Bill", "The DocNumber is the supplier's: it is never made, and may repeat with another vendor.", "assumed", "no source"
    ),
    Behaviour("Bill", "An item line needs an item with an ExpenseAccountRef, else 6000.", "documented", _ENTITY + "bill"),
    Behaviour("Bill", "BillableStatus Billable needs a CustomerRef, else 6000.", "documented", _ENTITY + "bill"),
    Behaviour(
        "Bill", "A purchase order is linked on the head or on a line; the whole order is closed by it.", "assumed", "no source"
    ),
    Behaviour("PurchaseOrder", "It posts nothing; POStatus is Open or Closed.", "documented", _ENTITY + "purchaseorder"),
    Behaviour("PurchaseOrder", "It opens again when its bill is deleted or names it no longer.", "assumed", "no source"),
    Behaviour("VendorCredit", "It is allocated by a BillPayment, with a positive line.", "documented", _ENTITY + "vendorcredit"),
    Behaviour("VendorCredit", "It cannot fall below what has been allocated (6000); there is no void.", "assumed", "no source"),
    Behaviour(
        "BillPayment", "TotalAmt is the bills less the credits; 0 is a pure allocation.", "documented", _ENTITY + "billpayment"
    ),
    Behaviour(
        "BillPayment", "A TotalAmt above the bills leaves a credit on the vendor's balance.", "documented", _ENTITY + "billpayment"
    ),
    Behaviour(
        "BillPayment",
        "PayType Check needs a bank account and CreditCard a card account; the other kind is refused with 6000.",
        "documented",
        _ENTITY + "billpayment",
    ),
    Behaviour(
        "BillPayment", "It also settles journal entries and deposits on the payable account.", "documented", _ENTITY + "billpayment"
    ),
    Behaviour("BillPayment", "A void keeps it with zero amounts and opens its bills again.", "documented", _ENTITY + "billpayment"),
    Behaviour(
        "Purchase", "Cash and Check come off a bank account, CreditCard off a card, else 6430.", "documented", _ENTITY + "purchase"
    ),
    Behaviour(
        "Purchase", "Credit true on a card is money that came back; on other types it is passed over.", "assumed", "no source"
    ),
    Behaviour("Purchase", "PaymentType may be changed together with a fitting AccountRef.", "assumed", "unverified in the sheet"),
    Behaviour("Purchase", "There is no void over the API; a delete takes it away.", "documented", "void and delete guide"),
    Behaviour(
        "Purchase",
        "A line on the receivable account gives money back to a customer; a Payment ties it to the credit memo.",
        "documented",
        _ENTITY + "payment",
    ),
    Behaviour("Deposit", "A line with LinkedTxn takes that money out of Undeposited Funds.", "documented", _ENTITY + "deposit"),
    Behaviour(
        "Deposit", "A linked transaction is deposited whole and once: another amount is 6000, twice is 620.", "assumed", "no source"
    ),
    Behaviour("Deposit", "What lies in a deposit can neither be deleted nor change its money: 6540.", "documented", "error codes"),
    Behaviour(
        "Deposit", "Direct lines may be negative, such as fees, while the total stays at 0 or more.", "assumed", "unverified"
    ),
    Behaviour("Deposit", "CashBack goes to its own account and makes the deposit smaller.", "documented", _ENTITY + "deposit"),
    Behaviour(
        "Deposit",
        "A foreign payment deposited to a home account counts with the home amount that it was booked for.",
        "assumed",
        "no source",
    ),
    Behaviour(
        "Transfer",
        "It moves money between balance sheet accounts, receivables and payables left out: 6430.",
        "assumed",
        "unverified",
    ),
    Behaviour("Transfer", "Between two currencies the Amount is in the foreign one.", "assumed", "no source"),
    Behaviour("JournalEntry", "Debits and credits that differ are refused with 2300.", "documented", "error codes"),
    Behaviour(
        "JournalEntry",
        "A receivable line needs a customer, a payable line a vendor, and an entry has one of them at most: 6000.",
        "documented",
        _ENTITY + "journalentry",
    ),
    Behaviour(
        "JournalEntry",
        "A payment can settle its receivable or payable line, which then has to stay.",
        "documented",
        _ENTITY + "payment",
    ),
    Behaviour("JournalEntry", "TotalAmt is 0: the sum is the lines' to tell.", "documented", _ENTITY + "journalentry"),
    Behaviour("JournalEntry", "TaxCodeRef on a line is kept and works out no tax.", "assumed", "left out of the sandbox"),
)
