"""Type-ahead over what a ledger has: what may be meant by the letters so far."""

from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from tieout.engine import suggestions
from tieout.web.api.connections import connection_of
from tieout.web.api.values import EntityKindName, WorkspaceId
from tieout.web.permissions import Asked, may

router = Router(tags=["ledgers"], auth=may("read"))


class Suggestion(Schema):
    """`detail` tells two of the same name apart; `linked_record_id` is the record that it is linked to already."""

    entity_id: UUID
    kind: EntityKindName
    external_id: str
    name: str
    detail: str
    number: str
    linked_record_id: UUID | None


class Suggestions(Schema):
    items: list[Suggestion]


class SuggestionQuery(Schema):
    """`contact` stands for what the provider calls customer or supplier; fewer than three letters give nothing."""

    kind: Literal["contact", "customer", "supplier", "item", "invoice", "bill"] = "contact"
    text: str = Field(default="", max_length=200)


@router.get("/connections/{connection_id}/suggestions", response=Suggestions, operation_id="suggest_entities")
def suggest_entities(
    request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID, query: Query[SuggestionQuery]
) -> Suggestions:
    """The best matches for what is being typed, from the third letter on."""
    connection = connection_of(workspace_id, connection_id)
    found = suggestions.suggest(workspace_id, connection, kinds=[query.kind], text=query.text)
    return Suggestions(items=[Suggestion.model_validate(vars(one)) for one in found])
