"""Files that link: a list of records goes out, comes back with the ledger's own ids, and what each line says is done or refused."""

import csv
import io
from dataclasses import dataclass

import pytest

from integration.engine.stage import Shop, wait_until
from tieout.accounting.contacts import Contact
from tieout.connectors.contract import Action, Operation
from tieout.engine import access, mass, mass_links
from tieout.store import automations, database, masses
from tieout.store.listings import Place
from tieout.store.masses import Mass, MassRow

ACTOR = "finance@shop.example"


@dataclass(frozen=True, kw_only=True)
class Column:
    """How a provider's column is called, and an id that no other provider would give."""

    provider: str
    name: str
    strange: str
    shape: str


COLUMNS = {
    "R-16": Column(provider="xero", name="Linked Xero contact", strange="58", shape="5b96e86b-418e-48e8-8949-308c14aec278"),
    "R-17": Column(provider="quickbooks", name="Linked QuickBooks customer", strange="5b96e86b", shape="like 58"),
    "R-18": Column(provider="sage", name="Linked Sage contact", strange="58", shape="the 32 characters of Sage's own id"),
}


@pytest.fixture(autouse=True)
def _by_hand(shop: Shop) -> None:
    """No automation makes anything in the ledger."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)


def there_already(shop: Shop, provider: str, *names: str) -> dict[str, str]:
    """Contacts that somebody made in the ledger: their ids by name."""
    link, call = access.connector(provider), access.open_access(shop.connection(provider))
    kind, found = link.manifest.customer_kind, dict[str, str]()
    for name in names:
        wish = Operation(key=name, action=Action.CREATE, kind=kind, entity=Contact(kind=kind, name=name, is_customer=True))
        (outcome,) = link.write(call, [wish])
        assert outcome.receipt is not None, outcome.problems
        found[name] = outcome.receipt.seen.external_id
    return found


def planned(shop: Shop, provider: str, *, content: str) -> Mass:
    wish = mass.Wish(collection_key="customers", direction="links", file=("links.csv", content.encode()))
    row = mass.begin(shop.workspace_id, shop.ledgers[provider], wish=wish, actor=ACTOR)
    wait_until(lambda: now(row).state != "planning", "the plan is made")
    return now(row)


def applied(row: Mass) -> list[MassRow]:
    mass.apply(row, actor=ACTOR)
    wait_until(lambda: now(row).state == "finished", "the links are set")
    return rows(row)


def now(row: Mass) -> Mass:
    found = masses.mass_by_id(row.workspace_id, row.id)
    assert found is not None
    return found


def rows(row: Mass) -> list[MassRow]:
    return masses.rows_page(row.workspace_id, Place(limit=200), mass_id=row.id).rows


def linked(shop: Shop) -> dict[str, str]:
    found = {record.key: shop.link(record) for record in shop.all_records("customers")}
    return {key: link.external_id for key, link in found.items() if link is not None}


def table(lines: list[dict[str, str]]) -> str:
    written = io.StringIO()
    sheet = csv.DictWriter(written, list(lines[0]))
    sheet.writeheader()
    sheet.writerows(lines)
    return written.getvalue()


@pytest.mark.feature("R-15", "R-16", "R-17", "R-18")
@pytest.mark.parametrize("column", [pytest.param(one, id=row) for row, one in COLUMNS.items()])
def test_the_list_goes_out_gets_its_column_filled_and_links_what_it_names(shop: Shop, column: Column) -> None:
    provider = column.provider
    shop.connect(provider)
    ids = there_already(shop, provider, "Alder Trading", "Birch Interiors")
    with database.atomic():
        for key, name in (("C1", "Alder"), ("C2", "Birch"), ("C3", "=Cedar()"), ("C4", "Date Palm Ltd")):
            shop.customer(key, name=name)
    kind = mass.kind_for(shop.connection(provider), collection_key="customers")
    records = sorted(shop.all_records("customers"), key=lambda record: record.key)

    def exported() -> list[dict[str, str]]:
        said = mass_links.exported(shop.connection(provider), records=records, kind=kind)
        return list(csv.DictReader(io.StringIO("".join(said))))

    lines = exported()
    assert list(lines[0]) == ["Key", "Name", column.name]
    assert [(one["Key"], one[column.name]) for one in lines] == [("C1", ""), ("C2", ""), ("C3", ""), ("C4", "")]
    for line, value in zip(lines, (ids["Alder Trading"], ids["Birch Interiors"], column.strange, ""), strict=True):
        line[column.name] = value

    row = planned(shop, provider, content=table(lines))
    assert [one.action for one in rows(row)] == ["link", "link", "refused", "nothing"]
    refused = rows(row)[2]
    assert f"{column.strange!r} is no id of a" in refused.reasons[0]
    assert column.shape in refused.reasons[0]
    assert linked(shop) == {}
    applied(row)
    assert linked(shop) == {"C1": ids["Alder Trading"], "C2": ids["Birch Interiors"]}
    again = exported()
    assert [one[column.name] for one in again] == [ids["Alder Trading"], ids["Birch Interiors"], "", ""]
    assert [one.action for one in rows(planned(shop, provider, content=table(again)))] == ["nothing"] * 4


@pytest.mark.feature("R-15")
def test_a_list_of_any_columns_that_was_extended_with_the_link_column_links_too(connected: Shop) -> None:
    ids = there_already(connected, "xero", "Alder Trading")
    with database.atomic():
        connected.customer("C1", name="Alder")
        connected.customer("C2", name="Birch")
    file = (
        f"\ufeffKey;Name;Country;Changed;linked xero contact\nC2;Birch;United Kingdom;2026-10-05;{ids['Alder Trading'].upper()}\n"
    )
    applied(planned(connected, "xero", content=file))
    assert linked(connected) == {"C2": ids["Alder Trading"]}


def test_a_contact_is_linked_once_whatever_two_files_say(connected: Shop) -> None:
    ids = there_already(connected, "xero", "Alder Trading")
    with database.atomic():
        connected.customer("C1")
        connected.customer("C2")
    (alder,) = ids.values()
    applied(planned(connected, "xero", content=f"Key,Linked Xero contact\nC1,{alder}\n"))
    (row,) = rows(planned(connected, "xero", content=f"Key,Linked Xero contact\nC2,{alder}\n"))
    assert (row.action, row.reasons) == ("refused", ["Alder Trading is linked to another record already."])
    assert linked(connected) == {"C1": alder}
