"""Calls to any host: checked, bounded, and connected to exactly where the check looked."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stub_host import Asked, Said, StubHost, stub_host
from tieout.connectors.addresses import Allowed, allowed_of
from tieout.connectors.errors import OutcomeUnknown, Rejected, Transient
from tieout.connectors.outside import REDIRECTS_MAX, Answer, Call, checked, send

HERE = allowed_of("127.0.0.1/32")
NOWHERE = Allowed()


@pytest.fixture(scope="module")
def host() -> Iterator[StubHost]:
    with stub_host() as started:
        yield started


def call(url: str, **more: object) -> Call:
    return Call(**{"method": "GET", "url": url, "seconds": 5.0, **more})  # type: ignore[arg-type]


def at(*addresses: str) -> Callable[[str, int], list[str]]:
    """A resolver that says these of any name."""

    def resolve(name: str, port: int) -> list[str]:
        return list(addresses)

    return resolve


def here(one: Call) -> Answer:
    return send(one, allowed=HERE)


def test_it_sends_what_it_is_told_and_reads_the_answer(host: StubHost) -> None:
    host.says("/orders", Said(201, b'{"id": 7}', {"X-Kind": "order"}))
    answer = here(call(f"{host.url}/orders?a=b", method="POST", headers={"X-One": "1"}, content=b"body"))
    assert (answer.status, answer.content, answer.headers["x-kind"]) == (201, b'{"id": 7}', "order")
    asked = host.asked[-1]
    assert (asked.method, asked.path, asked.body, asked.headers["x-one"]) == ("POST", "/orders?a=b", b"body", "1")
    assert asked.headers["host"] == f"127.0.0.1:{host.port}"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0"])
def test_this_machine_is_not_reached_by_any_name(host: StubHost, name: str) -> None:
    before = len(host.asked)
    with pytest.raises(Rejected, match="no public address"):
        send(call(f"http://{name}:{host.port}/"), allowed=NOWHERE)
    assert len(host.asked) == before


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://%31%32%37.0.0.1/",
        "http://127.0.0.1%00.example.com/",
        "http://user:pass@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://exa mple.com/",
        "http://example.com/\r\nX: y",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http:///path",
        "//example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "ftp://example.com/",
        "https://" + "a" * 5000 + ".com/",
    ],
)
def test_an_odd_address_is_refused_before_anything_is_looked_up(url: str) -> None:
    def looked_up(name: str, port: int) -> list[str]:
        raise AssertionError(f"{name} was looked up")

    with pytest.raises(Rejected):
        send(call(url), allowed=HERE, resolve=looked_up)


@given(some.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://{text}/path"):
        with suppress(Rejected):
            assert checked(url)


def test_a_name_is_looked_up_once_and_connected_to_exactly_there(host: StubHost) -> None:
    host.says("/", Said(200, b"it"))
    given_out: list[str] = []

    def rebinding(name: str, port: int) -> list[str]:
        given_out.append(name)
        return ["127.0.0.1"] if len(given_out) == 1 else ["127.0.0.66"]

    answer = send(call(f"http://shop.example:{host.port}/"), allowed=HERE, resolve=rebinding)
    assert (answer.content, given_out) == (b"it", ["shop.example"])
    assert host.asked[-1].headers["host"] == f"shop.example:{host.port}"


def test_a_name_with_one_closed_address_among_open_ones_is_refused() -> None:
    with pytest.raises(Rejected, match=r"10\.0\.0\.8"):
        send(call("http://shop.example/"), allowed=NOWHERE, resolve=at("1.1.1.1", "10.0.0.8"))


def test_a_host_that_is_allowed_by_name_is_reached_wherever_it_is(host: StubHost) -> None:
    host.says("/", Said(200, b"it"))
    allowed = allowed_of("crm.internal")
    assert send(call(f"http://crm.internal:{host.port}/"), allowed=allowed, resolve=at("127.0.0.1")).status == 200
    with pytest.raises(Rejected):
        send(call(f"http://other.internal:{host.port}/"), allowed=allowed, resolve=at("127.0.0.1"))


def test_every_redirect_is_checked_like_the_first_address(host: StubHost) -> None:
    host.says("/away", Said(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}))
    with pytest.raises(Rejected, match=r"169\.254\.169\.254"):
        here(call(f"{host.url}/away"))
    host.says("/files", Said(302, headers={"Location": "file:///etc/passwd"}))
    with pytest.raises(Rejected, match="neither with"):
        here(call(f"{host.url}/files"))


def test_a_header_that_may_be_a_key_does_not_follow_to_another_host(host: StubHost) -> None:
    host.says("/first", Said(307, b"", {"Location": f"http://localhost:{host.port}/then"}))
    host.says("/then", Said(200, b"there"))
    said = {"X-Api-Key": "correct-horse", "Accept": "text/plain", "Idempotency-Key": "7"}
    everywhere = Allowed(hosts=frozenset({"127.0.0.1", "localhost"}))
    assert send(Call(method="POST", url=f"{host.url}/first", headers=said, content=b"x"), allowed=everywhere).content == b"there"
    names = {name for name in host.asked[-1].headers if name in ("x-api-key", "accept", "idempotency-key")}
    assert names == {"accept", "idempotency-key"}


def test_redirects_end(host: StubHost) -> None:
    host.says("/round", Said(307, headers={"Location": "/round"}))
    before = len(host.asked)
    with pytest.raises(Rejected, match="leads on more than"):
        here(call(f"{host.url}/round"))
    assert len(host.asked) - before == REDIRECTS_MAX + 1


@pytest.mark.parametrize("own", [{"127.0.0.1"}, {"127.0.0.1", "other.example"}], ids=["to a stranger", "without encryption"])
def test_what_is_private_goes_to_its_own_hosts_and_not_along_a_redirect(host: StubHost, own: set[str]) -> None:
    host.says("/start", Said(307, headers={"Location": f"http://other.example:{host.port}/end"}))
    host.says("/end", Said(200))
    secret = call(f"{host.url}/start", headers={"Cookie": "a=b"}, private={"X-Key": "k"}, private_hosts=frozenset(own))
    send(secret, allowed=HERE, resolve=at("127.0.0.1"))
    first, last = host.asked[-2:]
    assert first.headers["x-key"] == "k"
    assert "x-key" not in last.headers
    assert "cookie" not in last.headers


@pytest.mark.parametrize(("status", "method"), [(303, "GET"), (302, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirect_after_a_post_is_read_or_repeated_as_http_says(host: StubHost, status: int, method: str) -> None:
    host.says("/form", Said(status, headers={"Location": "/done"}))
    host.says("/done", Said(200))
    here(call(f"{host.url}/form", method="POST", content=b"x", headers={"Content-Type": "text/plain"}))
    asked = host.asked[-1]
    assert (asked.method, asked.body) == (method, b"x" if method == "POST" else b"")


def test_a_large_answer_is_cut_off(host: StubHost) -> None:
    host.says("/large", Said(200, b"x" * 200_000))
    with pytest.raises(Rejected, match="larger than"):
        here(call(f"{host.url}/large", bytes_max=1000))
    host.says("/packed", Said(200, gzip.compress(b"x" * 5_000_000), {"Content-Encoding": "gzip"}))
    with pytest.raises(Rejected, match="larger than"):
        here(call(f"{host.url}/packed", bytes_max=100_000))
    assert here(call(f"{host.url}/packed", bytes_max=5_000_000)).content == b"x" * 5_000_000


def test_an_answer_that_breaks_off_leaves_the_outcome_unknown(host: StubHost) -> None:
    for said in (Said(dropped=True), Said(200, b"half", length=400)):
        host.says("/broken", said)
        with pytest.raises(OutcomeUnknown):
            here(call(f"{host.url}/broken"))


def test_the_time_is_for_all_of_it_however_slowly_it_drips() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def drip() -> None:
            taken, _ = listening.accept()
            with taken:
                taken.recv(4096)
                taken.sendall(b"HTTP/1.1 200 OK\r\n")
                while not over.wait(0.02):
                    try:
                        taken.sendall(b"X-More: and more\r\n"[:1])
                    except OSError:
                        return

        dripping = threading.Thread(target=drip)
        dripping.start()
        with pytest.raises(OutcomeUnknown, match="TimeoutError"):
            here(call(f"http://127.0.0.1:{listening.getsockname()[1]}/", seconds=0.3))
        over.set()
        dripping.join()


def test_a_call_that_did_not_leave_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        closed = listening.getsockname()[1]
    with pytest.raises(Transient):
        here(call(f"http://127.0.0.1:{closed}/"))

    def lost(name: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    with pytest.raises(Transient, match="no address"):
        send(call("https://shop.example/"), allowed=NOWHERE, resolve=lost)


def test_a_proxy_of_the_environment_is_not_asked(host: StubHost, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    host.says("/", Said(200, b"direct"))
    assert here(call(f"{host.url}/")).content == b"direct"


def test_a_header_cannot_bring_another_one(host: StubHost) -> None:
    before = len(host.asked)
    for name, value in (("X-One", "a\r\nX-Two: b"), ("X-One\r\nX-Two", "b"), ("X One", "b")):
        with pytest.raises(Rejected):
            here(call(f"{host.url}/", headers={name: value}))
    assert all("x-two" not in asked.headers for asked in host.asked[before:])


def test_headers_of_the_connection_are_ours(host: StubHost) -> None:
    host.says("/", lambda asked: Said(200, str(len(asked.body)).encode()))
    headers = {"Host": "elsewhere", "Content-Length": "999", "Transfer-Encoding": "chunked"}
    assert here(call(f"{host.url}/", method="POST", content=b"abc", headers=headers)).content == b"3"
    asked: Asked = host.asked[-1]
    assert asked.headers["host"] == f"127.0.0.1:{host.port}"
