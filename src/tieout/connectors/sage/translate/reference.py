"""The business, its accounts, tax rates and analysis types: what is chosen from."""

from datetime import date
from decimal import Decimal

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.sage import wire
from tieout.connectors.sage.translate.parts import Unreadable
from tieout.connectors.sage.wire import Body

ACCOUNT_TYPES = {
    "SALES": (AccountType.REVENUE, AccountClass.REVENUE),
    "OTHER_INCOME": (AccountType.REVENUE, AccountClass.REVENUE),
    "DIRECT_EXPENSES": (AccountType.DIRECT_COST, AccountClass.EXPENSE),
    "OVERHEADS": (AccountType.EXPENSE, AccountClass.EXPENSE),
    "DEPRECIATION": (AccountType.EXPENSE, AccountClass.EXPENSE),
    "CURRENT_ASSETS": (AccountType.CURRENT, AccountClass.ASSET),
    "FIXED_ASSETS": (AccountType.FIXED, AccountClass.ASSET),
    "FUTURE_ASSETS": (AccountType.FIXED, AccountClass.ASSET),
    "BANK": (AccountType.BANK, AccountClass.ASSET),
    "CURRENT_LIABILITY": (AccountType.LIABILITY, AccountClass.LIABILITY),
    "FUTURE_LIABILITY": (AccountType.LIABILITY, AccountClass.LIABILITY),
    "LINE_OF_CREDIT": (AccountType.LIABILITY, AccountClass.LIABILITY),
    "TAXES": (AccountType.OTHER, AccountClass.LIABILITY),
    "EQUITY": (AccountType.EQUITY, AccountClass.EQUITY),
    "SPECIAL": (AccountType.OTHER, AccountClass.EQUITY),
}
_CLASSES = {
    "ASSETS": AccountClass.ASSET,
    "LIABILITIES": AccountClass.LIABILITY,
    "EQUITY": AccountClass.EQUITY,
    "REVENUE": AccountClass.REVENUE,
    "EXPENSES": AccountClass.EXPENSE,
}
# The numbers of control accounts are the business's own; their control names are Sage's (sage.md §8, wordings unverified).
_CONTROLS = (
    ("SALES_LEDGER", AccountType.RECEIVABLE),
    ("DEBTORS", AccountType.RECEIVABLE),
    ("PURCHASE_LEDGER", AccountType.PAYABLE),
    ("CREDITORS", AccountType.PAYABLE),
)
_OWED = frozenset({"CREDIT_CARD", "LOAN"})


def ledger_account(body: Body) -> Account:
    """Raises Unreadable."""
    said = wire.LedgerAccount.model_validate(body)
    if said.ledger_account_type.id not in ACCOUNT_TYPES:
        raise Unreadable(f"{said.ledger_account_type.id!r} is a type of account that is not known here")
    type_, class_ = ACCOUNT_TYPES[said.ledger_account_type.id]
    control = next((found for word, found in _CONTROLS if word in said.control_name.upper()), None)
    return Account(
        id=said.id,
        key=said.id,
        code=str(said.nominal_code),
        name=said.display_name or said.name or said.displayed_as,
        type=control or type_,
        account_class=_CLASSES.get(said.ledger_account_classification.id, class_),
        system=said.control_name,
        is_active=said.included_in_chart,
    )


def bank_account(body: Body) -> Account:
    """Payments name it by its own id, which is the key; its ledger account's is the id."""
    said = wire.BankAccount.model_validate(body)
    return Account(
        id=said.ledger_account.id or said.id,
        key=said.id,
        code=str(said.nominal_code),
        name=said.bank_account_details.account_name or said.displayed_as,
        type=AccountType.BANK,
        account_class=AccountClass.LIABILITY if said.bank_account_type.id in _OWED else AccountClass.ASSET,
        currency=said.currency.id,
        takes_payments=True,
        is_active=said.is_active,
        bank_number=said.bank_account_details.account_number,
    )


def account(body: Body) -> Account:
    """Of either list. Raises Unreadable."""
    return bank_account(body) if "bank_account_type" in body else ledger_account(body)


def tax_rate(body: Body, *, today: date) -> TaxRate:
    said = wire.TaxRate.model_validate(body)
    return TaxRate(
        id=said.id,
        key=said.id,
        name=said.name or said.displayed_as,
        rate=percent_on(said, today),
        side=TaxSide.BOTH,
        is_active=said.is_visible,
    )


def percent_on(said: wire.TaxRate, day: date) -> Decimal:
    """The percentage that is valid on that day; where none is dated so, the one that Sage calls the current."""
    for period in said.percentages:
        if (period.from_date is None or period.from_date <= day) and (period.to_date is None or day <= period.to_date):
            return period.percentage
    return said.percentage


def tracking_category(body: Body) -> TrackingCategory:
    said = wire.AnalysisType.model_validate(body)
    options = tuple((one.id, one.name or one.displayed_as) for one in said.analysis_type_categories)
    return TrackingCategory(id=said.id, name=said.name or said.displayed_as, options=options)


# What an attachment hangs on; the types of payments say whose money it is and which way it went.
CONTEXTS = {
    "CONTACT": EntityKind.CONTACT,
    "SALES_INVOICE": EntityKind.INVOICE,
    "SALES_CREDIT_NOTE": EntityKind.CREDIT_NOTE,
    "PURCHASE_INVOICE": EntityKind.BILL,
    "PURCHASE_CREDIT_NOTE": EntityKind.SUPPLIER_CREDIT,
    "CUSTOMER_RECEIPT": EntityKind.PAYMENT,
    "CUSTOMER_REFUND": EntityKind.PAYMENT,
    "VENDOR_PAYMENT": EntityKind.SUPPLIER_PAYMENT,
    "VENDOR_REFUND": EntityKind.SUPPLIER_PAYMENT,
    "OTHER_PAYMENT": EntityKind.BANK_TRANSACTION,
    "OTHER_RECEIPT": EntityKind.BANK_TRANSACTION,
    "BANK_TRANSFER": EntityKind.TRANSFER,
    "BANK_DEPOSIT": EntityKind.TRANSFER,
    "JOURNAL": EntityKind.JOURNAL,
}


def attachment(body: Body) -> Attachment:
    """Raises Unreadable."""
    said = wire.Attachment.model_validate(body)
    context = said.attachment_context_type.id.upper()
    if context not in CONTEXTS:
        raise Unreadable(f"a file on {context or 'nothing'} is not carried")
    owner = said.attachment_context.id
    return Attachment(
        owner_kind=CONTEXTS[context],
        owner=f"{context.lower()}:{owner}" if CONTEXTS[context] is EntityKind.TRANSFER else owner,
        file_name=said.file_name,
        media_type=said.mime_type,
        id=said.id,
        size_bytes=said.file_size,
    )
