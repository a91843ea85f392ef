"""Files on documents, sent as base64 and fetched as they are."""

import base64
import binascii

from tieout.sandbox.books import Body
from tieout.sandbox.call import Reply
from tieout.sandbox.sage import fields
from tieout.sandbox.sage.errors import BLANK, invalid, not_found, refuse
from tieout.sandbox.sage.resource import Action, Query, Resource, View, equals, expand
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent

BYTES_MAX = 2_621_440
# Where the document is that a file of this context hangs on.
CONTEXTS: dict[str, tuple[str, ...]] = {
    "SALES_INVOICE": ("sales_invoices",),
    "SALES_CREDIT_NOTE": ("sales_credit_notes",),
    "SALES_QUICK_ENTRY": ("sales_quick_entries",),
    "SALES_QUOTE": ("sales_quotes",),
    "SALES_ESTIMATE": ("sales_estimates",),
    "PURCHASE_INVOICE": ("purchase_invoices",),
    "PURCHASE_CREDIT_NOTE": ("purchase_credit_notes",),
    "PURCHASE_QUICK_ENTRY": ("purchase_quick_entries",),
    "CUSTOMER_RECEIPT": ("contact_payments",),
    "CUSTOMER_REFUND": ("contact_payments",),
    "VENDOR_PAYMENT": ("contact_payments",),
    "VENDOR_REFUND": ("contact_payments",),
    "OTHER_PAYMENT": ("other_payments",),
    "OTHER_RECEIPT": ("other_payments",),
    "BANK_TRANSFER": ("bank_transfers",),
    "BANK_DEPOSIT": ("bank_deposits",),
    "JOURNAL": ("journals",),
    "CONTACT": ("contacts",),
}
_FIELDS: dict[str, fields.Read] = {
    "file_name": fields.text,
    "mime_type": fields.text,
    "description": fields.text,
    "file_extension": fields.text,
    "attachment_context_type_id": fields.to("attachment_context_types"),
    "attachment_context_id": fields.text,
    "is_public": fields.flag,
}


def of(state: State, id: str) -> list[Body]:
    """The attachments of a document, for its `has_attachments` and for its deletion."""
    return state.find("attachments", "context", key=id)


def _save(state: State, before: Body | None, sent: Sent) -> Body:
    empty = {
        "description": "",
        "file_extension": "",
        "is_public": False,
        "attachment_context_type_id": None,
        "attachment_context_id": None,
    }
    attachment = {**empty, **(before or {}), **fields.written(state, sent, fields=_FIELDS)}
    kind, context = attachment["attachment_context_type_id"], attachment["attachment_context_id"]
    if bool(kind) != bool(context):
        raise invalid("attachment_context_id" if kind else "attachment_context_type_id", BLANK)
    if kind and not any(state.get(path, context) for path in CONTEXTS.get(kind, ())):
        raise not_found("attachment_context_id")
    name = attachment["file_name"]
    attachment |= {"displayed_as": name, "file_extension": attachment["file_extension"] or name.rpartition(".")[2]}
    content = _content(sent) if "file" in sent else None
    if content is not None:
        attachment["file_size"] = len(content)
    attachment = state.save("attachments", attachment)
    if content is not None:
        state.books.put(state.aside, "files", id=attachment["id"], body={"content": base64.b64encode(content).decode()})
    return attachment


def _content(sent: Sent) -> bytes:
    try:
        content = base64.b64decode(str(sent["file"]), validate=True)
    except (binascii.Error, ValueError):
        raise invalid("file", "is not base64") from None
    if not 0 < len(content) <= BYTES_MAX:
        raise invalid("file", f"must have between 1 and {BYTES_MAX} bytes")
    return content


def _remove(state: State, attachment: Body, _query: Query) -> None:
    state.books.remove(state.aside, "files", id=attachment["id"])
    state.remove("attachments", attachment["id"])


def _show(state: State, attachment: Body, _view: View) -> Body:
    shown: Body = expand(state, attachment)
    context, kind = shown.pop("attachment_context_id"), attachment["attachment_context_type_id"]
    path = next((path for path in CONTEXTS.get(kind, ()) if state.get(path, context)), None)
    shown["attachment_context"] = state.reference(path, context) if path else None
    return {**shown, "transaction": None, "$file_path": f"/attachments/{attachment['id']}/file"}


def _download(state: State, attachment: Body, _sent: Sent) -> Reply:
    content = base64.b64decode(state.books.get(state.aside, "files", id=attachment["id"])["content"])  # type: ignore[index]
    headers = {"Content-Disposition": f'attachment; filename="{attachment["file_name"]}"'}
    return Reply(200, content, headers, media_type="application/octet-stream")


def _check(query: Query) -> None:
    if bool(query.get("attachment_context_type_id")) != bool(query.get("attachment_context_id")):
        message = "attachment_context_type_id and attachment_context_id are given together"
        raise refuse(400, "BadRequest", message=message, source="attachment_context_id")


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="attachments",
        name="attachment",
        show=_show,
        save=_save,
        remove=_remove,
        filters={
            "attachment_context_type_id": equals("attachment_context_type_id"),
            "attachment_context_id": equals("attachment_context_id"),
        },
        since=True,
        deleted=True,
        check_list=_check,
        actions={"file": Action("GET", _download)},
    ),
)
