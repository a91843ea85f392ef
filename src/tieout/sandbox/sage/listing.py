"""Lists as Sage answers them: filters, order, pages that repeat the last one, and as much of each object as was asked for."""

from collections.abc import Callable
from urllib.parse import urlencode

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.sage.errors import refuse
from tieout.sandbox.sage.resource import Query, Resource, View
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import read_instant

PAGE, PAGE_MAX = 20, 200
_BASE = ("id", "displayed_as", "$path")


def view_of(query: Query, *, single: bool) -> View:
    """A list shows the base attributes, a single object all of them, unless the query says otherwise."""
    attributes = _named(query.get("attributes", ""))
    if attributes == frozenset() and single:
        attributes = None
    return View(attributes, _named(query.get("nested_attributes", "")), query, single)


def _named(text: str) -> frozenset[str] | None:
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    return None if "all" in names else names


def base(resource: Resource, body: Body) -> Body:
    named = {} if resource.path_alone else {"id": body["id"]}
    return {**named, "displayed_as": body["displayed_as"], "$path": f"/{resource.path}/{body['id']}"}


def show(state: State, resource: Resource, *, body: Body, view: View) -> Body:
    """The object with the attributes of the view; a list of base attributes is made without looking any further."""
    if view.attributes == frozenset():
        return base(resource, body)
    whole = resource.show(state, body, view)
    whole = {**({} if resource.once else base(resource, body)), **({"deleted_at": None} if resource.deleted else {}), **whole}
    if resource.path_alone:
        whole.pop("id")
    if view.attributes is not None:
        whole = {name: value for name, value in whole.items() if name in view.attributes or name in _BASE}
    for name in resource.nested:
        if name in whole:
            whole[name] = _collapsed(whole[name], name, view=view)
    return whole


def _collapsed(value: Json, name: str, *, view: View) -> Json:
    if view.nested is None or name in view.nested:
        return value
    if isinstance(value, list):
        return [_collapsed(one, name, view=view) for one in value]
    if not isinstance(value, dict):
        return value
    return {field: part for field, part in value.items() if field in _BASE or field in view.nested}


def answer(state: State, resource: Resource, *, query: Query) -> Body:
    """The envelope of one page."""
    resource.check_list(query)
    found = _sorted(resource, _chosen(state, resource, query=query), query=query)
    size, page = _whole(query, "items_per_page", otherwise=PAGE), _whole(query, "page", otherwise=1)
    if not 1 <= size <= PAGE_MAX:
        raise refuse(400, "BadRequest", message=f"items_per_page is between 1 and {PAGE_MAX}", source="items_per_page")
    last = max(1, -(-len(found) // size))
    # A page past the end is the last page again.
    page = min(max(page, 1), last)
    view = view_of(query, single=False)
    chosen = found[(page - 1) * size : page * size]
    return {
        "$total": len(found),
        "$page": page,
        "$next": _path(resource, query, page=page + 1) if page < last else None,
        "$back": _path(resource, query, page=page - 1) if page > 1 else None,
        "$itemsPerPage": size,
        "$items": [show(state, resource, body=body, view=view) for body in chosen],
    }


def _path(resource: Resource, query: Query, *, page: int) -> str:
    """Relative, without the version, with the query's other parameters."""
    kept = {name: value for name, value in query.items() if name not in ("page", "items_per_page")}
    size = {"items_per_page": query.get("items_per_page", str(PAGE))}
    return f"/{resource.path}?{urlencode({'page': str(page), **size, **kept}, safe=':,')}"


def _whole(query: Query, name: str, *, otherwise: int) -> int:
    text = query.get(name, "")
    if not text:
        return otherwise
    try:
        return int(text)
    except ValueError:
        raise refuse(400, "BadRequest", message=f"{name} is a whole number", source=name) from None


def _chosen(state: State, resource: Resource, *, query: Query) -> list[Body]:
    found = resource.kept(state)
    # Alone, deleted_since lists what is gone; beside updated_or_created_since it adds to it (assumed).
    if resource.deleted and query.get("deleted_since"):
        moment = read_instant(query["deleted_since"], source="deleted_since")
        gone = [one for one in state.removed(resource.path) if one["deleted_at"] > moment]
        gone += [one for one in found if (one.get("deleted_at") or "") > moment]
        found = gone if not query.get("updated_or_created_since") else [*_since(found, query), *gone]
    elif resource.since and query.get("updated_or_created_since"):
        found = _since(found, query)
    tests = _tests(state, resource, query=query)
    return [body for body in found if all(test(body) for test in tests)] if tests else found


def _since(found: list[Body], query: Query) -> list[Body]:
    moment = read_instant(query["updated_or_created_since"], source="updated_or_created_since")
    return [one for one in found if one["updated_at"] >= moment]


def _tests(state: State, resource: Resource, *, query: Query) -> list[Callable[[Body], bool]]:
    tests: list[Callable[[Body], bool]] = []
    for name, accepts in resource.filters.items():
        if value := query.get(name, ""):
            tests.append(lambda body, accepts=accepts, value=value: accepts(state, body, value))  # type: ignore[misc]
    if resource.searched and (wanted := query.get("search", "").strip().lower()):
        fields = resource.searched
        tests.append(lambda body: any(wanted in str(body.get(field) or "").lower() for field in fields))
    return tests


def _sorted(resource: Resource, found: list[Body], *, query: Query) -> list[Body]:
    """`sort=updated_at:asc,date:desc`; only the attributes that the list can be sorted by."""
    if not resource.sorts or not query.get("sort"):
        return found
    for part in reversed(query["sort"].split(",")):
        name, _, direction = part.strip().partition(":")
        if name not in resource.sorts or direction not in ("", "asc", "desc"):
            known = ", ".join(resource.sorts)
            raise refuse(400, "BadRequest", message=f"sort is one of {known}, with :asc or :desc", source="sort")
        found = sorted(found, key=lambda body: str(body.get(name) or ""), reverse=direction == "desc")
    return found
