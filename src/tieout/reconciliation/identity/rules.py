"""What a person sets of the matching: which details count beside the name, from when on it is certain, from when on it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tieout.reconciliation.identity.levels import CONTACT_TRAITS, ITEM_TRAITS, UNKNOWN

# As people call them, and the trait that each is; the names of contacts always count.
CONTACT_DETAILS: Mapping[str, str] = {
    "tax_number": "tax",
    "company_number": "company",
    "account_number": "account",
    "email": "email",
    "phone": "phone",
    "address": "address",
    "person": "person",
}
ITEM_DETAILS: Mapping[str, str] = {"code": "code", "name": "name"}


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchRules:
    """A detail that is not among these is as if nobody had said it. Likelihoods are of 0 to 1: from `certain_from` on one that an
    identifier proves is linked without asking (1 means never), and from `asked_from` on a person is asked; below it is another."""

    contact_details: frozenset[str] = frozenset(CONTACT_DETAILS)
    item_details: frozenset[str] = frozenset(ITEM_DETAILS)
    certain_from: float = 0.97
    asked_from: float = 0.30


DEFAULT = MatchRules()


def counted(levels: Sequence[int], rules: MatchRules, *, is_item: bool) -> tuple[int, ...]:
    """The levels of CONTACT_TRAITS (of ITEM_TRAITS) with those unknown that do not count."""
    if rules is DEFAULT:
        return tuple(levels)
    details, chosen, told = (
        (ITEM_DETAILS, rules.item_details, ITEM_TRAITS) if is_item else (CONTACT_DETAILS, rules.contact_details, CONTACT_TRAITS)
    )
    left_out = {trait for detail, trait in details.items() if detail not in chosen}
    return tuple(UNKNOWN if trait.name in left_out else level for level, trait in zip(levels, told, strict=True))
