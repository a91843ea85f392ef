"""Work in the background that is not a run of an automation: imports, syncs, reference data, proofs.

Each may be killed anywhere and is then begun again; each step of it finds what it had done. Trouble at a provider that
passes makes the work sleep durably and go on; what only a person can end is said on the run and leaves nothing half-written.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from tieout.connectors.errors import AuthorisationLost, ProviderError, Throttled, Transient
from tieout.engine import durable, imports, mass, poll, proof, read, sync
from tieout.mapping.conditions import ConditionError
from tieout.store import connections, database, masses, progress, runs, syncs, tieouts
from tieout.store import imports as import_store
from tieout.store.connections import ConnectionStatus
from tieout.store.imports import Import
from tieout.store.masses import Mass
from tieout.store.runs import Run, RunStatus

WAIT_SECONDS = 15.0
WAIT_MAX_SECONDS = 3600.0


@durable.workflow("reading")
def reading(workspace: str, run_id: str) -> None:
    """Reads what has changed in one connection, or sweeps it."""
    workspace_id = UUID(workspace)
    with database.atomic():
        row = runs.begin_run(workspace_id, UUID(run_id))
    if row is None or row.subject_id is None:
        return
    connection = connections.connection(workspace_id, row.subject_id)
    _attempt(row, "reading", act=lambda: poll.run_reading(connection, row), connection_ids=[connection.id])
    ended = runs.run_by_id(workspace_id, row.id)
    if ended is not None and ended.error:
        poll.tell_trouble(connection, ended)


@durable.workflow("reference")
def read_reference(workspace: str, run_id: str) -> None:
    """Reads accounts, tax rates and tracking of one connection."""
    workspace_id, row = UUID(workspace), _begun(UUID(workspace), UUID(run_id))
    if row is None or row.subject_id is None:
        return
    connection = connections.connection(workspace_id, row.subject_id)

    def read_it() -> None:
        count = read.read_reference(connection, actor=row.started_by or "Tieout")
        runs.finish_run(workspace_id, row.id, status=RunStatus.SUCCEEDED, totals={"read": count})
        progress.show(
            workspace_id, "connection", subject_id=connection.id, state=connection.status, text="Reference data is up to date"
        )

    _attempt(row, "reference", act=read_it, connection_ids=[connection.id])


@durable.workflow("import")
def import_file(workspace: str, import_id: str) -> None:
    """Makes records of an uploaded file."""
    workspace_id = UUID(workspace)
    row = import_store.import_by_id(workspace_id, UUID(import_id))
    if row is None or row.state != import_store.ImportState.RUNNING:
        return
    run, _ = runs.start_run(
        workspace_id, kind=runs.RunKind.IMPORT, key=f"import:{row.id}", title=row.name, subject_kind="import", subject_id=row.id
    )
    try:
        imports.apply(row, actor=row.created_by)
    except ConditionError as trouble:
        _fail_import(row, run, said=str(trouble))
        return
    except Exception as trouble:  # As below.
        _fail_import(row, run, said=_broken(trouble))
        raise
    runs.finish_run(workspace_id, run.id, status=RunStatus.SUCCEEDED)


def _fail_import(row: Import, run: Run, *, said: str) -> None:
    with database.atomic():
        import_store.update_import(row.workspace_id, row.id, state=import_store.ImportState.FAILED, error=said)
        runs.finish_run(row.workspace_id, run.id, status=RunStatus.FAILED, error=said)
        progress.show(row.workspace_id, "import", subject_id=row.id, state="failed", text=said)


@durable.workflow("sync")
def sync_ledgers(workspace: str, run_id: str) -> None:
    """One pass of a sync: read, plan, intend."""
    workspace_id, row = UUID(workspace), _begun(UUID(workspace), UUID(run_id))
    agreement = syncs.sync(workspace_id, row.subject_id) if row is not None and row.subject_id is not None else None
    if row is None or agreement is None:
        return
    _attempt(row, "sync", act=lambda: sync.run(agreement, row), connection_ids=[agreement.source_id, agreement.target_id])


@durable.workflow("settle_sync")
def settle_sync(workspace: str, run_id: str) -> None:
    """Ends a sync whose last posting has ended."""
    sync.settle(UUID(workspace), UUID(run_id))


@durable.workflow("plan_mass")
def plan_mass(workspace: str, run_id: str) -> None:
    """Makes the plan of a mass import, export or file of links."""
    _mass(UUID(workspace), UUID(run_id), workflow="plan_mass", act=mass.make_plan)


@durable.workflow("apply_mass")
def apply_mass(workspace: str, run_id: str) -> None:
    """Does what the plan of a mass says, part by part."""
    _mass(UUID(workspace), UUID(run_id), workflow="apply_mass", act=mass.carry_out)


@durable.workflow("settle_mass")
def settle_mass(workspace: str, run_id: str) -> None:
    """Ends a mass whose last posting has ended."""
    mass.settle(UUID(workspace), UUID(run_id))


def _mass(workspace_id: UUID, run_id: UUID, *, workflow: str, act: Callable[[Mass, Run], None]) -> None:
    row = _begun(workspace_id, run_id)
    found = masses.of_run(workspace_id, run_id)
    if row is None or found is None:
        return
    try:
        _attempt(row, workflow, act=lambda: act(found, row), connection_ids=[found.connection_id])
    finally:
        ended, now = runs.run_by_id(workspace_id, run_id), masses.of_run(workspace_id, run_id)
        if ended is not None and now is not None and ended.status == RunStatus.ATTENTION and now.state in mass.RUNNING:
            mass.fail(now, said=ended.error)


@durable.workflow("tie_out")
def tie_out(workspace: str, run_id: str) -> None:
    """Reads the ledgers afresh and compares."""
    workspace_id, row = UUID(workspace), _begun(UUID(workspace), UUID(run_id))
    if row is None or row.subject_id is None:
        return
    tie_out_id, ids = row.subject_id, [UUID(text) for text in row.context["connections"]]

    def prove() -> None:
        result = proof.prove(workspace_id, tie_out_id, connection_ids=ids, actor=row.started_by or "Tieout")
        runs.finish_run(workspace_id, row.id, status=RunStatus.SUCCEEDED, totals={"differences": result.difference_count})

    _attempt(row, "tie_out", act=prove, connection_ids=ids)
    ended = runs.run_by_id(workspace_id, row.id)
    if ended is not None and ended.status == RunStatus.ATTENTION:
        tieouts.fail_tie_out(workspace_id, tie_out_id, error=ended.error)


def _begun(workspace_id: UUID, run_id: UUID) -> Run | None:
    row = runs.run_by_id(workspace_id, run_id)
    if row is None or row.status not in runs.UNFINISHED:
        return None
    runs.update_run(workspace_id, run_id, status=RunStatus.RUNNING)
    return row


def _attempt(row: Run, workflow: str, *, act: Callable[[], None], connection_ids: list[UUID]) -> None:
    """Does it, or says on the run what stands in the way; what passes by itself is waited for without a thread."""
    if said := _not_connected(row, connection_ids):
        _stop(row, workflow, said=said)
        return
    try:
        act()
    except Transient as trouble:
        _wait(row, workflow, trouble=trouble, connection_ids=connection_ids)
    except AuthorisationLost as lost:
        _stop(row, workflow, said=_not_connected(row, connection_ids) or str(lost))
    except ProviderError as trouble:
        _stop(row, workflow, said=str(trouble))
    except Exception as trouble:  # A run that stayed "running" would tell nobody, and hold up the senders for good.
        _stop(row, workflow, said=_broken(trouble))
        raise


def _not_connected(row: Run, connection_ids: list[UUID]) -> str:
    """The sentence about the first of them that is not connected, "" when all are."""
    for connection_id in connection_ids:
        connection = connections.connection(row.workspace_id, connection_id)
        if connection.status != ConnectionStatus.ACTIVE:
            return f"{connection.organisation_name} is not connected any more. Reconnect it, then start this again."
    return ""


def _broken(trouble: Exception) -> str:
    return f"Something went wrong inside Tieout ({type(trouble).__name__}). Start it again; if it stays, report it with the log."


def _wait(row: Run, workflow: str, *, trouble: Transient, connection_ids: list[UUID]) -> None:
    wait = min(max(trouble.retry_after or WAIT_SECONDS, 1.0), WAIT_MAX_SECONDS)
    said = "The limit of calls is reached" if isinstance(trouble, Throttled) else "The ledger does not answer"
    text = f"{said}; it goes on by itself in {wait:.0f} s."
    with database.atomic():
        if not runs.queue_again(row.workspace_id, row.id, error=text):
            return
        durable.enqueue(
            workflow,
            [str(row.workspace_id), str(row.id)],
            workflow_id=f"{workflow}:{row.id}:{uuid4().hex}",
            partition=str(connection_ids[0]),
            delay_seconds=wait,
        )
        progress.show(row.workspace_id, _topic(workflow), subject_id=row.id, state="waiting", text=text)


def _stop(row: Run, workflow: str, *, said: str) -> None:
    with database.atomic():
        runs.finish_run(row.workspace_id, row.id, status=RunStatus.ATTENTION, error=said)
        progress.show(row.workspace_id, _topic(workflow), subject_id=row.id, state=RunStatus.ATTENTION, text=said)


def _topic(workflow: str) -> str:
    return {"reference": "connection", "reading": "connection", "plan_mass": "mass", "apply_mass": "mass"}.get(workflow, workflow)
