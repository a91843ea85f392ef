"""What the sandbox's QuickBooks Online does, one module a topic, and how each is known."""

from tieout.sandbox.behaviour import Behaviour
from tieout.sandbox.quickbooks.behaviours import access, books, lists, money, protocol, reports, sales_forms

BEHAVIOURS: tuple[Behaviour, ...] = (
    *access.BEHAVIOURS,
    *protocol.BEHAVIOURS,
    *lists.BEHAVIOURS,
    *sales_forms.BEHAVIOURS,
    *money.BEHAVIOURS,
    *books.BEHAVIOURS,
    *reports.BEHAVIOURS,
)
