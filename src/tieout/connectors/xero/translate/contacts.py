"""Contacts, both ways."""

from tieout.accounting.contacts import Address, Contact, ContactStatus, Phone, Terms, TermsBasis
from tieout.accounting.kinds import EntityKind
from tieout.connectors.xero import wire
from tieout.connectors.xero.translate.parts import Untranslatable, Written, filled, known_word, own_number
from tieout.connectors.xero.wire import Body

ADDRESS_LINES_MAX = 4

_ADDRESSES = {"POBOX": "billing", "STREET": "delivery"}
_ADDRESS_WORDS = {kind: word for word, kind in _ADDRESSES.items()}
_PHONES = {"MOBILE": "mobile", "DDI": "direct", "FAX": "fax"}
_PHONE_WORDS = {kind: word for word, kind in _PHONES.items()}
_STATUSES = dict.fromkeys(("ARCHIVED", "GDPRREQUEST"), ContactStatus.ARCHIVED) | {"ACTIVE": ContactStatus.ACTIVE}
_TERMS = {
    "DAYSAFTERBILLDATE": TermsBasis.INVOICE_DATE,
    "DAYSAFTERBILLMONTH": TermsBasis.MONTH_END,
    "OFCURRENTMONTH": TermsBasis.DAY_OF_MONTH,
    "OFFOLLOWINGMONTH": TermsBasis.DAY_OF_NEXT_MONTH,
}
_TERMS_WORDS = {basis: word for word, basis in _TERMS.items()}


def contact(body: Body) -> Contact:
    said = wire.Contact.model_validate(body)
    numbers = {phone.PhoneType: _number(phone) for phone in said.Phones}
    return Contact(
        kind=EntityKind.CONTACT,
        id=said.ContactID,
        name=said.Name,
        account_number=said.AccountNumber or own_number(said.ContactNumber),
        first_name=said.FirstName,
        last_name=said.LastName,
        email=said.EmailAddress,
        phone=numbers.get("DEFAULT", ""),
        phones=tuple(Phone(kind=kind, number=numbers[word]) for word, kind in _PHONES.items() if numbers.get(word)),
        tax_number=said.TaxNumber,
        company_number=said.CompanyNumber,
        currency=said.DefaultCurrency,
        addresses=tuple(address for found in said.Addresses if (address := _address(found)) != Address(kind=address.kind)),
        website=said.Website,
        sale_terms=_terms(said.PaymentTerms.Sales),
        purchase_terms=_terms(said.PaymentTerms.Bills),
        is_customer=said.IsCustomer,
        is_supplier=said.IsSupplier,
        status=known_word(_STATUSES, said.ContactStatus, what="contact status"),
    )


def _number(said: wire.Phone) -> str:
    return " ".join(part for part in (said.PhoneCountryCode, said.PhoneAreaCode, said.PhoneNumber) if part)


def _address(said: wire.Address) -> Address:
    lines = (said.AddressLine1, said.AddressLine2, said.AddressLine3, said.AddressLine4)
    return Address(
        kind=_ADDRESSES.get(said.AddressType, "delivery"),
        lines=tuple(line for line in lines if line),
        city=said.City,
        region=said.Region,
        postal_code=said.PostalCode,
        country=said.Country,
    )


def _terms(said: wire.Terms) -> Terms | None:
    """Xero keeps an empty object, or one of 0 days and no type, where nothing was chosen."""
    if said.Day is None or not said.Type:
        return None
    return Terms(days=said.Day, basis=known_word(_TERMS, said.Type, what="kind of payment terms"))


def contact_out(entity: Contact, *, is_change: bool) -> Written:
    # Xero merges: what is left out stays as it is there, so an empty field of ours never wipes what a bookkeeper wrote.
    return filled(
        {
            "Name": entity.name,
            "ContactNumber": entity.account_number,
            "AccountNumber": entity.account_number,
            "FirstName": entity.first_name,
            "LastName": entity.last_name,
            "EmailAddress": entity.email,
            "TaxNumber": entity.tax_number,
            "CompanyNumber": entity.company_number,
            "DefaultCurrency": entity.currency,
            "ContactStatus": "ARCHIVED" if entity.status is ContactStatus.ARCHIVED else "",
            "Phones": _phones_out(entity, is_change=is_change),
            "Addresses": [_address_out(address) for address in entity.addresses],
            "PaymentTerms": filled({"Sales": _terms_out(entity.sale_terms), "Bills": _terms_out(entity.purchase_terms)}),
        }
    )


def _phones_out(entity: Contact, *, is_change: bool) -> list[Written]:
    numbers = {"DEFAULT": entity.phone, **{_phone_word(phone): phone.number for phone in entity.phones}}
    # Our number is a whole one: the codes that stood before another are not to stand before this.
    codes: Written = {"PhoneAreaCode": "", "PhoneCountryCode": ""} if is_change else {}
    return [{"PhoneType": word, "PhoneNumber": number, **codes} for word, number in numbers.items() if number]


def _phone_word(phone: Phone) -> str:
    if phone.kind not in _PHONE_WORDS:
        raise Untranslatable(f"a telephone of the kind {phone.kind!r} has no place in Xero")
    return _PHONE_WORDS[phone.kind]


def _address_out(address: Address) -> Written:
    if len(address.lines) > ADDRESS_LINES_MAX:
        raise Untranslatable(f"an address has {len(address.lines)} lines; Xero takes {ADDRESS_LINES_MAX}: it is too long")
    if address.kind not in _ADDRESS_WORDS:
        raise Untranslatable(f"an address of the kind {address.kind!r} has no place in Xero")
    parts = {"City": address.city, "Region": address.region, "PostalCode": address.postal_code, "Country": address.country}
    lines = {f"AddressLine{position}": line for position, line in enumerate(address.lines, start=1)}
    return {"AddressType": _ADDRESS_WORDS[address.kind], **lines, **filled(parts)}


def _terms_out(terms: Terms | None) -> Written:
    return {"Day": terms.days, "Type": _TERMS_WORDS[terms.basis]} if terms else {}
