"""What tells one contact or item from another, taken out of it once and made comparable."""

import re
import sys
from dataclasses import dataclass

from stdnum import ean
from stdnum.exceptions import ValidationError

from tieout.accounting.contacts import Address, Contact
from tieout.accounting.items import Item
from tieout.reconciliation.identity.forms import without_form
from tieout.reconciliation.identity.normal import code_key, mailbox, number_tail, own_domain, tax_key, words

_SITE = re.compile(r"^(?:https?://)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Traits:
    """`name` is whole, `core` without its legal form `form`; `keys` are exact keys, `<kind>:<value>`, by which others are found.

    `said` are the words, each once, by which somebody who types finds it, those of the name first.
    Of an item `core` is its name, `marks` the words with digits in it (model numbers, sizes), `written` its code without regard to
    case alone.
    """

    name: str
    core: str
    form: str = ""
    person: str = ""
    email: str = ""
    domain: str = ""
    phone: str = ""
    tax: str = ""
    company: str = ""
    account: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    code: str = ""
    written: str = ""
    marks: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    is_item: bool = False


def said(*texts: str) -> tuple[str, ...]:
    """The words of some texts, each once. Many entities have the same words, which are kept in memory once."""
    return tuple(sys.intern(word) for word in dict.fromkeys(words(" ".join(texts))))


def traits(entity: Contact | Item) -> Traits:
    """What the entity says of itself; empty where it says nothing that could be compared."""
    return _of_item(entity) if isinstance(entity, Item) else _of_contact(entity)


def _of_contact(contact: Contact) -> Traits:
    whole = words(contact.name)
    core, form = without_form(whole)
    email = mailbox(contact.email)
    domain = own_domain(email) or _site(contact.website)
    phones = (contact.phone, *(phone.number for phone in contact.phones if phone.kind != "fax"))
    phone = next((number for number in phones if number_tail(number)), "")
    tax, company = tax_key(contact.tax_number), tax_key(contact.company_number)
    account = code_key(contact.account_number)
    address = contact.addresses[0] if contact.addresses else Address()
    keys = [
        ("name", " ".join(core)),
        ("email", email),
        ("domain", domain),
        ("phone", number_tail(phone)),
        ("tax", tax),
        ("company", company),
        ("account", account),
    ]
    return Traits(
        name=" ".join(whole),
        core=" ".join(core),
        form=form,
        person=" ".join(words(f"{contact.first_name} {contact.last_name}")),
        email=email,
        domain=domain,
        phone=phone,
        tax=tax,
        company=company,
        account=account,
        street=" ".join(words(" ".join(address.lines))),
        city=" ".join(words(address.city)),
        postcode="".join(words(address.postal_code)),
        country=" ".join(words(address.country)),
        keys=tuple(f"{kind}:{value}" for kind, value in keys if value),
        said=said(contact.name, contact.account_number, contact.first_name, contact.last_name, contact.email),
    )


def _of_item(item: Item) -> Traits:
    name = words(item.name)
    code = code_key(item.code)
    keys = [("code", code), ("barcode", _barcode(code)), ("name", " ".join(name))]
    return Traits(
        name=" ".join(name),
        core=" ".join(name),
        code=code,
        written=item.code.strip().casefold(),
        marks=frozenset(word for word in name if any(character.isdigit() for character in word)),
        keys=tuple(f"{kind}:{value}" for kind, value in keys if value),
        said=said(item.name, item.code),
        is_item=True,
    )


def _barcode(code: str) -> str:
    """The number of a trade item as 14 digits, so that its shorter ways of writing are the same; "" for what is none."""
    if not code.isdigit() or len(code) not in (8, 12, 13, 14):
        return ""
    try:
        ean.validate(code)
    except ValidationError:
        return ""
    return code.rjust(14, "0")


def _site(website: str) -> str:
    match = _SITE.match(website.strip())
    return own_domain(f"@{match[1].lower()}") if match and "." in match[1] else ""
