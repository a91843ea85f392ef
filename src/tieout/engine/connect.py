"""Connecting a ledger: consent at the provider, choice of organisation, reference data; changing and reconnecting it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from tieout.connectors.contract import Organisation, Tokens
from tieout.connectors.errors import AuthorisationLost, NotPermitted, ProviderError
from tieout.connectors.registry import CONNECTORS
from tieout.engine import access, disconnect, durable, poll, reference, turns
from tieout.engine.surface import Connected, NotPossible
from tieout.settings import settings
from tieout.store import audit, connections, database, grants, postings, progress, runs, workspaces
from tieout.store.connections import Connection, ConnectionStatus, PendingConsent
from tieout.store.ids import new_id
from tieout.store.vault import Unreadable, vault


def redirect_uri(provider: str) -> str:
    """Where the provider sends the browser back to; registered with the provider byte for byte."""
    return f"{settings().base_url.rstrip('/')}/oauth/{provider}/callback"


def begin(workspace_id: UUID, *, provider: str, user_id: int, actor: str, replaces: UUID | None = None) -> str:
    """The address of the provider's consent page; raises NotPossible with what to do.

    `replaces` is the connection whose place the new one takes, or which is to work again.
    """
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
        consent.replaces_id = replaces
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
    chosen = [organisations[0].id] if len(organisations) == 1 else _wanted_back(consent, offered=[one.id for one in organisations])
    if chosen:
        made = choose(consent.workspace_id, consent.id, organisation_ids=chosen, actor=f"user:{user_id}")
        return Connected(provider=provider, workspace_id=consent.workspace_id, connection_ids=tuple(made))
    return Connected(provider=provider, workspace_id=consent.workspace_id, pending_id=consent.id)


def choose(workspace_id: UUID, pending_id: UUID, *, organisation_ids: Sequence[str], actor: str) -> list[UUID]:
    """Connects the chosen organisations and starts reading their reference data (X-13, X-14).

    What the consent replaces is disconnected, and its place as the records' ledger goes to the first of them.
    """
    consent = connections.consent(workspace_id, pending_id)
    if consent is None or consent.grant_id is None:
        raise NotPossible("This choice is over. Begin connecting again.")
    offered = {one["id"]: one for one in consent.organisations}
    if not organisation_ids or not set(organisation_ids) <= set(offered):
        raise NotPossible("Choose one of the organisations that the sign-in allowed.")
    if consent.replaces_id is not None and len(organisation_ids) > 1 and not _wanted_back(consent, offered=list(offered)):
        raise NotPossible("Choose one organisation: it takes the place of the one before.")
    made: list[UUID] = []
    replaced: Connection | None = None
    parting = "" if consent.replaces is None else disconnect.parting_token(consent.replaces)
    with database.atomic():
        for organisation_id in organisation_ids:
            earlier = connections.find_connection(workspace_id, provider=consent.provider, organisation_id=organisation_id)
            row = connections.save_connection(
                workspace_id, grant_id=consent.grant_id, provider=consent.provider, organisation=offered[organisation_id]
            )
            made.append(row.id)
            _connected(row, actor=actor, again=earlier is not None)
        if consent.replaces_id is not None and consent.replaces_id not in made:
            replaced = _replace(workspace_id, consent.replaces_id, by=made[0], actor=actor)
        connections.end_consent(workspace_id, pending_id)
    if replaced is not None:
        disconnect.give_back(replaced, token=parting)
    return made


def change_organisation(workspace_id: UUID, connection_id: UUID, *, user_id: int) -> UUID | None:
    """The choice among the other organisations that the sign-in of this connection reaches; None where it takes a new sign-in."""
    row = connections.connection(workspace_id, connection_id)
    if row.status != ConnectionStatus.ACTIVE:
        raise NotPossible(f"{row.organisation_name} is not connected. Reconnect it first.")
    link = access.connector(row.provider)
    if not link.manifest.one_grant_many_organisations:
        return None
    try:
        with access.noticing_loss(row):
            token = access.open_access(row).token()
        grant = grants.open_grant(workspace_id, row.grant_id)
        tokens = Tokens(access_token=token, refresh_token=grant.refresh_token, expires_at=grant.expires_at, scopes=grant.scopes)
        offered = [_listed(one) for one in link.organisations(tokens, callback={}) if one.id != row.organisation_id]
    except ProviderError as trouble:
        raise NotPossible(f"{link.manifest.name} does not tell its organisations now: {trouble}. Try again in a moment.") from None
    if not offered:
        return None
    consent_id = new_id()
    with database.atomic():
        consent = PendingConsent(id=consent_id, user_id=user_id, provider=row.provider, state=secrets.token_urlsafe(32))
        consent.replaces_id = row.id
        connections.begin_consent(workspace_id, consent)
        connections.keep_consent(workspace_id, consent_id, grant_id=row.grant_id, organisations=offered)
    return consent_id


def sync_reference_data(workspace_id: UUID, connection_id: UUID, *, actor: str) -> UUID:
    with database.atomic():
        row = connections.connection(workspace_id, connection_id)
        if row.status != ConnectionStatus.ACTIVE:
            raise NotPossible(f"{row.organisation_name} is not connected. Reconnect it first.")
        return _start_reference(row, actor=actor)


def use_for_records(workspace_id: UUID, connection_id: UUID, *, actor: str) -> None:
    row = connections.connection(workspace_id, connection_id)
    if row.status == ConnectionStatus.DISCONNECTED:
        raise NotPossible(f"{row.organisation_name} is disconnected. Connect it first.")
    before = connections.records_ledger(workspace_id)
    with database.atomic():
        connections.use_for_records(workspace_id, connection_id)
        if before is not None and before.id != connection_id:
            reference.archive(workspace_id, before.id)
        reference.publish(workspace_id, connection_id)
        note = audit.Note(
            actor=actor,
            action="connection.records_ledger",
            subject_kind="connection",
            subject_id=str(connection_id),
            text=row.organisation_name,
        )
        audit.add(workspace_id, [note])


def _replace(workspace_id: UUID, old_id: UUID, *, by: UUID, actor: str) -> Connection:
    """The old one is let go and hands its place over; its links stay what they are: links to the old organisation."""
    old = connections.connection(workspace_id, old_id)
    if old.status != ConnectionStatus.DISCONNECTED:
        disconnect.let_go(old, actor=actor)
    if old.is_records_ledger:
        connections.use_for_records(workspace_id, by)
    return old


def _wanted_back(consent: PendingConsent, *, offered: Sequence[str]) -> list[str]:
    """The organisations that this sign-in is to make work again: nobody is asked which."""
    if consent.replaces_id is None:
        return []
    rows = connections.connections(consent.workspace_id)
    lost = next((one for one in rows if one.id == consent.replaces_id and one.status != ConnectionStatus.ACTIVE), None)
    if lost is None or lost.provider != consent.provider or lost.organisation_id not in offered:
        return []
    with_it = [one for one in rows if one.provider == lost.provider and one.status == ConnectionStatus.NEEDS_RECONNECTING]
    return sorted({lost.organisation_id, *(one.organisation_id for one in with_it if one.organisation_id in offered)})


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
    runs.say_of_postings(row.workspace_id, postings.release(row.workspace_id, row.id), error="")
    if settings().poll_minutes:
        poll.refresh(row.workspace_id, row.id, background=True)
    turns.wake(row.workspace_id, row.id)


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
