"""Whether a call of an outside webhook shows that it may: its token or its signature, compared in constant time."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from tieout.automations.triggers import WebhookDoor

# A signed call that was overheard cannot be sent again later than this.
CLOCKS_APART_MAX = timedelta(minutes=5)
TOKEN_HEADER = "authorization"
SIGNATURE_HEADERS: Mapping[str, str] = {"plain": "x-signature", "timestamped": "x-signature"}
STANDARD_PREFIX = "whsec_"


def is_proved(door: WebhookDoor, *, secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """`headers` by lower-case names. Without a secret nothing is proved but by a door that asks for nothing."""
    if door.auth == "none":
        return True
    if not secret:
        return False
    if door.auth == "token":
        said = headers.get(door.header.lower() or TOKEN_HEADER, "")
        given = said.partition(" ")[2] if said[:7].lower() == "bearer " else said
        return hmac.compare_digest(given.strip().encode(), secret.encode())
    if door.scheme == "standard":
        return _is_standard(secret, headers, body=body, now=now)
    said = headers.get(door.header.lower() or SIGNATURE_HEADERS[door.scheme], "")
    if door.scheme == "timestamped":
        return _is_timestamped(secret, said, body=body, now=now)
    return _is_one_of(_parts(said.removeprefix("sha256=")), _digest(secret.encode(), body))


def sign(door: WebhookDoor, *, secret: str, body: bytes, now: datetime, id: str = "") -> dict[str, str]:
    """The headers with which a sender proves that it may."""
    at = str(int(now.timestamp()))
    if door.auth == "none":
        return {}
    if door.auth == "token":
        return {door.header: secret} if door.header else {"Authorization": f"Bearer {secret}"}
    if door.scheme == "standard":
        digest = _digest(_standard_key(secret), f"{id}.{at}.".encode() + body)
        return {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": f"v1,{base64.b64encode(digest).decode()}"}
    header = door.header or SIGNATURE_HEADERS[door.scheme]
    if door.scheme == "timestamped":
        return {header: f"t={at},v1={_digest(secret.encode(), f'{at}.'.encode() + body).hex()}"}
    return {header: f"sha256={_digest(secret.encode(), body).hex()}"}


def signed_moment(door: WebhookDoor, *, headers: Mapping[str, str], body: bytes) -> bytes:
    """What a proved signature covers where it covers a time: no two tellings share it; b"" where it covers none."""
    if door.auth != "signature" or door.scheme == "plain":
        return b""
    if door.scheme == "standard":
        return f"{headers.get('webhook-id', '')}.{headers.get('webhook-timestamp', '')}.".encode() + body
    return f"{_time_of(headers.get(door.header.lower() or SIGNATURE_HEADERS[door.scheme], ''))}.".encode() + body


def _time_of(said: str) -> str:
    parts = [part.strip().partition("=") for part in said.split(",")]
    return next((value for name, _, value in parts if name == "t"), "")


def _is_timestamped(secret: str, said: str, *, body: bytes, now: datetime) -> bool:
    parts = [part.strip().partition("=") for part in said.split(",")]
    at = _time_of(said)
    given = [value for name, _, value in parts if name.startswith("v") or name == "s"]
    return _is_fresh(at, now) and _is_one_of(given, _digest(secret.encode(), f"{at}.".encode() + body))


def _is_standard(secret: str, headers: Mapping[str, str], *, body: bytes, now: datetime) -> bool:
    named, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = [part.partition(",")[2] for part in headers.get("webhook-signature", "").split() if part.startswith("v1,")]
    return _is_fresh(at, now) and _is_one_of(given, _digest(_standard_key(secret), f"{named}.{at}.".encode() + body))


def _standard_key(secret: str) -> bytes:
    """Secrets of that standard are base64 behind their mark; any other is taken as it is."""
    if secret.startswith(STANDARD_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(STANDARD_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def _is_fresh(said: str, now: datetime) -> bool:
    if not (said.isascii() and said.isdigit() and len(said) <= 12):
        return False
    return abs(now.timestamp() - int(said)) <= CLOCKS_APART_MAX.total_seconds()


def _is_one_of(given: list[str], wanted: bytes) -> bool:
    """Written in hexadecimal or in base64."""
    written = (wanted.hex().encode(), base64.b64encode(wanted), base64.urlsafe_b64encode(wanted))
    found = False
    for one in given[:10]:
        said = one.strip()
        for form in written:
            same = said.lower() if form == written[0] else said
            found |= hmac.compare_digest(same.encode(), form)
    return found


def _parts(said: str) -> list[str]:
    return [said] if said else []


def _digest(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()
