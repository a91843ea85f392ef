"""Customers and vendors."""

from typing import Any

from tieout.accounting.contacts import Address, Contact, ContactStatus
from tieout.accounting.kinds import EntityKind
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.notes import HIDDEN, legal_name
from tieout.connectors.quickbooks.wire import Body, flag, needed, part, reference, text

_NUMBERED = "Account number: "
_BOTH_SIDES = " (V)"
_COMPANY_NAME_MAX = 100


def display_name(contact: Contact) -> str:
    """Unique over customers, vendors and employees: a vendor who is also a customer gets a suffix."""
    suffix = _BOTH_SIDES if contact.kind is EntityKind.SUPPLIER and contact.is_customer else ""
    return legal_name(contact.name, longest=MANIFEST.contact_name_max_length - len(suffix)) + suffix


def contact(kind: EntityKind, body: Body) -> Contact:
    active = flag(body, "Active", absent=True)
    name = needed(text(body, "DisplayName"), "DisplayName")
    if not active:
        name = name.removesuffix(HIDDEN)
    both = kind is EntityKind.SUPPLIER and name == text(body, "CompanyName") + _BOTH_SIDES
    if both:
        name = name.removesuffix(_BOTH_SIDES)
    number = text(body, "AcctNum") if kind is EntityKind.SUPPLIER else _account_number(text(body, "Notes"))
    shapes = (("billing", "BillAddr"), ("delivery", "ShipAddr"))
    return Contact(
        kind=kind,
        name=name,
        id=text(body, "Id"),
        account_number=number,
        first_name=text(body, "GivenName"),
        last_name=text(body, "FamilyName"),
        email=text(part(body, "PrimaryEmailAddr"), "Address"),
        phone=text(part(body, "PrimaryPhone"), "FreeFormNumber"),
        currency=reference(body, "CurrencyRef"),
        addresses=tuple(_address(use, part(body, field)) for use, field in shapes if part(body, field)),
        is_customer=both or kind is EntityKind.CUSTOMER,
        is_supplier=kind is EntityKind.SUPPLIER,
        status=ContactStatus.ACTIVE if active else ContactStatus.ARCHIVED,
    )


def renumbered(notes: str, numbered: str) -> str:
    """The notes that people wrote, with our line in them anew.

    >>> renumbered("Pays late\\nAccount number: 1", "Account number: 2")
    'Pays late\\nAccount number: 2'
    """
    return "\n".join([line for line in notes.splitlines() if not line.startswith(_NUMBERED)] + [numbered])


def _account_number(notes: str) -> str:
    return next((line.removeprefix(_NUMBERED) for line in notes.splitlines() if line.startswith(_NUMBERED)), "")


def _address(use: str, body: Body) -> Address:
    lines = [line for line in (text(body, f"Line{n}") for n in range(1, 6)) if line]
    # A fifth street line has no place of its own with us.
    kept = (*lines[:3], ", ".join(lines[3:])) if len(lines) > 3 else tuple(lines)
    city, region, code, country = (text(body, f) for f in ("City", "CountrySubDivisionCode", "PostalCode", "Country"))
    return Address(kind=use, lines=kept, city=city, region=region, postal_code=code, country=country)


def contact_body(kind: EntityKind, entity: Contact) -> dict[str, Any]:
    """The object to send."""
    customer = kind is EntityKind.CUSTOMER
    name = display_name(entity)
    number = (_NUMBERED + entity.account_number if customer else entity.account_number) if entity.account_number else ""
    optional: dict[str, Any] = {
        "GivenName": entity.first_name,
        "FamilyName": entity.last_name,
        # The name as the business writes it, where QuickBooks' own must differ.
        "CompanyName": entity.name[:_COMPANY_NAME_MAX] if name != entity.name else "",
        "PrimaryEmailAddr": {"Address": entity.email} if entity.email else None,
        "PrimaryPhone": {"FreeFormNumber": entity.phone} if entity.phone else None,
        "Notes" if customer else "AcctNum": number,
        "PrimaryTaxIdentifier" if customer else "TaxIdentifier": entity.tax_number,
        "CurrencyRef": {"value": entity.currency} if entity.currency else None,
    }
    for address in entity.addresses:
        field = "BillAddr" if address.kind == "billing" else "ShipAddr"
        if customer or field == "BillAddr":
            optional[field] = _address_body(address)
    active = entity.status is ContactStatus.ACTIVE
    return {"DisplayName": name, "Active": active} | {field: value for field, value in optional.items() if value}


def _address_body(address: Address) -> dict[str, str]:
    body = {f"Line{n}": line for n, line in enumerate(address.lines, start=1)}
    body |= {"City": address.city, "CountrySubDivisionCode": address.region}
    body |= {"PostalCode": address.postal_code, "Country": address.country}
    return {field: value for field, value in body.items() if value}
