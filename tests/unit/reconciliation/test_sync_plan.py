"""What a ledger sync would write: each thing once, in order, and everything doubtful left to a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.accounting.contacts import Contact, ContactStatus
from tieout.accounting.documents import Document, DocumentStatus, Payment, PaymentStatus, TaxMode
from tieout.accounting.items import Item
from tieout.accounting.kinds import WRITING_ORDER, EntityKind
from tieout.reconciliation.sync_plan import (
    LinkedTarget,
    PlannedAction,
    PlannedOperation,
    SourceEntity,
    SyncMaps,
    SyncPlan,
    TargetState,
    plan_sync,
)
from tieout.reconciliation.sync_terms import Written
from tieout.testing import make_contact, make_invoice, make_item, make_line, make_payment, make_source

MAPS = SyncMaps(
    accounts={"200": "79", "207": "80"},
    taxes={"OUTPUT2": "TAX20"},
    bank_accounts={"090": "35"},
    customer_kind=EntityKind.CUSTOMER,
    supplier_kind=EntityKind.SUPPLIER,
    items_required=True,
    default_items={"79": "900"},
)
CONTACT = make_source(make_contact(email="a@example.com"), "contact-1")
ITEM = make_source(make_item(), "item-1")
INVOICE = make_source(make_invoice(lines=(make_line(item="85123A"), make_line())), "invoice-1")
PAYMENT = make_source(make_payment(), "payment-1")
SOURCE = (PAYMENT, INVOICE, ITEM, CONTACT)


def plan(
    source: Sequence[SourceEntity],
    *,
    maps: SyncMaps = MAPS,
    unlinked: Sequence[tuple[str, Written]] = (),
    linked: TargetState | None = None,
) -> SyncPlan:
    return plan_sync(source, target=TargetState(linked=linked.linked if linked else {}, unlinked=unlinked), maps=maps)


def linked_as_planned(done: SyncPlan) -> TargetState:
    """The target after the plan was carried out."""
    return TargetState(
        linked={
            (operation.source_id, operation.kind): LinkedTarget(
                external_id=operation.external_id or f"t-{operation.source_id}",
                entity=operation.entity,
                synced_hash=operation.source_hash,
            )
            for operation in done.operations
        }
    )


def actions(done: SyncPlan) -> list[tuple[PlannedAction, EntityKind]]:
    return [(operation.action, operation.kind) for operation in done.operations]


def of_kind(done: SyncPlan, kind: EntityKind) -> PlannedOperation:
    return next(operation for operation in done.operations if operation.kind is kind)


def at_target(entity: Contact) -> Contact:
    return replace(entity, kind=EntityKind.CUSTOMER)


def test_it_creates_what_is_missing_in_writing_order() -> None:
    done = plan(SOURCE)
    assert actions(done) == [
        (PlannedAction.CREATE, kind) for kind in (EntityKind.CUSTOMER, EntityKind.ITEM, EntityKind.INVOICE, EntityKind.PAYMENT)
    ]
    assert not done.doubtful
    assert not done.refused


def test_what_it_creates_is_in_the_targets_keys_with_placeholders_for_what_is_written_too() -> None:
    done = plan(SOURCE)
    invoice, item, payment = (of_kind(done, kind).entity for kind in (EntityKind.INVOICE, EntityKind.ITEM, EntityKind.PAYMENT))
    assert isinstance(invoice, Document)
    assert isinstance(item, Item)
    assert isinstance(payment, Payment)
    assert invoice.contact == "@entity/m-contact-1"
    assert [(line.item, line.account, line.tax_code) for line in invoice.lines] == [
        ("@entity/m-item-1", "79", "TAX20"),
        ("900", "79", "TAX20"),
    ]
    assert item.sale_account == "79"
    assert (payment.account, payment.allocations[0].document) == ("35", "@entity/m-invoice-1")


def test_what_was_carried_out_is_not_planned_again() -> None:
    again = plan(SOURCE, linked=linked_as_planned(plan(SOURCE)))
    assert {action for action, _ in actions(again)} == {PlannedAction.NOTHING}
    assert not again.refused


def test_a_contact_that_is_customer_and_supplier_becomes_two_with_two_names() -> None:
    bill = make_source(replace(make_invoice(number="B-1"), kind=EntityKind.BILL), "bill-1")
    done = plan([CONTACT, ITEM, INVOICE, bill])
    names = {operation.kind: operation.entity.name for operation in done.operations if isinstance(operation.entity, Contact)}
    assert names == {EntityKind.CUSTOMER: "Customer 17850", EntityKind.SUPPLIER: "Customer 17850 (V)"}
    assert {action for action, _ in actions(plan([CONTACT, ITEM, INVOICE, bill], linked=linked_as_planned(done)))} == {
        PlannedAction.NOTHING
    }


def test_where_the_target_has_contacts_in_one_a_contact_is_one() -> None:
    maps = replace(MAPS, customer_kind=EntityKind.CONTACT, supplier_kind=EntityKind.CONTACT)
    bill = make_source(replace(make_invoice(number="B-1"), kind=EntityKind.BILL), "bill-1")
    assert [kind for _, kind in actions(plan([CONTACT, bill], maps=maps))] == [EntityKind.CONTACT, EntityKind.BILL]


def test_two_items_of_one_name_get_two_names_and_an_update_keeps_them() -> None:
    first, second = make_source(make_item("A", name="MUG"), "a"), make_source(make_item("B", name="Mug"), "b")
    done = plan([first, second])
    assert [operation.entity.name for operation in done.operations if isinstance(operation.entity, Item)] == ["MUG", "Mug (B)"]
    dearer = replace(second, entity=replace(make_item("B", name="Mug"), sale_price=Decimal(3)))
    again = plan([first, dearer], linked=linked_as_planned(done))
    update = again.operations[1]
    assert update.action is PlannedAction.UPDATE
    assert isinstance(update.entity, Item)
    assert (update.entity.name, update.entity.id) == ("Mug (B)", "t-m-b")


def test_a_changed_contact_is_updated_once() -> None:
    state = linked_as_planned(plan([CONTACT]))
    changed = replace(CONTACT, entity=make_contact(email="b@example.com"))
    update = plan([changed], linked=state)
    assert actions(update) == [(PlannedAction.UPDATE, EntityKind.CUSTOMER)]
    assert actions(plan([changed], linked=linked_as_planned(update))) == [(PlannedAction.NOTHING, EntityKind.CUSTOMER)]


@pytest.mark.parametrize(
    "there",
    [
        at_target(make_contact("Somebody", email="A@example.com")),
        at_target(make_contact("customer  17850")),
    ],
)
def test_it_links_a_contact_that_is_there_by_mail_or_by_name(there: Contact) -> None:
    done = plan([CONTACT], unlinked=[("58", there)])
    assert [(operation.action, operation.external_id) for operation in done.operations] == [(PlannedAction.LINK, "58")]


@pytest.mark.parametrize(
    ("there", "cause"),
    [
        ([at_target(make_contact(email="b@example.com"))], "email_differs"),
        ([at_target(make_contact()), at_target(make_contact("CUSTOMER 17850"))], "several_matches"),
        (
            [at_target(make_contact("X", email="a@example.com")), at_target(make_contact("Y", email="a@example.com"))],
            "several_matches",
        ),
        ([at_target(make_contact("X", email="a@example.com")), at_target(make_contact())], "several_matches"),
    ],
)
def test_a_contact_that_may_be_another_is_left_to_a_person_with_what_needs_it(there: list[Contact], cause: str) -> None:
    done = plan([CONTACT, INVOICE, ITEM], unlinked=[(f"c{place}", entity) for place, entity in enumerate(there)])
    assert [doubt.cause for doubt in done.doubtful] == [cause]
    assert done.doubtful[0].candidates
    assert [(refused.source_id, refused.cause) for refused in done.refused] == [("m-invoice-1", "reference_missing")]


def test_what_a_person_said_is_another_is_created_under_a_name_of_its_own() -> None:
    contact = replace(CONTACT, entity=make_contact(email="a@example.com", account_number="17850"))
    there = [("58", at_target(make_contact(email="b@example.com")))]
    done = plan([contact], unlinked=there, maps=replace(MAPS, distinct=frozenset({("m-contact-1", "58")})))
    assert [
        (operation.action, operation.entity.name) for operation in done.operations if isinstance(operation.entity, Contact)
    ] == [(PlannedAction.CREATE, "Customer 17850 (17850)")]
    nameless = plan([CONTACT], unlinked=there, maps=replace(MAPS, distinct=frozenset({("m-contact-1", "58")})))
    assert [refused.cause for refused in nameless.refused] == ["name_taken"]


def test_one_contact_of_the_target_is_linked_to_one_source_only() -> None:
    twin = make_source(make_contact("Customer 17850", email="a@example.com"), "contact-2")
    done = plan(
        [CONTACT, twin], unlinked=[("58", at_target(make_contact(email="a@example.com")))], maps=replace(MAPS, unique_names=False)
    )
    assert [action for action, _ in actions(done)] == [PlannedAction.LINK, PlannedAction.CREATE]


@pytest.mark.parametrize(
    ("there", "action", "cause"),
    [
        (make_item("85123a", name="Other"), PlannedAction.LINK, ""),
        (replace(make_item("", name="Product 85123A"), id="1"), PlannedAction.LINK, ""),
        (make_item("99999", name="Product 85123A"), None, "code_differs"),
    ],
)
def test_it_links_items_by_code_and_by_name_where_no_code_speaks_against_it(
    there: Item, action: PlannedAction | None, cause: str
) -> None:
    done = plan([ITEM], unlinked=[("7", there)])
    assert [operation.action for operation in done.operations] == ([action] if action else [])
    assert [doubt.cause for doubt in done.doubtful] == ([cause] if cause else [])


def test_it_links_a_document_of_equal_number_total_and_day_and_doubts_the_others() -> None:
    there = replace(make_invoice(), contact="x")
    assert of_kind(plan(SOURCE, unlinked=[("9", there)]), EntityKind.INVOICE).action is PlannedAction.LINK
    for other in (
        replace(there, gross=Decimal("119.99")),
        replace(there, issued_on=date(2010, 12, 2)),
        replace(there, currency="EUR"),
    ):
        done = plan(SOURCE, unlinked=[("9", other)])
        assert [(doubt.cause, doubt.candidates) for doubt in done.doubtful] == [("document_differs", ("9",))]
    assert not plan(SOURCE, unlinked=[("9", replace(there, status=DocumentStatus.VOIDED, gross=Decimal(0)))]).doubtful


def test_money_paid_back_is_left_to_a_person_with_a_remedy() -> None:
    back = replace(PAYMENT, entity=replace(make_payment(), is_refund=True))
    found = plan((back, INVOICE, ITEM, CONTACT))
    (refused,) = found.refused
    assert (refused.source_id, refused.cause) == (back.id, "refund_not_carried")
    assert refused.remedy
    assert EntityKind.PAYMENT not in {operation.kind for operation in found.operations}


def test_it_links_a_payment_by_document_amount_and_day_so_that_nothing_is_paid_twice() -> None:
    state = linked_as_planned(plan([CONTACT, ITEM, INVOICE]))
    payment = make_payment(document="t-m-invoice-1")
    done = plan(SOURCE, linked=state, unlinked=[("4", payment)])
    assert of_kind(done, EntityKind.PAYMENT).action is PlannedAction.LINK
    later = plan(SOURCE, linked=state, unlinked=[("4", replace(payment, paid_on=date(2011, 1, 31)))])
    assert [doubt.cause for doubt in later.doubtful] == ["date_differs"]


def test_drafts_and_voided_documents_are_left_out() -> None:
    source = [
        replace(INVOICE, entity=make_invoice(), id="d", external_id="d"),
        replace(INVOICE, id="v", external_id="v"),
    ]
    draft = replace(source[0], entity=replace(make_invoice(), status=DocumentStatus.DRAFT))
    voided = replace(source[1], entity=replace(make_invoice(), status=DocumentStatus.VOIDED))
    done = plan([CONTACT, draft, voided])
    assert {(left.source_id, left.cause) for left in done.left_out} == {("d", "not_posted"), ("v", "voided")}
    assert not done.refused


def test_what_is_voided_after_it_was_synced_is_voided_there_once() -> None:
    state = linked_as_planned(plan(SOURCE))
    assert isinstance(INVOICE.entity, Document)
    gone = [
        CONTACT,
        ITEM,
        replace(INVOICE, entity=replace(INVOICE.entity, status=DocumentStatus.VOIDED)),
        replace(PAYMENT, entity=replace(make_payment(), status=PaymentStatus.DELETED)),
    ]
    done = plan(gone, linked=state)
    assert [kind for action, kind in actions(done) if action is PlannedAction.VOID] == [EntityKind.INVOICE, EntityKind.PAYMENT]
    voided = {
        key: replace(target, entity=replace(target.entity, status=DocumentStatus.VOIDED))
        if isinstance(target.entity, Document)
        else target
        for key, target in state.linked.items()
    }
    again = plan(gone[:3], linked=TargetState(linked=voided))
    assert PlannedAction.VOID not in [action for action, _ in actions(again)]


def test_a_posted_document_that_was_changed_afterwards_is_not_overwritten() -> None:
    state = linked_as_planned(plan(SOURCE))
    dearer = replace(INVOICE, entity=make_invoice("121.00 GBP"))
    done = plan([CONTACT, ITEM, dearer], linked=state)
    assert [refused.cause for refused in done.refused] == ["changed_after_sync"]
    assert "121.00" in done.refused[0].message


def test_a_paid_invoice_is_the_same_as_before_it_was_paid() -> None:
    state = linked_as_planned(plan(SOURCE))
    assert isinstance(INVOICE.entity, Document)
    paid = replace(INVOICE, entity=replace(INVOICE.entity, status=DocumentStatus.PAID, due=Decimal(0)))
    assert {action for action, _ in actions(plan([CONTACT, ITEM, paid, PAYMENT], linked=state))} == {PlannedAction.NOTHING}


@pytest.mark.parametrize(
    ("maps", "cause"),
    [
        (replace(MAPS, taxes={}), "tax_code_not_mapped"),
        (replace(MAPS, accounts={}), "account_not_mapped"),
        (replace(MAPS, default_items={}), "default_item_missing"),
        (replace(MAPS, currencies=frozenset({"USD"})), "currency_not_supported"),
        (replace(MAPS, number_max_length=3), "text_too_long"),
        (replace(MAPS, contact_name_max_length=3), "text_too_long"),
        (replace(MAPS, bank_accounts={}), "bank_account_not_mapped"),
    ],
)
def test_it_refuses_what_the_target_cannot_take_with_a_remedy(maps: SyncMaps, cause: str) -> None:
    done = plan(SOURCE, maps=maps)
    assert cause in {refused.cause for refused in done.refused}
    assert all(refused.message and refused.remedy for refused in done.refused)
    assert len(done.refused) == len(set(done.refused))


def test_a_line_without_tax_code_is_refused_unless_the_document_is_untaxed() -> None:
    untaxed = make_invoice(lines=(make_line(tax_code="", item="85123A"),))
    done = plan([CONTACT, ITEM, replace(INVOICE, entity=untaxed)])
    assert [refused.cause for refused in done.refused] == ["tax_code_missing"]
    none = replace(untaxed, tax_mode=TaxMode.NONE)
    assert not plan([CONTACT, ITEM, replace(INVOICE, entity=none)]).refused


def test_archived_contacts_and_items_come_along_only_where_a_document_needs_them() -> None:
    contact = replace(CONTACT, entity=replace(make_contact(), status=ContactStatus.ARCHIVED))
    item = replace(ITEM, entity=replace(make_item(), is_active=False))
    assert [left.cause for left in plan([contact, item]).left_out] == ["archived", "archived"]
    assert not plan([contact, item, INVOICE]).left_out


NAMES = st.sampled_from(["MUG", "Mug", "Jug", "Plate"])
INVOICES = st.lists(
    st.builds(
        lambda number, cents, code: make_invoice(f"{cents}.00 GBP", number=f"N{number}", lines=(make_line(item=code),)),
        st.integers(1, 5),
        st.integers(1, 3),
        st.sampled_from(["A", "B", ""]),
    ),
    max_size=6,
)


@given(names=st.tuples(NAMES, NAMES), invoices=INVOICES, random=st.randoms(), there=INVOICES)
def test_nothing_is_lost_nothing_is_twice_and_order_does_not_matter(
    names: tuple[str, str], invoices: list[Document], random: Random, there: list[Document]
) -> None:
    source = [CONTACT, *(make_source(make_item(code, name=name), code) for code, name in zip("AB", names, strict=True))]
    source += [make_source(invoice, f"i{place}") for place, invoice in enumerate(invoices)]
    unlinked = [(f"t{place}", replace(invoice, contact="9")) for place, invoice in enumerate(there)]
    done = plan(source, unlinked=unlinked)
    told = [operation.source_id for operation in done.operations] + [doubt.source_id for doubt in done.doubtful]
    told += list({refused.source_id for refused in done.refused})
    assert sorted(told) == sorted(one.id for one in source)
    kinds = [WRITING_ORDER.index(operation.kind) for operation in done.operations]
    assert kinds == sorted(kinds)
    linked = [operation.external_id for operation in done.operations if operation.external_id]
    assert len(linked) == len(set(linked))
    mixed = list(source)
    random.shuffle(mixed)
    assert plan(mixed, unlinked=unlinked) == done
    again = plan(source, unlinked=[], linked=linked_as_planned(done))
    settled = {operation.source_id for operation in done.operations}
    assert {operation.action for operation in again.operations if operation.source_id in settled} <= {PlannedAction.NOTHING}
