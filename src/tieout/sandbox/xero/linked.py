"""Linked transactions: a line that was bought for a customer, and the line of the invoice that bills it on."""

from collections.abc import Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.call import Json
from tieout.sandbox.xero import errors
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import moment_out, text_of

NO_MATCH = "The {0}LineItemID and {0}TransactionID do not match"
_FIELDS = ("SourceTransactionID", "SourceLineItemID", "ContactID", "TargetTransactionID", "TargetLineItemID")
_FILTERS = ("LinkedTransactionID", "SourceTransactionID", "ContactID", "TargetTransactionID")


def save_link(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    """PUT makes a link, POST with its id changes where it goes; what it comes from is final (assumed)."""
    before = state.get("LinkedTransactions", wish.id) if wish.id else None
    if wish.id and before is None:
        raise errors.not_found()
    body: Body = dict(before) if before else {"LinkedTransactionID": state.new_id(), "Type": "BILLABLEEXPENSE"}
    body |= {field: text_of(sent, field).lower() for field in _FIELDS if text_of(sent, field)}
    if before is not None and any(body[field] != before[field] for field in _FIELDS[:2]):
        raise InvalidError("The source of a linked transaction cannot be changed")  # assumed
    source = _source(state, body)
    if source is None or not _has_line(source, body.get("SourceLineItemID", "")):
        raise InvalidError(NO_MATCH.format("Source"))
    body["SourceTransactionTypeCode"] = source["Type"]
    if body.get("ContactID") and state.get("Contacts", body["ContactID"]) is None:
        raise InvalidError(errors.UNKNOWN_CONTACT)
    if body.get("TargetTransactionID") or body.get("TargetLineItemID"):
        _check_target(state, body)
    return state.save("LinkedTransactions", body)


def _source(state: State, link: Body) -> Body | None:
    """A bill, or money that was spent."""
    own_id = link.get("SourceTransactionID", "")
    found = state.get("Invoices", own_id) or state.get("BankTransactions", own_id)
    return found if found is not None and found["Type"] in ("ACCPAY", "SPEND") else None


def _has_line(document: Body, line_id: str) -> bool:
    return any(line["LineItemID"] == line_id for line in document["LineItems"])


def _check_target(state: State, body: Body) -> None:
    target = state.get("Invoices", body.get("TargetTransactionID", ""))
    if target is None or target["Type"] != "ACCREC" or target["Contact"]["ContactID"] != body.get("ContactID"):
        raise InvalidError("The target is a sales invoice of the contact that the expense is assigned to")  # assumed words
    if body.get("TargetLineItemID") and not _has_line(target, body["TargetLineItemID"]):
        raise InvalidError(NO_MATCH.format("Target"))


def remove_link(state: State, key: str) -> Body:
    link = state.get("LinkedTransactions", key)
    if link is None:
        raise errors.not_found()
    if status_of(state, link) == "BILLED":
        raise InvalidError("A billed expense cannot be deleted")  # assumed
    state.remove("LinkedTransactions", link["LinkedTransactionID"])
    return link


def status_of(state: State, link: Body) -> str:
    """Follows from the two documents (assumed where they are not simply drafts or approved)."""
    source, target = _source(state, link), state.get("Invoices", link.get("TargetTransactionID", ""))
    if source is None or source["Status"] in ("VOIDED", "DELETED"):
        return "VOIDED"
    if target is not None and target["Status"] not in ("VOIDED", "DELETED"):
        return "BILLED" if target["Status"] in ("AUTHORISED", "PAID") else "ONDRAFT"
    return "APPROVED" if source["Status"] in ("AUTHORISED", "PAID") else "DRAFT"


def show_link(state: State, link: Body) -> Body:
    return {**link, "Status": status_of(state, link), "UpdatedDateUTC": moment_out(link["UpdatedDateUTC"])}


def asked_for(state: State, link: Body, *, query: Mapping[str, str]) -> bool:
    """The filters that linked transactions have in place of `where`; names are in lower case."""
    if any(query.get(field.lower(), link.get(field, "")).lower() != link.get(field, "") for field in _FILTERS):
        return False
    return query.get("status", "").upper() in ("", status_of(state, link))
