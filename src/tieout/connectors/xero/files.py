"""Files that hang on things at Xero, and documents as Xero prints and e-mails them."""

import re
from pathlib import PurePath
from urllib.parse import quote

from tieout.accounting.attachments import Attachment
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Access
from tieout.connectors.errors import OutcomeUnknown, Problem, Rejected, Transient
from tieout.connectors.http import is_whole_pdf
from tieout.connectors.xero import errors, translate
from tieout.connectors.xero.client import Client
from tieout.connectors.xero.manifest import MANIFEST
from tieout.connectors.xero.wire import Body

_PATHS = {
    EntityKind.CONTACT: "Contacts",
    EntityKind.INVOICE: "Invoices",
    EntityKind.BILL: "Invoices",
    EntityKind.CREDIT_NOTE: "CreditNotes",
    EntityKind.SUPPLIER_CREDIT: "CreditNotes",
    EntityKind.BANK_TRANSACTION: "BankTransactions",
    EntityKind.TRANSFER: "BankTransfers",
    EntityKind.JOURNAL: "ManualJournals",
}


def hanging(client: Client, access: Access, *, kind: EntityKind, external_id: str) -> tuple[Attachment, ...]:
    try:
        return tuple(
            translate.attachment(body, owner_kind=kind, owner=external_id)
            for body in client.files(access, _path(kind, external_id))
        )
    except translate.Untranslatable as error:
        raise Transient(f"Xero's list of files cannot be understood: {error}") from None


def fetched(client: Client, access: Access, *, attachment: Attachment) -> bytes:
    path = _path(attachment.owner_kind, attachment.owner)
    answer = client.file(access, path, id=attachment.id or "", media_type=attachment.media_type)
    if not answer.ok:
        raise Rejected((errors.call_problem(answer),))
    if len(answer.content) > MANIFEST.attachment_bytes_max:
        raise Rejected((_too_long(len(answer.content)),))
    if attachment.size_bytes is not None and len(answer.content) != attachment.size_bytes:
        raise Transient("Xero's answer has another length than the file")
    return answer.content


def hung(client: Client, access: Access, *, attachment: Attachment, content: bytes) -> Attachment:
    """The file, hanging there; under another name where another file has its own, which would be put in that one's place."""
    if len(content) > MANIFEST.attachment_bytes_max:
        raise Rejected((_too_long(len(content)),))
    path = _path(attachment.owner_kind, attachment.owner)
    there = hanging(client, access, kind=attachment.owner_kind, external_id=attachment.owner)
    for known in there:
        if known.size_bytes == len(content) and is_name_for(known.file_name, attachment.file_name):
            return known
    name = free_name(attachment.file_name, taken=[known.file_name for known in there])
    answer = client.upload(access, path, file_name=name, media_type=attachment.media_type, content=content)
    if not answer.ok:
        told = errors.problems(answer.body) if isinstance(answer.body, dict) else ()
        raise Rejected(told or (errors.call_problem(answer),))
    try:
        return translate.attachment(_first(answer.body), owner_kind=attachment.owner_kind, owner=attachment.owner)
    except translate.Untranslatable as error:
        raise OutcomeUnknown(f"Xero's answer has no attachment with an id: {error}") from None


def printed(client: Client, access: Access, *, kind: EntityKind, external_id: str) -> bytes:
    if kind not in MANIFEST.has_pdf:
        raise Rejected((errors.problem(MANIFEST.cannot["pdf"]),))
    answer = client.printed(access, _path(kind, quote(external_id, safe="")))
    if not answer.ok:
        raise Rejected((errors.call_problem(answer),))
    if not is_whole_pdf(answer.content):
        raise Transient("Xero's answer is no whole PDF file")
    return answer.content


def sent(client: Client, access: Access, *, kind: EntityKind, external_id: str, to: str) -> None:
    if kind not in MANIFEST.sendable:
        raise Rejected((errors.problem(MANIFEST.cannot["send"]),))
    if to:
        raise Rejected((errors.problem(MANIFEST.cannot["send_address"]),))
    answer = client.send(access, _path(kind, quote(external_id, safe="")))
    if not answer.ok:
        told = errors.problems(answer.body) if isinstance(answer.body, dict) else ()
        raise Rejected(told or (errors.call_problem(answer),))


def free_name(name: str, *, taken: list[str]) -> str:
    """The name, or the first numbered one that nobody has; names do not differ by case.

    >>> free_name("scan.pdf", taken=["Scan.pdf", "scan (2).pdf"])
    'scan (3).pdf'
    """
    used, path = {one.casefold() for one in taken}, PurePath(name)
    numbered = (f"{path.stem} ({number}){path.suffix}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one.casefold() not in used)


def is_name_for(name: str, wanted: str) -> bool:
    """Whether this is the wanted name or a numbered one of it."""
    path = PurePath(wanted)
    pattern = rf"{re.escape(path.stem)}( \(\d+\))?{re.escape(path.suffix)}"
    return re.fullmatch(pattern, name, re.IGNORECASE) is not None


def _path(kind: EntityKind, external_id: str) -> str:
    if kind not in _PATHS:
        raise Rejected((errors.problem(f"no file can hang on a {kind.value} in Xero"),))
    return f"{_PATHS[kind]}/{external_id}"


def _too_long(size: int) -> Problem:
    return errors.problem(f"the file is too long: it has {size} bytes, Xero takes {MANIFEST.attachment_bytes_max}")


def _first(body: object) -> Body:
    found = body.get("Attachments") if isinstance(body, dict) else None
    return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
