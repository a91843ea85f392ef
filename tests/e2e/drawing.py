"""An automation drawn with the mouse: its trigger, steps from the palette, values put into fields, and what its run did."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from e2e.screen import Screen

RUN_MILLISECONDS = 60_000
# Of an automation that has no step yet.
AT_THE_END = "at the end"


@dataclass(frozen=True)
class Drawing:
    """The builder on a screen; what is set up is what is selected in it."""

    screen: Screen

    @property
    def panel(self) -> Locator:
        return self.screen.page.get_by_role("region", name="Settings of what is selected")

    # The automation

    def begin(self, name: str, *, about: str = "") -> None:
        """An empty canvas, from the list of automations."""
        screen = self.screen
        screen.go("Automations")
        screen.button("New automation").click()
        screen.page.get_by_role("dialog").get_by_label("Name").fill(name)
        screen.page.get_by_role("dialog").get_by_label("Description").fill(about)
        screen.button("Create").click()
        screen.sees(screen.heading(name))

    def starts(self, how: str, **settings: str) -> None:
        self.choose("It starts", option=how)
        for label, option in settings.items():
            self.choose(label.replace("_", " "), option=option)
        self.is_saved()

    def is_saved(self) -> None:
        self.screen.sees(self.screen.page.get_by_text("Saved", exact=True))

    def publish(self, *, switched_on: bool = True) -> None:
        screen = self.screen
        self.is_saved()
        expect(screen.button("Publish")).to_be_enabled()
        screen.button("Publish").click()
        dialog = screen.page.get_by_role("dialog")
        dialog.get_by_role("checkbox", name="Switch the automation on").set_checked(switched_on)
        dialog.get_by_role("button", name="Publish", exact=True).click()
        expect(dialog).to_have_count(0)
        screen.sees(screen.page.get_by_text(re.compile(r"Live: version \d")))

    # Steps

    def step(self, name: str) -> Locator:
        return self.screen.page.get_by_role("button", name=re.compile(f"^Step, {re.escape(name)}"))

    def add(self, kind: str, *, to: str = "") -> None:
        """At the end of an empty automation, in an empty branch, or after the step that is selected."""
        page = self.screen.page
        if to:
            page.get_by_role("button", name=f"Add a step {to}", exact=True).click()
        else:
            page.get_by_role("button", name=re.compile("^More for (?!this)")).click()
            page.get_by_role("menuitem", name="Add a step after").click()
        search = page.get_by_role("combobox", name="Search steps")
        expect(search).to_be_focused()
        search.fill(kind)
        page.get_by_role("option", name=re.compile(f"^{re.escape(kind)}")).first.click()
        self.screen.sees(self.step(kind))
        expect(self.panel.get_by_role("textbox", name="Name of the step")).to_be_visible()

    # Settings of what is selected

    def choose(self, label: str, *, option: str) -> None:
        self.panel.get_by_label(label, exact=True).first.click()
        self.screen.page.get_by_role("option", name=option, exact=True).filter(visible=True).first.click()

    def field(self, label: str) -> Locator:
        return self.panel.get_by_role("textbox", name=label, exact=True)

    def write(self, label: str, text: str) -> None:
        self.field(label).click()
        self.screen.page.keyboard.type(text)

    def press(self, path: str, *, into: str) -> None:
        """The value at this path, put where the cursor stands by a click in the list at the left."""
        self.field(into).click()
        self.screen.page.keyboard.press("End")
        self.pill(path).click()

    def drag(self, path: str, *, into: str) -> None:
        """From the list at the left into the field, with the mouse held down."""
        mouse, pill, field = self.screen.page.mouse, self.pill(path), self.field(into)
        field.evaluate("(field) => field.scrollIntoView({ block: 'end' })")
        pill.scroll_into_view_if_needed()
        mouse.move(*_middle(pill))
        mouse.down()
        mouse.move(*_middle(field), steps=6)
        mouse.up()
        expect(self.field(into).locator(f'[data-path="{path}"]')).to_have_count(1)

    def ask(self, word: str, *, into: str, path: str) -> None:
        """What `@` offers for the word, taken with the mouse."""
        self.field(into).click()
        self.screen.page.keyboard.type(f"@{word}")
        self.screen.page.get_by_role("listbox", name="Values").get_by_role("option").first.click()
        expect(self.field(into).locator(f'[data-path="{path}"]')).to_have_count(1)

    def pill(self, path: str) -> Locator:
        """In the list of values, which is folded where there is little room."""
        folded = self.panel.locator("details:not([open]) > summary", has_text="Values from before")
        if folded.count():
            folded.click()
        return self.panel.get_by_role("region", name="Values from before").locator(f'button[title="{path}"]')

    def check(self, label: str) -> None:
        self.panel.get_by_role("checkbox", name=label).check()

    def table(self, label: str, *, of: str, rows: dict[str, str]) -> None:
        """The value is looked up in a table."""
        page, group = self.screen.page, self.panel.get_by_role("group", name=f"{label} by a table")
        self.panel.get_by_role("button", name=f"How {label} is worked out").click()
        page.get_by_role("menuitem", name="Table of values").click()
        group.get_by_label(f"Value looked up for {label}", exact=True).first.click()
        page.get_by_role("option", name=of).filter(visible=True).first.click()
        for key, value in rows.items():
            group.get_by_label(f"Another value for {label}", exact=True).fill(key)
            group.get_by_role("button", name="Add row").click()
            group.get_by_label(f"{label} for {key}", exact=True).fill(value)

    def named(self, label: str, **paths: str) -> None:
        """Rows of a name and a value."""
        for number, (name, path) in enumerate(paths.items(), start=1):
            self.panel.get_by_role("button", name="Add value").click()
            self.panel.get_by_role("textbox", name=f"Name {number} of {label}").fill(name)
            self.press(path, into=name)

    def rule(self, field: str, *, is_: str) -> None:
        """The first condition: that a value is this."""
        self.panel.get_by_role("button", name="Add condition").click()
        self.panel.get_by_label("Field", exact=True).first.click()
        self.screen.page.get_by_role("option", name=re.compile(f"^{field}")).first.click()
        self.choose("Value", option=is_)

    def from_the_ledger(self, label: str, *, choice: str) -> None:
        """One of what the ledger itself has."""
        self.panel.get_by_role("button", name=f"Choose {label} from the ledger").click()
        self.screen.page.get_by_role("button", name=re.compile(f"^{choice}")).click()

    def new_address(self, name: str, *, address: str) -> None:
        """Sealed, and chosen where a message goes."""
        self.panel.get_by_role("button", name="New", exact=True).click()
        dialog = self.screen.page.get_by_role("dialog", name="New secret")
        dialog.get_by_label("Name").fill(name)
        dialog.get_by_label("Address", exact=True).fill(address)
        dialog.get_by_role("button", name="Seal it").click()
        expect(dialog).to_have_count(0)

    # Afterwards

    def has_run(self, name: str) -> None:
        """Once, to a good end; its page is open then."""
        screen = self.screen
        screen.open("/runs")
        row = screen.row(name)
        expect(row).to_have_count(1, timeout=RUN_MILLISECONDS)
        expect(row).to_contain_text("Succeeded", timeout=RUN_MILLISECONDS)
        row.get_by_role("link").first.click()
        screen.sees(screen.text("Succeeded"))


def _middle(what: Locator) -> tuple[float, float]:
    box = what.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
