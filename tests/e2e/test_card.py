"""The Accounting pane of a collection and the card on a record: set up, linked, compared, created, synced and unlinked by hand."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as WaitedInVain

from e2e import card_stage as stage
from e2e.conftest import Served, run_stage
from e2e.screen import Screen

NAMES = {"xero": "Xero", "quickbooks": "QuickBooks Online", "sage": "Sage Accounting"}


@pytest.fixture(scope="module", autouse=True)
def _shops(served: Served) -> None:
    run_stage(stage, served)


def open_record(screen: Screen, collection: str, *, key: str, name: str) -> Locator:
    """Gives the card."""
    screen.open(f"/collections/{collection}?search={key}")
    screen.page.get_by_role("link", name=key, exact=True).first.click()
    screen.sees(screen.page.get_by_role("heading", level=1))
    card = screen.page.locator("section").filter(has=screen.page.get_by_role("heading", level=2, name=name, exact=True))
    screen.sees(card)
    return card


def asks_nothing(screen: Screen, field: Locator, *, letters: str) -> None:
    """Longer than the page waits for the next letter nothing is asked, and nothing is offered."""
    page = screen.page
    with pytest.raises(WaitedInVain), page.expect_request(lambda asked: "/suggestions" in asked.url, timeout=500):
        field.fill(letters)
    expect(page.get_by_role("option")).to_have_count(0)


def set_up_the_pane(screen: Screen) -> None:
    """The address goes both ways from now on; a record shows what would be sent."""
    page = screen.page
    screen.open("/collections/partners/settings/accounting")
    screen.sees(page.get_by_role("heading", level=2, name="Accounting"))
    expect(page.get_by_role("radio", name="Contacts")).to_be_checked()
    preview = page.get_by_role("region", name="Preview")
    screen.sees(preview.get_by_role("row").filter(has_text="Name"))
    row = page.get_by_role("group", name="E-mail", exact=True)
    row.get_by_role("combobox", name="Direction of E-mail").click()
    page.get_by_role("option", name="Both ways").click()
    page.get_by_role("group", name="Name", exact=True).get_by_role("combobox", name="Field for Name").fill("Country")
    page.get_by_role("option", name="Country").click()
    expect(preview.get_by_role("row").filter(has_text="field country").first).to_contain_text("United Kingdom")
    page.get_by_role("group", name="Name", exact=True).get_by_role("combobox", name="Field for Name").fill("Name")
    page.get_by_role("option", name="Name", exact=True).click()
    screen.is_well_made("accounting-pane")
    screen.button("Save").click()
    screen.sees(screen.text("The accounting settings are saved."))
    # Another type drops the mapping, and says so before.
    page.get_by_text("Items", exact=True).click()
    dialog = page.get_by_role("dialog", name="Change what these records are?")
    screen.sees(dialog.get_by_text("The synced fields of the old type are dropped."))
    dialog.get_by_role("button", name="Keep it").click()


def link_by_search(screen: Screen, card: Locator) -> None:
    """Two letters find nothing, three do; the best match stood there with its reasons before."""
    page, name = screen.page, stage.KNOWN[1]
    screen.sees(card.get_by_role("region", name="Best matches").get_by_text(name))
    search = card.get_by_role("textbox", name=re.compile(r"^Link a contact of"))
    asks_nothing(screen, search, letters="li")
    search.fill("lig")
    screen.sees(page.get_by_role("option", name=re.compile(name)))
    page.get_by_role("option", name=re.compile(name)).first.click()
    screen.sees(card.get_by_text("Linked c"))
    expect(card.get_by_text("Outstanding receivables")).to_be_visible()
    expect(card.get_by_text("Outstanding payables")).to_be_visible()
    expect(card.get_by_role("definition").filter(has_text="£0.00")).to_have_count(2)


def opens_its_page(screen: Screen, link: Locator, *, name: str) -> None:
    """In a new tab, at the provider: here the sandbox, which shows what its books hold."""
    with screen.page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text(name)
    opened.value.close()


def sync_open_and_unlink(screen: Screen, card: Locator, *, provider: str) -> None:
    page, name = screen.page, NAMES[provider]
    card.get_by_role("button", name="Sync", exact=True).hover()
    screen.sees(page.get_by_role("tooltip").filter(has_text="Last synced"))
    card.get_by_role("button", name="Sync", exact=True).click()
    screen.sees(screen.text(f"from {name}."))
    opens = card.get_by_role("link", name=re.compile(f"Open in {name}"))
    expect(opens).to_have_attribute("target", "_blank")
    address = opens.get_attribute("href")
    assert address
    assert re.search(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", address), "the contact's own page"
    expect(page.get_by_role("link", name=f"Open in {name}", exact=True)).to_have_attribute("href", address)
    opens_its_page(screen, opens, name=stage.KNOWN[1])
    card.get_by_role("button", name="Compare fields").click()
    screen.sees(card.get_by_role("columnheader", name="This record"))
    screen.is_well_made(f"card-linked-{provider}")
    card.get_by_role("button", name=f"Actions in {name}").click()
    page.get_by_role("menuitem", name="Unlink").click()
    page.get_by_role("dialog").get_by_role("button", name="Unlink").click()
    screen.sees(card.get_by_text("Not linked"))


def decide_what_is_doubtful(screen: Screen, provider: str) -> None:
    """Both side by side; it is none of them, so it is created, and the card shows it when it is there."""
    card = open_record(screen, "customers", key=stage.ALIKE[0], name=NAMES[provider])
    card.get_by_role("button", name=f"Create in {NAMES[provider]}").click()
    screen.sees(card.get_by_text("may be in").first)
    matches = card.get_by_role("region", name="Best matches")
    screen.sees(matches.get_by_role("columnheader", name="This record"))
    screen.is_well_made(f"card-doubtful-{provider}")
    matches.get_by_role("button", name="Create it anyway").click()
    screen.sees(card.get_by_text("Outstanding receivables"), seconds=30)


def create_from_the_form(screen: Screen, provider: str) -> None:
    """The form has "Linked contact"; what is new is created from the card."""
    page = screen.page
    card = open_record(screen, "customers", key=stage.NEW[0], name=NAMES[provider])
    screen.button("Edit").click()
    field = page.get_by_role("textbox", name="Linked contact")
    screen.sees(field)
    asks_nothing(screen, field, letters="ha")
    field.fill("harb")
    screen.sees(page.get_by_role("option", name=re.compile("Harbour Lights Trading")))
    field.fill("")
    screen.button("Cancel").click()
    card.get_by_role("button", name=f"Create in {NAMES[provider]}").click()
    screen.sees(card.get_by_text("Outstanding receivables"), seconds=30)


def link_on_the_form(screen: Screen, provider: str) -> None:
    page = screen.page
    card = open_record(screen, "customers", key=stage.KNOWN[0], name=NAMES[provider])
    screen.button("Edit").click()
    page.get_by_role("textbox", name="Linked contact").fill("lighth")
    page.get_by_role("option", name=re.compile(stage.KNOWN[1])).first.click()
    screen.sees(card.get_by_text("Outstanding receivables"))
    opens_its_page(screen, page.get_by_role("link", name=f"Open in {NAMES[provider]}", exact=True), name=stage.KNOWN[1])


def price_an_item(screen: Screen, provider: str) -> None:
    card = open_record(screen, "products", key=stage.LAMP[0], name=NAMES[provider])
    card.get_by_role("button", name=f"Create in {NAMES[provider]}").click()
    screen.sees(card.get_by_text("Sales price"), seconds=30)
    expect(card).to_contain_text("£24.90")
    expect(card.get_by_text("Purchase price")).to_be_visible()


@pytest.mark.timeout(280, func_only=True)
@pytest.mark.feature("X-22")
def test_the_pane_of_a_collection_is_set_up_with_a_record_beside_it(new_screen: Callable[[], Screen]) -> None:
    screen = new_screen()
    screen.sign_in(stage.person("finance", "xero"))
    set_up_the_pane(screen)


@pytest.mark.timeout(280, func_only=True)
@pytest.mark.feature("X-24", "X-26", "X-31", "X-32", "X-33", "X-35", "X-36", "X-37", "R-03", "R-06", "R-07", "R-08")
def test_the_whole_path_of_a_card_at_xero(new_screen: Callable[[], Screen]) -> None:
    screen = new_screen()
    screen.sign_in(stage.person("finance", "xero"))
    card = open_record(screen, "customers", key=stage.KNOWN[0], name="Xero")
    link_by_search(screen, card)
    sync_open_and_unlink(screen, card, provider="xero")
    decide_what_is_doubtful(screen, "xero")
    create_from_the_form(screen, "xero")
    link_on_the_form(screen, "xero")
    price_an_item(screen, "xero")
    screen.open("/collections/notes")
    screen.page.get_by_role("link", name="N1", exact=True).click()
    screen.sees(screen.page.get_by_role("heading", name="History"))
    expect(screen.page.get_by_role("heading", level=2, name="Xero")).to_have_count(0)


@pytest.mark.timeout(200, func_only=True)
@pytest.mark.feature("X-24", "X-26", "X-31", "X-33", "X-36", "R-03", "R-06", "R-08")
@pytest.mark.parametrize("provider", ["quickbooks", "sage"])
def test_the_same_card_stands_at_the_other_providers(new_screen: Callable[[], Screen], provider: str) -> None:
    screen = new_screen()
    screen.sign_in(stage.person("finance", provider))
    link_on_the_form(screen, provider)
    price_an_item(screen, provider)
