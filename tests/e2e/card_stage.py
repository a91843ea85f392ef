"""Makes a workspace for each provider, connected, with customers that the ledger knows, may know and does not know; a program,
because there Django is its own."""

import sys
from functools import partial
from uuid import UUID

from e2e import ledger_stage, stage

PROVIDERS = ledger_stage.PROVIDERS
# In the ledger already under the same name and address, under a name that is like it, and not at all.
KNOWN, ALIKE, NEW = ("BAKERY", "Lighthouse Bakery Ltd"), ("HARBOUR", "Harbor Lights Tradng"), ("KILN", "Old Kiln Pottery")
THERE: tuple[str, ...] = ("Lighthouse Bakery Ltd", "Harbour Lights Trading")
LAMP = ("LAMP", "Reading lamp")


def person(role: str, provider: str) -> str:
    return f"{role}@card-{provider}.example"


def main(sandbox_url: str) -> None:
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    for provider in PROVIDERS:
        workspace_id = make(provider)
        _trade(workspace_id, provider, sandbox_url=sandbox_url)
        _records(workspace_id)


def make(provider: str) -> UUID:
    from tieout.store import collections

    workspace_id = ledger_stage.make_shop(f"Card shop at {provider}", partial(person, provider=provider))
    named = {"name": "Name", "email": "E-mail", "country": "Country"}
    fields: list[dict[str, object]] = [{"key": key, "name": name, "type": "text"} for key, name in named.items()]
    collections.save_collection(workspace_id, key="notes", name="Notes", fields=fields[:1])
    # Of whose pane one test changes what it likes.
    collections.save_collection(workspace_id, key="partners", name="Partners", fields=fields)
    mapping: dict[str, object] = {"type": "contacts", **{key: {"kind": "field", "path": key} for key in named}}
    collections.set_accounting(workspace_id, key="partners", accounting_type="contacts", mapping=mapping)
    return workspace_id


def _trade(workspace_id: UUID, provider: str, *, sandbox_url: str) -> None:
    """Connected, with contacts that somebody made there."""
    from tieout.accounting.contacts import Contact
    from tieout.connectors.contract import Action, Operation
    from tieout.engine import access, read

    row = ledger_stage.connect(workspace_id, provider, sandbox_url=sandbox_url)
    link = access.connector(provider)
    kind = link.manifest.customer_kind
    for number, name in enumerate(THERE):
        email = "accounts@lighthouse.example" if number == 0 else ""
        # As people make them there: with a name, and without a number of ours.
        entity = Contact(kind=kind, name=name, email=email, is_customer=True)
        wanted = Operation(key=f"card-{workspace_id}-{number}", action=Action.CREATE, kind=kind, entity=entity)
        link.write(access.open_access(row), [wanted])
    read.read_ledger(row, [kind])


def _records(workspace_id: UUID) -> None:
    from tieout.engine import actions

    for key, name in (KNOWN, ALIKE, NEW):
        email = "accounts@lighthouse.example" if key == KNOWN[0] else ""
        values: dict[str, object] = {
            "name": name,
            "account_number": key,
            "country": "United Kingdom",
            "currency": "GBP",
            "email": email,
        }
        actions.save_record(workspace_id, "customers", key=key, values=values, actor="tests")
    lamp: dict[str, object] = {"code": LAMP[0], "name": LAMP[1], "price": "24.90", "account": "200"}
    actions.save_record(workspace_id, "products", key=LAMP[0], values=lamp, actor="tests")
    partner: dict[str, object] = {"name": "Old Kiln Partners", "country": "United Kingdom"}
    actions.save_record(workspace_id, "partners", key="PARTNER", values=partner, actor="tests")
    actions.save_record(workspace_id, "notes", key="N1", values={"name": "Not for the ledger"}, actor="tests")


if __name__ == "__main__":
    main(sys.argv[1])
