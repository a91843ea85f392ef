"""The addresses of contacts, and the persons to be found there."""

from tieout.sandbox.books import Body
from tieout.sandbox.sage import fields
from tieout.sandbox.sage.errors import NOT_DELETABLE, invalid
from tieout.sandbox.sage.lookups import EUROPEAN_UNION
from tieout.sandbox.sage.resource import Query, Resource, View, equals, expand
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent

PLACE = ("address_line_1", "address_line_2", "city", "region", "postal_code", "country_id")
_ADDRESS: dict[str, fields.Read] = {
    **dict.fromkeys(PLACE, fields.text),
    "country_id": fields.to("countries"),
    "address_type_id": fields.to("address_types"),
    "name": fields.text,
    "is_main_address": fields.flag,
}
_PERSON: dict[str, fields.Read] = {
    **dict.fromkeys(("name", "job_title", "telephone", "mobile", "email", "fax"), fields.text),
    "contact_person_type_ids": fields.words,
    "is_main_contact": fields.flag,
    "is_preferred_contact": fields.flag,
}


def write_address(state: State, contact: Body, *, id: str | None, sent: Sent | None, otherwise: Body) -> Body:
    """The address of that id with what was sent, or a new one; nothing sent leaves a known one as it is."""
    known = state.need("addresses", id) if id else None
    if known is not None and sent is None:
        return known
    new = {**dict.fromkeys(PLACE, ""), "country_id": state.country, "bank_account_id": None, **otherwise}
    address = {**(known or new), **fields.written(state, sent or {}, fields=_ADDRESS, prefix="main_address.")}
    address |= {"contact_id": contact["id"], "displayed_as": address["name"] or "Address"}
    address["country_group_id"] = group_of(address["country_id"])
    return state.save("addresses", address)


def group_of(country: str | None) -> str:
    """The group of countries whose rules of tax an address is under (assumed: the groups' ids)."""
    if country in ("GB", "IE"):
        return "GBIE"
    return "EU" if country in EUROPEAN_UNION else "ALL"


def show_person(state: State, person: Body, _view: View) -> Body:
    """A person shows the address and not the contact, though the list can be filtered by it."""
    return {name: value for name, value in expand(state, person).items() if name != "contact"}


def write_main_person(state: State, contact: Body, *, address_id: str, sent: Sent | None) -> Body:
    known = state.need("contact_persons", contact["main_contact_person_id"]) if contact["main_contact_person_id"] else None
    if known is not None and sent is None:
        return known
    person = {**(known or _new_person("Main Contact")), **fields.written(state, sent or {}, fields=_PERSON)}
    person |= {"contact_id": contact["id"], "address_id": address_id, "is_main_contact": True}
    person["displayed_as"] = person["name"] = person["name"] or "Main Contact"
    return state.save("contact_persons", person)


def _new_person(name: str) -> Body:
    empty = dict.fromkeys(("job_title", "telephone", "mobile", "email", "fax"), "")
    return {"name": name, **empty, "contact_person_type_ids": ["ACCOUNTS"], "is_main_contact": False, "is_preferred_contact": False}


def _save_address(state: State, before: Body | None, sent: Sent) -> Body:
    """An address belongs to a contact or to a bank account."""
    owners = {"contact_id": fields.to("contacts"), "bank_account_id": fields.to("bank_accounts")}
    owner = fields.written(state, sent, fields=owners) if before is None else {}
    if before is None and not any(owner.values()):
        raise invalid("contact_id", "can't be blank")
    new = {**dict.fromkeys(PLACE, ""), "country_id": state.country, "contact_id": None, "bank_account_id": None, **owner}
    address = {**(before or new), **fields.written(state, sent, fields=_ADDRESS)}
    group = group_of(address["country_id"])
    return state.save("addresses", {**address, "displayed_as": address["name"], "country_group_id": group})


def _remove_address(state: State, address: Body, _query: Query) -> None:
    """Neither the main address of a contact nor one with persons can go (assumed)."""
    if address["is_main_address"] or state.find("contact_persons", "address", key=address["id"]):
        raise invalid("base", NOT_DELETABLE)
    contact = state.get("contacts", address["contact_id"]) if address["contact_id"] else None
    if contact is not None and contact["delivery_address_id"] == address["id"]:
        state.save("contacts", {**contact, "delivery_address_id": None})
    state.remove("addresses", address["id"])


def _save_person(state: State, before: Body | None, sent: Sent) -> Body:
    placed = fields.written(state, sent, fields={"address_id": fields.to("addresses")})
    person = {**(before or _new_person("")), **placed, **fields.written(state, sent, fields=_PERSON)}
    types = person["contact_person_type_ids"]
    if not types or any(state.get("contact_person_types", one) is None for one in types):
        raise invalid("contact_person_type_ids", "is not a known type")
    person |= {"contact_id": state.need("addresses", person["address_id"])["contact_id"], "displayed_as": person["name"]}
    return state.save("contact_persons", person)


def _remove_person(state: State, person: Body, _query: Query) -> None:
    contact = state.get("contacts", person["contact_id"]) if person["contact_id"] else None
    if contact is not None and contact["main_contact_person_id"] == person["id"]:
        raise invalid("base", NOT_DELETABLE)
    state.remove("contact_persons", person["id"])


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="addresses",
        name="address",
        save=_save_address,
        remove=_remove_address,
        filters={"contact_id": equals("contact_id"), "bank_account_id": equals("bank_account_id")},
        since=True,
        deleted=True,
        idempotent=True,
    ),
    Resource(
        path="contact_persons",
        name="contact_person",
        show=show_person,
        save=_save_person,
        remove=_remove_person,
        filters={"contact_id": equals("contact_id"), "address_id": equals("address_id")},
        since=True,
        deleted=True,
        idempotent=True,
    ),
)
