"""Which accounts and tax codes of two ledgers look like the same: a proposal, never a decision."""

from uuid import UUID

from rapidfuzz import fuzz

from tieout.accounting.accounts import Account, AccountType, TaxRate, TaxSide
from tieout.accounting.kinds import EntityKind
from tieout.engine.sights import entity_of
from tieout.store import mirror

LIKE_ENOUGH = 75.0
# Words that half of a chart of accounts has in common, and that say nothing of what an account is for.
EMPTY_WORDS = frozenset(
    {"account", "accounts", "and", "cost", "costs", "expense", "expenses", "general", "income", "of", "other", "the"}
)


def suggested_maps(workspace_id: UUID, source_id: UUID, *, target_id: UUID) -> dict[str, object]:
    """Both ledgers' lists, and for each source key the target key that we would choose ("" where nothing is like it).

    Accounts by code, then by likeness of name within the same class. Tax codes only where rate and side agree and the
    names leave one candidate: 0 % has several legal meanings.
    """
    accounts, taxes = _lists(workspace_id, source_id)
    there, taxes_there = _lists(workspace_id, target_id)
    banks = [one for one in there if one.type == AccountType.BANK]
    return {
        "accounts": [_account(one, there) for one in accounts if one.key and one.type != AccountType.BANK and not one.system],
        "bank_accounts": [_account(one, banks) for one in accounts if one.type == AccountType.BANK],
        "taxes": [_tax(one, taxes_there) for one in taxes],
        "target_accounts": [{"key": one.key, "code": one.code, "name": one.name, "type": one.type.value} for one in there],
        "target_taxes": [{"key": one.key, "name": one.name, "rate": str(one.rate)} for one in taxes_there],
    }


def _lists(workspace_id: UUID, connection_id: UUID) -> tuple[list[Account], list[TaxRate]]:
    rows = mirror.entities(workspace_id, connection_id, kinds=[EntityKind.ACCOUNT.value, EntityKind.TAX_RATE.value])
    found = [entity_of(row) for row in rows if not row.archived]
    accounts = [one for one in found if isinstance(one, Account) and one.is_active]
    return accounts, [one for one in found if isinstance(one, TaxRate) and one.is_active]


def _account(one: Account, there: list[Account]) -> dict[str, str]:
    same_class = [other for other in there if other.account_class == one.account_class]
    best = next((other for other in same_class if one.code and other.code == one.code), None)
    if best is None:
        ranked = sorted(same_class, key=lambda other: -_likeness(one.name, other.name))
        best = ranked[0] if ranked and _likeness(one.name, ranked[0].name) >= LIKE_ENOUGH else None
    if best is None and one.type == AccountType.BANK and len(there) == 1:
        best = there[0]
    return {"source": one.key, "source_name": f"{one.code} {one.name}".strip(), "target": best.key if best else ""}


def _tax(one: TaxRate, there: list[TaxRate]) -> dict[str, str]:
    fitting = [
        other for other in there if other.rate == one.rate and (other.side == one.side or TaxSide.BOTH in (other.side, one.side))
    ]
    ranked = sorted(fitting, key=lambda other: -fuzz.token_set_ratio(one.name.lower(), other.name.lower()))
    certain = bool(ranked) and (len(ranked) == 1 or fuzz.token_set_ratio(one.name.lower(), ranked[0].name.lower()) >= LIKE_ENOUGH)
    certain = certain and (one.rate != 0 or fuzz.token_set_ratio(one.name.lower(), ranked[0].name.lower()) >= LIKE_ENOUGH)
    return {"source": one.key, "source_name": f"{one.name} ({one.rate} %)", "target": ranked[0].key if certain else ""}


def _likeness(one: str, other: str) -> float:
    """0 to 100, over the words that mean something; equal names are alike even where they have none."""
    if one.lower() == other.lower():
        return 100.0
    left, right = (" ".join(word for word in name.lower().split() if word not in EMPTY_WORDS) for name in (one, other))
    return fuzz.token_set_ratio(left, right) if left and right else 0.0
