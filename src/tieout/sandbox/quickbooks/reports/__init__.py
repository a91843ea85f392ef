"""The reports: what each one says, computed from the journals alone."""

from collections.abc import Callable, Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors
from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.reports import ageing, listings, parties, statements
from tieout.sandbox.quickbooks.reports.request import Request, read
from tieout.sandbox.quickbooks.state import Company

Report = Callable[[Request], Body]

REPORTS: dict[str, Report] = {
    "ProfitAndLoss": statements.profit_and_loss,
    "BalanceSheet": statements.balance_sheet,
    "TrialBalance": statements.trial_balance,
    "GeneralLedger": listings.general_ledger,
    "JournalReport": listings.journal_report,
    "TransactionList": listings.transaction_list,
    "AccountList": listings.account_list,
    "AgedReceivables": ageing.receivables,
    "AgedReceivableDetail": ageing.receivable_detail,
    "AgedPayables": ageing.payables,
    "AgedPayableDetail": ageing.payable_detail,
    "CustomerBalance": parties.customer_balance,
    "CustomerBalanceDetail": parties.customer_balance_detail,
    "VendorBalance": parties.vendor_balance,
    "VendorBalanceDetail": parties.vendor_balance_detail,
}
_BY_LOWER_NAME = {name.lower(): name for name in REPORTS}


def report(company: Company, name: str, *, query: Mapping[str, str]) -> Body:
    """Raises FaultError for a report that is not simulated and for parameters that say nothing sensible."""
    known = _BY_LOWER_NAME.get(name.lower())
    if known is None:
        raise FaultError(errors.UNSUPPORTED, f"Report {name[:60]} is not supported")
    return REPORTS[known](read(company, known, query=query))
