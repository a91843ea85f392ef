"""People in the browser: invited, signed in with a second step and with a passkey, a program's token, the policies."""

from collections.abc import Callable

from playwright.sync_api import expect

from authenticator import code_of
from e2e import stage
from e2e.screen import Screen

PASSWORD = "a hand full of walnuts"


def settings(screen: Screen, tab: str) -> None:
    screen.open("/settings/members")
    screen.page.get_by_role("tab", name=tab, exact=True).click()


def sign_out(screen: Screen) -> None:
    screen.page.get_by_role("navigation", name="Main").get_by_role("button", name="Walnut").click()
    screen.page.get_by_role("menuitem", name="Sign out").click()
    screen.sees(screen.heading("Sign in to Tieout"))


def test_somebody_is_invited_and_secures_the_account_and_comes_back_by_passkey(
    screen: Screen, new_screen: Callable[[], Screen]
) -> None:
    screen.sign_in(stage.STAFF.person("administrator"))
    settings(screen, "Members")
    screen.button("Invite").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="E-mail").fill("walnut@staff-shop.example")
    dialog.get_by_role("button", name="Invite").click()
    link = dialog.get_by_role("textbox", name="Invitation link").input_value()
    screen.is_well_made("people-invited")
    screen.button("Done").click()
    screen.sees(screen.row("walnut@staff-shop.example").get_by_role("button", name="Withdraw"))
    screen.is_well_made("people-members")

    new = new_screen()
    new.page.goto(link)
    new.sees(new.heading("Join Staff shop"))
    assert "#" not in new.page.url, "the secret leaves the address bar"
    new.page.get_by_role("textbox", name="Your name").fill("Walnut")
    new.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    new.is_well_made("people-invitation")
    new.button("Join").click()
    new.sees(new.heading("Home"))

    secret = secured_by_an_app(new)
    sign_out(new)
    new.page.get_by_role("textbox", name="E-mail").fill("walnut@staff-shop.example")
    new.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    new.button("Sign in").click()
    new.sees(new.heading("One more step"))
    new.is_well_made("people-second-step")
    # The app's present code was used to set it up, and opens nothing twice.
    new.page.get_by_role("textbox", name="Code").fill(code_of(secret, step=1))
    new.button("Go on").click()
    new.sees(new.heading("Home"))

    secured_by_a_passkey(new)
    sign_out(new)
    new.button("Sign in with a passkey").click()
    new.sees(new.heading("Home"))
    # That the server answers 401 to a password that waits for its second step is how the sign-in works.
    new.troubles = [one for one in new.troubles if "401" not in one and "404" not in one]


def secured_by_an_app(screen: Screen) -> str:
    settings(screen, "My account")
    screen.button("Set up an authenticator app").click()
    dialog = screen.page.get_by_role("dialog")
    secret = dialog.get_by_role("textbox", name="Or enter this key by hand").input_value()
    expect(dialog.get_by_role("img", name="QR code for the authenticator app")).to_have_js_property("complete", True)
    screen.is_well_made("people-authenticator")
    dialog.get_by_role("textbox", name="Code").fill(code_of(secret, step=0))
    dialog.get_by_role("button", name="Set up").click()
    confirm(screen)
    expect(screen.page.get_by_role("dialog").get_by_role("listitem")).to_have_count(10, timeout=20_000)
    screen.is_well_made("people-recovery-codes")
    screen.button("I have kept them").click()
    screen.sees(screen.text("10 of 10 codes are unused."))
    return secret


def confirm(screen: Screen) -> None:
    """What secures an account is changed only by who has just said the password again."""
    dialog = screen.page.get_by_role("dialog", name="Confirm that it is you")
    dialog.get_by_role("textbox", name="Present password").fill(PASSWORD)
    screen.is_well_made("people-confirm")
    dialog.get_by_role("button", name="Confirm").click()


def secured_by_a_passkey(screen: Screen) -> None:
    device = screen.page.context.new_cdp_session(screen.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    settings(screen, "My account")
    screen.page.get_by_role("textbox", name="Name of the new passkey").fill("Office laptop")
    screen.button("Add a passkey").click()
    confirm(screen)
    screen.sees(screen.button("Remove Office laptop"))
    screen.is_well_made("people-account")


def test_a_token_is_made_shown_once_and_opens_the_api(screen: Screen) -> None:
    screen.sign_in(stage.STAFF.person("finance"))
    settings(screen, "API tokens")
    screen.button("New token").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Nightly export")
    screen.sees(dialog.get_by_role("checkbox", name="Post to the ledger"))
    expect(dialog.get_by_role("checkbox", name="Manage members")).to_have_count(0)
    screen.is_well_made("people-new-token")
    dialog.get_by_role("button", name="Make the token").click()
    secret = dialog.get_by_role("textbox", name="Token").input_value()
    screen.button("Done").click()
    screen.is_well_made("people-tokens")
    program = screen.page.context.browser
    assert program is not None
    with program.new_context() as nobody:
        asked = nobody.request.get(f"{screen.url}/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
        assert asked.json()["token"] == "Nightly export"
        screen.button("Revoke Nightly export").click()
        screen.button("Revoke").click()
        screen.sees(screen.text("No tokens"))
        assert nobody.request.get(f"{screen.url}/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status == 401


def test_policies_and_the_configuration_are_seen_and_bound_to_the_role(screen: Screen) -> None:
    screen.sign_in(stage.STAFF.person("administrator"))
    settings(screen, "Policies")
    screen.page.get_by_role("switch", name="Everybody needs a second step at the sign-in").click(force=True)
    screen.sees(screen.text("would be locked out"))
    screen.is_well_made("people-policies")
    screen.page.get_by_role("tab", name="Configuration").click()
    with screen.page.expect_download() as download:
        screen.button("Download").click()
    screen.page.get_by_label("Configuration file").set_input_files(download.value.path())
    screen.sees(screen.text("Nothing differs"))
    screen.is_well_made("people-configuration")
    screen.troubles = [one for one in screen.troubles if "409" not in one]
