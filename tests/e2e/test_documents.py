"""Invoices made by hand: by keyboard alone at Xero, with an approval at QuickBooks, with a part credited at Sage."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from e2e import documents_stage as stage
from e2e.conftest import Served, run_stage
from e2e.screen import Screen

TABS_MAX = 90


@pytest.fixture(scope="module", autouse=True)
def _shops(served: Served) -> None:
    run_stage(stage, served)


def tab_to(screen: Screen, wanted: Locator) -> None:
    """Tab by Tab, as far as a patient person goes."""
    screen.sees(wanted)
    for _ in range(TABS_MAX):
        if wanted.first.evaluate("(element) => element === document.activeElement"):
            return
        screen.page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} was not reached in {TABS_MAX} steps")


def press(screen: Screen, wanted: Locator, *, key: str = "Enter") -> None:
    tab_to(screen, wanted)
    screen.page.keyboard.press(key)


def open_order(screen: Screen, provider: str, *, role: str = "finance") -> None:
    screen.sign_in(stage.person(role, provider))
    screen.go("Collections")
    screen.page.get_by_role("link", name=re.compile("^Orders")).click()
    screen.page.get_by_role("link", name=stage.ORDER).click()
    screen.sees(screen.heading(stage.ORDER))


def dialog_of(screen: Screen, name: str = "Create Invoice") -> Locator:
    dialog = screen.page.get_by_role("dialog", name=name)
    screen.sees(dialog)
    return dialog


def asks_for_the_customer(screen: Screen, dialog: Locator, *, provider_name: str) -> None:
    """R-02: the way out stands in the dialog."""
    screen.sees(dialog.get_by_text(f"{stage.CUSTOMER} is not linked to {provider_name} yet"))
    expect(dialog.get_by_role("button", name="Create Invoice")).to_be_disabled()


def walk_to_order(screen: Screen) -> None:
    """From the sign-in, without a mouse."""
    page, keys = screen.page, screen.page.keyboard
    screen.open("/")
    expect(page.get_by_role("textbox", name="E-mail")).to_be_focused()
    keys.type(stage.person("finance", "xero"))
    keys.press("Tab")
    keys.type(stage.PASSWORD)
    keys.press("Enter")
    screen.sees(screen.heading("Home"))
    for name in ("Collections", "Orders", stage.ORDER):
        press(screen, page.get_by_role("link", name=re.compile(f"^{name}")))
        screen.sees(screen.heading(name))
    screen.sees(screen.text("Not invoiced yet"))


@pytest.mark.feature("R-02", "X-38", "X-39", "X-40", "X-42", "X-44", "X-45", "X-46")
def test_it_goes_by_keyboard_from_the_sign_in_to_an_invoice_in_xero(screen: Screen) -> None:
    page, keys = screen.page, screen.page.keyboard
    walk_to_order(screen)
    press(screen, page.get_by_role("button", name="Create Invoice"))
    dialog = dialog_of(screen)
    asks_for_the_customer(screen, dialog, provider_name="Xero")
    screen.is_well_made("document-not-linked")
    press(screen, dialog.get_by_role("button", name=re.compile("^Create .* in Xero$")))
    expect(dialog.get_by_text("is not linked to Xero yet")).to_have_count(0, timeout=30_000)
    totals = dialog.get_by_role("status", name="Totals")
    expect(totals).to_contain_text("£58.80", timeout=15_000)
    press(screen, dialog.get_by_role("checkbox", name="Include Blue lantern"), key="Space")
    expect(totals).to_contain_text("£42.00")
    tab_to(screen, dialog.get_by_role("textbox", name="Quantity of Red lantern"))
    keys.press("Control+a")
    keys.type("7")
    expect(totals).to_contain_text("£29.40")
    tab_to(
        screen,
        dialog.get_by_role("combobox", name="Tax code of Red lantern").or_(
            dialog.get_by_role("textbox", name="Tax code of Red lantern")
        ),
    )
    keys.press("Control+a")
    keys.type("Zero Rated Inc")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(totals).to_contain_text("£24.50")
    tab_to(
        screen,
        dialog.get_by_role("combobox", name="Ledger code of Red lantern").or_(
            dialog.get_by_role("textbox", name="Ledger code of Red lantern")
        ),
    )
    keys.press("Control+a")
    keys.type("Other Rev")
    keys.press("ArrowDown")
    keys.press("Enter")
    tab_to(screen, dialog.get_by_role("textbox", name="Number"))
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Control+a")
    keys.type("+14")
    screen.is_well_made("document-dialog")
    expect(totals).to_contain_text("£24.50")
    expect(dialog.get_by_role("button", name="Create Invoice")).to_be_enabled()
    keys.press("Control+Enter")
    screen.sees(dialog.get_by_text("is in Xero as a draft"), seconds=30)
    press(screen, dialog.get_by_role("button", name="Close", exact=True).last)
    screen.sees(screen.text("7 of 14 invoiced"))
    card = page.locator("section").filter(has=page.get_by_role("heading", level=2, name="Xero", exact=True))
    screen.sees(card.get_by_text("Part invoiced"))
    expect(card.get_by_text("Not linked")).to_have_count(0)
    row = page.get_by_role("table", name="Documents").get_by_role("row").filter(has_text=stage.ORDER)
    expect(row).to_contain_text("Draft")
    expect(row).to_contain_text("19 Oct 2026")
    screen.is_well_made("record-documents")


@pytest.mark.feature("X-56")
def test_what_an_editor_asks_for_at_quickbooks_waits_for_finance(screen: Screen, new_screen: Callable[[], Screen]) -> None:
    open_order(screen, "quickbooks")
    screen.button("Create Invoice").click()
    dialog = dialog_of(screen)
    asks_for_the_customer(screen, dialog, provider_name="QuickBooks Online")
    dialog.get_by_role("button", name=re.compile("^Create .* in QuickBooks Online$")).click()
    screen.sees(dialog.get_by_text("QuickBooks has no drafts").first, seconds=30)
    expect(dialog.get_by_role("button", name="Create Invoice")).to_be_enabled(timeout=30_000)
    dialog.get_by_role("button", name="Cancel").click()
    editor = new_screen()
    open_order(editor, "quickbooks", role="editor")
    editor.button("Create Invoice").click()
    asked = dialog_of(editor)
    button = asked.get_by_role("button", name="Ask for this invoice")
    expect(button).to_be_enabled(timeout=15_000)
    button.click()
    editor.sees(asked.get_by_text("waits for approval"))
    screen.go("Inbox")
    screen.page.get_by_role("tab", name="Approvals").click()
    screen.page.get_by_role("button", name=f"Invoice {stage.ORDER}").click()
    drawer = screen.page.get_by_role("dialog", name=f"Invoice {stage.ORDER}")
    screen.sees(drawer.get_by_text("£58.80"))
    screen.is_well_made("approval")
    drawer.get_by_role("button", name="Approve").click()
    editor.sees(asked.get_by_text("is in QuickBooks Online"), seconds=30)


def test_a_returned_part_is_credited_at_sage(screen: Screen) -> None:
    page = screen.page
    open_order(screen, "sage")
    screen.button("Create Invoice").click()
    dialog = dialog_of(screen)
    asks_for_the_customer(screen, dialog, provider_name="Sage Accounting")
    dialog.get_by_role("button", name=re.compile("^Create .* in Sage Accounting$")).click()
    dialog.get_by_text("Open", exact=True).click()
    button = dialog.get_by_role("button", name="Create Invoice")
    expect(button).to_be_enabled(timeout=30_000)
    button.click()
    screen.sees(dialog.get_by_text("is in Sage Accounting"), seconds=30)
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    screen.sees(screen.text("14 of 14 invoiced"))
    page.get_by_role("button", name=re.compile("^Actions of Invoice")).click()
    page.get_by_role("menuitem", name=re.compile("^Credit returned")).click()
    credit = dialog_of(screen, "Create Credit note")
    credit.get_by_role("checkbox", name="Include Blue lantern").check()
    credit.get_by_role("textbox", name="Quantity of Blue lantern").fill("1")
    expect(credit.get_by_role("status", name="Totals")).to_contain_text("£4.20")
    credit.get_by_role("button", name="Create Credit note").click()
    screen.sees(credit.get_by_text("is in Sage Accounting"), seconds=30)
    credit.get_by_role("button", name="Close", exact=True).last.click()
    screen.sees(screen.text("13 of 14 invoiced"))
