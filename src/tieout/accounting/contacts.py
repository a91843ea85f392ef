"""Who is dealt with: customers and suppliers."""

from dataclasses import dataclass
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
class Contact:
    """A contact of one ledger; `id` is that ledger's id and None before it is there.

    `account_number` is the key that the business itself gives the contact, `kind` one of CONTACT_KINDS.
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
    is_customer: bool = False
    is_supplier: bool = False
    status: ContactStatus = ContactStatus.ACTIVE
