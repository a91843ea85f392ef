"""Manual journals: in base currency, balanced, never changed but voided and entered again."""

from collections.abc import Sequence

from tieout.sandbox.books import Body
from tieout.sandbox.sage import analysis, ledger
from tieout.sandbox.sage.document_lines import usable_account
from tieout.sandbox.sage.document_views import show_analysis
from tieout.sandbox.sage.documents import check_open
from tieout.sandbox.sage.errors import NOT_DELETABLE, invalid
from tieout.sandbox.sage.postings import journal_posting
from tieout.sandbox.sage.resource import Action, Query, Resource, View, expand
from tieout.sandbox.sage.rules import ZERO, cents
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, date_of, decimal_of, objects_of, read_flag, text_of

# Wordings are assumed.
UNBALANCED = "debits must equal credits"
ONE_SIDE = "must have either a debit or a credit"


def save(state: State, _before: Body | None, sent: Sent) -> Body:
    on = str(date_of(sent, "date"))
    check_open(state, on)
    lines = _lines(state, sent)
    reference = text_of(sent, "reference")
    body = {
        "displayed_as": reference,
        "date": on,
        "reference": reference,
        "description": text_of(sent, "description") or None,
        "total": sum((line["debit"] for line in lines), ZERO),
        "journal_lines": lines,
        "transaction_type_id": "JOURNAL",
        "transaction_id": None,
    }
    body = state.save("journals", body)
    return state.save("journals", {**body, "transaction_id": ledger.post(state, journal_posting(body))})


def _lines(state: State, sent: Sent) -> list[Body]:
    lines = [_line(state, one, place=f"journal_lines[{index}]") for index, one in enumerate(objects_of(sent, "journal_lines"))]
    if sum((line["debit"] - line["credit"] for line in lines), ZERO):
        raise invalid("journal_lines", UNBALANCED)
    return lines


def _line(state: State, sent: Sent, *, place: str) -> Body:
    """An account that journals do not show cannot be posted to (assumed)."""
    source = f"{place}.ledger_account_id"
    account = usable_account(state, text_of(sent, "ledger_account_id"), visible_in="visible_in_journals", source=source)
    debit, credit = (cents(decimal_of(sent, side, source=f"{place}.{side}") or ZERO) for side in ("debit", "credit"))
    if debit < 0 or credit < 0 or bool(debit) == bool(credit):
        raise invalid(f"{place}.debit", ONE_SIDE)
    return {
        "id": state.new_id(),
        "ledger_account_id": account["id"],
        "details": text_of(sent, "details") or None,
        "debit": debit,
        "credit": credit,
        "include_on_tax_return": read_flag(sent.get("include_on_tax_return")),
        "analysis_type_category_ids": analysis.read_categories(state, sent, source=place),
    }


def remove(state: State, body: Body, _query: Query) -> None:
    check_open(state, body["date"])
    if body.get("_reconciled"):
        raise invalid("", NOT_DELETABLE)
    ledger.withdraw(state, body["transaction_id"])
    state.remove("journals", body["id"])


def reissue(state: State, body: Body, sent: Sent) -> Body:
    """Voids the journal and enters another one; what is not sent is taken from the old one (assumed)."""
    remove(state, body, {})
    kept: Sequence[Body] = [
        {**line, "analysis_type_categories": line["analysis_type_category_ids"]} for line in body["journal_lines"]
    ]
    old = {name: body[name] for name in ("date", "reference", "description")}
    return save(state, None, {**old, "journal_lines": kept, **sent})


def show(state: State, body: Body, view: View) -> Body:
    shown: Body = expand(state, {name: value for name, value in body.items() if name != "journal_lines"})
    reconciled = bool(body.get("_reconciled"))
    flags = {"tax_reconciled": False, "cleared": reconciled, "bank_reconciled": reconciled, "journal_line_foreign_currency": None}
    shown["journal_lines"] = [
        {
            **expand(state, {name: value for name, value in line.items() if name != "analysis_type_category_ids"}),
            **flags,
            **show_analysis(state, line, view=view),
        }
        for line in body["journal_lines"]
    ]
    return shown | {"journal_code": None, "deleted_at": body.get("deleted_at"), "migrated": False}


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="journals",
        name="journal",
        show=show,
        save=save,
        remove=remove,
        methods="GET POST DELETE",
        since=True,
        deleted=True,
        idempotent=True,
        actions={"reissue": Action("POST", reissue, status=201)},
    ),
)
