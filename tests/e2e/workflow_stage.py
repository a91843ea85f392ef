"""Makes a workspace with two ledgers between which automations are drawn; a program, because there Django is its own."""

import sys
from functools import partial
from typing import Any

from e2e import ledger_stage, stage
from e2e.provider_desk import Desk

ITEM = "Cup"
# Each file of tests has a workspace of its own.
NAME, DOMAIN = "Two-ledger shop", "two-ledger-shop.example"


def person(role: str, *, domain: str = DOMAIN) -> str:
    return f"{role}@{domain}"


def main(sandbox_url: str, *, name: str = NAME, domain: str = DOMAIN) -> None:
    from tieout.accounting.kinds import EntityKind
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    from tieout.engine import actions, read

    workspace_id = ledger_stage.make_shop(name, partial(person, domain=domain))
    xero = ledger_stage.connect(workspace_id, "xero", sandbox_url=sandbox_url)
    quickbooks = ledger_stage.connect(workspace_id, "quickbooks", sandbox_url=sandbox_url)
    accounts: Any = actions.reference_data(workspace_id, quickbooks.id)[0]
    sales = next(one.key for one in accounts if one.name == "Sales of Product Income")
    item = {"Name": ITEM, "Type": "NonInventory", "IncomeAccountRef": {"value": sales}, "UnitPrice": 60}
    Desk.open(sandbox_url, "quickbooks").put("item", item)
    # What is there already is known, so that only what comes is new.
    read.read_ledger(quickbooks, [EntityKind.CUSTOMER, EntityKind.ITEM, EntityKind.INVOICE, EntityKind.PAYMENT], full=True)
    read.read_ledger(xero, [EntityKind.CONTACT, EntityKind.INVOICE, EntityKind.PAYMENT], full=True)


if __name__ == "__main__":
    main(sys.argv[1])
