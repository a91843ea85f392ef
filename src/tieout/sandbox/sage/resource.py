"""What a resource below `/v3.1` is: how it is shown, written, removed, listed and acted upon."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json, Reply
from tieout.sandbox.sage.lookups import SHOWN
from tieout.sandbox.sage.references import LISTS, REFERENCES
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent

Query = Mapping[str, str]


@dataclass(frozen=True)
class View:
    """How much of an object is asked for; None stands for all of it, the empty set for the base attributes alone."""

    attributes: frozenset[str] | None = None
    nested: frozenset[str] | None = None
    query: Query = field(default_factory=dict)
    single: bool = True  # the object was asked for by its id, or has just been written
    memo: dict[str, Any] = field(default_factory=dict)  # what is worked out once for all objects of a page


def expand(state: State, value: Json) -> Json:
    """A kept body as Sage shows it: `contact_id` becomes the object `contact`, names with an underscore in front go."""
    if isinstance(value, list):
        return [expand(state, one) for one in value]
    if not isinstance(value, dict):
        return value
    shown: dict[str, Json] = {}
    for name, part in value.items():
        place = _place(name)
        if place is None:
            continue
        if place.kind == "":
            shown[name] = expand(state, part) if isinstance(part, dict | list) else part
        elif place.many:
            shown[place.name] = [state.reference(place.kind, one) for one in part]
        else:
            shown[place.name] = state.reference(place.kind, part)
    return shown


@dataclass(frozen=True)
class _Place:
    """Under which name an attribute is shown, and the list that its ids point to, if it holds ids."""

    name: str
    kind: str = ""
    many: bool = False


@lru_cache(maxsize=4096)
def _place(name: str) -> _Place | None:
    if name.startswith("_"):
        return None
    if name in LISTS:
        return _Place(*LISTS[name], many=True)
    if name.endswith("_id") and (kind := REFERENCES.get(name[:-3])) is not None:
        return _Place(name[:-3], kind)
    return _Place(name)


def plain(state: State, body: Body, _view: View) -> Body:
    shown: Body = expand(state, body)
    return shown


def as_it_is(_state: State, body: Body, _view: View) -> Body:
    return body


def lookup(kind: str) -> Callable[[State, Body, View], Body]:
    """A row of a look-up list, which has little beyond its base attributes."""
    names = SHOWN.get(kind, ())
    return lambda state, body, _view: expand(state, {name: body.get(name) for name in names})


Filter = Callable[[State, Body, str], bool]


@dataclass(frozen=True)
class Action:
    """A path below one object, such as `release`; a Reply is sent as it is, a body is shown."""

    method: str
    act: Callable[[State, Body, Sent], Body | Reply]
    status: int = 200


@dataclass(frozen=True)
class Resource:
    """`save` takes the body before (None for a new one) and what was sent; `remove` gives the body to show, or None for 204.

    `filters` decide for one body and the value of the query parameter; a parameter that is empty does not filter.
    """

    path: str
    name: str = ""
    show: Callable[[State, Body, View], Body] = plain
    save: Callable[[State, Body | None, Sent], Body] | None = None
    remove: Callable[[State, Body, Query], Body | None] | None = None
    methods: str = "GET POST PUT DELETE"  # of these, those that `save` and `remove` allow
    derived: Callable[[State], list[Body]] | None = None  # for what is worked out and not kept
    filters: Mapping[str, Filter] = field(default_factory=dict)
    searched: tuple[str, ...] = ()  # the attributes that `search` looks into
    since: bool = False
    deleted: bool = False
    sorts: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()  # objects that collapse to their base attributes unless nested_attributes asks
    idempotent: bool = False
    read: Callable[[State, Body, View], Body] = as_it_is  # what reading one object does to it
    check_list: Callable[[Query], None] = lambda _query: None  # refuses combinations of query parameters
    actions: Mapping[str, Action] = field(default_factory=dict)
    once: bool = False  # exists once: no ids, no list
    path_alone: bool = False  # `$path` names it, and no `id` is shown

    def kept(self, state: State) -> list[Body]:
        return state.all(self.path) if self.derived is None else self.derived(state)

    def allows(self, method: str) -> bool:
        if method not in self.methods.split():
            return False
        return method == "GET" or (self.remove if method == "DELETE" else self.save) is not None


def equals(field_name: str) -> Filter:
    return lambda _state, body, value: str(body.get(field_name)) == value


def holds(field_name: str) -> Filter:
    return lambda _state, body, value: value in (body.get(field_name) or ())


def _on_or_after(_state: State, body: Body, value: str) -> bool:
    return str(body.get("date")) >= value


def _on_or_before(_state: State, body: Body, value: str) -> bool:
    return str(body.get("date")) <= value


from_date: Filter = _on_or_after
to_date: Filter = _on_or_before
