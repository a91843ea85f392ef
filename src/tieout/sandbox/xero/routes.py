"""The accounting API's paths: which resource and which action a request means."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import unquote

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.xero.attachments import has_files
from tieout.sandbox.xero.below import respond_below
from tieout.sandbox.xero.bulk import Elements, option, save_each
from tieout.sandbox.xero.errors import InvalidError, not_found, refuse, validation
from tieout.sandbox.xero.journal_pages import answer_journals
from tieout.sandbox.xero.lists import select
from tieout.sandbox.xero.pdf import document_page
from tieout.sandbox.xero.people import answer_reminders
from tieout.sandbox.xero.reports import answer_reports
from tieout.sandbox.xero.resources import NOT_BUILT, RESOURCES, SUMMARISED, Resource, View
from tieout.sandbox.xero.settings import answer_organisation
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import echo, elements, envelope


class Answer(Protocol):
    def __call__(self, state: State, call: Call, /, *, key: str) -> Reply: ...


# What is only read: not made by a write of its own kind.
READ_ONLY: Mapping[str, Answer] = {
    "invoicereminders": answer_reminders,
    "journals": answer_journals,
    "organisation": answer_organisation,
    "organisations": answer_organisation,
    "reports": answer_reports,
}


def respond(state: State, call: Call, *, segments: list[str]) -> Reply:
    """`segments` is the path below `/api.xro/2.0/`."""
    name = segments[0].lower() if segments else ""
    if name in NOT_BUILT:
        raise refuse(501, "Not Implemented", detail=f"The sandbox has no {segments[0]}")
    if name not in RESOURCES and name not in READ_ONLY:
        raise not_found()
    if not _json_accepted(call, segments):
        raise refuse(406, "Not Acceptable", detail="The sandbox answers JSON only; Xero itself would answer XML")
    if name in READ_ONLY and len(segments) <= 2:
        return READ_ONLY[name](state, call, key=unquote(segments[1]) if len(segments) == 2 else "")
    if len(segments) > 2:
        return respond_below(state, call, segments=segments)
    resource = RESOURCES[name]
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


def _json_accepted(call: Call, segments: list[str]) -> bool:
    """Files are what they are, and an answer without a body has no format."""
    content = [segment.lower() for segment in segments[2:3]] == ["attachments"] and len(segments) == 4
    resource = RESOURCES.get(segments[0].lower()) if len(segments) == 2 else None
    printed = resource is not None and resource.printed and "pdf" in call.headers.get("accept", "").lower()
    accepted = "json" in call.headers.get("accept", "").lower() or call.method == "DELETE"
    return accepted or (call.method == "GET" and (content or bool(printed)))


def _places(call: Call) -> int:
    return 4 if option(call, "unitdp") == "4" else 2


def _list(state: State, resource: Resource, *, call: Call, summarised: bool) -> Reply:
    page = select(state, resource.kind, call=call)
    summary = option(call, "summaryonly") == "true"
    view = View(full=page.pagination is not None or not summarised, places=_places(call), summary=summary)
    extra = {"pagination": page.pagination} if page.pagination is not None else None
    shown = [_shown(state, resource, body=body, view=view) for body in page.bodies]
    return envelope(_plural(resource), shown, call=call, extra=extra)


def _shown(state: State, resource: Resource, *, body: Body, view: View) -> Body:
    """Nothing empty leaves; parts of a body were cleaned when they came in."""
    shown = {field: value for field, value in resource.show(state, body, view).items() if value is not None}
    if "HasAttachments" in shown:
        shown["HasAttachments"] = has_files(state, resource.kind.plural, id=body[resource.kind.id_field])
    return shown


def _plural(resource: Resource) -> str:
    return "Organisations" if resource.kind.plural == "Organisation" else resource.kind.plural


def _read(state: State, resource: Resource, *, call: Call, id: str) -> Reply:
    body = resource.find(state, id)
    if body is None:
        raise not_found()
    if resource.printed and "pdf" in call.headers.get("accept", "").lower():
        if str(body.get("Type", "")).startswith("ACCPAY"):
            raise not_found()  # what others sent is not printed
        contact = state.contact(body["Contact"]["ContactID"])["Name"]
        return Reply(200, document_page(resource.printed, body, contact=contact), media_type="application/pdf")
    shown = _shown(state, resource, body=body, view=View(full=True, places=_places(call)))
    return envelope(_plural(resource), [shown], call=call)


def _write(state: State, resource: Resource, *, call: Call, id: str) -> Reply:
    sent = elements(call, resource.kind.plural)
    one = id or (resource.put_one if call.method == "PUT" else resource.post_one)
    # A list where one object is taken is cut to its first without a word.
    sent = sent[:1] if one else sent
    wish = Wish(create_only=call.method == "PUT", id=id, places=_places(call))
    wanted = Elements(_plural(resource), resource.kind.id_field, sent)
    return save_each(state, call, elements=wanted, save=lambda element: _saved(state, resource, element=element, wish=wish))


def _saved(state: State, resource: Resource, *, element: Mapping[str, Json], wish: Wish) -> Body:
    body = resource.save(state, element, wish=wish)
    warnings = body.pop("Warnings", None) if "Warnings" in body else None
    shown = _shown(state, resource, body=body, view=View(full=True, places=wish.places))
    return {**shown, "StatusAttributeString": "WARNING", "Warnings": warnings} if warnings else shown


def _remove(state: State, resource: Resource, *, call: Call, id: str) -> Reply:
    try:
        with state.books.part():
            body = resource.remove(state, id)
    except InvalidError as refused:
        return validation([echo({}, resource.kind.id_field, messages=refused.messages)])
    if not resource.remove_shows:
        return Reply(204)
    return envelope(resource.kind.plural, [_shown(state, resource, body=body, view=View(full=True))], call=call)
