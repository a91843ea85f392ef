"""Contacts: customers, vendors or both, with their addresses and persons."""

import re
from datetime import date, timedelta

from tieout.sandbox.books import Body
from tieout.sandbox.sage import fields, ledger, people
from tieout.sandbox.sage.errors import NOT_DELETABLE, NOT_EDITABLE, TAKEN, invalid, not_found
from tieout.sandbox.sage.links import links_of
from tieout.sandbox.sage.lookups import EUROPEAN_UNION
from tieout.sandbox.sage.resource import Query, Resource, View, expand, holds
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, part_of, read_flag

CUSTOMER_TERMS = ("month_end_invoice", "date_from_invoice", "immediate_invoice")
VENDOR_TERMS = ("month_end_payment", "date_from_payment", "immediate_payment")
CREDIT_DAYS_MAX = 365
# Assumed: how strictly a tax number is looked at; countries that are not named take anything.
_TAX_NUMBERS = {"GB": r"(GB|XI)?(\d{9}|\d{12}|GD\d{3}|HA\d{3})", "IE": r"(IE)?\d[0-9A-Z+*]\d{5}[A-Z]{1,2}"}
_TREATMENT = ("home_tax", "eu_tax_registered", "eu_not_tax_registered", "rest_of_world_tax", "is_importer")

_FIELDS: dict[str, fields.Read] = {
    "name": fields.text,
    "contact_type_ids": fields.words,
    "reference": fields.text,
    "default_sales_ledger_account_id": fields.to("ledger_accounts"),
    "default_purchase_ledger_account_id": fields.to("ledger_accounts"),
    "default_sales_tax_rate_id": fields.to("tax_rates"),
    "tax_number": fields.text,
    "notes": fields.text,
    "locale": fields.text,
    "credit_limit": fields.amount,
    "credit_days": fields.whole,
    "credit_terms": fields.one_of(*CUSTOMER_TERMS, *VENDOR_TERMS),
    "credit_terms_and_conditions": fields.text,
    "product_sales_price_type_id": fields.to("product_sales_price_types"),
    "source_guid": fields.text,
    "currency_id": fields.to("currencies"),
    "aux_reference": fields.text,
    "registered_number": fields.text,
    "tax_calculation": fields.text,
    "auxiliary_account": fields.text,
    "bank_account_details": fields.part(dict.fromkeys(("account_name", "account_number", "sort_code", "bic", "iban"), fields.text)),
    "tax_treatment": fields.part(dict.fromkeys(_TREATMENT, fields.flag)),
}


def blank(state: State) -> Body:
    """What a contact has before anything is said of it; the terms of the business count as long as it has none of its own."""
    empty = ("default_sales_ledger_account_id", "default_purchase_ledger_account_id", "default_sales_tax_rate_id", "credit_days")
    return {
        "reference": "",
        "contact_type_ids": [],
        **dict.fromkeys(empty),
        "tax_number": "",
        "notes": "",
        "locale": "en-GB",
        "credit_limit": None,
        "credit_terms": None,
        "credit_terms_and_conditions": "",
        "product_sales_price_type_id": None,
        "source_guid": "",
        "currency_id": state.currency,
        "main_address_id": None,
        "delivery_address_id": None,
        "main_contact_person_id": None,
        "bank_account_details": None,
        "tax_treatment": None,
        **dict.fromkeys(("aux_reference", "auxiliary_account", "registered_number"), ""),
        "tax_calculation": None,
        "cis_registered": False,
        "cis_settings": None,
        "destination_vat_blocking": False,
        "system": False,
        "is_active": True,
        "gdpr_obfuscated": False,
        "_page": state.next_number("page"),
    }


def save(state: State, before: Body | None, sent: Sent) -> Body:
    if before is not None and before["system"]:
        raise invalid("base", NOT_EDITABLE)
    known = before or blank(state)
    contact = {**known, **fields.written(state, sent, fields=_FIELDS)}
    _check(state, contact, before=before)
    contact["displayed_as"] = f"{contact['name']} ({contact['reference']})" if contact["reference"] else contact["name"]
    contact = state.save("contacts", contact)
    contact = _with_addresses(state, contact, sent=sent)
    if not contact.get("tax_treatment"):
        contact["tax_treatment"] = _treatment(state, contact)
    return state.save("contacts", contact)


def _check(state: State, contact: Body, *, before: Body | None) -> None:
    kinds = contact["contact_type_ids"]
    if not kinds or not set(kinds) <= {"CUSTOMER", "VENDOR"}:
        raise invalid("contact_type_ids", "is not one of CUSTOMER, VENDOR")
    if not contact["name"]:
        raise invalid("name", "can't be blank")
    days = contact["credit_days"]
    if days is not None and not 0 <= days <= CREDIT_DAYS_MAX:
        raise invalid("credit_days", f"must be between 0 and {CREDIT_DAYS_MAX}")
    if before is not None and contact["currency_id"] != before["currency_id"] and ledger.has_transactions(state, contact["id"]):
        raise invalid("currency_id", "cannot be changed once the contact has transactions")  # assumed
    key = str(contact["reference"] or "").lower()
    if key:
        # A reference stays taken when its contact is deleted.
        holders = [*state.find("contacts", "reference", key=key), *state.removed_by("contacts", "reference", key=key)]
        if any(one["id"] != contact.get("id") for one in holders):
            raise invalid("reference", TAKEN)
    number = re.sub(r"[\s.-]", "", str(contact["tax_number"] or "")).upper()
    pattern = _TAX_NUMBERS.get(number[:2] if number[:2].isalpha() else state.country)
    if number and pattern is not None and not re.fullmatch(pattern, number):
        raise invalid("tax_number", "is invalid")


def _with_addresses(state: State, contact: Body, *, sent: Sent) -> Body:
    """The main address, the delivery address (a customer's is copied from the main one) and the main person."""
    main = people.write_address(
        state,
        contact,
        id=contact["main_address_id"],
        sent=part_of(sent, "main_address"),
        otherwise={"name": "Main Address", "address_type_id": "ACCOUNTS", "is_main_address": True},
    )
    contact = {**contact, "main_address_id": main["id"]}
    wanted = part_of(sent, "delivery_address")
    customer = "CUSTOMER" in contact["contact_type_ids"]
    if customer and (wanted is not None or contact["delivery_address_id"] is None):
        copied = {name: main[name] for name in people.PLACE} if contact["delivery_address_id"] is None else {}
        place = {"name": "Delivery Address", "address_type_id": "DELIVERY", "is_main_address": False, **copied}
        delivery = people.write_address(state, contact, id=contact["delivery_address_id"], sent=wanted or {}, otherwise=place)
        contact["delivery_address_id"] = delivery["id"]
    person = people.write_main_person(state, contact, address_id=main["id"], sent=part_of(sent, "main_contact_person"))
    return {**contact, "main_contact_person_id": person["id"]}


def _treatment(state: State, contact: Body) -> dict[str, bool]:
    """Assumed: by the country of the main address and by whether there is a tax number."""
    country = state.need("addresses", contact["main_address_id"])["country_id"] or state.country
    european = country in EUROPEAN_UNION and country != state.country
    registered = bool(contact["tax_number"])
    return {
        "home_tax": country == state.country,
        "eu_tax_registered": european and registered,
        "eu_not_tax_registered": european and not registered,
        "rest_of_world_tax": country != state.country and not european,
        "is_importer": False,
    }


def remove(state: State, contact: Body, _query: Query) -> None:
    if contact["system"] or ledger.has_transactions(state, contact["id"]):
        raise invalid("base", NOT_DELETABLE)
    for kind in ("contact_persons", "addresses"):
        for one in state.find(kind, "contact", key=contact["id"]):
            state.remove(kind, one["id"])
    state.remove("contacts", contact["id"])


def show(state: State, contact: Body, view: View) -> Body:
    shown: Body = expand(state, contact)
    for name, kind in (
        ("main_address", "addresses"),
        ("delivery_address", "addresses"),
        ("main_contact_person", "contact_persons"),
    ):
        own_id = shown.pop(f"{name}_id", None)
        part = state.get(kind, own_id) if own_id else None
        shown[name] = None if part is None else {**(state.reference(kind, own_id) or {}), **_part(state, kind, body=part)}
    person = shown["main_contact_person"]
    shown["email"] = person["email"] if person else None
    shown["deletable"] = not contact["system"] and not ledger.has_transactions(state, contact["id"])
    shown |= {"gb_based": state.country == "GB", "ni_based": False}
    shown["links"] = links_of(state, "contacts", body=contact)
    if read_flag(view.query.get("show_balance", "")):
        shown["balance"] = ledger.contact_balance(state, contact["id"], on=view.query.get("context_date", ""))
    return shown


def _part(state: State, kind: str, *, body: Body) -> Body:
    return people.show_person(state, body, View()) if kind == "contact_persons" else expand(state, body)


def usable(state: State, id: str, *, type: str) -> Body:
    """The contact for a new document; one of the other type is not found, and so is one whose details were erased (assumed)."""
    contact = state.get("contacts", id)
    if contact is None or type not in contact["contact_type_ids"] or contact["gdpr_obfuscated"]:
        raise not_found("contact_id")
    return contact


def due_date(state: State, contact: Body, *, on: str) -> str:
    """By the contact's own terms, else by the business's for its side."""
    settings = state.settings("invoice_settings")
    side = "customer" if "CUSTOMER" in contact["contact_type_ids"] else "vendor"
    days = contact.get("credit_days")
    days = settings[f"{side}_credit_days"] if days is None else days
    terms = contact.get("credit_terms") or settings[f"{side}_credit_terms"]
    day = date.fromisoformat(on)
    if terms.startswith("immediate"):
        return on
    if terms.startswith("month_end"):
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return (day + timedelta(days=int(days))).isoformat()


def _of_email(state: State, contact: Body, value: str) -> bool:
    persons = state.find("contact_persons", "contact", key=contact["id"])
    return any(value.lower() == str(person["email"] or "").lower() for person in persons)


def _not_system(_state: State, contact: Body, value: str) -> bool:
    return not (read_flag(value) and contact["system"])


def _active(_state: State, contact: Body, value: str) -> bool:
    return not read_flag(value) or bool(contact["is_active"])


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="contacts",
        name="contact",
        show=show,
        save=save,
        remove=remove,
        filters={
            "contact_type_id": holds("contact_type_ids"),
            "email": _of_email,
            "exclude_system": _not_system,
            "filter_inactive_contacts": _active,
        },
        searched=("name", "reference"),
        since=True,
        deleted=True,
        nested=("main_address", "delivery_address", "main_contact_person"),
        idempotent=True,
    ),
    *people.RESOURCES,
)
