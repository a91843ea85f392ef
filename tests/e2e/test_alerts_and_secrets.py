"""Alerts and secrets in the browser: an address is sealed, a rule tells it, and what was told is to be read."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e import stage
from e2e.screen import Screen


class Channel:
    """Somewhere outside that takes notifications, and keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        channel = self

        class Listener(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                channel.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                del format, args

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/finance"


@pytest.fixture
def channel() -> Iterator[Channel]:
    running = Channel()
    yield running
    running.server.shutdown()
    running.server.server_close()


def chosen(screen: Screen, dialog: Locator, *, name: str, option: str) -> None:
    dialog.get_by_role("combobox", name=name).click()
    screen.page.get_by_role("option", name=option).click()


def sealed(screen: Screen, *, name: str, kind: str, **parts: str) -> None:
    screen.button("New secret").click()
    dialog = screen.page.get_by_role("dialog", name="New secret")
    dialog.get_by_role("textbox", name="Name").fill(name)
    if kind != "Bearer token":
        chosen(screen, dialog, name="Kind", option=kind)
    else:
        hosts = dialog.get_by_placeholder("api.example.com")
        hosts.fill("api.example.com")
        hosts.press("Enter")
        screen.is_well_made("secrets-dialog")
    for label, value in parts.items():
        dialog.get_by_role("textbox", name=label).fill(value)
    dialog.get_by_role("button", name="Seal it").click()
    screen.sees(screen.row(name))


@pytest.mark.feature("Q-71")
def test_the_team_is_told_in_a_channel_whose_address_nobody_sees_again(screen: Screen, channel: Channel) -> None:
    screen.sign_in(stage.QUAY.person("finance"))
    screen.open("/settings/secrets")
    screen.sees(screen.text("No secrets"))
    sealed(screen, name="Shipping key", kind="Bearer token", Token="hush-hush")
    sealed(screen, name="Finance channel", kind="Address for notifications", Address=channel.address)

    screen.open("/settings/alerts")
    screen.sees(screen.text("No alerts"))
    screen.button("New alert").click()
    dialog = screen.page.get_by_role("dialog", name="New alert")
    # By the keyboard alone, once.
    expect(dialog.get_by_role("textbox", name="Name")).to_be_focused()
    screen.page.keyboard.type("Exceptions")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")
    screen.sees(screen.page.get_by_role("option", name="An exception was raised"))
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("Enter")
    expect(dialog.get_by_role("combobox", name="Looks for")).to_have_value("An exception was raised")
    chosen(screen, dialog, name="Addresses for notifications", option="Finance channel")
    screen.page.keyboard.press("Escape")
    screen.is_well_made("alerts-dialog")
    dialog.get_by_role("button", name="Make the alert").click()

    screen.button("Exceptions").click()
    news = screen.page.get_by_role("dialog", name="Exceptions")
    news.get_by_role("button", name="Send a test").click()
    expect(news.get_by_role("list", name="Messages")).to_contain_text("Sent", timeout=30_000)
    assert "This is a test" in channel.told[0]["message"]
    screen.is_well_made("alerts-news")
    screen.page.keyboard.press("Escape")
    screen.sees(screen.row("Exceptions").get_by_text("Finance channel"))
    screen.is_well_made("alerts")

    screen.page.get_by_role("tab", name="Secrets").click()
    address, key = screen.row("Finance channel"), screen.row("Shipping key")
    expect(address.get_by_role("list", name="Used by")).to_have_text("Exceptions")
    expect(screen.button("Delete Finance channel")).to_be_disabled()
    screen.is_well_made("secrets")
    assert "hush-hush" not in screen.page.content()
    assert channel.address not in screen.page.content()
    screen.button("Delete Shipping key").click()
    screen.page.get_by_role("dialog", name="Delete Shipping key?").get_by_role("button", name="Delete").click()
    expect(key).to_have_count(0)
