"""The life of every class of the Python library against the sandbox: saved, read, found, changed, batched, and ended."""

from collections.abc import Iterator
from typing import Any

import pytest
from quickbooks.exceptions import ObjectNotFoundException

from contract.quickbooks_desk import Desk, open_desk, pointed_sandbox
from contract.quickbooks_objects import LIVES, Life
from contract.quickbooks_watch import library, noted


@pytest.fixture(scope="module")
def gb() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as monkeypatch, pointed_sandbox(monkeypatch, seed="empty") as running:
        yield open_desk(running, "Sandbox Company_GB")


@pytest.mark.parametrize("kind", list(LIVES))
def test_it_saves_reads_finds_and_changes(gb: Desk, kind: str) -> None:
    own, life = library(kind), LIVES[kind]
    before = own.count(qb=gb.qb)
    first = life.make(gb, 1).save(qb=gb.qb)
    assert (first.SyncToken, first.domain) == ("0", "QBO")
    second = life.make(gb, 2).save(qb=gb.qb)
    read = own.get(first.Id, qb=gb.qb)
    assert read.to_dict() == own.query(f"SELECT * FROM {kind} WHERE Id = '{first.Id}'", qb=gb.qb)[0].to_dict()
    assert own.count(qb=gb.qb) >= before + 2
    assert [found.Id for found in own.choose([first.Id, second.Id], qb=gb.qb)] == [first.Id, second.Id]
    assert [found.Id for found in own.filter(Id=second.Id, qb=gb.qb)] == [second.Id]
    newest = own.where("MetaData.CreateTime > '2020-01-01'", order_by="MetaData.CreateTime DESC", max_results=1, qb=gb.qb)
    assert len(newest) == 1
    assert {first.Id, second.Id} <= {found.Id for found in own.all(max_results=1000, qb=gb.qb)}
    changed = _changed(read, life).save(qb=gb.qb)
    assert changed.SyncToken == str(int(read.SyncToken) + 1)
    assert getattr(own.get(first.Id, qb=gb.qb), life.field) == "changed"


def _changed(read: Any, life: Life) -> Any:
    setattr(read, life.field, "changed")
    return read


@pytest.mark.parametrize("kind", list(LIVES))
def test_it_takes_every_object_back_as_it_was_read(gb: Desk, kind: str) -> None:
    own = library(kind)
    saved = LIVES[kind].make(gb, 6).save(qb=gb.qb)
    before = own.get(saved.Id, qb=gb.qb)
    after = before.save(qb=gb.qb)
    changed = {name for name, value in before.to_dict().items() if after.to_dict().get(name) != value}
    assert changed <= {"SyncToken", "MetaData", "TempDownloadUri"}


@pytest.mark.parametrize("kind", [kind for kind in LIVES if kind != "Attachable"])
def test_it_creates_and_changes_in_batches(gb: Desk, kind: str) -> None:
    life = LIVES[kind]
    created = noted("batch_create")([life.make(gb, 3), life.make(gb, 4)], qb=gb.qb)
    assert (len(created.successes), len(created.faults)) == (2, 0), [fault.Error[0].Detail for fault in created.faults]
    wanted = [_changed(made, life) if life.field != "Name" else made for made in created.successes]
    updated = noted("batch_update")(wanted, qb=gb.qb)
    assert ({made.SyncToken for made in updated.successes}, len(updated.faults)) == ({"1"}, 0)
    stale = noted("batch_update")(wanted, qb=gb.qb)
    assert [fault.Error[0].code for fault in stale.faults] == ["5010", "5010"]
    if life.ends in ("delete", "void"):
        deleted = noted("batch_delete")(updated.successes, qb=gb.qb)
        assert (len(deleted.successes), len(deleted.faults)) == (2, 0)


@pytest.mark.parametrize("kind", [kind for kind, life in LIVES.items() if life.ends in ("delete", "void")])
def test_it_voids_and_deletes(gb: Desk, kind: str) -> None:
    own, life = library(kind), LIVES[kind]
    saved = life.make(gb, 5).save(qb=gb.qb)
    if life.ends == "void":
        saved.void(qb=gb.qb)
        saved = own.get(saved.Id, qb=gb.qb)
        assert (saved.TotalAmt, saved.PrivateNote) == (0, "Voided")
    assert saved.delete(qb=gb.qb)[kind]["status"] == "Deleted"
    with pytest.raises(ObjectNotFoundException):
        own.get(saved.Id, qb=gb.qb)


@pytest.mark.parametrize("kind", [kind for kind, life in LIVES.items() if life.ends == "inactive"])
def test_it_switches_names_off_and_on_again(gb: Desk, kind: str) -> None:
    own, life = library(kind), LIVES[kind]
    saved = life.make(gb, 7).save(qb=gb.qb)
    saved.Active = False
    off = saved.save(qb=gb.qb)
    assert own.filter(Id=saved.Id, qb=gb.qb) == []
    assert [found.Id for found in own.where(f"Id = '{saved.Id}' AND Active IN (true, false)", qb=gb.qb)] == [saved.Id]
    # The name is free while it sleeps, so that another may take it.
    twin = life.make(gb, 7).save(qb=gb.qb)
    twin.Active = False
    twin.save(qb=gb.qb)
    off.Active = True
    assert own.filter(Id=off.save(qb=gb.qb).Id, qb=gb.qb)[0].Active is True
