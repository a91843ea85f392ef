"""A collection goes only when nothing of its records can still reach a ledger, and its links go with it."""

from uuid import UUID, uuid4

import pytest

from tieout.engine import collections
from tieout.engine.surface import NotPossible
from tieout.store import connections, masses, postings, records
from tieout.store import document_requests as asking
from tieout.store.collections import Collection
from tieout.store.document_requests import DocumentRequest, RequestState
from tieout.store.links import Link, SourceKind, create_links
from tieout.store.masses import MassState
from tieout.store.postings import Posting, PostingState
from tieout.store.records import Draft, Record

ACTOR = "finance@shop.example"


@pytest.fixture
def order(orders: Collection) -> Record:
    draft = Draft(key="1001", title="1001", values={"number": "1001"}, problems=[])
    return records.save_drafts(orders.workspace_id, orders, drafts=[draft])[0].record


def delete(orders: Collection) -> None:
    collections.delete_collection(orders.workspace_id, orders, confirmed=orders.name, actor=ACTOR)


def posted(order: Record, connection_id: UUID, *, state: PostingState, source: tuple[str, UUID] | None = None) -> Posting:
    source_kind, source_id = source or (SourceKind.RECORD, order.id)
    row = Posting(
        workspace_id=order.workspace_id, connection_id=connection_id, key=f"create:{source_id}", action="create", kind="invoice",
        source_kind=source_kind, source_id=source_id, entity={}, state=state,
    )  # fmt: skip
    postings.create_postings([row])
    return row


def asked(order: Record, connection_id: UUID, *, state: RequestState) -> DocumentRequest:
    row = DocumentRequest(
        workspace_id=order.workspace_id, connection=connections.connection(order.workspace_id, connection_id), record=order,
        key=uuid4().hex, kind="invoice", status_asked="open", state=state, asked_by=ACTOR,
    )  # fmt: skip
    asking.create_request(row)
    return row


def linked(order: Record, connection_id: UUID, *, source: tuple[str, UUID]) -> None:
    source_kind, source_id = source
    one = Link(workspace_id=order.workspace_id, connection_id=connection_id, kind="invoice", external_id=str(source_id))
    one.source_kind, one.source_id = source_kind, source_id
    create_links([one])


@pytest.mark.parametrize("state", [PostingState.WAITING_APPROVAL, PostingState.INTENDED, PostingState.SENDING])
def test_a_document_that_waits_or_is_under_way_keeps_its_collection(
    orders: Collection, order: Record, connection_id: UUID, state: PostingState
) -> None:
    row = asked(order, connection_id, state=RequestState.APPROVED)
    posted(order, connection_id, state=state, source=(SourceKind.REQUEST, row.id))
    with pytest.raises(NotPossible, match=r"^1 of its records and documents is on the way"):
        delete(orders)
    assert Record.objects.filter(workspace_id=orders.workspace_id).count() == 1


def test_a_record_that_is_under_way_keeps_its_collection(orders: Collection, order: Record, connection_id: UUID) -> None:
    posted(order, connection_id, state=PostingState.INTENDED)
    with pytest.raises(NotPossible, match="on the way to a ledger"):
        delete(orders)


def test_a_refused_document_is_withdrawn_first(orders: Collection, order: Record, connection_id: UUID) -> None:
    row = asked(order, connection_id, state=RequestState.APPROVED)
    posted(order, connection_id, state=PostingState.REJECTED, source=(SourceKind.REQUEST, row.id))
    with pytest.raises(NotPossible, match="refused by the ledger and may still be sent"):
        delete(orders)


def test_a_mass_that_is_not_over_keeps_its_collection(orders: Collection, order: Record, connection_id: UUID) -> None:
    row = masses.create_mass(
        orders.workspace_id, connection_id, collection_key=orders.key, direction="export", kind="contact", created_by=ACTOR
    )
    masses.update_mass(orders.workspace_id, row.id, state=MassState.PAUSED)
    with pytest.raises(NotPossible, match="Let that end, or cancel it"):
        delete(orders)
    masses.update_mass(orders.workspace_id, row.id, state=MassState.CANCELLED)
    delete(orders)
    assert Record.objects.filter(workspace_id=orders.workspace_id).count() == 0


def test_the_links_of_records_and_of_their_documents_are_counted_and_go_too(
    orders: Collection, order: Record, connection_id: UUID
) -> None:
    row = asked(order, connection_id, state=RequestState.APPROVED)
    posted(order, connection_id, state=PostingState.POSTED, source=(SourceKind.REQUEST, row.id))
    linked(order, connection_id, source=(SourceKind.REQUEST, row.id))
    linked(order, connection_id, source=(SourceKind.RECORD, order.id))
    going = collections.delete_collection(orders.workspace_id, orders, confirmed=orders.name, actor=ACTOR)
    assert (going.records, going.links) == (1, 2)
    assert Link.objects.filter(workspace_id=orders.workspace_id).count() == 0
