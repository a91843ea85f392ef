"""Attachables: notes and files on documents and names, uploaded in one call and fetched through addresses that expire."""

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError, bad_reference, business
from tieout.sandbox.quickbooks.fields import read
from tieout.sandbox.quickbooks.multipart import Part, parts_of
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.schema import BY_LOWER_NAME, NAMES, TRANSACTIONS
from tieout.sandbox.quickbooks.state import Company

MINUTES = 15
_TYPES = {
    "ai": "application/postscript",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eps": "application/postscript",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "png": "image/png",
    "rtf": "text/rtf",
    "tif": "image/tiff",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "text/xml",
}
_FILE_FIELDS = ("FileName", "ContentType", "Size")


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of an Attachable, without its head; what its file says of itself stays. Raises FaultError."""
    stored, body = draft.stored or {}, dict(draft.wanted)
    kept = {name: stored[name] for name in _FILE_FIELDS if "Size" in stored and name in stored}
    for name in kept.keys() - {"FileName"}:
        body.pop(name, None)
    body = kept | body
    if not body.get("Note") and not body.get("FileName"):
        raise errors.missing("Note")
    if references := body.get("AttachableRef"):
        body["AttachableRef"] = [_reference(company, one) for one in references]
    return body


def _reference(company: Company, one: Body) -> Body:
    target = one.get("EntityRef")
    if not target or "value" not in target:
        raise errors.missing("EntityRef")
    kind = BY_LOWER_NAME.get(str(target.get("type", "")).lower())
    if kind not in NAMES | TRANSACTIONS:
        raise FaultError(errors.BAD_ENUM, f"EntityRef has no type {target.get('type')}", element="EntityRef")
    if company.get(kind, target["value"]) is None:
        raise bad_reference(kind, target["value"], element="EntityRef")
    return {"IncludeOnSend": False} | one | {"EntityRef": {"type": kind, "value": target["value"]}}


def upload(company: Company, call: Call) -> Body:
    """The AttachableResponse: an Attachable or a Fault for each file. Raises FaultError for what is no upload at all."""
    try:
        pieces = parts_of(call.body, call.headers.get("content-type", ""))
    except ValueError as problem:
        raise FaultError(errors.UNSUPPORTED, f"The upload cannot be read: {problem}") from None
    metadata = {part.name.rpartition("_")[2]: part for part in pieces if part.name.startswith("file_metadata")}
    files = [part for part in pieces if part.name.startswith("file_content")]
    if not files:
        raise errors.missing("file_content_01")
    entries: list[Body] = []
    for file in files:
        try:
            with company.books.part():
                saved = _uploaded(company, file, described=metadata.get(file.name.rpartition("_")[2]))
            entries.append({"Attachable": shown(company, "Attachable", body=saved)})
        except FaultError as refused:
            entries.append({"Fault": refused.fault()})
    return {"AttachableResponse": entries}


def _uploaded(company: Company, file: Part, *, described: Part | None) -> Body:
    try:
        raw = json.loads(described.content, parse_float=Decimal) if described is not None else {}
    except ValueError:
        raise FaultError(errors.UNSUPPORTED, "The metadata of a file is no JSON") from None
    wish = read("Attachable", raw)
    wanted = dict(wish.body)
    wanted["FileName"] = str(wanted.get("FileName") or file.file_name)
    if not wanted["FileName"]:
        raise errors.missing("FileName")
    ending = wanted["FileName"].rpartition(".")[2].lower()
    if ending not in _TYPES:
        raise business(f"Files of type {ending[:20]} cannot be attached", element="FileName")
    wanted["ContentType"] = str(wanted.get("ContentType") or file.content_type or _TYPES[ending])
    body = prepare(company, Draft("Attachable", wanted)) | {"Size": len(file.content)}
    saved = company.add("Attachable", body)
    company.keep("_file", saved["Id"], body={"content": base64.b64encode(file.content).decode()})
    if company.get("_secret", "download") is None:
        company.keep("_secret", "download", body={"key": secrets.token_hex(32)})
    return saved


def shown(company: Company, kind: str, *, body: Body) -> Body:
    """An object as it is read: an Attachable with a file has addresses, of which the temporary one is made anew each time."""
    if kind != "Attachable" or "Size" not in body:
        return body
    own_id, path = body["Id"], f"/v3/company/{company.realm}/download/{body['Id']}"
    return body | {"FileAccessUri": path, "TempDownloadUri": address(company, own_id)}


def address(company: Company, id: str) -> str:
    """Where the file can be fetched without a token for some minutes; raises FaultError when there is no file."""
    if company.get("_file", id) is None:
        raise errors.not_found()
    until = str(int((company.at + timedelta(minutes=MINUTES)).timestamp()))
    query = urlencode({"until": until, "signature": _signature(company, id, until=until)})
    return f"{company.base_url}/quickbooks/files/{company.realm}/{id}?{query}"


def fetch(company: Company, id: str, *, query: Mapping[str, str]) -> Reply:
    """The file behind a temporary address; 403 when the address is too old or was not made here."""
    kept, until = company.get("_file", id), query.get("until", "")
    expected = _signature(company, id, until=until) if kept is not None else ""
    if kept is None or not hmac.compare_digest(expected, query.get("signature", "")):
        return Reply(status=403, body=b"AccessDenied", media_type="text/plain")
    if company.at > datetime.fromtimestamp(int(until), UTC):
        return Reply(status=403, body=b"Request has expired", media_type="text/plain")
    media_type = str(company.fetch("Attachable", id)["ContentType"])
    return Reply(body=base64.b64decode(kept["content"]), media_type=media_type)


def _signature(company: Company, id: str, *, until: str) -> str:
    secret = company.get("_secret", "download") or {"key": ""}
    return hmac.new(secret["key"].encode(), f"{id}.{until}".encode(), "sha256").hexdigest()


def removed(company: Company, id: str) -> None:
    """Drops the file of a deleted Attachable."""
    if company.get("_file", id) is not None:
        company.drop("_file", id)
