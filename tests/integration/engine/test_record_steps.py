"""Steps on records: made once, changed by rules, found, put into the bin, commented, given a line more."""

import threading
from typing import Any
from uuid import UUID

import pytest

from integration.engine.at_step import again, at, do, field, fixed, formula, record_of, shown, text
from integration.engine.stage import ACTOR, Shop
from tieout.engine import actions, edits
from tieout.store import automations, collections, comments, database, events, listings, records
from tieout.store.change_sets import Act, ChangeKind

ORDER = {"number": "1001", "customer": "C1", "ordered_on": "2026-10-05", "currency": "GBP", "document": "invoice"}
LINE = {"product": "P1", "code": "P1", "description": "Cup", "quantity": "2", "unit_price": "3.50", "row": 1}


@pytest.fixture
def quiet(shop: Shop) -> Shop:
    """A shop without automations of its own."""
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    return shop


def told(shop: Shop, record_id: UUID) -> list[str]:
    return sorted(events.Event.objects.filter(workspace_id=shop.workspace_id, subject_id=record_id).values_list("kind", flat=True))


def test_it_creates_a_record_once_however_often_the_step_is_taken_up(quiet: Shop) -> None:
    settings = {
        "collection": "customers",
        "key": fixed("C9"),
        "values": {"name": text("Customer ", {"path": "no"}), "account_number": fixed("9"), "email": fixed("a@b.example")},
    }
    one = at(quiet, settings, scope={"no": "9"})
    (first,) = do(quiet, "create_record", one)
    (second,) = do(quiet, "create_record", again(one, first))
    (third,) = do(quiet, "create_record", one)
    assert (first.outcome, second.outcome, third.outcome) == ("created C9", "C9 was created before", "C9 was created before")
    made = record_of(quiet, first)
    assert (made.key, made.title, made.values["email"]) == ("C9", "Customer 9", "a@b.example")
    assert {first.output["id"], second.output["id"], third.output["id"]} == {str(made.id)}
    assert [row.key for row in quiet.all_records("customers")] == ["C9"]
    assert told(quiet, made.id) == ["record_created"]
    assert first.output["record"] == {**made.values, "key": "C9"}


def test_a_record_without_a_key_gets_the_next_number(quiet: Shop) -> None:
    quiet.customer("41")
    one, other = (
        at(quiet, {"collection": "customers", "values": {"name": fixed(name), "account_number": fixed(name)}})
        for name in ("A", "B")
    )
    assert [result.outcome for result in do(quiet, "create_record", one, other)] == ["created 42", "created 43"]


def test_a_key_that_is_there_fails_or_is_taken_or_is_updated_as_is_set(quiet: Shop) -> None:
    there = quiet.customer("C1")
    full = {"email": fixed("new@shop.example"), "name": fixed("Customer One"), "account_number": fixed("C1")}
    settings = {"collection": "customers", "key": fixed("C1"), "values": full}
    (failed,) = do(quiet, "create_record", at(quiet, settings))
    assert (failed.status, failed.outcome[:31]) == ("failed", "Customers C1 is there already. ")
    (kept,) = do(quiet, "create_record", at(quiet, {**settings, "if_there": "keep"}))
    assert (kept.output["id"], kept.output["created"], quiet.record(there.id).version) == (str(there.id), False, there.version)
    (updated,) = do(quiet, "create_record", at(quiet, {**settings, "if_there": "update"}))
    assert updated.outcome == "updated C1"
    assert quiet.record(there.id).values["email"] == "new@shop.example"


def test_runs_that_make_the_same_key_at_once_make_one_record(quiet: Shop) -> None:
    settings = {"collection": "customers", "key": fixed("C5"), "values": {"name": fixed("Five"), "account_number": fixed("5")}}
    inputs = [at(quiet, {**settings, "if_there": "keep"}), at(quiet, {**settings, "if_there": "keep"}), at(quiet, settings)]
    results = do(quiet, "create_record", *inputs)
    assert [result.output.get("created") for result in results] == [True, False, None]
    assert len(quiet.all_records("customers")) == 1


def test_one_in_the_bin_is_neither_overwritten_nor_brought_back(quiet: Shop) -> None:
    there = quiet.customer("C1")
    collection = collections.collection(quiet.workspace_id, "customers")
    assert collection is not None
    act = Act(kind=ChangeKind.DELETE, title="away", actor=ACTOR)
    edits.move_records(quiet.workspace_id, collection, versions={there.id: None}, act=act)
    settings = {
        "collection": "customers",
        "key": fixed("C1"),
        "values": {"name": fixed("One"), "account_number": fixed("1")},
        "if_there": "update",
    }
    (result,) = do(quiet, "create_record", at(quiet, settings))
    assert result.status == "failed"
    assert "in the bin" in result.outcome
    assert quiet.record(there.id).deleted_at is not None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ordered_on": fixed("next week")}, "is no date; write it like 2026-01-31"),
        ({"ordered_on": fixed("03/04/2026")}, "may mean two days; write it like 2026-01-31"),
        ({"customer": fixed("Nobody")}, "names Nobody, which is no record of customers"),
        ({"colour": fixed("red")}, "colour is no field of this collection"),
        ({"number": formula("1 / 0")}, "a division by zero"),
        ({"lines": fixed("three cups")}, "Lines is a list of lines"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_a_failure_that_names_it(quiet: Shop, values: dict[str, Any], said: str) -> None:
    quiet.customer()
    whole = {**{name: fixed(value) for name, value in ORDER.items()}, **values}
    one = at(quiet, {"collection": "orders", "key": fixed("1001"), "values": whole})
    (result,) = do(quiet, "create_record", one)
    assert (result.status, said in result.outcome) == ("failed", True), result.outcome
    preview = shown(quiet, "create_record", one=one)
    assert (preview.status, said in " ".join(preview.problems)) == ("failed", True), preview.problems
    assert quiet.all_records("orders") == []


def test_values_are_brought_to_the_type_of_their_field(quiet: Shop) -> None:
    quiet.customer()
    lines = [{"description": "Cup", "quantity": "2", "unit_price": "3.50"}]
    values = {
        **{name: fixed(value) for name, value in ORDER.items()},
        "ordered_on": fixed("5 Oct 2026"),
        "lines": field("trigger.rows"),
    }
    one = at(quiet, {"collection": "orders", "key": fixed("1001"), "values": values}, scope={"trigger": {"rows": lines}})
    (result,) = do(quiet, "create_record", one)
    made = record_of(quiet, result)
    assert (made.values["ordered_on"], made.values["lines"]) == ("2026-10-05", lines)


def test_an_update_sees_the_record_and_earlier_steps_and_tells_what_it_did(quiet: Shop) -> None:
    customer = quiet.customer("C1", email="old@shop.example")
    values = {"email": field("steps.ask.email"), "name": text({"path": "name"}, " (", {"path": "record.key"}, ")")}
    one = at(quiet, {"values": values}, record=customer, scope={"steps": {"ask": {"email": "new@shop.example"}}})
    before = told(quiet, customer.id)
    (result,) = do(quiet, "update_record", one)
    now = quiet.record(customer.id)
    assert (now.values["email"], now.values["name"]) == ("new@shop.example", "Customer C1 (C1)")
    assert (result.outcome, result.output["changed"], result.output["key"]) == ("updated C1", True, "C1")
    assert told(quiet, customer.id) == sorted([*before, "record_updated"])
    (same,) = do(quiet, "update_record", at(quiet, {"values": {"email": fixed("new@shop.example")}}, record=now))
    assert (same.outcome, quiet.record(customer.id).version) == ("nothing to change", now.version)


def test_another_record_is_updated_by_its_key_or_id(quiet: Shop) -> None:
    customer, product = quiet.customer("C1"), quiet.product("P1")
    by_key = {"collection": "products", "record": fixed("P1"), "values": {"name": text("Cup of ", {"path": "name"})}}
    (result,) = do(quiet, "update_record", at(quiet, by_key, record=customer))
    assert (result.outcome, quiet.record(product.id).values["name"]) == ("updated P1", "Cup of Customer C1")
    by_id = {"record": field("steps.find.id"), "values": {"name": formula("record.name & '!'")}}
    do(quiet, "update_record", at(quiet, by_id, record=customer, scope={"steps": {"find": {"id": str(product.id)}}}))
    assert quiet.record(product.id).values["name"] == "Cup of Customer C1!"
    nowhere = {"collection": "products", "record": fixed("P9"), "values": {"name": fixed("x")}}
    skipped, failed = do(quiet, "update_record", at(quiet, nowhere), at(quiet, {**nowhere, "if_missing": "fail"}))
    assert (skipped.status, failed.status, failed.outcome) == ("skipped", "failed", "there is no record P9 in products")


def test_two_runs_on_one_record_both_have_their_say(quiet: Shop) -> None:
    customer = quiet.customer("C1")
    one = at(quiet, {"values": {"email": fixed("one@shop.example")}}, record=customer)
    other = at(quiet, {"values": {"country": fixed("Jersey")}}, record=customer)
    assert [result.status for result in do(quiet, "update_record", one, other)] == ["done", "done"]
    now = quiet.record(customer.id)
    assert (now.values["email"], now.values["country"]) == ("one@shop.example", "Jersey")


def test_a_preview_shows_each_field_with_value_and_source_and_changes_nothing(quiet: Shop) -> None:
    customer = quiet.customer("C1")
    one = at(
        quiet, {"values": {"email": text("info@", {"path": "key"}, ".example"), "name": field("steps.x.name")}}, record=customer
    )
    preview = shown(quiet, "update_record", one=one)
    assert [(told_.name, told_.value, told_.source) for told_ in preview.fields] == [
        ("email", "info@C1.example", "text with key"),
        ("name", "", "steps.x.name"),
    ]
    assert (preview.status, preview.writes) == ("failed", False), "a name is needed"
    assert quiet.record(customer.id).version == customer.version
    new = {"collection": "customers", "values": {"name": fixed("New"), "account_number": fixed("N")}}
    made = shown(quiet, "create_record", one=at(quiet, new))
    assert (made.text, made.fields[0].source) == ("Would create Customers.", "the next number")
    assert len(quiet.all_records("customers")) == 1


def test_records_are_found_by_values_and_by_a_condition_and_can_be_gone_through(quiet: Shop) -> None:
    for key, country in (("C1", "Jersey"), ("C2", "France"), ("C3", "Jersey")):
        quiet.customer(key, country=country)
    settings = {"collection": "customers", "values": {"country": field("trigger.where")}, "sort": "key"}
    one = at(quiet, settings, scope={"trigger": {"where": "jersey"}})
    (result,) = do(quiet, "find_records", one)
    assert (result.output["found"], result.output["count"], result.output["key"]) == (True, 2, "C1")
    rows = result.output["records"]
    assert isinstance(rows, list)
    assert [(row["key"], row["country"]) for row in rows] == [("C1", "Jersey"), ("C3", "Jersey")]
    where = {"field": "key", "operator": ">", "value": "C1"}
    (narrow,) = do(
        quiet, "find_records", at(quiet, {**settings, "where": where, "limit": 1}, scope={"trigger": {"where": "Jersey"}})
    )
    assert (narrow.output["key"], narrow.output["more"], narrow.outcome) == ("C3", False, "found C3")
    (first,) = do(quiet, "find_records", at(quiet, {"collection": "customers", "limit": 1, "sort": "-key"}))
    assert (first.output["key"], first.output["more"]) == ("C3", True)


def test_not_finding_goes_on_or_fails_and_an_empty_value_finds_nothing(quiet: Shop) -> None:
    quiet.customer("C1", email="")
    settings = {"collection": "customers", "values": {"key": fixed("C9")}}
    gone, failed = do(quiet, "find_records", at(quiet, settings), at(quiet, {**settings, "not_found": "fail"}))
    assert (gone.status, gone.output["found"], gone.output["records"]) == ("done", False, [])
    assert (failed.status, failed.outcome) == ("failed", "No record was found.")
    (empty,) = do(quiet, "find_records", at(quiet, {"collection": "customers", "values": {"email": field("trigger.email")}}))
    assert (empty.output["found"], empty.outcome) == (False, "Email is empty, so nothing was looked for")
    (wrong,) = do(quiet, "find_records", at(quiet, {"collection": "customers", "values": {"colour": fixed("red")}}))
    assert (wrong.status, "there is no such field" in wrong.outcome) == ("failed", True)


def test_a_record_goes_into_the_bin_once_and_can_be_brought_back(quiet: Shop) -> None:
    customer = quiet.customer("C1")
    one = at(quiet, {}, record=customer)
    assert shown(quiet, "delete_record", one=one).text == "Would put Customers C1 into the bin."
    first, second = do(quiet, "delete_record", one)[0], do(quiet, "delete_record", at(quiet, {}, record=customer))[0]
    assert (first.status, first.outcome, second.status) == ("done", "C1 was put into the bin", "skipped")
    assert quiet.all_records("customers") == []
    assert "record_deleted" in told(quiet, customer.id)
    collection = collections.collection(quiet.workspace_id, "customers")
    assert collection is not None
    act = Act(kind=ChangeKind.RESTORE, title="back", actor=ACTOR)
    edits.move_records(quiet.workspace_id, collection, versions={customer.id: None}, act=act)
    assert [row.key for row in quiet.all_records("customers")] == ["C1"]


def test_a_comment_is_made_once_and_stands_among_those_of_people(quiet: Shop) -> None:
    customer = quiet.customer("C1")
    one = at(
        quiet, {"text": text("Owes ", {"path": "steps.find.due"})}, record=customer, scope={"steps": {"find": {"due": "12.00"}}}
    )
    (first,), (second,) = do(quiet, "add_comment", one), do(quiet, "add_comment", one)
    assert (first.outcome, second.outcome) == ("commented on C1", "commented on C1 before")
    rows = comments.comments_page(quiet.workspace_id, customer.id, place=listings.Place(limit=10)).rows
    assert [(row.text, row.author, row.member_id) for row in rows] == [("Owes 12.00", "Tieout", None)]
    assert "comment.added" in quiet.actions()
    (none,) = do(quiet, "add_comment", at(quiet, {"text": field("nothing")}, record=customer))
    assert none.status == "skipped"


def test_lines_are_added_at_the_end_and_each_once(quiet: Shop) -> None:
    with database.atomic():
        order = quiet.sale()
    cells = {"description": fixed("Postage"), "quantity": fixed("1"), "unit_price": formula("2 * 1.25")}
    one, other = (at(quiet, {"field": "lines", "cells": cells}, record=order) for _ in range(2))
    first, second = do(quiet, "add_line", one, other)
    assert (first.output["line"], second.output["line"]) == (2, 3)
    repeated, anew = do(quiet, "add_line", again(one, first))[0], do(quiet, "add_line", one)[0]
    assert repeated.outcome == anew.outcome == "line 2 was added before"
    assert anew.output == first.output
    lines = quiet.record(order.id).values["lines"]
    assert isinstance(lines, list)
    assert [line["description"] for line in lines] == ["Cup", "Postage", "Postage"]
    assert lines[1]["unit_price"] == "2.50"
    (wrong,) = do(quiet, "add_line", at(quiet, {"field": "lines", "cells": {"quantity": fixed("many")}}, record=order))
    assert (wrong.status, "is no number" in wrong.outcome) == ("failed", True), wrong.outcome
    (nowhere,) = do(quiet, "add_line", at(quiet, {"field": "rows", "cells": cells}, record=order))
    assert nowhere.outcome == "Orders has no line items called rows."


def test_what_the_ledger_fills_is_not_changed_by_steps(connected: Shop) -> None:
    code = records.all_records(connected.workspace_id, "tax_codes")[0]
    for kind, settings in (("update_record", {"values": {"name": fixed("x")}}), ("delete_record", {})):
        (result,) = do(connected, kind, at(connected, settings, record=code))
        assert (result.status, "come from the accounting system" in result.outcome) == ("failed", True)
    (made,) = do(connected, "create_record", at(connected, {"collection": "tax_codes", "values": {}}))
    assert made.status == "failed"


@pytest.mark.contended
def test_runs_in_several_workers_that_change_the_same_records_all_end(quiet: Shop) -> None:
    ones = [quiet.customer(f"C{number}") for number in range(6)]
    ended: list[str] = []

    def work(field_name: str, order: int) -> None:
        settings = {"values": {field_name: fixed(f"{field_name} of it")}}
        results = do(quiet, "update_record", *(at(quiet, settings, record=one) for one in ones[::order]))
        ended.extend(result.status for result in results)
        database.tidy_connections()

    threads = [
        threading.Thread(target=work, args=(name, order)) for name, order in (("country", 1), ("currency", -1), ("email", 1))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == ["done"] * 18
    for one in ones:
        now = quiet.record(one.id).values
        assert (now["country"], now["currency"], now["email"]) == ("country of it", "currency of it", "email of it")


def test_a_record_that_a_run_makes_starts_the_automations_of_its_collection(quiet: Shop) -> None:
    step = {"id": "say", "kind": "add_comment", "settings": {"text": fixed("Welcome")}}
    definition: dict[str, object] = {"schema": 2, "trigger": {"type": "record_created", "collection": "customers"}, "steps": [step]}
    automations.publish(quiet.workspace_id, name="Greeting", definition=definition, by=ACTOR)
    values = {"name": text("Buyer of ", {"path": "name"}), "account_number": field("key")}
    asked = {"collection": "customers", "key": text("OF-", {"path": "key"}), "values": values}
    make = {"id": "make", "kind": "create_record", "settings": asked}
    made: dict[str, object] = {"schema": 2, "trigger": {"type": "record_created", "collection": "products"}, "steps": [make]}
    automations.publish(quiet.workspace_id, name="Buyers", definition=made, by=ACTOR)
    actions.save_record(quiet.workspace_id, "products", key="P1", values={"code": "P1", "name": "Cup"}, actor=ACTOR)
    quiet.settle_runs()
    (buyer,) = quiet.all_records("customers")
    assert (buyer.key, buyer.values["name"]) == ("OF-P1", "Buyer of Cup")
    assert quiet.outcomes(buyer) == [["commented on OF-P1"]]
