"""A workspace with two ledgers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tieout.store import connections, grants, workspaces
from tieout.store.collections import Collection, collection, save_collection

TOKENS = grants.NewTokens(access_token="access-1", refresh_token="refresh-1", expires_at=datetime.now(UTC) + timedelta(minutes=30))


@pytest.fixture
def workspace_id(db: None) -> UUID:
    return workspaces.create_workspace("A shop").id


@pytest.fixture
def grant_id(workspace_id: UUID) -> UUID:
    return grants.create_grant(workspace_id, provider="xero", tokens=TOKENS)


@pytest.fixture
def connect(workspace_id: UUID, grant_id: UUID) -> Callable[[str], UUID]:
    """Connects an organisation by its id."""

    def connected(organisation_id: str) -> UUID:
        organisation = {"id": organisation_id, "name": f"Organisation {organisation_id}", "country": "GB", "currency": "GBP"}
        return connections.save_connection(workspace_id, grant_id=grant_id, provider="xero", organisation=organisation).id

    return connected


@pytest.fixture
def connection_id(connect: Callable[[str], UUID]) -> UUID:
    return connect("one")


@pytest.fixture
def orders(workspace_id: UUID) -> Collection:
    fields: list[dict[str, object]] = [
        {"key": "number", "name": "Number", "type": "text"},
        {"key": "note", "name": "Note", "type": "text"},
    ]
    save_collection(workspace_id, key="orders", name="Orders", fields=fields)
    made = collection(workspace_id, "orders")
    assert made is not None
    return made
