"""Xero's JSON as typed models, in Xero's own words; what is missing or null has its default, what we do not use is left out."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

Body = Mapping[str, Any]

_MILLISECONDS = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(value: object) -> datetime:
    """An instant in UTC. The milliseconds count; the offset behind them is decoration. ISO text without a zone is UTC."""
    if isinstance(value, datetime):
        return value
    if found := _MILLISECONDS.fullmatch(str(value)):
        return _EPOCH + timedelta(milliseconds=int(found[1]))
    read = datetime.fromisoformat(str(value))
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


Instant = Annotated[datetime, BeforeValidator(instant)]


class Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: object) -> object:
        return {name: inner for name, inner in value.items() if inner is not None} if isinstance(value, dict) else value


class Organisation(Wire):
    OrganisationID: str = ""
    Name: str = ""
    ShortCode: str = ""
    BaseCurrency: str = ""
    CountryCode: str = ""
    IsDemoCompany: bool = False
    PeriodLockDate: Instant | None = None
    EndOfYearLockDate: Instant | None = None


class Account(Wire):
    AccountID: str
    Name: str
    Type: str
    Code: str = ""
    Class: str = ""
    Status: str = "ACTIVE"
    CurrencyCode: str = ""
    SystemAccount: str = ""
    EnablePaymentsToAccount: bool = False
    BankAccountNumber: str = ""


class TaxRate(Wire):
    Name: str
    TaxType: str
    EffectiveRate: Decimal
    Status: str = "ACTIVE"
    CanApplyToRevenue: bool = True
    CanApplyToExpenses: bool = True


class TrackingOption(Wire):
    TrackingOptionID: str
    Name: str
    Status: str = "ACTIVE"


class TrackingCategory(Wire):
    TrackingCategoryID: str
    Name: str
    Status: str = "ACTIVE"
    Options: tuple[TrackingOption, ...] = ()


class Address(Wire):
    AddressType: str
    AddressLine1: str = ""
    AddressLine2: str = ""
    AddressLine3: str = ""
    AddressLine4: str = ""
    City: str = ""
    Region: str = ""
    PostalCode: str = ""
    Country: str = ""


class Phone(Wire):
    PhoneType: str
    PhoneNumber: str = ""
    PhoneAreaCode: str = ""
    PhoneCountryCode: str = ""


class Terms(Wire):
    Day: int | None = None
    Type: str = ""


class TermsOfBoth(Wire):
    Sales: Terms = Terms()
    Bills: Terms = Terms()


class Contact(Wire):
    ContactID: str
    Name: str
    ContactNumber: str = ""
    AccountNumber: str = ""
    ContactStatus: str = "ACTIVE"
    FirstName: str = ""
    LastName: str = ""
    EmailAddress: str = ""
    TaxNumber: str = ""
    CompanyNumber: str = ""
    DefaultCurrency: str = ""
    IsCustomer: bool = False
    IsSupplier: bool = False
    Addresses: tuple[Address, ...] = ()
    Phones: tuple[Phone, ...] = ()
    PaymentTerms: TermsOfBoth = TermsOfBoth()
    Website: str = ""


class ContactReference(Wire):
    ContactID: str = ""
    Name: str = ""


class ItemSide(Wire):
    UnitPrice: Decimal | None = None
    AccountCode: str = ""
    COGSAccountCode: str = ""
    TaxType: str = ""


class Item(Wire):
    ItemID: str
    Code: str
    Name: str = ""
    Description: str = ""
    IsSold: bool = True
    IsPurchased: bool = True
    SalesDetails: ItemSide = ItemSide()
    PurchaseDetails: ItemSide = ItemSide()
    IsTrackedAsInventory: bool = False
    InventoryAssetAccountCode: str = ""


class LineTracking(Wire):
    TrackingCategoryID: str = ""
    TrackingOptionID: str = ""
    Option: str = ""


class LineItem(Wire):
    LineItemID: str = ""
    Description: str = ""
    Quantity: Decimal | None = None
    UnitAmount: Decimal | None = None
    ItemCode: str = ""
    AccountCode: str = ""
    TaxType: str = ""
    TaxAmount: Decimal | None = None
    LineAmount: Decimal | None = None
    DiscountRate: Decimal | None = None
    DiscountAmount: Decimal | None = None
    Tracking: tuple[LineTracking, ...] = ()


class Document(Wire):
    """What an invoice and a credit note have in common."""

    Type: str
    Status: str
    Contact: ContactReference = ContactReference()
    Date: Instant
    DueDate: Instant | None = None
    Reference: str = ""
    LineAmountTypes: str = "Exclusive"
    CurrencyCode: str = ""
    CurrencyRate: Decimal | None = None
    SubTotal: Decimal | None = None
    TotalTax: Decimal | None = None
    Total: Decimal | None = None
    LineItems: tuple[LineItem, ...] = ()


class Invoice(Document):
    InvoiceID: str
    InvoiceNumber: str = ""
    AmountDue: Decimal | None = None


class CreditNote(Document):
    CreditNoteID: str
    CreditNoteNumber: str = ""
    RemainingCredit: Decimal | None = None


class PaymentAccount(Wire):
    AccountID: str = ""
    Code: str = ""


class PaidDocument(Wire):
    """What a payment settles or an allocation is taken from: one of the ids is there."""

    InvoiceID: str = ""
    CreditNoteID: str = ""
    PrepaymentID: str = ""
    OverpaymentID: str = ""
    Type: str = ""
    CurrencyCode: str = ""
    Contact: ContactReference = ContactReference()


class Payment(Wire):
    PaymentID: str
    PaymentType: str
    Status: str
    Date: Instant
    Amount: Decimal
    CurrencyRate: Decimal | None = None
    Reference: str = ""
    IsReconciled: bool = False
    Account: PaymentAccount = PaymentAccount()
    Invoice: PaidDocument = PaidDocument()
    CreditNote: PaidDocument = PaidDocument()
    Prepayment: PaidDocument = PaidDocument()
    Overpayment: PaidDocument = PaidDocument()


class Allocation(Wire):
    AllocationID: str = ""
    Amount: Decimal
    Date: Instant | None = None
    Invoice: PaidDocument
    CreditNote: PaidDocument = PaidDocument()
    Prepayment: PaidDocument = PaidDocument()
    Overpayment: PaidDocument = PaidDocument()
    IsDeleted: bool = False


class BankTransaction(Wire):
    BankTransactionID: str
    Type: str
    Status: str
    Contact: ContactReference = ContactReference()
    BankAccount: PaymentAccount = PaymentAccount()
    Date: Instant
    Reference: str = ""
    LineAmountTypes: str = "Inclusive"
    CurrencyCode: str = ""
    CurrencyRate: Decimal | None = None
    SubTotal: Decimal | None = None
    TotalTax: Decimal | None = None
    Total: Decimal
    LineItems: tuple[LineItem, ...] = ()
    IsReconciled: bool = False


class BankTransfer(Wire):
    BankTransferID: str
    FromBankAccount: PaymentAccount
    ToBankAccount: PaymentAccount
    Amount: Decimal
    Date: Instant
    Reference: str = ""
    Status: str = "AUTHORISED"


class JournalLine(Wire):
    LineAmount: Decimal
    AccountCode: str = ""
    AccountID: str = ""
    Description: str = ""
    TaxType: str = ""
    TaxAmount: Decimal | None = None
    Tracking: tuple[LineTracking, ...] = ()


class ManualJournal(Wire):
    ManualJournalID: str
    Narration: str = ""
    Date: Instant
    Status: str
    LineAmountTypes: str = "NoTax"
    JournalLines: tuple[JournalLine, ...] = ()


class Attachment(Wire):
    AttachmentID: str
    FileName: str
    MimeType: str = "application/octet-stream"
    ContentLength: int | None = None
