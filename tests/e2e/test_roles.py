"""Who may connect a ledger, and what the page says to those who may not, or whom the provider refuses."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from e2e import stage
from e2e.screen import Screen


def refused_alert(screen: Screen) -> str:
    """The words that stand on the page after the visit at the provider."""
    alert = screen.page.get_by_role("alert").filter(has_text="Not connected")
    screen.sees(alert)
    return alert.inner_text()


@pytest.mark.feature("X-02")
@pytest.mark.parametrize(("role", "label"), [("finance", "Finance"), ("editor", "Editor"), ("auditor", "Auditor")])
def test_it_offers_no_connect_to_who_is_no_administrator_and_says_why(screen: Screen, role: str, label: str) -> None:
    screen.sign_in(stage.CORNER.person(role))
    screen.open("/settings/integrations")
    for provider in ("Xero", "QuickBooks", "Sage"):
        expect(screen.button(f"Connect to {provider}")).to_be_disabled()
    reason = screen.page.get_by_role("group", name=f"Needs the role System Administrator. Your role is {label}.")
    expect(reason).to_have_count(3)
    reason.first.focus()
    screen.sees(screen.page.get_by_role("tooltip"))
    if role == "auditor":
        screen.is_well_made("integrations-auditor")
    asked = screen.page.context.request
    workspace = asked.get(f"{screen.url}/api/v1/me").json()["workspaces"][0]["id"]
    token = next(one["value"] for one in screen.page.context.cookies() if one["name"] == "tieout_csrf")
    answer = asked.post(
        f"{screen.url}/api/v1/workspaces/{workspace}/connections/xero/authorise",
        headers={"X-CSRFToken": token, "Referer": screen.url},
    )
    assert answer.status == 403
    assert label in answer.json()["detail"]


@pytest.mark.feature("X-07")
def test_it_says_plainly_that_a_read_only_user_of_the_provider_cannot_connect(screen: Screen) -> None:
    screen.sign_in(stage.CORNER.person("administrator"))
    screen.open("/settings/integrations")
    screen.button("Connect to Xero").click()
    screen.page.get_by_label("a read-only user").check()
    screen.page.get_by_label(re.compile("Demo Company")).first.check()
    screen.button("Allow access").click()
    assert "A read-only user of Xero cannot connect it" in refused_alert(screen)
    expect(screen.button("Connect to Xero")).to_be_enabled()
    screen.is_well_made("integrations-refused")


@pytest.mark.parametrize("provider", ["Xero", "QuickBooks"])
def test_it_says_plainly_that_the_consent_was_denied_and_connects_nothing(screen: Screen, provider: str) -> None:
    screen.sign_in(stage.CORNER.person("administrator"))
    screen.open("/settings/integrations")
    screen.button(f"Connect to {provider}").click()
    screen.button("Deny").click()
    assert "was not connected: the consent was refused" in refused_alert(screen)
    screen.button("Close").click()
    expect(screen.page.get_by_role("alert")).to_have_count(0)
    expect(screen.button(f"Connect to {provider}")).to_be_enabled()


def test_it_sends_a_stranger_to_the_sign_in_and_on_to_what_was_asked_for(new_screen: Callable[[], Screen]) -> None:
    screen = new_screen()
    screen.open("/audit")
    screen.sees(screen.heading("Sign in to Tieout"))
    screen.enter(stage.CORNER.person("auditor"))
    screen.sees(screen.heading("Audit"))
