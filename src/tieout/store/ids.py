"""Keys of rows: UUIDs that sort by the time they were made."""

import hashlib
import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A version 7 UUID (RFC 9562 §5.7): 48 bits of milliseconds, then chance."""
    value = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def id_within(whole: uuid.UUID, place: str) -> uuid.UUID:
    """The same key whenever it is asked for the same place of the same thing; it sorts with the thing's own.

    >>> run = uuid.UUID("01939d3e-4c7a-7d3e-8a51-1b2c3d4e5f60")
    >>> id_within(run, "create") == id_within(run, "create"), id_within(run, "create").int >> 80 == run.int >> 80
    (True, True)
    """
    chance = hashlib.sha256(f"{whole}:{place}".encode()).digest()[:10]
    value = whole.int >> 80 << 80 | int.from_bytes(chance, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
