"""Taking back what a step or a person posted: said beforehand how, done as the ledger does it, and done once."""

import pytest

from integration.engine.desk import ask, cups, only, open_quantities, pay, ready
from integration.engine.stage import ACTOR, Shop
from integration.engine.step_desk import codes_of, contact, cup, document, done, fixed, sent
from tieout.engine import posting_undo
from tieout.engine.surface import NotPossible
from tieout.store import audit, mirror
from tieout.store.postings import Posting

each_provider = pytest.mark.parametrize("provider", ["xero", "quickbooks", "sage"])


def created(shop: Shop, kind: str) -> Posting:
    rows = Posting.objects.select_related("connection").filter(workspace_id=shop.workspace_id, kind=kind, action="create")
    return rows.latest("intended_at")


def invoiced(shop: Shop, provider: str, *, status: str = "approved") -> Posting:
    shop.connect(provider)
    codes = codes_of(shop, provider)
    buyer = contact(shop, "Buyer")
    cup(shop, codes)
    settings = document(shop, codes, kind="invoice", contact_id=buyer["external_id"], number="UNDO-1", status=status)
    done(shop, "create_document", settings=settings)
    return created(shop, "invoice")


@pytest.mark.feature("T-05")
@each_provider
def test_what_a_step_posted_is_taken_back_once_as_it_is_done_there(shop: Shop, provider: str) -> None:
    posted = invoiced(shop, provider)
    found = posting_undo.undo_of(shop.workspace_id, posted)
    assert (found.way, found.state, found.action is None) == ("by_compensation", "standing", False)
    for _ in range(2):
        posting_undo.undo(shop.workspace_id, posted.id, actor=ACTOR)
    assert posting_undo.undo_of(shop.workspace_id, posted).state == "under_way"
    sent(shop)
    assert posting_undo.undo_of(shop.workspace_id, posted).state == "undone"
    endings = Posting.objects.filter(workspace_id=shop.workspace_id, action__in=("void", "delete"))
    assert [(one.state, one.run_id, one.source_id) for one in endings] == [("posted", posted.run_id, posted.source_id)]
    row = mirror.entity(shop.workspace_id, posted.connection_id, kind="invoice", external_id=posted.external_id)
    assert row is not None
    assert row.deleted or row.status in ("voided", "deleted")
    notes = audit.AuditEntry.objects.filter(workspace_id=shop.workspace_id, action="posting.undo")
    assert {(note.actor, note.subject_kind, note.subject_id) for note in notes} == {(ACTOR, "run", str(posted.run_id))}
    assert shop.exceptions() == []
    with pytest.raises(NotPossible, match=r"It is (voided|deleted) in"):
        posting_undo.undo(shop.workspace_id, posted.id, actor=ACTOR)


def test_a_draft_is_reversible_and_nothing_stays_of_it(shop: Shop) -> None:
    posted = invoiced(shop, "xero", status="draft")
    found = posting_undo.undo_of(shop.workspace_id, posted)
    assert (found.way, found.said) == ("reversible", "The invoice is deleted in Xero: it is in its lists no more.")


def test_what_is_paid_is_not_taken_back_before_its_payment_is(shop: Shop) -> None:
    # It would delete the invoice and leave the payment on account.
    provider = "quickbooks"
    posted = invoiced(shop, provider)
    codes = codes_of(shop, provider)
    paid = {"documents": [{"document": fixed("UNDO-1"), "amount": fixed("2.00")}], "account": fixed(codes.bank)}
    done(shop, "create_payment", settings=paid)
    with pytest.raises(NotPossible, match="Something is paid on it, or set against it"):
        posting_undo.undo(shop.workspace_id, posted.id, actor=ACTOR)
    payment = created(shop, "payment")
    assert posting_undo.undo_of(shop.workspace_id, payment).way == "by_compensation"
    posting_undo.undo(shop.workspace_id, payment.id, actor=ACTOR)
    sent(shop)
    assert posting_undo.undo_of(shop.workspace_id, payment).state == "undone"


def test_a_document_of_a_record_ends_as_on_its_page_and_opens_its_lines(shop: Shop) -> None:
    ready(shop, "xero")
    order = cups(shop)
    ask(shop, order, (1, "7"), status="open", number="1001-U")
    shop.settle()
    posted = created(shop, "invoice")
    found = posting_undo.undo_of(shop.workspace_id, posted)
    assert (found.way, "lines can be put on another" in found.said) == ("by_compensation", True)
    posting_undo.undo(shop.workspace_id, posted.id, actor=ACTOR)
    shop.settle()
    assert only(shop, order).state in ("voided", "deleted")
    assert open_quantities(shop, order) == [10, 4]
    assert posting_undo.undo_of(shop.workspace_id, posted).state == "undone"


def test_a_document_of_a_record_that_is_paid_says_so(shop: Shop) -> None:
    ready(shop, "xero")
    order = cups(shop)
    ask(shop, order, (1, "7"), status="open", number="1001-P")
    shop.settle()
    pay(shop, only(shop, order), amount="2.00")
    with pytest.raises(NotPossible, match="Something is paid on it"):
        posting_undo.undo(shop.workspace_id, created(shop, "invoice").id, actor=ACTOR)


def test_what_cannot_be_taken_back_says_what_to_do_instead(shop: Shop) -> None:
    ready(shop, "xero")
    of_record = created(shop, "contact")
    found = posting_undo.undo_of(shop.workspace_id, of_record)
    assert (found.way, found.said) == (
        "not_reversible",
        "Not reversible from here: unlink it on its record, then archive or delete it in Xero.",
    )
    buyer = contact(shop, "Buyer")
    settings = {"name": fixed("Buyer"), "city": fixed("Leeds"), "existing": fixed(buyer["external_id"])}
    done(shop, "create_contact", settings=settings)
    changed = Posting.objects.select_related("connection").get(workspace_id=shop.workspace_id, action="update")
    assert posting_undo.undo_of(shop.workspace_id, changed).way == "not_reversible"
    with pytest.raises(NotPossible, match="only what was created"):
        posting_undo.undo(shop.workspace_id, changed.id, actor=ACTOR)
