"""Makes a workspace whose automations are drawn in the tests, connected to Xero; a program, because there Django is its own."""

import sys
from functools import partial

from e2e import ledger_stage, stage

NAME = "Drawing shop"


def person(role: str) -> str:
    return f"{role}@drawing-shop.example"


def main(sandbox_url: str) -> None:
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    workspace_id = ledger_stage.make_shop(NAME, partial(person))
    ledger_stage.connect(workspace_id, "xero", sandbox_url=sandbox_url)


if __name__ == "__main__":
    main(sys.argv[1])
