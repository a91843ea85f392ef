"""A mass in several parts: what the first of them has made in the ledger is there when the next begins."""

import pytest

from integration.engine.stage import Shop, wait_until
from tieout.engine import mass, mass_export, turns
from tieout.store import automations, database, masses
from tieout.store.listings import Place
from tieout.store.masses import Mass, MassRow

ACTOR = "finance@shop.example"


def planned(shop: Shop) -> tuple[Mass, list[MassRow]]:
    wish = mass.Wish(collection_key="customers", direction="export")
    row = mass.begin(shop.workspace_id, shop.ledgers["xero"], wish=wish, actor=ACTOR)
    wait_until(lambda: now(row).state != "planning", "the plan is made")
    made = now(row)
    made.applied_by = ACTOR
    return made, masses.rows_page(row.workspace_id, Place(limit=200), mass_id=row.id).rows


def now(row: Mass) -> Mass:
    found = masses.mass_by_id(row.workspace_id, row.id)
    assert found is not None
    return found


def carry_out(row: Mass, part: list[MassRow]) -> None:
    with database.atomic():
        mass_export.carry_out(row, part)
        assert row.run_id is not None
        masses.belong(row.workspace_id, [one.posting_id for one in part if one.posting_id], run_id=row.run_id)
        masses.save_rows(part)
        turns.wake(row.workspace_id, row.connection_id)


@pytest.mark.feature("R-13")
def test_records_that_are_like_each_other_are_asked_about_with_the_plan_and_created_in_whatever_part_they_are(
    connected: Shop,
) -> None:
    for own in automations.automations(connected.workspace_id):
        automations.set_enabled(connected.workspace_id, own.id, enabled=False)
    with database.atomic():  # Nothing but their names tells them apart.
        connected.customer("C1", name="Harbour Lights Trading", account_number="H-1")
        connected.customer("C2", name="Harbor Lights Tradng", account_number="-")
        connected.customer("C3", name="Zenith Motors", account_number="Z-1")
    row, (first, second, third) = planned(connected)
    assert [one.action for one in (first, second, third)] == ["create", "doubtful", "create"]
    assert second.reasons[0].startswith("Record C1 of this plan is like it: ")
    mass.decide(row, number=second.number, choice="create", chosen="", actor=ACTOR)
    second.refresh_from_db()
    carry_out(row, [first])
    wait_until(lambda: [one.state for one in connected.postings()] == ["posted"], "the first part is in the ledger")
    carry_out(row, [second, third])
    assert [(one.state, one.outcome) for one in (second, third)] == [("waiting", "")] * 2
    wait_until(lambda: len(connected.objects("Contacts")) == 3, "all are in the ledger")
    assert connected.exceptions() == []
