"""Envelopes, pages, attributes, time filters, search and what is refused of a list."""

import pytest

from unit.sandbox.sage.business import Desk, open_business


@pytest.fixture
def desk() -> Desk:
    return open_business()


@pytest.fixture
def many(desk: Desk) -> Desk:
    for number in range(43):
        desk.contact(f"Contact {number:02}")
    return desk


def test_it_answers_in_pages_of_twenty_with_relative_paths_to_the_neighbours(many: Desk) -> None:
    first = many.get("contacts", exclude_system="true")
    assert (first["$total"], first["$page"], first["$itemsPerPage"], len(first["$items"])) == (43, 1, 20, 20)
    assert first["$back"] is None
    assert first["$next"] == "/contacts?page=2&items_per_page=20&exclude_system=true"
    second = many.get("contacts", exclude_system="true", page="2")
    assert second["$back"].startswith("/contacts?page=1&")
    assert not {one["id"] for one in first["$items"]} & {one["id"] for one in second["$items"]}


def test_it_repeats_the_last_page_past_the_end(many: Desk) -> None:
    last = many.get("contacts", page="3")
    beyond = many.get("contacts", page="99")
    assert beyond["$items"] == last["$items"]
    assert beyond["$page"] == 3
    assert beyond["$next"] is None


@pytest.mark.parametrize(("size", "status"), [("1", 200), ("200", 200), ("201", 400), ("0", 400), ("many", 400)])
def test_it_takes_up_to_two_hundred_items_a_page(desk: Desk, size: str, status: int) -> None:
    desk.call("GET", "countries", query={"items_per_page": size})
    assert desk.last.status == status


def test_it_shows_base_attributes_unless_more_is_asked_for(desk: Desk) -> None:
    (item,) = desk.get("contacts", contact_type_id="VENDOR")["$items"]
    assert sorted(item) == ["$path", "displayed_as", "id"]
    (item,) = desk.get("contacts", contact_type_id="VENDOR", attributes="name,reference")["$items"]
    assert sorted(item) == ["$path", "displayed_as", "id", "name", "reference"]
    (item,) = desk.get("contacts", contact_type_id="VENDOR", attributes="all")["$items"]
    assert item["currency"]["id"] == "GBP"


def test_it_collapses_nested_objects_unless_they_are_asked_for(desk: Desk) -> None:
    made = desk.contact(main_address={"city": "York"})
    path = f"contacts/{made['id']}"
    assert sorted(desk.get(path)["main_address"]) == ["$path", "displayed_as", "id"]
    assert desk.get(path, nested_attributes="main_address")["main_address"]["city"] == "York"
    assert desk.get(path, nested_attributes="all")["delivery_address"]["city"] == "York"
    assert sorted(desk.get(path, nested_attributes="city")["main_address"]) == ["$path", "city", "displayed_as", "id"]


def test_it_includes_the_instant_of_updated_since_and_excludes_that_of_deleted_since(desk: Desk) -> None:
    kept, gone = desk.contact("Kept"), desk.contact("Gone")
    desk.ground.clock.advance(60)
    changed = desk.change(f"contacts/{kept['id']}", "contact", notes="seen")
    desk.call("DELETE", f"contacts/{gone['id']}")
    assert desk.last.status == 204
    moment = changed["updated_at"]
    assert [one["id"] for one in desk.items("contacts", updated_or_created_since=moment)] == [kept["id"]]
    assert desk.items("contacts", updated_or_created_since="2026-11-02T12:01:01Z") == []
    assert desk.items("contacts", deleted_since=moment) == []
    (tombstone,) = desk.items("contacts", deleted_since="2026-11-02T12:00:59Z")
    assert (tombstone["id"], tombstone["deleted_at"]) == (gone["id"], moment)


@pytest.mark.parametrize("moment", ["2026-11-02T13:00:00+01:00", "2026-11-02T13:00:00 01:00", "2026-11-02T12:00:00Z"])
def test_it_reads_an_instant_with_any_offset(desk: Desk, moment: str) -> None:
    made = desk.contact()
    assert [one["id"] for one in desk.items("contacts", updated_or_created_since=moment)] == [made["id"]]


def test_it_refuses_an_instant_that_is_none(desk: Desk) -> None:
    desk.call("GET", "contacts", query={"updated_or_created_since": "yesterday"})
    assert desk.last.status == 400


def test_it_searches_names_and_references_in_any_case(desk: Desk) -> None:
    desk.contact("Harbour Hotel", reference="HH1")
    desk.contact("Glasshouse Nursery")
    assert [one["name"] for one in desk.items("contacts", search="harbour")] == ["Harbour Hotel"]
    assert [one["name"] for one in desk.items("contacts", search="hh1")] == ["Harbour Hotel"]


def test_it_does_not_sort_a_list_that_has_no_sort(desk: Desk) -> None:
    desk.get("contacts", sort="name:asc")


def test_it_knows_no_other_path(desk: Desk) -> None:
    assert desk.refusal("GET", "invoices", status=404) == [("", "RecordNotFound")]
    assert desk.refusal("GET", f"contacts/{'0' * 32}", status=404) == [("", "RecordNotFound")]


def test_it_tells_a_wrong_method_and_a_wrong_content_type(desk: Desk) -> None:
    assert desk.refusal("POST", "currencies", {"currency": {}}, status=405)
    assert desk.refusal("PATCH", "contacts", {}, status=405)
    desk.call("POST", "contacts", body={"contact": {}}, headers={"content-type": "text/xml"})
    assert desk.last.status == 415


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"name": "bare"}', b'{"contact": 1}', b"\xff"])
def test_it_refuses_a_body_without_the_wrapped_object(desk: Desk, raw: bytes) -> None:
    desk.call("POST", "contacts", body=raw)
    assert desk.last.status == 400


def test_it_gives_symbolic_ids_to_look_ups_and_32_hex_digits_to_everything_else(desk: Desk) -> None:
    assert {one["id"] for one in desk.items("artefact_statuses")} >= {"DRAFT", "UNPAID", "PART_PAID", "PAID", "VOID"}
    assert desk.get("currencies/GBP")["displayed_as"] == "Pound Sterling (GBP)"
    made = desk.contact()
    assert len(made["id"]) == 32
    assert set(made["id"]) <= set("0123456789abcdef")


def test_it_gives_the_same_ids_for_the_same_writes_in_every_sandbox() -> None:
    assert open_business().contact()["id"] == open_business().contact()["id"]
