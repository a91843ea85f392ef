"""Connecting a ledger: consent at the provider, choice of organisation, reference data; and disconnecting."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from tieout.accounting.kinds import REFERENCE_KINDS
from tieout.connectors.contract import Organisation, Tokens
from tieout.connectors.errors import AuthorisationLost, NotPermitted, ProviderError
from tieout.connectors.registry import CONNECTORS
from tieout.engine import access, durable, send
from tieout.engine.surface import Connected, NotPossible
from tieout.settings import settings
from tieout.store import audit, connections, database, grants, mirror, progress, runs, workspaces
from tieout.store.connections import Connection, ConnectionStatus, PendingConsent
from tieout.store.ids import new_id
from tieout.store.vault import Unreadable, vault


def redirect_uri(provider: str) -> str:
    """Where the provider sends the browser back to; registered with the provider byte for byte."""
    return f"{settings().base_url.rstrip('/')}/oauth/{provider}/callback"


def begin(workspace_id: UUID, *, provider: str, user_id: int, actor: str) -> str:
    """The address of the provider's consent page; raises NotPossible with what to do."""
    if provider not in CONNECTORS:
        raise NotPossible(f"There is no ledger called {provider}.")
    if not workspaces.workspace_by_id(workspace_id).accounting_allowed:
        raise NotPossible("Accounting is switched off for this workspace. Ask the administrator of the installation to enable it.")
    own = access.provider_settings(provider)
    if not own.client_id or not own.client_secret:
        name = provider.upper()
        raise NotPossible(f"Tell Tieout the keys of your app first: set TIEOUT_{name}_CLIENT_ID and TIEOUT_{name}_CLIENT_SECRET.")
    state, verifier, consent_id = secrets.token_urlsafe(32), secrets.token_urlsafe(64), new_id()
    sealed = vault().seal(verifier, place=f"pending_consent/{consent_id}/verifier")
    with database.atomic():
        consent = PendingConsent(id=consent_id, user_id=user_id, provider=provider, state=state, sealed_verifier=sealed)
        connections.begin_consent(workspace_id, consent)
        audit.add(workspace_id, [audit.Note(actor=actor, action="connection.begun", subject_kind="provider", subject_id=provider)])
    link = access.connector(provider)
    try:
        return link.authorise_url(redirect_uri=redirect_uri(provider), state=state, code_verifier=verifier)
    except ProviderError as trouble:
        raise NotPossible(f"{link.manifest.name} cannot be reached now: {trouble}. Try again in a few minutes.") from None


def finish(*, provider: str, callback: Mapping[str, str], user_id: int) -> Connected:
    """What the browser brought back; connects at once when there is one organisation, else leaves the choice to a person."""
    consent = connections.consent_by_state(callback.get("state", ""))
    if consent is None or consent.provider != provider or consent.user_id != user_id:
        return Connected(provider=provider, error="This sign-in has expired or was begun by somebody else. Begin again.")
    if consent.grant_id is not None:
        return Connected(provider=provider, workspace_id=consent.workspace_id, pending_id=consent.id)
    link = access.connector(provider)
    try:
        verifier = vault().open(consent.sealed_verifier, place=f"pending_consent/{consent.id}/verifier")
        tokens = link.exchange(callback=callback, redirect_uri=redirect_uri(provider), code_verifier=verifier)
        organisations = link.organisations(tokens, callback=callback)
    except (AuthorisationLost, NotPermitted) as refusal:
        connections.end_consent(consent.workspace_id, consent.id)
        return Connected(
            provider=provider, workspace_id=consent.workspace_id, error=_refused(link.manifest.name, callback, refusal=refusal)
        )
    except (ProviderError, Unreadable) as trouble:
        said = f"{link.manifest.name} did not finish the sign-in ({trouble}). Nothing was changed; begin again."
        return Connected(provider=provider, workspace_id=consent.workspace_id, error=said)
    if not organisations:
        connections.end_consent(consent.workspace_id, consent.id)
        return Connected(
            provider=provider, workspace_id=consent.workspace_id, error="No organisation was allowed. Begin again and tick one."
        )
    with database.atomic():
        grant_id = _grant(consent, tokens)
        listed = [_listed(one) for one in organisations]
        connections.keep_consent(consent.workspace_id, consent.id, grant_id=grant_id, organisations=listed)
    if len(organisations) == 1:
        actor = f"user:{user_id}"
        made = choose(consent.workspace_id, consent.id, organisation_ids=[organisations[0].id], actor=actor)
        return Connected(provider=provider, workspace_id=consent.workspace_id, connection_ids=tuple(made))
    return Connected(provider=provider, workspace_id=consent.workspace_id, pending_id=consent.id)


def choose(workspace_id: UUID, pending_id: UUID, *, organisation_ids: Sequence[str], actor: str) -> list[UUID]:
    """Connects the chosen organisations and starts reading their reference data (X-13, X-14)."""
    consent = connections.consent(workspace_id, pending_id)
    if consent is None or consent.grant_id is None:
        raise NotPossible("This choice is over. Begin connecting again.")
    offered = {one["id"]: one for one in consent.organisations}
    if not organisation_ids or not set(organisation_ids) <= set(offered):
        raise NotPossible("Choose one of the organisations that the sign-in allowed.")
    made: list[UUID] = []
    with database.atomic():
        for organisation_id in organisation_ids:
            earlier = connections.find_connection(workspace_id, provider=consent.provider, organisation_id=organisation_id)
            row = connections.save_connection(
                workspace_id, grant_id=consent.grant_id, provider=consent.provider, organisation=offered[organisation_id]
            )
            made.append(row.id)
            _connected(row, actor=actor, again=earlier is not None)
        connections.end_consent(workspace_id, pending_id)
    return made


def sync_reference_data(workspace_id: UUID, connection_id: UUID, *, actor: str) -> UUID:
    with database.atomic():
        row = connections.connection(workspace_id, connection_id)
        if row.status != ConnectionStatus.ACTIVE:
            raise NotPossible(f"{row.organisation_name} is not connected. Reconnect it first.")
        return _start_reference(row, actor=actor)


def disconnect(workspace_id: UUID, connection_id: UUID, *, actor: str) -> None:
    """Stops everything towards this organisation at once; links and last-known data stay readable."""
    row = connections.connection(workspace_id, connection_id)
    with database.atomic():
        connections.update_connection(
            workspace_id, connection_id, status=ConnectionStatus.DISCONNECTED, is_records_ledger=False, trouble="", retry_at=None
        )
        mirror.archive_reference(workspace_id, connection_id, kinds=[kind.value for kind in REFERENCE_KINDS])
        note = audit.Note(
            actor=actor,
            action="connection.disconnected",
            subject_kind="connection",
            subject_id=str(connection_id),
            text=row.organisation_name,
        )
        audit.add(workspace_id, [note])
        progress.show(workspace_id, "connection", subject_id=connection_id, state=ConnectionStatus.DISCONNECTED)
    others = [one for one in connections.connections_of_grant(workspace_id, row.grant_id) if one.status == ConnectionStatus.ACTIVE]
    if others or row.status != ConnectionStatus.ACTIVE:
        return  # The same sign-in serves other organisations: it must live on.
    _revoke(row)


def use_for_records(workspace_id: UUID, connection_id: UUID, *, actor: str) -> None:
    row = connections.connection(workspace_id, connection_id)
    if row.status == ConnectionStatus.DISCONNECTED:
        raise NotPossible(f"{row.organisation_name} is disconnected. Connect it first.")
    with database.atomic():
        connections.use_for_records(workspace_id, connection_id)
        note = audit.Note(
            actor=actor,
            action="connection.records_ledger",
            subject_kind="connection",
            subject_id=str(connection_id),
            text=row.organisation_name,
        )
        audit.add(workspace_id, [note])


def _revoke(row: Connection) -> None:
    """The provider is told; when it cannot be reached, what we hold is useless all the same."""
    try:
        grant = grants.open_grant(row.workspace_id, row.grant_id)
        tokens = Tokens(access_token=grant.access_token, refresh_token=grant.refresh_token, expires_at=grant.expires_at)
        access.connector(row.provider).revoke(tokens)
    except (ProviderError, Unreadable) as trouble:
        note = audit.Note(
            actor="Tieout",
            action="connection.revocation_failed",
            subject_kind="connection",
            subject_id=str(row.id),
            text=f"{row.organisation_name}: {trouble}",
        )
        with database.atomic():
            audit.add(row.workspace_id, [note])
    grants.mark_revoked(row.workspace_id, row.grant_id)


def _connected(row: Connection, *, actor: str, again: bool) -> None:
    note = audit.Note(
        actor=actor,
        action="connection.reconnected" if again else "connection.connected",
        subject_kind="connection",
        subject_id=str(row.id),
        text=row.organisation_name,
        details={"provider": row.provider, "organisation": row.organisation_id},
    )
    audit.add(row.workspace_id, [note])
    progress.show(row.workspace_id, "connection", subject_id=row.id, state=row.status, text=row.organisation_name)
    _start_reference(row, actor=actor)
    send.wake(row.workspace_id, row.id)


def _start_reference(row: Connection, *, actor: str) -> UUID:
    made = new_id()
    run, _ = runs.start_run(
        row.workspace_id,
        kind=runs.RunKind.REFERENCE,
        key=f"reference:{row.id}:{made}",
        title=f"Reference data of {row.organisation_name}",
        subject_kind="connection",
        subject_id=row.id,
        started_by=actor,
    )
    durable.enqueue("reference", [str(row.workspace_id), str(run.id)], workflow_id=f"reference:{run.id}", partition=str(row.id))
    return run.id


def _grant(consent: PendingConsent, tokens: Tokens) -> UUID:
    kept = grants.NewTokens(
        access_token=tokens.access_token, refresh_token=tokens.refresh_token, expires_at=tokens.expires_at, scopes=tokens.scopes
    )
    return grants.create_grant(consent.workspace_id, provider=consent.provider, tokens=kept)


def _listed(one: Organisation) -> dict[str, str]:
    return {key: str(value) for key, value in asdict(one).items() if isinstance(value, str)}


def _refused(name: str, callback: Mapping[str, str], *, refusal: ProviderError) -> str:
    if callback.get("error") == "access_denied":
        return (
            f"{name} was not connected: the consent was refused. A read-only user of {name} cannot connect it; "
            "sign in as a user who may change the books."
        )
    return f"{name} was not connected: {refusal}. Begin again."
