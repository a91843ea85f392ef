"""What a list of records is asked for by its address: search, sort and filters; the same for every list and every export."""

from typing import Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field, JsonValue

from tieout.mapping import conditions
from tieout.store import record_lists
from tieout.web.api.values import PageQuery
from tieout.web.problems import Refused

FILTERS_MAX = 20
WHERE_CHARACTERS_MAX = 8_000
# Django would name it after the whole parameter; the page writes filter[field]=value.
FILTER_PARAMETER = {
    "in": "query",
    "name": "filter",
    "required": False,
    "style": "deepObject",
    "explode": True,
    "description": "filter[field]=value: records whose field has exactly this value; an empty value asks for empty fields",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


class SearchQuery(Schema):
    """`sort` is key, title, created_at, updated_at or a field's key, with a minus for descending; several with commas between them.

    `where` is a condition as JSON: {"combinator": "and", "rules": [{"field": "total", "operator": ">", "value": "100"}]}. With
    `group`, a field's key or `ordered_on:month`, the records of a group stand together. `life` asks for archived records, or for
    those in the bin, instead of all others.
    """

    search: str = Field(default="", max_length=200)
    sort: str = Field(default="-updated_at", max_length=400)
    where: str = Field(default="", max_length=WHERE_CHARACTERS_MAX)
    group: str = Field(default="", max_length=80)
    life: Literal["live", "archived", "deleted"] = "live"


class RecordsQuery(PageQuery, SearchQuery):
    pass


def asked(request: HttpRequest, query: SearchQuery) -> record_lists.RecordQuery:
    """Raises Refused for what cannot be asked."""
    return record_lists.RecordQuery(
        search=query.search,
        sort=query.sort or "-updated_at",
        filters=_filters(request),
        where=condition_of(query.where),
        group=query.group,
        life=query.life,
    )


def condition_of(text: str) -> dict[str, JsonValue] | None:
    """None for no condition; raises Refused for a text that is none."""
    try:
        return conditions.read(text)
    except conditions.ConditionError as error:
        raise Refused(422, str(error), remedy="Build it anew.", fields={"where": "is no condition as JSON"}) from None


def unknown(error: record_lists.UnknownField) -> Refused:
    name = str(error)
    return Refused(
        422,
        f"The collection has no field {name} to sort or filter by.",
        remedy="Choose one of its fields that is no list.",
        fields={name: "is no field to sort or filter by"},
    )


def _filters(request: HttpRequest) -> dict[str, str]:
    """From filter[field]=value."""
    found = {name[7:-1]: value for name, value in request.GET.items() if name.startswith("filter[") and name.endswith("]")}
    if len(found) > FILTERS_MAX:
        raise Refused(422, f"At most {FILTERS_MAX} filters can be used at once.", remedy="Take some away.")
    return {name: str(value)[:300] for name, value in found.items()}
