"""What can be asked for below one object: notes, files, allocations, options, members, the ways to send it."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import unquote

from tieout.sandbox.call import Call, Reply
from tieout.sandbox.xero.allocations import answer_allocations
from tieout.sandbox.xero.attachments import answer_attachments
from tieout.sandbox.xero.contact_groups import answer_members
from tieout.sandbox.xero.errors import InvalidError, not_found, validation
from tieout.sandbox.xero.history import answer_history
from tieout.sandbox.xero.invoices import answer_email, answer_online
from tieout.sandbox.xero.people import answer_cis, answer_services
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.resources import RESOURCES
from tieout.sandbox.xero.settings import answer_options
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.wire import echo


class Answer(Protocol):
    def __call__(self, state: State, call: Call, *, place: Place) -> Reply: ...


ANSWERS: Mapping[str, Answer] = {
    "allocations": answer_allocations,
    "attachments": answer_attachments,
    "cissettings": answer_cis,
    "contacts": answer_members,
    "email": answer_email,
    "history": answer_history,
    "onlineinvoice": answer_online,
    "options": answer_options,
    "paymentservices": answer_services,
}


def respond_below(state: State, call: Call, *, segments: list[str]) -> Reply:
    """`segments` is a path of three or four parts: `Invoices/<id>/History`."""
    name, key, child, child_id = [*(unquote(segment) for segment in segments), ""][:4]
    resource, answer = RESOURCES.get(name.lower()), ANSWERS.get(child.lower())
    if resource is None:
        raise not_found()
    body = resource.find(state, key)
    if answer is None or body is None or len(segments) > 4:
        raise not_found()
    place = Place(resource.kind, body, child.lower(), child_id)
    try:
        with state.books.part():
            return answer(state, call, place=place)
    except InvalidError as refused:
        return validation([echo({}, resource.kind.id_field, messages=refused.messages)])
