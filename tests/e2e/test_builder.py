"""An automation is drawn from an empty canvas, published, and does in the ledger what it says: by mouse, and by keyboard alone."""

import json
import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e import builder_stage
from e2e.conftest import Served, run_stage
from e2e.screen import Screen
from e2e.test_keyboard import tab_to
from main_job import LEDGERS, control

CREATE = "Create in accounting system"


@pytest.fixture(scope="module", autouse=True)
def _shop(served: Served) -> None:
    run_stage(builder_stage, served)


def names_in_xero(served: Served) -> list[str]:
    wish = {"provider": "xero", "organisations": [LEDGERS["xero"]], "client_id": "tests"}
    told = control(served.sandbox_url, "token", document=wish)
    headers = {
        "Authorization": f"Bearer {told['access_token']}",
        "Xero-tenant-id": told["organisations"][0]["id"],
        "Accept": "application/json",
    }
    asked = urllib.request.Request(f"{served.sandbox_url}/xero/api.xro/2.0/Contacts?pageSize=1000", headers=headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return [str(one["Name"]) for one in found["Contacts"]]


def choose(screen: Screen, label: str, *, option: str) -> None:
    screen.page.get_by_label(label, exact=True).first.click()
    screen.page.get_by_role("option", name=option, exact=True).first.click()


def is_saved(screen: Screen) -> None:
    screen.sees(screen.page.get_by_text("Saved", exact=True))


def step(screen: Screen, name: str) -> Locator:
    return screen.page.get_by_role("button", name=re.compile(f"^Step, {name}"))


def publish(screen: Screen) -> None:
    screen.button("Publish").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(dialog).to_have_count(0)


def add_customer(screen: Screen, number: str, *, name: str) -> None:
    screen.open("/collections/customers")
    screen.page.get_by_role("link", name="New record").click()
    for label, text in (("Key", number), ("Name", name), ("Account number", number)):
        screen.page.get_by_role("textbox", name=label).fill(text)
    screen.button("Create").click()
    screen.sees(screen.heading(f"{number} · {name}"))


def has_run(screen: Screen, name: str) -> None:
    """Once, to a good end."""
    screen.open("/runs")
    row = screen.row(name)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Succeeded", timeout=60_000)
    row.get_by_role("link").first.click()
    screen.sees(screen.text("Succeeded"))


def draw(screen: Screen) -> None:
    """By mouse, from nothing to what is live: each new customer becomes a contact."""
    screen.go("Automations")
    screen.button("New automation").click()
    screen.page.get_by_role("dialog").get_by_label("Name").fill("Contacts of new customers")
    screen.button("Create").click()
    screen.sees(screen.heading("Contacts of new customers"))
    choose(screen, "It starts", option="Record created")
    choose(screen, "Collection", option="Customers")
    is_saved(screen)
    screen.picture("builder-trigger")
    screen.page.get_by_role("button", name=re.compile("^Add a step")).first.click()
    search = screen.page.get_by_role("combobox", name="Search steps")
    expect(search).to_be_focused()
    search.fill("create in acc")
    screen.picture("builder-palette")
    screen.page.get_by_role("option", name=re.compile(CREATE)).click()
    screen.sees(step(screen, CREATE))
    is_saved(screen)
    screen.picture("builder-step")
    publish(screen)
    screen.sees(screen.text("Live: version 1"))
    screen.picture("builder-live")


@pytest.mark.feature("K-01", "K-08", "K-10", "W-25")
def test_it_is_drawn_by_mouse_and_makes_the_contact_of_a_new_customer(screen: Screen, served: Served) -> None:
    screen.sign_in(builder_stage.person("finance"))
    draw(screen)
    add_customer(screen, "D-1", name="Dovetail Joiners")
    has_run(screen, "Contacts of new customers")
    screen.picture("builder-run")
    assert names_in_xero(served).count("Dovetail Joiners") == 1


@pytest.mark.feature("K-04", "K-10")
@pytest.mark.parametrize(("provider", "name"), [("quickbooks", "QuickBooks Online"), ("sage", "Sage Accounting")])
def test_the_same_drawing_makes_contacts_at_the_other_providers(screen: Screen, provider: str, name: str) -> None:
    screen.sign_in(builder_stage.person("finance", provider))
    draw(screen)
    add_customer(screen, "D-1", name="Dovetail Joiners")
    has_run(screen, "Contacts of new customers")
    screen.open("/collections/customers?search=D-1")
    screen.page.get_by_role("link", name="D-1", exact=True).first.click()
    card = screen.page.locator("section").filter(has=screen.page.get_by_role("heading", level=2, name=name, exact=True))
    screen.sees(card.get_by_text("Outstanding receivables"))


@pytest.mark.feature("W-16")
def test_it_is_drawn_by_keyboard_alone(screen: Screen, served: Served) -> None:
    screen.sign_in(builder_stage.person("administrator"))
    page, keys = screen.page, screen.page.keyboard
    tab_to(screen, page.get_by_role("navigation", name="Main").get_by_role("link", name="Automations"))
    keys.press("Enter")
    tab_to(screen, screen.button("New automation"))
    keys.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_focused()
    keys.type("Items of new products")
    keys.press("Enter")
    screen.sees(screen.heading("Items of new products"))
    tab_to(screen, page.get_by_label("It starts", exact=True).first)
    keys.press("Control+a")
    keys.type("Record created")
    keys.press("ArrowDown")
    keys.press("Enter")
    tab_to(screen, page.get_by_label("Collection", exact=True).first)
    keys.press("Enter")
    option = page.get_by_role("option", name="Products", exact=True)
    screen.sees(option)
    while option.get_attribute("data-combobox-selected") is None:
        keys.press("ArrowDown")
    keys.press("Enter")
    screen.sees(page.get_by_role("button", name=re.compile("in Products")))
    keys.press("Escape")
    keys.press("a")
    expect(page.get_by_role("combobox", name="Search steps")).to_be_focused()
    keys.type("create in acc")
    keys.press("Enter")
    screen.sees(step(screen, CREATE))
    is_saved(screen)
    expect(screen.button("Publish")).to_be_enabled()
    keys.press("Control+z")
    expect(step(screen, CREATE)).to_have_count(0)
    keys.press("Control+Shift+z")
    screen.sees(step(screen, CREATE))
    is_saved(screen)
    expect(screen.button("Publish")).to_be_enabled()
    tab_to(screen, screen.button("Publish"))
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    tab_to(screen, dialog.get_by_role("button", name="Publish", exact=True))
    keys.press("Enter")
    screen.sees(screen.text("Live: version 1"))
    screen.is_well_made("builder")
