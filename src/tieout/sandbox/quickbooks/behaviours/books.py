"""The ledger behind the documents: stock, exchange differences, opening balances."""

from tieout.sandbox.behaviour import Behaviour

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "*",
        "Every document that counts writes one balanced journal; balances and reports come from those alone.",
        "documented",
        "double entry",
    ),
    Behaviour(
        "Account",
        "CurrentBalance is positive for debits, on liabilities too; income and expenses show none.",
        "assumed",
        "no source",
    ),
    Behaviour(
        "Account",
        "Each foreign currency has receivable and payable accounts of its own, made on first use.",
        "documented",
        "multicurrency guide",
    ),
    Behaviour(
        "Account", "CurrentBalance of a foreign account is in its own currency; reports show it at home.", "assumed", "no source"
    ),
    Behaviour("Item", "Stock is valued first in, first out by the days of the documents.", "assumed", "the product's help"),
    Behaviour("Item", "A document dated back, changed or deleted moves the cost of later sales.", "assumed", "no source"),
    Behaviour(
        "Item",
        "What is sold before it was bought costs the item's PurchaseCost until a purchase comes.",
        "assumed",
        "no source",
    ),
    Behaviour("Item", "Goods that a customer returns come back at the item's PurchaseCost.", "assumed", "no source"),
    Behaviour(
        "Item",
        "QtyOnHand is the client's to say once; afterwards only transactions move it.",
        "documented",
        "api/accounting/all-entities/item",
    ),
    Behaviour(
        "Item", "The quantity that an item begins with is booked against Opening Balance Equity.", "assumed", "the product's help"
    ),
    Behaviour("Item", "The AssetAccountRef of a stock item cannot be changed (6000).", "assumed", "no source"),
    Behaviour(
        "Customer", "Balance on a create is an opening balance: a journal entry that a payment can settle.", "assumed", "no source"
    ),
    Behaviour("Vendor", "Balance is only read, on a create too.", "documented", "api/accounting/all-entities/vendor"),
    Behaviour(
        "Payment",
        "A payment at another rate than its document's books the difference as exchange gain or loss.",
        "documented",
        "multicurrency guide",
    ),
    Behaviour(
        "Payment",
        "A bank account in a third currency is refused with 6000.",
        "documented",
        "multicurrency guide",
    ),
    Behaviour("Invoice", "A rate that changes on a paid invoice moves the gain or loss of its payments.", "assumed", "no source"),
    Behaviour(
        "Invoice",
        "HomeBalance is what is open at the document's own rate; nothing is revalued at a later one.",
        "assumed",
        "no source",
    ),
)
