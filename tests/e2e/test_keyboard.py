"""Without a mouse: from the sign-in to a record, the search for everything, and the list of keys."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from e2e import stage
from e2e.conftest import Served
from e2e.screen import Screen

ORDERS = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
80001,SPADE,Garden spade,2,2026-10-05 10:00:00,24.00,3001,United Kingdom
80002,RAKE,Garden rake,1,2026-10-06 10:00:00,19.50,3002,United Kingdom
"""
TABS_MAX = 60


@pytest.fixture(scope="module")
def _orders(served: Served, tmp_path_factory: pytest.TempPathFactory) -> None:
    file: Path = tmp_path_factory.mktemp("orders") / "orders.csv"
    file.write_text(ORDERS)
    command = [sys.executable, "-m", "tieout", "import", str(file), "--workspace", stage.GARDEN.name]
    subprocess.run(command, env=served.environment, check=True, stdout=subprocess.DEVNULL)


def tab_to(screen: Screen, wanted: Locator) -> None:
    """Tab by Tab, as far as a patient person goes."""
    screen.sees(wanted)
    for _ in range(TABS_MAX):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        screen.page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} was not reached in {TABS_MAX} steps")


def sign_in_by_keys(screen: Screen) -> None:
    """The first box has the focus already."""
    screen.open("/")
    expect(screen.page.get_by_role("textbox", name="E-mail")).to_be_focused()
    screen.page.keyboard.type(stage.GARDEN.person("editor"))
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.type(stage.PASSWORD)
    screen.page.keyboard.press("Enter")
    screen.sees(screen.heading("Home"))


@pytest.mark.usefixtures("_orders")
def test_it_is_walked_by_keyboard_from_the_sign_in_to_a_record(screen: Screen) -> None:
    sign_in_by_keys(screen)
    for name in ("Collections", "Orders", "80001"):
        tab_to(screen, screen.page.get_by_role("link", name=re.compile(f"^{name}")))
        screen.page.keyboard.press("Enter")
        screen.sees(screen.heading(name))
    screen.sees(screen.text("Garden spade"))


@pytest.mark.usefixtures("_orders")
def test_it_finds_pages_and_records_with_ctrl_k(screen: Screen) -> None:
    sign_in_by_keys(screen)
    page = screen.page
    page.keyboard.press("Control+k")
    expect(
        page.get_by_role("textbox", name="Find anything").or_(page.get_by_role("searchbox", name="Find anything"))
    ).to_be_focused()
    screen.is_well_made("find")
    page.keyboard.type("8000")
    screen.sees(page.get_by_role("button", name="80002").or_(page.get_by_role("option", name="80002")))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("8000")


def test_it_lists_its_keys_at_a_question_mark(screen: Screen) -> None:
    sign_in_by_keys(screen)
    page = screen.page
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    screen.sees(keys.get_by_text("Find pages, collections and records"))
    screen.is_well_made("keys")
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("u")
    screen.sees(screen.heading("Audit"))
