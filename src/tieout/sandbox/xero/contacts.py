"""Contacts: what may be written, what comes back."""

import re
from collections.abc import Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.settlement import balances
from tieout.sandbox.xero.state import State, Wish, fold
from tieout.sandbox.xero.wire import flag, moment_out, read_decimal, text_of

PERSONS_MAX = 5
_TEXTS = {
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "ContactNumber": 50,
    "AccountNumber": 50,
    "BankAccountDetails": 255,
    "AccountsReceivableTaxType": 50,
    "AccountsPayableTaxType": 50,
    "DefaultCurrency": 3,
    "SalesDefaultAccountCode": 10,
    "PurchasesDefaultAccountCode": 10,
    "SalesDefaultLineAmountType": 9,
    "PurchasesDefaultLineAmountType": 9,
    "TaxNumberType": 4,
    "Website": 255,
    "XeroNetworkKey": 255,
}
_ADDRESS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
_PHONE = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
_ADDRESS_TYPES, _PHONE_TYPES = ("STREET", "POBOX"), ("DDI", "DEFAULT", "FAX", "MOBILE")
_EMAIL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
_BAD_NAME = re.compile(r"[<>]")
_HEAVY = ("Addresses", "Phones", "ContactPersons", "PaymentTerms", "BatchPayments")


def save_contact(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = find_contact(state, sent, wish=wish)
    if before is None and not text_of(sent, "Name"):
        raise InvalidError("The Contact Name must be specified.")  # assumed
    body = dict(before) if before else _blank(state)
    problems = _write_texts(body, sent)
    if before is None or "Name" in sent or "ContactNumber" in sent or "ContactStatus" in sent:
        body["ContactStatus"] = _status(sent, body)
        problems += _uniqueness(state, body)
    problems += _write_lists(body, sent)
    if isinstance(sent.get("PaymentTerms"), dict):
        body["PaymentTerms"] = sent["PaymentTerms"]
    if isinstance(sent.get("BatchPayments"), dict):
        body["BatchPayments"] = sent["BatchPayments"]
    if "Discount" in sent:
        body["Discount"] = read_decimal(sent["Discount"], "Discount")
    if problems:
        raise InvalidError(*problems)
    return state.save("Contacts", body)


def find_contact(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body | None:
    """The contact that a write means: by id, else by number, else by name; None for a new one."""
    if wish.id:
        found = state.get("Contacts", wish.id) or _first(state.find("Contacts", "number", key=wish.id.lower()))
        if found is None:
            raise errors.not_found()
        return found
    if text_of(sent, "ContactID") and not wish.create_only:
        found = state.get("Contacts", text_of(sent, "ContactID"))
        if found is None:
            raise InvalidError(errors.UNKNOWN_CONTACT)
        return found
    if wish.create_only:
        return None
    number, name = text_of(sent, "ContactNumber"), text_of(sent, "Name")
    if number and (found := _first(state.find("Contacts", "number", key=number.lower()))):
        return found
    return _first(state.find("Contacts", "name", key=fold(name))) if name and not number else None


def contact_of(state: State, sent: Json, *, kept: str = "") -> Body:
    """The contact that a document names; a name alone attaches or creates, an id with more fields edits the contact."""
    if not isinstance(sent, dict) or not any(text_of(sent, field) for field in ("ContactID", "ContactNumber", "Name")):
        if kept:
            return state.contact(kept)
        raise InvalidError(errors.NO_CONTACT)
    contact_id = text_of(sent, "ContactID")
    wished = {key: value for key, value in sent.items() if key in _TEXTS or key in _HEAVY}
    if contact_id and (found := state.get("Contacts", contact_id)) is not None:
        changes = {key for key in wished if key in _HEAVY or found.get(key, "") != sent[key]}
        found = save_contact(state, sent, wish=Wish(id=contact_id)) if changes else found
    elif contact_id:
        raise InvalidError(errors.UNKNOWN_CONTACT)
    else:
        found = find_contact(state, sent, wish=Wish()) or save_contact(state, sent, wish=Wish())
    if found["ContactStatus"] != "ACTIVE":
        raise InvalidError(errors.ARCHIVED_CONTACT)
    return found


def mark_used(state: State, contact_id: str, *, flag_field: str) -> None:
    """The first sales document makes a customer, the first purchase a supplier; neither moves the time stamp."""
    contact = state.contact(contact_id)
    if not contact[flag_field]:
        state.keep("Contacts", {**contact, flag_field: True})


def _first(found: list[Body]) -> Body | None:
    return found[0] if found else None


def _blank(state: State) -> Body:
    return {
        "ContactID": state.new_id(),
        "ContactStatus": "ACTIVE",
        "IsCustomer": False,
        "IsSupplier": False,
        "Addresses": [{"AddressType": kind} for kind in _ADDRESS_TYPES],
        "Phones": [{"PhoneType": kind} for kind in _PHONE_TYPES],
        "ContactPersons": [],
        "BankAccountDetails": "",
    }


def _write_texts(body: Body, sent: Mapping[str, Json]) -> list[str]:
    problems = []
    for field, most in _TEXTS.items():
        if field not in sent:
            continue
        text = str(sent[field]) if field == "Name" else text_of(sent, field)
        if len(text) > most:
            problems.append(errors.TOO_LONG.format(field, most))
        body[field] = text
    name = body.get("Name", "")
    if "Name" in sent and (not name.strip() or _BAD_NAME.search(name) or name != " ".join(name.split())):
        problems.append("The Contact Name is not valid")  # assumed
    if body.get("EmailAddress") and not _EMAIL.match(body["EmailAddress"]):
        problems.append(errors.BAD_EMAIL)
    return problems


def _status(sent: Mapping[str, Json], body: Body) -> str:
    status = text_of(sent, "ContactStatus").upper() or body["ContactStatus"]
    if status not in ("ACTIVE", "ARCHIVED", "GDPRREQUEST"):
        raise InvalidError(f"Contact status '{status}' is not valid")  # assumed
    return str(status)


def _uniqueness(state: State, body: Body) -> list[str]:
    problems = []
    others = [one for one in state.find("Contacts", "name", key=fold(body["Name"])) if one["ContactID"] != body["ContactID"]]
    if others and body["ContactStatus"] == "ACTIVE":
        problems.append(errors.NAME_TAKEN.format(body["Name"]))
    number = body.get("ContactNumber", "").lower()
    if number and any(one["ContactID"] != body["ContactID"] for one in state.find("Contacts", "number", key=number)):
        problems.append(errors.NUMBER_TAKEN)
    return problems


def _write_lists(body: Body, sent: Mapping[str, Json]) -> list[str]:
    problems: list[str] = []
    if isinstance(sent.get("Addresses"), list):
        body["Addresses"] = _typed(body["Addresses"], sent["Addresses"], type_field="AddressType", fields=_ADDRESS)
        problems += [errors.TOO_LONG.format(*over) for one in body["Addresses"] for over in _too_long(one, _ADDRESS)]
    if isinstance(sent.get("Phones"), list):
        body["Phones"] = _typed(body["Phones"], sent["Phones"], type_field="PhoneType", fields=_PHONE)
        problems += [errors.TOO_LONG.format(*over) for one in body["Phones"] for over in _too_long(one, _PHONE)]
    if isinstance(sent.get("ContactPersons"), list):
        people = [one for one in sent["ContactPersons"] if isinstance(one, dict)]
        if len(people) > PERSONS_MAX:
            problems.append(f"A contact can have a maximum of {PERSONS_MAX} contact persons")  # assumed
        body["ContactPersons"] = [
            {
                **{field: text_of(one, field) for field in ("FirstName", "LastName", "EmailAddress") if field in one},
                "IncludeInEmails": flag(one.get("IncludeInEmails")),
            }
            for one in people
        ]
    return problems


def _typed(kept: list[Body], sent: list[Json], *, type_field: str, fields: Mapping[str, int]) -> list[Body]:
    """Each type once: those that were sent replace theirs, the others stay."""
    by_type = {one[type_field]: one for one in kept}
    for one in sent:
        kind = str(one.get(type_field, "")).upper() if isinstance(one, dict) else ""
        if kind in by_type:
            by_type[kind] = {type_field: kind, **{field: text_of(one, field) for field in fields if field in one}}
    return list(by_type.values())


def _too_long(body: Body, fields: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(field, most) for field, most in fields.items() if len(body.get(field, "")) > most]


def groups_of(state: State, contact_id: str) -> list[Body]:
    """The groups that a contact belongs to."""
    found = [one for one in state.all("ContactGroups") if contact_id in one["Members"] and one["Status"] == "ACTIVE"]
    return [{field: one[field] for field in ("ContactGroupID", "Name", "Status")} for one in found]


def show_contact(state: State, contact: Body, *, full: bool) -> Body:
    """`full` is for a single read, a paged one and the reply to a write (assumed)."""
    shown = {key: value for key, value in contact.items() if value != "" or key == "BankAccountDetails"}
    shown["UpdatedDateUTC"] = moment_out(contact["UpdatedDateUTC"])
    shown["HasAttachments"] = shown["HasValidationErrors"] = False
    if not full:
        return {key: value for key, value in shown.items() if key not in ("ContactPersons", "PaymentTerms", "BatchPayments")}
    shown |= {"SalesTrackingCategories": [], "PurchasesTrackingCategories": []}
    shown["ContactGroups"] = groups_of(state, contact["ContactID"])
    if owed := balances(state, contact["ContactID"]):
        shown["Balances"] = owed
    return shown


_SUMMARY_DROPS = frozenset(
    {
        "Addresses",
        "Balances",
        "ContactGroups",
        "ContactPersons",
        "IsCustomer",
        "IsSupplier",
        "SalesDefaultAccountCode",
        "PurchasesDefaultAccountCode",
        "SalesTrackingCategories",
        "PurchasesTrackingCategories",
        "PaymentTerms",
        "BatchPayments",
    }
)


def summarise_contact(shown: Body) -> Body:
    return {key: value for key, value in shown.items() if key not in _SUMMARY_DROPS}
