"""What the program that sends notifications may do: as little as a message needs."""

import os
import socket
import sys

import pytest

from tieout.connectors.addresses import Allowed, allowed_of
from tieout.connectors.notifier import Guard


def allows(guard: Guard, event: str, *told: object) -> bool:
    try:
        guard.see(event, told)
    except PermissionError:
        assert guard.refused
        return False
    return True


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.connect", (None, ("169.254.169.254", 80))),
        ("socket.connect", (None, ("::1", 80, 0, 0))),
        ("socket.connect", (None, ("fe80::1%eth0", 80, 0, 2))),
        ("socket.connect", (None, ("shop.example", 80))),
        ("socket.connect", (None, "/run/some.socket")),
        ("socket.sendto", (None, ("10.0.0.1", 514))),
        ("socket.sendmsg", (None, ("10.0.0.1", 514))),
        ("socket.bind", (None, ("0.0.0.0", 80))),
        ("open", ("/etc/passwd", "r", os.O_RDONLY)),
        ("open", (b"/root/.ssh/id_rsa", "r", os.O_RDONLY)),
        ("open", (os.path.join(sys.prefix, "..", "..", "..", "..", "etc", "passwd"), "r", os.O_RDONLY)),  # noqa: PTH118
        ("open", (f"{sys.prefix}/new", "w", os.O_WRONLY | os.O_CREAT)),
        ("subprocess.Popen", ("sh", [], None, None)),
        ("os.system", ("true",)),
        ("os.exec", ("sh", [], None)),
        ("os.posix_spawn", ("sh", [], None)),
        ("syslog.syslog", (1, "x")),
        ("os.remove", ("x", -1)),
    ],
)
def test_it_forbids(event: str, told: tuple[object, ...]) -> None:
    assert not allows(Guard(), event, *told)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("socket.connect", (None, ("1.1.1.1", 443))),
        ("socket.connect", (None, ("2606:4700::1111", 443, 0, 0))),
        ("socket.sendmsg", (None, None)),
        ("socket.getaddrinfo", ("api.example", 443, 0, 1, 0)),
        ("open", (os.__file__, "r", os.O_RDONLY)),
        ("open", (3, "r", os.O_RDONLY)),
        ("import", ("json", None, None, None, None)),
    ],
)
def test_it_lets_pass(event: str, told: tuple[object, ...]) -> None:
    assert allows(Guard(), event, *told)


def test_a_host_that_is_allowed_by_name_is_reached_where_it_is_and_only_for_that_request() -> None:
    guard = Guard()
    guard.allow(allowed_of("localhost"))
    assert allows(guard, "socket.getaddrinfo", "localhost", 80, 0, 1, 0)
    where = socket.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)[0][4]
    assert allows(guard, "socket.connect", None, where)
    guard.allow(Allowed())
    assert not allows(guard, "socket.connect", None, where)
