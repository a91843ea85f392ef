"""Customers, vendors, items, accounts and the small lists: unique names, trees, and what may be switched off."""

import re
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.quickbooks import errors, items, parts
from tieout.sandbox.quickbooks.errors import FaultError, business
from tieout.sandbox.quickbooks.ledger import ZERO
from tieout.sandbox.quickbooks.parts import Draft
from tieout.sandbox.quickbooks.state import Company

_PEOPLE = ("Customer", "Vendor", "Employee")  # one space of names
_LEVELS_MAX = 5
_DELETED = " (deleted)"  # unverified: what QuickBooks puts behind the name of an inactive object
_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+")

_TYPES: dict[str, tuple[str, str]] = {
    # AccountType: (Classification, the usual AccountSubType)
    "Bank": ("Asset", "Checking"),
    "Accounts Receivable": ("Asset", "AccountsReceivable"),
    "Other Current Asset": ("Asset", "OtherCurrentAssets"),
    "Fixed Asset": ("Asset", "FurnitureAndFixtures"),
    "Other Asset": ("Asset", "OtherLongTermAssets"),
    "Accounts Payable": ("Liability", "AccountsPayable"),
    "Credit Card": ("Liability", "CreditCard"),
    "Other Current Liability": ("Liability", "OtherCurrentLiabilities"),
    "Long Term Liability": ("Liability", "NotesPayable"),
    "Equity": ("Equity", "OpeningBalanceEquity"),
    "Income": ("Revenue", "SalesOfProductIncome"),
    "Other Income": ("Revenue", "OtherMiscellaneousIncome"),
    "Cost of Goods Sold": ("Expense", "SuppliesMaterialsCogs"),
    "Expense": ("Expense", "OfficeGeneralAdministrativeExpenses"),
    "Other Expense": ("Expense", "OtherMiscellaneousExpense"),
}


def prepare(company: Company, draft: Draft) -> Body:
    """The whole body of a list object, without its head; raises FaultError."""
    if draft.kind in _PEOPLE:
        return _person(company, draft)
    body: Body = {"Active": True} | draft.wanted | {"Name": _plain(company, draft, field="Name")}
    match draft.kind:
        case "Item":
            body |= _tree(company, draft, body=body) | items.fields(company, draft, body=body)
        case "Account":
            body |= _tree(company, draft, body=body) | _account(company, draft, body=body)
        case "Class" | "Department":
            _switched_on(company, draft.kind)
            body |= _tree(company, draft, body=body)
            body["SubClass" if draft.kind == "Class" else "SubDepartment"] = "ParentRef" in body
        case "Term":
            body["Type"] = _term_type(body)
        case "PaymentMethod":
            body.setdefault("Type", "NON_CREDIT_CARD")
    full_name = str(body.get("FullyQualifiedName", body["Name"]))
    _unique(company, draft, name=full_name, kinds=(draft.kind,))
    return body


def _term_type(body: Body) -> str:
    for name, least, most in (
        ("DueDays", 0, 999),
        ("DiscountDays", 0, 999),
        ("DayOfMonthDue", 1, 31),
        ("DueNextMonthDays", 0, 999),
    ):
        value = body.get(name)
        if value is not None and (not least <= value <= most or value != int(value)):
            raise FaultError(errors.BAD_NUMBER, f"{name} is a whole number from {least} to {most}", element=name)
    return "DATE_DRIVEN" if "DayOfMonthDue" in body else "STANDARD"


def _plain(company: Company, draft: Draft, *, field: str) -> str:
    """The name, trimmed; an object that becomes inactive gives its name free, and takes it back when it returns."""
    name = str(draft.wanted.get(field, "")).strip()
    if not name:
        raise errors.missing(field)
    forbidden = ':\t\n"' if draft.kind == "Account" else ":\t\n"
    if any(sign in name for sign in forbidden):
        raise FaultError(errors.BAD_STRING, f"{field} must not hold a colon, a tab or a new line", element=field)
    was_active = draft.stored is None or draft.stored.get("Active", True)
    active = draft.wanted.get("Active", True)
    if was_active and not active:
        _check_no_balance(draft)
        name += "" if name.endswith(_DELETED) else _DELETED
        while _taken(company, draft, name=name, kinds=(draft.kind,)):
            name += " "
        return name
    return name.removesuffix(_DELETED) if not was_active and active else name


def _check_no_balance(draft: Draft) -> None:
    stored = draft.stored or {}
    if stored.get("Balance") or stored.get("CurrentBalance"):
        raise FaultError(errors.HAS_BALANCE, "An object with a balance cannot be made inactive", element="Active")


def _taken(company: Company, draft: Draft, *, name: str, kinds: tuple[str, ...]) -> Body | None:
    for kind in kinds:
        for other in company.named(kind, name):
            if kind != draft.kind or other["Id"] != draft.id:
                return other
    return None


def _unique(company: Company, draft: Draft, *, name: str, kinds: tuple[str, ...]) -> None:
    if (other := _taken(company, draft, name=name, kinds=kinds)) is not None:
        raise FaultError(errors.DUPLICATE_NAME, f"The name supplied already exists. : Id={other['Id']}")


def _person(company: Company, draft: Draft) -> Body:
    wanted = dict(draft.wanted)
    if not str(wanted.get("DisplayName", "")).strip():
        # Assumed: made of the name's parts, or the company's name.
        pieces = [wanted.get(name, "") for name in ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")]
        wanted["DisplayName"] = " ".join(piece for piece in pieces if piece) or wanted.get("CompanyName", "")
    named = Draft(draft.kind, wanted, draft.stored, draft.blanks)
    name = _plain(company, named, field="DisplayName")
    _unique(company, draft, name=name, kinds=_PEOPLE)
    check_addresses(str(wanted.get("PrimaryEmailAddr", {}).get("Address", "")), element="PrimaryEmailAddr")
    body: Body = {"Active": True} | wanted | {"DisplayName": name}
    body.setdefault("PrintOnCheckName", wanted.get("CompanyName") or name)
    if draft.kind == "Employee":
        return {"Organization": False, "BillableTime": False} | body | _addressed(company, body, names=("PrimaryAddr",))
    body |= {"CurrencyRef": _currency(company, draft), "Balance": draft.stored["Balance"] if draft.stored else ZERO}
    body |= _addressed(company, body, names=("BillAddr", "ShipAddr"))
    if draft.kind == "Vendor":
        return {"Vendor1099": False} | body
    for field, list_kind in {"SalesTermRef": "Term", "PaymentMethodRef": "PaymentMethod", "DefaultTaxCodeRef": "TaxCode"}.items():
        if field in body:
            body[field] = parts.named_ref({}, company.refer(list_kind, body[field], element=field))
    parent = _parent(company, draft)
    body |= {"FullyQualifiedName": f"{parent['FullyQualifiedName']}:{name}" if parent else name, "IsProject": False}
    body |= {"Job": bool(parent), "Level": parent.get("Level", 0) + 1} if parent else {"Job": False}
    body["BalanceWithJobs"] = draft.stored["BalanceWithJobs"] if draft.stored else ZERO
    return {"BillWithParent": False, "PreferredDeliveryMethod": "Print"} | ({} if company.global_tax else {"Taxable": True}) | body


def check_addresses(text: str, *, element: str) -> None:
    """Several e-mail addresses stand between commas; raises FaultError for what is none."""
    for address in text.split(","):
        if address.strip() and not _EMAIL.fullmatch(address.strip()):
            raise FaultError(errors.BAD_EMAIL, f"Invalid email address {address.strip()}", element=element)


def _addressed(company: Company, body: Body, *, names: tuple[str, ...]) -> Body:
    """The addresses, each with an id of its own."""
    new = (name for name in names if name in body and "Id" not in body[name])
    return {name: {"Id": str(company.books.next(company.shelf, "id:address")), **body[name]} for name in new}


def _currency(company: Company, draft: Draft) -> Body:
    own = draft.stored["CurrencyRef"]["value"] if draft.stored else company.currency
    asked = str(draft.wanted.get("CurrencyRef", {}).get("value", own))
    if draft.stored and asked != own:
        raise business("The currency cannot be changed after creation", element="CurrencyRef")
    if asked != company.currency and not company.multi_currency:
        raise business("Multi currency should be enabled to perform this operation", element="CurrencyRef")
    return parts.currency_ref(asked)


def _parent(company: Company, draft: Draft) -> Body | None:
    reference = draft.wanted.get("ParentRef")
    if not reference:
        return None
    parent: Body | None = company.refer(draft.kind, reference, element="ParentRef")
    first, depth = parent, 1
    while parent is not None:
        depth += 1
        if parent["Id"] == draft.id:
            raise FaultError(errors.BAD_PARENT, "An object cannot stand under itself", element="ParentRef")
        if depth > _LEVELS_MAX:
            raise FaultError(errors.TOO_DEEP, f"A tree of names has {_LEVELS_MAX} levels at most", element="ParentRef")
        above = parent.get("ParentRef")
        parent = company.get(draft.kind, above["value"]) if above else None
    return first


def _tree(company: Company, draft: Draft, *, body: Body) -> Body:
    parent = _parent(company, draft)
    if parent is None:
        return {"FullyQualifiedName": body["Name"]}
    reference = parts.named_ref({}, parent)
    return {"FullyQualifiedName": f"{parent['FullyQualifiedName']}:{body['Name']}", "ParentRef": reference}


def renamed(company: Company, kind: str, *, before: Body, after: Body) -> None:
    """What stands under an object bears its new name in the full name, without a version of its own (assumed)."""
    if before.get("FullyQualifiedName") == after.get("FullyQualifiedName"):
        return
    for child in company.find(kind, "parent", key=after["Id"]):
        name = str(child["FullyQualifiedName"]).rpartition(":")[2]
        full_name = f"{after['FullyQualifiedName']}:{name}"
        reference = {**child["ParentRef"], "name": after["FullyQualifiedName"]}
        company.amend(kind, child["Id"], change={"FullyQualifiedName": full_name, "ParentRef": reference})
        renamed(company, kind, before=child, after=company.fetch(kind, child["Id"]))


def _switched_on(company: Company, kind: str) -> None:
    names = ("ClassTrackingPerTxn", "ClassTrackingPerTxnLine") if kind == "Class" else ("TrackDepartments",)
    if not any(company.preference("AccountingInfoPrefs", name) for name in names):
        raise FaultError(errors.SWITCHED_OFF, f"{kind} tracking is switched off in this company")


def _account(company: Company, draft: Draft, *, body: Body) -> Body:
    by_sub_type = {sub: name for name, (_, sub) in _TYPES.items()}
    kind = body.get("AccountType") or by_sub_type.get(body.get("AccountSubType", ""))
    if kind is None:
        raise errors.missing("AccountType")
    if kind not in _TYPES:
        raise FaultError(errors.BAD_ENUM, f"AccountType has no value {kind}", element="AccountType")
    most = 20 if company.profile["country"] in ("AU", "CA") else 7
    if len(body.get("AcctNum", "")) > most:
        raise FaultError(
            errors.TOO_LONG, f"AcctNum Min:0 Max:{most} supported. Supplied length:{len(body['AcctNum'])}", element="AcctNum"
        )
    parent = company.get("Account", body["ParentRef"]["value"]) if "ParentRef" in body else None
    if parent is not None and parent["AccountType"] != kind:
        raise FaultError(errors.BAD_PARENT, "A sub-account has its parent's type", element="ParentRef")
    stored = draft.stored or {}
    if stored and stored["AccountType"] != kind and company.role("receivable") == stored["Id"]:
        raise business("The type of this account cannot be changed", element="AccountType")
    classification, usual = _TYPES[kind]
    balance: Decimal = stored.get("CurrentBalance", ZERO)
    fields = {"AccountType": kind, "AccountSubType": body.get("AccountSubType") or usual, "Classification": classification}
    fields |= {"SubAccount": parent is not None, "CurrencyRef": _currency(company, draft)}
    return fields | {"CurrentBalance": balance, "CurrentBalanceWithSubAccounts": balance}


def classification(account_type: str) -> str:
    return _TYPES[account_type][0]
