"""The life of records in the browser: edited in their place, pasted, changed as one, taken back, talked about, deleted."""

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from e2e import stage
from e2e.screen import Screen

PASTE = """([text, cell]) => {
    const given = new DataTransfer();
    given.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


def cell(screen: Screen, row: str, *, field: str) -> Locator:
    """By the name of the record and the column's heading."""
    heads = screen.page.get_by_role("columnheader").all_inner_texts()
    place = next(number for number, head in enumerate(heads) if head.strip() == field)
    return screen.row(row).first.get_by_role("cell").nth(place)


def notice(screen: Screen, words: str) -> Locator:
    return screen.page.get_by_role("alert").filter(has_text=words)


def make(screen: Screen, name: str) -> None:
    screen.open("/collections/jobs/new")
    screen.page.get_by_role("textbox", name="Name", exact=True).fill(name)
    screen.button("Create").click()
    screen.sees(screen.page.get_by_role("heading", level=1).filter(has_text=name))


def test_records_are_made_edited_pasted_changed_as_one_and_taken_back(screen: Screen) -> None:
    screen.sign_in(stage.GARDEN.person("editor"))
    for name in ("Paint the hall", "Mend the roof", "Survey the field"):
        make(screen, name)
    screen.open("/collections/jobs")
    screen.sees(screen.row("Mend the roof"))
    # In its place: typing begins, Enter keeps and goes down; what is refused stays with its reason, Escape takes back.
    budget = cell(screen, "Mend the roof", field="Budget")
    budget.click()
    screen.page.keyboard.type("1,250.5")
    screen.page.keyboard.press("Enter")
    expect(budget).to_contain_text("£1,250.50")
    email = cell(screen, "Mend the roof", field="E-mail")
    email.dblclick()
    screen.page.keyboard.type("nobody")
    screen.page.keyboard.press("Enter")
    expect(email).to_have_attribute("data-refused", "true")
    expect(email).to_have_attribute("aria-label", re.compile("^E-mail: nobody. E-mail is no e-mail address: "))
    screen.troubles.clear()  # the browser tells of every refusal
    email.focus()
    screen.page.keyboard.press("Delete")
    expect(email).to_have_attribute("data-refused", "false")
    # A block of a spreadsheet, shown before it is written, taken back by one key.
    budget.focus()
    budget.evaluate("(cell, text) => (" + PASTE + ")([text, cell])", "20.00\tyes\nmany\tno\n")
    dialog = screen.page.get_by_role("dialog", name="Paste from a spreadsheet")
    expect(dialog.get_by_role("status")).to_have_text("2 cells would change, 0 records would be made, 1 refused.")
    screen.sees(dialog.get_by_text("Refused: Budget is no number; write it like 1234.50."))
    screen.is_well_made("records-paste")
    dialog.get_by_role("button", name="Paste").click()
    expect(budget).to_contain_text("£20.00")
    budget.focus()
    screen.page.keyboard.press("Control+z")
    expect(budget).to_contain_text("£1,250.50")
    # Many as one.
    boxes = screen.page.get_by_role("checkbox", name="Select ")
    boxes.nth(1).click()
    boxes.nth(3).click(modifiers=["Shift"])
    screen.sees(screen.text("3 selected"))
    screen.is_well_made("records-selected")
    screen.button("Move to stage").click()
    screen.page.get_by_role("menuitem", name="Done").click()
    expect(screen.page.get_by_role("row").filter(has_text="Done")).to_have_count(3)
    notice(screen, "3 records moved to Done").get_by_role("button", name="Undo").click()
    expect(screen.page.get_by_role("row").filter(has_text="Asked")).to_have_count(3)


def test_a_record_has_its_stage_lines_comments_files_and_a_way_back_from_the_bin(screen: Screen, tmp_path: Path) -> None:
    screen.sign_in(stage.CORNER.person("editor"))
    make(screen, "Lay the patio")
    screen.button("Under way").click()
    expect(screen.button("Under way")).to_have_attribute("aria-current", "step")
    screen.button("Edit").click()
    screen.page.get_by_role("textbox", name="Phone").fill("020 7946 0958")
    screen.button("Add a line").click()
    screen.page.get_by_role("textbox", name="Description, line 1").fill("Slabs")
    screen.page.get_by_role("textbox", name="Quantity, line 1").fill("12")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("textbox", name="Description, line 2").fill("Sand")
    screen.page.keyboard.press("Alt+ArrowUp")
    expect(screen.page.get_by_role("textbox", name="Description, line 1")).to_have_value("Sand")
    screen.is_well_made("record-form")
    screen.page.keyboard.press("Control+s")
    screen.sees(screen.text("+44 20 7946 0958"))
    screen.sees(screen.row("Slabs"))
    screen.page.get_by_role("textbox", name="Write a comment").fill("Ready on Friday, @Fin")
    screen.page.get_by_role("option", name="Finance").click()
    screen.button("Comment").click()
    screen.sees(screen.page.get_by_role("article").filter(has_text="@Finance"))
    paper = tmp_path / "plan.txt"
    paper.write_text("A plan")
    screen.page.get_by_label("File", exact=True).set_input_files(paper)
    screen.sees(screen.page.get_by_role("link", name="plan.txt"))
    with screen.page.expect_download() as download:
        screen.page.get_by_role("link", name="plan.txt").click()
    assert download.value.path().read_text() == "A plan"
    screen.is_well_made("record")
    screen.button("Delete").click()
    screen.sees(screen.heading("Jobs"))
    screen.button("More").click()
    screen.page.get_by_role("menuitem", name="Bin").click()
    screen.page.get_by_role("dialog", name="Bin").get_by_role("button", name="Bring back").click()
    screen.page.keyboard.press("Escape")
    screen.sees(screen.row("Lay the patio"))
