"""One object of each class of the Python library, ready to be saved at a desk, and how each of them ends."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import Address, AttachableRef, EmailAddress
from quickbooks.objects.billpayment import BillPayment, BillPaymentLine, CheckPayment
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.deposit import Deposit, DepositLine, DepositLineDetail
from quickbooks.objects.detailline import ItemBasedExpenseLine, ItemBasedExpenseLineDetail
from quickbooks.objects.employee import Employee
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.item import Item
from quickbooks.objects.journalentry import JournalEntry, JournalEntryLine, JournalEntryLineDetail
from quickbooks.objects.purchase import Purchase
from quickbooks.objects.purchaseorder import PurchaseOrder
from quickbooks.objects.refundreceipt import RefundReceipt
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.transfer import Transfer
from quickbooks.objects.vendorcredit import VendorCredit

from contract.quickbooks_desk import Desk, expense_line, new_bill, new_invoice, new_payment, ref, sales_line, settling
from contract.quickbooks_watch import library

BANK, SAVINGS, COST = "35", "36", "54"


@dataclass(frozen=True)
class Life:
    """`make` gives an unsaved object that differs by its number; `field` is what an update changes; `ends` how it goes."""

    make: Callable[[Desk, int], Any]
    field: str
    ends: str  # "delete", "void" (then deleted), "inactive", or "" for what stays


def _named(kind: str, **fields: Any) -> Callable[[Desk, int], Any]:
    def make(_desk: Desk, place: int) -> Any:
        made = library(kind)()
        for name, value in fields.items():
            setattr(made, name, f"{value} {place}" if name in ("Name", "DisplayName") else value)
        return made

    return make


def employee(_desk: Desk, place: int) -> Employee:
    made = Employee()
    made.GivenName, made.FamilyName, made.EmployeeNumber = "Shop", f"Assistant {place}", f"E-{place}"
    made.PrimaryAddr, made.HiredDate = Address(), "2026-01-05"
    made.PrimaryAddr.Line1, made.PrimaryAddr.City = "1 High Street", "Sandbox"
    return made


def item(desk: Desk, place: int) -> Item:
    made = Item()
    made.Name, made.Type, made.UnitPrice = f"Cup {place}", "Service", Decimal("4.50")
    made.IncomeAccountRef, made.ExpenseAccountRef = desk.item.IncomeAccountRef, desk.item.ExpenseAccountRef
    return made


def _sale(kind: type[Any]) -> Callable[[Desk, int], Any]:
    def make(desk: Desk, place: int) -> Any:
        made = kind()
        made.CustomerRef, made.Line, made.DocNumber = desk.customer.to_ref(), [sales_line(desk, "2", price="12.35")], f"S-{place}"
        if kind in (SalesReceipt, RefundReceipt):
            made.DepositToAccountRef, made.PaymentMethodRef = ref(BANK), ref("1")
        if kind is Estimate:
            made.BillEmail, made.ExpirationDate = EmailAddress(), "2026-12-31"
            made.BillEmail.Address = "tea@example.com"
        return made

    return make


def _bought(kind: type[Any]) -> Callable[[Desk, int], Any]:
    def make(desk: Desk, place: int) -> Any:
        made = kind()
        made.Line, made.DocNumber = [expense_line(desk, "50.00")], f"P-{place}"
        made.GlobalTaxCalculation = "TaxExcluded"
        if kind is Purchase:
            made.AccountRef, made.PaymentType, made.EntityRef = ref(BANK), "Cash", desk.vendor.to_ref()
            made.EntityRef.type = "Vendor"
        else:
            made.VendorRef = desk.vendor.to_ref()
        if kind is PurchaseOrder:
            made.Line = [_item_line(desk)]
        return made

    return make


def _item_line(desk: Desk) -> ItemBasedExpenseLine:
    line, detail = ItemBasedExpenseLine(), ItemBasedExpenseLineDetail()
    detail.ItemRef, detail.Qty, detail.UnitPrice, detail.TaxCodeRef = desk.item.to_ref(), 5, Decimal(3), ref(desk.tax_code)
    line.Amount, line.ItemBasedExpenseLineDetail = Decimal(15), detail
    return line


def bill_payment(desk: Desk, _place: int) -> BillPayment:
    bill = new_bill(desk).save(qb=desk.qb)
    made, made.CheckPayment = BillPayment(), CheckPayment()
    made.VendorRef, made.PayType, made.TotalAmt = desk.vendor.to_ref(), "Check", bill.TotalAmt
    made.CheckPayment.BankAccountRef = ref(BANK)
    made.Line = [settling(BillPaymentLine(), bill, amount=bill.TotalAmt)]
    return made


def deposit(_desk: Desk, _place: int) -> Deposit:
    made, line, detail = Deposit(), DepositLine(), DepositLineDetail()
    detail.AccountRef = ref("7")
    line.Amount, line.DepositLineDetail = Decimal("20.00"), detail
    made.DepositToAccountRef, made.Line = ref(BANK), [line]
    return made


def transfer(_desk: Desk, _place: int) -> Transfer:
    made = Transfer()
    made.FromAccountRef, made.ToAccountRef, made.Amount = ref(BANK), ref(SAVINGS), Decimal("25.00")
    return made


def journal_entry(_desk: Desk, place: int) -> JournalEntry:
    made, lines = JournalEntry(), []
    for posting, account in (("Debit", COST), ("Credit", "35")):
        line, detail = JournalEntryLine(), JournalEntryLineDetail()
        detail.PostingType, detail.AccountRef = posting, ref(account)
        detail.TaxApplicableOn = None
        line.Amount, line.JournalEntryLineDetail = Decimal("12.00"), detail
        lines.append(line)
    made.Line, made.DocNumber = lines, f"J-{place}"
    return made


def note(desk: Desk, place: int) -> Attachable:
    made, target = Attachable(), AttachableRef()
    target.EntityRef = desk.customer.to_ref()
    made.Note, made.AttachableRef = f"Call back {place}", [target]
    return made


LIVES = {
    "Customer": Life(_named("Customer", DisplayName="Café"), "Notes", "inactive"),
    "Vendor": Life(_named("Vendor", DisplayName="Supplier"), "AcctNum", "inactive"),
    "Employee": Life(employee, "EmployeeNumber", "inactive"),
    "Item": Life(item, "Description", "inactive"),
    "Account": Life(_named("Account", Name="Till", AccountType="Bank"), "Description", "inactive"),
    "Class": Life(_named("Class", Name="Retail"), "Name", "inactive"),
    "Department": Life(_named("Department", Name="Shop"), "Name", "inactive"),
    "Term": Life(_named("Term", Name="Net", DueDays=21), "Name", "inactive"),
    "PaymentMethod": Life(_named("PaymentMethod", Name="Voucher", Type="NON_CREDIT_CARD"), "Name", "inactive"),
    "Invoice": Life(lambda desk, place: new_invoice(desk, number=f"N-{place}"), "PrivateNote", "void"),
    "Estimate": Life(_sale(Estimate), "PrivateNote", "delete"),
    "SalesReceipt": Life(_sale(SalesReceipt), "PrivateNote", "void"),
    "RefundReceipt": Life(_sale(RefundReceipt), "PrivateNote", "delete"),
    "CreditMemo": Life(_sale(CreditMemo), "PrivateNote", "delete"),
    "Payment": Life(lambda desk, _place: new_payment(desk, Decimal(10)), "PrivateNote", "void"),
    "Bill": Life(lambda desk, _place: new_bill(desk), "PrivateNote", "delete"),
    "BillPayment": Life(bill_payment, "PrivateNote", "void"),
    "VendorCredit": Life(_bought(VendorCredit), "PrivateNote", "delete"),
    "Purchase": Life(_bought(Purchase), "PrivateNote", "delete"),
    "PurchaseOrder": Life(_bought(PurchaseOrder), "PrivateNote", "delete"),
    "Deposit": Life(deposit, "PrivateNote", "delete"),
    "Transfer": Life(transfer, "PrivateNote", "delete"),
    "JournalEntry": Life(journal_entry, "PrivateNote", "delete"),
    "Attachable": Life(note, "Note", "delete"),
}
