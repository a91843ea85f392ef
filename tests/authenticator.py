"""An authenticator app, as a person has it on a telephone."""

import base64
import hmac
import struct
import time


def code_of(secret: str, *, step: int) -> str:
    """Its code (RFC 6238), this many half minutes from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + step), "sha1").digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
