"""Collections are shaped through the API: what would be lost is told first, and every change is in the audit log."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integration.web.world import World
from tieout.store import audit, views
from tieout.store.workspaces import Role

Ask = Callable[..., Any]


@pytest.fixture
def ask(finance: Client, base: str) -> Ask:
    """Sends and gives the answer's body; the status must be the one that is expected."""

    def asked(method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(finance, method)(f"{base}{path}", **given)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    return asked


@pytest.fixture
def boats(ask: Ask) -> Ask:
    """A collection with three records."""
    ask("post", "/collections", {"name": "Boats"}, status=201)
    for field in (
        {"name": "Size", "type": "text"},
        {"name": "Kind", "type": "choice", "choices": ["Sail", "Motor"]},
        {"name": "Twice", "type": "formula", "source": "number(size) * 2", "result": "number"},
    ):
        ask("post", "/collections/boats/fields", field)
    for name, size, kind in (("Albatross", "12.5", "Sail"), ("Barge", "huge", "Motor"), ("Cutter", "", "Sail")):
        ask("post", "/collections/boats/records", {"values": {"name": name, "size": size, "kind": kind}}, status=201)
    return ask


def rows(ask: Ask, path: str = "") -> dict[str, dict[str, Any]]:
    return {row["values"]["name"]: row["values"] for row in ask("get", f"/collections/boats/records{path}")["items"]}


@pytest.mark.parametrize("template", ["customers", "suppliers", "products", "orders", "jobs", ""])
def test_every_template_makes_a_collection_that_can_be_filled(ask: Ask, template: str) -> None:
    made = ask("post", "/collections", {"name": "Another one", "template": template}, status=201)
    assert all(field["listed"] for field in made["fields"])
    values = {field["key"]: "A-1" for field in made["fields"] if field["required"]}
    ask("post", f"/collections/{made['key']}/records", {"values": values}, status=201)
    assert ask("get", f"/collections/{made['key']}/records")["total"] == 1


def test_a_field_says_what_is_wrong_with_it_part_by_part(boats: Ask) -> None:
    refused = boats("post", "/collections/boats/fields", {"name": "Kind", "type": "choice", "choices": ["A", "a"]}, status=422)
    assert refused["fields"] == {"name": "Another field of this collection has this name.", "choices": "a is there twice."}
    refused = boats("post", "/collections/boats/fields", {"name": "Loop", "type": "formula", "source": "twice + lop"}, status=422)
    assert refused["fields"]["source"] == "There is no field lop."
    boats("post", "/collections/boats/fields", {"name": "Thrice", "type": "formula", "source": "twice * 1.5"})
    refused = boats("patch", "/collections/boats/fields/twice", {"source": "thrice + 1"}, status=422)
    assert refused["fields"]["source"] == "This formula reads itself by way of other formulas."


def test_a_change_of_type_tells_what_does_not_fit_and_loses_nothing(boats: Ask, world: World) -> None:
    boats("post", "/collections/boats/fields/twice/archive")
    told = boats("post", "/collections/boats/fields/size/type/check", {"type": "number"})
    assert (told["fits"], told["empty"], told["misfits"]) == (1, 1, 1)
    assert told["examples"][0] | {"key": ""} == {
        "key": "", "title": "Barge", "value": "huge", "reason": "is no number; write it like 1234.50",
    }  # fmt: skip
    assert rows(boats)["Barge"]["size"] == "huge"
    boats("post", "/collections/boats/fields/size/type", {"type": "number", "misfits": 0}, status=409)
    boats("post", "/collections/boats/fields/size/type", {"type": "number", "misfits": 1})
    found = rows(boats)
    assert (found["Albatross"]["size"], found["Barge"]["size"]) == ("12.5", None)
    kept = _shown(boats)["archived_fields"][-1]
    assert (kept["name"], kept["type"]) == ("Size (text)", "text")
    assert found["Barge"][kept["key"]] == "huge"
    assert list(rows(boats, "?sort=-size")) == ["Albatross", "Cutter", "Barge"]
    newest = next(iter(audit.about(world.workspace_id, subject_kind="collection", subject_id=str(_shown(boats)["id"]), limit=1)))
    assert (
        newest.text
        == "Boats: field Size changed from Text to Number, 1 values converted; 1 that did not fit are kept in Size (text)"
    )


def _shown(ask: Ask) -> dict[str, Any]:
    return next(one for one in ask("get", "/collections")["items"] if one["key"] == "boats")


def test_a_choice_that_records_have_cannot_be_taken_away(boats: Ask) -> None:
    refused = boats("patch", "/collections/boats/fields/kind", {"choices": ["Sail", "Row"]}, status=422)
    assert refused["fields"]["choices"] == "Motor is in 1 record. Change those records first, or keep it."
    boats("patch", "/collections/boats/fields/kind", {"choices": ["Row", "Motor", "Sail"], "hint": "How it moves"})
    assert list(rows(boats, "?sort=kind,name")) == ["Barge", "Albatross", "Cutter"]


def test_a_field_that_becomes_unique_says_which_records_stand_in_the_way(boats: Ask) -> None:
    refused = boats("patch", "/collections/boats/fields/size", {"unique": True})
    assert refused["unique"] is True
    taken = boats("post", "/collections/boats/records", {"values": {"name": "Dinghy", "size": "HUGE"}}, status=422)
    assert "size" in taken["fields"]
    boats("patch", "/collections/boats/fields/size", {"unique": False})
    boats("post", "/collections/boats/records", {"values": {"name": "Dinghy", "size": "HUGE"}}, status=201)
    refused = boats("patch", "/collections/boats/fields/size", {"unique": True}, status=409)
    assert refused["fields"] == {"unique": "cannot be: 2 and 4 both have HUGE"}


def test_fields_are_ordered_archived_and_brought_back_with_their_values(boats: Ask) -> None:
    boats("put", "/collections/boats/fields/order", {"keys": ["kind", "name"]}, status=204)
    refused = boats("post", "/collections/boats/fields/size/archive", status=409)
    assert refused["detail"] == "The formula Twice reads Size. Change the formula first."
    boats("post", "/collections/boats/fields/kind/archive")
    assert [field["key"] for field in _shown(boats)["fields"]] == ["name", "size", "twice"]
    boats("post", "/collections/boats/fields/kind/restore")
    assert rows(boats)["Barge"]["kind"] == "Motor"


def test_a_filled_collection_goes_only_with_its_name_and_what_refers_to_it_forbids_it(boats: Ask) -> None:
    assert boats("get", "/collections/boats/deletion")["sentence"] == "3 records"
    boats("post", "/collections/boats/delete", {"name": "boats"}, status=409)
    boats("post", "/collections", {"name": "Trips"}, status=201)
    boats("post", "/collections/trips/fields", {"name": "Boat", "type": "relation", "collection": "boats"})
    hindrances = boats("get", "/collections/boats/deletion")["hindrances"]
    assert hindrances == ["The field Boat of Trips refers to Boats. Archive or change it first."]
    boats("post", "/collections/trips/delete", {})
    boats("post", "/collections/boats/delete", {"name": "Boats"})
    boats("get", "/collections/boats/deletion", status=404)


def test_a_view_is_kept_shared_and_shown_at_first(boats: Ask, browser: Callable[[Role], Client], base: str) -> None:
    where = json.dumps({"combinator": "and", "rules": [{"field": "kind", "operator": "=", "value": "Sail"}]})
    wish = {"name": "Sailing", "is_default": True, "arrangement": {"where": where, "sort": "-name", "group": "kind"}}
    mine = boats("post", "/collections/boats/views", wish, status=201)
    auditor = browser(Role.AUDITOR)
    address = f"{base}/collections/boats/views"
    assert auditor.get(address).json()["items"] == []
    refused = auditor.post(address, json.dumps({**wish, "shared": True}), content_type="application/json")
    assert refused.status_code == 403
    boats("post", "/collections/boats/views", wish, status=422)
    boats("put", f"/collections/boats/views/{mine['id']}", {**wish, "shared": True})
    (seen,) = auditor.get(address).json()["items"]
    assert (seen["name"], seen["is_default"], seen["arrangement"]["where"]) == ("Sailing", True, where)
    wrong = {**wish, "name": "Wrong", "arrangement": {"where": where.replace("kind", "kin")}}
    boats("post", "/collections/boats/views", wrong, status=422)


def test_no_view_is_kept_that_no_list_would_show(boats: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "VIEWS_MAX", 2)
    for shared in (False, True):
        for name in ("One", "Two"):
            boats("post", "/collections/boats/views", {"name": name, "shared": shared, "arrangement": {}}, status=201)
        refused = boats("post", "/collections/boats/views", {"name": "Three", "shared": shared, "arrangement": {}}, status=422)
        assert "There are 2 views" in refused["detail"]
    shown = boats("get", "/collections/boats/views")["items"]
    assert len(shown) == 4
    one = next(row for row in shown if row["shared"])
    boats("put", f"/collections/boats/views/{one['id']}", {"name": "First", "shared": True, "arrangement": {}})


def test_a_filter_that_cannot_be_decided_is_refused_in_a_sentence(boats: Ask) -> None:
    where = json.dumps({"field": "twice", "operator": ">", "value": "many"})
    refused = boats("get", f"/collections/boats/records?where={where}", status=422)
    assert refused["detail"] == "twice is a field of type number, and 'many' cannot be compared with it."
    assert boats("get", "/collections/boats/records?where=nonsense", status=422)["fields"]["where"] == "is no condition as JSON"


def test_the_formula_is_told_as_it_is_written(boats: Ask) -> None:
    told = boats("post", "/collections/boats/formula", {"source": "number(size) * nope"})
    assert (told["error"], told["start"], told["end"]) == ("There is no field nope.", 15, 19)
    assert boats("post", "/collections/boats/formula", {"source": "name & '!'"})["value"] == "Cutter!"


def test_two_number_fields_of_a_record_compare_as_numbers(boats: Ask) -> None:
    for field in (
        {"name": "Total", "type": "money"},
        {"name": "Paid", "type": "money"},
        {"name": "State", "type": "formula", "source": "if(paid >= total, 'Paid', 'Open')"},
    ):
        boats("post", "/collections/boats/fields", field)
    boats("post", "/collections/boats/records", {"values": {"name": "Dory", "total": "1000.00", "paid": "90.00"}}, status=201)
    assert rows(boats)["Dory"]["state"] == "Open"
    assert boats("post", "/collections/boats/formula", {"source": "paid < total"})["value"] == "yes"


def test_a_formula_of_too_many_digits_is_empty_and_the_record_is_saved(boats: Ask) -> None:
    huge = "9" * 30
    boats("post", "/collections/boats/records", {"values": {"name": "Dory", "size": huge}}, status=201)
    assert (rows(boats)["Dory"]["size"], rows(boats)["Dory"]["twice"]) == (huge, None)


@pytest.mark.parametrize(
    ("proof", "kept", "misfits"), [("31/01/2026", "2026-04-03", 0), ("01/31/2026", "2026-03-04", 0), ("", None, 1)]
)
def test_texts_become_dates_in_the_order_that_they_prove_or_stay_as_they_are(
    ask: Ask, proof: str, kept: str | None, misfits: int
) -> None:
    ask("post", "/collections", {"name": "Boats"}, status=201)
    ask("post", "/collections/boats/fields", {"name": "Built", "type": "text"})
    for name, built in (("Albatross", "03/04/2026"), ("Barge", proof)):
        ask("post", "/collections/boats/records", {"values": {"name": name, "built": built}}, status=201)
    wish = {"name": "Built", "type": "date"}
    told = ask("post", "/collections/boats/fields/built/type/check", wish)
    assert told["misfits"] == misfits
    assert [one["reason"] for one in told["examples"]] == ["may mean two days; write it like 2026-01-31"] * misfits
    ask("post", "/collections/boats/fields/built/type", {**wish, "misfits": misfits})
    assert rows(ask)["Albatross"]["built"] == kept
