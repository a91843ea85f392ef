"""Create in accounting system: what a saved record becomes in the ledger, and that it becomes it once."""

import threading

import pytest

import main_job
from integration.engine.stage import ACTOR, Shop
from tieout.engine import actions, intents
from tieout.engine.intents import Intent
from tieout.store import automations, database, records
from tieout.store.runs import RunStatus

CREATE = {"id": "create", "kind": "create_in_ledger"}


def only(shop: Shop, *, trigger: str) -> None:
    """In place of the shop's own automation of customers, one that starts so."""
    own = next(one for one in automations.automations(shop.workspace_id) if one.name == "Customers to the ledger")
    automations.set_enabled(shop.workspace_id, own.id, enabled=False)
    definition: dict[str, object] = {"schema": 1, "trigger": {"type": trigger, "collection": "customers"}, "steps": [CREATE]}
    automations.publish(shop.workspace_id, name="Mine", definition=definition, by=ACTOR)


@pytest.mark.feature("K-02", "K-05", "K-10")
def test_it_makes_a_contact_of_a_customer_and_links_the_record(connected: Shop) -> None:
    customer = connected.customer(email="orders@customer.example")
    connected.settle()
    (contact,) = connected.objects("Contacts")
    assert (contact["Name"], contact["AccountNumber"]) == ("Customer C1", "C1")
    link = connected.link(customer)
    assert link is not None
    assert (link.connection.provider, link.external_id) == ("xero", contact["ContactID"])
    assert link.created_at >= customer.created_at


@pytest.mark.feature("K-03", "K-20")
def test_it_makes_an_item_of_a_product_with_its_synced_fields(connected: Shop) -> None:
    product = connected.product(price="12.95")
    connected.settle()
    (item,) = connected.objects("Items")
    assert (item["Code"], item["Name"], str(item["SalesDetails"]["UnitPrice"])) == ("P1", "Product P1", "12.95")
    link = connected.link(product)
    assert link is not None
    assert link.external_id == item["ItemID"]


@pytest.mark.feature("K-04")
@pytest.mark.parametrize(("provider", "kind", "name"), [("xero", "Contacts", "Name"), ("quickbooks", "Customer", "DisplayName")])
def test_the_same_automation_works_with_either_provider(shop: Shop, provider: str, kind: str, name: str) -> None:
    shop.connect(provider)
    customer = shop.customer()
    shop.settle()
    assert [one[name] for one in shop.objects(kind, provider)] == ["Customer C1"]
    link = shop.link(customer)
    assert link is not None
    assert link.connection.provider == provider


@pytest.mark.feature("K-06", "K-11")
def test_it_skips_a_linked_record_and_says_so_while_the_other_steps_run(connected: Shop) -> None:
    order = connected.sale()
    connected.settle()
    assert connected.outcomes(order) == [["created in Demo Company (UK)", "updated 1001"]]
    writes = connected.calls("PUT")
    actions.change_record(connected.workspace_id, order.id, changes={"country": "Jersey"}, actor=ACTOR)
    actions.change_record(connected.workspace_id, order.id, changes={"country": "United Kingdom"}, actor=ACTOR)
    connected.settle()
    assert connected.outcomes(order)[1:] == [["already linked", "nothing to change"]] * 2
    assert connected.calls("PUT") == writes
    assert len(connected.objects("Invoices")) == 1


@pytest.mark.feature("K-07")
def test_two_quick_runs_give_one_object_at_the_provider(connected: Shop) -> None:
    second: dict[str, object] = {"schema": 1, "trigger": {"type": "record_saved", "collection": "customers"}, "steps": [CREATE]}
    automations.publish(connected.workspace_id, name="The same again", definition=second, by=ACTOR)
    customer = connected.customer()
    connected.customer(email="new@customer.example")
    connected.settle()
    assert len(connected.runs_of(customer)) == 4
    assert {run.status for run in connected.runs_of(customer)} == {RunStatus.SUCCEEDED}
    assert [one["Name"] for one in connected.objects("Contacts")] == ["Customer C1"]


@pytest.mark.feature("K-08")
def test_an_automation_on_created_records_starts_with_the_first_save_only(connected: Shop) -> None:
    only(connected, trigger="record_created")
    customer = connected.customer()
    connected.settle()
    connected.customer(email="new@customer.example")
    connected.settle()
    assert connected.outcomes(customer) == [["created in Demo Company (UK)"]]


@pytest.mark.feature("K-09")
def test_an_automation_on_updated_records_starts_with_the_second_save(connected: Shop) -> None:
    only(connected, trigger="record_updated")
    customer = connected.customer()
    connected.settle()
    assert connected.runs_of(customer) == []
    connected.customer(email="new@customer.example")
    connected.settle()
    assert connected.outcomes(customer) == [["created in Demo Company (UK)"]]
    assert len(connected.objects("Contacts")) == 1


@pytest.mark.feature("K-17")
def test_a_saved_automation_acts_on_the_very_next_record(connected: Shop) -> None:
    for own in automations.automations(connected.workspace_id):
        automations.set_enabled(connected.workspace_id, own.id, enabled=False)
    before = connected.customer("C1")
    only(connected, trigger="record_created")
    after = connected.customer("C2")
    connected.settle()
    assert connected.link(before) is None
    assert connected.link(after) is not None


def test_without_a_ledger_the_step_says_so_and_a_retry_after_connecting_creates(shop: Shop) -> None:
    customer = shop.customer()
    shop.settle()
    said = "No ledger is connected. Connect one under Settings, Integrations, then try again."
    assert shop.outcomes(customer) == [[said]]
    (trouble,) = shop.exceptions()
    assert (trouble.message, trouble.subject_id) == (said, customer.id)
    shop.connect("xero")
    actions.retry_exception(shop.workspace_id, trouble.id, actor=ACTOR)
    shop.settle()
    assert [one["Name"] for one in shop.objects("Contacts")] == ["Customer C1"]
    assert shop.exceptions() == []


@pytest.mark.feature("K-22")
def test_the_same_csv_twice_changes_nothing_here_and_nothing_at_the_provider(connected: Shop) -> None:
    content = main_job.orders_csv(orders=12, customers=5, products=6)
    main_job.import_orders(connected.workspace_id, content)
    connected.settle()
    made = {kind: connected.objects(kind) for kind in ("Contacts", "Items", "Invoices", "CreditNotes")}
    versions = {row.id: row.version for row in records.all_records(connected.workspace_id, "orders")}
    writes = connected.calls("PUT")
    assert len(made["Invoices"]) + len(made["CreditNotes"]) == len(versions) - 1 == 12
    main_job.import_orders(connected.workspace_id, content)
    connected.settle()
    assert {kind: connected.objects(kind) for kind in made} == made
    assert {row.id: row.version for row in records.all_records(connected.workspace_id, "orders")} == versions
    assert connected.calls("PUT") == writes


@pytest.mark.feature("T-03")
def test_each_posting_ends_with_a_certificate(connected: Shop) -> None:
    order = connected.sale()
    connected.settle()
    posting = connected.posting(order)
    (invoice,) = connected.objects("Invoices")
    certificate = posting.certificate
    assert certificate["external_id"] == posting.external_id == invoice["InvoiceID"]
    assert certificate["intended_at"] <= certificate["sent_at"] <= certificate["recorded_at"]
    assert len(certificate["request_hash"]) == len(certificate["read_back_hash"]) == 64
    assert (certificate["gross"], certificate["organisation"]) == ("8.40", connected.connection().organisation_id)


@pytest.mark.contended
@pytest.mark.feature("K-07")
def test_two_runs_in_the_same_moment_wait_for_the_same_posting(connected: Shop) -> None:
    for own in automations.automations(connected.workspace_id):
        automations.set_enabled(connected.workspace_id, own.id, enabled=False)
    customer = connected.customer()
    made: list[Intent] = []
    first_has_it, second_began, go_on, second_ended = (threading.Event() for _ in range(4))

    def first() -> None:
        with database.atomic():
            made.extend(intents.intend(connected.workspace_id, connected.connection(), wanted=[customer]).values())
            first_has_it.set()
            go_on.wait(10)

    def second() -> None:
        second_began.set()
        with database.atomic():
            made.extend(intents.intend(connected.workspace_id, connected.connection(), wanted=[customer]).values())
        second_ended.set()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert first_has_it.wait(10)
    threads[1].start()
    assert second_began.wait(10)
    assert not second_ended.wait(0.5)  # It cannot know yet whether the first one stays.
    go_on.set()
    for thread in threads:
        thread.join(10)
    (posting,) = connected.postings()
    assert [(one.state, one.posting_id) for one in made] == [("waiting", posting.id)] * 2
