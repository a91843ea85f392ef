"""The organisation, its accounts, tax rates and tracking, and the files that hang on things: from Xero's words to ours."""

from pydantic import ValidationError

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Organisation
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.parts import Bank, Untranslatable, known_word
from tieout.connectors.xero.wire import Body

_ACCOUNT_WORDS = (
    (AccountType.BANK, AccountClass.ASSET, "BANK"),
    (AccountType.CURRENT, AccountClass.ASSET, "CURRENT PREPAYMENT INVENTORY"),
    (AccountType.FIXED, AccountClass.ASSET, "FIXED NONCURRENT"),
    (AccountType.LIABILITY, AccountClass.LIABILITY, "CURRLIAB LIABILITY TERMLIAB PAYG PAYGLIABILITY SUPERANNUATIONLIABILITY"),
    (AccountType.EQUITY, AccountClass.EQUITY, "EQUITY"),
    (AccountType.REVENUE, AccountClass.REVENUE, "REVENUE SALES OTHERINCOME"),
    (AccountType.DIRECT_COST, AccountClass.EXPENSE, "DIRECTCOSTS"),
    (AccountType.EXPENSE, AccountClass.EXPENSE, "EXPENSE OVERHEADS DEPRECIATN SUPERANNUATIONEXPENSE WAGESEXPENSE"),
)
ACCOUNT_TYPES = {word: (type_, class_) for type_, class_, words in _ACCOUNT_WORDS for word in words.split()}
_CLASSES = {each.value.upper(): each for each in AccountClass}
_CONTROL_ACCOUNTS = {"DEBTORS": AccountType.RECEIVABLE, "CREDITORS": AccountType.PAYABLE}


def organisation(body: Body, *, id: str) -> Organisation:
    """`id` is the tenant's, by which it is called. Raises Untranslatable."""
    try:
        said = wire.Organisation.model_validate(body)
    except ValidationError as error:
        raise Untranslatable(first(error)) from None
    locks = [lock for lock in (said.PeriodLockDate, said.EndOfYearLockDate) if lock is not None]
    return Organisation(
        id=id,
        name=said.Name,
        country=said.CountryCode,
        currency=said.BaseCurrency,
        short_code=said.ShortCode,
        is_demo=said.IsDemoCompany,
        locked_until=max(locks).date().isoformat() if locks else "",
    )


def account(body: Body) -> Account:
    said = wire.Account.model_validate(body)
    type_, class_ = ACCOUNT_TYPES.get(said.Type, (AccountType.OTHER, None))
    return Account(
        id=said.AccountID,
        # A bank account may have no code: lines and payments then name it by its id.
        key=said.Code or said.AccountID,
        code=said.Code,
        name=said.Name,
        type=_CONTROL_ACCOUNTS.get(said.SystemAccount, type_),
        account_class=class_ or known_word(_CLASSES, said.Class, what="class of account"),
        currency=said.CurrencyCode,
        system=said.SystemAccount,
        takes_payments=type_ is AccountType.BANK or said.EnablePaymentsToAccount,
        is_active=said.Status == "ACTIVE",
        bank_number=said.BankAccountNumber,
    )


def banks(bodies: tuple[Body, ...], *, base_currency: str) -> dict[str, Bank]:
    """The bank accounts by id and by code; one that cannot be understood is left out."""
    found: dict[str, Bank] = {}
    for body in bodies:
        try:
            entity = account(body)
        except (ValidationError, Untranslatable):
            continue
        if entity.type is AccountType.BANK:
            bank = Bank(key=entity.key, currency=entity.currency or base_currency)
            found |= {entity.id: bank, entity.key: bank}
    return found


def tax_rate(body: Body) -> TaxRate:
    said = wire.TaxRate.model_validate(body)
    sides = {(True, False): TaxSide.OUTPUT, (False, True): TaxSide.INPUT}
    return TaxRate(
        id=said.TaxType,
        key=said.TaxType,
        name=said.Name,
        rate=said.EffectiveRate,
        side=sides.get((said.CanApplyToRevenue, said.CanApplyToExpenses), TaxSide.BOTH),
        is_active=said.Status == "ACTIVE",
    )


def tracking_category(body: Body) -> TrackingCategory:
    said = wire.TrackingCategory.model_validate(body)
    # What was archived of the options is on old lines only: Xero takes it on no new one.
    options = tuple((option.TrackingOptionID, option.Name) for option in said.Options if option.Status == "ACTIVE")
    return TrackingCategory(id=said.TrackingCategoryID, name=said.Name, options=options, is_active=said.Status == "ACTIVE")


def attachment(body: Body, *, owner_kind: EntityKind, owner: str) -> Attachment:
    """Raises Untranslatable for a body that is none."""
    try:
        said = wire.Attachment.model_validate(body)
    except ValidationError as error:
        raise Untranslatable(first(error)) from None
    return Attachment(
        owner_kind=owner_kind,
        owner=owner,
        file_name=said.FileName,
        media_type=said.MimeType,
        id=said.AttachmentID,
        size_bytes=said.ContentLength,
    )


def first(error: ValidationError) -> str:
    found = error.errors()[0]
    return f"{'.'.join(str(step) for step in found['loc'])}: {found['msg']}"
