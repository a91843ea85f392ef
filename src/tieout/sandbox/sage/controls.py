"""The ledger accounts with a job: control accounts by their control name, the others by the business's default accounts."""

from tieout.sandbox.sage.state import State

DEBTORS = "DEBTORS"
CREDITORS = "CREDITORS"
_SALES_TAX = "SALES_TAX"
_PURCHASE_TAX = "PURCHASE_TAX"


def tax(state: State, side: str) -> str:
    return str(state.control(_SALES_TAX if side == "sales" else _PURCHASE_TAX)["id"])


def _default(state: State, purpose: str) -> str:
    return str(state.settings("business_settings")["default_ledger_accounts"][f"{purpose}_ledger_account_id"])


def exchange(state: State, *, gain: bool) -> str:
    return _default(state, "exchange_rate_gains" if gain else "exchange_rate_losses")


def carriage(state: State) -> str:
    return _default(state, "carriage")


def bank_charges(state: State) -> str:
    return _default(state, "bank_charges")


def discount(state: State, side: str) -> str:
    return _default(state, "customer_receipt_discount" if side == "sales" else "vendor_payment_discount")
