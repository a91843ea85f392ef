"""Ledgers from the terminal: connect, sync, tie out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tieout.cli import ground, jobs
from tieout.cli.ground import console, json_option, workspace_option
from tieout.cli.remote import is_remote

if TYPE_CHECKING:
    from uuid import UUID

    from tieout.store.runs import Run


@click.command("connect")
@click.argument("provider", type=click.Choice(["xero", "quickbooks", "sage"]))
@click.option(
    "--as", "email", default="", help="Address of the System Administrator who connects; where a token says it, that is left out."
)
@click.option("--timeout", default=600, show_default=True, help="Seconds to wait for the consent in the browser.")
@workspace_option
def connect_command(provider: str, email: str, timeout: int, workspace_name: str) -> None:
    """Prints the address of the provider's consent page and waits until the browser came back; `tieout serve` must run. It is a
    served Tieout elsewhere that connects when TIEOUT_TOKEN is set."""
    if is_remote():
        jobs.connect(provider, timeout=timeout, workspace_name=workspace_name)
        return
    if not email:
        raise click.ClickException("Say with --as who connects, or set TIEOUT_TOKEN to the token of a System Administrator.")
    ground.ready()
    from tieout.engine import actions
    from tieout.store import connections, workspaces

    workspace = ground.the_workspace(workspace_name)
    member = next((one for one in workspaces.members(workspace.id) if one.user.email == email.lower()), None)
    if member is None or member.role != workspaces.Role.ADMINISTRATOR:
        raise click.ClickException(f"{email} is no System Administrator of {workspace.name}.")
    before = {row.id: row.connected_at for row in connections.connections(workspace.id)}
    try:
        url = actions.begin_connecting(workspace.id, provider=provider, user_id=member.user_id, actor=email)
    except actions.NotPossible as trouble:
        raise click.ClickException(str(trouble)) from None
    console.print(jobs.OPEN_THIS, url, sep="\n", soft_wrap=True)

    def connected() -> bool:
        return any(before.get(row.id) != row.connected_at for row in connections.connections(workspace.id))

    ground.wait_until(connected, seconds=timeout)
    for row in connections.connections(workspace.id):
        if before.get(row.id) != row.connected_at:
            console.print(f"Connected to {row.organisation_name}.")


@click.command("sync")
@click.argument("source")
@click.argument("target")
@click.option("--timeout", default=3600, show_default=True, help="Seconds to wait for the end.")
@workspace_option
@json_option
def sync_command(source: str, target: str, timeout: int, workspace_name: str, as_json: bool) -> None:
    """Runs the sync that carries SOURCE over to TARGET (each named by provider, organisation or id); at a served Tieout when
    TIEOUT_TOKEN is set."""
    if is_remote():
        jobs.sync(source, target, timeout=timeout, workspace_name=workspace_name, as_json=as_json)
        return
    ground.ready()
    from tieout.engine import actions
    from tieout.store import postings, runs, syncs

    workspace = ground.the_workspace(workspace_name)
    left, right = ground.the_ledger(workspace, source), ground.the_ledger(workspace, target)
    agreement = next((one for one in syncs.syncs(workspace.id) if (one.source_id, one.target_id) == (left.id, right.id)), None)
    if agreement is None:
        raise click.ClickException(
            "There is no sync of these two yet. Set it up on the page under Sync, where accounts and taxes are mapped."
        )
    with ground.worker_running():
        run_id = actions.run_sync(workspace.id, agreement.id, actor=ground.ACTOR)
        ended = _wait(workspace.id, run_id, timeout=timeout, quiet=as_json)
    counts = postings.counts_of_run(workspace.id, run_id)
    if as_json:
        ground.answer(
            {"run": str(run_id), "status": ended.status, "totals": ended.totals, "postings": counts, "error": ended.error}
        )
    else:
        console.print(f"{agreement.name}: {ended.get_status_display()}. {ended.error}")
        for kind, states in counts.items():
            console.print(f"  {kind.replace('_', ' ')}: " + ", ".join(f"{count} {state}" for state, count in states.items()))
    if ended.status != runs.RunStatus.SUCCEEDED:
        sys.exit(1)


@click.command("tie-out")
@click.argument("ledgers", nargs=-1)
@click.option(
    "--file", type=click.Path(path_type=Path, dir_okay=False), help="Write the whole report, which can be checked offline."
)
@click.option("--timeout", default=3600, show_default=True, help="Seconds to wait for the end.")
@workspace_option
@json_option
def tie_out_command(ledgers: tuple[str, ...], file: Path | None, timeout: int, workspace_name: str, as_json: bool) -> None:
    """Reads the ledgers afresh (all of them, or those named) and compares; exit status 1 when something stays unexplained. It is a
    served Tieout that does it when TIEOUT_TOKEN is set."""
    if is_remote():
        jobs.tie_out(ledgers, file=file, timeout=timeout, workspace_name=workspace_name, as_json=as_json)
        return
    ground.ready()
    import json
    from decimal import Decimal

    from tieout.engine import actions
    from tieout.store import connections, tieouts
    from tieout.store.connections import ConnectionStatus

    workspace = ground.the_workspace(workspace_name)
    rows = [ground.the_ledger(workspace, name) for name in ledgers] or [
        row for row in connections.connections(workspace.id) if row.status == ConnectionStatus.ACTIVE
    ]
    try:
        with ground.worker_running():
            tie_out_id = actions.start_tie_out(workspace.id, [row.id for row in rows], actor=ground.ACTOR)
            ground.wait_until(lambda: _ended(workspace.id, tie_out_id), seconds=timeout)
    except actions.NotPossible as trouble:
        raise click.ClickException(str(trouble)) from None
    ended = tieouts.tie_out(workspace.id, tie_out_id)
    if ended is None or ended.state != "finished":
        raise click.ClickException(ended.error if ended else "The tie-out is gone.")
    if file is not None:
        file.write_text(json.dumps(ended.report, indent=1, ensure_ascii=False))
    if as_json:
        ground.answer({"id": str(tie_out_id), "differences": ended.differences, "unexplained": ended.unexplained})
    else:
        from tieout.cli.proof import print_report

        print_report(ended.report)
    if any(Decimal(amount) for amount in ended.unexplained.values()):
        sys.exit(1)


def _ended(workspace_id: "UUID", tie_out_id: "UUID") -> bool:
    from tieout.store import tieouts

    row = tieouts.tie_out(workspace_id, tie_out_id)
    return row is None or row.state != "running"


def _wait(workspace_id: "UUID", run_id: "UUID", *, timeout: int, quiet: bool) -> "Run":
    from tieout.store import postings, runs

    with ground.bar(quiet=quiet) as shown:
        task = shown.add_task("Reading and planning", total=None)

        def show() -> None:
            counts = postings.counts_of_run(workspace_id, run_id)
            total = sum(sum(states.values()) for states in counts.values())
            open_ = sum(count for states in counts.values() for state, count in states.items() if state in postings.OPEN_STATES)
            if total:
                shown.update(task, description="Posting", total=total, completed=total - open_)

        def ended() -> bool:
            row = runs.run_by_id(workspace_id, run_id)
            return row is None or row.status not in runs.UNFINISHED

        ground.wait_until(ended, seconds=timeout, each=show)
        show()
    row = runs.run_by_id(workspace_id, run_id)
    if row is None:
        raise click.ClickException("The run is gone.")
    return row
