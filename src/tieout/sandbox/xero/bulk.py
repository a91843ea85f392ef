"""A list of elements that are each accepted or refused, and the two ways in which Xero tells of the refused ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.xero.errors import InvalidError, refuse, validation
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.wire import echo, envelope

ELEMENTS_MAX = 500


@dataclass(frozen=True)
class Elements:
    plural: str
    id_field: str
    sent: Sequence[Mapping[str, Json]]


def option(call: Call, name: str) -> str:
    """A query parameter by its name in lower case; names and booleans are case tolerant."""
    return next((value.strip().lower() for key, value in call.query.items() if key.lower() == name), "")


def save_each(state: State, call: Call, *, elements: Elements, save: Callable[[Mapping[str, Json]], Body]) -> Reply:
    """Keeps the valid elements whatever becomes of the others; `save` gives each as it is shown."""
    if not 0 < len(elements.sent) <= ELEMENTS_MAX:
        raise refuse(400, "Bad Request", detail=f"between 1 and {ELEMENTS_MAX} elements can be sent")  # assumed words
    replies, failed = [], []
    for element in elements.sent:
        try:
            with state.books.part():
                shown = save(element)
            replies.append({"StatusAttributeString": "OK", **shown})
        except InvalidError as refused:
            failed.append(echo(element, elements.id_field, messages=refused.messages))
            replies.append(failed[-1])
    if failed and option(call, "summarizeerrors") != "false":
        # The valid elements are kept all the same, and their ids are not told.
        return validation(failed, units=len(elements.sent))
    return envelope(elements.plural, replies, call=call)
