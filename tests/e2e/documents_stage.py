"""Makes a workspace for each provider, connected, with an order nobody has invoiced; a program, where Django is its own."""

import sys
from functools import partial
from uuid import UUID

from e2e import ledger_stage, stage

PASSWORD = stage.PASSWORD
ORDER = "PAPER-1"
CUSTOMER = "Paper lantern club"


def person(role: str, provider: str) -> str:
    return f"{role}@paper-{provider}.example"


def main(sandbox_url: str) -> None:
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    for provider in ledger_stage.PROVIDERS:
        workspace_id = ledger_stage.make_shop(f"Paper shop at {provider}", partial(person, provider=provider))
        ledger_stage.connect(workspace_id, provider, sandbox_url=sandbox_url)
        _records(workspace_id)


def _records(workspace_id: UUID) -> None:
    from tieout.engine import actions

    def save(collection: str, key: str, **values: object) -> None:
        actions.save_record(workspace_id, collection, key=key, values=values, actor="tests")

    save("customers", "CLUB", name=CUSTOMER, account_number="CLUB", country="United Kingdom", currency="GBP")
    save("products", "LANTERN", code="LANTERN", name="Paper lantern", price="3.50", account="200")
    line = {"product": "LANTERN", "code": "LANTERN", "unit_price": "3.50"}
    lines = [{**line, "description": "Red lantern", "quantity": "10"}, {**line, "description": "Blue lantern", "quantity": "4"}]
    save(
        "orders",
        ORDER,
        number=ORDER,
        customer="CLUB",
        ordered_on="2026-10-05",
        country="United Kingdom",
        currency="GBP",
        document="invoice",
        lines=lines,
    )


if __name__ == "__main__":
    main(sys.argv[1])
