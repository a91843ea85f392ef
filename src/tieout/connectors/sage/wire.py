"""Sage's JSON as typed models, in Sage's own words; what is missing, null or empty has its default."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

# An object of Sage as JSON; fractions are Decimal, never float. Amounts come as text (sage.md §5).
Body = Mapping[str, Any]


def instant(value: object) -> datetime:
    """An instant in UTC; one without a zone is UTC."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _day(value: object) -> object:
    # Some dates come as date-times; the day is what counts.
    return value[:10] if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Amount = Annotated[Decimal, Field(allow_inf_nan=False)]


class Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nothings(cls, value: object) -> object:
        """An empty date can be "" instead of null (sage.md §5), and so can any other."""
        return (
            {name: inner for name, inner in value.items() if inner is not None and inner != ""}
            if isinstance(value, dict)
            else value
        )


class Reference(Wire):
    """How one object shows another. The first step of `path` tells what kind of object it is."""

    id: str = ""
    displayed_as: str = ""
    path: str = Field(default="", alias="$path")

    @property
    def list_name(self) -> str:
        return self.path.strip("/").partition("/")[0]


NOTHING = Reference()


class Business(Wire):
    id: str
    name: str = ""
    displayed_as: str = ""
    country: Reference = NOTHING
    is_demo: bool = False


class FinancialSettings(Wire):
    base_currency: Reference = NOTHING
    year_end_lockdown_date: Day | None = None


class LedgerAccount(Wire):
    id: str
    name: str = ""
    display_name: str = ""
    displayed_as: str = ""
    nominal_code: int | str = ""
    included_in_chart: bool = True
    ledger_account_type: Reference = NOTHING
    ledger_account_classification: Reference = NOTHING
    control_name: str = ""


class BankAccountDetails(Wire):
    account_name: str = ""
    account_number: str = ""


class BankAccount(Wire):
    id: str
    displayed_as: str = ""
    nominal_code: int | str = ""
    is_active: bool = True
    currency: Reference = NOTHING
    ledger_account: Reference = NOTHING
    bank_account_type: Reference = NOTHING
    bank_account_details: BankAccountDetails = BankAccountDetails()


class TaxRatePercentage(Wire):
    percentage: Amount
    from_date: Day | None = None
    to_date: Day | None = None


class TaxRate(Wire):
    id: str
    name: str = ""
    displayed_as: str = ""
    percentage: Amount = Decimal(0)
    percentages: tuple[TaxRatePercentage, ...] = ()
    is_visible: bool = True


class AnalysisTypeCategory(Wire):
    id: str
    name: str = ""
    displayed_as: str = ""
    analysis_type: Reference = NOTHING


class AnalysisType(Wire):
    id: str
    name: str = ""
    displayed_as: str = ""
    analysis_type_categories: tuple[AnalysisTypeCategory, ...] = ()


class Address(Wire):
    address_line_1: str = ""
    address_line_2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: Reference = NOTHING


class ContactPerson(Wire):
    name: str = ""
    email: str = ""
    telephone: str = ""
    mobile: str = ""
    fax: str = ""


class Contact(Wire):
    id: str
    name: str
    contact_types: tuple[Reference, ...] = ()
    reference: str = ""
    tax_number: str = ""
    notes: str = ""
    currency: Reference = NOTHING
    credit_limit: Amount | None = None
    credit_days: int | None = None
    credit_terms: str = ""
    main_address: Address = Address()
    delivery_address: Address = Address()
    main_contact_person: ContactPerson = ContactPerson()
    email: str = ""
    is_active: bool = True
    gdpr_obfuscated: bool = False


class SalesPrice(Wire):
    price: Amount | None = None
    price_includes_tax: bool = False


class SalesRate(Wire):
    rate: Amount | None = None
    rate_includes_tax: bool = False


class Item(Wire):
    """What products, services and stock items have in common."""

    id: str
    item_code: str = ""
    description: str = ""
    notes: str = ""
    active: bool = True
    sales_ledger_account: Reference = NOTHING
    sales_tax_rate: Reference = NOTHING
    purchase_ledger_account: Reference = NOTHING
    purchase_tax_rate: Reference = NOTHING
    cost_price: Amount | None = None
    sales_prices: tuple[SalesPrice, ...] = ()
    sales_rates: tuple[SalesRate, ...] = ()

    @property
    def price(self) -> Decimal | None:
        """The first that has no tax in it."""
        prices = [one.price for one in self.sales_prices if not one.price_includes_tax]
        rates = [one.rate for one in self.sales_rates if not one.rate_includes_tax]
        return next((price for price in (*prices, *rates) if price is not None), None)


class LineTracking(Wire):
    id: str
    analysis_type: Reference = NOTHING


class Line(Wire):
    id: str = ""
    description: str = ""
    product: Reference = NOTHING
    service: Reference = NOTHING
    ledger_account: Reference = NOTHING
    quantity: Amount = Decimal(1)
    unit_price: Amount = Decimal(0)
    unit_price_includes_tax: bool = False
    discount_amount: Amount = Decimal(0)
    discount_percentage: Amount = Decimal(0)
    net_amount: Amount | None = None
    tax_amount: Amount | None = None
    tax_rate: Reference = NOTHING
    analysis_type_categories: tuple[LineTracking, ...] = ()


class Document(Wire):
    """What invoices and credit notes of both sides have in common."""

    id: str
    contact: Reference = NOTHING
    contact_name: str = ""
    date: Day
    due_date: Day | None = None
    reference: str = ""
    vendor_reference: str = ""
    invoice_number: str = ""
    credit_note_number: str = ""
    notes: str = ""
    currency: Reference = NOTHING
    exchange_rate: Amount | None = None
    status: Reference = NOTHING
    net_amount: Amount | None = None
    tax_amount: Amount | None = None
    total_amount: Amount | None = None
    base_currency_total_amount: Amount | None = None
    outstanding_amount: Amount | None = None
    shipping_net_amount: Amount = Decimal(0)
    shipping_tax_amount: Amount = Decimal(0)
    shipping_tax_rate: Reference = NOTHING
    invoice_lines: tuple[Line, ...] = ()
    credit_note_lines: tuple[Line, ...] = ()


class Allocated(Wire):
    artefact: Reference = NOTHING
    amount: Amount
    discount: Amount = Decimal(0)


class OnAccount(Wire):
    id: str = ""


class ContactPayment(Wire):
    id: str
    transaction_type: Reference
    contact: Reference = NOTHING
    bank_account: Reference = NOTHING
    date: Day
    reference: str = ""
    total_amount: Amount
    base_currency_total_amount: Amount | None = None
    currency: Reference = NOTHING
    exchange_rate: Amount | None = None
    allocated_artefacts: tuple[Allocated, ...] = ()
    payment_on_account: OnAccount = OnAccount()


class ContactAllocation(Wire):
    id: str
    transaction_type: Reference = NOTHING
    contact: Reference = NOTHING
    date: Day | None = None
    allocated_artefacts: tuple[Allocated, ...] = ()


class PaymentLine(Wire):
    id: str = ""
    details: str = ""
    ledger_account: Reference = NOTHING
    tax_rate: Reference = NOTHING
    net_amount: Amount | None = None
    tax_amount: Amount = Decimal(0)
    total_amount: Amount
    analysis_type_categories: tuple[LineTracking, ...] = ()


class OtherPayment(Wire):
    id: str
    transaction_type: Reference
    contact: Reference = NOTHING
    bank_account: Reference = NOTHING
    date: Day
    reference: str = ""
    net_amount: Amount | None = None
    tax_amount: Amount | None = None
    total_amount: Amount
    payment_lines: tuple[PaymentLine, ...] = ()


class BankTransfer(Wire):
    """A deposit too, which says `total_amount`, and knows no description."""

    id: str
    from_bank_account: Reference = NOTHING
    to_bank_account: Reference = NOTHING
    date: Day
    reference: str = ""
    amount: Amount | None = None
    cash_amount: Amount | None = None
    total_amount: Amount | None = None


class JournalLine(Wire):
    id: str = ""
    ledger_account: Reference = NOTHING
    details: str = ""
    debit: Amount = Decimal(0)
    credit: Amount = Decimal(0)
    analysis_type_categories: tuple[LineTracking, ...] = ()


class Journal(Wire):
    id: str
    date: Day
    reference: str = ""
    description: str = ""
    journal_lines: tuple[JournalLine, ...] = ()


class Attachment(Wire):
    id: str
    file_name: str = ""
    mime_type: str = ""
    file_size: int | None = None
    attachment_context: Reference = NOTHING
    attachment_context_type: Reference = NOTHING


def href(body: Body) -> str:
    """The page of this object in Sage's own product; "" where it is not told. It cannot be built from the id (sage.md §5)."""
    links = body.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "alternate" and isinstance(link.get("href"), str):
            return str(link["href"])
    return ""
