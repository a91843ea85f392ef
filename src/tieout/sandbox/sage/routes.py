"""From a request below `/v3.1` to a resource and back; one business at a time."""

import hashlib

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.sage import listing, schema
from tieout.sandbox.sage.errors import REPLAYED, InvalidError, invalid, not_found, problems_reply, refuse
from tieout.sandbox.sage.resource import Resource, View
from tieout.sandbox.sage.resources import RESOURCES
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, object_of, reply

_ID_LENGTH = 32


def respond(state: State, call: Call, *, segments: list[str]) -> Reply:
    if not segments or len(segments) > 3 or (resource := RESOURCES.get(segments[0])) is None:
        raise not_found()
    check_plan(state, call.method, segments=segments)
    try:
        with state.books.part():
            if len(segments) == 3:
                return _act(state, call, resource=resource, key=segments[1], name=segments[2])
            if resource.once and len(segments) == 1:
                return _single(state, call, resource=resource, key=resource.path)
            return (
                _whole(state, call, resource=resource)
                if len(segments) == 1
                else _single(state, call, resource=resource, key=segments[1])
            )
    except InvalidError as refused:
        return problems_reply(refused.status, refused.problems, name=resource.name)


def check_plan(state: State, method: str, *, segments: list[str]) -> None:
    """Refuses what the business's plan does not have, and anything at all without an active subscription."""
    business = state.business
    if not business.get("active", True):
        raise refuse(401, "AuthorizationFailure", message="No active subscription")
    operation = f"{method} {segments[0]}" + ("/" if len(segments) > 1 else "") + "".join(f"/{name}" for name in segments[2:])
    if not schema.available(operation, plan=business["plan"], country=business["country_id"]):
        # Assumed: which of 401 and 403 it is, and the words.
        message = f"This is not available in Accounting {business['plan']}"
        raise refuse(403, "AuthorizationFailure", message=message)


def _whole(state: State, call: Call, *, resource: Resource) -> Reply:
    """A list, or a new object."""
    if call.method == "GET":
        return reply(listing.answer(state, resource, query=call.query))
    if call.method != "POST" or not resource.allows("POST"):
        raise _wrong_method()
    sent = object_of(call, resource.name)
    if not resource.idempotent or not (key := sent.get("idempotency_id")):
        return _created(state, resource, sent=sent)
    return _once(state, resource, key=str(key), sent=sent)


def _once(state: State, resource: Resource, *, key: str, sent: Sent) -> Reply:
    """A repeat is answered with the first result; the same id for something else is refused (assumed)."""
    if len(key) != _ID_LENGTH or not all(letter in "0123456789abcdefABCDEF" for letter in key):
        raise invalid("idempotency_id", "must be 32 hexadecimal digits")
    digest = hashlib.sha256(repr((resource.path, _plain(sent))).encode()).hexdigest()
    if (known := state.books.get(state.aside, "replies", id=key)) is not None:
        if known["digest"] != digest:
            raise invalid("idempotency_id", REPLAYED)
        return Reply(known["status"], known["body"].encode())
    made = _created(state, resource, sent=sent)
    kept = {"digest": digest, "status": made.status, "body": made.body.decode()}
    state.books.put(state.aside, "replies", id=key, body=kept)
    return made


def _plain(value: object) -> object:
    """The same for the same content, whatever the order of the attributes."""
    if isinstance(value, dict):
        return sorted((name, _plain(part)) for name, part in value.items())
    return [_plain(part) for part in value] if isinstance(value, list) else value


def _created(state: State, resource: Resource, *, sent: Sent) -> Reply:
    return _shown(state, resource, body=_saved(state, resource, before=None, sent=sent), status=201)


def _saved(state: State, resource: Resource, *, before: Body | None, sent: Sent) -> Body:
    operation = f"POST {resource.path}" if before is None else f"PUT {resource.path}" + ("" if resource.once else "/")
    if found := schema.problems(operation, sent):
        raise InvalidError(*found)
    assert resource.save is not None
    return resource.save(state, before, {name: value for name, value in sent.items() if name != "idempotency_id"})


def _single(state: State, call: Call, *, resource: Resource, key: str) -> Reply:
    if not resource.allows(call.method) or call.method == "POST":
        raise _wrong_method()
    body = _found(state, resource, key=key)
    match call.method:
        case "GET":
            view = listing.view_of(call.query, single=True)
            body = resource.read(state, body, view)
            return reply(listing.show(state, resource, body=body, view=view))
        case "PUT":
            return _shown(state, resource, body=_saved(state, resource, before=body, sent=object_of(call, resource.name)))
    assert resource.remove is not None
    # The guide to invoicing sends `void_reason` in a body without an envelope, the specification as a query parameter.
    left = resource.remove(state, body, {**_texts(call), **call.query})
    return Reply(204) if left is None else _shown(state, resource, body=left)


def _texts(call: Call) -> dict[str, str]:
    """The texts of a body that has no envelope; a body that is no JSON object says nothing."""
    try:
        document = call.json() if call.body else {}
    except (ValueError, RecursionError):
        return {}
    return {name: value for name, value in document.items() if isinstance(value, str)} if isinstance(document, dict) else {}


def _found(state: State, resource: Resource, *, key: str) -> Body:
    if resource.derived is None:
        body = state.get(resource.path, key)
    else:
        body = next((one for one in resource.derived(state) if one["id"] == key), None)
    if body is None:
        raise not_found()
    return body


def _act(state: State, call: Call, *, resource: Resource, key: str, name: str) -> Reply:
    if (action := resource.actions.get(name)) is None:
        raise not_found()
    if action.method != call.method:
        raise _wrong_method()
    body = _found(state, resource, key=key)
    done = action.act(state, body, object_of(call, resource.name) if call.body else {})
    return done if isinstance(done, Reply) else _shown(state, resource, body=done, status=action.status)


def _shown(state: State, resource: Resource, *, body: Body, status: int = 200) -> Reply:
    """The answer to a write shows everything, nested objects too (assumed)."""
    return reply(listing.show(state, resource, body=body, view=View()), status=status)


def _wrong_method() -> Exception:
    return refuse(405, "MethodNotAllowed", message="The method is not allowed for this resource")
