"""Customers and vendors."""

from collections.abc import Mapping
from typing import Any

from tieout.accounting.contacts import Address, Contact, ContactStatus, Phone, Terms
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import Rejected
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import MANIFEST
from tieout.connectors.quickbooks.translate.known import Known, sayable
from tieout.connectors.quickbooks.translate.notes import HIDDEN, legal_name
from tieout.connectors.quickbooks.wire import Body, flag, needed, part, reference, text

_NUMBERED = "Account number: "
_BOTH_SIDES = " (V)"
_COMPANY_NAME_MAX = 100
_PHONES = (("mobile", "Mobile"), ("direct", "AlternatePhone"), ("fax", "Fax"))
_TERMS = {EntityKind.CUSTOMER: "SalesTermRef", EntityKind.SUPPLIER: "TermRef"}


def display_name(contact: Contact) -> str:
    """Unique over customers, vendors and employees: a vendor who is also a customer gets a suffix."""
    suffix = _BOTH_SIDES if contact.kind is EntityKind.SUPPLIER and contact.is_customer else ""
    return legal_name(contact.name, longest=MANIFEST.contact_name_max_length - len(suffix)) + suffix


def contact(kind: EntityKind, body: Body, *, terms: Mapping[str, Terms]) -> Contact:
    """`terms` are those of the company by the id of the Term."""
    customer, active = kind is EntityKind.CUSTOMER, flag(body, "Active", absent=True)
    name = needed(text(body, "DisplayName"), "DisplayName")
    if not active:
        name = name.removesuffix(HIDDEN)
    both = not customer and name == text(body, "CompanyName") + _BOTH_SIDES
    if both:
        name = name.removesuffix(_BOTH_SIDES)
    shapes = (("billing", "BillAddr"), ("delivery", "ShipAddr"))
    own_terms = terms.get(reference(body, _TERMS[kind]))
    return Contact(
        kind=kind,
        name=name,
        id=text(body, "Id"),
        account_number=account_number(kind, body),
        first_name=text(body, "GivenName"),
        last_name=text(body, "FamilyName"),
        email=text(part(body, "PrimaryEmailAddr"), "Address"),
        phone=_number(body, "PrimaryPhone"),
        phones=tuple(Phone(kind=use, number=_number(body, field)) for use, field in _PHONES if _number(body, field)),
        website=text(part(body, "WebAddr"), "URI"),
        notes=_without_number(text(body, "Notes")) if customer else "",
        currency=reference(body, "CurrencyRef"),
        addresses=tuple(_address(use, part(body, field)) for use, field in shapes if part(body, field)),
        sale_terms=own_terms if customer else None,
        purchase_terms=None if customer else own_terms,
        is_customer=both or customer,
        is_supplier=not customer,
        status=ContactStatus.ACTIVE if active else ContactStatus.ARCHIVED,
    )


def account_number(kind: EntityKind, body: Body) -> str:
    """A vendor has one of its own; a customer's stands in a line of the notes."""
    if kind is EntityKind.SUPPLIER:
        return text(body, "AcctNum")
    lines = text(body, "Notes").splitlines()
    return next((line.removeprefix(_NUMBERED) for line in lines if line.startswith(_NUMBERED)), "")


def renumbered(notes: str, numbered: str) -> str:
    """The notes that are there, with our line in them anew; notes of its own take the place of those.

    >>> renumbered("Pays late\\nAccount number: 1", "Account number: 2")
    'Pays late\\nAccount number: 2'
    >>> renumbered("Pays late\\nAccount number: 1", "Pays")
    'Pays\\nAccount number: 1'
    """
    said, line = _without_number(numbered), [one for one in numbered.splitlines() if one.startswith(_NUMBERED)]
    before = [one for one in notes.splitlines() if one.startswith(_NUMBERED)]
    return "\n".join(filter(None, (said or _without_number(notes), *(line or before))))


def wanted_terms(kind: EntityKind, entity: Contact) -> Terms | None:
    """The terms that an object of this kind can have, as QuickBooks can say them."""
    return sayable(entity.sale_terms if kind is EntityKind.CUSTOMER else entity.purchase_terms)


def term_reference(kind: EntityKind, body: Body) -> str:
    """The id of the Term that the object names."""
    return reference(body, _TERMS[kind])


def _without_number(notes: str) -> str:
    return "\n".join(line for line in notes.splitlines() if not line.startswith(_NUMBERED))


def _number(body: Body, field: str) -> str:
    return text(part(body, field), "FreeFormNumber")


def _address(use: str, body: Body) -> Address:
    lines = [line for line in (text(body, f"Line{n}") for n in range(1, 6)) if line]
    # A fifth street line has no place of its own with us.
    kept = (*lines[:3], ", ".join(lines[3:])) if len(lines) > 3 else tuple(lines)
    city, region, code, country = (text(body, f) for f in ("City", "CountrySubDivisionCode", "PostalCode", "Country"))
    return Address(kind=use, lines=kept, city=city, region=region, postal_code=code, country=country)


def contact_body(kind: EntityKind, entity: Contact, *, known: Known) -> dict[str, Any]:
    """The object to send; raises Rejected where the company has no such terms."""
    customer = kind is EntityKind.CUSTOMER
    name = display_name(entity)
    numbered = _NUMBERED + entity.account_number if entity.account_number else ""
    optional: dict[str, Any] = {
        "GivenName": entity.first_name,
        "FamilyName": entity.last_name,
        # The name as the business writes it, where QuickBooks' own must differ.
        "CompanyName": entity.name[:_COMPANY_NAME_MAX] if name != entity.name else "",
        "PrimaryEmailAddr": {"Address": entity.email} if entity.email else None,
        "PrimaryPhone": {"FreeFormNumber": entity.phone} if entity.phone else None,
        "WebAddr": {"URI": entity.website} if entity.website else None,
        "PrimaryTaxIdentifier" if customer else "TaxIdentifier": entity.tax_number,
        "CurrencyRef": {"value": entity.currency} if entity.currency else None,
    }
    optional |= {"Notes": "\n".join(filter(None, (entity.notes, numbered)))} if customer else {"AcctNum": entity.account_number}
    numbers = {phone.kind: phone.number for phone in entity.phones}
    optional |= {field: {"FreeFormNumber": numbers[use]} for use, field in _PHONES if numbers.get(use)}
    for address in entity.addresses:
        field = "BillAddr" if address.kind == "billing" else "ShipAddr"
        if customer or field == "BillAddr":
            optional[field] = _address_body(address)
    if wanted := wanted_terms(kind, entity):
        if wanted not in known.term_ids:
            message = f"QuickBooks has no payment terms of {wanted.days} days from the {wanted.basis.value.replace('_', ' ')}"
            raise Rejected((problem("other", message=message, field="terms"),))
        optional[_TERMS[kind]] = {"value": known.term_ids[wanted]}
    active = entity.status is ContactStatus.ACTIVE
    return {"DisplayName": name, "Active": active} | {field: value for field, value in optional.items() if value}


def _address_body(address: Address) -> dict[str, str]:
    body = {f"Line{n}": line for n, line in enumerate(address.lines, start=1)}
    body |= {"City": address.city, "CountrySubDivisionCode": address.region}
    body |= {"PostalCode": address.postal_code, "Country": address.country}
    return {field: value for field, value in body.items() if value}
