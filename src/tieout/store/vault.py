"""Secrets at rest: AES-256-GCM under a ring of keys, each value bound to the row and column that holds it."""

import base64
import contextlib
import os
import re
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tieout.settings import SettingsError, settings

KEY_BYTES = 32


class Unreadable(Exception):
    """A sealed value that none of our keys opens at this place; the message names the place, never the value."""


class Vault:
    def __init__(self, keys: dict[str, bytes]) -> None:
        """`keys` are 32 bytes each by id, newest first."""
        self.newest = next(iter(keys))
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    def seal(self, text: str, *, place: str) -> str:
        """`place` is `table/row id/column`: the value opens nowhere else."""
        nonce = os.urandom(12)
        sealed = nonce + self._ciphers[self.newest].encrypt(nonce, text.encode(), f"{self.newest}|{place}".encode())
        return f"{self.newest}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, value: str, *, place: str) -> str:
        """Raises Unreadable for another place, an unknown key or a changed byte."""
        key_id, _, body = value.partition(".")
        try:
            sealed = base64.urlsafe_b64decode(body)
            if base64.urlsafe_b64encode(sealed).decode() != body:
                raise ValueError("not as it was written")
            return self._ciphers[key_id].decrypt(sealed[:12], sealed[12:], f"{key_id}|{place}".encode()).decode()
        except (KeyError, ValueError, InvalidTag):
            raise Unreadable(place) from None

    def is_stale(self, value: str) -> bool:
        """Sealed under an older key than the newest."""
        return not value.startswith(self.newest + ".")


@lru_cache(maxsize=1)
def vault() -> Vault:
    """The vault of this installation; its key file is made with mode 0600 at the first use."""
    own, file = settings().vault_keys, settings().home / "vault.key"
    try:
        return Vault(ring(own or kept(file, make=lambda: "k1:" + base64.b64encode(os.urandom(32)).decode())))
    except ValueError as trouble:
        raise SettingsError(
            f"{'TIEOUT_VAULT_KEYS' if own else file} cannot be used: {trouble}."
            " Write id:base64-of-32-bytes, several with commas, newest first."
        ) from None


def ring(text: str) -> dict[str, bytes]:
    """The keys by id, as they are written in a setting; raises ValueError, which says what is wrong and names no key."""
    keys: dict[str, bytes] = {}
    for place, part in enumerate(text.split(","), start=1):
        key_id, _, key = part.strip().partition(":")
        if not re.fullmatch(r"[A-Za-z0-9_-]+", key_id):
            raise ValueError(f"key {place} has no id of letters, digits, - and _ before a colon")
        if key_id in keys:
            raise ValueError(f"the id {key_id} is there twice")
        try:
            keys[key_id] = base64.b64decode(key, validate=True)
        except ValueError:
            raise ValueError(f"key {key_id} is not base64") from None
        if len(keys[key_id]) != KEY_BYTES:
            raise ValueError(f"key {key_id} has {len(keys[key_id])} bytes instead of {KEY_BYTES}")
    return keys


def kept(path: Path, *, make: Callable[[], str]) -> str:
    """The text of a secret file, made once when it is missing; two processes that start together end with the same one.

    It appears whole or not at all: written beside its place first, then linked there, which fails for whoever comes second.
    Raises SettingsError for a place that cannot be written or read.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _make(path, make())
        return path.read_text().strip()
    except OSError as trouble:
        raise SettingsError(
            f"{path} cannot be kept: {trouble.strerror}. Give TIEOUT_HOME a folder that this account may write."
        ) from None


def _make(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()
