"""A ledger connected, looked at, changed, switched and disconnected by hand, at each of the three providers."""

import re

import pytest
from playwright.sync_api import Locator, expect

from e2e import stage
from e2e.screen import Screen

XERO, QUICKBOOKS, SAGE = "Demo Company (UK)", "Sandbox Company_GB", "Demo Business (UK)"


def row_of(screen: Screen, organisation: str) -> Locator:
    return screen.page.get_by_role("button", name=f"Actions for {organisation}", exact=True)


def choose(screen: Screen, organisation: str, *, item: str) -> None:
    row_of(screen, organisation).click()
    screen.page.get_by_role("menuitem", name=item).click()


def connected_to(screen: Screen, provider: str) -> None:
    screen.sees(screen.page.get_by_role("status").filter(has_text=f"Successfully connected to {provider}"))
    expect(screen.text("not synced yet")).to_have_count(0, timeout=30_000)


def connect_xero(screen: Screen) -> None:
    page = screen.page
    screen.sees(page.get_by_role("link", name="How to connect to Xero"))
    page.get_by_role("link", name="How to connect to QuickBooks").click()
    screen.sees(screen.heading("Connect to QuickBooks"))
    screen.is_well_made("connect-guide")
    page.get_by_role("link", name="To the connections").click()
    screen.button("Connect to Xero").click()
    for name in (XERO, re.compile("Demo Company (?!\\(UK\\))")):
        page.get_by_label(name).first.check()
    screen.button("Allow access").click()
    dialog = page.get_by_role("dialog", name="Select Xero Organisation")
    dialog.get_by_role("radio", name=XERO).check()
    dialog.get_by_role("button", name="Connect to Selected Organisation").click()
    connected_to(screen, "Xero")


def look_at_health(screen: Screen) -> None:
    """The first reading comes by itself; more comes when somebody asks."""
    screen.button("Show health").click()
    screen.sees(screen.text("renewed by itself"))
    screen.sees(screen.page.get_by_role("term").filter(has_text="Invoices"), seconds=60)
    screen.sees(screen.text("by the end of the day at this pace"))
    screen.button("Read now").click()
    screen.sees(screen.text(f"Reading what has changed in {XERO}."))
    screen.is_well_made("connection-health")


def look_at_codes(screen: Screen) -> None:
    screen.go("Collections")
    screen.page.get_by_role("link", name="Tax codes").first.click()
    screen.sees(screen.row("20% (VAT on Income)"))
    screen.is_well_made("tax-codes")
    screen.open("/settings/integrations")


def change_organisation(screen: Screen) -> str:
    page = screen.page
    choose(screen, XERO, item="Change Organisation")
    dialog = page.get_by_role("dialog", name="Select Xero Organisation")
    expect(dialog.get_by_role("radio", name=XERO)).to_have_count(0)
    dialog.get_by_role("radio").first.check()
    dialog.get_by_role("button", name="Connect to Selected Organisation").click()
    screen.sees(dialog.get_by_text("none is pointed at"))
    screen.is_well_made("change-organisation")
    dialog.get_by_role("button", name="Change Organisation").click()
    connected_to(screen, "Xero")
    screen.sees(screen.button(f"Reconnect {XERO}"))
    named = page.get_by_role("button", name=re.compile("^Actions for "))
    return str(named.first.get_attribute("aria-label")).removeprefix("Actions for ")


def switch_to_quickbooks(screen: Screen, organisation: str) -> None:
    page = screen.page
    screen.button("Connect to QuickBooks").click()
    dialog = page.get_by_role("dialog", name="Switch Accounting Provider")
    screen.sees(dialog.get_by_text(organisation).first)
    screen.is_well_made("switch-provider")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    screen.sees(row_of(screen, organisation))
    screen.button("Connect to QuickBooks").click()
    dialog.get_by_role("button", name="Switch to QuickBooks").click()
    page.get_by_label(QUICKBOOKS).check()
    screen.button("Allow access").click()
    connected_to(screen, "QuickBooks")
    expect(row_of(screen, organisation)).to_have_count(0)
    screen.sees(screen.button("Connect to Xero"))


def keep_sage_beside(screen: Screen) -> None:
    page = screen.page
    screen.button("Connect to Sage").click()
    page.get_by_role("dialog", name="Switch Accounting Provider").get_by_role("button", name="Keep both").click()
    page.get_by_role("button", name="United Kingdom").click()
    page.get_by_label(SAGE).check()
    screen.button("Allow access").click()
    connected_to(screen, "Sage")
    screen.sees(row_of(screen, QUICKBOOKS))
    choose(screen, SAGE, item="Sync Reference Data")
    screen.sees(screen.text(f"Reading tax codes, ledger codes and tracking of {SAGE}."))


def disconnect(screen: Screen, organisation: str) -> None:
    page = screen.page
    choose(screen, organisation, item="Disconnect")
    dialog = page.get_by_role("dialog", name=f"Disconnect {organisation}?")
    screen.sees(dialog)
    dialog.get_by_role("button", name="Disconnect").click()
    expect(row_of(screen, organisation)).to_have_count(0)
    screen.sees(screen.button(f"Reconnect {organisation}"))


@pytest.mark.timeout(280, func_only=True)
@pytest.mark.feature("X-11", "X-12", "X-47", "X-50", "X-53", "X-54", "X-55", "X-56", "T-10")
def test_a_ledger_is_connected_changed_switched_and_disconnected_by_hand(screen: Screen) -> None:
    screen.sign_in(stage.QUAY.person("administrator"))
    screen.open("/settings/integrations")
    connect_xero(screen)
    look_at_health(screen)
    look_at_codes(screen)
    organisation = change_organisation(screen)
    switch_to_quickbooks(screen, organisation)
    keep_sage_beside(screen)
    disconnect(screen, SAGE)
    disconnect(screen, QUICKBOOKS)
    screen.page.get_by_role("link", name="Troubleshooting connections").click()
    screen.sees(screen.heading("Troubleshooting connections"))
    screen.is_well_made("connection-troubles")
