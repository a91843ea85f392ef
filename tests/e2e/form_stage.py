"""Makes a workspace with jobs that go through stages, connected to Xero; a program, because there Django is its own."""

import sys
from functools import partial

from e2e import ledger_stage, stage

NAME = "Gate shop"


def person(role: str) -> str:
    return f"{role}@gate-shop.example"


def main(sandbox_url: str) -> None:
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    from tieout.engine import actions
    from tieout.store import collections

    workspace_id = ledger_stage.make_shop(NAME, partial(person))
    collections.save_collection(workspace_id, key="jobs", name="Jobs", fields=stage.JOBS)
    ledger_stage.connect(workspace_id, "xero", sandbox_url=sandbox_url)
    for number, name in (("J-1", "Ridgeway University"), ("J-2", "Northgate College")):
        values: dict[str, object] = {"name": name, "email": f"{number.lower()}@college.example", "stage": "under_way"}
        actions.save_record(workspace_id, "jobs", key=number, values=values, actor="tests")


if __name__ == "__main__":
    main(sys.argv[1])
