"""Calls to hosts that a user named, with their secrets: sealed until the call, for the secret's own hosts, taken out of answers."""

import base64
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, quote_plus, urlencode
from uuid import UUID

from tieout.connectors import outside
from tieout.connectors.addresses import Allowed, Closed, allowed_of
from tieout.connectors.errors import Problem, Rejected, Transient
from tieout.connectors.http import parse
from tieout.connectors.outside import Answer, Call
from tieout.settings import SettingsError, settings
from tieout.store import step_secrets
from tieout.store.step_secrets import OpenSecret

TOKEN_SECONDS = 20.0
TOKEN_BYTES_MAX = 100_000
# A token is not used in its last moments: it could run out on the way.
TOKEN_MARGIN_SECONDS = 30.0
TOKEN_DEFAULT_SECONDS = 300
TOKENS_MAX = 500
HIDDEN_CHARACTERS_MIN = 6


@dataclass(frozen=True)
class _Token:
    value: str
    until: float


_tokens: dict[str, _Token] = {}
_lock = threading.Lock()


def allowed() -> Allowed:
    """What this installation allows beyond public addresses; raises SettingsError."""
    return _allowed(settings().outside_allow)


def send(workspace_id: UUID, call: Call, *, secret_id: str = "") -> Answer:
    """Any answer, with whatever was secret taken out of it.

    Raises as `connectors.outside.send`, and Rejected where the secret is gone or may not go to that host. An access token that is
    refused is asked for anew, once.
    """
    if not secret_id:
        return outside.send(call, allowed=allowed())
    secret = _secret(workspace_id, secret_id)
    _check_receiver(secret, call)
    private, hidden = _proof(secret)
    answer = outside.send(replace(call, private=private, private_hosts=secret.hosts), allowed=allowed())
    if answer.status == 401 and secret.kind == "oauth":
        _forget(secret)
        private, hidden = _proof(secret)
        answer = outside.send(replace(call, private=private, private_hosts=secret.hosts), allowed=allowed())
    return _without(answer, hidden)


def unsendable(workspace_id: UUID, secret_id: str, *, url: str) -> str:
    """Why this secret would not go along with a call of that address, "" when it would or none is chosen; nothing is opened."""
    if not secret_id:
        return ""
    try:
        row = step_secrets.secret(workspace_id, UUID(secret_id))
    except ValueError:
        row = None
    if row is None:
        return "The secret of this step is not there any more. Choose another one."
    host = outside.checked(url)
    return "" if host in row.hosts else f"The secret {row.name} may go to {', '.join(row.hosts)}, not to {host}."


def forget_tokens() -> None:
    """Of all secrets: the next call of each asks for a new one."""
    with _lock:
        _tokens.clear()


def hide(text: str, hidden: tuple[str, ...]) -> str:
    """The text without these; those that are shorter than a secret can be stay, because they stand in any text."""
    for one in _forms(hidden):
        text = text.replace(one, "…")
    return text


@lru_cache(maxsize=8)
def _allowed(text: str) -> Allowed:
    try:
        return allowed_of(text)
    except Closed as wrong:
        raise SettingsError(f"TIEOUT_OUTSIDE_ALLOW: {wrong} Write hosts and networks with commas and start again.") from None


def _secret(workspace_id: UUID, secret_id: str) -> OpenSecret:
    try:
        found = step_secrets.open_secret(workspace_id, UUID(secret_id))
    except ValueError:
        found = None
    if found is None:
        raise _refused("The secret of this step is not there any more.", remedy="Choose another one in the step.")
    return found


def _check_receiver(secret: OpenSecret, call: Call) -> None:
    host = outside.checked(call.url)
    if host not in secret.hosts:
        known = ", ".join(sorted(secret.hosts)) or "no host"
        raise _refused(
            f"The secret {secret.name} may go to {known}, not to {host}.", remedy="Add the host to the secret, or take another."
        )
    if call.url.startswith("http:") and not _is_allowed(host):
        raise _refused(f"The secret {secret.name} is not sent without encryption.", remedy="Write https:// in the address.")


def _is_allowed(host: str) -> bool:
    if host in allowed().hosts:
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return any(found.version == network.version and found in network for network in allowed().networks)


def _proof(secret: OpenSecret) -> tuple[dict[str, str], tuple[str, ...]]:
    """The headers that prove who calls, and what of them must not be seen."""
    parts = secret.parts
    if secret.kind == "basic":
        pair = base64.b64encode(f"{parts.get('username', '')}:{parts['password']}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}, (*secret.values, pair)
    if secret.kind == "bearer":
        return {"Authorization": f"Bearer {parts['token']}"}, secret.values
    if secret.kind == "header":
        return {parts["header"]: parts["value"]}, secret.values
    if secret.kind == "oauth":
        token = _access_token(secret)
        return {"Authorization": f"Bearer {token}"}, (*secret.values, token)
    raise _refused(f"The secret {secret.name} is an address for notifications.", remedy="Choose a secret for calls.")


def _access_token(secret: OpenSecret) -> str:
    with _lock:
        known = _tokens.get(secret.stamp)
    if known is not None and known.until > time.monotonic():
        return known.value
    answer = outside.send(_token_call(secret), allowed=allowed())
    if answer.status >= 500 or answer.status in (408, 429):
        raise Transient(f"The token service of {secret.name} answered {answer.status}.", retry_after=retry_after(answer.headers))
    document: object = None
    try:
        document = parse(answer.content) if answer.status == 200 else None
    except ValueError:
        document = None
    token = document.get("access_token") if isinstance(document, dict) else None
    if not isinstance(token, str) or not token or not isinstance(document, dict):
        said = f"The token service of {secret.name} answered {answer.status} and gave no access token."
        raise _refused(said, remedy="Check the client id, the client secret and the scope.")
    lifetime = document.get("expires_in")
    seconds = int(lifetime) if isinstance(lifetime, int | str) and str(lifetime).isdecimal() else TOKEN_DEFAULT_SECONDS
    with _lock:
        if len(_tokens) >= TOKENS_MAX:
            _tokens.clear()
        _tokens[secret.stamp] = _Token(token, time.monotonic() + max(seconds - TOKEN_MARGIN_SECONDS, 0))
    return token


def _token_call(secret: OpenSecret) -> Call:
    """RFC 6749, sections 2.3.1 and 4.4: every server must take the client's name and secret as Basic, encoded as in a form."""
    parts = secret.parts
    fields = {"grant_type": "client_credentials", **({"scope": parts["scope"]} if parts.get("scope") else {})}
    pair = f"{quote_plus(parts['client_id'])}:{quote_plus(parts['client_secret'])}"
    url = parts["token_url"]
    host = outside.checked(url)
    if url.startswith("http:") and not _is_allowed(host):
        raise _refused(f"The secret {secret.name} is not sent without encryption.", remedy="Write https:// in its token address.")
    return Call(
        method="POST",
        url=url,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        private={"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
        private_hosts=frozenset({host}),
        content=urlencode(fields).encode(),
        seconds=TOKEN_SECONDS,
        bytes_max=TOKEN_BYTES_MAX,
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, where the answer says them as a number."""
    said = headers.get("retry-after", "")
    return float(said) if said.isdecimal() and len(said) <= 9 else None


def _forget(secret: OpenSecret) -> None:
    with _lock:
        _tokens.pop(secret.stamp, None)


def _without(answer: Answer, hidden: tuple[str, ...]) -> Answer:
    content = answer.content
    if b"\\" in content:
        for one in sorted(hidden, key=len, reverse=True):
            content = _escaped(one).sub("…".encode(), content) if len(one) >= HIDDEN_CHARACTERS_MIN else content
    for one in _forms(hidden):
        content = content.replace(one.encode(), "…".encode())
    headers = {name: hide(value, hidden) for name, value in answer.headers.items()}
    return replace(answer, content=content, headers=headers, url=hide(answer.url, hidden))


def _forms(hidden: tuple[str, ...]) -> list[str]:
    """As they are, and as an address writes them; the longest first, so that none leaves a part of itself."""
    forms = {form for one in hidden for form in (one, quote(one, safe=""), quote_plus(one))}
    return sorted((form for form in forms if len(form) >= HIDDEN_CHARACTERS_MIN), key=len, reverse=True)


def _escaped(text: str) -> re.Pattern[bytes]:
    """The text however JSON writes it: any sign may be escaped there, and many senders escape the slash."""
    signs = (sign.encode("utf-16-be").hex() for sign in text)
    unicode = ("".join(rf"\\u{code[place : place + 4]}" for place in range(0, len(code), 4)) for code in signs)
    pairs = zip(text, unicode, strict=True)
    return re.compile("".join(rf"(?:\\?{re.escape(sign)}|(?i:{code}))" for sign, code in pairs).encode())


def _refused(message: str, *, remedy: str) -> Rejected:
    return Rejected((Problem(cause="secret_refused", message=message, remedy=remedy),))
