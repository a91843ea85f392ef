"""What each sandbox makes of a document: its own composing functions in process, handed the bodies that our connectors write."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from random_documents import CURRENCIES, DAY, SALES, Place, Sums, Way
from tieout.accounting.documents import Document, Line, TaxMode
from tieout.accounting.kinds import DOCUMENT_KINDS, EntityKind
from tieout.accounting.totals import FOUR_DIGIT_PRICES, SEVEN_DIGIT_PRICES, Percent, Rounding, line_amount, totals, unit_price
from tieout.connectors.contract import Action, Operation
from tieout.connectors.errors import ProviderError as Refused
from tieout.connectors.quickbooks.manifest import MANIFEST as QUICKBOOKS
from tieout.connectors.quickbooks.translate.documents import document_body as quickbooks_body
from tieout.connectors.quickbooks.translate.known import Known
from tieout.connectors.sage.manifest import MANIFEST as SAGE
from tieout.connectors.sage.translate.documents import document_body as sage_body
from tieout.connectors.xero.manifest import MANIFEST as XERO
from tieout.connectors.xero.translate import written as xero_body
from tieout.sandbox.ground import ProviderError
from tieout.sandbox.quickbooks import fields, purchases, sales, taxservice, writes
from tieout.sandbox.quickbooks.errors import FaultError
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company
from tieout.sandbox.sage import contacts as sage_contacts
from tieout.sandbox.sage import documents as sage_documents
from tieout.sandbox.sage import forms
from tieout.sandbox.sage.state import State as Business
from tieout.sandbox.sage.tax import percentage_on
from tieout.sandbox.world import World
from tieout.sandbox.xero import credit_notes, invoices
from tieout.sandbox.xero.contacts import save_contact
from tieout.sandbox.xero.documents import compose
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.settings import save_tax_rate
from tieout.sandbox.xero.state import Stamps, State, Wish

Body = dict[str, Any]
_BOTH = {"contact_type_ids": ["CUSTOMER", "VENDOR"]}
_GOODS = Line(description="Goods", quantity=Decimal(1), unit_price=Decimal(1))
_FIVE_DIGITS = Rounding(price_places=5, money_places=2)
CREDITS = frozenset({EntityKind.CREDIT_NOTE, EntityKind.SUPPLIER_CREDIT})
REFUSALS: tuple[type[Exception], ...] = (ProviderError, InvalidError, FaultError, Refused)


def open_places() -> dict[str, tuple[Place, ...]]:
    """Two organisations of each provider, in countries whose taxes differ."""
    world = World(None, seed="empty", limits="off")
    places: dict[str, tuple[Place, ...]] = {}
    with world.ground.changes.silent(), world.ground.books.unit():
        for name, make in (("xero", XeroPlace), ("quickbooks", QuickBooksPlace), ("sage", SagePlace)):
            organisations = {one.country: one.id for one in world.providers[name].organisations()}
            places[name] = tuple(make(world, organisations[country]) for country in ("GB", "CA"))
    return places


class XeroPlace:
    """`written`: as our connector writes it; `plain`: quantity, price and discount as they are, finer prices too."""

    price_places = 4
    refusals = REFUSALS
    _types = {
        EntityKind.INVOICE: "ACCREC",
        EntityKind.BILL: "ACCPAY",
        EntityKind.CREDIT_NOTE: "ACCRECCREDIT",
        EntityKind.SUPPLIER_CREDIT: "ACCPAYCREDIT",
    }

    def __init__(self, world: World, organisation: str) -> None:
        self._books, self._state = world.ground.books, State(world.ground, organisation, Stamps({}))
        self.name = f"xero {self._state.organisation['CountryCode']}"
        self.currencies: Sequence[str] = (*CURRENCIES, self._state.organisation["BaseCurrency"])
        for code in self.currencies:
            self._state.keep("Currencies", {"Code": code, "Description": code})
        contact = str(save_contact(self._state, {"Name": "Harbour View"}, wish=Wish())["ContactID"])
        self.contacts: Mapping[tuple[EntityKind, str], str] = {
            (kind, code): contact for kind in DOCUMENT_KINDS for code in self.currencies
        }
        self.patterns: Mapping[EntityKind, Line] = {
            kind: replace(_GOODS, account="200" if kind in SALES else "400") for kind in DOCUMENT_KINDS
        }
        self.rates: Mapping[str, Percent] = {
            rate["TaxType"]: rate["EffectiveRate"] for rate in self._state.all("TaxRates") if rate["Status"] == "ACTIVE"
        }
        self.ways: Mapping[str, Way] = {
            "written": (XERO.rounding, self._written),
            "plain": (FOUR_DIGIT_PRICES, self._plain),
        }

    def add_tax(self, percent: Decimal) -> str:
        body = {"Name": f"{percent}%", "TaxComponents": [{"Name": "Tax", "Rate": percent}]}
        with self._books.unit():
            code = str(save_tax_rate(self._state, body, wish=Wish(create_only=True))["TaxType"])
        self.rates = {**self.rates, code: percent}
        return code

    def _written(self, document: Document) -> Sums:
        operation = Operation(key="total", action=Action.CREATE, kind=document.kind, entity=document)
        return self._sums(document, xero_body(operation))

    def _plain(self, document: Document) -> Sums | None:
        if document.kind is not EntityKind.INVOICE and any(line.discount_percent for line in document.lines):
            return None  # Only sales invoices have discounts.
        lines = []
        for line in document.lines:
            body: Body = {"Description": line.description, "Quantity": line.quantity, "UnitAmount": line.unit_price}
            lines.append(
                body | {"DiscountRate": line.discount_percent, "AccountCode": line.account or "200", "TaxType": line.tax_code}
            )
        words = {TaxMode.EXCLUSIVE: "Exclusive", TaxMode.INCLUSIVE: "Inclusive", TaxMode.NONE: "NoTax"}
        head = {"Type": self._types[document.kind], "Status": "AUTHORISED", "Date": DAY.isoformat(), "DueDate": DAY.isoformat()}
        money = {"CurrencyCode": document.currency, "LineAmountTypes": words[document.tax_mode]}
        return self._sums(document, head | money | {"Contact": {"ContactID": document.contact}, "LineItems": lines})

    def _sums(self, document: Document, body: Mapping[str, Any]) -> Sums:
        form = credit_notes.FORM if document.kind in CREDITS else invoices.FORM
        with self._books.unit():
            found = compose(self._state, form, sent=body, before=None, places=4)
        inclusive = document.tax_mode is TaxMode.INCLUSIVE
        lines = tuple(
            (line["LineAmount"] - (line["TaxAmount"] if inclusive else 0), line["TaxAmount"]) for line in found["LineItems"]
        )
        return Sums(found["SubTotal"], found["TotalTax"], found["Total"], lines)


class QuickBooksPlace:
    """`written`: as our connector writes it; `plain`: quantity, price and amount, of which QuickBooks checks that they agree."""

    price_places = 7
    refusals = REFUSALS
    _names = {
        EntityKind.INVOICE: "Invoice",
        EntityKind.BILL: "Bill",
        EntityKind.CREDIT_NOTE: "CreditMemo",
        EntityKind.SUPPLIER_CREDIT: "VendorCredit",
    }

    def __init__(self, world: World, realm: str) -> None:
        self._books = world.ground.books
        self._company = Company(self._books, realm, at=world.ground.clock.now())
        self.name = f"quickbooks {self._company.profile['country']}"
        self.currencies: Sequence[str] = tuple(dict.fromkeys((*CURRENCIES, self._company.currency)))
        preferences = self._company.fetch("Preferences", "1")
        switched = preferences["CurrencyPrefs"] | {"MultiCurrencyEnabled": True}
        self._company.keep("Preferences", "1", body=preferences | {"CurrencyPrefs": switched})
        parties = {
            (kind, code): str(self._save(kind, {"DisplayName": f"{kind} {code}", "CurrencyRef": {"value": code}})["Id"])
            for kind in ("Customer", "Vendor")
            for code in self.currencies
        }
        self.contacts: Mapping[tuple[EntityKind, str], str] = {
            (kind, code): parties["Customer" if kind in SALES else "Vendor", code]
            for kind in DOCUMENT_KINDS
            for code in self.currencies
        }
        role = self._company.role("income")
        item = {"Name": "Goods", "Type": "Service", "IncomeAccountRef": {"value": role}, "ExpenseAccountRef": {"value": "54"}}
        goods = replace(_GOODS, item=str(self._save("Item", item)["Id"]))
        self.patterns: Mapping[EntityKind, Line] = dict.fromkeys(DOCUMENT_KINDS, goods)
        self.rates: Mapping[str, Percent] = self._on_both_sides()
        self.ways: Mapping[str, Way] = {
            "written": (QUICKBOOKS.rounding, self._written),
            "plain": (SEVEN_DIGIT_PRICES, self._plain),
        }

    def add_tax(self, percent: Decimal) -> str:
        agency = self._company.all("TaxAgency")[0]["Id"]
        detail = {"TaxRateName": f"{percent}%", "RateValue": percent, "TaxAgencyId": agency}
        sides = [detail | {"TaxApplicableOn": "Sales"}, detail | {"TaxRateName": f"{percent}% P", "TaxApplicableOn": "Purchase"}]
        with self._books.unit():
            made = taxservice.create(self._company, {"TaxCode": f"{percent}%", "TaxRateDetails": sides})
        self.rates = self._on_both_sides()
        return str(made["TaxCodeId"])

    def _save(self, kind: str, body: Body) -> Body:
        return writes.save(self._company, kind, raw=body)

    def _on_both_sides(self) -> dict[str, Percent]:
        """The codes that come to the same whether something is sold or bought."""
        sold, bought = self._percents(sales=True), self._percents(sales=False)
        return {code: percent for code, percent in sold.items() if bought.get(code) == percent}

    def _percents(self, *, sales: bool) -> dict[str, Percent]:
        side = "SalesTaxRateList" if sales else "PurchaseTaxRateList"
        found: dict[str, Percent] = {}
        for code in self._company.all("TaxCode"):
            details = code.get(side, {}).get("TaxRateDetail", [])
            parts = tuple(self._company.fetch("TaxRate", one["TaxRateRef"]["value"])["RateValue"] for one in details)
            if parts:
                found[code["Id"]] = parts if len(parts) > 1 else parts[0]
        return found

    def _written(self, document: Document) -> Sums:
        return self._sums(
            document,
            quickbooks_body(document.kind, document, marker="total", known=Known(rates=self.rates, purchase_rates=self.rates)),
        )

    def _plain(self, document: Document) -> Sums | None:
        if document.tax_mode is TaxMode.INCLUSIVE:
            return None  # Amounts are always without tax.
        sale = document.kind in SALES
        lines: list[Body] = []
        for line in document.lines:
            if not line.quantity:
                lines.append({"DetailType": "DescriptionOnly", "Description": line.description, "DescriptionLineDetail": {}})
                continue
            amount, price = line_amount(line, rule=SEVEN_DIGIT_PRICES, places=2), unit_price(line, rule=SEVEN_DIGIT_PRICES)
            detail: Body = {"ItemRef": {"value": line.item}, "Qty": line.quantity, "UnitPrice": price}
            name = "SalesItemLineDetail" if sale else "ItemBasedExpenseLineDetail"
            code: Body = {"TaxCodeRef": {"value": line.tax_code}} if line.tax_code else {}
            sold: Body = {"DetailType": name, "Amount": amount, name: detail | code}
            lines.append(sold)
        party: Body = {"CustomerRef" if sale else "VendorRef": {"value": document.contact}}
        method = "NotApplicable" if document.tax_mode is TaxMode.NONE else "TaxExcluded"
        head = {"CurrencyRef": {"value": document.currency}, "GlobalTaxCalculation": method}
        return self._sums(document, party | head | {"Line": lines})

    def _sums(self, document: Document, body: Mapping[str, Any]) -> Sums:
        name = self._names[document.kind]
        prepare = sales.prepare if document.kind in SALES else purchases.prepare
        with self._books.unit():
            found = prepare(self._company, Draft(name, fields.read(name, dict(body)).body))
        tax = found.get("TxnTaxDetail", {}).get("TotalTax", Decimal("0.00"))
        lines = tuple(
            (line.get("Amount", Decimal(0)), None) for line in found["Line"] if line["DetailType"] != "SubTotalLineDetail"
        )
        return Sums(found["TotalAmt"] - tax, tax, found["TotalAmt"], lines)


class SagePlace:
    """The caller works out the tax, and Sage takes it and sums. `written`: as our connector writes it; `plain`: quantity and price
    as they are, finer prices too, with our tax."""

    price_places = 5
    refusals = REFUSALS
    _forms = {
        EntityKind.INVOICE: forms.SALES_INVOICE,
        EntityKind.BILL: forms.PURCHASE_INVOICE,
        EntityKind.CREDIT_NOTE: forms.SALES_CREDIT_NOTE,
        EntityKind.SUPPLIER_CREDIT: forms.PURCHASE_CREDIT_NOTE,
    }

    def __init__(self, world: World, business: str) -> None:
        self._books, self._state = world.ground.books, Business(world.ground, business)
        self.name = f"sage {self._state.country}"
        self.currencies: Sequence[str] = tuple(dict.fromkeys((*CURRENCIES, self._state.currency)))
        contacts = {
            code: str(sage_contacts.save(self._state, None, {**_BOTH, "name": f"Trade {code}", "currency_id": code})["id"])
            for code in self.currencies
        }
        self.contacts: Mapping[tuple[EntityKind, str], str] = {
            (kind, code): contact for kind in DOCUMENT_KINDS for code, contact in contacts.items()
        }
        self.patterns: Mapping[EntityKind, Line] = {
            kind: replace(_GOODS, account=self._account(4000 if kind in SALES else 5000)) for kind in DOCUMENT_KINDS
        }
        self.rates: Mapping[str, Percent] = {
            rate["id"]: percentage_on(rate, DAY.isoformat()) for rate in self._state.all("tax_rates")
        }
        self.ways: Mapping[str, Way] = {"written": (SAGE.rounding, self._written), "plain": (_FIVE_DIGITS, self._plain)}

    def _account(self, nominal: int) -> str:
        return str(self._state.find("ledger_accounts", "nominal", key=nominal)[0]["id"])

    def add_tax(self, percent: Decimal) -> str:
        """Sage takes new rates in the United States only: this one is laid under its interface."""
        period = {"percentage": percent, "from_date": None, "to_date": None}
        with self._books.unit():
            rate = self._state.save("tax_rates", {"displayed_as": f"{percent}%", "percentages": [period]})
        self.rates = {**self.rates, rate["id"]: percent}
        return str(rate["id"])

    def _written(self, document: Document) -> Sums:
        rates = {code: percent for code, percent in self.rates.items() if isinstance(percent, Decimal)}
        return self._sums(document, sage_body(document, key="total", rates=rates))

    def _plain(self, document: Document) -> Sums | None:
        if any(line.discount_percent for line in document.lines):
            return None  # How a percentage is rounded there is not known: our connector says the amount where it matters.
        form, lines = self._forms[document.kind], []
        for line, part in zip(document.lines, totals(document, self.rates, rule=_FIVE_DIGITS).lines, strict=True):
            fixed = {"description": "Goods", "ledger_account_id": self.patterns[document.kind].account}
            figures = {"quantity": str(line.quantity), "unit_price": str(line.unit_price), "tax_amount": str(part.tax)}
            untaxed = f"{self._state.country}_NO_TAX"
            lines.append(
                fixed
                | figures
                | {"tax_rate_id": line.tax_code or untaxed, "unit_price_includes_tax": document.tax_mode is TaxMode.INCLUSIVE}
            )
        head = {"contact_id": document.contact, "date": DAY.isoformat(), "currency_id": document.currency}
        return self._sums(document, head | {form.lines: lines})

    def _sums(self, document: Document, body: Mapping[str, Any]) -> Sums:
        form = self._forms[document.kind]
        with self._books.unit():
            found = sage_documents.compose(self._state, form, before=None, sent=body)
        lines = tuple((line["net_amount"], line["tax_amount"]) for line in found[form.lines])
        return Sums(found["net_amount"], found["tax_amount"], found["total_amount"], lines)
