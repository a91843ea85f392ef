"""Which addresses a step may reach: public ones, and those that the installation allows by name or network."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
HOST_CHARACTERS_MAX = 253

# IANA's special-purpose registries: none of these is a host of the public internet. 168.63.129.16 and 192.0.0.192 serve the
# metadata of clouds; 169.254.169.254 and 100.100.100.200 stand in networks that are closed anyway.
_CLOSED_4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(ipaddress.IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_MAPPED_6 = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# What some resolvers read as a number: 2130706433, 0x7f000001, 0177.0.0.1, 127.1.
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)")


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What beyond the public internet may be reached: hosts by name, at whatever address they are, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()


class Closed(ValueError):
    """An address that may not be reached, or a host that cannot be read; a sentence for who wrote it."""


def allowed_of(text: str) -> Allowed:
    """Hosts, addresses and networks with commas between; raises Closed for a part that is none.

    >>> sorted(allowed_of("crm.internal, 10.1.0.0/16").hosts)
    ['crm.internal']
    """
    hosts: set[str] = set()
    networks: list[Network] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        try:
            networks.append(ipaddress.ip_network(part, strict=False))
        except ValueError:
            hosts.add(host_of(part))
    return Allowed(hosts=frozenset(hosts), networks=tuple(networks))


def host_of(text: str) -> str:
    """A host in one form: lower-case ASCII, or an address as it is usually written (without brackets).

    Raises Closed for what is no host name, and for numbers that only some programs read as an address.

    >>> host_of("Example.COM."), host_of("[::1]")
    ('example.com', '::1')
    """
    if text.startswith("["):
        if not text.endswith("]") or "%" in text:
            raise Closed(f"{text[:80]} is no address.")
        return str(_address(text[1:-1], IPv6Address))
    try:
        host = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise Closed(f"{text[:80]} is no host name.") from None
    labels = host.split(".")
    if len(host) > HOST_CHARACTERS_MAX or not all(_LABEL.fullmatch(label) for label in labels):
        raise Closed(f"{text[:80]} is no host name.")
    if _NUMERIC.fullmatch(labels[-1]):
        return str(_address(host, IPv4Address))
    return host


def is_open(address: str, allowed: Allowed) -> bool:
    """Whether this address, as a resolver gave it, may be connected to.

    >>> is_open("127.0.0.1", Allowed()), is_open("::ffff:10.0.0.1", Allowed()), is_open("1.1.1.1", Allowed())
    (False, False, True)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return False
        if any(found in network for network in _MAPPED_6):
            # The same host, written or reached in another way: what counts is the address inside.
            found = IPv4Address(int(found) & 0xFFFFFFFF)
    if any(found.version == network.version and found in network for network in allowed.networks):
        return True
    if isinstance(found, IPv4Address):
        return found.is_global and not any(found in network for network in _CLOSED_4)
    return found in _OPEN_6 and found.is_global and not any(found in network for network in _CLOSED_6)


def first_closed(addresses: Iterable[str], allowed: Allowed) -> str:
    """The first of them that may not be connected to, "" when all may."""
    return next((one for one in addresses if not is_open(one, allowed)), "")


def _address(text: str, kind: type[IPv4Address] | type[IPv6Address]) -> IPv4Address | IPv6Address:
    try:
        return kind(text)
    except ValueError:
        raise Closed(f"{text[:80]} is an address in a form that is not taken. Write it as usual, or a host name.") from None
