"""The bank, journals and reports through Xero's own Python client."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from xero_python.accounting import (
    Account,
    BankTransaction,
    BankTransactions,
    BankTransfer,
    BankTransferDelete,
    BankTransferDeleteByUrlParam,
    BankTransfers,
    BankTransfersDelete,
    ManualJournal,
    ManualJournalLine,
    ManualJournals,
)
from xero_python.exceptions import AccountingBadRequestException

from contract.xero_official import Client, contact_of, line, make_contact, make_invoice, one_client, pay


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    yield from one_client()


def spend(client: Client, name: str, *, amount: str = "12") -> BankTransaction:
    return BankTransaction(
        type="SPEND",
        contact=contact_of(make_contact(client, name)),
        date=date(2026, 4, 3),
        line_items=[line(amount, code="429")],
        bank_account=Account(code="090"),
    )


def test_it_writes_changes_and_deletes_bank_transactions(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    sent = BankTransactions(bank_transactions=[spend(client, "Stationer")])
    made = client.api.create_bank_transactions(**own, bank_transactions=sent).bank_transactions[0]
    assert (made.total, made.total_tax, made.line_amount_types.value) == (12, 2, "Inclusive")
    key = {**own, "bank_transaction_id": made.bank_transaction_id}
    change = spend(client, "Another stationer", amount="24")
    change.reference = "receipt 7"
    client.api.update_bank_transaction(**key, bank_transactions=BankTransactions(bank_transactions=[change]))
    read = client.api.get_bank_transaction(**key).bank_transactions[0]
    assert (read.total, read.reference) == (24, "receipt 7")
    change.bank_transaction_id, change.status = made.bank_transaction_id, "DELETED"
    gone = client.api.update_or_create_bank_transactions(**own, bank_transactions=BankTransactions(bank_transactions=[change]))
    assert gone.bank_transactions[0].status == "DELETED"
    left = client.api.get_bank_transactions(**own, where='Status=="AUTHORISED"').bank_transactions
    assert made.bank_transaction_id not in {one.bank_transaction_id for one in left}


def transfer(client: Client) -> Any:
    sent = BankTransfer(from_bank_account=Account(code="090"), to_bank_account=Account(code="091"), amount=Decimal(50))
    made = client.api.create_bank_transfer(xero_tenant_id=client.uk, bank_transfers=BankTransfers(bank_transfers=[sent]))
    return made.bank_transfers[0]


def test_it_moves_money_between_banks_and_takes_it_back(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    first, second = transfer(client), transfer(client)
    assert client.api.get_bank_transfer(**own, bank_transfer_id=first.bank_transfer_id).bank_transfers[0].amount == 50
    wish = BankTransferDelete(bank_transfer_id=first.bank_transfer_id, status="DELETED")
    client.api.delete_bank_transfers(**own, bank_transfers_delete=BankTransfersDelete(bank_transfers=[wish]))
    listed = client.api.get_bank_transfers(**own).bank_transfers
    assert [one.bank_transfer_id for one in listed] == [second.bank_transfer_id]
    client.api.delete_bank_transfer(
        **own,
        bank_transfer_id=second.bank_transfer_id,
        bank_transfer_delete_by_url_param=BankTransferDeleteByUrlParam(status="DELETED"),
    )
    assert client.api.get_bank_transfers(**own).bank_transfers == []


def journal(*amounts: tuple[int, str]) -> ManualJournal:
    lines = [ManualJournalLine(line_amount=Decimal(amount), account_code=code) for amount, code in amounts]
    return ManualJournal(narration="Accrual", date=date(2026, 4, 30), journal_lines=lines)


def test_it_posts_and_voids_manual_journals(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    sent = ManualJournals(manual_journals=[journal((70, "429"), (-70, "200"))])
    made = client.api.create_manual_journals(**own, manual_journals=sent).manual_journals[0]
    assert made.status == "DRAFT"
    key = {**own, "manual_journal_id": made.manual_journal_id}
    post = ManualJournals(manual_journals=[ManualJournal(narration="Accrual", status="POSTED")])
    assert client.api.update_manual_journal(**key, manual_journals=post).manual_journals[0].status == "POSTED"
    void = ManualJournal(manual_journal_id=made.manual_journal_id, narration="Accrual", status="VOIDED")
    both = ManualJournals(manual_journals=[void, journal((5, "429"), (-5, "200"))])
    client.api.update_or_create_manual_journals(**own, manual_journals=both)
    assert client.api.get_manual_journal(**key).manual_journals[0].status == "VOIDED"
    assert {one.status for one in client.api.get_manual_journals(**own).manual_journals} == {"VOIDED", "DRAFT"}
    with pytest.raises(AccountingBadRequestException):
        client.api.create_manual_journals(**own, manual_journals=ManualJournals(manual_journals=[journal((5, "429"), (-4, "200"))]))


def test_it_reads_the_journals_behind_the_documents(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    made = make_invoice(client, make_contact(client, "In the books"))
    journals = client.api.get_journals(**own, offset=0).journals
    found = next(one for one in journals if one.source_id == made.invoice_id)
    assert sum(one.net_amount for one in found.journal_lines) == 0
    assert client.api.get_journal(**own, journal_id=found.journal_id).journals[0].journal_number == found.journal_number
    by_number = client.api.get_journal_by_number(**own, journal_number=found.journal_number).journals[0]
    assert by_number.journal_id == found.journal_id


def cells(report: Any) -> list[list[str]]:
    """The rows of a report as their texts."""
    rows = [row for part in report.reports[0].rows for row in [part, *(part.rows or [])]]
    return [[cell.value for cell in row.cells] for row in rows if row.cells]


def test_it_reports_what_the_books_hold(client: Client) -> None:
    own = {"xero_tenant_id": client.uk}
    contact = make_contact(client, "Reported")
    invoice = make_invoice(client, contact, line("100"))
    make_invoice(client, contact, line("10", code="429"), kind="ACCPAY")
    pay(client, invoice, amount="20.00")
    owed = cells(client.api.get_report_aged_receivables_by_contact(**own, contact_id=contact.contact_id))
    assert any("100.00" in row and "20.00" in row for row in owed)
    owing = cells(client.api.get_report_aged_payables_by_contact(**own, contact_id=contact.contact_id))
    assert any("12.00" in row for row in owing)
    until = date(2026, 12, 31)
    for report in (
        client.api.get_report_trial_balance(**own, date=until),
        client.api.get_report_balance_sheet(**own, date=until),
        client.api.get_report_profit_and_loss(**own, from_date=date(2026, 1, 1), to_date=until),
        client.api.get_report_executive_summary(**own, date=until),
        client.api.get_report_bank_summary(**own, from_date=date(2026, 1, 1), to_date=until),
    ):
        assert cells(report)
    assert client.api.get_reports_list(**own).reports == []
    sums = cells(client.api.get_report_trial_balance(**own, date=until))[-1]
    assert sums[0] == "Total"
    assert sums[1] == sums[2]
