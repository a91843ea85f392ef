"""What is kept in memory of a ledger's contacts, while the mirror changes."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tieout.accounting.contacts import Contact
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import to_json
from tieout.engine import identity
from tieout.reconciliation.identity.index import Index
from tieout.reconciliation.identity.traits import Traits, traits
from tieout.store.mirror import Glance

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("Larch Trading Ltd", "Larch Holdings", "Birch Interiors", "Zenith Motors", "Cedar Books", "Alder & Sons")


def contact(number: int, variant: int) -> Contact:
    return Contact(
        kind=EntityKind.CONTACT, name=f"{NAMES[variant % len(NAMES)]} {number}", email=f"office{variant % 3}@larch.example",
        account_number=f"A-{number}",
    )  # fmt: skip


def row(number: int, variant: int | None, *, seen: int) -> Glance:
    """As the mirror tells of it; without a variant it was deleted there."""
    entity = contact(number, variant or 0)
    return Glance(
        id=UUID(int=number + 1), external_id=f"c-{number}", name=entity.name, number=entity.account_number, status="active",
        entity=to_json(entity), deleted=variant is None, seen_at=BEGAN + timedelta(seconds=seen),
    )  # fmt: skip


Change = tuple[int, int | None]
CHANGES = some.lists(
    some.lists(some.tuples(some.integers(0, 25), some.none() | some.integers(0, 20)), min_size=1, max_size=6), max_size=25
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_changes_in_layers_say_what_one_index_of_all_that_is_there_says(
    monkeypatch: pytest.MonkeyPatch, changes: list[list[Change]]
) -> None:
    monkeypatch.setattr(identity, "LAYER_MIN", 2)
    monkeypatch.setattr(identity, "BESIDE_MIN", 12)
    kept = identity._Kept("contact")
    there: dict[str, Traits] = {}
    for seen, batch in enumerate(changes):
        identity._renew(kept, [row(number, variant, seen=seen) for number, variant in dict(batch).items()])
        for number, variant in dict(batch).items():
            there.pop(f"c-{number}", None)
            if variant is not None:
                there[f"c-{number}"] = traits(contact(number, variant))
        expect_told(kept.seen, there)


def expect_told(seen: identity.Seen, there: dict[str, Traits]) -> None:
    """Everything once, in its place, with its keys shared by as many as have them."""
    present = [place for place in range(len(seen.known)) if place not in seen.index.gone]
    assert Counter(seen.known[place].external_id for place in present) == Counter(there.keys())
    whole = Index.of(there.values())
    for external_id, one in there.items():
        place = seen.place_of(external_id)
        assert place is not None
        assert (seen.known[place].external_id, seen.index.at(place)) == (external_id, one)
        assert place in seen.index.found(one)
        assert [seen.index.sharing(key) for key in one.keys] == [whole.sharing(key) for key in one.keys]
    assert all(seen.place_of(f"c-{number}") is None for number in range(26) if f"c-{number}" not in there)
