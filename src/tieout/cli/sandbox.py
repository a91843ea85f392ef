"""The sandbox as a command."""

import click

from tieout.cli.ground import console


@click.command("sandbox")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=9400, show_default=True)
@click.option("--data", default="memory", show_default=True, help="Folder to keep the books in, or memory.")
@click.option(
    "--seed", type=click.Choice(["demo", "empty"]), default="demo", show_default=True, help="What the organisations begin with."
)
@click.option("--limits", default="1", show_default=True, help="Factor on the providers' call limits, or off.")
def sandbox_command(host: str, port: int, data: str, seed: str, limits: str) -> None:
    """Xero and QuickBooks Online on this machine, as far as a client can tell."""
    from tieout.sandbox.server import run

    console.print(f"The sandbox is at http://{host}:{port}/ (Xero under /xero, QuickBooks under /quickbooks).")
    run(host=host, port=port, data=data, seed=seed, limits=limits)
