"""The audit log: every change of what was written is found and named, and writers at the same time leave no gap."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections as databases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tieout.store import audit, workspaces
from tieout.store.audit import AuditEntry, AuditHead, Note

Log = list[dict[str, Any]]

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
DETAILS = st.dictionaries(
    WORDS, st.recursive(st.none() | st.booleans() | st.integers() | WORDS, st.lists, max_leaves=5), max_size=4
)
ON_ONE_LOG = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
# Each stored field and what it is changed to.
CHANGES: dict[str, Callable[[Any], Any]] = {
    "number": lambda old: old + 1000,
    "at": lambda old: old + timedelta(microseconds=1),
    "actor": lambda old: f"{old} ",
    "action": lambda old: old.replace("posted", "undone"),
    "subject_kind": lambda old: old[1:],
    "subject_id": lambda old: old.upper() + "0",
    "text": lambda old: old.replace("1", "2") + ".",
    "details": lambda old: {**old, "amount": "12.01"},
    "previous_hash": lambda old: old[::-1],
    "hash": lambda old: old[::-1],
}


def note(number: int) -> Note:
    return Note(
        actor="finance@tieout.example",
        action="posting.posted",
        subject_kind="posting",
        subject_id=f"p-{number}",
        text=f"Invoice {number}1 was posted",
        details={"amount": "12.00", "hash": "ab" * 32, "attempt": number},
    )


@pytest.fixture
def log(workspace_id: UUID) -> Log:
    audit.add(workspace_id, [note(number) for number in range(4)])
    audit.add(workspace_id, [note(number) for number in range(4, 8)])
    return written(workspace_id)


def written(workspace_id: UUID) -> Log:
    return [dict(entry) for entry in audit.entries(workspace_id)]


def judged(workspace_id: UUID) -> audit.Verdict:
    return audit.verify(audit.entries(workspace_id), head=audit.head(workspace_id))


def test_it_fits_as_it_was_written_and_after_a_journey_as_json(workspace_id: UUID, log: Log) -> None:
    travelled = [json.loads(json.dumps(entry)) for entry in log]
    assert judged(workspace_id) == audit.verify(iter(travelled)) == audit.Verdict(entries=8)


@pytest.mark.parametrize("field", CHANGES)
def test_it_names_the_entry_whose_stored_field_was_changed(field: str, workspace_id: UUID, log: Log) -> None:
    row = AuditEntry.objects.get(workspace_id=workspace_id, number=5)
    AuditEntry.objects.filter(id=row.id).update(**{field: CHANGES[field](getattr(row, field))})
    verdict = judged(workspace_id)
    assert verdict.wrong == 5, verdict
    assert "5" in verdict.why


def test_every_stored_field_of_an_entry_is_covered() -> None:
    stored = {field.name for field in AuditEntry._meta.get_fields()}
    assert stored - {"id", "workspace"} == set(CHANGES)


@ON_ONE_LOG
@given(data=st.data())
def test_it_names_the_entry_of_which_any_value_was_exchanged(data: st.DataObject, log: Log) -> None:
    place = data.draw(st.integers(0, len(log) - 1))
    field = data.draw(st.sampled_from(sorted(log[place])))
    other = data.draw((WORDS | st.integers() | DETAILS | st.none()).filter(lambda one: one != log[place][field]))
    changed = [*log[:place], {**log[place], field: other}, *log[place + 1 :]]
    assert audit.verify(iter(changed)).wrong == place + 1


@ON_ONE_LOG
@given(data=st.data())
def test_it_names_the_place_where_an_entry_was_taken_out(data: st.DataObject, log: Log) -> None:
    place = data.draw(st.integers(0, len(log) - 2))
    assert audit.verify(iter(log[:place] + log[place + 1 :])).wrong == place + 1


@ON_ONE_LOG
@given(order=st.permutations(range(8)))
def test_it_names_the_first_entry_that_changed_its_place(order: list[int], log: Log) -> None:
    first = next((place + 1 for place, one in enumerate(order) if place != one), None)
    assert audit.verify(log[one] for one in order).wrong == first


@pytest.mark.parametrize("kept", range(8))
def test_it_sees_that_the_end_was_cut_off(kept: int, workspace_id: UUID, log: Log) -> None:
    verdict = audit.verify(iter(log[:kept]), head=audit.head(workspace_id))
    assert verdict.wrong == kept + 1
    assert verdict.why == f"the log ends at entry {kept}, but 8 were written"


def test_it_sees_that_the_end_was_written_anew_with_hashes_that_fit(workspace_id: UUID, log: Log) -> None:
    forged = {**log[-1], "text": "Nothing happened"}
    forged["hash"] = audit.entry_hash(forged)
    assert audit.verify(iter([*log[:-1], forged]), head=audit.head(workspace_id)).wrong is not None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WORDS, details=DETAILS)
def test_whatever_is_noted_comes_back_from_the_database_with_the_same_hash(
    text: str, details: dict[str, object], workspace_id: UUID
) -> None:
    audit.add(workspace_id, [Note(actor=text, action="note", text=text * 40, details=details)])
    assert judged(workspace_id).wrong is None


def test_a_log_that_does_not_even_have_the_right_shape_is_named_wrong() -> None:
    shapes: list[dict[str, object] | None] = [{}, {"number": "1"}, {"number": 1, "previous_hash": audit.FIRST, "hash": None}, None]
    for entry in shapes:
        assert audit.verify(iter([entry])).wrong == 1


def test_lines_that_are_no_entries_are_read_as_none() -> None:
    assert list(audit.read([b'{"number": 1}\n', b"\n", b"[]\n", b'{"number"\n', b"\xff\n"])) == [{"number": 1}, None, None, None]


def test_the_logs_of_two_workspaces_do_not_touch(workspace_id: UUID, log: Log) -> None:
    other = workspaces.create_workspace("Another shop").id
    audit.add(other, [note(1)])
    assert [entry["number"] for entry in written(other)] == [1]
    assert audit.head(workspace_id)[0] == 8


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_no_gap_and_one_chain() -> None:
    workspace_id = workspaces.create_workspace("A busy shop").id
    together = threading.Barrier(4)

    def write(writer: int) -> None:
        together.wait(timeout=30)
        try:
            for number in range(10):
                audit.add(workspace_id, [note(writer * 100 + number), note(writer * 100 + number + 50)])
        finally:
            databases.close_all()

    with ThreadPoolExecutor(max_workers=4) as writers:
        list(writers.map(write, range(4)))
    assert AuditEntry.objects.filter(workspace_id=workspace_id).count() == 80
    assert AuditHead.objects.get(workspace_id=workspace_id).number == 80
    assert judged(workspace_id) == audit.Verdict(entries=80)
