"""Makes a workspace for each provider, connected, with an order nobody has invoiced; a program, where Django is its own."""

import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

PASSWORD = "only-for-tests"
PROVIDERS = ("xero", "quickbooks", "sage")
ORDER = "PAPER-1"
CUSTOMER = "Paper lantern club"


def person(role: str, provider: str) -> str:
    return f"{role}@paper-{provider}.example"


def main(sandbox_url: str) -> None:
    from e2e import stage
    from tieout.cli import ground

    ground.ready()
    stage.hash_once()
    for provider in PROVIDERS:
        _make(provider, sandbox_url)


def _make(provider: str, sandbox_url: str) -> None:
    from tieout.engine import shop
    from tieout.store import automations, database, workspaces

    with database.atomic():
        made = workspaces.create_workspace(f"Paper shop at {provider}")
        for role in workspaces.Role:
            workspaces.add_member(
                made.id, email=person(role.value, provider), name=role.label, password=PASSWORD, role=workspaces.Role(role)
            )
        shop.set_up(made.id, actor="tests")
        # Here people make the documents.
        for own in automations.automations(made.id):
            automations.set_enabled(made.id, own.id, enabled=False)
    ledger = _connect(made.id, provider, sandbox_url=sandbox_url)
    _own_codes(made.id, ledger, provider=provider)
    _records(made.id)


def _connect(workspace_id: UUID, provider: str, *, sandbox_url: str) -> UUID:
    import main_job
    from tieout.engine import read
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
    read.read_reference(row, actor="tests")
    return row.id


def _own_codes(workspace_id: UUID, ledger: UUID, *, provider: str) -> None:
    """The shop's mapping speaks Xero's codes: elsewhere the ledger's own take their place."""
    from tieout.engine import actions
    from tieout.store import collections

    if provider == "xero":
        return
    accounts, taxes = actions.reference_data(workspace_id, ledger)
    account = {"kind": "fixed", "value": next(one.key for one in accounts if one.type == "revenue")}
    tax = {"kind": "fixed", "value": next(one.key for one in taxes if one.rate == 20 and one.side != "input")}
    for key in ("orders", "products"):
        row = collections.collection(workspace_id, key)
        assert row is not None
        mapping = dict(row.mapping)
        if key == "products":
            mapping["sale_account"] = account
        else:
            mapping["lines"] = {**mapping["lines"], "account": account, "tax_code": tax}
        collections.set_accounting(workspace_id, key=key, accounting_type=row.accounting_type, mapping=mapping)


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
