"""Who is dealt with: customers and suppliers."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tieout.accounting.kinds import EntityKind


class ContactStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """`kind` is `billing` or `delivery`; lines are street lines, at most four."""

    kind: str = "billing"
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """`kind` is `mobile`, `direct` or `fax`; the ordinary number is `Contact.phone`."""

    kind: str
    number: str


class TermsBasis(StrEnum):
    """What the days of payment terms count from, or which day of which month they name."""

    INVOICE_DATE = "invoice_date"
    MONTH_END = "month_end"
    DAY_OF_MONTH = "day_of_month"
    DAY_OF_NEXT_MONTH = "day_of_next_month"


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """When an invoice is due: `days` after the basis, or the day of the month that `days` is."""

    days: int
    basis: TermsBasis = TermsBasis.INVOICE_DATE


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A contact of one ledger; `id` is that ledger's id and None before it is there.

    `account_number` is the key that the business itself gives the contact, `kind` one of CONTACT_KINDS. `sale_terms` are those of
    what we send, `purchase_terms` of what we receive. `credit_limit` is in the contact's currency. What a contact owes is not
    part of it: that follows from the documents.
    """

    kind: EntityKind
    name: str
    id: str | None = None
    account_number: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    tax_number: str = ""
    company_number: str = ""
    currency: str = ""
    addresses: tuple[Address, ...] = ()
    phones: tuple[Phone, ...] = ()
    website: str = ""
    notes: str = ""
    sale_terms: Terms | None = None
    purchase_terms: Terms | None = None
    credit_limit: Decimal | None = None
    is_customer: bool = False
    is_supplier: bool = False
    status: ContactStatus = ContactStatus.ACTIVE
