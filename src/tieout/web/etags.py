"""Edits that do not overwrite another's: `ETag` says which version was read, `If-Match` which one is to be changed (RFC 9110)."""

import re

from django.http import HttpRequest

from tieout.web.problems import Refused

# A proxy that compresses answers marks our tags as weak; they name a version all the same.
_TAG = re.compile(r'(?:W/)?"v?(\d{1,15})"')


def etag(version: int) -> str:
    """For the header `ETag` of an answer that shows this version."""
    return f'"{version}"'


def expected(request: HttpRequest) -> int | None:
    """The version that the caller has read, None when it says nothing or `*`; raises Refused 412 for what is no tag of ours."""
    said = request.headers.get("If-Match", "").strip()
    if said in ("", "*"):
        return None
    found = _TAG.fullmatch(said)
    if found is None:
        raise Refused(
            412,
            "The header If-Match names no version of this.",
            remedy="Send the ETag of the answer that you read, as it was, or leave the header out where it is not needed.",
        )
    return int(found[1])


def required(request: HttpRequest) -> int:
    """The same where an edit must say what it changes; raises Refused 428."""
    version = expected(request)
    if version is None:
        raise Refused(428, "Say which version you change.", remedy="Read it first, and send its ETag as the header If-Match.")
    return version


def changed_meanwhile() -> Refused:
    return Refused(412, "Somebody changed this meanwhile.", remedy="Read it again, then make your change to what it is now.")
