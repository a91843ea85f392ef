"""What is offered while somebody types: out of the mirror, from the third letter, the best first."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from integration.web.world import World
from tieout.accounting.contacts import Address, Contact
from tieout.accounting.items import Item
from tieout.accounting.kinds import EntityKind
from tieout.accounting.serial import to_json
from tieout.engine import identity, suggestions
from tieout.store import connections, database, grants, links, mirror
from tieout.store.ids import new_id
from tieout.store.links import Link
from tieout.store.mirror import Sight

NAMES = ["Alder Trading Ltd", "Alderman & Sons", "Müller Großhandel GmbH", "Birch Interiors", "Trading Post Alder", "Ødegård AS"]


@pytest.fixture(autouse=True)
def _contacts(world: World) -> None:
    see(world, *(contact(name) for name in NAMES))


def contact(name: str, *, id: str = "", kind: EntityKind = EntityKind.CONTACT, **more: Any) -> Sight:
    entity = Contact(kind=kind, id=id or name, name=name, **more)
    return seen(kind, id=id or name, entity=to_json(entity), name=name)


def seen(kind: EntityKind, *, id: str, entity: dict[str, object] | None, name: str, **more: Any) -> Sight:
    return Sight(kind=kind.value, external_id=id, body=f'{{"at": "{new_id()}"}}', entity=entity, name=name, **more)


def see(world: World, *sights: Sight, ledger: int = 0) -> None:
    """The ledger is read, and this is what it says."""
    with database.atomic():
        mirror.take_in(world.workspace_id, world.ledgers[ledger], sights=sights)


@pytest.fixture
def offered(finance: Client, world: World, base: str) -> "Offered":
    return Offered(client=finance, address=f"{base}/connections/{world.ledgers[0]}/suggestions")


class Offered:
    """What the page is given for letters typed."""

    def __init__(self, *, client: Client, address: str) -> None:
        self.client, self.address = client, address

    def rows(self, text: str, kind: str = "contact") -> list[dict[str, Any]]:
        answer = self.client.get(self.address, {"kind": kind, "text": text})
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def names(self, text: str, kind: str = "contact") -> list[str]:
        return [row["name"] for row in self.rows(text, kind)]


@pytest.mark.feature("X-32")
def test_it_offers_from_the_third_letter_what_begins_so_before_what_holds_such_a_word(offered: Offered) -> None:
    assert offered.names("al") == []
    assert offered.names("  a l ") == []
    assert offered.names("ald") == ["Alder Trading Ltd", "Alderman & Sons", "Trading Post Alder"]
    assert offered.names("alder t")[0] == "Alder Trading Ltd"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("trading alder ltd", "Alder Trading Ltd"),
        ("interiors bir", "Birch Interiors"),
        ("MÜLL", "Müller Großhandel GmbH"),
        ("muller gross", "Müller Großhandel GmbH"),
        ("mueller", "Müller Großhandel GmbH"),
        ("odegard", "Ødegård AS"),
        ("brich interors", "Birch Interiors"),
        ("sons and ald", "Alderman & Sons"),
    ],
    ids=["order", "order of beginnings", "umlaut", "without umlaut", "umlaut written out", "other letters", "slips", "and"],
)
def test_it_finds_a_name_however_it_is_typed(offered: Offered, typed: str, first: str) -> None:
    assert offered.names(typed)[0] == first


def test_it_finds_by_mail_person_and_number_and_tells_two_of_a_name_apart(world: World, offered: Offered) -> None:
    see(
        world,
        contact("Cedar Books", id="C-2", email="orders@cedar.example", account_number="K-77", addresses=(Address(city="Leeds"),)),
        contact("Cedar Books", id="C-3", first_name="Robin", last_name="Oakley"),
    )
    assert [row["external_id"] for row in offered.rows("robin oak")] == ["C-3"]
    assert offered.rows("orders@ced")[0]["external_id"] == "C-2"
    details = {row["external_id"]: row["detail"] for row in offered.rows("cedar b")}
    assert details == {"C-2": "K-77 · orders@cedar.example · Leeds", "C-3": "Robin Oakley"}


def test_what_was_renamed_is_found_by_its_new_name_only(world: World, offered: Offered) -> None:
    assert offered.names("birch") == ["Birch Interiors"]
    see(world, contact("Walnut Rooms", id="Birch Interiors"))
    assert offered.names("birch") == []
    assert offered.names("walnut") == ["Walnut Rooms"]


def test_what_was_deleted_or_archived_is_not_offered_and_comes_back_with_it(world: World, offered: Offered) -> None:
    gone = Sight(kind="contact", external_id="Birch Interiors", body="{}", entity=None, deleted=True)
    archived = seen(EntityKind.CONTACT, id="Ødegård AS", entity=contact("Ødegård AS").entity, name="Ødegård AS", status="archived")
    see(world, gone, archived)
    assert (offered.names("birch"), offered.names("odegard")) == ([], [])
    see(world, contact("Birch Interiors"))
    assert offered.names("birch") == ["Birch Interiors"]


def test_it_offers_eight_at_most_and_of_many_the_nearest(world: World, offered: Offered) -> None:
    see(world, *(contact(f"Elm Works number {number:03d} of the northern district") for number in range(60)), contact("Elm Works"))
    found = offered.names("elm works")
    assert (len(found), found[0]) == (8, "Elm Works")


def test_it_says_which_record_it_is_linked_to_already(world: World, offered: Offered) -> None:
    assert offered.rows("birch")[0]["linked_record_id"] is None
    links.create_links(
        [
            Link(
                workspace_id=world.workspace_id,
                connection_id=world.ledgers[0],
                kind="contact",
                external_id="Birch Interiors",
                source_kind="record",
                source_id=world.orders[3],
            )
        ]
    )
    assert offered.rows("birch")[0]["linked_record_id"] == str(world.orders[3])


def test_each_kind_and_each_ledger_answers_for_itself(world: World, offered: Offered, finance: Client, base: str) -> None:
    item = Item(id="I-1", code="ALD-1", name="Alder bowl")
    see(world, seen(EntityKind.ITEM, id="I-1", entity=to_json(item), name=item.name, number=item.code))
    see(
        world,
        contact("Alder of the books", kind=EntityKind.CUSTOMER),
        contact("Alder supplies", kind=EntityKind.SUPPLIER),
        ledger=1,
    )
    assert offered.names("ald-1", kind="item") == offered.names("alder", kind="item") == ["Alder bowl"]
    assert offered.names("demo cust", kind="invoice") == ["Demo Customer"]
    assert offered.rows("inv-1", kind="invoice")[0]["detail"].endswith("120.00 GBP")
    assert offered.names("alder", kind="bill") == []
    other = Offered(client=finance, address=f"{base}/connections/{world.ledgers[1]}/suggestions")
    assert sorted(other.names("alder")) == ["Alder of the books", "Alder supplies"]
    assert other.names("alder", kind="supplier") == ["Alder supplies"]


def test_a_workspace_is_offered_nothing_of_another_ones(world: World, other_world: World, offered: Offered, base: str) -> None:
    see(other_world, contact("Alder of the others"), contact("Quince"))
    assert offered.names("quince") == []
    assert "Alder of the others" not in offered.names("alder")
    theirs = f"{base}/connections/{other_world.ledgers[0]}/suggestions"
    assert offered.client.get(theirs, {"text": "quince"}).status_code == 404


@pytest.mark.parametrize(
    "typed", ['"alder" OR quince', "alder*", "alder:*|!", "'; DROP TABLE record; --", "al\x00der", "(((", "%%%"]
)
def test_no_letter_is_taken_for_a_command_of_the_index(offered: Offered, typed: str) -> None:
    assert set(offered.names(typed)) <= set(NAMES)


@pytest.mark.feature("R-19")
def test_the_ids_that_sage_does_not_show_are_looked_up_by_name(world: World, finance: Client, base: str) -> None:
    """As a list to fill a file from, and one by one."""
    in_ten_minutes = timezone.now() + timedelta(minutes=10)
    tokens = grants.NewTokens(access_token="access", refresh_token="refresh", expires_at=in_ten_minutes)
    grant_id = grants.create_grant(world.workspace_id, provider="sage", tokens=tokens)
    organisation = {"id": "business", "name": "Demo Business (UK)", "country": "GB", "currency": "GBP"}
    row = connections.save_connection(world.workspace_id, grant_id=grant_id, provider="sage", organisation=organisation)
    world.ledgers.append(row.id)
    ids = {name: UUID(int=number + 1).hex for number, name in enumerate(("Alder Trading", "Birch Interiors"))}
    see(world, *(contact(name, id=own) for name, own in ids.items()), ledger=2)

    def listed(search: str) -> dict[str, str]:
        answer = finance.get(f"{base}/connections/{row.id}/ids.csv", {"search": search})
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # it is a stream
        return {line["Name"]: line["Id"] for line in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}

    assert listed("") == ids
    assert listed("birch") == {"Birch Interiors": ids["Birch Interiors"]}
    found = Offered(client=finance, address=f"{base}/connections/{row.id}/suggestions").rows("birch")
    assert [one["external_id"] for one in found] == [ids["Birch Interiors"]]


def test_the_list_of_contact_ids_holds_what_quickbooks_calls_customers_and_suppliers(
    world: World, finance: Client, base: str
) -> None:
    see(world, contact("Alder", id="58", kind=EntityKind.CUSTOMER), contact("Birch", id="61", kind=EntityKind.SUPPLIER), ledger=1)
    answer = finance.get(f"{base}/connections/{world.ledgers[1]}/ids.csv", {"kind": "contact"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # it is a stream
    assert text.splitlines()[1:] == ["58,Alder,,", "61,Birch,,"]


TYPED = ("ald", "alder t", "trading alder", "sons and ald", "müll", "k-77", "robin oak", "ord", "post tr", "zzz")


@pytest.mark.parametrize("typed", TYPED)
def test_the_names_in_memory_and_the_words_in_the_database_offer_the_same(
    world: World, offered: Offered, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """The database answers as long as the names of a large ledger are being read into memory."""
    books = Contact(
        kind=EntityKind.CONTACT, id="C-2", name="Cedar Books", email="orders@cedar.example", account_number="K-77",
        addresses=(Address(city="Leeds"),),
    )  # fmt: skip
    see(
        world,
        seen(EntityKind.CONTACT, id="C-2", entity=to_json(books), name=books.name, number=books.account_number),
        contact("Cedar Books", id="C-3", first_name="Robin", last_name="Oakley"),
        seen(EntityKind.CONTACT, id="C-4", entity=None, name="Alder not understood", number="K-770", problem="unknown"),
    )
    monkeypatch.setattr(suggestions, "LIKE_ENOUGH", 101.0)
    in_memory = offered.rows(typed)
    monkeypatch.setattr(identity, "named_now", lambda *_, **__: None)
    assert offered.rows(typed) == in_memory
    assert bool(in_memory) == (typed != "zzz")


def test_who_types_does_not_wait_until_all_names_of_a_large_ledger_are_in_memory(
    world: World, offered: Offered, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[UUID, UUID, str]] = []
    monkeypatch.setattr(identity, "AT_ONCE_MAX", 3)
    monkeypatch.setattr(identity, "_begin_behind", begun.append)
    assert offered.names("birch") == ["Birch Interiors"]
    assert offered.names("brich interors") == []
    assert set(begun) == {(world.workspace_id, world.ledgers[0], "contact")}
    identity.judge(world.workspace_id, world.ledgers[0], entity=Contact(kind=EntityKind.CONTACT, name="Quince"))
    begun.clear()
    assert (offered.names("brich interors"), begun) == (["Birch Interiors"], [])


def test_names_in_memory_are_those_of_their_workspace_alone(world: World, other_world: World) -> None:
    own = identity.named_now(world.workspace_id, world.ledgers[0], kind="contact")
    assert own is not None
    assert own.beginning(["alder"], first=True, limit=8)
    theirs = identity.named_now(other_world.workspace_id, world.ledgers[0], kind="contact")
    assert theirs is not None
    assert theirs.beginning(["alder"], first=True, limit=8) == []
