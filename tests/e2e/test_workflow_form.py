"""The form of an automation's step by hand: its account, its fields, its test with the provider's answer, and the switch."""

import re

import pytest
from playwright.sync_api import expect

from e2e import form_stage
from e2e.conftest import Served, run_stage
from e2e.drawing import AT_THE_END, Drawing
from e2e.provider_desk import Desk
from e2e.screen import Screen
from main_job import LEDGERS

NAME, ABOUT = "Customers of finished jobs", "Who had a job done is a customer in QuickBooks."
QUICKBOOKS = LEDGERS["quickbooks"]
# By the heading that they stand under.
FIELDS = {"": ("Name", "Account number"), "Person": ("E-mail", "Phone"), "Accounting": ("Tax number", "Currency")}
CONTACT = "Create or update a contact"


@pytest.fixture(scope="module", autouse=True)
def _shop(served: Served) -> None:
    run_stage(form_stage, served)


def chosen_by_search(drawing: Drawing) -> None:
    """Actions and searches stand apart; the one that is wanted is found by its words."""
    page = drawing.screen.page
    page.get_by_role("button", name="Add a step at the end").click()
    steps = page.get_by_role("listbox", name="Steps")
    for group, kind in (("Accounting", CONTACT), ("Find in the ledger", "Find or create contact")):
        expect(steps.get_by_role("group", name=group).get_by_role("option", name=re.compile(f"^{kind}"))).to_have_count(1)
    drawing.screen.picture("form-palette")
    page.keyboard.press("Escape")
    drawing.add(CONTACT, to=AT_THE_END)


def account_added(screen: Screen, drawing: Drawing) -> None:
    """From the step's form to the provider's sign-in, and back by the link there."""
    page = screen.page
    drawing.is_saved()
    screen.button("Add an account").click()
    page.get_by_role("menuitem", name="QuickBooks Online").click()
    page.get_by_label(QUICKBOOKS).check()
    screen.button("Allow access").click()
    done = page.get_by_role("status").filter(has_text="Successfully connected to QuickBooks")
    screen.sees(done)
    done.get_by_role("link", name="Back to the automation").click()
    screen.sees(screen.heading(NAME))
    drawing.step(CONTACT).click()
    drawing.choose("Ledger", option=f"{QUICKBOOKS} (QuickBooks Online)")


def tried(screen: Screen, drawing: Drawing) -> None:
    """An error at once; mended, what would be sent; then for real, with what the provider answered."""
    page, panel = screen.page, drawing.panel
    drawing.write("Update this contact", "Nobody")
    panel.get_by_role("tab", name="Test").click()
    panel.get_by_label("Try it with", exact=True).first.click()
    page.get_by_role("option", name=re.compile("Northgate College")).first.click()
    screen.button("Test step").click()
    result = panel.get_by_role("region", name="Result of the test")
    screen.sees(result.get_by_text(re.compile("There is no customer Nobody in")))
    screen.picture("form-error")
    panel.get_by_role("tab", name="Settings").click()
    panel.get_by_role("button", name="How Update this contact is worked out").click()
    page.get_by_role("menuitem", name="Clear").click()
    panel.get_by_role("tab", name="Test").click()
    screen.button("Test step").click()
    screen.sees(result.get_by_text(re.compile("Would create customer Northgate College")))
    screen.button("Send for real…").click()
    page.get_by_role("dialog").get_by_role("button", name="Send for real").click()
    screen.sees(result.get_by_text(re.compile("Northgate College was created in")))
    result.get_by_role("region", name="Result").get_by_text("JSON").click()
    expect(result.get_by_label("Result").locator("pre")).to_contain_text('"external_id": "')
    screen.is_well_made("form-test")
    panel.get_by_role("tab", name="Settings").click()


def finish(screen: Screen, number: str) -> None:
    """The job reaches the last stage of its workflow."""
    screen.open("/collections/jobs")
    screen.row(number).get_by_role("link").first.click()
    screen.button("Done").click()
    expect(screen.button("Done")).to_have_attribute("aria-current", "step")


@pytest.mark.feature("W-04", "W-14", "W-15", "W-16", "W-17", "W-18", "W-20", "W-21", "W-23", "W-24", "W-25")
def test_a_step_gets_an_account_is_tried_mended_and_works_once_it_is_switched_on(screen: Screen, served: Served) -> None:
    quickbooks = Desk.open(served.sandbox_url, "quickbooks")
    screen.sign_in(form_stage.person("administrator"))
    drawing = Drawing(screen)
    drawing.begin(NAME, about=ABOUT)
    drawing.starts("Stage reached", Collection="Jobs", Field="Stage (stage)", Stage="Done")
    chosen_by_search(drawing)
    account_added(screen, drawing)
    for group, labels in FIELDS.items():
        if group:
            drawing.panel.locator("summary", has_text=group).click()
        for label in labels:
            expect(drawing.field(label)).to_be_visible()
    drawing.drag("name", into="Name")
    drawing.press("email", into="E-mail")
    screen.button("Refresh fields").click()
    screen.sees(screen.text("The lists of the ledger are being read"))
    tried(screen, drawing)
    drawing.add("Log")
    drawing.write("Message", "Customer ")
    drawing.press("steps.create_contact.external_id", into="Message")
    drawing.publish(switched_on=False)
    finish(screen, "J-2")
    screen.go("Automations")
    switch = screen.page.get_by_role("switch", name=f"{NAME} is switched on")
    switch.check(force=True)
    expect(switch).to_be_checked()
    finish(screen, "J-1")
    drawing.has_run("Jobs J-1")
    # What happened before the switch started nothing: of that job there is the test alone.
    screen.open("/runs")
    expect(screen.row("Jobs J-2")).to_have_count(1)
    expect(screen.row("Jobs J-2")).to_contain_text("Test of")
    names = [str(one["DisplayName"]) for one in quickbooks.objects("Customer")]
    assert (names.count("Ridgeway University"), names.count("Northgate College")) == (1, 1)
