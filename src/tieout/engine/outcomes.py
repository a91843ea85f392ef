"""Recording what a provider answered: posting, link, mirror, exception, audit and the runs that waited, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tieout.accounting.documents import Document
from tieout.accounting.kinds import CONTACT_KINDS, EntityKind
from tieout.accounting.money import decimal_places, plain, round_half_up, total
from tieout.accounting.serial import content_hash, from_json
from tieout.connectors.contract import Action, Outcome, Receipt
from tieout.connectors.errors import Problem
from tieout.engine import agreement, batches, differing, document_files, document_values, durable, intake, raising, step_outcomes
from tieout.engine.batches import Batch
from tieout.engine.sights import seen_of, sight_of
from tieout.mapping.references import Placeholder
from tieout.settings import settings
from tieout.store import audit, database, document_requests, exceptions, links, masses, mirror, postings, progress, runs
from tieout.store.connections import Connection, update_connection
from tieout.store.exceptions import ExceptionItem
from tieout.store.ids import new_id
from tieout.store.links import Link, SourceKind
from tieout.store.postings import Posting, PostingState

MISSING = "missing_reference"
NOT_FOUND = "not_found"
# How the mirror says of a document, a payment or money without one that it is over.
ENDED = ("voided", "deleted")
# What documents refer to.
REFERRED_KINDS = frozenset({*CONTACT_KINDS, EntityKind.ITEM})


def record(connection: Connection, batch: Batch, answered: Sequence[Outcome]) -> None:
    """Every element of a write: the accepted ones are posted, the others refused with their reasons; none is left out."""
    by_key = {outcome.key: outcome for outcome in answered}
    receipts: dict[UUID, Receipt] = {}
    refused: dict[UUID, tuple[Problem, ...]] = {}
    silent: list[Posting] = []
    for row in batch.postings:
        outcome = by_key.get(row.id.hex)
        if outcome is None:
            silent.append(row)
        elif outcome.receipt is not None:
            receipts[row.id] = outcome.receipt
        else:
            refused[row.id] = outcome.problems
    with database.atomic():
        for row in silent:  # The answer says nothing of it: it is looked up before it is written again.
            row.state = PostingState.UNKNOWN
        postings.save_moved(silent)
        _keep(connection, batch, receipts=receipts, refused=refused)


def record_found(connection: Connection, batch: Batch, *, found: Mapping[str, Receipt]) -> None:
    """After a look-up: what is there is posted, what is not is intended again once it cannot come by itself any more."""
    receipts = {row.id: found[row.id.hex] for row in batch.postings if row.id.hex in found}
    missing = [row for row in batch.postings if row.id not in receipts]
    with database.atomic():
        for row in missing:
            _missed(row, now=datetime.now(UTC))
        postings.save_moved(missing)
        _keep(connection, batch, receipts=receipts, refused={})


def _missed(row: Posting, *, now: datetime) -> None:
    """What is being sent by nobody was sent by a worker that died, and its call may outlive it: written again too soon, it would be
    there twice. So long as an answer is waited for, from the first look on, it may still arrive."""
    if row.state == PostingState.SENDING:
        first = str(row.certificate.setdefault("looked_at", now.isoformat()))
        if now - datetime.fromisoformat(first) < timedelta(seconds=settings().provider_timeout_seconds):
            return
    row.state = PostingState.INTENDED


def ended_there(connection: Connection, batch: Batch) -> dict[str, Receipt]:
    """What of it the ledger has ended by now, as the mirror says, which was just read: to end it once more would be refused."""
    pairs = [(row.kind, row.external_id) for row in batch.postings]
    rows = mirror.entities_by_external_ids(connection.workspace_id, connection.id, pairs=pairs)
    found: dict[str, Receipt] = {}
    for posting in batch.postings:
        row = rows.get((posting.kind, posting.external_id))
        if row is not None and (row.deleted or row.status in ENDED):
            found[posting.id.hex] = Receipt(seen=seen_of(row), number=row.number)
    return found


def record_refused(connection: Connection, batch: Batch, *, problems: tuple[Problem, ...]) -> None:
    """The provider refused the call as a whole: nothing of it was written."""
    with database.atomic():
        _keep(connection, batch, receipts={}, refused={row.id: problems for row in batch.postings})


def record_missing(connection: Connection, lost: Sequence[tuple[Posting, tuple[Placeholder, ...]]]) -> None:
    """Postings that refer to what is not in the ledger and is not on its way there."""
    refused: dict[UUID, tuple[Problem, ...]] = {}
    for row, missing in lost:
        named = ", ".join(_spoken(placeholder) for placeholder in missing[:5])
        message = f"Not in the ledger: {named}{' and more' if len(missing) > 5 else ''}."
        remedy = "Resolve what keeps it out (it has an exception of its own), then try this one again."
        refused[row.id] = (Problem(cause=MISSING, message=message, remedy=remedy),)
    batch = Batch(
        id="", kind=EntityKind(lost[0][0].kind), action=lost[0][0].action, postings=tuple(r for r, _ in lost), operations=()
    )
    with database.atomic():
        _keep(connection, batch, receipts={}, refused=refused)


def _keep(
    connection: Connection, batch: Batch, *, receipts: Mapping[UUID, Receipt], refused: Mapping[UUID, tuple[Problem, ...]]
) -> None:
    workspace_id, now = connection.workspace_id, datetime.now(UTC)
    gone = _gone(connection, batch, refused=refused)
    receipts, refused = {**receipts, **gone}, {key: said for key, said in refused.items() if key not in gone}
    done = [row for row in batch.postings if row.id in receipts]
    failed = [row for row in batch.postings if row.id in refused]
    seen = mirror.take_in(workspace_id, connection.id, sights=[sight_of(receipts[row.id].seen) for row in done])
    changes = [change for change in seen if change.change != mirror.REWORDED]
    for row in done:
        _post(row, receipts[row.id], now=now)
    for row in failed:
        row.state, row.finished_at = PostingState.REJECTED, now
        row.problems = [_told(problem) for problem in refused[row.id]]
    postings.save_postings([*done, *failed])
    links.create_links([_link(connection, row, receipt=receipts[row.id]) for row in done if row.action == "create"])
    links.agree_on_updates(
        workspace_id,
        connection.id,
        hashes={(row.source_kind, row.source_id, row.kind): row.source_hash for row in done if row.action == "update"},
    )
    agreement.settle(connection, done, receipts=receipts)
    step_outcomes.carry_on(connection, done, changes=changes)
    exceptions.resolve_fingerprints(workspace_id, [f"posting:{row.id}" for row in done], reason="Posted.")
    raised = [_refusal(connection, row, problems=refused[row.id]) for row in failed]
    raised += _different(connection, batch, receipts=receipts)
    notes = _on_records(workspace_id, [_note(connection, row) for row in [*done, *failed]], raised=raised)
    notes = step_outcomes.on_subjects(workspace_id, notes, raised=raised)
    if raised:
        raising.raise_exceptions(workspace_id, raised)
    audit.add(workspace_id, notes)
    _send_files(connection, done)
    document_values.after_requests(connection, [row.source_id for row in done if row.source_kind == SourceKind.REQUEST])
    update_connection(workspace_id, connection.id, last_call_at=now)
    if done and batch.kind in REFERRED_KINDS:
        unblock(connection)
    _go_on(connection, batch, settled=[row.id for row in [*done, *failed]])


def _gone(connection: Connection, batch: Batch, *, refused: Mapping[UUID, tuple[Problem, ...]]) -> dict[UUID, Receipt]:
    """Of what was to be deleted, what is not there any more when it is asked for once again: the call before, of which no answer
    came, has done it, and a ledger's lists do not tell of every deletion."""
    again = [
        row
        for row in batch.postings
        if row.id in refused and row.attempts > 1 and {problem.cause for problem in refused[row.id]} == {NOT_FOUND}
    ]
    if batch.action != Action.DELETE or not again:
        return {}
    pairs = [(row.kind, row.external_id) for row in again]
    known = mirror.entities_by_external_ids(connection.workspace_id, connection.id, pairs=pairs)
    return {
        row.id: Receipt(seen=replace(seen_of(known[row.kind, row.external_id]), deleted=True))
        for row in again
        if (row.kind, row.external_id) in known
    }


def unblock(connection: Connection) -> None:
    """What was refused for want of a contact or an item is intended again as soon as nothing is missing any more."""
    stuck = exceptions.open_exceptions(connection.workspace_id, cause=MISSING)
    ids = [item.posting_id for item in stuck if item.connection_id == connection.id and item.posting_id is not None]
    rows = [row for row in postings.postings_by_ids(connection.workspace_id, ids).values() if row.state == PostingState.REJECTED]
    postings.intend_again(connection.workspace_id, [row.id for row in batches.complete_now(connection, rows)])


def withdraw_linked(connection: Connection, batch: Batch) -> bool:
    """Creates of what is linked by now are not sent, nor are a step's changes of what was changed since; whoever waits for them
    looks anew. Inside the caller's transaction, in which nobody else links these records."""
    workspace_id, creates = connection.workspace_id, [row for row in batch.postings if row.action == Action.CREATE]
    over = step_outcomes.stale(connection, batch.postings)
    for kind in dict.fromkeys(row.source_kind for row in creates):
        own = [row for row in creates if row.source_kind == kind]
        ids = [row.source_id for row in own]
        if kind == SourceKind.RECORD:
            document_requests.hold_records(workspace_id, ids)
        found = links.links_by_sources(workspace_id, connection.id, source_kind=kind, source_ids=ids)
        # An entity of another ledger may be two here, a customer and a supplier; a record is one.
        is_one = kind != SourceKind.ENTITY
        over += [row for row in own if any(is_one or link.kind == row.kind for link in found.get(row.source_id, []))]
    if not over or not postings.still_intended(workspace_id, over):
        return bool(over)
    for row in over:
        row.state, row.finished_at = PostingState.CANCELLED, datetime.now(UTC)
    postings.save_postings(over)
    ids = [row.id for row in over]
    intake.enqueue_advance(workspace_id, runs.runs_waiting_for(workspace_id, ids), turn=new_id().hex)
    tell_masses(workspace_id, ids, turn=new_id().hex)
    return True


def tell_masses(workspace_id: UUID, ended: Sequence[UUID], *, turn: str) -> None:
    """The masses whose rows waited for these postings look at what became of them, each once nothing of it is under way. Inside the
    caller's transaction."""
    for run_id in masses.runs_waiting_for(workspace_id, ended):
        name = f"settle_mass:{run_id}:{turn}"
        durable.enqueue("settle_mass", [str(workspace_id), str(run_id)], workflow_id=name, partition=str(run_id))


def _post(row: Posting, receipt: Receipt, *, now: datetime) -> None:
    row.state, row.finished_at, row.problems = PostingState.POSTED, now, []
    row.external_id, row.version, row.number = receipt.seen.external_id, receipt.seen.version, receipt.number[:300]
    entity = receipt.seen.entity
    row.certificate = {
        **row.certificate,
        "external_id": receipt.seen.external_id,
        "version": receipt.seen.version,
        "read_back_hash": content_hash(entity) if entity is not None else "",
        "gross": None if receipt.gross is None else plain(receipt.gross, places=2),
        "recorded_at": now.isoformat(),
    }


def _link(connection: Connection, row: Posting, *, receipt: Receipt) -> Link:
    return Link(
        workspace_id=connection.workspace_id,
        connection=connection,
        kind=row.kind,
        external_id=receipt.seen.external_id,
        source_kind=row.source_kind,
        source_id=row.source_id,
        synced_hash=row.source_hash,
    )


def _different(connection: Connection, batch: Batch, *, receipts: Mapping[UUID, Receipt]) -> list[ExceptionItem]:
    raised: list[ExceptionItem] = []
    for found in differing.found(connection, batch, receipts=receipts):
        item = _item(connection, found.row, problem=found.problem)
        item.fingerprint = f"totals:{found.row.id}"
        item.amount, item.currency = found.amount, found.currency
        raised.append(item)
    return raised


def _refusal(connection: Connection, row: Posting, *, problems: tuple[Problem, ...]) -> ExceptionItem:
    first = problems[0] if problems else Problem(cause="other", message="The ledger refused it without a reason.")
    item = _item(connection, row, problem=first)
    item.message = " ".join(problem.message for problem in problems) or first.message
    entity = from_json(EntityKind(row.kind), row.entity)
    if isinstance(entity, Document):
        sign = -1 if entity.kind in (EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT) else 1
        places = decimal_places(entity.currency)
        item.amount = total(round_half_up(line.quantity * line.unit_price, places=places) for line in entity.lines) * sign
        item.currency = entity.currency
    return item


def _item(connection: Connection, row: Posting, *, problem: Problem) -> ExceptionItem:
    return ExceptionItem(
        workspace_id=connection.workspace_id,
        fingerprint=f"posting:{row.id}",
        cause=problem.cause,
        message=problem.message,
        remedy=problem.remedy,
        subject_kind=row.source_kind,
        subject_id=row.source_id,
        title=row.title,
        connection=connection,
        posting=row,
        run_id=row.run_id,
        details={"code": problem.code, "field": problem.field},
    )


def _on_records(workspace_id: UUID, notes: Sequence[audit.Note], *, raised: Sequence[ExceptionItem]) -> list[audit.Note]:
    """What is said of a document request is said of its record: there people look for it."""
    asked = {UUID(note.subject_id) for note in notes if note.subject_kind == SourceKind.REQUEST}
    records = document_requests.records_of_requests(workspace_id, asked) if asked else {}
    for item in raised:
        if item.subject_kind == SourceKind.REQUEST and item.subject_id in records:
            item.subject_kind, item.subject_id = "record", records[item.subject_id]
    return [
        replace(note, subject_kind="record", subject_id=str(records[UUID(note.subject_id)]))
        if note.subject_kind == SourceKind.REQUEST and UUID(note.subject_id) in records
        else note
        for note in notes
    ]


def _send_files(connection: Connection, done: Sequence[Posting]) -> None:
    made = [row.source_id for row in done if row.source_kind == SourceKind.REQUEST and row.action == "create"]
    if made:
        document_files.begin(connection, document_requests.requests_with_files(connection.workspace_id, made))


def _told(problem: Problem) -> dict[str, str]:
    return {
        "cause": problem.cause,
        "message": problem.message,
        "remedy": problem.remedy,
        "field": problem.field,
        "code": problem.code,
    }


def _note(connection: Connection, row: Posting) -> audit.Note:
    posted = row.state == PostingState.POSTED
    return audit.Note(
        actor="Tieout",
        action=f"posting.{row.state}",
        subject_kind=row.source_kind,
        subject_id=str(row.source_id),
        text=f"{row.title} {'is' if posted else 'is not'} in {connection.organisation_name}",
        details={
            "posting": str(row.id),
            "connection": str(connection.id),
            "kind": row.kind,
            "action": row.action,
            "external_id": row.external_id,
            "certificate": row.certificate,
            "problems": row.problems,
        },
    )


def _go_on(connection: Connection, batch: Batch, *, settled: Sequence[UUID]) -> None:
    """The runs that waited for these postings are taken up again; a sync whose last posting this was is finished."""
    workspace_id = connection.workspace_id
    waiting = runs.runs_waiting_for(workspace_id, settled)
    intake.enqueue_advance(workspace_id, waiting, turn=batch.id or str(settled[0]) if settled else "")
    if settled:
        tell_masses(workspace_id, settled, turn=batch.id or str(settled[0]))
    for run_id in postings.runs_of_postings(workspace_id, settled, run_kind=runs.RunKind.SYNC):
        counts = postings.counts_of_run(workspace_id, run_id)
        whole = sum(sum(states.values()) for states in counts.values())
        done = sum(count for states in counts.values() for state, count in states.items() if state not in postings.OPEN_STATES)
        progress.show(workspace_id, "sync", subject_id=run_id, done=done, total=whole, state="running", text=_words(counts))
        if done == whole:
            posted = sum(states.get(PostingState.POSTED, 0) for states in counts.values())
            name = f"settle:{run_id}:{whole}:{posted}"
            durable.enqueue("settle_sync", [str(workspace_id), str(run_id)], workflow_id=name, partition=str(run_id))
    progress.show(
        workspace_id,
        "send",
        subject_id=connection.id,
        done=len(settled),
        state="running",
        text=f"{batch.kind.value} × {len(settled)}",
    )


def _words(counts: Mapping[str, Mapping[str, int]]) -> str:
    parts = [
        f"{kind.replace('_', ' ')} {states.get('posted', 0)}/{sum(states.values())}" for kind, states in sorted(counts.items())
    ]
    return " · ".join(parts)


def _spoken(placeholder: Placeholder) -> str:
    pair = placeholder.record
    return f"{pair[1]} ({pair[0]})" if pair is not None else f"the {placeholder.role.value} it refers to"
