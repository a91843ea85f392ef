"""What workspaces that are connected to a sandbox ledger have in common; for programs, because there Django is its own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from e2e import stage

if TYPE_CHECKING:
    from tieout.store.connections import Connection

PROVIDERS: tuple[str, ...] = ("xero", "quickbooks", "sage")


def make_shop(name: str, person: Callable[[str], str]) -> UUID:
    """With a person for each role, whose address `person` gives; here people link and create, no automation does."""
    from tieout.engine import shop
    from tieout.store import automations, database, workspaces

    with database.atomic():
        made = workspaces.create_workspace(name)
        for role in workspaces.Role:
            workspaces.add_member(
                made.id, email=person(role.value), name=role.label, password=stage.PASSWORD, role=workspaces.Role(role)
            )
        shop.set_up(made.id, actor="tests")
        for own in automations.automations(made.id):
            automations.set_enabled(made.id, own.id, enabled=False)
    return made.id


def connect(workspace_id: UUID, provider: str, *, sandbox_url: str) -> "Connection":
    """Without the consent page; accounts and tax rates are read."""
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
    if provider != "xero":
        _use_own_codes(workspace_id, row.id)
    return row


def _use_own_codes(workspace_id: UUID, ledger: UUID) -> None:
    """The shop's mapping speaks Xero's codes: elsewhere the ledger's own take their place."""
    from tieout.engine import actions
    from tieout.store import collections

    accounts, taxes = actions.reference_data(workspace_id, ledger)
    revenue = [one for one in accounts if one.account_class == "revenue" and one.type == "revenue"]
    account = {"kind": "fixed", "value": min(revenue, key=lambda one: (one.code, one.name)).key}
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
