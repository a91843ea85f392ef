"""Contacts: customer and supplier in one."""

from babel import Locale

from tieout.accounting.contacts import Address, Contact, ContactStatus, Phone, Terms, TermsBasis
from tieout.accounting.kinds import EntityKind
from tieout.connectors.http import Json
from tieout.connectors.sage import wire
from tieout.connectors.sage.manifest import CONTACT_REFERENCE_MAX
from tieout.connectors.sage.translate.parts import amount, filled, refusal, text
from tieout.connectors.sage.wire import Body

_TYPES = {"CUSTOMER": "is_customer", "VENDOR": "is_supplier"}
# What `…_payment` counts from is told nowhere: such terms are left as they are.
_TERMS = {
    "date_from_invoice": TermsBasis.INVOICE_DATE,
    "immediate_invoice": TermsBasis.INVOICE_DATE,
    "month_end_invoice": TermsBasis.MONTH_END,
}
_ADDRESS_LINES = 2
_CODE_LENGTH = 2


def contact(body: Body) -> Contact:
    said = wire.Contact.model_validate(body)
    types = {one.id for one in said.contact_types}
    person = said.main_contact_person
    first, _, last = person.name.rpartition(" ")
    phones = (("mobile", person.mobile), ("fax", person.fax))
    addresses = (_address("billing", said.main_address), _address("delivery", said.delivery_address))
    terms = _terms(said)
    active = said.is_active and not said.gdpr_obfuscated
    return Contact(
        kind=EntityKind.CONTACT,
        id=said.id,
        name=said.name,
        account_number=said.reference,
        first_name=first,
        last_name=last,
        email=person.email or said.email,
        phone=person.telephone,
        phones=tuple(Phone(kind=kind, number=number) for kind, number in phones if number),
        tax_number=said.tax_number,
        currency=said.currency.id,
        addresses=tuple(address for address in addresses if address != Address(kind=address.kind)),
        notes=said.notes,
        sale_terms=terms if "CUSTOMER" in types else None,
        purchase_terms=terms if "VENDOR" in types else None,
        credit_limit=said.credit_limit,
        is_customer="CUSTOMER" in types,
        is_supplier="VENDOR" in types,
        status=ContactStatus.ACTIVE if active else ContactStatus.ARCHIVED,
    )


def _terms(said: wire.Contact) -> Terms | None:
    basis = _TERMS.get(said.credit_terms)
    if basis is None:
        return None
    return Terms(days=0 if said.credit_terms == "immediate_invoice" else said.credit_days or 0, basis=basis)


def _address(kind: str, said: wire.Address) -> Address:
    return Address(
        kind=kind,
        lines=tuple(line for line in (said.address_line_1, said.address_line_2) if line),
        city=said.city,
        region=said.region,
        postal_code=said.postal_code,
        country=said.country.id,
    )


def contact_body(entity: Contact, *, source: str = "") -> dict[str, Json]:
    """The object to send; `source` is our own reference of the posting. Raises Rejected."""
    if entity.status is ContactStatus.ARCHIVED:
        raise refusal("not_editable", "a contact is made inactive in Sage's own pages only", field="status")
    wanted = [name for name, field in _TYPES.items() if getattr(entity, field)]
    by_kind = {address.kind: _address_body(address) for address in entity.addresses}
    name = " ".join(part for part in (entity.first_name, entity.last_name) if part)
    numbers = {phone.kind: phone.number for phone in entity.phones}
    person = {
        "name": text(name, longest=50, what="the person's name"),
        "email": text(entity.email, longest=100, what="the e-mail address"),
        "telephone": entity.phone,
        "mobile": numbers.get("mobile", ""),
        "fax": numbers.get("fax", ""),
    }
    body = {
        "name": text(entity.name, longest=100, what="the name"),
        # What is neither may still be sold to and bought from: then Sage has to know it as both.
        "contact_type_ids": wanted or list(_TYPES),
        "reference": text(entity.account_number, longest=CONTACT_REFERENCE_MAX, what="the account number"),
        "tax_number": entity.tax_number,
        "notes": text(entity.notes, longest=4000, what="the notes"),
        "currency_id": entity.currency,
        "credit_limit": None if entity.credit_limit is None else amount(entity.credit_limit),
        **_terms_body(entity),
        "main_address": by_kind.get("billing"),
        "delivery_address": by_kind.get("delivery"),
        "main_contact_person": filled(person),
        "source_guid": source,
    }
    return filled(body)


def _terms_body(entity: Contact) -> dict[str, Json]:
    terms = entity.sale_terms or entity.purchase_terms
    words = {TermsBasis.INVOICE_DATE: "date_from_invoice", TermsBasis.MONTH_END: "month_end_invoice"}
    if terms is None or terms.basis not in words:
        return {}
    if terms == Terms(days=0):
        return {"credit_terms": "immediate_invoice", "credit_days": 0}
    return {"credit_terms": words[terms.basis], "credit_days": terms.days}


def _address_body(address: Address) -> dict[str, Json]:
    lines = (*address.lines[: _ADDRESS_LINES - 1], ", ".join(address.lines[_ADDRESS_LINES - 1 :]), "")
    # An address is sent whole: what it leaves out, Sage would take from elsewhere.
    body = {
        "address_line_1": text(lines[0], longest=50, what="a line of the address"),
        "address_line_2": text(lines[1], longest=50, what="a line of the address"),
        "city": text(address.city, longest=50, what="the city"),
        "region": text(address.region, longest=50, what="the region"),
        "postal_code": text(address.postal_code, longest=10, what="the postal code"),
    }
    return body | filled({"country_id": country_code(address.country)})


def country_code(country: str) -> str:
    """The code of a country by its code or its English name; raises Rejected for a name that is none.

    >>> country_code("gb"), country_code("Ireland"), country_code("")
    ('GB', 'IE', '')
    """
    if len(country) <= _CODE_LENGTH:
        return country.upper()
    wanted = country.casefold()
    for code, name in Locale("en").territories.items():
        if len(code) == _CODE_LENGTH and code.isalpha() and str(name).casefold() == wanted:
            return str(code)
    raise refusal("other", f"{country!r} is no country that Sage knows: write its code of two letters", field="country")
