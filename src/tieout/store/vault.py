"""Secrets at rest: AES-256-GCM under a ring of keys, each value bound to the row and column that holds it."""

import base64
import contextlib
import os
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tieout.settings import SettingsError, settings


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
            return self._ciphers[key_id].decrypt(sealed[:12], sealed[12:], f"{key_id}|{place}".encode()).decode()
        except (KeyError, ValueError, InvalidTag):
            raise Unreadable(place) from None

    def is_stale(self, value: str) -> bool:
        """Sealed under an older key than the newest."""
        return not value.startswith(self.newest + ".")


@lru_cache(maxsize=1)
def vault() -> Vault:
    """The vault of this installation; its key file is made with mode 0600 at the first use."""
    text = settings().vault_keys or kept(
        settings().home / "vault.key", make=lambda: "k1:" + base64.b64encode(os.urandom(32)).decode()
    )
    try:
        keys = {key_id: base64.b64decode(key) for key_id, _, key in (part.strip().partition(":") for part in text.split(","))}
        return Vault(keys)
    except ValueError:
        raise SettingsError(
            "TIEOUT_VAULT_KEYS cannot be read: write id:base64-of-32-bytes, several with commas, newest first."
        ) from None


def kept(path: Path, *, make: Callable[[], str]) -> str:
    """The text of a secret file, made once when it is missing; two processes that start together end with the same one.

    It appears whole or not at all: written beside its place first, then linked there, which fails for whoever comes second.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
        beside.unlink()
    return path.read_text().strip()
