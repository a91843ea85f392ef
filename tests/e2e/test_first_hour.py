"""The guide of the first hour, walked as it is written: what it prints in bold is on the page, in its order, or this fails."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from e2e.conftest import Served
from e2e.screen import Screen

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "first-hour.md"
PICTURES = GUIDE.with_name("pictures")
IS_WRITING = os.environ.get("TIEOUT_WRITE_DOCS") == "1"
RENEW = "renew it: TIEOUT_WRITE_DOCS=1 ./dev test tests/e2e/test_first_hour.py"
PICTURE_BYTES_MAX = 120_000
# As the demo makes it when it stays up.
OWN_WORKSPACE = "from tieout.cli import ground; ground.ready(); from tieout.cli.demo import stage; stage.make_own_workspace()"
WITHOUT_NOTICES = ".mantine-Notifications-root { visibility: hidden !important; }"


@dataclass
class Walk:
    """A reader of the guide before the page: what is in bold is looked for in the order in which it is read."""

    screen: Screen
    text: str
    unread: list[str] = field(default_factory=list)
    unseen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        bold = re.findall(r"\*\*(.+?)\*\*", self.text, re.DOTALL)
        self.unread = [" ".join(part.split()) for one in bold for part in one.split("→")]
        self.unseen = set(re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+)\.png\)", self.text))

    def read(self, words: str) -> str:
        """The next in bold is this."""
        assert self.unread[:1] == [words], f"the guide says {self.unread[:1]} here, not {words}"
        return self.unread.pop(0)

    def value(self, text: str) -> str:
        assert f"`{text}`" in self.text, f"{text} is not in the guide"
        return text

    def sees(self, words: str, *, where: Locator | None = None, seconds: float = 15) -> None:
        self.read(words)
        self.screen.sees((where or self.screen.page.locator("body")).get_by_text(words), seconds=seconds)

    def press(self, name: str, *, where: Locator | None = None) -> None:
        """A button, or what is one by another name."""
        self.read(name)
        scope = where or self.screen.page.locator("body")
        roles = [
            scope.get_by_role(role, name=name, exact=True) for role in ("button", "link", "tab", "menuitem", "radio", "checkbox")
        ]
        found = roles[0]
        for other in roles[1:]:
            found = found.or_(other)
        found.first.click()

    def press_part(self, name: str) -> None:
        """Of a control whose parts are labels."""
        self.read(name)
        self.screen.page.get_by_text(name, exact=True).first.click()

    def fill(self, name: str, text: str) -> None:
        self.screen.page.get_by_role("textbox", name=self.read(name), exact=True).fill(self.value(text))

    def open_collection(self, name: str, *, record: str = "") -> None:
        page = self.screen.page
        self.screen.go(self.read("Collections"))
        page.get_by_role("main").get_by_role("link", name=re.compile(f"^{self.read(name)}")).click()
        self.screen.sees(self.screen.heading(name))
        if record:
            page.get_by_role("link", name=self.read(record), exact=True).click()
            self.screen.sees(page.get_by_role("heading", level=2, name="History"))

    def picture(self, name: str, *, of: Locator | None = None) -> None:
        """Of what is seen, or of a part of it; written when asked for, and small enough to be read over a slow line."""
        file = PICTURES / f"{name}.png"
        assert name in self.unseen, f"{name}.png is not in the guide"
        self.unseen.remove(name)
        if IS_WRITING:
            (of or self.screen.page).screenshot(path=file, style=WITHOUT_NOTICES, animations="disabled")
        assert file.exists(), f"{file.name} is missing; {RENEW}"
        assert file.stat().st_size <= PICTURE_BYTES_MAX, f"{file.name} is too large"


def sign_in(walk: Walk) -> None:
    walk.screen.open("/")
    walk.fill("E-mail", "you@tieout.example")
    walk.fill("Password", "try-tieout-demo")
    walk.press("Sign in")
    walk.screen.sees(walk.screen.heading("Home"))


def settings(walk: Walk) -> None:
    walk.screen.page.get_by_role("navigation", name="Main").get_by_role("button", name=walk.read("You")).click()
    walk.press("Settings")


def connect(walk: Walk, served: Served) -> None:
    screen = walk.screen
    settings(walk)
    walk.press("Connect to Xero")
    screen.sees(screen.page.get_by_role("heading", name="Xero: allow access"))
    assert screen.page.url.startswith(served.sandbox_url)
    for organisation in ("Demo Company (UK)", "Northgate Supplies Ltd"):
        screen.page.get_by_label(walk.read(organisation)).check()
    walk.press("Allow access")
    dialog = screen.page.get_by_role("dialog", name=walk.read("Select Xero Organisation"))
    dialog.get_by_role("radio", name=walk.read("Northgate Supplies Ltd")).check()
    walk.press("Connect to Selected Organisation", where=dialog)
    walk.sees("Successfully connected to Xero")
    walk.sees("Used for records")
    screen.sees(screen.text("reference data synced"), seconds=30)
    walk.picture("connected")


def make_collection(walk: Walk, name: str, *, kind: str) -> None:
    """From a template, and what it is to the ledger."""
    screen = walk.screen
    screen.go(walk.read("Collections"))
    walk.press("New collection")
    walk.press(name)
    walk.press("Make the collection")
    screen.sees(screen.heading(f"{name}: settings"))
    walk.press("Accounting")
    screen.sees(screen.text("These records are"))
    walk.press_part(kind)
    screen.sees(screen.text("Synced fields"))


def keep(walk: Walk) -> None:
    walk.press("Save")
    walk.screen.sees(walk.screen.page.get_by_role("group", name="Nothing was changed."))


def choose_fixed(walk: Walk, name: str, *, value: str) -> None:
    page = walk.screen.page
    row = page.get_by_role("group", name=walk.read(name), exact=True)
    source, wanted = row.get_by_role("combobox", name=f"Source of {name}"), walk.read("Fixed value")
    # The list of the choice before must be gone: its words are the same.
    expect(page.get_by_role("option")).to_have_count(0)
    source.click()
    page.get_by_role("option", name=wanted).click()
    expect(source).to_have_value(wanted)
    row.get_by_role("combobox", name=f"Value for {name}").fill(walk.read(value))
    page.get_by_role("option", name=value).first.click()


def make_collections(walk: Walk) -> None:
    make_collection(walk, "Customers", kind="Contacts")
    keep(walk)
    make_collection(walk, "Products", kind="Items")
    keep(walk)
    make_collection(walk, "Orders", kind="Invoices")
    walk.sees("One thing is missing")
    choose_fixed(walk, "Tax code", value="20% (VAT on Income)")
    choose_fixed(walk, "Account", value="200 Sales")
    expect(walk.screen.text("One thing is missing")).to_have_count(0)
    keep(walk)
    walk.screen.page.evaluate("window.scrollTo(0, 0)")
    walk.picture("accounting")


def import_file(walk: Walk, name: str, *, content: str, picture: str = "") -> None:
    page, file = walk.screen.page, walk.value(f"{name.lower()}.csv")
    walk.open_collection(name)
    walk.press("Import a file")
    page.get_by_label("CSV file").set_input_files({"name": file, "mimeType": "text/csv", "buffer": content.encode()})
    walk.screen.sees(page.get_by_role("heading", name="Columns"))
    for column in content.splitlines()[0].split(","):
        expect(page.get_by_role("combobox", name=f"Field for {column}", exact=True)).not_to_have_value("")
    walk.press("Preview")
    walk.screen.sees(page.get_by_role("heading", name="First records"))
    if picture:
        walk.picture(picture, of=page.get_by_role("main"))
    walk.press("Import 2 rows")
    walk.screen.sees(walk.screen.text("No errors"), seconds=30)


def link_customer(walk: Walk) -> None:
    page = walk.screen.page
    walk.open_collection("Customers", record="ALBION")
    card = page.locator("section").filter(has=page.get_by_role("heading", level=2, name="Xero", exact=True))
    walk.sees("Same name", where=card)
    walk.sees("Same e-mail address", where=card)
    walk.picture("card", of=card)
    walk.press("Link this one", where=card)
    walk.sees("Outstanding receivables", where=card)


def enter_order(walk: Walk) -> None:
    screen, page = walk.screen, walk.screen.page
    walk.open_collection("Orders")
    walk.press("New record")
    walk.fill("Key", "1001")
    walk.fill("Number", "1001")
    choose(walk, page.get_by_role("combobox", name=walk.read("Customer")), text="Old Kiln Pottery")
    walk.fill("Ordered on", "2026-11-20")
    page.keyboard.press("Tab")
    walk.read("Add a line")
    rows = re.findall(r"^\| `(.+)` \| `(.+)` \| `(.+)` \| `(.+)` \|$", walk.text, re.MULTILINE)
    for number, (item, description, quantity, price) in enumerate(rows, start=1):
        screen.button("Add a line").click()
        choose(walk, page.get_by_role("combobox", name=f"Item, line {number}"), text=item)
        for name, text in (("Description", description), ("Quantity", quantity), ("Unit price", price)):
            page.get_by_role("textbox", name=f"{name}, line {number}").fill(text)
    screen.is_well_made("first-hour-order")
    walk.picture("order")
    walk.press("Create")
    screen.sees(screen.heading("1001"))


def choose(walk: Walk, box: Locator, *, text: str) -> None:
    box.fill(walk.value(text))
    walk.screen.page.get_by_role("option", name=re.compile(text)).first.click()


def raise_invoice(walk: Walk, served: Served) -> None:
    screen, page = walk.screen, walk.screen.page
    walk.press("Create Invoice")
    dialog = page.get_by_role("dialog", name="Create Invoice")
    walk.sees("Old Kiln Pottery is not linked to Xero yet", where=dialog)
    walk.press("Create Old Kiln Pottery in Xero", where=dialog)
    expect(dialog.get_by_text(re.compile("is not linked to Xero yet|is being created in Xero"))).to_have_count(0, timeout=30_000)
    dialog.get_by_role("textbox", name="Quantity of Red lantern").fill(walk.value("6"))
    expect(dialog.get_by_role("radio", name=walk.read("Draft"))).to_be_checked()
    walk.read("Open")
    dialog.get_by_text("Open", exact=True).click()
    expect(dialog.get_by_role("status", name="Totals")).to_contain_text("£144.72")
    expect(dialog.get_by_role("button", name="Create Invoice")).to_be_enabled()
    walk.picture("invoice", of=dialog)
    walk.press("Create Invoice", where=dialog)
    walk.sees("Invoice 1001 is in Xero", where=dialog, seconds=30)
    assert re.search(r"Northgate Supplies Ltd.*?<td>1001</td>.*?</section>", books(served), re.DOTALL)
    walk.read("Close")
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    walk.sees("10 of 14 invoiced")
    panel = page.locator("section").filter(has=page.get_by_role("heading", level=2, name="Invoices", exact=True))
    screen.sees(panel.get_by_text("In part"))
    walk.picture("coverage", of=panel)


def books(served: Served) -> str:
    """The page on which the sandbox shows what is in it."""
    with urllib.request.urlopen(served.sandbox_url, timeout=30) as answer:
        return str(answer.read().decode())


def be_paid(walk: Walk, served: Served) -> None:
    told = re.search(r"^curl http://localhost:9400(/\S+) -d '(.+)'$", walk.text, re.MULTILINE)
    assert told is not None
    asked = urllib.request.Request(served.sandbox_url + told[1], data=told[2].encode(), method="POST")
    with urllib.request.urlopen(asked, timeout=30) as answer:
        assert json.load(answer)["payments"] > 1
    settings(walk)
    walk.press("Show health")
    walk.press("Read now")
    walk.screen.sees(walk.screen.text("Reading what has changed"))
    walk.open_collection("Orders", record="1001")
    walk.sees("Paid", where=walk.screen.page.get_by_role("table", name="Documents"), seconds=30)


def tie_out(walk: Walk) -> None:
    screen, page = walk.screen, walk.screen.page
    screen.go(walk.read("Reports"))
    walk.press("Run tie-out")
    walk.press("Run tie-out", where=page.get_by_role("dialog", name="Run tie-out"))
    result = page.get_by_role("region", name="Result")
    walk.sees("Every difference is explained", where=result, seconds=60)
    walk.sees("Unexplained", where=result)
    expect(result).to_contain_text("Unexplained€0.00£0.00$0.00")
    walk.sees("Missing here")
    expect(page.get_by_role("row").filter(has_text="1001")).to_have_count(0)
    walk.picture("tie-out")


@pytest.mark.timeout(280, func_only=True)
def test_the_guide_leads_from_an_empty_workspace_to_an_invoice_and_the_proof(
    new_screen: Callable[[], Screen], served: Served
) -> None:
    subprocess.run([sys.executable, "-c", OWN_WORKSPACE], env=served.environment, check=True)
    walk = Walk(new_screen(), GUIDE.read_text("utf-8"))
    customers, products = re.findall(r"^```csv\n(.+?)^```", walk.text, re.DOTALL | re.MULTILINE)
    sign_in(walk)
    connect(walk, served)
    make_collections(walk)
    import_file(walk, "Customers", content=customers, picture="import")
    import_file(walk, "Products", content=products)
    link_customer(walk)
    enter_order(walk)
    raise_invoice(walk, served)
    be_paid(walk, served)
    tie_out(walk)
    assert (walk.unread, walk.unseen) == ([], set()), "the guide says more than was seen"


def test_every_picture_is_of_the_guide() -> None:
    named = {f"{name}.png" for name in re.findall(r"\(pictures/([\w-]+)\.png\)", GUIDE.read_text("utf-8"))}
    assert {file.name for file in PICTURES.iterdir()} == named
