"""The accounting API's paths: which resource and which action a request means."""

from collections.abc import Mapping
from urllib.parse import unquote

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply, answer
from tieout.sandbox.xero import credit_notes, settings
from tieout.sandbox.xero.errors import InvalidError, not_found, refuse, validation
from tieout.sandbox.xero.lists import select
from tieout.sandbox.xero.resources import NOT_BUILT, RESOURCES, SUMMARISED, Resource, View
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import echo, elements, envelope

ELEMENTS_MAX = 500


def respond(state: State, call: Call, *, segments: list[str]) -> Reply:
    """`segments` is the path below `/api.xro/2.0/`."""
    name = segments[0].lower() if segments else ""
    if name in NOT_BUILT:
        raise refuse(501, "Not Implemented", detail=f"The sandbox has no {segments[0]}")
    if (resource := RESOURCES.get(name)) is None:
        raise not_found()
    if "json" not in call.headers.get("accept", "").lower():
        raise refuse(406, "Not Acceptable", detail="The sandbox answers JSON only; Xero itself would answer XML")
    if len(segments) > 2:
        return _below(state, call, segments=segments)
    key = unquote(segments[1]) if len(segments) == 2 else ""
    match call.method:
        case "GET":
            return (
                _read(state, resource, call=call, id=key)
                if key
                else _list(state, resource, call=call, summarised=name in SUMMARISED)
            )
        case "PUT" | "POST":
            if (call.method == "PUT" and key) or (call.method == "POST" and not key and resource.post_needs_id):
                raise refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for this path")
            return _write(state, resource, call=call, id=key)
        case "DELETE" if key:
            return _remove(state, resource, call=call, id=key)
    raise refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for {resource.kind.plural}")


def _places(call: Call) -> int:
    return 4 if _option(call, "unitdp") == "4" else 2


def _option(call: Call, name: str) -> str:
    return next((value.strip().lower() for key, value in call.query.items() if key.lower() == name), "")


def _list(state: State, resource: Resource, *, call: Call, summarised: bool) -> Reply:
    page = select(state, resource.kind, call=call)
    summary = _option(call, "summaryonly") == "true"
    view = View(full=page.pagination is not None or not summarised, places=_places(call), summary=summary)
    extra = {"pagination": page.pagination} if page.pagination is not None else None
    shown = [_present(resource.show(state, body, view)) for body in page.bodies]
    return envelope(_plural(resource), shown, call=call, extra=extra)


def _present(body: Body) -> Body:
    """Nothing empty leaves; parts of a body were cleaned when they came in."""
    return {field: value for field, value in body.items() if value is not None}


def _plural(resource: Resource) -> str:
    return "Organisations" if resource.kind.plural == "Organisation" else resource.kind.plural


def _read(state: State, resource: Resource, *, call: Call, id: str) -> Reply:
    body = resource.find(state, id)
    if body is None:
        raise not_found()
    shown = resource.show(state, body, View(full=True, places=_places(call)))
    return envelope(_plural(resource), [_present(shown)], call=call)


def _write(state: State, resource: Resource, *, call: Call, id: str) -> Reply:
    sent = elements(call, resource.kind.plural)
    one = id or (resource.put_one if call.method == "PUT" else resource.post_one)
    # A list where one object is taken is cut to its first without a word.
    sent = sent[:1] if one else sent
    if not sent or len(sent) > ELEMENTS_MAX:
        raise refuse(400, "Bad Request", detail=f"between 1 and {ELEMENTS_MAX} elements can be sent")  # assumed words
    wish = Wish(create_only=call.method == "PUT", id=id, places=_places(call))
    replies, failed = [], []
    for element in sent:
        try:
            replies.append(_saved(state, resource, element=element, wish=wish))
        except InvalidError as refused:
            failed.append(echo(element, resource.kind.id_field, messages=refused.messages))
            replies.append(failed[-1])
    if failed and _option(call, "summarizeerrors") != "false":
        # The valid elements are kept all the same, and their ids are not told.
        return validation(failed, units=len(sent))
    return envelope(_plural(resource), replies, call=call)


def _saved(state: State, resource: Resource, *, element: Mapping[str, Json], wish: Wish) -> Body:
    with state.books.part():
        body = resource.save(state, element, wish=wish)
    warnings = body.pop("Warnings", None) if "Warnings" in body else None
    shown = _present(resource.show(state, body, View(full=True, places=wish.places)))
    status = {"StatusAttributeString": "WARNING", "Warnings": warnings} if warnings else {"StatusAttributeString": "OK"}
    return {**shown, **status}


def _remove(state: State, resource: Resource, *, call: Call, id: str) -> Reply:
    try:
        with state.books.part():
            body = resource.remove(state, id)
    except InvalidError as refused:
        return validation([echo({}, resource.kind.id_field, messages=refused.messages)])
    if not resource.remove_shows:
        return Reply(204)
    return envelope(resource.kind.plural, [_present(resource.show(state, body, View(full=True)))], call=call)


def _below(state: State, call: Call, *, segments: list[str]) -> Reply:
    """Paths under one object: allocations of a credit note, options of a tracking category."""
    name, key, child, child_id = [*(unquote(segment) for segment in segments), ""][:4]
    try:
        with state.books.part():
            match (name.lower(), child.lower(), call.method, bool(child_id)):
                case ("creditnotes", "allocations", "PUT" | "POST", False):
                    return _allocate(state, call, key=key)
                case ("creditnotes", "allocations", "DELETE", True):
                    note = credit_notes.find_credit_note(state, key)
                    if note is None:
                        raise not_found()
                    # A bare object, without the usual envelope.
                    return answer(credit_notes.undo_allocation(state, note, allocation_id=child_id))
                case ("trackingcategories", "options", "PUT", False) | ("trackingcategories", "options", "POST", True):
                    sent = elements(call, "Options")[0]
                    return envelope("Options", [settings.save_option(state, key, option_id=child_id, sent=sent)], call=call)
                case ("trackingcategories", "options", "DELETE", True):
                    return envelope("Options", [settings.delete_option(state, key, option_id=child_id)], call=call)
    except InvalidError as refused:
        return validation([echo({}, "AllocationID", messages=refused.messages)])
    if child.lower() in ("history", "attachments", "email", "onlineinvoice", "pdf"):
        raise refuse(501, "Not Implemented", detail=f"The sandbox has no {child}")
    raise not_found()


def _allocate(state: State, call: Call, *, key: str) -> Reply:
    note = credit_notes.find_credit_note(state, key)
    if note is None:
        raise not_found()
    made = [credit_notes.allocate(state, note, sent=one) for one in elements(call, "Allocations")]
    return envelope("Allocations", [credit_notes.show_allocation(one) for one in made], call=call)
