"""How outside callers prove that they may: tokens and signatures in several forms, and what does not pass."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.automations.hook_proof import is_proved, sign
from tieout.automations.triggers import WebhookDoor

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECRET = "a-secret-of-the-sender"
BODY = b'{"total": 12.50}'
PLAIN = WebhookDoor(auth="signature", header="X-Hub-Signature-256")
TIMED = WebhookDoor(auth="signature", header="Stripe-Signature", scheme="timestamped")
STANDARD = WebhookDoor(auth="signature", scheme="standard")
TOKEN = WebhookDoor(auth="token")
OWN_TOKEN = WebhookDoor(auth="token", header="X-Api-Key")
ALL = [PLAIN, TIMED, STANDARD, TOKEN, OWN_TOKEN]


def passes(door: WebhookDoor, headers: dict[str, str], *, body: bytes = BODY, secret: str = SECRET, now: datetime = NOW) -> bool:
    lower = {name.lower(): value for name, value in headers.items()}
    return is_proved(door, secret=secret, headers=lower, body=body, now=now)


def digest(body: bytes = BODY) -> bytes:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).digest()


@pytest.mark.parametrize("door", ALL)
def test_a_right_proof_opens_and_a_wrong_one_does_not(door: WebhookDoor) -> None:
    headers = sign(door, secret=SECRET, body=BODY, now=NOW, id="msg_1")
    assert passes(door, headers)
    assert not passes(door, {})
    assert not passes(door, headers, secret="another")
    assert not passes(door, headers, secret="")
    assert not passes(door, {name: f"{value}x" for name, value in headers.items()})
    assert passes(WebhookDoor(), {}), "a door that asks for nothing"


@pytest.mark.parametrize("door", [PLAIN, TIMED, STANDARD])
def test_a_signature_is_of_this_body_alone(door: WebhookDoor) -> None:
    headers = sign(door, secret=SECRET, body=BODY, now=NOW, id="msg_1")
    assert not passes(door, headers, body=BODY + b" ")


@pytest.mark.parametrize("door", [TIMED, STANDARD])
@pytest.mark.parametrize("late", [timedelta(minutes=6), -timedelta(minutes=6)])
def test_a_signature_with_a_time_does_not_pass_much_later(door: WebhookDoor, late: timedelta) -> None:
    headers = sign(door, secret=SECRET, body=BODY, now=NOW, id="msg_1")
    assert not passes(door, headers, now=NOW + late)
    assert passes(door, headers, now=NOW + late / 2)


@pytest.mark.parametrize(
    "written",
    [digest().hex(), digest().hex().upper(), f"sha256={digest().hex()}", base64.b64encode(digest()).decode()],
)
def test_a_plain_signature_is_read_in_the_forms_that_senders_write(written: str) -> None:
    assert passes(PLAIN, {"X-Hub-Signature-256": written})


def test_of_several_signatures_one_may_be_right() -> None:
    at = str(int(NOW.timestamp()))
    right = digest(f"{at}.".encode() + BODY).hex()
    assert passes(TIMED, {"Stripe-Signature": f"t={at},v1={'0' * 64},v1={right},v0=x"})
    headers = sign(STANDARD, secret=SECRET, body=BODY, now=NOW, id="m")
    assert passes(STANDARD, {**headers, "webhook-signature": f"v1,AAAA {headers['webhook-signature']}"})


def test_a_secret_of_the_standard_is_base64_behind_its_mark() -> None:
    secret = "whsec_" + base64.b64encode(b"key of the sender").decode()
    headers = sign(STANDARD, secret=secret, body=BODY, now=NOW, id="msg_1")
    signed = hmac.new(b"key of the sender", f"msg_1.{int(NOW.timestamp())}.".encode() + BODY, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    assert passes(STANDARD, headers, secret=secret)


def test_a_token_is_taken_as_a_bearer_or_as_it_is() -> None:
    assert passes(TOKEN, {"Authorization": f"bearer {SECRET}"})
    assert passes(TOKEN, {"Authorization": SECRET})
    assert not passes(TOKEN, {"Authorization": f"Basic {SECRET}"})
    assert not passes(OWN_TOKEN, {"Authorization": f"Bearer {SECRET}"})


@given(
    st.sampled_from(ALL),
    st.dictionaries(st.sampled_from(["authorization", "x-api-key", "stripe-signature", "webhook-id"]), st.text(max_size=80)),
)
def test_no_header_breaks_it(door: WebhookDoor, headers: dict[str, str]) -> None:
    assert not is_proved(door, secret=SECRET, headers=headers, body=BODY, now=NOW)
