"""Connections to ledgers: what can be connected, what is, and how it is doing."""

from dataclasses import asdict
from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tieout.engine import actions
from tieout.store import connections, workspaces
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.values import Created, EntityKindName, PageOut, ProviderName, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found
from tieout.web.providers import NAMES, offers

router = Router(tags=["connections"], auth=may("read"))


class Budget(Schema):
    """Calls that count against a limit of the provider: `scope` is minute, day, concurrent… `forecast` is what a day comes to at
    this pace."""

    scope: str
    used: int
    limit: int
    left: int
    forecast: int | None


class KindRead(Schema):
    kind: EntityKindName
    read_at: datetime


class Health(Schema):
    """`token_ends_at` is renewed by itself; at `sign_in_ends_at` the sign-in is lost if nothing uses it until then.

    `next_read_at` is null where nothing is read by itself; `calls_waiting` is the least that the waiting postings take.
    """

    signed_in_at: datetime
    token_ends_at: datetime
    sign_in_ends_at: datetime
    reads: list[KindRead]
    read_trouble: str
    next_read_at: datetime | None
    has_webhooks: bool
    waiting_postings: int
    calls_waiting: int


class Provider(Schema):
    """`reason` says why it cannot be connected and who can change that, empty where it can."""

    provider: ProviderName
    name: str
    connectable: bool
    reason: str


class ConnectionBrief(Schema):
    """`status_text` says in plain words how it is doing, `remedy` what to do about it, empty for nothing."""

    id: UUID
    provider: ProviderName
    provider_name: str
    organisation_name: str
    country: str
    currency: str
    status: Literal["active", "needs_reconnecting", "disconnected"]
    status_text: str
    remedy: str
    is_records_ledger: bool
    connected_at: datetime
    last_call_at: datetime | None
    reference_synced_at: datetime | None


class Connection(ConnectionBrief):
    budget: list[Budget]
    health: Health


class Connections(PageOut):
    providers: list[Provider]
    items: list[Connection]


class AuthoriseIn(Schema):
    """`replaces` is the connection whose place the new one takes: it is disconnected then. One that is broken works again."""

    replaces: UUID | None = None


class ChangeOrganisation(Schema):
    """The choice to be made, or null where another organisation takes a new sign-in at the provider."""

    pending_id: UUID | None


class AuthoriseOut(Schema):
    """Where the browser goes to consent."""

    url: str


class Organisation(Schema):
    id: str
    name: str
    country: str = ""
    currency: str = ""


class PendingConnection(Schema):
    """`replaces` names the organisation whose place the chosen one takes, empty for none."""

    id: UUID
    provider: ProviderName
    provider_name: str
    organisations: list[Organisation]
    replaces: str


class ChooseOrganisations(Schema):
    organisation_ids: list[str] = Field(min_length=1, max_length=50)


@router.get("/connections", response=Connections, operation_id="list_connections")
def list_connections(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> Connections:
    """What can be connected, what is, and how it is doing."""
    return _all(workspace_id, request.auth.workspace, query=query)


@router.post("/connections/{provider}/authorise", response=AuthoriseOut, auth=may("connect"), operation_id="authorise_connection")
def authorise_connection(
    request: Asked, workspace_id: WorkspaceId, *, provider: str, body: AuthoriseIn | None = None
) -> AuthoriseOut:
    """Begins a connection: the answer says where the browser goes to consent."""
    replaces = body.replaces if body is not None else None
    if replaces is not None:
        connection_of(workspace_id, replaces)
    offer = next((one for one in offers(allowed=request.auth.workspace.accounting_allowed) if one.provider == provider), None)
    if offer is None:
        raise not_found("This provider")
    if not offer.connectable:
        raise Refused(409, f"{offer.name} cannot be connected.", remedy=offer.reason)
    user_id, actor = request.auth.user_id, actor_of(request)
    return AuthoriseOut(
        url=actions.begin_connecting(workspace_id, provider=provider, user_id=user_id, actor=actor, replaces=replaces)
    )


@router.post(
    "/connections/{connection_id}/change-organisation",
    response=ChangeOrganisation,
    auth=may("connect"),
    operation_id="change_organisation",
)
def change_organisation(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID) -> ChangeOrganisation:
    """Offers the other organisations of the same sign-in; nothing changes before one of them is chosen."""
    connection_of(workspace_id, connection_id)
    found = actions.change_organisation(workspace_id, connection_id, user_id=request.auth.user_id)
    return ChangeOrganisation(pending_id=found)


@router.get(
    "/connections/pending/{pending_id}", response=PendingConnection, auth=may("connect"), operation_id="get_pending_connection"
)
def get_pending_connection(request: Asked, workspace_id: WorkspaceId, *, pending_id: UUID) -> PendingConnection:
    """The organisations that a consent offers, until one is chosen."""
    row = _pending(request, pending_id)
    return PendingConnection.model_validate(
        {
            "id": row.id,
            "provider": row.provider,
            "provider_name": NAMES[row.provider],
            "organisations": row.organisations,
            "replaces": row.replaces.organisation_name if row.replaces is not None else "",
        }
    )


@router.post("/connections/pending/{pending_id}", response=Connections, auth=may("connect"), operation_id="choose_organisations")
def choose_organisations(request: Asked, workspace_id: WorkspaceId, *, pending_id: UUID, body: ChooseOrganisations) -> Connections:
    """Chooses which organisations of a consent are connected."""
    row = _pending(request, pending_id)
    offered = {str(one["id"]) for one in row.organisations}
    if not offered.issuperset(body.organisation_ids):
        raise Refused(
            422, "One of these organisations was not offered by this sign-in.", remedy="Choose among those that are shown."
        )
    actions.choose_organisations(workspace_id, pending_id, organisation_ids=body.organisation_ids, actor=actor_of(request))
    return _all(workspace_id, request.auth.workspace)


@router.post(
    "/connections/{connection_id}/sync-reference-data",
    response={202: Created},
    auth=may("connect"),
    operation_id="sync_reference_data",
)
def sync_reference_data(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID) -> Status[Created]:
    """Reads organisation, accounts, tax rates and tracking anew; the answer's id is that of the run."""
    connection_of(workspace_id, connection_id)
    return Status(202, Created(id=actions.sync_reference_data(workspace_id, connection_id, actor=actor_of(request))))


@router.post("/connections/{connection_id}/read", response={202: Created}, auth=may("sync"), operation_id="read_connection")
def read_connection(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID) -> Status[Created]:
    """Reads what has changed in the ledger, now; the answer's id is that of the run."""
    connection_of(workspace_id, connection_id)
    return Status(202, Created(id=actions.refresh(workspace_id, connection_id, actor=actor_of(request))))


@router.post("/connections/{connection_id}/disconnect", response=Connection, auth=may("connect"), operation_id="disconnect")
def disconnect(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID) -> Connection:
    """Ends a connection; links and what was read stay."""
    connection_of(workspace_id, connection_id)
    actions.disconnect(workspace_id, connection_id, actor=actor_of(request))
    return _shown(connection_of(workspace_id, connection_id))


@router.post(
    "/connections/{connection_id}/records-ledger", response=Connection, auth=may("connect"), operation_id="use_for_records"
)
def use_for_records(request: Asked, workspace_id: WorkspaceId, *, connection_id: UUID) -> Connection:
    """Makes it the ledger that the workspace's own records are posted to."""
    connection_of(workspace_id, connection_id)
    actions.use_for_records(workspace_id, connection_id, actor=actor_of(request))
    return _shown(connection_of(workspace_id, connection_id))


def connection_of(workspace_id: UUID, connection_id: UUID) -> connections.Connection:
    """Raises Refused 404."""
    try:
        return connections.connection(workspace_id, connection_id)
    except connections.Connection.DoesNotExist:
        raise not_found("This connection") from None


def brief(row: connections.Connection) -> ConnectionBrief:
    return ConnectionBrief.model_validate(_parts(row))


def _shown(row: connections.Connection) -> Connection:
    spent = actions.budget(row) if row.status == connections.ConnectionStatus.ACTIVE else []
    return Connection.model_validate({**_parts(row), "budget": spent, "health": asdict(actions.connection_health(row))})


def _parts(row: connections.Connection) -> dict[str, object]:
    text, remedy = _health(row)
    return {
        "id": row.id,
        "provider": row.provider,
        "provider_name": NAMES.get(row.provider, row.provider),
        "organisation_name": row.organisation_name,
        "country": row.country,
        "currency": row.currency,
        "status": row.status,
        "status_text": text,
        "remedy": remedy,
        "is_records_ledger": row.is_records_ledger and row.status != connections.ConnectionStatus.DISCONNECTED,
        "connected_at": row.connected_at,
        "last_call_at": row.last_call_at,
        "reference_synced_at": row.reference_synced_at,
    }


def _health(row: connections.Connection) -> tuple[str, str]:
    name = NAMES.get(row.provider, row.provider)
    label = str(connections.ConnectionStatus(row.status).label)
    if row.status == connections.ConnectionStatus.NEEDS_RECONNECTING:
        return row.trouble or label, f"A System Administrator connects to {name} again. Links and waiting work are kept."
    if row.status == connections.ConnectionStatus.DISCONNECTED:
        return label, f"Connect to {name} to go on where it ended."
    if row.trouble:
        again = (
            f"Nothing is lost: it is tried again at {row.retry_at:%H:%M} UTC." if row.retry_at else "It is tried again by itself."
        )
        return row.trouble, again
    return label, ""


def _all(workspace_id: UUID, workspace: workspaces.Workspace, *, query: ListQuery | None = None) -> Connections:
    page = whole(connections.connections(workspace_id), query or ListQuery())
    return Connections(
        providers=[Provider.model_validate(vars(offer)) for offer in offers(allowed=workspace.accounting_allowed)],
        items=[_shown(row) for row in page.rows],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def _pending(request: Asked, pending_id: UUID) -> connections.PendingConsent:
    """A consent belongs to the person who gave it."""
    row = connections.consent(request.auth.workspace_id, pending_id)
    if row is None or row.user_id != request.auth.user_id or row.grant_id is None:
        raise not_found("This consent")
    return row
