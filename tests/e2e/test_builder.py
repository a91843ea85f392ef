"""An automation is drawn from an empty canvas, published, and does in the ledger what it says: by mouse, and by keyboard alone."""

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e import builder_stage, frames
from e2e.conftest import Served, run_stage
from e2e.drawing import Drawing
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
    screen.sees(screen.row("Dovetail Joiners").get_by_text("Posted"))
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


BOXES = 60
MOVES = 60
_MAKE = """async (steps) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": /tieout_csrf=([^;]+)/.exec(document.cookie)[1] };
  const workspace = (await (await fetch("/api/v1/me")).json()).workspaces[0].id;
  const all = `/api/v1/workspaces/${workspace}/automations`;
  const made = await (await fetch(all, { method: "POST", headers, body: JSON.stringify({ name: "Sixty boxes" }) })).json();
  const { draft } = await (await fetch(`${all}/${made.id}`)).json();
  const body = JSON.stringify({ definition: { ...draft.definition, steps }, revision: draft.revision });
  const kept = await fetch(`${all}/${made.id}/draft`, { method: "PUT", headers, body });
  if (!kept.ok) throw new Error(await kept.text());
  return made.id;
}"""


def many_steps() -> list[dict[str, Any]]:
    """Conditions in a row, each with a step in both branches."""
    return [
        {
            "id": f"check-{number}",
            "kind": "condition",
            "name": f"Check {number}",
            "branches": {
                branch: [{"id": f"{branch}-{number}", "kind": "log", "name": f"Note {branch} {number}"}]
                for branch in ("then", "else")
            },
        }
        for number in range(BOXES // 3)
    ]


def test_one_of_sixty_boxes_is_dragged_without_drawing_the_others(
    screen: Screen, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    page = screen.page
    page.add_init_script(f"({frames.LISTEN})()")
    screen.sign_in(builder_stage.person("finance"))
    made = page.evaluate(_MAKE, many_steps())
    with page.expect_response("**/automations/describe"):
        screen.open(f"/automations/{made}")
    box = page.locator("[data-flow] [data-step='check-0']")
    screen.sees(box)
    expect(page.locator("[data-flow] [data-step]")).to_have_count(BOXES + 1)
    # The catalogue is there, and with it everything that a box says.
    expect(box).to_have_attribute("data-group", "flow")
    at = box.bounding_box()
    assert at is not None
    x, y = at["x"] + 60, at["y"] + 20
    with frames.watched(page) as dragged:
        page.mouse.move(x, y)
        frames.phase(page, "pick")
        page.mouse.down()
        page.mouse.move(x + 2, y)
        frames.phase(page, "move")
        for step_number in range(1, MOVES):
            page.mouse.move(x + 2 * step_number, y + step_number)
        frames.phase(page, "drop")
        # What saving costs belongs to it.
        with page.expect_response(lambda one: one.request.method == "PUT" and one.url.endswith("/draft")):
            page.mouse.up()
        is_saved(screen)
    for number, line in enumerate(dragged.report().splitlines()):
        record_property(f"sixty boxes, {number}", line)
        with capsys.disabled():
            print(f"\n    60 boxes: {line}", end="")
    moved = box.bounding_box()
    assert moved is not None
    assert moved["x"] > at["x"] + MOVES
    assert len(dragged.drawn["move"]) >= MOVES // 2
    assert {phase: most for phase, drawn in dragged.drawn.items() if (most := max(drawn, default=0)) > 1} == {}
    # Dragging asks for nothing but the move: settings come with a click.
    expect(screen.page.get_by_role("region", name="Settings of what is selected")).not_to_contain_text("Check 0")


@pytest.mark.feature("Q-26", "Q-28", "Q-67")
def test_the_rules_of_matching_are_set_without_code_and_read_by_those_who_may_not_set_them(
    new_screen: Callable[[], Screen],
) -> None:
    screen = new_screen()
    screen.sign_in(builder_stage.person("finance"))
    screen.open("/settings/integrations")
    screen.page.get_by_role("link", name=re.compile("^Matching rules of")).click()
    # Where nobody has set any, the page knows them for the usual ones.
    screen.sees(screen.text("Usual rules"))
    screen.page.get_by_role("checkbox", name="Account number").uncheck()
    screen.page.get_by_role("textbox", name="Ask a person from").fill("15")
    screen.button("Save").click()
    screen.sees(screen.text("Own rules"))
    screen.page.reload()
    expect(screen.page.get_by_role("checkbox", name="Account number")).not_to_be_checked()
    expect(screen.page.get_by_role("textbox", name="Ask a person from")).to_have_value("15 %")
    screen.is_well_made("matching")
    reader = new_screen()
    reader.sign_in(builder_stage.person("auditor"))
    reader.page.goto(screen.page.url)
    reader.sees(reader.text("Needs the role Finance or System Administrator."))
    expect(reader.page.get_by_role("checkbox", name="Account number")).to_be_disabled()
    expect(reader.button("Save")).to_have_count(0)


@pytest.mark.feature("Q-40")
def test_a_reminder_is_taken_from_its_template_written_anew_and_set_live(screen: Screen) -> None:
    screen.sign_in(builder_stage.person("finance"))
    screen.open("/automations/templates")
    screen.page.get_by_role("button", name=re.compile("^Reminder of an overdue invoice")).click()
    screen.button("Use template").click()
    screen.sees(screen.heading("Reminder of an overdue invoice"))
    drawing = Drawing(screen)
    drawing.step("Reminder").click()
    drawing.field("Subject").fill("Please pay what is overdue")
    drawing.publish()
    screen.page.reload()
    drawing.step("Reminder").click()
    expect(drawing.field("Subject")).to_have_text("Please pay what is overdue")
