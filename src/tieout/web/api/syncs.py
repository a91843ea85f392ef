"""Syncs: standing agreements between two ledgers, what they map, and their runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from ninja import Query, Router, Schema, Status
from pydantic import BaseModel, Field

from tieout.accounting.accounts import AccountType
from tieout.engine import actions
from tieout.store import audit, sync_lists, syncs
from tieout.store.connections import Connection, ConnectionStatus
from tieout.web.api.connections import ConnectionBrief, brief, connection_of
from tieout.web.api.paging import ListQuery, whole
from tieout.web.api.runs import RunRow, rows_shown, run_shown
from tieout.web.api.values import PageOut, WorkspaceId
from tieout.web.permissions import Asked, actor_of, may
from tieout.web.problems import Refused, not_found

router = Router(tags=["syncs"], auth=may("read"))

SyncedKindName = Literal["contact", "item", "invoice", "bill", "credit_note", "supplier_credit", "payment", "supplier_payment"]
# A key of the source ledger to the key of the target ledger.
KeyMap = Annotated[dict[str, str], Field(max_length=2000)]


class Sync(Schema):
    """`doubtful_open` counts the matches of its runs that a person must decide, `refused_open` what could not be carried over."""

    id: UUID
    name: str
    source: ConnectionBrief
    target: ConnectionBrief
    kinds: list[SyncedKindName]
    account_map: KeyMap
    tax_map: KeyMap
    bank_account_map: KeyMap
    enabled: bool
    last_run: RunRow | None
    doubtful_open: int
    refused_open: int
    created_at: datetime


class SyncPage(PageOut):
    items: list[Sync]


class SyncIn(Schema):
    source_connection_id: UUID
    target_connection_id: UUID
    kinds: list[SyncedKindName] = Field(min_length=1)
    account_map: KeyMap
    tax_map: KeyMap
    bank_account_map: KeyMap


class SyncChange(Schema):
    """What is left out stays as it is."""

    kinds: list[SyncedKindName] | None = Field(default=None, min_length=1)
    account_map: KeyMap | None = None
    tax_map: KeyMap | None = None
    bank_account_map: KeyMap | None = None
    enabled: bool | None = None


class MapChoice(Schema):
    """A key of the source, and the key of the target that looks like the same; null where none does."""

    key: str
    name: str
    suggested: str | None


class MapOption(Schema):
    key: str
    name: str
    code: str = ""


class SuggestedMaps(Schema):
    accounts: list[MapChoice]
    taxes: list[MapChoice]
    bank_accounts: list[MapChoice]
    target_accounts: list[MapOption]
    target_taxes: list[MapOption]
    target_bank_accounts: list[MapOption]


class PairQuery(Schema):
    source_connection_id: UUID
    target_connection_id: UUID


@router.get("/syncs", response=SyncPage, operation_id="list_syncs")
def list_syncs(request: Asked, workspace_id: WorkspaceId, *, query: Query[ListQuery]) -> SyncPage:
    """The syncs with their last runs."""
    page = whole(syncs.syncs(workspace_id), query)
    return SyncPage(items=_shown(workspace_id, page.rows), next_cursor=page.next_cursor, total=page.total)


@router.post("/syncs", response={201: Sync}, auth=may("sync"), operation_id="create_sync")
def create_sync(request: Asked, workspace_id: WorkspaceId, *, body: SyncIn) -> Status[Sync]:
    """Makes the agreement between two ledgers."""
    source, target = _pair(workspace_id, source_id=body.source_connection_id, target_id=body.target_connection_id)
    if any(row.source_id == source.id and row.target_id == target.id for row in syncs.syncs(workspace_id)):
        raise Refused(409, "There is a sync from this ledger to that one already.", remedy="Open it and change its maps.")
    maps = {"accounts": body.account_map, "taxes": body.tax_map, "bank_accounts": body.bank_account_map}
    row = actions.save_sync(workspace_id, pair=(source.id, target.id), kinds=body.kinds, maps=maps, actor=actor_of(request))
    return Status(201, get_sync(request, workspace_id, sync_id=row.id))


@router.get("/syncs/suggested-maps", response=SuggestedMaps, operation_id="suggest_maps_of_pair")
def suggest_maps_of_pair(request: Asked, workspace_id: WorkspaceId, *, query: Query[PairQuery]) -> SuggestedMaps:
    """What a sync from one ledger to the other would map, before there is one."""
    source, target = _pair(workspace_id, source_id=query.source_connection_id, target_id=query.target_connection_id)
    return _maps(workspace_id, source_id=source.id, target_id=target.id)


@router.get("/syncs/{sync_id}", response=Sync, operation_id="get_sync")
def get_sync(request: Asked, workspace_id: WorkspaceId, *, sync_id: UUID) -> Sync:
    """A sync with what it maps and its last run."""
    return _shown(workspace_id, [_sync(workspace_id, sync_id)])[0]


@router.patch("/syncs/{sync_id}", response=Sync, auth=may("sync"), operation_id="change_sync")
def change_sync(request: Asked, workspace_id: WorkspaceId, *, sync_id: UUID, body: SyncChange) -> Sync:
    """Changes what a sync carries and maps, or switches it."""
    row = _sync(workspace_id, sync_id)
    given = {"accounts": body.account_map, "taxes": body.tax_map, "bank_accounts": body.bank_account_map}
    changed = {name: value for name, value in given.items() if value is not None}
    with transaction.atomic():
        if changed or body.kinds is not None:
            actions.save_sync(
                workspace_id,
                pair=(row.source_id, row.target_id),
                kinds=body.kinds or row.kinds,
                maps={**row.maps, **changed},
                actor=actor_of(request),
            )
        if body.enabled is not None and body.enabled != row.enabled:
            syncs.update_sync(workspace_id, sync_id, enabled=body.enabled)
            audit.add(workspace_id, [_switched(row, enabled=body.enabled, actor=actor_of(request))])
    return get_sync(request, workspace_id, sync_id=sync_id)


@router.get("/syncs/{sync_id}/suggested-maps", response=SuggestedMaps, operation_id="suggest_maps")
def suggest_maps(request: Asked, workspace_id: WorkspaceId, *, sync_id: UUID) -> SuggestedMaps:
    """Accounts and tax codes of both ledgers, and which of them look like the same."""
    row = _sync(workspace_id, sync_id)
    return _maps(workspace_id, source_id=row.source_id, target_id=row.target_id)


@router.post("/syncs/{sync_id}/run", response={202: RunRow}, auth=may("sync"), operation_id="run_sync")
def run_sync(request: Asked, workspace_id: WorkspaceId, *, sync_id: UUID) -> Status[RunRow]:
    """Starts one pass in the background; the answer is its run."""
    row = _sync(workspace_id, sync_id)
    if not row.enabled:
        raise Refused(409, "This sync is switched off.", remedy="Switch it on, then run it.")
    return Status(202, run_shown(workspace_id, actions.run_sync(workspace_id, sync_id, actor=actor_of(request))))


def _sync(workspace_id: UUID, sync_id: UUID) -> syncs.Sync:
    row = syncs.sync(workspace_id, sync_id)
    if row is None:
        raise not_found("This sync")
    return row


def _pair(workspace_id: UUID, *, source_id: UUID, target_id: UUID) -> tuple[Connection, Connection]:
    if source_id == target_id:
        raise Refused(422, "A ledger cannot be synced with itself.", remedy="Choose two different ledgers.")
    source, target = connection_of(workspace_id, source_id), connection_of(workspace_id, target_id)
    for row in (source, target):
        if row.status != ConnectionStatus.ACTIVE:
            raise Refused(409, f"{row.organisation_name} is not connected.", remedy="Connect it under Settings, Integrations.")
    return source, target


def _shown(workspace_id: UUID, rows: list[syncs.Sync]) -> list[Sync]:
    latest = sync_lists.latest_runs(workspace_id, [row.id for row in rows])
    shown_runs = dict(zip(latest, rows_shown(workspace_id, list(latest.values())), strict=True))
    open_counts = sync_lists.open_exceptions(workspace_id, [row.id for row in rows])
    return [Sync.model_validate({**_parts(row), **open_counts[row.id], "last_run": shown_runs.get(row.id)}) for row in rows]


def _parts(row: syncs.Sync) -> dict[str, object]:
    maps: Mapping[str, object] = row.maps
    return {
        "id": row.id,
        "name": row.name,
        "source": brief(row.source),
        "target": brief(row.target),
        "kinds": row.kinds,
        "account_map": maps.get("accounts", {}),
        "tax_map": maps.get("taxes", {}),
        "bank_account_map": maps.get("bank_accounts", {}),
        "enabled": row.enabled,
        "created_at": row.created_at,
    }


def _switched(row: syncs.Sync, *, enabled: bool, actor: str) -> audit.Note:
    action, text = ("sync.enabled", "on") if enabled else ("sync.disabled", "off")
    return audit.Note(
        actor=actor, action=action, subject_kind="sync", subject_id=str(row.id), text=f"{row.name} was switched {text}"
    )


class _Suggestion(BaseModel):
    """One row of `actions.suggest_maps`."""

    source: str
    source_name: str
    target: str


class _Option(BaseModel):
    key: str
    name: str
    code: str = ""
    type: str = ""


class _Suggestions(BaseModel):
    accounts: list[_Suggestion]
    taxes: list[_Suggestion]
    bank_accounts: list[_Suggestion]
    target_accounts: list[_Option]
    target_taxes: list[_Option]


def _maps(workspace_id: UUID, *, source_id: UUID, target_id: UUID) -> SuggestedMaps:
    found = _Suggestions.model_validate(actions.suggest_maps(workspace_id, source_id, target_id=target_id))
    return SuggestedMaps(
        accounts=[_choice(one) for one in found.accounts],
        taxes=[_choice(one) for one in found.taxes],
        bank_accounts=[_choice(one) for one in found.bank_accounts],
        target_accounts=[_option(one) for one in found.target_accounts],
        target_taxes=[_option(one) for one in found.target_taxes],
        target_bank_accounts=[_option(one) for one in found.target_accounts if one.type == AccountType.BANK],
    )


def _choice(one: _Suggestion) -> MapChoice:
    return MapChoice(key=one.source, name=one.source_name, suggested=one.target or None)


def _option(one: _Option) -> MapOption:
    return MapOption(key=one.key, name=one.name, code=one.code)
