"""The rules by which contacts and items of records are found in a ledger: read, and set without code."""

from typing import Literal
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from tieout.engine import match_rules
from tieout.reconciliation.identity.rules import MatchRules
from tieout.web.api.connections import connection_of
from tieout.web.api.values import WorkspaceId
from tieout.web.permissions import Asked, actor_of, may

router = Router(tags=["connections"], auth=may("read"))

ContactDetail = Literal["tax_number", "company_number", "account_number", "email", "phone", "address", "person"]
ItemDetail = Literal["code", "name"]


class MatchingRules(Schema):
    """Which details count: of contacts beside the name, of items at least one. From a likelihood of `certain_percent` on, what an
    identifier proves is linked without asking (100: never); from `asked_percent` on a person is asked; below it is another."""

    contact_details: list[ContactDetail] = Field(max_length=7)
    item_details: list[ItemDetail] = Field(min_length=1, max_length=2)
    certain_percent: int = Field(ge=50, le=100)
    asked_percent: int = Field(ge=5, le=95)


@router.get("/connections/{connection_id}/matching-rules", response=MatchingRules, operation_id="get_matching_rules")
def get_matching_rules(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID) -> MatchingRules:
    """By what it is told whether a contact or an item is in this ledger already."""
    connection_of(workspace_id, connection_id)
    return _shown(match_rules.rules_of(workspace_id, connection_id))


@router.put(
    "/connections/{connection_id}/matching-rules",
    response=MatchingRules,
    auth=may("edit_collections"),
    operation_id="change_matching_rules",
)
def change_matching_rules(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID, body: MatchingRules) -> MatchingRules:
    """Sets the rules for this ledger, from the next question on; links and what people decided stay."""
    rules = MatchRules(
        contact_details=frozenset(body.contact_details),
        item_details=frozenset(body.item_details),
        certain_from=body.certain_percent / 100,
        asked_from=body.asked_percent / 100,
    )
    match_rules.change(connection_of(workspace_id, connection_id), rules, actor=actor_of(request))
    return _shown(rules)


def _shown(rules: MatchRules) -> MatchingRules:
    return MatchingRules.model_validate(
        {
            "contact_details": sorted(rules.contact_details),
            "item_details": sorted(rules.item_details),
            "certain_percent": round(rules.certain_from * 100),
            "asked_percent": round(rules.asked_from * 100),
        }
    )
