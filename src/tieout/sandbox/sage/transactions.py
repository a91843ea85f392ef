"""What has moved money: `/transactions`, and every line of the general ledger in `/ledger_entries`."""

from tieout.sandbox.books import Body
from tieout.sandbox.sage.ledger import entry_id
from tieout.sandbox.sage.links import links_of
from tieout.sandbox.sage.resource import Resource, View, equals, expand, from_date, to_date
from tieout.sandbox.sage.rules import ZERO
from tieout.sandbox.sage.state import STEM, State
from tieout.sandbox.sage.wire import read_flag


def show_transaction(state: State, body: Body, view: View) -> Body:
    """`origin.$path` is the document; `expand_origin` tells more of it on a single transaction."""
    shown: Body = expand(state, body)
    kind, own_id = body["_origin"]
    origin = state.reference(kind, own_id) or {}
    document = state.get(kind, own_id) or state.books.get(state.gone, kind, id=own_id) or {}
    origin["links"] = links_of(state, kind, body=document)
    if view.single and read_flag(view.query.get("expand_origin")):
        for name in ("due_date", "outstanding_amount", "sent"):
            if name in document:
                origin[name] = document[name]
        origin["currency"] = state.reference("currencies", document.get("currency_id"))
        origin["status"] = state.reference("artefact_statuses", document.get("status_id"))
    attached = len(state.find("attachments", "context", key=own_id))
    return shown | {"origin": origin, "number_of_attachments": str(attached)}


def _has_attachments(state: State, body: Body, value: str) -> bool:
    return bool(state.find("attachments", "context", key=body["_origin"][1])) == read_flag(value)


def _updated_from(_state: State, body: Body, value: str) -> bool:
    return str(body["updated_at"])[: len(value)] >= value


def _updated_to(_state: State, body: Body, value: str) -> bool:
    return str(body["updated_at"])[: len(value)] <= value


def entries(state: State) -> list[Body]:
    """As much of every entry as a list needs to choose by; the rest is filled in when one is shown."""
    found = []
    for journal in state.books.all(state.aside, "postings"):
        stem, type_name = journal["id"], journal["type"]
        for number, line in enumerate(journal["lines"]):
            found.append(
                {
                    "id": entry_id(stem, number),
                    "displayed_as": line["details"] or type_name,
                    "date": journal["date"],
                    "updated_at": journal["updated_at"],
                    "ledger_account_id": line["account"],
                    "transaction_id": stem,
                    "transaction_type_id": type_name,
                }
            )
    return found


def show_entry(state: State, stub: Body, _view: View) -> Body:
    journal = state.books.get(state.aside, "postings", id=stub["transaction_id"])
    if journal is None:
        raise LookupError(stub["id"])
    line = journal["lines"][int(stub["id"][STEM:], 16)]
    transaction = state.need("transactions", journal["id"])
    shown: Body = expand(
        state,
        {
            "created_at": journal["created_at"],
            "updated_at": journal["updated_at"],
            "date": journal["date"],
            "debit": max(line["amount"], ZERO),
            "credit": max(-line["amount"], ZERO),
            "ledger_account_id": line["account"],
            "contact_id": line["contact"] or transaction["contact_id"],
            "deleted": journal["deleted"],
            "tax_rate_id": line["tax_rate"] or None,
            "description": line["details"] or None,
            "journal_code": None,
        },
    )
    reference = state.reference("transactions", journal["id"]) or {}
    kind = state.reference("transaction_types", journal["type"])
    return shown | {"transaction": {**reference, "transaction_type": kind, "date": journal["date"]}}


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="transactions",
        show=show_transaction,
        filters={
            "from_date": from_date,
            "to_date": to_date,
            "updated_from_date": _updated_from,
            "updated_to_date": _updated_to,
            "has_attachments": _has_attachments,
            "transaction_type_id": equals("transaction_type_id"),
        },
        since=True,
    ),
    Resource(
        path="ledger_entries",
        show=show_entry,
        derived=entries,
        filters={
            "from_date": from_date,
            "to_date": to_date,
            "transaction_id": equals("transaction_id"),
            "transaction_type_id": equals("transaction_type_id"),
            "ledger_account_id": equals("ledger_account_id"),
        },
        since=True,
    ),
)
