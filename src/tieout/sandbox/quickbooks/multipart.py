"""Reads the parts of an upload, tolerantly: bare line feeds, blank lines in front and base64 are what clients really send."""

import base64
import binascii
import re
from dataclasses import dataclass

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')
_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_PARTS_MAX = 100


@dataclass(frozen=True)
class Part:
    """`name` is such as `file_content_01`; the content is decoded already."""

    name: str
    file_name: str
    content_type: str
    content: bytes


def parts_of(body: bytes, content_type: str) -> list[Part]:
    """Raises ValueError when the body is no multipart."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise ValueError("the Content-Type names no boundary")
    # The Python library's boundary begins with dashes of its own: whole lines are compared, and an indent is passed over.
    line = re.compile(rb"(?:^|\r?\n)[ \t]*--" + re.escape(found[1].strip().encode()) + rb"(--)?[ \t]*(?=\r?\n|$)")
    pieces, began_at = [], None
    for mark in line.finditer(body):
        if began_at is not None:
            pieces.append((body[began_at : mark.start()], mark[0].startswith(b"\r\n")))
        began_at = mark.end()
        if mark[1] or len(pieces) > _PARTS_MAX:
            break
    if not pieces:
        raise ValueError("the body holds no parts")
    return [_part(piece, returned=returned) for piece, returned in pieces]


def _part(piece: bytes, *, returned: bool) -> Part:
    """`returned`: a carriage return stood before the line feed in front of the boundary."""
    piece = re.sub(rb"\A\r?\n", b"", piece)
    end = _HEAD_END.search(piece)
    if end is None:
        raise ValueError("a part has no headers")
    headers: dict[str, str] = {}
    for line in piece[: end.start()].decode("utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    content = piece[end.end() :]
    if returned and b"\r" not in end[0]:
        content += b"\r"  # where lines end with a bare line feed it belongs to the content
    if headers.get("content-transfer-encoding", "").lower() == "base64":
        try:
            content = base64.b64decode(b"".join(content.split()), validate=True)
        except binascii.Error:
            raise ValueError("the content is no base64") from None
    parameters = dict(_PARAMETER.findall(headers.get("content-disposition", "")))
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return Part(parameters.get("name", ""), parameters.get("filename", ""), media_type, content)
