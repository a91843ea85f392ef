"""Ledger sync: read what changed at the source, plan what the target lacks, intend it; the sender does the rest."""

from collections.abc import Sequence
from uuid import UUID

from tieout.accounting.contacts import Contact
from tieout.accounting.documents import Document, Payment
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import to_json
from tieout.engine import access, raising, read, turns
from tieout.engine.sights import entity_of
from tieout.reconciliation.sync_plan import (
    Doubt,
    LinkedTarget,
    PlannedAction,
    PlannedOperation,
    Refused,
    SourceEntity,
    SyncMaps,
    SyncPlan,
    TargetState,
    plan_sync,
)
from tieout.store import audit, database, exceptions, links, mirror, postings, progress, runs
from tieout.store.connections import Connection
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.links import Link, SourceKind
from tieout.store.mirror import MirrorEntity
from tieout.store.postings import OPEN_STATES, Posting, PostingState
from tieout.store.runs import Run, RunStatus
from tieout.store.syncs import Sync

WORDS = {
    PlannedAction.CREATE: "created",
    PlannedAction.UPDATE: "updated",
    PlannedAction.LINK: "linked",
    PlannedAction.VOID: "voided",
}


def run(agreement: Sync, row: Run) -> None:
    """One pass of an agreement. May be repeated from the start: what is linked or intended already is not planned again."""
    kinds = [EntityKind(kind) for kind in agreement.kinds]
    progress.show(
        agreement.workspace_id, "sync", subject_id=row.id, state="running", text=f"Reading {agreement.source.organisation_name}"
    )
    read.read_ledger(agreement.source, kinds)
    progress.show(
        agreement.workspace_id, "sync", subject_id=row.id, state="running", text=f"Reading {agreement.target.organisation_name}"
    )
    read.read_ledger(agreement.target, _target_kinds(agreement.target, kinds))
    plan = plan_now(agreement)
    with database.atomic():
        _apply(agreement, row, plan=plan)


def plan_now(agreement: Sync) -> SyncPlan:
    """What the target lacks, from the two mirrors alone: no call is made."""
    workspace_id, kinds = agreement.workspace_id, [EntityKind(kind) for kind in agreement.kinds]
    source_rows = mirror.entities(workspace_id, agreement.source_id, kinds=_values(kinds), with_deleted=True)
    target_kinds = _target_kinds(agreement.target, kinds)
    target_rows = mirror.entities(workspace_id, agreement.target_id, kinds=_values(target_kinds))
    by_external = {(row.kind, row.external_id): row for row in target_rows}
    linked: dict[tuple[str, EntityKind], LinkedTarget] = {}
    taken: set[tuple[str, str]] = set()
    for link in links.links_to(workspace_id, agreement.target_id, source_kind=SourceKind.ENTITY):
        there = by_external.get((link.kind, link.external_id))
        entity = _written(there) if there is not None else None
        linked[str(link.source_id), EntityKind(link.kind)] = LinkedTarget(
            external_id=link.external_id, version=there.version if there else "", entity=entity, synced_hash=link.synced_hash
        )
        taken.add((link.kind, link.external_id))
    unlinked = [
        (row.external_id, entity)
        for row in target_rows
        if (row.kind, row.external_id) not in taken and (entity := _written(row)) is not None
    ]
    sources = [
        SourceEntity(id=str(row.id), entity=entity, external_id=row.external_id)
        for row in source_rows
        if (entity := _written(row)) is not None
    ]
    return plan_sync(sources, target=TargetState(linked=linked, unlinked=unlinked), maps=maps_of(agreement))


def maps_of(agreement: Sync) -> SyncMaps:
    """The user's maps with what the two providers ask for."""
    source = access.connector(agreement.source.provider).manifest
    target = access.connector(agreement.target.provider).manifest
    return SyncMaps(
        accounts=agreement.maps.get("accounts", {}),
        taxes=agreement.maps.get("taxes", {}),
        bank_accounts=agreement.maps.get("bank_accounts", {}),
        customer_kind=target.customer_kind,
        supplier_kind=target.supplier_kind,
        item_reference="code" if source.item_reference == "code" else "id",
        items_required=target.lines_need_items,
        default_items=agreement.maps.get("default_items", {}),
        currencies=frozenset({agreement.target.currency}) if target.base_currency_only else frozenset(),
        number_max_length=target.number_max_length,
        item_code_max_length=target.item_code_max_length,
        item_name_max_length=target.item_name_max_length,
        contact_name_max_length=target.contact_name_max_length,
    )


def settle(workspace_id: UUID, run_id: UUID) -> None:
    """Ends a sync's run when the last of its postings has ended."""
    counts = postings.counts_of_run(workspace_id, run_id)
    states: dict[str, int] = {}
    for by_state in counts.values():
        for state, count in by_state.items():
            states[state] = states.get(state, 0) + count
    if any(states.get(state) for state in OPEN_STATES):
        return
    row = runs.run_by_id(workspace_id, run_id)
    if row is None:
        return
    attention = states.get(PostingState.REJECTED, 0) + int(row.totals.get("doubtful", 0)) + int(row.totals.get("refused", 0))
    status = RunStatus.ATTENTION if attention else RunStatus.SUCCEEDED
    with database.atomic():
        runs.finish_run(workspace_id, run_id, status=status, totals={**row.totals, "by_kind": counts})
        progress.show(workspace_id, "sync", subject_id=run_id, done=sum(states.values()), total=sum(states.values()), state=status)


def _apply(agreement: Sync, row: Run, *, plan: SyncPlan) -> None:
    """Links, postings and exceptions of a plan, in the caller's transaction."""
    workspace_id, target = agreement.workspace_id, agreement.target
    todo = [operation for operation in plan.operations if operation.action != PlannedAction.NOTHING]
    links.create_links([_link(target, one) for one in todo if one.action == PlannedAction.LINK])
    wanted = [one for one in todo if one.action != PlannedAction.LINK]
    keys = {_key(one): one for one in wanted}
    known = postings.postings_by_keys(workspace_id, target.id, keys=keys)
    new = [_posting(agreement, row, one=one, key=key) for key, one in keys.items() if key not in known]
    again = [_renewed(known[key], row, one=one) for key, one in keys.items() if key in known and _is_stale(known[key], one)]
    postings.create_postings(new)
    postings.save_taken_up(again)
    open_questions: list[Doubt | Refused] = [*plan.doubtful, *plan.refused]
    about = mirror.entities_by_ids(workspace_id, [UUID(one.source_id) for one in open_questions])
    raised = [_exception(agreement, row, one=one, about=about.get(UUID(one.source_id))) for one in open_questions]
    if raised:
        raising.raise_exceptions(workspace_id, raised)
    _close_settled(agreement, plan, raised=raised)
    counts = {WORDS[action]: sum(one.action == action for one in todo) for action in WORDS}
    totals: dict[str, object] = {
        **counts,
        "doubtful": len(plan.doubtful),
        "refused": len(plan.refused),
        "left_out": len(plan.left_out),
    }
    runs.update_run(workspace_id, row.id, totals=totals, status=RunStatus.WAITING)
    note = audit.Note(
        actor=row.started_by or "Tieout",
        action="sync.planned",
        subject_kind="sync",
        subject_id=str(agreement.id),
        text=agreement.name,
        details={"run": str(row.id), **totals},
    )
    audit.add(workspace_id, [note])
    progress.show(workspace_id, "sync", subject_id=row.id, done=0, total=len(new) + len(again), state="running", text="Sending")
    if new or again:
        turns.wake(workspace_id, target.id)
    else:
        attention = plan.doubtful or plan.refused
        status = RunStatus.ATTENTION if attention else RunStatus.SUCCEEDED
        runs.finish_run(workspace_id, row.id, status=status, totals=totals)
        progress.show(
            workspace_id, "sync", subject_id=row.id, state=status, text="Everything agrees already" if not attention else ""
        )


def _target_kinds(target: Connection, kinds: Sequence[EntityKind]) -> list[EntityKind]:
    """The kinds that a contact, which is one thing at the source, is at the target."""
    manifest = access.connector(target.provider).manifest
    contacts = {manifest.customer_kind, manifest.supplier_kind} if EntityKind.CONTACT in kinds else set()
    others = [kind for kind in kinds if kind != EntityKind.CONTACT]
    return [kind for kind in (*sorted(contacts), *others) if kind in manifest.kinds]


def _values(kinds: Sequence[EntityKind]) -> list[str]:
    return [kind.value for kind in kinds]


def _written(row: MirrorEntity) -> Contact | Item | Document | Payment | None:
    entity = entity_of(row)
    return entity if isinstance(entity, Contact | Item | Document | Payment) else None


def _key(one: PlannedOperation) -> str:
    base = f"{one.action.value}:{one.kind.value}:entity:{one.source_id}"
    # A create happens once; an update once for each state that is carried over.
    return base if one.action == PlannedAction.CREATE else f"{base}:{one.source_hash[:24]}"


def _link(target: Connection, one: PlannedOperation) -> Link:
    return Link(
        workspace_id=target.workspace_id,
        connection=target,
        kind=one.kind.value,
        external_id=one.external_id,
        source_kind=SourceKind.ENTITY,
        source_id=UUID(one.source_id),
        synced_hash=one.source_hash,
    )


def _posting(agreement: Sync, row: Run, *, one: PlannedOperation, key: str) -> Posting:
    return Posting(
        id=new_id(),
        workspace_id=agreement.workspace_id,
        connection=agreement.target,
        key=key,
        action=one.action.value,
        kind=one.kind.value,
        source_kind=SourceKind.ENTITY,
        source_id=UUID(one.source_id),
        source_hash=one.source_hash,
        title=_title(one),
        run=row,
        entity=to_json(one.entity),
        external_id=one.external_id,
        version=one.version,
    )


def _is_stale(posting: Posting, one: PlannedOperation) -> bool:
    """A refused posting is tried again when the source says something else now, or when a person asks for it."""
    if posting.state in (PostingState.INTENDED, PostingState.REJECTED, PostingState.CANCELLED):
        return posting.source_hash != one.source_hash or posting.state == PostingState.CANCELLED
    return False


def _renewed(posting: Posting, row: Run, *, one: PlannedOperation) -> Posting:
    posting.entity, posting.source_hash, posting.title = to_json(one.entity), one.source_hash, _title(one)
    posting.external_id, posting.version, posting.run = one.external_id, one.version, row
    posting.state, posting.problems, posting.finished_at = PostingState.INTENDED, [], None
    return posting


def _title(one: PlannedOperation) -> str:
    entity = one.entity
    kind = one.kind.value.replace("_", " ").capitalize()
    if isinstance(entity, Document):
        return f"{kind} {entity.number}"[:300]
    if isinstance(entity, Payment):
        return f"{kind} {entity.amount} {entity.currency} {entity.reference}".strip()[:300]
    return f"{kind} {entity.name}"[:300]


def _fingerprint(agreement: Sync, one: Doubt | Refused) -> str:
    return f"sync:{agreement.id}:{one.source_id}:{one.kind.value}"


def _exception(agreement: Sync, row: Run, *, one: Doubt | Refused, about: MirrorEntity | None) -> ExceptionItem:
    kind = one.kind.value.replace("_", " ").capitalize()
    named = (about.number or about.name) if about is not None else ""
    candidates = list(one.candidates) if isinstance(one, Doubt) else []
    return ExceptionItem(
        workspace_id=agreement.workspace_id,
        fingerprint=_fingerprint(agreement, one),
        cause=one.cause,
        message=one.message,
        remedy=one.remedy,
        subject_kind="entity",
        subject_id=UUID(one.source_id),
        title=f"{kind} {named}".strip()[:300],
        amount=about.gross if about is not None else None,
        currency=about.currency if about is not None else "",
        connection=agreement.target,
        run=row,
        details={"sync": str(agreement.id), "candidates": candidates},
    )


def _close_settled(agreement: Sync, plan: SyncPlan, *, raised: Sequence[ExceptionItem]) -> None:
    """What an earlier pass could not decide and this one could is resolved."""
    still = {item.fingerprint for item in raised}
    now = [f"sync:{agreement.id}:{one.source_id}:{one.kind.value}" for one in plan.operations]
    exceptions.resolve_fingerprints(
        agreement.workspace_id, [one for one in now if one not in still], reason="The sync can carry it now."
    )
