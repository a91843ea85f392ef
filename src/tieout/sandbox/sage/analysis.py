"""Analysis types and their categories, by which lines of documents are tracked."""

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.sage import fields
from tieout.sandbox.sage.errors import BLANK, NOT_AN_OBJECT, TAKEN, invalid, not_found
from tieout.sandbox.sage.resource import Query, Resource, View, expand, holds
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent

LEVELS = ("TRANSACTION", "GROUP")
_TYPE: dict[str, fields.Read] = {"name": fields.text, "active_areas": fields.words, "analysis_type_level": fields.words}
_CATEGORY: dict[str, fields.Read] = {
    "code": fields.text,
    "name": fields.text,
    "combined_id": fields.text,
    "analysis_type_id": fields.to("analysis_types"),
}


def read_categories(state: State, sent: Sent, *, source: str) -> list[str]:
    """The categories of a line, sent as ids (or as objects with ids): known ones, at most one of each type.

    They are refused in plans that have no analysis types, and of types that are not on at the level of transactions.
    """
    value: Json = sent.get("analysis_type_categories")
    if value is None or value == []:
        return []
    place = f"{source}.analysis_type_categories" if source else "analysis_type_categories"
    if not isinstance(value, list):
        raise invalid(place, NOT_AN_OBJECT)
    if state.business["plan"] == "Start":
        raise invalid(place, "is not available in Accounting Start")
    chosen: list[str] = []
    types = set()
    for one in value:
        category = state.get("analysis_type_categories", one.get("id") if isinstance(one, dict) else one)
        if category is None:
            raise not_found(place)
        kind = state.need("analysis_types", category["analysis_type_id"])
        if kind["id"] in types or "TRANSACTION" not in kind["analysis_type_level"]:
            raise invalid(place, "must be of different analysis types that are on for transactions")  # assumed
        types.add(kind["id"])
        chosen.append(category["id"])
    return chosen


def _save_type(state: State, before: Body | None, sent: Sent) -> Body:
    assert before is not None
    kind = {**before, **fields.written(state, sent, fields=_TYPE)}
    if not set(kind["analysis_type_level"] or ()) <= set(LEVELS):
        raise invalid("analysis_type_level", f"is not one of {', '.join(LEVELS)}")
    return state.save("analysis_types", {**kind, "displayed_as": kind["name"]})


def _show_type(state: State, kind: Body, _view: View) -> Body:
    categories = state.find("analysis_type_categories", "type", key=kind["id"])
    return {
        **expand(state, kind),
        "analysis_type_categories": [state.reference("analysis_type_categories", one["id"]) for one in categories],
    }


def _save_category(state: State, before: Body | None, sent: Sent) -> Body:
    category = {"code": "", "name": "", "combined_id": "", **(before or {}), **fields.written(state, sent, fields=_CATEGORY)}
    for name in ("name", "analysis_type_id"):
        if not category.get(name):
            raise invalid(name, BLANK)
    if before is not None and category["analysis_type_id"] != before["analysis_type_id"]:
        raise invalid("analysis_type_id", "cannot be changed")  # assumed
    siblings = state.find("analysis_type_categories", "type", key=category["analysis_type_id"])
    if any(one["name"].lower() == category["name"].lower() and one["id"] != category.get("id") for one in siblings):
        raise invalid("name", TAKEN)
    return state.save("analysis_type_categories", {**category, "displayed_as": category["name"]})


def _remove_category(state: State, category: Body, _query: Query) -> None:
    """Lines that carry the category keep it (assumed)."""
    state.remove("analysis_type_categories", category["id"])


def _at_level(state: State, category: Body, value: str) -> bool:
    return value in state.need("analysis_types", category["analysis_type_id"])["analysis_type_level"]


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="analysis_types",
        name="analysis_type",
        show=_show_type,
        save=_save_type,
        methods="GET PUT",
        filters={"analysis_type_level": holds("analysis_type_level")},
        searched=("name",),
        since=True,
    ),
    Resource(
        path="analysis_type_categories",
        name="analysis_type_category",
        save=_save_category,
        remove=_remove_category,
        filters={"analysis_type_level": _at_level},
        since=True,
    ),
)
