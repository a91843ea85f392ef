"""What a person has before the eyes: one page of the browser, what went wrong on it, and how it looks to axe and on a phone."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, ViewportSize, expect

from e2e.stage import PASSWORD

# Not TIEOUT_…: the suite takes every setting of the product out of its environment.
PICTURES = os.environ.get("TEST_SCREENSHOTS", "")
DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
SCHEMES = ("light", "dark")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Colours on their way from one scheme to the other are nobody's to judge; what turns for ever is not waited for.
_SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished))"""
# The whole of the rules once; in the other scheme, those that look at colours.
AXE_RULES = {
    "light": {"type": "tag", "values": AXE_TAGS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
_AXE = """async (rules) => (await window.axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: false }))
    .violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => `${node.html} ${node.failureSummary}`) }))"""


@dataclass
class Screen:
    """A page at an address of Tieout, with everything that its console complained about."""

    page: Page
    url: str
    troubles: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        """Errors only; that a stranger's first question is answered with 401 is how the sign-in page begins."""
        asked = urlsplit(str(message.location.get("url", ""))).path
        if message.type == "error" and not ("401" in message.text and asked.endswith("/auth/session")):
            self.troubles.append(f"{self.page.url}: {message.text} ({asked})")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def sign_in(self, email: str) -> None:
        self.open("/")
        self.enter(email)
        self.sees(self.heading("Home"))

    def enter(self, email: str) -> None:
        """Fills in the sign-in page."""
        self.page.get_by_role("textbox", name="E-mail").fill(email)
        self.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        self.button("Sign in").click()

    def go(self, place: str) -> None:
        """By the navigation at the left."""
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def text(self, words: str) -> Locator:
        return self.page.get_by_text(words)

    def sees(self, what: Locator, *, seconds: float = 15) -> None:
        expect(what.first).to_be_visible(timeout=seconds * 1000)

    def row(self, words: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=words)

    def is_well_made(self, name: str) -> None:
        """No violation in either scheme, nothing wider than a phone; and, where pictures are wanted, one of each."""
        for scheme in SCHEMES:
            self._show(scheme)
            found = self.page.evaluate(_AXE, AXE_RULES[scheme])
            assert not found, _told(name, scheme, found=found)
            self.picture(f"{name}-{scheme}-1280", whole=True)
        self.page.set_viewport_size(PHONE)
        for scheme in SCHEMES if PICTURES else ():
            self._show(scheme)
            self.picture(f"{name}-{scheme}-390", whole=True)
        expect(self.page.locator("html"), f"{name} on a phone").to_have_js_property("scrollWidth", PHONE["width"])
        self.page.set_viewport_size(DESK)
        self._show("light")

    def _show(self, scheme: str) -> None:
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        self.page.evaluate(_SETTLED)

    def picture(self, name: str, *, whole: bool = False) -> None:
        """Of what is seen, or of the whole page."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=whole)


def _told(name: str, scheme: str, *, found: list[dict[str, Any]]) -> str:
    said = [f"{one['id']}: {one['help']}\n    " + "\n    ".join(one["nodes"][:3]) for one in found]
    return f"{name}, {scheme}:\n  " + "\n  ".join(said)
