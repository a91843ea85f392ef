"""A program of its own that sends notifications through Apprise, and can reach nothing but hosts that are allowed.

Apprise knows more than a hundred services, each with a plugin that opens its own connections. Here they run in a process without
our environment, our secrets and our database, whose audit hook (PEP 578) sees every connection at the address that it really goes
to, every file and every program, and forbids what a notification does not need. A line of JSON in, a line of JSON out.
"""

import ipaddress
import json
import logging
import os
import re
import select
import socket
import ssl
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tieout.connectors.addresses import Allowed, is_open

if TYPE_CHECKING:
    import apprise

IDLE_SECONDS = 120.0
_STATUS = re.compile(r"error=(\d{3})\b")
_FORBIDDEN = frozenset(
    {
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.remove",
        "os.rename",
        "os.mkdir",
        "os.rmdir",
        "os.link",
        "os.symlink",
        "os.chmod",
        "pty.spawn",
        "shutil.copyfile",
        "shutil.move",
        "shutil.rmtree",
        "socket.bind",
        "syslog.openlog",
        "syslog.syslog",
        "ctypes.dlopen",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Guard:
    """What the process may do; `refused` tells whether something was forbidden since it was last asked."""

    def __init__(self) -> None:
        self.allowed = Allowed()
        self.refused = False
        self._named: set[str] = set()
        self._looking = False
        paths = ssl.get_default_verify_paths()
        told: list[str | None] = [paths.cafile, paths.capath, paths.openssl_cafile, paths.openssl_capath]
        own = [sys.prefix, sys.base_prefix, str(Path(os.__file__).parent), str(Path(__file__).parent.parent)]
        told += [os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")]
        self._readable = tuple(str(Path(one).resolve()) for one in [*own, *filter(None, told), "/usr/share/zoneinfo", "/etc/ssl"])

    def allow(self, allowed: Allowed) -> None:
        self.allowed, self.refused = allowed, False
        self._named.clear()

    def see(self, event: str, told: tuple[object, ...]) -> None:
        """The audit hook; raises PermissionError, which the plugins take for a failed connection."""
        if event in ("socket.connect", "socket.sendto") or (event == "socket.sendmsg" and told[1] is not None):
            self._check_address(told[1])
        elif event == "socket.getaddrinfo" and told[0] in self.allowed.hosts and not self._looking:
            self._look_up(str(told[0]))
        elif event in _FORBIDDEN or (event == "open" and not self._may_open(told)):
            self._refuse(event)

    def _check_address(self, address: object) -> None:
        host = address[0] if isinstance(address, tuple) and address else None
        if not isinstance(host, str) or not (host in self._named or is_open(host, self.allowed)):
            self._refuse("an address that is not public")

    def _look_up(self, host: str) -> None:
        self._looking = True
        try:
            self._named.update(str(one[4][0]) for one in socket.getaddrinfo(host, None))
        except OSError:
            return
        finally:
            self._looking = False

    def _may_open(self, told: tuple[object, ...]) -> bool:
        path, _, flags = told
        if isinstance(path, int):
            return True
        name = os.fsdecode(path) if isinstance(path, str | bytes) else str(path)
        inside = os.path.realpath(name).startswith(self._readable)
        return inside and not (isinstance(flags, int) and flags & _WRITING)

    def _refuse(self, what: str) -> None:
        self.refused = True
        raise PermissionError(f"forbidden here: {what}")


class _Said(logging.Handler):
    """Of what the library logs, the last HTTP status: its sentences may hold more than may be told."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.status = 0

    def emit(self, record: logging.LogRecord) -> None:
        found = _STATUS.search(record.getMessage())
        if found:
            self.status = int(found[1])


def main() -> None:
    """Answers requests until nothing comes any more."""
    import apprise

    said = _Said()
    library = logging.getLogger("apprise")
    library.handlers, library.propagate = [said], False
    asset = apprise.AppriseAsset(app_id="Tieout", app_desc="Tieout", app_url="", storage_mode=apprise.PersistentStoreMode.MEMORY)

    def make(address: str) -> "apprise.NotifyBase | None":
        return apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)

    make("json://localhost")  # Loads every plugin, before files are closed to it.
    guard = Guard()
    sys.addaudithook(guard.see)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    while select.select([0], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        asked: dict[str, object] = json.loads(line)
        guard.allow(_allowed(asked))
        said.status = 0
        answers.write(json.dumps(_answer(asked, make=make, guard=guard, said=said)).encode() + b"\n")


def _answer(
    asked: Mapping[str, object], *, make: Callable[[str], "apprise.NotifyBase | None"], guard: Guard, said: _Said
) -> dict[str, object]:
    plugin = make(str(asked["address"]))
    if plugin is None:
        return {"known": False, "service": "", "sent": False, "refused": guard.refused, "status": 0}
    answer: dict[str, object] = {"known": True, "service": str(plugin.service_name), "sent": False}
    if "body" in asked:
        try:
            answer["sent"] = bool(plugin.notify(body=str(asked["body"]), title=str(asked["title"])))
        except OSError:
            answer["sent"] = False
    return {**answer, "refused": guard.refused, "status": said.status}


def _allowed(asked: Mapping[str, object]) -> Allowed:
    hosts, networks = asked["hosts"], asked["networks"]
    assert isinstance(hosts, list)
    assert isinstance(networks, list)
    return Allowed(hosts=frozenset(map(str, hosts)), networks=tuple(ipaddress.ip_network(str(one)) for one in networks))


if __name__ == "__main__":
    main()
