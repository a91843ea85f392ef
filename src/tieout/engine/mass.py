"""Masses: planned first, then applied, with a pause, an end or a death of the process possible anywhere in between.

The plan is rows in the database; applying takes them in parts, each part in one transaction with the postings that it causes, so
that what was done is known whatever happens. What goes to a ledger goes by the one posting protocol, in full batches.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tieout.accounting.kinds import EntityKind
from tieout.engine import access, durable, intake, intents, mass_export, mass_import, mass_links, read, turns
from tieout.engine.surface import NotPossible
from tieout.mapping.accounting_mapping import ContactsMapping, ItemsMapping, parse_mapping
from tieout.mapping.link_columns import NoLinkColumn
from tieout.store import audit, collections, connections, database, masses, postings, progress, runs
from tieout.store.connections import Connection, ConnectionStatus
from tieout.store.ids import new_id
from tieout.store.masses import Mass, MassDirection, MassRow, MassState, RowAction, RowState
from tieout.store.postings import OPEN_STATES
from tieout.store.runs import Run, RunKind, RunStatus

# So many rows are done in one transaction: a whole number of batches of every provider.
ROWS_AT_ONCE = 300
FILE_BYTES_MAX = 20_000_000
LOST = "The collection's accounting mapping was changed after the plan was made. Make a new plan."
RUNNING = (MassState.PLANNING, MassState.APPLYING)

_PLANS: dict[str, Callable[[Mass], list[MassRow]]] = {
    MassDirection.IMPORT: mass_import.plan,
    MassDirection.EXPORT: mass_export.plan,
    MassDirection.LINKS: mass_links.plan,
}
_PARTS: dict[str, Callable[[Mass, Sequence[MassRow]], None]] = {
    MassDirection.IMPORT: mass_import.carry_out,
    MassDirection.EXPORT: mass_export.carry_out,
    MassDirection.LINKS: mass_links.carry_out,
}
_WORDS = {
    MassDirection.IMPORT: "Import from {ledger} into {collection}",
    MassDirection.EXPORT: "Export of {collection} to {ledger}",
    MassDirection.LINKS: "Links of {collection} to {ledger} from a file",
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person asks for; `file` is the name of a file of links and what it holds."""

    collection_key: str
    direction: str
    file: tuple[str, bytes] = ("", b"")


def begin(workspace_id: UUID, connection_id: UUID, *, wish: Wish, actor: str) -> Mass:
    """Starts to make the plan; nothing else is written before `apply`."""
    connection = connections.connection(workspace_id, connection_id)
    collection_key, direction = wish.collection_key, wish.direction
    kind = kind_for(connection, collection_key=collection_key)
    if len(wish.file[1]) > FILE_BYTES_MAX:
        raise NotPossible(f"The file is larger than {FILE_BYTES_MAX // 1_000_000} MB. Divide it.")
    with database.atomic():
        _alone(workspace_id, connection_id, collection_key=collection_key)
        collection = collections.collection(workspace_id, collection_key)
        assert collection is not None  # kind_for has refused what is not there
        name, content = wish.file
        row = masses.create_mass(
            workspace_id, connection_id, collection_key=collection_key, direction=direction, kind=kind.value,
            file_name=name[:300], content=content, created_by=actor[:200],
        )  # fmt: skip
        title = _WORDS[MassDirection(direction)].format(ledger=connection.organisation_name, collection=collection.name)
        run, _ = runs.start_run(
            workspace_id, kind=RunKind.MASS, key=f"mass:{row.id}", title=title[:300], subject_kind="mass", subject_id=row.id,
            started_by=actor[:200],
        )  # fmt: skip
        masses.update_mass(workspace_id, row.id, run_id=run.id)
        _note(row, actor=actor, action="mass.begun", text=title)
        _start("plan_mass", run, connection_id=connection_id)
        row.run = run
    return row


def kind_for(connection: Connection, *, collection_key: str) -> EntityKind:
    """What the records of a collection are in this ledger; raises NotPossible where they are neither contacts nor items."""
    collection = collections.collection(connection.workspace_id, collection_key)
    if collection is None:
        raise NotPossible("There is no such collection.")
    if connection.status != ConnectionStatus.ACTIVE:
        raise NotPossible(f"{connection.organisation_name} is not connected. Connect it under Settings, Integrations.")
    mapping = parse_mapping(collection.mapping) if collection.mapping else None
    if isinstance(mapping, ItemsMapping):
        return EntityKind.ITEM
    if isinstance(mapping, ContactsMapping):
        return intents.kind_of(mapping, access.connector(connection.provider).manifest)
    raise NotPossible(
        f"{collection.name} is neither contacts nor items. Set its accounting type and its fields in the Accounting pane first."
    )


def make_plan(row: Mass, run: Run) -> None:
    """Reads what has changed in the ledger, and says what would be done with every row. May be repeated from the start."""
    if row.state != MassState.PLANNING:
        return
    _show(row, text=f"Reading {row.connection.organisation_name}")
    try:
        if row.direction != MassDirection.LINKS:
            read.read_ledger(row.connection, [EntityKind(row.kind)])
        _show(row, text="Comparing")
        planned = _PLANS[row.direction](row)
    except NoLinkColumn as trouble:
        fail(row, said=str(trouble))
        return
    with database.atomic():
        current = masses.mass_by_id(row.workspace_id, row.id, locked=True)
        if current is None or current.state != MassState.PLANNING:
            return
        masses.replace_rows(row.workspace_id, row.id, rows=planned)
        counts = dict(masses.counts_by_action(planned))
        masses.update_mass(row.workspace_id, row.id, state=MassState.PLANNED, counts=counts, planned_at=_now(), error="")
        runs.update_run(row.workspace_id, run.id, status=RunStatus.WAITING, totals=counts, error="")
        _show(row, text="The plan is made", state=MassState.PLANNED)


def decide(row: Mass, *, number: int, choice: str, chosen: str, actor: str) -> None:
    """A person's word about one row: `link` with the id of a candidate, `create`, `leave`, or "" to take it back."""
    with database.atomic():
        _locked(row, allowed=(MassState.PLANNED, MassState.PAUSED), said="This plan cannot be changed now.")
        found = masses.row_of(row.workspace_id, row.id, number=number)
        if found is None or found.state != RowState.PLANNED or found.action in (RowAction.REFUSED, RowAction.NOTHING):
            raise NotPossible("Nothing is to be decided about this row. Load the page again.")
        if choice == "link" and not any(str(one["id"]) == chosen and not one.get("taken") for one in found.candidates):
            raise NotPossible("Choose one of those that are shown and not linked to another one.")
        if choice in ("link", "create") and found.action != RowAction.DOUBTFUL:
            raise NotPossible("Only a doubtful row is decided; this one can be left out.")
        found.choice, found.chosen, found.decided_by = choice, chosen if choice == "link" else "", actor[:200]
        masses.save_rows([found])


def apply(row: Mass, *, actor: str) -> None:
    """Starts (or goes on) doing what the plan says; doubtful rows that nobody decided are left out."""
    with database.atomic():
        _alone(row.workspace_id, row.connection_id, collection_key=row.collection_key, but=row.id)
        current = _locked(row, allowed=(MassState.PLANNED, MassState.PAUSED), said="This plan is not ready to be applied.")
        kind_for(row.connection, collection_key=row.collection_key)
        run = _run(current)
        first = current.applied_at is None
        masses.update_mass(
            row.workspace_id, row.id, state=MassState.APPLYING, applied_by=actor[:200], error="",
            applied_at=current.applied_at or _now(),
        )  # fmt: skip
        runs.update_run(row.workspace_id, run.id, status=RunStatus.QUEUED, error="", finished_at=None)
        _note(row, actor=actor, action="mass.applied" if first else "mass.resumed", text=run.title)
        _start("apply_mass", run, connection_id=row.connection_id)


def pause(row: Mass, *, actor: str) -> None:
    """What was not sent yet is taken back and waits in the plan; what is being sent ends."""
    with database.atomic():
        current = _locked(row, allowed=(MassState.APPLYING,), said="Nothing is being applied.")
        _take_back(current)
        masses.update_mass(row.workspace_id, row.id, state=MassState.PAUSED)
        runs.update_run(row.workspace_id, _run(current).id, status=RunStatus.WAITING)
        _note(row, actor=actor, action="mass.paused", text=_run(current).title)
        _show(row, text="Paused", state=MassState.PAUSED)


def cancel(row: Mass, *, actor: str) -> None:
    """Ends it: what was done stays, the rest is not done."""
    with database.atomic():
        allowed = (MassState.PLANNING, MassState.PLANNED, MassState.APPLYING, MassState.PAUSED, MassState.FAILED)
        current = _locked(row, allowed=allowed, said="It has ended already.")
        _take_back(current)
        masses.leave_rest(row.workspace_id, row.id, outcome="Cancelled before it was done")
        masses.update_mass(row.workspace_id, row.id, state=MassState.CANCELLED, finished_at=_now())
        runs.finish_run(row.workspace_id, _run(current).id, status=RunStatus.CANCELLED)
        _note(row, actor=actor, action="mass.cancelled", text=_run(current).title)
        _show(row, text="Cancelled", state=MassState.CANCELLED)


def carry_out(row: Mass, run: Run) -> None:
    """Takes the plan's rows part by part. A second one that does the same finds them done; a pause is seen between two parts."""
    while True:
        with database.atomic():
            current = masses.mass_by_id(row.workspace_id, row.id, locked=True)
            if current is None or current.state != MassState.APPLYING:
                return
            rows = masses.rows_to_apply(row.workspace_id, row.id, limit=ROWS_AT_ONCE)
            if not rows:
                runs.update_run(row.workspace_id, run.id, status=RunStatus.WAITING)
                break
            row.applied_by = current.applied_by
            ids = [one.record_id for one in rows if one.record_id]
            # What others have intended is waited for, and stays theirs.
            theirs = postings.open_of_records(row.workspace_id, row.connection_id, record_ids=ids)
            _PARTS[row.direction](row, rows)
            own = {one.posting_id for one in rows if one.posting_id} - theirs
            masses.belong(row.workspace_id, own, run_id=run.id)
            for one in rows:
                if one.state == RowState.PLANNED:  # Else it would be taken again and again.
                    one.state, one.outcome = RowState.CHANGED, LOST
            masses.save_rows(rows)
            if any(one.state == RowState.WAITING for one in rows):
                turns.wake(row.workspace_id, row.connection_id)
            _show(row, text="Applying")
    settle(row.workspace_id, run.id)


def settle(workspace_id: UUID, run_id: UUID) -> None:
    """Keeps what became of the rows whose posting has ended, and ends the mass with the last of them."""
    found = masses.of_run(workspace_id, run_id)
    if found is None:
        return
    with database.atomic():
        current = masses.mass_by_id(workspace_id, found.id, locked=True)
        if current is None or current.state not in (MassState.APPLYING, MassState.PAUSED):
            return
        waiting = masses.waiting_rows(workspace_id, found.id)
        over = [row for row in waiting if row.posting is None or row.posting.state not in OPEN_STATES]
        for row in over:
            _keep_outcome(row)
        masses.save_rows(over)
        rest = len(waiting) - len(over) + len(masses.rows_to_apply(workspace_id, found.id, limit=1))
        if current.state == MassState.APPLYING and any(row.state == RowState.PLANNED for row in over):
            # Somebody else took back what was to be sent, or linked the record: these are looked at anew.
            _start("apply_mass", _run(current), connection_id=found.connection_id)
        if rest or current.state != MassState.APPLYING:
            return
        masses.leave_rest(workspace_id, found.id, outcome="Not decided, so it was left out")
        _finish(found, run_id)


def fail(row: Mass, *, said: str) -> None:
    """The plan could not be made, or not be applied: what a person must do first is said."""
    with database.atomic():
        state = MassState.FAILED if row.state == MassState.PLANNING else MassState.PAUSED
        masses.update_mass(row.workspace_id, row.id, state=state, error=said)
        if row.run_id is not None:
            runs.finish_run(row.workspace_id, row.run_id, status=RunStatus.ATTENTION, error=said)
        _show(row, text=said, state=state)


def _alone(workspace_id: UUID, connection_id: UUID, *, collection_key: str, but: UUID | None = None) -> None:
    """Until the caller's transaction ends nobody else begins or applies one for the same records and ledger; plans may wait beside
    each other. Raises NotPossible where one is under way."""
    database.one_at_a_time(f"mass:{connection_id}:{collection_key}")
    other = masses.unfinished(workspace_id, connection_id, collection_key=collection_key, but=but)
    if other is not None:
        raise NotPossible("Another one is under way for these records and this ledger. Wait for it, or cancel it.")


def _finish(row: Mass, run_id: UUID) -> None:
    counts = masses.counted(row.workspace_id, row.id)
    states: dict[str, int] = {}
    for own in counts.values():
        for state, count in own.items():
            states[state] = states.get(state, 0) + count
    planned_refused = counts.get(RowAction.REFUSED, {}).get(RowState.LEFT, 0)
    attention = states.get(RowState.REFUSED, 0) + states.get(RowState.CHANGED, 0) + planned_refused
    masses.update_mass(row.workspace_id, row.id, state=MassState.FINISHED, finished_at=_now())
    status = RunStatus.ATTENTION if attention else RunStatus.SUCCEEDED
    totals: dict[str, object] = dict(states)
    runs.finish_run(row.workspace_id, run_id, status=status, totals=totals)
    note = audit.Note(
        actor=row.applied_by or "Tieout", action="mass.finished", subject_kind="mass", subject_id=str(row.id),
        text=f"{row.direction.capitalize()} of {row.collection_key} with {row.connection.organisation_name}", details=totals,
    )  # fmt: skip
    audit.add(row.workspace_id, [note])
    _show(row, text="Finished", state=MassState.FINISHED)


def _keep_outcome(row: MassRow) -> None:
    posting = row.posting
    if posting is None or posting.state == postings.PostingState.CANCELLED:
        row.state, row.posting = RowState.PLANNED, None
    elif posting.state == postings.PostingState.POSTED:
        row.state, row.external_id = RowState.DONE, posting.external_id
        row.outcome = "Created" if posting.action == "create" else "Updated"
    else:
        row.state = RowState.REFUSED
        said = " ".join(str(one.get("message", "")) for one in posting.problems)
        row.outcome = (said or posting.get_state_display())[:500]


def _take_back(row: Mass) -> None:
    """Postings that were not sent, and the rows that wait for them; those that have ended keep how they ended."""
    unsent = postings.cancel_of_run(row.workspace_id, _run(row).id)
    # An automation that found its record on its way here sends it itself now.
    going_on = runs.runs_waiting_for(row.workspace_id, unsent, stopped_too=False)
    intake.enqueue_advance(row.workspace_id, going_on, turn=new_id().hex)
    waiting = masses.waiting_rows(row.workspace_id, row.id)
    over = [one for one in waiting if one.posting is None or one.posting.state not in OPEN_STATES]
    for one in over:
        _keep_outcome(one)
    masses.save_rows(over)


def _locked(row: Mass, *, allowed: Sequence[str], said: str) -> Mass:
    current = masses.mass_by_id(row.workspace_id, row.id, locked=True)
    if current is None or current.state not in allowed:
        raise NotPossible(f"{said} Load the page again.")
    return current


def _run(row: Mass) -> Run:
    found = runs.run_by_id(row.workspace_id, row.run_id) if row.run_id else None
    assert found is not None, "a mass is begun together with its run"
    return found


def _start(workflow: str, run: Run, *, connection_id: UUID) -> None:
    durable.enqueue(
        workflow,
        [str(run.workspace_id), str(run.id)],
        workflow_id=f"{workflow}:{run.id}:{new_id()}",
        partition=f"mass:{connection_id}",
    )


def _show(row: Mass, *, text: str, state: str = "running") -> None:
    progress.show(row.workspace_id, "mass", subject_id=row.id, state=state, text=text[:300])


def _note(row: Mass, *, actor: str, action: str, text: str) -> None:
    note = audit.Note(
        actor=actor, action=action, subject_kind="mass", subject_id=str(row.id), text=text,
        details={"connection": str(row.connection_id), "collection": row.collection_key, "direction": row.direction},
    )  # fmt: skip
    audit.add(row.workspace_id, [note])


def _now() -> datetime:
    return datetime.now(UTC)
