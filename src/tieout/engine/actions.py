"""What the page, the API and the command line ask of the engine: every function here is one thing that a person can do."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import ValidationError

from tieout.accounting.accounts import Account, TaxRate
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Organisation
from tieout.engine import access, connect, durable, health, imports, poll, records, reference, retry
from tieout.engine import disconnect as disconnecting
from tieout.engine.sights import entity_of
from tieout.engine.suggest import suggested_maps
from tieout.engine.surface import Connected, NotPossible
from tieout.mapping.import_mapping import ImportMapping
from tieout.store import audit, collections, connections, database, mirror, runs, shapes, syncs, tieouts
from tieout.store import imports as import_store
from tieout.store.connections import Connection
from tieout.store.ids import new_id
from tieout.store.imports import Import, ImportState
from tieout.store.records import Draft, Saved, VersionConflict

__all__ = ["Connected", "NotPossible", "VersionConflict"]

begin_connecting = connect.begin
finish_connecting = connect.finish
choose_organisations = connect.choose
sync_reference_data = connect.sync_reference_data
change_organisation = connect.change_organisation
disconnect = disconnecting.disconnect
refresh = poll.refresh
take_notices = poll.told
read_webhook = poll.heard
connection_health = health.health
use_for_records = connect.use_for_records
upload_import = imports.upload
describe_import = imports.described
change_record = records.change_record
retry_exception = retry.retry
retry_cause = retry.retry_cause
dismiss_exception = retry.dismiss
cancel_run = retry.cancel_run

SYNCED_KINDS = ("contact", "item", "invoice", "bill", "credit_note", "supplier_credit", "payment", "supplier_payment")


def preview_import(workspace_id: UUID, import_id: UUID, *, mapping: Mapping[str, object]) -> dict[str, object]:
    """What applying this mapping would make; raises NotPossible for a mapping that cannot be read."""
    row = _import(workspace_id, import_id)
    return imports.preview(row, _mapping(mapping))


def apply_import(workspace_id: UUID, import_id: UUID, *, mapping: Mapping[str, object], actor: str) -> None:
    """Starts making records of the file; its progress is told, and it goes on after a kill."""
    row, parsed = _import(workspace_id, import_id), _mapping(mapping)
    wanted = {parsed.collection, *(part.collection for part in parsed.related)}
    present = {one.key: one for one in collections.collections(workspace_id)}
    missing = wanted - present.keys()
    if missing:
        raise NotPossible(f"There is no collection {', '.join(sorted(missing))}. Make it first, or leave it out of the mapping.")
    for key in wanted:
        reference.refuse_by_hand(present[key])
    if row.state == ImportState.RUNNING:
        raise NotPossible("This import is running already.")
    with database.atomic():
        # Whoever changes a field waits for this to be kept, and leaves it alone then.
        shapes.stay(workspace_id)
        import_store.update_import(
            workspace_id, import_id, mapping=parsed.model_dump(mode="json"), state=ImportState.RUNNING, created_by=actor
        )
        name = f"import:{import_id}:{row.sha256[:8]}:{new_id()}"
        durable.enqueue("import", [str(workspace_id), str(import_id)], workflow_id=name, partition=f"import:{workspace_id}")


def save_record(workspace_id: UUID, collection_key: str, *, key: str, values: dict[str, object], actor: str) -> Saved:
    """Makes a record, or changes the one of that key."""
    collection = collections.collection(workspace_id, collection_key)
    if collection is None:
        raise NotPossible(f"There is no collection {collection_key}.")
    required = [field.name for field in collection.fields.all() if field.required and values.get(field.key) in (None, "")]
    if required:
        raise NotPossible(f"Fill in: {', '.join(required)}.")
    draft = Draft(key=key, title=str(values.get("name") or key), values=values, problems=[])
    with database.atomic():
        return records.save_drafts(workspace_id, collection, drafts=[draft], actor=actor)[0]


def save_sync(
    workspace_id: UUID, *, pair: tuple[UUID, UUID], kinds: Sequence[str], maps: Mapping[str, object], actor: str
) -> syncs.Sync:
    """Makes or changes the agreement between two connections, source and target."""
    if pair[0] == pair[1]:
        raise NotPossible("A ledger cannot be kept in step with itself; choose two different ones.")
    unknown = set(kinds) - set(SYNCED_KINDS)
    if unknown or not kinds:
        raise NotPossible(f"Choose what is synced from: {', '.join(SYNCED_KINDS)}.")
    source, target = (connections.connection(workspace_id, one) for one in pair)
    with database.atomic():
        name = f"{source.organisation_name} → {target.organisation_name}"
        ordered = [kind for kind in SYNCED_KINDS if kind in kinds]
        row = syncs.save_sync(workspace_id, name=name, pair=pair, kinds=ordered, maps=dict(maps))
        note = audit.Note(
            actor=actor, action="sync.saved", subject_kind="sync", subject_id=str(row.id), text=name, details=dict(maps)
        )
        audit.add(workspace_id, [note])
    return row


def suggest_maps(workspace_id: UUID, source_id: UUID, *, target_id: UUID) -> dict[str, object]:
    """Accounts, tax codes and bank accounts of both ledgers, and which of them look like the same; a person decides."""
    return suggested_maps(workspace_id, source_id, target_id=target_id)


def run_sync(workspace_id: UUID, sync_id: UUID, *, actor: str) -> UUID:
    """Starts one pass; answers the run."""
    agreement = syncs.sync(workspace_id, sync_id)
    if agreement is None:
        raise NotPossible("There is no such sync.")
    with database.atomic():
        turn = syncs.next_turn(workspace_id, sync_id)
        run, _ = runs.start_run(
            workspace_id,
            kind=runs.RunKind.SYNC,
            key=f"sync:{sync_id}:{turn}",
            title=agreement.name,
            subject_kind="sync",
            subject_id=sync_id,
            started_by=actor,
        )
        durable.enqueue("sync", [str(workspace_id), str(run.id)], workflow_id=f"sync:{run.id}", partition=str(sync_id))
    return run.id


def start_tie_out(workspace_id: UUID, connection_ids: Sequence[UUID], *, actor: str) -> UUID:
    """Starts a proof over these ledgers, the records' ledger first; answers the tie-out's id."""
    chosen = [connections.connection(workspace_id, connection_id) for connection_id in connection_ids]
    if not chosen:
        raise NotPossible("Choose at least one ledger.")
    ordered = sorted(chosen, key=lambda row: not row.is_records_ledger)
    names = [row.organisation_name for row in ordered]
    title = " ↔ ".join(["Records", *names] if ordered[0].is_records_ledger else names)
    with database.atomic():
        row = tieouts.create_tie_out(workspace_id, title=title, by=actor)
        run, _ = runs.start_run(
            workspace_id,
            kind=runs.RunKind.TIE_OUT,
            key=f"tie_out:{row.id}",
            title=title,
            subject_kind="tie_out",
            subject_id=row.id,
            context={"connections": [str(one.id) for one in ordered]},
            started_by=actor,
        )
        partition = f"tie_out:{workspace_id}"
        durable.enqueue("tie_out", [str(workspace_id), str(run.id)], workflow_id=f"tie_out:{run.id}", partition=partition)
    return row.id


def budget(connection: Connection) -> list[dict[str, object]]:
    """Calls used and allowed by scope: minute, day and what else the provider counts."""
    return access.DatabaseGate(connection).budget()


def entity_url(connection: Connection, *, kind: str, external_id: str, told: str = "") -> str:
    """The entity's page in the provider's own product, or ""; `told` is the address that the provider itself gave."""
    if told:
        return told
    organisation = Organisation(id=connection.organisation_id, name=connection.organisation_name, short_code=connection.short_code)
    link = access.connector(connection.provider)
    return link.link_url(kind=EntityKind(kind), external_id=external_id, organisation=organisation)


def reference_data(workspace_id: UUID, connection_id: UUID) -> tuple[list[Account], list[TaxRate]]:
    """What may be chosen now: active accounts and tax codes."""
    rows = mirror.entities(workspace_id, connection_id, kinds=[EntityKind.ACCOUNT.value, EntityKind.TAX_RATE.value])
    found = [entity_of(row) for row in rows if not row.archived]
    return [one for one in found if isinstance(one, Account)], [one for one in found if isinstance(one, TaxRate)]


def _import(workspace_id: UUID, import_id: UUID) -> Import:
    row = import_store.import_by_id(workspace_id, import_id)
    if row is None:
        raise NotPossible("There is no such import.")
    return row


def _mapping(document: Mapping[str, object]) -> ImportMapping:
    try:
        return ImportMapping.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise NotPossible(f"The mapping cannot be read: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
