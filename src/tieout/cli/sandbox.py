"""The sandbox as a command."""

import click

from tieout.cli.ground import console


@click.command("sandbox")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=9400, show_default=True)
@click.option("--data", default="memory", show_default=True, help="Folder to keep the books in, or memory.")
@click.option(
    "--seed",
    default="demo",
    show_default=True,
    help="What the organisations begin with: demo, empty, or large:N for N documents in each.",
)
@click.option("--limits", default="1", show_default=True, help="Factor on the providers' call limits, or off.")
def sandbox_command(host: str, port: int, data: str, seed: str, limits: str) -> None:
    """Xero, QuickBooks Online and Sage on this machine, as far as a client can tell."""
    from tieout.sandbox.server import run
    from tieout.sandbox.world import check_seed

    try:
        check_seed(seed)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--seed") from None
    console.print(f"The sandbox is at http://{host}:{port}/ (Xero under /xero, QuickBooks under /quickbooks, Sage under /sage).")
    run(host=host, port=port, data=data, seed=seed, limits=limits)
