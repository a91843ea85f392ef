"""Contact groups: names for sets of contacts."""

from collections.abc import Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.bulk import Elements, save_each
from tieout.sandbox.xero.errors import InvalidError, not_found, refuse
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.state import State, Wish, fold
from tieout.sandbox.xero.wire import elements, text_of


def save_group(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    """PUT makes a group, POST with its id renames or deletes it."""
    before = state.get("ContactGroups", wish.id or text_of(sent, "ContactGroupID")) if not wish.create_only else None
    if before is None and not wish.create_only:
        raise errors.not_found()
    body: Body = dict(before) if before else {"ContactGroupID": state.new_id(), "Name": "", "Status": "ACTIVE", "Members": []}
    body["Name"] = text_of(sent, "Name") or body["Name"]
    body["Status"] = text_of(sent, "Status").upper() or body["Status"]
    if body["Status"] not in ("ACTIVE", "DELETED") or (before or body)["Status"] == "DELETED":
        raise InvalidError("Contact group status is not valid")  # assumed
    if not body["Name"]:
        raise InvalidError(errors.REQUIRED.format("Name"))
    others = [one for one in state.all("ContactGroups") if one["ContactGroupID"] != body["ContactGroupID"]]
    if any(fold(one["Name"]) == fold(body["Name"]) and one["Status"] == "ACTIVE" for one in others):
        raise InvalidError(errors.ACCOUNT_NAME)
    return state.keep("ContactGroups", body)


def answer_members(state: State, call: Call, *, place: Place) -> Reply:
    """`/ContactGroups/<id>/Contacts`: adding some, removing one or all."""
    if place.kind.plural != "ContactGroups":
        raise not_found()
    if call.method == "PUT" and not place.child_id:
        sent = Elements("Contacts", "ContactID", elements(call, "Contacts"))
        return save_each(state, call, elements=sent, save=lambda one: _add(state, place.id, sent=one))
    if call.method != "DELETE":
        raise refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for the contacts of a group")
    left = [own_id for own_id in place.body["Members"] if place.child_id and own_id != place.child_id.lower()]
    if place.child_id and len(left) == len(place.body["Members"]):
        raise not_found()
    state.keep("ContactGroups", {**place.body, "Members": left})
    return Reply(204)


def _add(state: State, group_id: str, *, sent: Mapping[str, Json]) -> Body:
    group, contact = state.need("ContactGroups", group_id), state.get("Contacts", text_of(sent, "ContactID"))
    if contact is None:
        raise InvalidError(errors.UNKNOWN_CONTACT)
    if contact["ContactStatus"] != "ACTIVE":
        raise InvalidError(errors.ARCHIVED_CONTACT)
    own_id = contact["ContactID"]
    if own_id not in group["Members"]:
        state.keep("ContactGroups", {**group, "Members": [*group["Members"], own_id]})
    return {"ContactID": own_id, "Name": contact["Name"]}


def show_group(state: State, group: Body, *, full: bool) -> Body:
    """The members are listed on a single read only."""
    shown = {field: group[field] for field in ("ContactGroupID", "Name", "Status")}
    if not full:
        return shown
    contacts = [state.contact(own_id) for own_id in group["Members"]]
    return {**shown, "Contacts": [{"ContactID": one["ContactID"], "Name": one["Name"]} for one in contacts]}
