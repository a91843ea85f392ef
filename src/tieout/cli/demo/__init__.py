"""The demo: a shop, two sandbox ledgers, and the whole main job from one command."""

import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from rich.progress import TaskID

from tieout.cli import ground
from tieout.cli.demo.processes import Process, environment, free_ports, is_free
from tieout.cli.ground import console, errors

SMALL_SHOP = Path(__file__).with_name("orders.csv")


@click.command("demo")
@click.option("--once", is_flag=True, help="Do the main job, print the tie-out and end; otherwise stay up for the browser.")
@click.option(
    "--orders", "orders", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV files to use."
)
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to this file.")
@click.option("--port", default=0, help="Port of the page; 9300, or a free one with --once.")
@click.option("--sandbox-port", default=0, help="Port of the sandbox; 9400, or a free one with --once.")
@click.option(
    "--limits", default=20, show_default=True, help="Factor on the providers' call limits, at the sandbox and here; 1 = real."
)
@click.option("--fresh", is_flag=True, help="Begin with empty books instead of going on with those of the last time.")
@click.argument("more_orders", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def demo_command(
    once: bool,
    orders: tuple[Path, ...],
    json_file: Path | None,
    port: int,
    sandbox_port: int,
    limits: int,
    fresh: bool,
    more_orders: tuple[Path, ...],
) -> None:
    """A shop's orders into Xero, Xero into QuickBooks, and the proof that all agree to the cent.

    Both ledgers are the sandbox on this machine; no account with anybody is needed. Run again, it goes on where it was
    and posts nothing twice. With --orders, each set of files has books of its own.
    """
    files = [*orders, *more_orders] or [SMALL_SHOP]
    home = _home(files if orders or more_orders else [])
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    found = free_ports(2) if once else [9300, 9400]
    port, sandbox_port = port or found[0], sandbox_port or found[1]
    for wanted in (port, sandbox_port):
        if not is_free(wanted):
            raise click.ClickException(f"Port {wanted} is taken. End what uses it, or name another with --port and --sandbox-port.")
    home.mkdir(parents=True, exist_ok=True)
    sandbox_url = f"http://localhost:{sandbox_port}"
    told = environment(home=home, port=port, sandbox_url=sandbox_url, limits_factor=limits)
    if once:
        told["TIEOUT_POLL_MINUTES"] = "0"  # The calls of the job are counted, and nothing but the job is to make any.
    os.environ.update(told)
    began = time.monotonic()
    # Told to end, the demo ends what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as running:
        arguments = [
            "sandbox",
            "--port",
            str(sandbox_port),
            "--data",
            str(home / "sandbox"),
            "--seed",
            "demo",
            "--limits",
            str(limits),
        ]
        sandbox = running.enter_context(Process("The sandbox", arguments, environment=told, log=home / "sandbox.log"))
        ground.ready()
        sandbox.until_answers(f"{sandbox_url}/_control/health")
        server = running.enter_context(Process("Tieout", ["serve", "--port", str(port)], environment=told, log=home / "tieout.log"))
        server.until_answers(f"http://localhost:{port}/api/v1/health")
        report = _main_job(files, f"http://localhost:{port}", sandbox_url=sandbox_url, began=began)
        if json_file is not None:
            json_file.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
        from tieout.cli.demo.report import is_good

        good = is_good(report)
        if not once:
            _stay(port, sandbox_url, watched=[sandbox, server])
    sys.exit(0 if good else 1)


def _home(files: Sequence[Path]) -> Path:
    base = Path(os.environ.get("TIEOUT_HOME", ".tieout"))
    if not files:
        return (base / "demo").absolute()
    digest = hashlib.sha256(b"".join(sorted(hashlib.sha256(file.read_bytes()).digest() for file in files))).hexdigest()
    return (base / f"demo-{digest[:12]}").absolute()


def _main_job(files: Sequence[Path], base_url: str, *, sandbox_url: str, began: float) -> dict[str, Any]:
    from tieout.cli.demo import job, report
    from tieout.cli.demo.stage import make_workspace, set_stage
    from tieout.cli.proof import print_report

    with ground.bar(quiet=False) as shown:
        tasks: dict[str, TaskID] = {}

        def told(text: str, done: int, total: int) -> None:
            if text not in tasks:
                tasks[text] = shown.add_task(text, total=total or None)
            shown.update(tasks[text], completed=done, total=total or None)

        workspace_id = make_workspace()
        stage = set_stage(base_url, workspace_id, tell=lambda text: told(text, 1, 1))
        before = report.posted_total(workspace_id, [row["id"] for row in stage.ledgers.values()])
        import_ids = job.import_orders(stage, files, told=told)
        job.until_posted(stage, told)
        job.let_customers_pay(stage, sandbox_url, told=told)
        job.sync_ledgers(stage, told)
        proof = job.tie_out(stage, told)
    ran = report.Ran(
        import_ids=import_ids, proof=proof, log=job.calls(sandbox_url), seconds=time.monotonic() - began, posted_before=before
    )
    found = report.figures(stage, ran)
    print_report(proof)
    _print(found)
    return found


def _print(found: dict[str, Any]) -> None:
    console.print(f"{found['rows_read']} rows, {found['orders']} orders, {found['documents_expected']} documents expected.")
    for provider, kinds in found["posted"].items():
        said = (
            ", ".join(f"{count} {kind.replace('_', ' ')}{'' if count == 1 else 's'}" for kind, count in kinds.items()) or "nothing"
        )
        calls = found["calls"][provider]
        console.print(f"{provider.capitalize()}: {said}; {calls['used']} calls, the least is {calls['least']}.")
    for cause, waiting in found["exceptions"].items():
        console.print(f"Exception {cause}: {waiting['count']}, {waiting['amount']} waiting.")
    for currency, row in found["rows_sum"].items():
        console.print(
            f"{currency}: rows {row['rows']} = posted {row['posted']} + exceptions {row['exceptions']}; lost {row['lost']}.",
            highlight=False,
        )
    console.print(f"This run posted {found['posted_by_this_run']}; it took {found['seconds']} s.")


def _stay(port: int, sandbox_url: str, *, watched: Sequence[Process]) -> None:
    from tieout.cli.demo.stage import OWN_EMAIL, OWN_WORKSPACE, PASSWORD, PEOPLE, WORKSPACE, make_own_workspace

    make_own_workspace()
    console.print(f"\n[bold]Tieout:[/bold]  http://localhost:{port}/")
    console.print(f"[bold]Sandbox:[/bold] {sandbox_url}/")
    console.print("Sign in with one of these; the password of all is", f"[bold]{PASSWORD}[/bold]")
    for role, email in PEOPLE.items():
        console.print(f"  {email}  ({WORKSPACE}, {role.label})")
    console.print(f"  {OWN_EMAIL}  ({OWN_WORKSPACE}, empty: see docs/guide/first-hour.md)")
    console.print("Ctrl-C ends the demo; the books stay for the next time.")
    try:
        while True:
            for process in watched:
                process.check()
            time.sleep(1)
    except KeyboardInterrupt:
        errors.print("Ending.")
