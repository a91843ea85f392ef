"""Open in the provider: the address that a record shows leads to the entity's own page, which in the sandbox shows its books."""

import httpx
import pytest

from integration.engine.stage import Shop
from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action, Operation
from tieout.engine import access, actions
from tieout.store.connections import Connection


def page_of(connection: Connection, kind: EntityKind, *, external_id: str, told: str) -> httpx.Response:
    return httpx.get(actions.entity_url(connection, kind=kind, external_id=external_id, told=told), timeout=30)


@pytest.mark.feature("X-36")
@pytest.mark.parametrize("provider", ["xero", "quickbooks", "sage"])
def test_what_is_opened_is_the_entity_itself(shop: Shop, provider: str) -> None:
    shop.connect(provider)
    connection = shop.connection(provider)
    link = access.connector(provider)
    kind = link.manifest.customer_kind
    wish = Operation(key="alder", action=Action.CREATE, kind=kind, entity=Contact(kind=kind, name="Alder & Sons", is_customer=True))
    (outcome,) = link.write(access.open_access(connection), [wish])
    assert outcome.receipt is not None, outcome.problems
    seen = outcome.receipt.seen
    shown = page_of(connection, kind, external_id=seen.external_id, told=seen.url)
    assert shown.status_code == 200
    assert "Alder &amp; Sons" in shown.text
    gone = page_of(connection, kind, external_id=seen.external_id[:-1] + "x", told=f"{seen.url}0" if seen.url else "")
    assert gone.status_code != 200
