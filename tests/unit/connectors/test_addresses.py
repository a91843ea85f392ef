"""Which addresses may be reached, whatever way they are written in."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tieout.connectors.addresses import Allowed, Closed, allowed_of, host_of, is_open

PRIVATE = [
    "10.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
METADATA = ["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fe80::a9fe:a9fe"]
private_ones = some.sampled_from(PRIVATE).flatmap(lambda text: some.ip_addresses(network=text))
CLOSED_6 = ["fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32", "::/96"]
closed_sixes = some.sampled_from(CLOSED_6).flatmap(lambda text: some.ip_addresses(network=text))


@given(private_ones)
def test_no_private_address_is_open_nor_one_that_holds_it(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for prefix in ("::ffff:", "64:ff9b::", "::", "2002:", "2001:0:"):
        inside = f"{number >> 16:x}:{number & 0xFFFF:x}"
        written = f"{prefix}{inside}::" if prefix.startswith("20") else f"{prefix}{inside}"
        assert not is_open(written, Allowed()), written
    assert not is_open(str(address), Allowed())


@given(closed_sixes)
def test_no_address_of_version_six_that_is_not_of_the_internet_is_open(address: ipaddress.IPv6Address) -> None:
    assert not is_open(str(address), Allowed())


@pytest.mark.parametrize("address", METADATA)
def test_the_metadata_of_clouds_is_closed(address: str) -> None:
    assert not is_open(address, Allowed())


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "64:ff9b::101:101", "::ffff:8.8.8.8"])
def test_public_ones_are_open(address: str) -> None:
    assert is_open(address, Allowed())


@pytest.mark.parametrize("address", ["fe80::1%eth0", "localhost", "", "127.0.0.1 ", "0x7f.1"])
def test_what_is_no_plain_address_is_closed(address: str) -> None:
    assert not is_open(address, Allowed(networks=(ipaddress.ip_network("127.0.0.0/8"),)))


def test_an_allowed_network_opens_its_own_addresses_only_and_however_they_are_written() -> None:
    allowed = allowed_of("10.1.0.0/16, crm.internal, ::1")
    assert is_open("10.1.2.3", allowed)
    assert is_open("::ffff:10.1.2.3", allowed)
    assert is_open("::1", allowed)
    assert not is_open("10.2.0.1", allowed)
    assert allowed.hosts == {"crm.internal"}


@pytest.mark.parametrize("text", ["10.0.0.0/33", "a b", "http://x"])
def test_what_cannot_be_allowed_is_said(text: str) -> None:
    with pytest.raises(Closed):
        allowed_of(text)


def _odd_forms(address: ipaddress.IPv4Address) -> list[str]:
    a, b, c, d = address.packed
    number = int(address)
    return [
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{number & 0xFFFF}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:03o}.0{b:03o}.0{c:03o}.0{d:03o}",
        f"{a}.{b}.{c}.0x{d:x}",
        f"{a:03d}.{b:03d}.{c:03d}.{d:04d}",
    ]


@given(some.ip_addresses(v=4))
def test_an_address_in_an_odd_form_is_no_host(address: ipaddress.IPv4Address) -> None:
    for text in _odd_forms(address):
        with pytest.raises(Closed):
            host_of(text)


@given(private_ones)
def test_other_digits_and_dots_are_the_same_address_or_none(address: ipaddress.IPv4Address) -> None:
    wide = str(address).translate(str.maketrans("0123456789", "０１２３４５６７８９")).replace(".", "。")
    for text in (wide, f"{address}.", f"%31{str(address)[1:]}", str(address).replace(".", "%2e")):
        try:
            assert host_of(text) == str(address)
        except Closed:
            continue


@given(some.text(max_size=30))
def test_a_host_is_in_one_form_or_refused(text: str) -> None:
    try:
        host = host_of(text)
    except Closed:
        return
    assert host.isascii()
    assert host_of(f"[{host}]" if ":" in host else host) == host
    assert not set(host) & set("/\\@#?% \t\r\n")
