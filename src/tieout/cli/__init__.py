"""The `tieout` command: serve, work, and do the main jobs from a terminal."""

import importlib
from collections.abc import Sequence

import click

# Name to (module, help): a command's module, and with it Django, is loaded only when the command is called.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "A shop, two sandbox ledgers and the whole main job, from orders to tie-out."),
    "serve": ("serve", "Serves the web page and the API, with a worker inside."),
    "worker": ("serve", "Runs a further worker on the same PostgreSQL."),
    "migrate": ("serve", "Makes or updates the tables of the database."),
    "sandbox": ("sandbox", "Serves Xero, QuickBooks Online and Sage on this machine, for trials and tests."),
    "user": ("people", "Adds people to a workspace and lists them."),
    "workspace": ("workspaces", "Lists workspaces, and allows them the accounting integration or not."),
    "connect": ("ledgers", "Connects a ledger through its provider's own sign-in."),
    "import": ("orders", "Imports a CSV file as records."),
    "sync": ("ledgers", "Carries one ledger over to another."),
    "tie-out": ("ledgers", "Proves that records and ledgers agree, or names each difference."),
    "audit": ("log", "Verifies or exports the audit log."),
    "config": ("configuration", "Writes the configuration as text files, compares it, takes it in."),
    "api": ("jobs", "Asks a served Tieout through its REST API with a token."),
    "records": ("jobs", "Lists, imports and exports records of a served Tieout."),
    "connections": ("jobs", "Lists the ledgers of a served Tieout."),
}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"tieout.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tieout")
def cli() -> None:
    """Tieout keeps what a business does and what its ledgers say in agreement."""


def main(arguments: Sequence[str] | None = None) -> None:
    try:
        cli(args=None if arguments is None else list(arguments), prog_name="tieout")
    except OSError as trouble:
        # A file that cannot be written, a port that is taken: what the system says is enough to act on.
        raise SystemExit(f"Error: {trouble}") from None
