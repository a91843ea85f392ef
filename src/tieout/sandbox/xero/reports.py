"""The reports that can be asked for, by name."""

from collections.abc import Callable, Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Reply
from tieout.sandbox.xero.aged import aged_payables, aged_receivables
from tieout.sandbox.xero.errors import not_found, refuse
from tieout.sandbox.xero.executive import executive_summary
from tieout.sandbox.xero.report_rows import Wishes
from tieout.sandbox.xero.state import State
from tieout.sandbox.xero.statements import balance_sheet, bank_summary, profit_and_loss, trial_balance
from tieout.sandbox.xero.wire import envelope

REPORTS: Mapping[str, Callable[[Wishes], Body]] = {
    "agedreceivablesbycontact": aged_receivables,
    "agedpayablesbycontact": aged_payables,
    "balancesheet": balance_sheet,
    "banksummary": bank_summary,
    "executivesummary": executive_summary,
    "profitandloss": profit_and_loss,
    "trialbalance": trial_balance,
}
_NOT_BUILT = frozenset({"budgetsummary", "tenninetynine"})


def answer_reports(state: State, call: Call, *, key: str) -> Reply:
    """`key` is the report's name, empty for the list of published tax reports, of which the sandbox has none."""
    if call.method != "GET":
        raise refuse(501, "Not Implemented", detail="Reports are read only")
    if not key:
        return envelope("Reports", [], call=call)
    if key.lower() in _NOT_BUILT:
        raise refuse(501, "Not Implemented", detail=f"The sandbox has no report {key}")
    if (make := REPORTS.get(key.lower())) is None:
        raise not_found()
    return envelope("Reports", [make(Wishes(state, call))], call=call)
