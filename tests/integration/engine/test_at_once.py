"""Two who change the same records in the same moment: each change is there afterwards, or was refused; none is lost in silence."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, JsonValue

from integration.engine.flow_desk import fixed, step
from integration.engine.stage import ACTOR, Shop
from tieout.engine import collections as verbs
from tieout.engine import edits, field_types, pasting, undoing
from tieout.engine.catalogue import STEP_KINDS
from tieout.engine.edits import Edit
from tieout.engine.pasting import Block
from tieout.engine.run import advance_alone
from tieout.engine.steps.contract import Group, Preview, StepInput, StepResult
from tieout.engine.surface import NotPossible
from tieout.store import automations, collections, database, events, imports, runs
from tieout.store.change_sets import Act, ChangeKind
from tieout.store.collections import Collection
from tieout.store.events import Event
from tieout.store.ids import new_id
from tieout.store.runs import Run, RunKind, RunStatus

RECORDS = 40


@pytest.fixture
def customers(shop: Shop) -> Collection:
    for own in automations.automations(shop.workspace_id):
        automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    for number in range(RECORDS):
        shop.customer(f"C{number}")
    return read_anew(shop)


def at_once(*acts: Callable[[], object]) -> None:
    """All begin together; raises what one of them raised."""
    together = threading.Barrier(len(acts))

    def carry_out(act: Callable[[], object]) -> None:
        together.wait(10)
        try:
            act()
        finally:
            database.tidy_connections()

    with ThreadPoolExecutor(len(acts)) as threads:
        for ended in [threads.submit(carry_out, act) for act in acts]:
            ended.result(120)


def read_anew(shop: Shop) -> Collection:
    found = collections.collection(shop.workspace_id, "customers")
    assert found is not None
    return found


def edit(shop: Shop, ids: list[UUID], **values: str) -> UUID | None:
    act = Act(kind=ChangeKind.EDIT, title="Edited", actor=ACTOR)
    wanted = [Edit(record_id=one, values=dict(values)) for one in ids]
    return edits.change_records(shop.workspace_id, read_anew(shop), edits=wanted, act=act).change_set_id


@pytest.mark.contended
@pytest.mark.usefixtures("customers")
def test_what_is_edited_while_a_change_is_taken_back_stays(shop: Shop) -> None:
    ids = [record.id for record in shop.all_records("customers")]
    change_set_id = edit(shop, ids, country="France")
    assert change_set_id is not None

    def edit_each() -> None:
        for one in ids:
            edit(shop, [one], email="new@customer.example")

    at_once(lambda: undoing.carry_out(shop.workspace_id, change_set_id, actor=ACTOR), edit_each)
    found = [record.values for record in shop.all_records("customers")]
    assert {values.get("email") for values in found} == {"new@customer.example"}
    assert {values.get("country") for values in found} <= {"United Kingdom", "France"}


@pytest.mark.contended
def test_what_is_edited_while_its_field_becomes_another_type_is_of_that_type(shop: Shop, customers: Collection) -> None:
    """An edit that was meant for a text is converted when it came first, and refused when it came after."""
    verbs.add_field(shop.workspace_id, customers, said={"name": "Loyalty", "key": "loyalty", "type": "text"}, actor=ACTOR)
    ids = [record.id for record in shop.all_records("customers")]
    assert edit(shop, ids, loyalty="yes") is not None
    wish = field_types.Retyping(key="loyalty", said={"type": "checkbox"}, misfits=0)

    def edit_each() -> None:
        for one in ids:
            edit(shop, [one], loyalty="yes ")

    at_once(lambda: field_types.change_type(shop.workspace_id, customers, wish=wish, actor=ACTOR), edit_each)
    assert {record.values.get("loyalty") for record in shop.all_records("customers")} == {True}


@pytest.mark.contended
def test_what_is_made_while_its_field_becomes_another_type_is_of_that_type(shop: Shop, customers: Collection) -> None:
    """However it is made: each record has a value as the new type keeps it, or was refused."""
    verbs.add_field(shop.workspace_id, customers, said={"name": "Points", "key": "points", "type": "text"}, actor=ACTOR)
    before = read_anew(shop)
    wish = field_types.Retyping(key="points", said={"type": "number"}, misfits=0)

    def create(number: int) -> None:
        values: dict[str, JsonValue] = {"name": "New", "account_number": f"N{number}", "points": "1,234.50"}
        with suppress(edits.Invalid):
            edits.create_record(shop.workspace_id, before, key=f"N{number}", values=values, actor=ACTOR)

    def paste(number: int) -> None:
        cells = [["Pasted", f"P{number}", "1,234.50"]]
        block = Block(fields=["name", "account_number", "points"], cells=cells, record_ids=[], create=True)
        pasting.apply(shop.workspace_id, before, block=block, act=Act(kind=ChangeKind.PASTE, title="Pasted", actor=ACTOR))

    def each(make: Callable[[int], None]) -> Callable[[], None]:
        def carry_out() -> None:
            for number in range(15):
                make(number)

        return carry_out

    retype = partial(field_types.change_type, shop.workspace_id, customers, wish=wish, actor=ACTOR)
    at_once(retype, each(create), each(paste))
    made = [record.values["points"] for record in shop.all_records("customers") if record.values.get("points")]
    assert set(made) == {"1234.50"}
    assert len(made) >= 15


def test_a_field_becomes_no_other_type_while_a_file_is_imported(shop: Shop, customers: Collection) -> None:
    verbs.add_field(shop.workspace_id, customers, said={"name": "Points", "key": "points", "type": "text"}, actor=ACTOR)
    row = imports.create_import(shop.workspace_id, name="new.csv", collection_key="customers", content=b"Key\nN1\n", by=ACTOR)
    imports.update_import(shop.workspace_id, row.id, state=imports.ImportState.RUNNING)
    wish = field_types.Retyping(key="points", said={"type": "number"}, misfits=0)
    with pytest.raises(NotPossible, match="Wait until it is done"):
        field_types.change_type(shop.workspace_id, customers, wish=wish, actor=ACTOR)
    imports.update_import(shop.workspace_id, row.id, state=imports.ImportState.FINISHED)
    assert field_types.change_type(shop.workspace_id, customers, wish=wish, actor=ACTOR).type == "number"


class Meet:
    """A step that waits, once, until the other run stands at its own."""

    kind = "meet"
    name = "Meet"
    group: Group = "others"
    about = "For these tests."
    settings = BaseModel

    def __init__(self) -> None:
        self._both = threading.Barrier(2)

    def outputs(self, settings: Mapping[str, JsonValue]) -> Mapping[str, str]:
        del settings
        return {}

    def preview(self, workspace_id: UUID, one: StepInput) -> Preview:
        del workspace_id, one
        return Preview(text="Would meet")

    def run_many(self, workspace_id: UUID, inputs: Sequence[StepInput]) -> dict[UUID, StepResult]:
        del workspace_id
        # Where only one transaction writes at a time they never meet; nor when one begins again.
        with suppress(threading.BrokenBarrierError):
            self._both.wait(1)
        return {one.run.id: StepResult(status="done", outcome="met") for one in inputs}


@pytest.mark.contended
@pytest.mark.usefixtures("customers")
def test_two_runs_that_make_the_same_records_in_another_order_both_end_well(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each holds what the other waits for: the database ends one of the two, and that one begins again."""
    monkeypatch.setitem(STEP_KINDS, Meet.kind, Meet())

    def begun(*collection_keys: str) -> Run:
        made = [step(key, "create_record", settings=made_of(key)) for key in collection_keys]
        definition = {"schema": 2, "trigger": {"type": "manual"}, "steps": [made[0], step("meet", "meet"), made[1]]}
        row = automations.publish(shop.workspace_id, name=" and ".join(collection_keys), definition=definition, by=ACTOR)
        happened = Event(workspace_id=shop.workspace_id, source="hand", key=uuid4().hex, kind="manual")
        (event,) = events.keep_events(shop.workspace_id, [happened])
        run = Run(id=new_id(), workspace_id=shop.workspace_id, kind=RunKind.AUTOMATION, key=uuid4().hex, event=event)
        run.version = automations.live_definition(shop.workspace_id, row.id)
        runs.create_runs([run])
        return run

    both = [begun("customers", "products"), begun("products", "customers")]
    at_once(*(partial(advance_alone, shop.workspace_id, run.id) for run in both))
    assert [(shop.run(run.id).status, shop.run(run.id).error) for run in both] == [(RunStatus.SUCCEEDED, "")] * 2
    assert [record.key for record in shop.all_records("products")] == ["SAME"]
    assert [record.key for record in shop.all_records("customers")].count("SAME") == 1


def made_of(collection_key: str) -> dict[str, object]:
    values = {"name": fixed("The same"), **({"code": fixed("SAME")} if collection_key == "products" else {})}
    return {"collection": collection_key, "key": fixed("SAME"), "values": values, "if_there": "keep"}
