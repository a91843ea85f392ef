"""Makes a workspace for each provider, connected, with customers that the ledger knows, may know and does not know; a program,
because there Django is its own."""

import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

PASSWORD = "only-for-tests"
PROVIDERS: tuple[str, ...] = ("xero", "quickbooks", "sage")
NOWHERE = "nowhere"
# In the ledger already under the same name and address, under a name that is like it, and not at all.
KNOWN, ALIKE, NEW = ("BAKERY", "Lighthouse Bakery Ltd"), ("HARBOUR", "Harbor Lights Tradng"), ("KILN", "Old Kiln Pottery")
THERE = ("Lighthouse Bakery Ltd", "Harbour Lights Trading")
LAMP = ("LAMP", "Reading lamp")


def person(role: str, provider: str) -> str:
    return f"{role}@card-{provider}.example"


def main(sandbox_url: str) -> None:
    from e2e import stage
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    for provider in PROVIDERS:
        _connect(_make(provider), provider, sandbox_url=sandbox_url)
    _make(NOWHERE)


def _make(provider: str) -> UUID:
    from tieout.engine import shop
    from tieout.store import automations, collections, database, workspaces

    with database.atomic():
        made = workspaces.create_workspace(f"Card shop at {provider}")
        for role in workspaces.Role:
            workspaces.add_member(
                made.id, email=person(role.value, provider), name=role.label, password=PASSWORD, role=workspaces.Role(role)
            )
        shop.set_up(made.id, actor="tests")
        for own in automations.automations(made.id):  # Here people link and create.
            automations.set_enabled(made.id, own.id, enabled=False)
        collections.save_collection(made.id, key="notes", name="Notes", fields=[{"key": "name", "name": "Name", "type": "text"}])
    return made.id


def _connect(workspace_id: UUID, provider: str, *, sandbox_url: str) -> None:
    """Connected without the consent page, with two contacts that somebody made there."""
    import main_job
    from tieout.accounting.contacts import Contact
    from tieout.connectors.contract import Action, Operation
    from tieout.engine import access, read
    from tieout.store import connections, database, grants

    wish = {"provider": provider, "organisations": [main_job.LEDGERS[provider]], "client_id": "tieout-demo"}
    told = main_job.control(sandbox_url, "token", document=wish)
    expires_at = datetime.now(UTC) + timedelta(seconds=int(told["expires_in"]))
    tokens = grants.NewTokens(access_token=told["access_token"], refresh_token=told["refresh_token"], expires_at=expires_at)
    one = told["organisations"][0]
    organisation = {"id": one["id"], "name": one["name"], "country": "GB", "currency": "GBP"}
    with database.atomic():
        grant_id = grants.create_grant(workspace_id, provider=provider, tokens=tokens)
        row = connections.save_connection(workspace_id, grant_id=grant_id, provider=provider, organisation=organisation)
    link = access.connector(provider)
    kind = link.manifest.customer_kind
    for number, name in enumerate(THERE):
        email = "accounts@lighthouse.example" if number == 0 else ""
        entity = Contact(kind=kind, name=name, email=email, is_customer=True)
        wanted = Operation(key=f"card-{workspace_id}-{number}", action=Action.CREATE, kind=kind, entity=entity)
        link.write(access.open_access(row), [wanted])
    read.read_reference(row, actor="tests")
    read.read_ledger(row, [kind])
    _records(workspace_id, provider)


def _records(workspace_id: UUID, provider: str) -> None:
    from tieout.engine import actions
    from tieout.store import collections, connections

    ledger = connections.records_ledger(workspace_id)
    assert ledger is not None
    if provider != "xero":  # The shop's mapping speaks Xero's codes.
        accounts, _ = actions.reference_data(workspace_id, ledger.id)
        row = collections.collection(workspace_id, "products")
        assert row is not None
        account = {"kind": "fixed", "value": next(one.key for one in accounts if one.type == "revenue")}
        mapping = {**row.mapping, "sale_account": account}
        collections.set_accounting(workspace_id, key="products", accounting_type="items", mapping=mapping)
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
    actions.save_record(workspace_id, "notes", key="N1", values={"name": "Not for the ledger"}, actor="tests")


if __name__ == "__main__":
    main(sys.argv[1])
