"""Rules of matching that a person has set: what does not count is as if nobody had said it, and the likelihoods are kept."""

import pytest

from tieout.accounting.contacts import Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.reconciliation.identity.index import Index
from tieout.reconciliation.identity.levels import CONTACT_TRAITS
from tieout.reconciliation.identity.rules import CONTACT_DETAILS, DEFAULT, MatchRules, counted
from tieout.reconciliation.identity.traits import traits
from tieout.reconciliation.identity.verdict import Certainty, Verdict, judged


def verdict(asked: Contact | Item, there: Contact | Item, *, rules: MatchRules) -> Verdict:
    return judged(traits(asked), Index.of([traits(there)]), rules=rules)


def contact(name: str = "Ridgeway University", *, account: str = "", tax: str = "", email: str = "") -> Contact:
    return Contact(kind=EntityKind.CONTACT, name=name, account_number=account, tax_number=tax, email=email)


def without(*details: str) -> MatchRules:
    return MatchRules(contact_details=frozenset(CONTACT_DETAILS) - set(details))


def test_a_detail_that_does_not_count_proves_nothing_and_speaks_against_nothing() -> None:
    same = contact(account="C1")
    assert verdict(same, same, rules=DEFAULT).certainty is Certainty.CERTAIN
    assert verdict(same, same, rules=without("account_number")).certainty is Certainty.DOUBTFUL
    one, other = (contact(tax=number, email="ap@ridgeway.example") for number in ("GB123456789", "GB987654321"))
    assert verdict(one, other, rules=DEFAULT).certainty is Certainty.DOUBTFUL
    assert verdict(one, other, rules=without("tax_number")).certainty is Certainty.CERTAIN


def test_from_when_on_it_is_certain_and_from_when_on_it_is_asked_is_set() -> None:
    same = contact(account="C1")
    assert verdict(same, same, rules=MatchRules(certain_from=1.0)).certainty is Certainty.DOUBTFUL
    alike = contact("Ridgeway Universty")
    assert verdict(alike, contact(), rules=DEFAULT).certainty is Certainty.DOUBTFUL
    assert verdict(alike, contact(), rules=MatchRules(asked_from=0.96)).certainty is Certainty.NEW


def test_items_are_matched_by_code_alone_or_by_name_alone() -> None:
    one, other = Item(code="P1", name="Cup"), Item(code="P1", name="Saucer")
    assert verdict(one, other, rules=MatchRules(item_details=frozenset({"code"}))).certainty is Certainty.CERTAIN
    renamed = Item(code="P2", name="Cup")
    assert verdict(one, renamed, rules=DEFAULT).certainty is not Certainty.CERTAIN
    assert verdict(one, renamed, rules=MatchRules(item_details=frozenset({"name"}))).certainty is Certainty.CERTAIN


@pytest.mark.parametrize("detail", CONTACT_DETAILS)
def test_every_detail_is_a_trait_of_its_own(detail: str) -> None:
    levels = tuple(range(len(CONTACT_TRAITS)))
    found = counted(levels, without(detail), is_item=False)
    changed = [trait.name for trait, level, before in zip(CONTACT_TRAITS, found, levels, strict=True) if level != before]
    assert changed == [CONTACT_DETAILS[detail]]
