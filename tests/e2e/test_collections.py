"""A collection of one's own: made, given fields, filled, filtered, and opened elsewhere by a link."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from e2e import stage
from e2e.screen import Screen


def add_field(screen: Screen, *, name: str, type_: str) -> Locator:
    """Opens the form of a new field and says its name and type."""
    screen.button("Add a field").click()
    form = screen.page.get_by_role("dialog", name="Add a field")
    form.get_by_role("textbox", name="Name").fill(name)
    form.get_by_role("combobox", name="Type").click()
    screen.page.get_by_role("option", name=type_, exact=True).click()
    return form


def choose(screen: Screen, where: Locator, *, label: str, option: str) -> None:
    where.get_by_role("combobox", name=label).click()
    screen.page.get_by_role("option", name=option, exact=True).click()


def save(screen: Screen, form: Locator, *, name: str) -> None:
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    screen.sees(screen.row(name))


def add_record(screen: Screen, values: dict[str, str]) -> None:
    """Through the API, as the page itself does: the forms of records have tests of their own."""
    asked = screen.page.context.request
    workspace = asked.get(f"{screen.url}/api/v1/me").json()["workspaces"][0]["id"]
    token = next(one["value"] for one in screen.page.context.cookies() if one["name"] == "tieout_csrf")
    answer = asked.post(
        f"{screen.url}/api/v1/workspaces/{workspace}/collections/boats/records",
        headers={"X-CSRFToken": token, "Referer": screen.url},
        data={"values": values},
    )
    assert answer.status == 201, answer.text()


def make_fields(screen: Screen) -> None:
    """A price, a kind of two choices, a date, and a formula which is first wrong and then right."""
    form = add_field(screen, name="Price", type_="Money")
    choose(screen, form, label="Currency", option="GBP")
    save(screen, form, name="Price")
    form = add_field(screen, name="Kind", type_="Choice")
    for kind in ("Sail", "Motor"):
        form.get_by_role("combobox", name="Choices").fill(kind)
        screen.page.keyboard.press("Enter")
    save(screen, form, name="Kind")
    save(screen, add_field(screen, name="Bought on", type_="Date"), name="Bought on")
    form = add_field(screen, name="With tax", type_="Formula")
    form.get_by_role("textbox", name="Formula").fill("round(price * 1.2, 2) + nothing")
    screen.sees(form.get_by_text("There is no field nothing."))
    form.get_by_role("textbox", name="Formula").fill("round(price * 1.2, 2)")
    choose(screen, form, label="Gives", option="Money")
    choose(screen, form, label="Currency", option="GBP")
    screen.picture("field-dialog")
    save(screen, form, name="With tax")


def fold_and_widen(screen: Screen) -> None:
    """Without a mouse: a group goes to its head and back, a column is made wider."""
    motor = screen.button("Group Motor")
    motor.press("Enter")
    expect(screen.row("Barge")).to_be_hidden()
    screen.sees(screen.row("Cutter"))
    motor.press("Enter")
    screen.sees(screen.row("Barge"))
    edge = screen.page.get_by_role("separator", name="Width of Kind")
    edge.press("ArrowRight")
    expect(screen.page).to_have_url(re.compile("widths=kind"))
    expect(edge).to_be_focused()


def test_a_collection_is_made_filled_filtered_and_its_view_opened_by_a_link(
    screen: Screen, new_screen: Callable[[], Screen]
) -> None:
    screen.sign_in(stage.GARDEN.person("finance"))
    screen.go("Collections")
    screen.page.get_by_role("link", name="New collection").click()
    screen.sees(screen.heading("New collection"))
    screen.is_well_made("new-collection")
    screen.page.get_by_role("textbox", name="Name").fill("Boats")
    screen.button("Make the collection").click()
    screen.sees(screen.heading("Boats: settings"))
    make_fields(screen)
    screen.is_well_made("collection-settings")

    add_record(screen, {"name": "Albatross", "price": "100.10", "kind": "Sail", "bought_on": "2026-01-31"})
    add_record(screen, {"name": "Barge", "price": "9000", "kind": "Motor", "bought_on": "2026-02-01"})
    add_record(screen, {"name": "Cutter", "price": "20000.5", "kind": "Sail", "bought_on": "2026-02-03"})
    screen.page.get_by_role("navigation", name="Where you are").get_by_role("link", name="Boats").click()
    screen.sees(screen.row("Albatross").get_by_text("£120.12"))

    screen.button("Filter").click()
    panel = screen.page.get_by_role("group", name="Filter")
    panel.get_by_role("button", name="Add condition").click()
    choose(screen, panel, label="Field", option="Price")
    choose(screen, panel, label="Comparison", option=">")
    panel.get_by_role("textbox", name="Value").fill("9000")
    screen.sees(panel.get_by_text("1 of 3 records"))
    expect(screen.row("Barge")).to_be_hidden()
    choose(screen, panel, label="Comparison", option="≥")
    screen.sees(panel.get_by_text("2 of 3 records"))
    screen.button("Group").click()
    screen.page.get_by_role("menuitem", name="Kind").click()
    screen.sees(screen.page.get_by_role("rowheader").filter(has_text="Motor").get_by_text("£10,800.00"))
    fold_and_widen(screen)
    screen.is_well_made("filtered-list")

    screen.page.get_by_role("button", name="View: All records").click()
    screen.page.get_by_role("menuitem", name="Save as view").click()
    dialog = screen.page.get_by_role("dialog", name="Save as view")
    dialog.get_by_role("textbox", name="Name").fill("Dear boats")
    dialog.get_by_role("checkbox", name="Share with everybody in this workspace").check()
    dialog.get_by_role("button", name="Save").click()
    screen.sees(screen.page.get_by_role("button", name="View: Dear boats"))

    other = new_screen()
    other.sign_in(stage.GARDEN.person("auditor"))
    other.page.goto(screen.page.url)
    other.sees(other.row("Barge"))
    other.sees(other.row("Cutter"))
    expect(other.row("Albatross")).to_be_hidden()
    other.sees(other.page.get_by_role("button", name="View: Dear boats"))
