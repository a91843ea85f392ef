"""Mass export and import by hand: a plan, a doubtful row decided side by side, applied; begun where the integration is set up."""

import pytest
from playwright.sync_api import expect

from e2e import mass_stage as stage
from e2e.conftest import Served, run_stage
from e2e.screen import Screen


@pytest.fixture(scope="module", autouse=True)
def _shop(served: Served) -> None:
    run_stage(stage, served)


@pytest.mark.feature("R-12", "R-13", "R-14")
def test_records_are_exported_by_a_plan_with_a_decision_and_the_rest_is_imported(screen: Screen) -> None:
    page = screen.page
    screen.sign_in(stage.person("finance"))
    screen.open("/settings/integrations")
    page.get_by_role("link", name="Export to Xero").first.click()
    screen.sees(screen.heading("Mass import and export"))
    page.get_by_role("combobox", name="Collection").click()
    page.get_by_role("option", name="Customers").click()
    screen.is_well_made("mass-new")
    screen.button("Make the plan").click()
    screen.sees(screen.heading("Export Customers to Xero"))
    screen.sees(page.get_by_role("tab", name="Doubtful"), seconds=40)
    page.get_by_role("tab", name="Doubtful").click()
    page.get_by_role("button", name=stage.ALIKE[1], exact=True).click()
    drawer = page.get_by_role("dialog")
    screen.sees(drawer.get_by_text("Name spelt differently"))
    screen.is_well_made("mass-row")
    drawer.get_by_role("button", name="It is this one").first.click()
    screen.sees(drawer.locator("button[aria-pressed=true]"))
    page.keyboard.press("Escape")
    screen.is_well_made("mass-plan")
    page.get_by_role("button", name="Apply").click()
    screen.sees(page.get_by_role("status").filter(has_text="Finished"), seconds=60)
    screen.is_well_made("mass-finished")
    page.get_by_role("tab", name="To create").click()
    expect(screen.row(stage.NEW[1])).to_contain_text("Done")
    screen.open("/collections/customers")
    screen.button("More").click()
    page.get_by_role("menuitem", name="Import from Xero").click()
    expect(page.get_by_role("radio", name="Import from Xero")).to_be_checked()
    screen.button("Make the plan").click()
    screen.sees(screen.heading("Import into Customers from Xero"))
    screen.sees(page.get_by_role("tab", name="Nothing to do"), seconds=40)
    page.get_by_role("tab", name="To create").click()
    screen.sees(screen.row(stage.THERE[2]))
    page.get_by_role("button", name="Apply").click()
    screen.sees(page.get_by_role("status").filter(has_text="Finished"), seconds=60)
    expect(screen.row(stage.THERE[2])).to_contain_text("Done")
    screen.open(f"/collections/customers?search={stage.THERE[2].split()[0]}")
    screen.sees(screen.row(stage.THERE[2]))
