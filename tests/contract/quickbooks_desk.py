"""The two Python libraries for QuickBooks pointed at the sandbox, and the objects that their tests save."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import intuitlib.config
import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from quickbooks import QuickBooks
from quickbooks.objects.account import Account
from quickbooks.objects.base import EmailAddress, LinkedTxn, Ref
from quickbooks.objects.bill import Bill
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.vendor import Vendor

from contract.quickbooks_watch import watch
from tieout.sandbox.server import Sandbox

_CALLBACK = "http://localhost:9300/oauth/quickbooks/callback"


@dataclass
class Desk:
    """A company as the library sees it, with an item and the two people that its documents need."""

    qb: QuickBooks
    auth: AuthClient
    tax_code: str
    customer: Customer
    vendor: Vendor
    item: Item


@contextmanager
def pointed_sandbox(monkeypatch: pytest.MonkeyPatch, *, seed: str = "demo") -> Iterator[Sandbox]:
    watch(monkeypatch)
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with Sandbox.start(port=0, seed=seed, limits="off") as running:
        discovery = f"{running.url}/quickbooks/.well-known/openid_sandbox_configuration/"
        monkeypatch.setitem(intuitlib.config.DISCOVERY_URL, "sandbox", discovery)
        monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", f"{running.url}/quickbooks/v3")
        yield running


def new_auth() -> AuthClient:
    return AuthClient("shop", "secret", _CALLBACK, "sandbox")


def consent(
    auth: AuthClient, sandbox: Sandbox, *, company: str, scopes: Sequence[Scopes] = (Scopes.ACCOUNTING,), **form: str
) -> dict[str, str]:
    """Presses the consent page's buttons; what the browser brings back to the callback."""
    url = auth.get_authorization_url(list(scopes))
    assert company in requests.get(url, timeout=10).text
    organisations = requests.get(f"{sandbox.url}/_control/organisations", timeout=10).json()["quickbooks"]
    realm = next(one["id"] for one in organisations if one["name"] == company)
    answer = requests.post(
        url, data={"user": "full", "decision": "allow", "organisation": realm, **form}, allow_redirects=False, timeout=10
    )
    assert answer.headers["Location"].startswith(_CALLBACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def connect(sandbox: Sandbox, company: str) -> tuple[QuickBooks, AuthClient]:
    auth = new_auth()
    callback = consent(auth, sandbox, company=company)
    auth.get_bearer_token(callback["code"], realm_id=callback["realmId"])
    client = QuickBooks(auth_client=auth, refresh_token=auth.refresh_token, company_id=callback["realmId"], minorversion=75)
    client.use_decimal = True
    return client, auth


def ref(value: str) -> Ref:
    reference = Ref()
    reference.value = value
    return reference


def open_desk(sandbox: Sandbox, company: str, *, tax_code: str = "20.0% S") -> Desk:
    """`tax_code` is the name of the code of its lines; in the US they say NON."""
    client, auth = connect(sandbox, company)
    customer, vendor, item = Customer(), Vendor(), Item()
    customer.DisplayName, vendor.DisplayName = "O'Neil's Tea \\ Room", "Paper & Ink #1"
    customer.PrimaryEmailAddr = EmailAddress()
    customer.PrimaryEmailAddr.Address = "tea@example.com"
    item.Name, item.Type, item.Sku = "Teapot", "NonInventory", "TP-1"
    income = Account.filter(qb=client, Name="Sales of Product Income")[0]
    cost = Account.filter(qb=client, AccountType="Cost of Goods Sold")[0]
    item.IncomeAccountRef, item.ExpenseAccountRef = income.to_ref(), cost.to_ref()
    code = "NON" if company.endswith("US_1") else TaxCode.filter(qb=client, Name=tax_code)[0].Id
    return Desk(client, auth, code, *(_found_or_saved(one, client) for one in (customer, vendor, item)))


def _found_or_saved(wanted: Any, client: QuickBooks) -> Any:
    """A second desk at the same company finds what the first one saved."""
    found = [one for one in type(wanted).all(qb=client, max_results=1000) if str(one) == str(wanted)]
    return found[0] if found else wanted.save(qb=client)


def sales_line(desk: Desk, quantity: str, *, price: str) -> SalesItemLine:
    line, detail = SalesItemLine(), SalesItemLineDetail()
    detail.ItemRef, detail.TaxCodeRef = desk.item.to_ref(), ref(desk.tax_code)
    detail.Qty, detail.UnitPrice = Decimal(quantity), Decimal(price)
    line.Amount, line.SalesItemLineDetail, line.Description = Decimal(quantity) * Decimal(price), detail, "Tea's “best”"
    return line


def expense_line(desk: Desk, amount: str) -> AccountBasedExpenseLine:
    line, detail = AccountBasedExpenseLine(), AccountBasedExpenseLineDetail()
    detail.AccountRef, detail.TaxCodeRef = ref("54"), ref(desk.tax_code)
    line.Amount, line.AccountBasedExpenseLineDetail = Decimal(amount), detail
    return line


def new_invoice(desk: Desk, *lines: Any, number: str | None = None) -> Invoice:
    invoice = Invoice()
    invoice.CustomerRef, invoice.DocNumber = desk.customer.to_ref(), number
    invoice.Line = list(lines) or [sales_line(desk, "3", price="12.35")]
    return invoice


def new_bill(desk: Desk, *lines: Any) -> Bill:
    bill = Bill()
    bill.VendorRef, bill.Line, bill.GlobalTaxCalculation = (
        desk.vendor.to_ref(),
        list(lines) or [expense_line(desk, "50.00")],
        "TaxExcluded",
    )
    return bill


def new_payment(desk: Desk, total: Decimal, *settled: tuple[Any, Decimal]) -> Payment:
    payment = Payment()
    payment.CustomerRef, payment.TotalAmt = desk.customer.to_ref(), total
    payment.Line = [settling(PaymentLine(), document, amount=amount) for document, amount in settled]
    return payment


def settling(line: Any, document: Any, *, amount: Decimal) -> Any:
    linked = LinkedTxn()
    linked.TxnId, linked.TxnType = document.Id, document.qbo_object_name
    line.Amount, line.LinkedTxn = amount, [linked]
    return line
