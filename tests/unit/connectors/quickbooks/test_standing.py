"""What the connector asks of a company beside what it is told to do: terms, accounts, people; and files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tieout.accounting.attachments import Attachment
from tieout.accounting.banking import BankTransaction, Direction
from tieout.accounting.contacts import Contact, Terms
from tieout.accounting.documents import Line
from tieout.accounting.journal import Journal, JournalLine
from tieout.accounting.kinds import EntityKind
from tieout.connectors.contract import Action
from tieout.connectors.errors import OutcomeUnknown, Rejected, Transient
from unit.connectors.quickbooks.golden_pairs import golden
from unit.connectors.quickbooks.played import D, Played, batch, create, customer, fault, make_invoice, operation, rows

BANK = EntityKind.BANK_TRANSACTION
NET_30 = {"Id": "3", "Name": "Net 30", "DueDays": 30}
ACCOUNTS = rows("Account", {"Id": "41", "AccountType": "Credit Card"}, {"Id": "35", "AccountType": "Bank"})
NOBODY = batch(rows("Employee"), rows("Customer"), rows("Vendor", {"Id": "61"}))
FILE = Attachment(
    owner_kind=BANK, owner="purchase:252", file_name="receipt.pdf", media_type="application/pdf", id="5", size_bytes=4
)


def on_terms(days: int) -> Contact:
    return Contact(kind=EntityKind.CUSTOMER, name="Customer 1", sale_terms=Terms(days=days))


def money(direction: Direction = Direction.SPENT, *, account: str = "35") -> BankTransaction:
    line = Line(description="Fee", quantity=D(1), unit_price=D(5), account="51")
    return BankTransaction(
        direction=direction, account=account, happened_on=date(2026, 3, 1), currency="GBP", lines=(line,), contact="61"
    )


def asked(played: Played) -> list[str]:
    """The objects that each call was about."""
    return [request.url.path.rpartition("/")[2] for request in played.asked]


def test_terms_are_asked_for_once_and_only_where_somebody_has_some() -> None:
    with_terms = customer(1, SalesTermRef={"value": "3"})
    played = Played(
        [rows("Customer", customer(2)), rows("Customer", with_terms), rows("Term", NET_30), rows("Customer", with_terms)]
    )
    link, found = played.connector, list[Any]()
    for _ in range(3):
        found += [each.entity for page in link.read(played.access, kinds=[EntityKind.CUSTOMER], since=None) for each in page.seen]
    assert [each.sale_terms for each in found] == [None, Terms(days=30), Terms(days=30)]
    assert "FROM Term WHERE Active IN (true, false)" in played.statement(2)


def test_terms_that_are_not_there_are_made_before_who_has_them() -> None:
    net_14 = {"Id": "9", "Name": "Net 14", "DueDays": 14}
    made = {"Customer": customer(1, SalesTermRef={"value": "9"})}
    played = Played([rows("Term", NET_30), {"Term": net_14}, rows("Term", NET_30, net_14), made])
    (outcome,) = played.connector.write(played.access, [operation(on_terms(14), EntityKind.CUSTOMER)])
    assert outcome.receipt is not None
    assert asked(played) == ["query", "term", "query", "customer"]
    assert (played.body(1), played.body(3)["SalesTermRef"]) == ({"Name": "Net 14", "DueDays": 14}, {"value": "9"})


@pytest.mark.feature("Q-53")
def test_a_new_invoice_names_the_companys_terms_of_so_many_days_where_it_has_some() -> None:
    made = {"Invoice": golden("invoice", "body")}
    played = Played([rows("Term", NET_30), made, made])
    link = played.connector
    for days in (30, 12):
        told = make_invoice(due_on=date(2026, 3, 1) + timedelta(days=days), issued_on=date(2026, 3, 1))
        (outcome,) = link.write(played.access, [operation(told, EntityKind.INVOICE)])
        assert outcome.receipt is not None
    assert asked(played) == ["query", "invoice", "invoice"]
    assert [played.body(place).get("SalesTermRef") for place in (1, 2)] == [{"value": "3"}, None]


@pytest.mark.parametrize("unfit", [{"DiscountPercent": 2}, {"Active": False}])
def test_terms_with_a_discount_or_hidden_ones_are_no_equals(unfit: dict[str, object]) -> None:
    played = Played([rows("Term", NET_30 | unfit), (400, fault("6240", "taken"))])
    with pytest.raises(Rejected, match="taken"):
        played.connector.write(played.access, [operation(on_terms(30), EntityKind.CUSTOMER)])
    assert asked(played) == ["query", "term"]


def test_what_cannot_be_read_after_a_write_leaves_its_outcome_unknown() -> None:
    """The company gave the customer terms by itself, and then does not say which they are."""
    played = Played([{"Customer": customer(1, SalesTermRef={"value": "3"})}, (400, fault("150"))])
    with pytest.raises(OutcomeUnknown, match="written before this"):
        played.connector.write(played.access, [create(1)])


def test_accounts_and_people_are_asked_for_once() -> None:
    spent = {"Purchase": golden("purchase", "body")}
    played = Played([ACCOUNTS, NOBODY, spent, spent])
    link = played.connector
    for key in ("one", "two"):
        (outcome,) = link.write(played.access, [operation(money(), BANK, key=key)])
        assert outcome.receipt is not None
    assert asked(played) == ["query", "batch", "purchase", "purchase"]
    assert [played.body(call)["EntityRef"] for call in (2, 3)] == [{"value": "61", "type": "Vendor"}] * 2


def test_one_batch_holds_what_are_several_objects() -> None:
    answer = batch({"Purchase": golden("purchase", "body")}, {"Deposit": golden("deposit", "body")})
    played = Played([ACCOUNTS, NOBODY, answer])
    wishes = [operation(money(direction), BANK, key=direction) for direction in (Direction.SPENT, Direction.RECEIVED)]
    outcomes = played.connector.write(played.access, wishes)
    assert [each.receipt.seen.external_id for each in outcomes if each.receipt] == ["purchase:252", "deposit:148"]


def test_a_journals_people_are_what_they_are() -> None:
    lines = (JournalLine(account="33", amount=D(5), contact="61"), JournalLine(account="51", amount=D(-5)))
    journal = Journal(entered_on=date(2026, 3, 1), currency="GBP", lines=lines)
    played = Played([NOBODY, {"JournalEntry": golden("journal_entry", "body")}])
    played.connector.write(played.access, [operation(journal, EntityKind.JOURNAL)])
    (first, _) = played.body(1)["Line"]
    assert first["JournalEntryLineDetail"]["Entity"] == {"Type": "Vendor", "EntityRef": {"value": "61"}}


def test_money_is_looked_up_among_the_objects_that_it_may_be() -> None:
    marked = golden("purchase", "body") | {"PrivateNote": "Posting: mine"}
    played = Played([ACCOUNTS, rows("Purchase", golden("purchase", "body"), marked), rows("Deposit")])
    wishes = [operation(money(), BANK, key="mine"), operation(money(Direction.RECEIVED), BANK, key="other")]
    found = played.connector.look_up(played.access, wishes)
    assert {key: receipt.seen.external_id for key, receipt in found.items()} == {"mine": "purchase:252"}
    assert "FROM Purchase WHERE TxnDate >= '2026-03-01' AND TxnDate <= '2026-03-01'" in played.statement(1)


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        (EntityKind.ATTACHMENT, Action.UPDATE),
        (EntityKind.JOURNAL, Action.VOID),
        (EntityKind.CUSTOMER, Action.VOID),
        (EntityKind.ALLOCATION, Action.VOID),
    ],
)
def test_what_a_kind_does_not_take_is_refused_without_a_call(kind: EntityKind, action: Action) -> None:
    played = Played([])
    (outcome,) = played.connector.write(played.access, [operation(FILE, kind, action=action, external_id="5", version="0")])
    assert [problem.cause for problem in outcome.problems] == ["not_editable"]


@pytest.mark.parametrize("action", [Action.UPDATE, Action.DELETE])
def test_an_id_that_no_object_has_is_not_found(action: Action) -> None:
    played = Played([ACCOUNTS, NOBODY])
    (outcome,) = played.connector.write(played.access, [operation(money(), BANK, action=action, external_id="252", version="0")])
    assert [problem.cause for problem in outcome.problems] == ["not_found"]


def test_the_files_of_a_thing_are_asked_for_by_its_name_and_id() -> None:
    played = Played([rows("Attachable", golden("attachable", "body"), golden("attachable", "body") | {"FileName": None})])
    (found,) = played.connector.attachments(played.access, kind=BANK, external_id="purchase:252")
    assert (found.owner_kind, found.owner, found.size_bytes) == (BANK, "purchase:252", 20481)
    wanted = "AttachableRef.EntityRef.Type = 'Purchase' AND AttachableRef.EntityRef.value = '252'"
    assert wanted in played.statement()
    assert played.connector.attachments(played.access, kind=BANK, external_id="252") == ()


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([(400, fault("610"))], Rejected),
        ([(200, None)], Transient),
        ([(200, "https://files.test/x"), (403, {})], Transient),
        ([(200, "https://files.test/x"), (404, {})], Transient),
        ([(200, "https://files.test/x"), (200, [1, 2, 3])], Transient),
    ],
)
def test_a_file_that_does_not_come_is_said(answers: Sequence[Any], error: type[Exception]) -> None:
    played = Played(list(answers))
    with pytest.raises(error):
        played.connector.download(played.access, FILE)


def test_a_file_comes_from_its_address_without_the_token() -> None:
    played = Played(["https://files.test/x?until=1", [12]])
    assert played.connector.download(played.access, FILE) == b"[12]"
    assert ["authorization" in request.headers for request in played.asked] == [True, False]


@pytest.mark.parametrize("answer", [{"AttachableResponse": []}, {"AttachableResponse": [{"Attachable": {"Id": "5"}}]}, []])
def test_an_upload_without_a_clear_answer_is_unknown_and_a_refused_one_is_said(answer: object) -> None:
    unclear = Played([rows("Attachable"), answer])
    with pytest.raises(OutcomeUnknown):
        unclear.connector.attach(unclear.access, replace(FILE, id=None), content=b"file")
    refused = Played([rows("Attachable"), {"AttachableResponse": [fault("6000", "no such account")]}])
    with pytest.raises(Rejected, match="no such account"):
        refused.connector.attach(refused.access, replace(FILE, id=None), content=b"file")
