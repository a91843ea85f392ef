"""Ledger accounts, the templates they come from, and their balances between two dates."""

from tieout.sandbox.books import Body
from tieout.sandbox.sage import chart, fields, ledger
from tieout.sandbox.sage.errors import NOT_EDITABLE, TAKEN, InvalidError, invalid, refuse
from tieout.sandbox.sage.lookups import LOOKUPS
from tieout.sandbox.sage.resource import Filter, Query, Resource, View, equals, expand
from tieout.sandbox.sage.rules import ZERO
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent, read_date, read_flag

AREAS = ("banking", "expenses", "journals", "other_payments", "other_receipts", "reporting", "sales")
NOMINAL_MAX = 99_999_999
_FIELDS: dict[str, fields.Read] = {
    "ledger_account_type_id": fields.to("ledger_account_types"),
    "included_in_chart": fields.flag,
    "name": fields.text,
    "display_name": fields.text,
    "nominal_code": fields.whole,
    "tax_rate_id": fields.to("tax_rates"),
    "fixed_tax_rate": fields.flag,
    **{f"visible_in_{area}": fields.flag for area in AREAS},
    "tax_recoverable": fields.flag,
    "recoverable_percentage": fields.amount,
    "non_recoverable_ledger_account_id": fields.to("ledger_accounts"),
    "cis_materials": fields.flag,
    "cis_labour": fields.flag,
    "gifi_code": fields.whole,
}
_UNUSED = {
    "ledger_account_group": None,
    "non_recoverable_ledger_account": None,
    "cis_materials": False,
    "cis_labour": False,
    "tax_instalment": False,
    "gifi_code": None,
}
# Assumed: where an account of a type is seen when nothing is said.
_SEEN = {
    "REVENUE": ("sales", "journals", "other_receipts", "reporting"),
    "EXPENSES": ("expenses", "journals", "other_payments", "reporting"),
}


def _save(state: State, before: Body | None, sent: Sent) -> Body:
    written = fields.written(state, sent, fields=_FIELDS)
    if before is not None and before["is_control_account"] and set(written) - {"display_name", "included_in_chart"}:
        raise invalid("base", NOT_EDITABLE)  # assumed: what may be changed of a control account
    account = {**(before or _new(state, str(written["ledger_account_type_id"]))), **written}
    kind = LOOKUPS["ledger_account_types"][account["ledger_account_type_id"]]
    account["ledger_account_classification_id"] = kind["ledger_account_classification_id"]
    code = account["nominal_code"]
    if not 1 <= code <= NOMINAL_MAX:
        raise invalid("nominal_code", f"must be between 1 and {NOMINAL_MAX}")
    if any(one["id"] != account.get("id") for one in state.find("ledger_accounts", "nominal", key=code)):
        raise invalid("nominal_code", TAKEN)
    title = f"{account['display_name'] or account['name']} ({code})"
    return state.save("ledger_accounts", {**account, "displayed_as": title, "display_formatted": title})


def _new(state: State, kind: str) -> Body:
    seen = _SEEN.get(LOOKUPS["ledger_account_types"][kind]["ledger_account_classification_id"], ("journals", "reporting"))
    return {
        "tax_rate_id": f"{state.country}_NO_TAX",
        "fixed_tax_rate": False,
        **{f"visible_in_{area}": area in seen for area in AREAS},
        "is_control_account": False,
        "control_name": None,
        "tax_recoverable": False,
        "recoverable_percentage": None,
    }


def _show(state: State, account: Body, view: View) -> Body:
    shown: Body = expand(state, account)
    shown = {**_UNUSED, **shown}
    shown["visible_scopes"] = [area for area in AREAS if account[f"visible_in_{area}"]]
    if read_flag(view.query.get("show_balance_details", "")):
        shown["balance_details"] = _details(state, account, view=view)
    return shown


def _details(state: State, account: Body, *, view: View) -> Body:
    began, ended = _period(view.query)
    if "balances" not in view.memo:
        view.memo["balances"] = ledger.balances(state, from_date=began, to_date=ended)
    debit, credit = view.memo["balances"].get(account["id"], (ZERO, ZERO))
    return {
        "balance": abs(debit - credit),
        "credit_or_debit": "credit" if credit > debit else "debit",
        "credits": credit,
        "debits": debit,
        "from_date": began,
        "to_date": ended,
    }


def _period(query: Query) -> tuple[str, str]:
    try:
        return read_date(query.get("from_date"), source="from_date"), read_date(query.get("to_date"), source="to_date")
    except InvalidError as refused:
        source = refused.problems[0].source
        raise refuse(400, "BadRequest", message=f"show_balance_details needs {source}", source=source) from None


def _check(query: Query) -> None:
    if read_flag(query.get("show_balance_details", "")):
        _period(query)
    for name in ("visible_in", "not_visible_in"):
        if query.get(name, "") not in ("", *AREAS):
            raise refuse(400, "BadRequest", message=f"{name} is one of {', '.join(AREAS)}", source=name)


def _flagged(name: str) -> Filter:
    return lambda _state, account, value: bool(account[name]) == read_flag(value)


def _templates(state: State) -> list[Body]:
    stamps = {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"}
    own_id = f"{state.country}_SMALL_BUSINESS"
    return [{"id": own_id, "displayed_as": "Small business", **stamps, "name": "Small business", "country_id": state.country}]


def _template_accounts(state: State) -> list[Body]:
    """The chart that the business began with."""
    (template,) = _templates(state)
    return [
        {
            "id": f"{template['id']}_{code}",
            "displayed_as": f"{name} ({code})",
            "created_at": template["created_at"],
            "updated_at": template["updated_at"],
            "name": name,
            "nominal_code": code,
            "control_name": control or None,
            "ledger_account_type_id": kind,
            "ledger_account_classification_id": LOOKUPS["ledger_account_types"][kind]["ledger_account_classification_id"],
            "tax_rate_id": f"{state.country}_NO_TAX",
            "fixed_tax_rate": False,
            "ledger_account_group": None,
            "cis_materials": False,
            "cis_labour": False,
            "_template": template["id"],
        }
        for code, name, kind, _, control in chart.accounts(state.country)
    ]


RESOURCES: tuple[Resource, ...] = (
    Resource(
        path="ledger_accounts",
        name="ledger_account",
        show=_show,
        save=_save,
        filters={
            "visible_in": lambda _state, account, value: bool(account[f"visible_in_{value}"]),
            "not_visible_in": lambda _state, account, value: not account[f"visible_in_{value}"],
            "show_included_in_chart": _flagged("included_in_chart"),
            "show_control_accounts": _flagged("is_control_account"),
            "ledger_account_classification_id": equals("ledger_account_classification_id"),
            "ledger_account_type_id": equals("ledger_account_type_id"),
        },
        searched=("displayed_as", "name"),
        since=True,
        idempotent=True,
        check_list=_check,
    ),
    Resource(path="coa_templates", derived=_templates, filters={"country_id": equals("country_id")}),
    Resource(path="coa_accounts", derived=_template_accounts, filters={"coa_template_id": equals("_template")}),
)
