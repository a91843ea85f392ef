"""Exceptions: trying again once the cause is gone, or dismissing with a reason."""

from uuid import UUID, uuid4

from tieout.connectors.contract import Action
from tieout.engine import approved, documents, intake, intents, mass, record_sync, repeating, step_postings, turns
from tieout.engine.steps.create_in_ledger import CreateInLedger, document_of
from tieout.engine.surface import NotPossible
from tieout.store import audit, connections, database, exceptions, masses, postings, progress, runs
from tieout.store.connections import ConnectionStatus
from tieout.store.exceptions import ExceptionItem
from tieout.store.links import SourceKind
from tieout.store.records import record_by_id
from tieout.store.runs import RunStatus


def retry(workspace_id: UUID, exception_id: UUID, *, actor: str) -> None:
    """Tries what the exception stopped once more; it is resolved when that succeeds and open again when not."""
    with database.atomic():
        item = exceptions.exception_by_id(workspace_id, exception_id)
        if item is None:
            raise NotPossible("There is no such exception.")
        if not exceptions.mark_retrying(workspace_id, exception_id):
            raise NotPossible("This exception is not open any more. Load the page again.")
        _again(item)
        note = audit.Note(
            actor=actor,
            action="exception.retried",
            subject_kind="exception",
            subject_id=str(exception_id),
            text=item.title,
            details={"cause": item.cause},
        )
        audit.add(workspace_id, [note])
        progress.show(workspace_id, "exceptions", subject_id=exception_id, state="retrying")


def retry_cause(workspace_id: UUID, cause: str, *, actor: str) -> int:
    """All open ones of a cause; answers how many."""
    found = exceptions.open_exceptions(workspace_id, cause=cause)
    for item in found:
        retry(workspace_id, item.id, actor=actor)
    return len(found)


def dismiss(workspace_id: UUID, exception_id: UUID, *, actor: str, reason: str) -> None:
    """Closed by a person's decision; the sum that waited stays named in every tie-out."""
    if not reason.strip():
        raise NotPossible("Say why it is dismissed; the reason is kept in the audit log.")
    with database.atomic():
        if not exceptions.dismiss(workspace_id, exception_id, by=actor, reason=reason.strip()[:500]):
            raise NotPossible("This exception is not open any more. Load the page again.")
        documents.give_up(workspace_id, exception_id, actor=actor)
        note = audit.Note(
            actor=actor, action="exception.dismissed", subject_kind="exception", subject_id=str(exception_id), text=reason.strip()
        )
        audit.add(workspace_id, [note])
        progress.show(workspace_id, "exceptions", subject_id=exception_id, state="dismissed")


def cancel_run(workspace_id: UUID, run_id: UUID, *, actor: str) -> None:
    """What was not sent is not sent any more; what was is kept."""
    with database.atomic():
        row = runs.run_by_id(workspace_id, run_id)
        if row is None or row.status not in runs.UNFINISHED:
            raise NotPossible("This run has ended already.")
        if (own := masses.of_run(workspace_id, run_id)) is not None:
            mass.cancel(own, actor=actor)
            return
        runs.finish_run(workspace_id, run_id, status=RunStatus.CANCELLED)
        cancelled = len(postings.cancel_of_run(workspace_id, run_id))
        note = audit.Note(
            actor=actor,
            action="run.cancelled",
            subject_kind="run",
            subject_id=str(run_id),
            text=row.title,
            details={"postings": cancelled},
        )
        audit.add(workspace_id, [note])
        progress.show(workspace_id, "run", subject_id=run_id, state="cancelled")


def _again(item: ExceptionItem) -> None:
    """A record is mapped anew, because it may have been corrected; a posting of a sync is sent as it was planned."""
    workspace_id = item.workspace_id
    posting = item.posting
    if item.fingerprint.startswith("totals:"):
        exceptions.resolve_fingerprints(workspace_id, [item.fingerprint], reason="Looked at.")
        return
    # A document that was asked for is sent again as it was asked for; it has kept its quantities.
    is_asked = posting is not None and posting.source_kind == SourceKind.REQUEST
    if posting is not None and posting.source_kind == SourceKind.STEP:
        step_postings.try_again(workspace_id, posting)
        _take_up_runs(item)
        return
    if not is_asked and item.subject_kind == "record" and item.subject_id is not None and item.connection is not None:
        connection = connections.connection(workspace_id, item.connection.id)
        if connection.status == ConnectionStatus.DISCONNECTED:
            raise NotPossible(f"{connection.organisation_name} is disconnected. Connect it first.")
        record = record_by_id(workspace_id, item.subject_id)
        if record is None:
            raise NotPossible("The record is gone.")
        is_carried = item.cause in (record_sync.BOTH_CHANGED, record_sync.VALUE_REFUSED)
        if is_carried or (posting is not None and posting.action == Action.UPDATE):
            # What stopped it is over; carrying what is still to be carried tells anew what stands in its way.
            exceptions.resolve_fingerprints(workspace_id, [item.fingerprint], reason="Compared again.")
            record_sync.carry(workspace_id, connection, ids=[record.id], actor="Tieout")
        else:
            document = document_of(connection, record)
            if said := approved.objection_about(workspace_id, record.id, kind=CreateInLedger.kind, document=document):
                raise NotPossible(said)
            intents.intend(workspace_id, connection, wanted=[record])
        turns.wake(workspace_id, connection.id)
    elif posting is not None:
        if is_asked and posting.action == Action.CREATE:
            documents.check_again(workspace_id, posting.source_id)
        postings.intend_again(workspace_id, [posting.id])
        turns.wake(workspace_id, posting.connection_id)
    elif item.run is not None:
        row = item.run
        runs.update_run(workspace_id, row.id, context={**row.context, "error": ""})
        repeating.repeat(row, position=row.position)
    else:
        raise NotPossible("Start again what raised this; it cannot be tried on its own.")
    _take_up_runs(item)


def _take_up_runs(item: ExceptionItem) -> None:
    """Runs that stopped at this record or posting stand up again and wait for the outcome."""
    if item.subject_id is None:
        return
    stopped = runs.stopped_runs(item.workspace_id, subject_id=item.subject_id)
    intake.enqueue_advance(item.workspace_id, stopped, turn=uuid4().hex)
