"""Files and what they hang on."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.errors import Rejected
from tieout.connectors.http import dump
from tieout.connectors.quickbooks.errors import problem
from tieout.connectors.quickbooks.manifest import FILE_ENDINGS, MANIFEST
from tieout.connectors.quickbooks.wire import KINDS, Body, WireError, amount, needed, our_id, part, parts, text, their_id


def attachment(body: Body) -> Attachment:
    """A file that hangs on several things is told of the first."""
    if not text(body, "FileName"):
        raise WireError("a note without a file")
    size = amount(body, "Size")
    named = [part(one, "EntityRef") for one in parts(body, "AttachableRef")]
    if not named:
        raise WireError("a file that hangs on nothing")
    names = {name.lower(): name for name in KINDS}
    name = names.get(text(named[0], "type").lower(), "")
    if not name:
        raise WireError(f"it hangs on something that is not read: {text(named[0], 'type') or 'nothing'}")
    kind = KINDS[name][0]
    return Attachment(
        owner_kind=kind,
        owner=our_id(kind, needed(text(named[0], "value"), "EntityRef"), name=name),
        file_name=text(body, "FileName"),
        media_type=text(body, "ContentType"),
        id=text(body, "Id"),
        size_bytes=None if size is None else int(size),
    )


def hung_on(found: Attachment, kind: EntityKind, *, external_id: str) -> Attachment:
    """The file as one of this entity, which it was asked for: it may hang on others too, or the object be of two kinds."""
    return replace(found, owner_kind=kind, owner=external_id)


def check(attachment: Attachment, *, content: bytes) -> None:
    """Raises Rejected for what QuickBooks does not take."""
    wrong = []
    if attachment.owner_kind not in MANIFEST.attachable:
        wrong.append(problem("other", message=f"no file can hang on a {attachment.owner_kind.value}", field="owner_kind"))
    if len(content) > MANIFEST.attachment_bytes_max:
        message = f"the file has {len(content)} bytes; QuickBooks takes {MANIFEST.attachment_bytes_max}"
        wrong.append(problem("too_long", message=message, field="content"))
    if attachment.file_name.rpartition(".")[2].lower() not in FILE_ENDINGS:
        wrong.append(problem("other", message=MANIFEST.cannot["attachment_types"], field="file_name"))
    if wrong:
        raise Rejected(tuple(wrong))


def owner(attachment: Attachment) -> tuple[str, str]:
    """The name and id of the object on which it hangs; raises Rejected where there can be none of that id."""
    try:
        return their_id(attachment.owner_kind, attachment.owner)
    except WireError as error:
        raise Rejected((problem("not_found", message=str(error), field="owner"),)) from None


def upload(attachment: Attachment, *, content: bytes) -> tuple[str, bytes]:
    """The media type and the body of an upload: what the file is, and the file."""
    name, own_id = owner(attachment)
    described: Mapping[str, Any] = {
        "FileName": attachment.file_name,
        "ContentType": attachment.media_type,
        "AttachableRef": [{"EntityRef": {"type": name, "value": own_id}}],
    }
    # The file cannot hold its own hash, so no line of it can be the boundary.
    boundary = f"tieout-{hashlib.sha256(content).hexdigest()}"
    quoted = "".join(sign for sign in attachment.file_name if sign.isprintable() and sign not in '"\\')
    file_type = "".join(sign for sign in attachment.media_type if sign.isprintable())
    pieces = (
        ("file_metadata_01", "application/json", "", dump(described)),
        ("file_content_01", file_type, f'; filename="{quoted}"', content),
    )
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"{more}\r\nContent-Type: {media_type}\r\n\r\n'.encode()
        + inner
        + b"\r\n"
        for field, media_type, more, inner in pieces
    )
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()
