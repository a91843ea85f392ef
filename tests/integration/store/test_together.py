"""What one does while another has an old copy in hand: nothing that was decided meanwhile is written over."""

from uuid import UUID, uuid4

import pytest

from tieout.engine import collections as shaping
from tieout.store import change_sets, links, masses, postings, records, runs
from tieout.store.change_sets import Act, ChangeKind
from tieout.store.collections import Collection
from tieout.store.links import Link, SourceKind
from tieout.store.postings import Posting, PostingState
from tieout.store.records import Draft
from tieout.store.runs import Run, RunKind


def posting(workspace_id: UUID, connection_id: UUID, *, state: PostingState) -> Posting:
    row = Posting(
        workspace_id=workspace_id, connection_id=connection_id, key=f"create:{uuid4()}", action="create", kind="contact",
        source_kind=SourceKind.RECORD, source_id=uuid4(), entity={}, state=state,
    )  # fmt: skip
    postings.create_postings([row])
    return row


def kept(row: Posting) -> Posting:
    return Posting.objects.get(workspace_id=row.workspace_id, id=row.id)


def run(workspace_id: UUID) -> Run:
    return runs.start_run(workspace_id, kind=RunKind.MASS, key=f"mass:{uuid4()}", title="Export")[0]


def test_a_posting_that_a_mass_takes_up_stays_its_own_when_the_sender_saves_what_it_has_in_hand(
    workspace_id: UUID, connection_id: UUID
) -> None:
    row = posting(workspace_id, connection_id, state=PostingState.INTENDED)
    in_hand, own = kept(row), run(workspace_id)
    masses.belong(workspace_id, [row.id], run_id=own.id)
    in_hand.state = PostingState.SENDING
    postings.save_postings([in_hand])
    assert (kept(row).state, kept(row).run_id) == ("sending", own.id)


@pytest.mark.parametrize(("before", "after"), [("rejected", "intended"), ("cancelled", "cancelled"), ("posted", "posted")])
def test_only_what_is_refused_still_is_sent_again(workspace_id: UUID, connection_id: UUID, before: str, after: str) -> None:
    row = posting(workspace_id, connection_id, state=PostingState(before))
    postings.intend_again(workspace_id, [row.id])
    assert kept(row).state == after


def test_a_link_that_was_taken_away_is_not_made_again_by_what_was_agreed(workspace_id: UUID, connection_id: UUID) -> None:
    stays, goes = (
        Link(
            workspace_id=workspace_id, connection_id=connection_id, kind="contact", external_id=name,
            source_kind=SourceKind.RECORD, source_id=uuid4(),
        )
        for name in ("stays", "goes")
    )  # fmt: skip
    links.create_links([stays, goes])
    links.unlink(workspace_id, goes.id)
    for one in (stays, goes):
        one.agreed = {"record": {"name": "Alder"}, "ledger": {"name": "Alder"}}
    links.agree(workspace_id, [stays, goes])
    (only,) = Link.objects.filter(workspace_id=workspace_id)
    assert (only.external_id, only.agreed) == ("stays", stays.agreed)


def test_what_is_to_be_undone_is_judged_by_the_record_as_it_is_held(orders: Collection) -> None:
    drafts = [Draft(key=key, title=key, values={"number": key}, problems=[]) for key in ("1001", "1002")]
    saved = records.save_drafts(orders.workspace_id, orders, drafts=drafts)
    act = Act(kind=ChangeKind.CREATE, title="Two orders", actor="finance@shop.example")
    row = change_sets.begin(orders.workspace_id, orders, act=act)
    change_sets.keep(orders.workspace_id, row.id, saved=saved)
    found = change_sets.to_undo(orders.workspace_id, row.id, limit=10)
    assert [one.record.key for one in found] == ["1002", "1001"]
    assert {one.record.version for one in found} == {1}


def test_a_new_formula_leaves_the_version_that_people_have_read(orders: Collection) -> None:
    draft = Draft(key="1001", title="1001", values={"number": "1001"}, problems=[])
    made = records.save_drafts(orders.workspace_id, orders, drafts=[draft])[0].record
    said = {"name": "Loud", "type": "formula", "source": "upper(number)", "result": "text"}
    shaping.add_field(orders.workspace_id, orders, said=said, actor="finance@shop.example")
    now = records.record_by_id(orders.workspace_id, made.id)
    assert now is not None
    assert (now.values["loud"], now.version) == ("1001", 1)
