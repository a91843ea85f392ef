"""The whole thread by hand, as a person sees it: connect, import, watch the sync, settle exceptions, read the proof."""

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e import stage
from e2e.conftest import Served
from e2e.screen import Screen
from tieout.cli.demo import SMALL_SHOP

XERO, QUICKBOOKS = "Demo Company (UK)", "Sandbox Company_GB"
# One of the shop's orders is no sale; one more cannot be read, and of one somebody must still enter the country.
FEE, UNREADABLE, UNSPECIFIED = "70035", "79902", "79903"
ADDED = f"""\
{UNREADABLE},MUG-01,Stoneware mug,two,2026-10-07 10:00:00,9.50,2001,United Kingdom
{UNSPECIFIED},MUG-01,Stoneware mug,2,2026-10-07 10:00:00,9.50,2099,Unspecified
"""
# What a person chooses where likeness of names suggests nothing.
COUNTERPARTS = {
    "200 Sales": "Sales of Product Income",
    "207 ": "Postage Income",
    "20% (VAT on Income)": "20.0% S",
    "Zero Rated Income": "0.0% Z",
    "Zero Rated EC Goods Income": "0.0% ECG",
    "090 ": "Current",
}


def control(served: Served, path: str, *, document: object) -> Any:
    """What happens at the provider without us: its bookkeeper at work, its network slow."""
    body = json.dumps(document).encode()
    asked = urllib.request.Request(f"{served.sandbox_url}/_control/{path}", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def open_settings(screen: Screen) -> None:
    """By the person's name at the bottom left."""
    name = screen.page.get_by_role("navigation", name="Main").get_by_role("button", name="System Administrator")
    box = name.bounding_box()
    assert box is not None
    assert box["x"] < 100
    assert box["y"] > 700
    name.click()
    screen.page.get_by_role("menuitem", name="Settings").click()
    screen.sees(screen.page.get_by_role("tab", name="Accounting Integration"))


def connect_xero(screen: Screen, served: Served) -> None:
    """The sign-in reaches two organisations, so a dialog asks which one."""
    page = screen.page
    screen.sees(screen.button("Connect to QuickBooks"))
    screen.is_well_made("integrations-empty")
    screen.button("Connect to Xero").click()
    screen.sees(page.get_by_role("heading", name="Xero: allow access"))
    assert page.url.startswith(served.sandbox_url)
    page.get_by_label(XERO).check()
    page.get_by_label(re.compile("Demo Company (?!\\(UK\\))")).first.check()
    screen.button("Allow access").click()
    dialog = page.get_by_role("dialog", name="Select Xero Organisation")
    screen.sees(dialog.get_by_role("radio", name=XERO))
    screen.is_well_made("select-organisation")
    dialog.get_by_role("radio", name=XERO).check()
    dialog.get_by_role("button", name="Connect to Selected Organisation").click()
    screen.sees(page.get_by_role("status").filter(has_text="Successfully connected to Xero"))


def connect_quickbooks(screen: Screen) -> None:
    page = screen.page
    screen.button("Connect to QuickBooks").click()
    page.get_by_role("dialog", name="Switch Accounting Provider").get_by_role("button", name="Keep both").click()
    page.get_by_label(QUICKBOOKS).check()
    screen.button("Allow access").click()
    screen.sees(page.get_by_role("status").filter(has_text="Successfully connected to QuickBooks"))
    # Accounts and tax codes come without a further click.
    expect(screen.text("reference data synced")).to_have_count(2, timeout=30_000)
    screen.is_well_made("integrations")


def import_orders(screen: Screen) -> None:
    page, content = screen.page, SMALL_SHOP.read_bytes() + ADDED.encode()
    screen.go("Collections")
    screen.sees(screen.heading("Collections"))
    screen.is_well_made("collections")
    screen.open("/imports/new?collection=orders")
    screen.sees(screen.text("Drop a CSV file or a workbook here"))
    screen.is_well_made("import-file")
    page.get_by_label("CSV file").set_input_files({"name": "orders.csv", "mimeType": "text/csv", "buffer": content})
    expect(page.get_by_role("combobox", name="Field for InvoiceNo")).to_have_value(re.compile("Number"))
    screen.is_well_made("import-columns")
    screen.button("Preview").click()
    screen.sees(page.get_by_role("heading", name="Rows with problems"))
    screen.sees(screen.row("Quantity").filter(has_text="two"))
    screen.is_well_made("import-preview")
    page.get_by_role("button", name=re.compile(r"^Import \d+ rows$")).click()
    screen.sees(page.get_by_role("heading", name="Rows with errors"), seconds=60)
    screen.sees(screen.row(UNREADABLE))
    screen.is_well_made("import-report")


def read_orders(screen: Screen) -> None:
    page = screen.page
    page.get_by_role("link", name="Open orders").click()
    screen.sees(screen.heading("Orders"))
    page.get_by_role("searchbox", name="Search orders").fill("7000")
    expect(screen.text("9 records")).to_be_visible()
    expect(screen.row("70001")).to_contain_text("Open", timeout=60_000)
    screen.is_well_made("orders")
    page.get_by_role("link", name="70001", exact=True).click()
    screen.sees(screen.heading("70001"))
    screen.sees(page.get_by_role("heading", name="Xero"))
    screen.is_well_made("record")


def agree_and_sync(screen: Screen, served: Served) -> None:
    page = screen.page
    control(served, "pay", document={"provider": "xero", "organisation": XERO, "share": "0.6", "seed": 1})
    slow = {"kind": "slow", "provider": "quickbooks", "path": "/v3/company/[^/]+/batch", "probability": 1, "seconds": 0.4}
    control(served, "faults", document=slow)
    screen.go("Sync")
    page.get_by_role("link", name="New sync").first.click()
    screen.sees(page.get_by_role("heading", name="Tax codes"))
    for source, target in COUNTERPARTS.items():
        box = page.get_by_role("combobox", name=f"Counterpart of {source}").first
        if box.input_value() != target:  # choosing what is chosen already takes it away
            box.fill(target)
            page.get_by_role("option", name=target).first.click()
    screen.is_well_made("sync-new")
    screen.button("Create sync").click()
    screen.button("Run now").click()
    screen.sees(page.get_by_role("heading", name="Under way"))
    screen.sees(page.get_by_role("progressbar", name="Customers written"), seconds=60)
    screen.sees(page.get_by_role("heading", name="Latest run"), seconds=120)
    screen.is_well_made("sync")


def settle_exceptions(screen: Screen) -> None:
    """The fee stays what it is however often it is tried; the order without a country goes through once it has one."""
    page = screen.page
    screen.go("Inbox")
    screen.row(FEE).get_by_role("button").click()
    drawer = page.get_by_role("dialog")
    screen.sees(drawer.get_by_text("A fee of a bank or a marketplace is a cost, not a sale."))
    screen.sees(drawer.get_by_text("What to do"))
    screen.is_well_made("exception")
    drawer.get_by_role("button", name="Retry").click()
    screen.sees(screen.text(f"Trying Orders {FEE} again"))
    screen.sees(drawer.get_by_text("retried"))
    screen.sees(drawer.get_by_role("button", name="Retry"))
    drawer.get_by_role("button", name="Close").click()
    screen.is_well_made("inbox")
    screen.row(UNSPECIFIED).get_by_role("button").click()
    drawer.get_by_role("link", name=UNSPECIFIED).click()
    screen.sees(screen.heading(UNSPECIFIED))
    screen.button("Edit").click()
    page.get_by_role("textbox", name="Country").fill("United Kingdom")
    screen.is_well_made("record-edit")
    screen.button("Save").click()
    screen.sees(screen.text("Linked invoice"), seconds=60)


def carry_the_rest(screen: Screen) -> None:
    """What was corrected follows with the next run; what the bookkeeper was paid in Xero stands beside the orders."""
    page = screen.page
    screen.go("Sync")
    screen.is_well_made("syncs")
    screen.button("Run now").click()
    screen.sees(screen.text("The sync has started."))
    page.get_by_role("link", name=f"{XERO} to {QUICKBOOKS}").click()
    screen.sees(page.get_by_role("heading", name="Latest run"), seconds=60)
    expect(page.get_by_role("row").filter(has_text="Succeeded")).to_have_count(2, timeout=60_000)
    screen.open("/collections/orders?sort=key")
    screen.sees(page.get_by_role("row").filter(has_text="Paid"), seconds=30)


def tie_out(screen: Screen) -> None:
    page = screen.page
    screen.go("Reports")
    screen.sees(screen.text("Never tied out"))
    screen.button("Run tie-out").click()
    dialog = page.get_by_role("dialog", name="Run tie-out")
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(2)
    screen.is_well_made("tie-out-start")
    dialog.get_by_role("button", name="Run tie-out").click()
    result = page.get_by_role("region", name="Result")
    expect(result).to_contain_text("Every difference is explained", timeout=60_000)
    expect(result).to_contain_text("Unexplained£0.00")
    screen.sees(screen.row(FEE))
    screen.picture("readme-tie-out")
    screen.is_well_made("tie-out")
    page.get_by_text(f"{XERO} and {QUICKBOOKS}").click()
    screen.sees(page.get_by_role("heading", name="No differences").or_(screen.text("No differences")).first)
    screen.is_well_made("tie-out-ledgers")


def read_audit(screen: Screen) -> None:
    page = screen.page
    screen.go("Audit")
    screen.sees(screen.row("exception.retried"))
    screen.is_well_made("audit")
    with page.expect_download() as exported:
        page.get_by_role("link", name="Export").click()
    entries = [json.loads(line) for line in exported.value.path().read_text().splitlines()]
    assert {"connection.connected", "exception.retried"} <= {entry["action"] for entry in entries}
    screen.button("Verify").click()
    screen.sees(page.get_by_role("dialog").get_by_text("The chain is whole"))
    screen.is_well_made("audit-verified")


# The name of its pictures, the address, the heading.
PLACES = [
    ("home", "/", "Home"),
    ("imports", "/imports", "Imports"),
    ("ledgers", "/ledgers", "Ledgers"),
    ("reconciliation", "/reconciliation", "Reconciliation"),
    ("reports", "/reports", "Reports"),
    ("members", "/settings/members", "Settings"),
    ("automations", "/automations", "Automations"),
    ("runs", "/runs?kind=sync", "Automations"),
]


def look_around(screen: Screen) -> None:
    """The places that the thread did not pass, with its figures in them; and one run from its list."""
    for name, path, title in PLACES:
        screen.open(path)
        screen.sees(screen.heading(title))
        expect(screen.text("Loading…")).to_have_count(0)
        screen.is_well_made(name)
    screen.page.get_by_role("table").get_by_role("link").first.click()
    screen.sees(screen.page.get_by_role("heading", name="Written to ledgers"))
    expect(screen.text("Loading…")).to_have_count(0)
    screen.is_well_made("run")


@pytest.mark.timeout(280, func_only=True)
@pytest.mark.feature("R-14", "X-05", "X-06", "X-09", "X-10", "X-11", "X-12", "X-13", "X-14", "Q-16", "Q-41", "Q-63", "Q-72", "Q-76")
def test_it_carries_orders_from_a_file_to_a_proof_by_hand(new_screen: Callable[[], Screen], served: Served) -> None:
    screen = new_screen()
    screen.open("/")
    screen.sees(screen.heading("Sign in to Tieout"))
    screen.is_well_made("sign-in")
    screen.sign_in(stage.DEMO.person("administrator"))
    open_settings(screen)
    connect_xero(screen, served)
    connect_quickbooks(screen)
    import_orders(screen)
    read_orders(screen)
    agree_and_sync(screen, served)
    settle_exceptions(screen)
    carry_the_rest(screen)
    tie_out(screen)
    read_audit(screen)
    look_around(screen)
