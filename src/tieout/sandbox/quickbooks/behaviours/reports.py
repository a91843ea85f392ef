"""What the reports take and say."""

from tieout.sandbox.behaviour import Behaviour
from tieout.sandbox.quickbooks.reports import REPORTS

_GUIDE = "run reports guide"

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "reports", f"There are {', '.join(REPORTS)}; another name is refused with 500.", "assumed", "left out of the sandbox"
    ),
    Behaviour(
        "reports",
        "The answer is Header, Columns and nested Rows; figures are texts, and nothing is an empty text.",
        "documented",
        _GUIDE,
    ),
    Behaviour("reports", "Without days a report covers the fiscal year until today.", "documented", _GUIDE),
    Behaviour("reports", "date_macro, start_date with end_date, and report_date choose the days.", "documented", _GUIDE),
    Behaviour(
        "reports", "summarize_column_by is Total, Month, Quarter or Year; others are refused.", "assumed", "left out of the sandbox"
    ),
    Behaviour(
        "reports",
        "customer, vendor, account, class, department and item filter the lines by ids, with commas between.",
        "documented",
        _GUIDE,
    ),
    Behaviour(
        "reports", "aging_period and num_periods make the columns of the aged reports, which age by due day.", "documented", _GUIDE
    ),
    Behaviour("reports", "An aged report of an earlier day shows what was open then.", "documented", _GUIDE),
    Behaviour("reports", "On the cash basis invoices and bills count with each payment, in its share.", "documented", _GUIDE),
    Behaviour(
        "reports", "On the cash basis unapplied money and entries by hand stay on the receivable account.", "assumed", "no source"
    ),
    Behaviour(
        "reports", "Profit of earlier fiscal years stands in Retained Earnings, this year's as Net Income.", "documented", _GUIDE
    ),
    Behaviour("reports", "All amounts are in home currency.", "documented", _GUIDE),
    Behaviour("reports", "More than 120 columns are refused with 10100.", "assumed", "the real limit is one of cells"),
)
