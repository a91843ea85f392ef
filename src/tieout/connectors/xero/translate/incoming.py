"""From Xero's words to ours."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Context, Decimal
from typing import TypeVar

from pydantic import ValidationError

from tieout.accounting.accounts import Account, AccountClass, AccountType, TaxRate, TaxSide, TrackingCategory
from tieout.accounting.contacts import Address, Contact, ContactStatus
from tieout.accounting.documents import Allocation, Document, DocumentStatus, Line, Payment, PaymentStatus, TaxMode
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.money import round_half_up
from tieout.connectors.contract import Entity, Organisation, Receipt, Seen
from tieout.connectors.xero import wire
from tieout.connectors.xero.wire import Body

Found = TypeVar("Found")

MONEY_PLACES = 2
PERCENT_PLACES = 6
# How the number begins that we give a contact or document which has none of its own, so that it can be found again.
OUR_NUMBER = "tieout-"
_MARKED = re.compile(r"(?:(?P<reference>.*) )?\[tieout (?P<marker>[^\[\]]+)\]", re.DOTALL)
# Enough digits that a rate with six places comes back the same after two inversions.
RATES = Context(prec=24)

DOCUMENT_TYPES = {
    EntityKind.INVOICE: "ACCREC",
    EntityKind.BILL: "ACCPAY",
    EntityKind.CREDIT_NOTE: "ACCRECCREDIT",
    EntityKind.SUPPLIER_CREDIT: "ACCPAYCREDIT",
}
_DOCUMENT_KINDS = {word: kind for kind, word in DOCUMENT_TYPES.items()}
_STATUSES = {
    "DRAFT": DocumentStatus.DRAFT,
    "SUBMITTED": DocumentStatus.SUBMITTED,
    "AUTHORISED": DocumentStatus.OPEN,
    "PAID": DocumentStatus.PAID,
    "VOIDED": DocumentStatus.VOIDED,
    "DELETED": DocumentStatus.DELETED,
}
TAX_MODES = {"Exclusive": TaxMode.EXCLUSIVE, "Inclusive": TaxMode.INCLUSIVE, "NoTax": TaxMode.NONE}
ADDRESSES = {"POBOX": "billing", "STREET": "delivery"}
_CONTACT_STATUSES = dict.fromkeys(("ARCHIVED", "GDPRREQUEST"), ContactStatus.ARCHIVED) | {"ACTIVE": ContactStatus.ACTIVE}
_PAYMENT_STATUSES = {"AUTHORISED": PaymentStatus.POSTED, "DELETED": PaymentStatus.DELETED}
# Which way the money goes, and what kind of document it settles.
_PAYMENTS = {
    "ACCRECPAYMENT": (EntityKind.PAYMENT, EntityKind.INVOICE),
    "ACCPAYPAYMENT": (EntityKind.SUPPLIER_PAYMENT, EntityKind.BILL),
}
_REFUNDS_OUT = frozenset({"ARCREDITPAYMENT", "ARPREPAYMENTPAYMENT", "AROVERPAYMENTPAYMENT"})
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
_ACCOUNT_TYPES = {word: (type_, class_) for type_, class_, words in _ACCOUNT_WORDS for word in words.split()}
_CONTROL_ACCOUNTS = {"DEBTORS": AccountType.RECEIVABLE, "CREDITORS": AccountType.PAYABLE}


class Untranslatable(ValueError):
    """What Xero has and our words cannot say, or what we would say and Xero cannot take."""


def seen(kind: EntityKind, body: Body) -> Seen:
    """An element of one of Xero's lists; never raises: what cannot be understood has a problem instead of an entity.

    Of invoice and bill, and of the other pairs that share a list, either may be asked for: the body says which it is. A payment
    that settles something other than an invoice or bill has a problem, under the kind that its direction tells.
    """
    id_name, read, told = _LISTS[kind]
    entity, problem = None, ""
    try:
        entity = read(body)
    except ValidationError as error:
        problem = _first(error)
    except Untranslatable as error:
        problem = str(error)
    updated_at = _updated_at(body)
    return Seen(
        kind=told(body, kind),
        external_id=str(body.get(id_name) or ""),
        body=body,
        version=updated_at.isoformat() if updated_at else "",
        updated_at=updated_at,
        deleted=body.get("Status") == "DELETED",
        entity=entity,
        problem=problem,
    )


def receipt(kind: EntityKind, body: Body) -> Receipt:
    """What a reply's element says that Xero now has."""
    found = seen(kind, body)
    if isinstance(found.entity, Document):
        document = found.entity
        return Receipt(seen=found, number=document.number, net=document.net, tax=document.tax, gross=document.gross)
    return Receipt(seen=found, gross=found.entity.amount if isinstance(found.entity, Payment) else None)


def organisation(body: Body, *, id: str) -> Organisation:
    """`id` is the tenant's, by which it is called. Raises Untranslatable."""
    try:
        said = wire.Organisation.model_validate(body)
    except ValidationError as error:
        raise Untranslatable(_first(error)) from None
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


def _contact(body: Body) -> Contact:
    said = wire.Contact.model_validate(body)
    phone = next((phone for phone in said.Phones if phone.PhoneType == "DEFAULT"), None)
    return Contact(
        kind=EntityKind.CONTACT,
        id=said.ContactID,
        name=said.Name,
        account_number=said.AccountNumber or _number(said.ContactNumber),
        first_name=said.FirstName,
        last_name=said.LastName,
        email=said.EmailAddress,
        phone=" ".join(part for part in (phone.PhoneCountryCode, phone.PhoneAreaCode, phone.PhoneNumber) if part) if phone else "",
        tax_number=said.TaxNumber,
        company_number=said.CompanyNumber,
        currency=said.DefaultCurrency,
        addresses=tuple(address for found in said.Addresses if (address := _address(found)) != Address(kind=address.kind)),
        is_customer=said.IsCustomer,
        is_supplier=said.IsSupplier,
        status=_known(_CONTACT_STATUSES, said.ContactStatus, what="contact status"),
    )


def _address(said: wire.Address) -> Address:
    lines = (said.AddressLine1, said.AddressLine2, said.AddressLine3, said.AddressLine4)
    return Address(
        kind=ADDRESSES.get(said.AddressType, "delivery"),
        lines=tuple(line for line in lines if line),
        city=said.City,
        region=said.Region,
        postal_code=said.PostalCode,
        country=said.Country,
    )


def _item(body: Body) -> Item:
    said = wire.Item.model_validate(body)
    bought = said.PurchaseDetails
    return Item(
        id=said.ItemID,
        code=said.Code,
        name=said.Name,
        description=said.Description,
        is_sold=said.IsSold,
        is_purchased=said.IsPurchased,
        sale_price=said.SalesDetails.UnitPrice,
        sale_account=said.SalesDetails.AccountCode,
        sale_tax=said.SalesDetails.TaxType,
        purchase_price=bought.UnitPrice,
        # A tracked item has its purchases on the account of the cost of goods.
        purchase_account=bought.AccountCode or bought.COGSAccountCode,
        purchase_tax=bought.TaxType,
    )


def _invoice(body: Body) -> Document:
    said = wire.Invoice.model_validate(body)
    return _document(said, id=said.InvoiceID, number=_number(said.InvoiceNumber), due=said.AmountDue)


def _credit_note(body: Body) -> Document:
    said = wire.CreditNote.model_validate(body)
    return _document(said, id=said.CreditNoteID, number=_number(said.CreditNoteNumber), due=said.RemainingCredit)


def _number(said: str) -> str:
    return "" if said.startswith(OUR_NUMBER) else said


def _document(said: wire.Document, *, id: str, number: str, due: Decimal | None) -> Document:
    return Document(
        kind=_known(_DOCUMENT_KINDS, said.Type, what="type of document"),
        id=id,
        number=number,
        reference=said.Reference,
        contact=said.Contact.ContactID,
        contact_name=said.Contact.Name,
        issued_on=said.Date.date(),
        due_on=said.DueDate.date() if said.DueDate else None,
        currency=said.CurrencyCode,
        rate=inverse(said.CurrencyRate),
        tax_mode=_known(TAX_MODES, said.LineAmountTypes, what="kind of line amounts"),
        status=_known(_STATUSES, said.Status, what="status"),
        lines=tuple(_line(line) for line in said.LineItems),
        net=said.SubTotal,
        tax=said.TotalTax,
        gross=said.Total,
        due=due,
    )


def _line(said: wire.LineItem) -> Line:
    quantity, price = said.Quantity, said.UnitAmount
    if quantity is None and price is None and said.LineAmount is not None:
        quantity, price = Decimal(1), said.LineAmount
    quantity, price = quantity or Decimal(0), price or Decimal(0)
    return Line(
        id=said.LineItemID,
        description=said.Description,
        quantity=quantity,
        unit_price=price,
        item=said.ItemCode,
        account=said.AccountCode,
        tax_code=said.TaxType,
        discount_percent=_discount(said, before=quantity * price),
        tracking=tuple((found.TrackingCategoryID, found.TrackingOptionID or found.Option) for found in said.Tracking),
        net=said.LineAmount,
        tax=said.TaxAmount,
    )


def _discount(said: wire.LineItem, *, before: Decimal) -> Decimal:
    if said.DiscountRate or not said.DiscountAmount:
        return said.DiscountRate or Decimal(0)
    percent = round_half_up(said.DiscountAmount * 100 / before, places=PERCENT_PLACES) if before else Decimal(0)
    if round_half_up(before * (100 - percent) / 100, places=MONEY_PLACES) != round_half_up(
        before - said.DiscountAmount, places=MONEY_PLACES
    ):
        raise Untranslatable(f"a line's discount of {said.DiscountAmount} cannot be said as a percentage")
    return percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent


def _payment(body: Body) -> Payment:
    said = wire.Payment.model_validate(body)
    if said.PaymentType not in _PAYMENTS:
        raise Untranslatable(f"a payment of the type {said.PaymentType} settles neither an invoice nor a bill")
    kind, settled = _PAYMENTS[said.PaymentType]
    marked = _MARKED.fullmatch(said.Reference)
    return Payment(
        kind=kind,
        id=said.PaymentID,
        contact=said.Invoice.Contact.ContactID,
        account=said.Account.Code or said.Account.AccountID,
        paid_on=said.Date.date(),
        currency=said.Invoice.CurrencyCode,
        amount=said.Amount,
        allocations=(Allocation(kind=settled, document=said.Invoice.InvoiceID, amount=said.Amount),),
        reference=(marked["reference"] or "") if marked else said.Reference,
        marker=marked["marker"] if marked else "",
        rate=inverse(said.CurrencyRate),
        status=_known(_PAYMENT_STATUSES, said.Status, what="payment status"),
    )


def _account(body: Body) -> Account:
    said = wire.Account.model_validate(body)
    type_, class_ = _ACCOUNT_TYPES.get(said.Type, (AccountType.OTHER, None))
    return Account(
        id=said.AccountID,
        # A bank account may have no code: lines and payments then name it by its id.
        key=said.Code or said.AccountID,
        code=said.Code,
        name=said.Name,
        type=_CONTROL_ACCOUNTS.get(said.SystemAccount, type_),
        account_class=class_ or _known({each.value.upper(): each for each in AccountClass}, said.Class, what="class of account"),
        currency=said.CurrencyCode,
        system=said.SystemAccount,
        takes_payments=type_ is AccountType.BANK or said.EnablePaymentsToAccount,
        is_active=said.Status == "ACTIVE",
    )


def _tax_rate(body: Body) -> TaxRate:
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


def _tracking_category(body: Body) -> TrackingCategory:
    said = wire.TrackingCategory.model_validate(body)
    options = tuple((option.TrackingOptionID, option.Name) for option in said.Options)
    return TrackingCategory(id=said.TrackingCategoryID, name=said.Name, options=options, is_active=said.Status == "ACTIVE")


def _told_document(body: Body, kind: EntityKind) -> EntityKind:
    return _DOCUMENT_KINDS.get(str(body.get("Type")), kind)


def _told_payment(body: Body, kind: EntityKind) -> EntityKind:
    type_ = str(body.get("PaymentType"))
    if type_ in _PAYMENTS:
        return _PAYMENTS[type_][0]
    return EntityKind.SUPPLIER_PAYMENT if type_ in _REFUNDS_OUT else EntityKind.PAYMENT if type_.startswith("AP") else kind


def _same(body: Body, kind: EntityKind) -> EntityKind:
    del body
    return kind


# By kind: where the id stands, what reads the entity, and what tells the kind of those that share a list.
_LISTS: Mapping[EntityKind, tuple[str, Callable[[Body], Entity], Callable[[Body, EntityKind], EntityKind]]] = {
    EntityKind.CONTACT: ("ContactID", _contact, _same),
    EntityKind.ITEM: ("ItemID", _item, _same),
    EntityKind.INVOICE: ("InvoiceID", _invoice, _told_document),
    EntityKind.BILL: ("InvoiceID", _invoice, _told_document),
    EntityKind.CREDIT_NOTE: ("CreditNoteID", _credit_note, _told_document),
    EntityKind.SUPPLIER_CREDIT: ("CreditNoteID", _credit_note, _told_document),
    EntityKind.PAYMENT: ("PaymentID", _payment, _told_payment),
    EntityKind.SUPPLIER_PAYMENT: ("PaymentID", _payment, _told_payment),
    EntityKind.ACCOUNT: ("AccountID", _account, _same),
    EntityKind.TAX_RATE: ("TaxType", _tax_rate, _same),
    EntityKind.TRACKING_CATEGORY: ("TrackingCategoryID", _tracking_category, _same),
}


def _known(words: Mapping[str, Found], said: str, *, what: str) -> Found:
    if said not in words:
        raise Untranslatable(f"{said!r} is a {what} that is not known here")
    return words[said]


def inverse(rate: Decimal | None) -> Decimal | None:
    """Xero says foreign units for one of the base currency, we the other way round; the other way back is the same."""
    return RATES.divide(Decimal(1), rate).normalize(RATES) if rate else None


def _first(error: ValidationError) -> str:
    found = error.errors()[0]
    return f"{'.'.join(str(step) for step in found['loc'])}: {found['msg']}"


def _updated_at(body: Body) -> datetime | None:
    try:
        return wire.instant(body.get("UpdatedDateUTC"))
    except (ValueError, OverflowError):
        return None
