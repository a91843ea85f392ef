"""Mass export and import by hand: a plan, a doubtful row decided side by side, applied; begun where the integration is set up."""

import pytest
from playwright.sync_api import Page, expect

from e2e import mass_stage as stage
from e2e.conftest import Served, run_stage
from e2e.screen import Screen

NAMES = {"xero": "Xero", "quickbooks": "QuickBooks", "sage": "Sage"}


@pytest.fixture(scope="module", autouse=True)
def _shops(served: Served) -> None:
    run_stage(stage, served)


def looks_well(screen: Screen, name: str, *, provider: str) -> None:
    """The pages are the same for each provider: they are judged at one, and pictured at all."""
    if provider == "xero":
        screen.is_well_made(name)
    else:
        screen.picture(f"{name}-{provider}", whole=True)


def what_is_needed_is_told(screen: Screen, provider: str) -> None:
    """In the pane before, and in the plan: a required field that contacts of the ledger leave empty."""
    page = screen.page
    screen.open("/collections/members/settings/accounting")
    told = page.get_by_role("group", name="Account number", exact=True).get_by_role("note")
    expect(told.first).to_contain_text("Account number is required in Members: contacts without it")
    looks_well(screen, "mass-pane", provider=provider)
    screen.open("/collections/members")
    screen.button("More").click()
    page.get_by_role("menuitem", name=f"Import from {NAMES[provider]}").click()
    screen.button("Make the plan").click()
    screen.sees(page.get_by_role("tab", name="Refused"), seconds=40)
    page.get_by_role("tab", name="Refused").click()
    page.get_by_label("Search the plan").fill(stage.THERE[2])
    expect(screen.row(stage.THERE[2])).to_contain_text("Account number is needed")
    looks_well(screen, "mass-refused", provider=provider)
    page.get_by_role("link", name="Fields of Members").click()
    screen.sees(page.get_by_role("heading", level=2, name="Fields"))


def apply(page: Page, screen: Screen) -> None:
    page.get_by_role("button", name="Apply").click()
    screen.sees(page.get_by_role("status").filter(has_text="Finished"), seconds=60)


@pytest.mark.feature("R-12", "R-13", "R-14")
@pytest.mark.parametrize("provider", list(NAMES))
def test_records_are_exported_by_a_plan_with_a_decision_and_the_rest_is_imported(screen: Screen, provider: str) -> None:
    page, ledger = screen.page, NAMES[provider]
    screen.sign_in(stage.person("finance", provider))
    what_is_needed_is_told(screen, provider)
    screen.open("/settings/integrations")
    page.get_by_role("link", name=f"Export to {ledger}").first.click()
    screen.sees(screen.heading("Mass import and export"))
    page.get_by_role("combobox", name="Collection").click()
    page.get_by_role("option", name="Customers").click()
    looks_well(screen, "mass-new", provider=provider)
    screen.button("Make the plan").click()
    screen.sees(screen.heading(f"Export Customers to {ledger}"))
    screen.sees(page.get_by_role("tab", name="Doubtful"), seconds=40)
    page.get_by_role("tab", name="Doubtful").click()
    page.get_by_role("button", name=stage.ALIKE[1], exact=True).click()
    drawer = page.get_by_role("dialog")
    screen.sees(drawer.get_by_text("Name spelt differently"))
    looks_well(screen, "mass-row", provider=provider)
    drawer.get_by_role("button", name="It is this one").first.click()
    screen.sees(drawer.locator("button[aria-pressed=true]"))
    page.keyboard.press("Escape")
    looks_well(screen, "mass-plan", provider=provider)
    apply(page, screen)
    looks_well(screen, "mass-finished", provider=provider)
    page.get_by_role("tab", name="To create").click()
    expect(screen.row(stage.NEW[1])).to_contain_text("Done")
    screen.open("/collections/customers")
    screen.button("More").click()
    page.get_by_role("menuitem", name=f"Import from {ledger}").click()
    expect(page.get_by_role("radio", name=f"Import from {ledger}")).to_be_checked()
    screen.button("Make the plan").click()
    screen.sees(screen.heading(f"Import into Customers from {ledger}"))
    screen.sees(page.get_by_role("tab", name="Nothing to do"), seconds=40)
    # What people made there has no number of ours, and becomes a record for all that.
    expect(page.get_by_role("tab", name="Refused")).to_have_count(0)
    page.get_by_role("tab", name="To create").click()
    screen.sees(screen.row(stage.THERE[2]))
    apply(page, screen)
    expect(screen.row(stage.THERE[2])).to_contain_text("Done")
    looks_well(screen, "mass-imported", provider=provider)
    screen.open(f"/collections/customers?search={stage.THERE[2].split()[0]}")
    screen.sees(screen.row(stage.THERE[2]))
