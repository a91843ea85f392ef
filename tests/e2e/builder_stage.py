"""Makes workspaces whose automations are drawn in the tests, one at each provider; a program, because there Django is its own."""

import sys
from functools import partial

from e2e import ledger_stage, stage

NAME = "Drawing shop"


def person(role: str, provider: str = "xero") -> str:
    return f"{role}@drawing-{provider}.example"


def main(sandbox_url: str) -> None:
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    for provider in ledger_stage.PROVIDERS:
        workspace_id = ledger_stage.make_shop(f"{NAME} at {provider}", partial(person, provider=provider))
        ledger_stage.connect(workspace_id, provider, sandbox_url=sandbox_url)


if __name__ == "__main__":
    main(sys.argv[1])
