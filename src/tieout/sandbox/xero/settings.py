"""What documents are written against: accounts, tax rates, tracking categories, currencies and the organisation."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from tieout.sandbox.books import Body
from tieout.sandbox.call import Call, Json, Reply
from tieout.sandbox.xero import errors, ledger
from tieout.sandbox.xero.errors import InvalidError
from tieout.sandbox.xero.place import Place
from tieout.sandbox.xero.rules import round4
from tieout.sandbox.xero.state import State, Wish
from tieout.sandbox.xero.wire import date_out, elements, envelope, flag, moment_out, read_decimal, text_of

_ASSETS = ("BANK", "CURRENT", "FIXED", "INVENTORY", "NONCURRENT", "PREPAYMENT")
# Assumed: the classes that these types belong to by accounting standards.
CLASSES = {
    **dict.fromkeys(_ASSETS, "ASSET"),
    **dict.fromkeys(("CURRLIAB", "LIABILITY", "TERMLIAB", "PAYG"), "LIABILITY"),
    **dict.fromkeys(("EQUITY",), "EQUITY"),
    **dict.fromkeys(("DEPRECIATN", "DIRECTCOSTS", "EXPENSE", "OVERHEADS"), "EXPENSE"),
    **dict.fromkeys(("REVENUE", "SALES", "OTHERINCOME"), "REVENUE"),
}
_CAN_APPLY = ("CanApplyToAssets", "CanApplyToEquity", "CanApplyToExpenses", "CanApplyToLiabilities", "CanApplyToRevenue")
TRACKING_ACTIVE_MAX, TRACKING_MAX = 2, 4
# What may stand beside a new status: the official clients send read-only flags along with everything.
_STATUS_ONLY = {"AccountID", "Status", "HasAttachments"}


def save_account(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = state.get("Accounts", wish.id or text_of(sent, "AccountID")) if wish.id or not wish.create_only else None
    if wish.id and before is None:
        raise errors.not_found()
    body: Body = dict(before) if before else _blank_account(state, sent)
    status = text_of(sent, "Status").upper()
    if before is not None and status and status != before["Status"]:
        return _archive(state, before, status=status, alone=not set(sent) - _STATUS_ONLY)
    for field, most in (("Code", 10), ("Name", 150), ("Description", 4000), ("TaxType", 50), ("BankAccountNumber", 40)):
        if field in sent:
            body[field] = text_of(sent, field)
            if len(body[field]) > most:
                raise InvalidError(errors.ACCOUNT_CODE_LONG if field == "Code" else errors.TOO_LONG.format(field, most))
    for field in ("EnablePaymentsToAccount", "ShowInExpenseClaims", "AddToWatchlist"):
        # The watch list is not asked for when an account is made.
        if field in sent and (field != "AddToWatchlist" or before is not None):
            body[field] = flag(sent[field])
    problems = [*_retyped(sent, body=body), *_account_problems(state, body)]
    if problems:
        raise InvalidError(*problems)
    return state.save("Accounts", body)


def _blank_account(state: State, sent: Mapping[str, Json]) -> Body:
    kind = text_of(sent, "Type").upper()
    if kind not in CLASSES:
        raise InvalidError("Account type is not valid")  # assumed
    body: Body = {
        "AccountID": state.new_id(),
        "Code": "",
        "Name": "",
        "Type": kind,
        "Status": "ACTIVE",
        "Class": CLASSES[kind],
        "TaxType": "NONE",
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "AddToWatchlist": False,
        "SystemAccount": "",
    }
    if kind == "BANK":
        body["BankAccountType"] = text_of(sent, "BankAccountType").upper() or "BANK"
        body["BankAccountNumber"] = ""
        body["CurrencyCode"] = text_of(sent, "CurrencyCode").upper() or state.organisation["BaseCurrency"]
    return body


def _retyped(sent: Mapping[str, Json], *, body: Body) -> list[str]:
    """Another type may be given, but no account becomes a bank account or stops being one, and none of the system's (assumed)."""
    kind = text_of(sent, "Type").upper() or body["Type"]
    if kind == body["Type"]:
        return []
    if kind not in CLASSES or "BANK" in (kind, body["Type"]) or body["SystemAccount"]:
        return ["Account type is not valid"]  # assumed
    body |= {"Type": kind, "Class": CLASSES[kind]}
    return []


def _account_problems(state: State, body: Body) -> list[str]:
    problems = []
    others = [one for one in state.all("Accounts") if one["AccountID"] != body["AccountID"]]
    if not body["Name"] or any(one["Name"].lower() == body["Name"].lower() for one in others):
        problems.append(errors.ACCOUNT_NAME)
    if body["Code"] and any(one["Code"].lower() == body["Code"].lower() for one in others):
        problems.append(errors.ACCOUNT_CODE_TAKEN)
    if not body["Code"] and body["Type"] != "BANK":
        problems.append(errors.REQUIRED.format("Code"))
    if body["Type"] == "BANK":
        problems += _bank_problems(state, body)
    if state.tax_rate(body["TaxType"]) is None:
        problems.append(errors.BAD_TAX.format(body["TaxType"]))
    return problems


def _bank_problems(state: State, body: Body) -> list[str]:
    problems = []
    if not body["BankAccountNumber"]:
        problems.append(errors.REQUIRED.format("BankAccountNumber"))
    if body["BankAccountType"] not in ("BANK", "CREDITCARD", "PAYPAL"):
        problems.append("BankAccountType is not valid")  # assumed
    if state.get("Currencies", body["CurrencyCode"]) is None:
        problems.append(errors.BAD_CURRENCY.format(body["CurrencyCode"]))
    if body.get("Description"):
        problems.append("A bank account has no description")  # assumed words
    return problems


def _archive(state: State, before: Body, *, status: str, alone: bool) -> Body:
    if not alone:
        raise InvalidError("An account's status cannot be changed together with other fields")  # assumed words
    if status not in ("ACTIVE", "ARCHIVED") or before["SystemAccount"]:
        raise InvalidError(errors.IN_USE)
    return state.save("Accounts", {**before, "Status": status})


def delete_account(state: State, id: str) -> Body:
    account = state.get("Accounts", id)
    if account is None:
        raise errors.not_found()
    if account["SystemAccount"] or _account_used(state, account["AccountID"]):
        raise InvalidError(errors.IN_USE)
    state.remove("Accounts", account["AccountID"])
    return {**account, "Status": "DELETED"}


def _account_used(state: State, id: str) -> bool:
    """By what has been posted, even if it was taken back, or by the lines of a draft."""
    return any(line["AccountID"] == id for _, line in ledger.lines(state)) or any(
        line.get("AccountID") == id for line in _document_lines(state)
    )


def _document_lines(state: State) -> Iterator[Body]:
    for kind in ("Invoices", "CreditNotes", "BankTransactions", "Prepayments", "Overpayments", "Quotes", "PurchaseOrders"):
        for document in state.all(kind):
            yield from document["LineItems"]
    for journal in state.all("ManualJournals"):
        yield from journal["JournalLines"]


def show_account(account: Body) -> Body:
    shown = {key: value for key, value in account.items() if value != "" or key == "SystemAccount"}
    if not account["SystemAccount"]:
        shown.pop("SystemAccount", None)
    return {**shown, "UpdatedDateUTC": moment_out(account["UpdatedDateUTC"]), "HasAttachments": False}


def save_tax_rate(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    name = text_of(sent, "Name")
    key = wish.id or ("" if wish.create_only else text_of(sent, "TaxType"))
    before = state.tax_rate(key) if key else None
    if before is None and not wish.create_only and not wish.id:
        before = next((one for one in state.all("TaxRates") if one["Name"].lower() == name.lower()), None)
    if wish.id and before is None:
        raise errors.not_found()
    body: Body = dict(before) if before else _blank_tax_rate(state)
    body["Name"] = name or body["Name"]
    if not body["Name"] or any(one["Name"] == body["Name"] and one["TaxType"] != body["TaxType"] for one in state.all("TaxRates")):
        raise InvalidError(errors.ACCOUNT_NAME)
    if status := text_of(sent, "Status").upper():
        if status not in ("ACTIVE", "DELETED", "ARCHIVED", "PENDING"):
            raise InvalidError("Status is not valid")  # assumed
        body["Status"] = status
    if "ReportTaxType" in sent:
        body["ReportTaxType"] = text_of(sent, "ReportTaxType")
        body |= {"CanApplyToExpenses": body["ReportTaxType"] != "OUTPUT", "CanApplyToRevenue": body["ReportTaxType"] != "INPUT"}
    components = sent.get("TaxComponents")
    if isinstance(components, list):
        body["TaxComponents"] = [_component(one) for one in components if isinstance(one, dict)]
    if not body["TaxComponents"]:
        raise InvalidError(errors.REQUIRED.format("TaxComponents"))
    body["EffectiveRate"] = body["DisplayTaxRate"] = effective_rate(body["TaxComponents"])
    return state.keep("TaxRates", body)


def _blank_tax_rate(state: State) -> Body:
    # Assumed: new rates are numbered TAX001 and on.
    return {
        "TaxType": f"TAX{state.next_number('tax_type'):03}",
        "Name": "",
        "Status": "ACTIVE",
        "TaxComponents": [],
        **dict.fromkeys(_CAN_APPLY, True),
    }


def _component(sent: Mapping[str, Json]) -> Body:
    return {
        "Name": text_of(sent, "Name"),
        "Rate": round4(read_decimal(sent.get("Rate"), "Rate")),
        "IsCompound": flag(sent.get("IsCompound")),
        "IsNonRecoverable": flag(sent.get("IsNonRecoverable")),
    }


def effective_rate(components: list[Body]) -> Decimal:
    """Simple components add up; a compound one is taken on top of them."""
    simple = sum((one["Rate"] for one in components if not one["IsCompound"]), Decimal(0))
    compound = sum((one["Rate"] for one in components if one["IsCompound"]), Decimal(0))
    return round4(simple + compound * (1 + simple / 100))


def save_tracking(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    before = state.get("TrackingCategories", wish.id) if wish.id else None
    if wish.id and before is None:
        raise errors.not_found()
    body: Body = dict(before) if before else {"TrackingCategoryID": state.new_id(), "Name": "", "Status": "ACTIVE", "Options": []}
    body["Name"] = text_of(sent, "Name") or body["Name"]
    body["Status"] = _tracking_status(sent, body)
    others = [one for one in state.all("TrackingCategories") if one["TrackingCategoryID"] != body["TrackingCategoryID"]]
    if not body["Name"] or len(body["Name"]) > 100 or any(one["Name"].lower() == body["Name"].lower() for one in others):
        raise InvalidError(errors.ACCOUNT_NAME)
    active = sum(one["Status"] == "ACTIVE" for one in others) + (body["Status"] == "ACTIVE")
    if active > TRACKING_ACTIVE_MAX or len(others) + 1 > TRACKING_MAX:
        raise InvalidError(
            f"There can be {TRACKING_ACTIVE_MAX} active tracking categories and {TRACKING_MAX} in all"
        )  # assumed words
    return state.keep("TrackingCategories", body)


def _tracking_status(sent: Mapping[str, Json], body: Body) -> str:
    status = text_of(sent, "Status").upper() or str(body["Status"])
    if status not in ("ACTIVE", "ARCHIVED"):
        raise InvalidError("Status is not valid")  # assumed
    return status


def delete_tracking(state: State, id: str) -> Body:
    category = state.get("TrackingCategories", id)
    if category is None:
        raise errors.not_found()
    if any(tracking["TrackingCategoryID"] == id for tracking in _tracked(state)):
        raise InvalidError(errors.IN_USE)
    state.remove("TrackingCategories", id)
    return {**category, "Status": "DELETED"}


def save_option(state: State, category_id: str, *, option_id: str, sent: Mapping[str, Json]) -> Body:
    """Adds an option, or renames or archives the one of that id."""
    category = state.get("TrackingCategories", category_id)
    before = next((one for one in (category or {}).get("Options", []) if one["TrackingOptionID"] == option_id), None)
    if category is None or (option_id and before is None):
        raise errors.not_found()
    option: Body = dict(before) if before else {"TrackingOptionID": state.new_id(), "Name": "", "Status": "ACTIVE"}
    option["Name"] = text_of(sent, "Name") or option["Name"]
    option["Status"] = _tracking_status(sent, option)
    others = [one for one in category["Options"] if one["TrackingOptionID"] != option["TrackingOptionID"]]
    if not option["Name"] or len(option["Name"]) > 100 or any(one["Name"].lower() == option["Name"].lower() for one in others):
        raise InvalidError(errors.ACCOUNT_NAME)
    options = [option if one is before else one for one in category["Options"]] + ([] if before else [option])
    state.keep("TrackingCategories", {**category, "Options": options})
    return option


def answer_options(state: State, call: Call, *, place: Place) -> Reply:
    """The options of a tracking category."""
    if place.kind.plural != "TrackingCategories":
        raise errors.not_found()
    match (call.method, bool(place.child_id)):
        case ("PUT", False) | ("POST", True):
            sent = elements(call, "Options")[0]
            return envelope("Options", [save_option(state, place.id, option_id=place.child_id, sent=sent)], call=call)
        case ("DELETE", True):
            return envelope("Options", [delete_option(state, place.id, option_id=place.child_id)], call=call)
    raise errors.refuse(501, "Not Implemented", detail=f"{call.method} is not implemented for options")


def delete_option(state: State, category_id: str, *, option_id: str) -> Body:
    category = state.get("TrackingCategories", category_id)
    option = next((one for one in (category or {}).get("Options", []) if one["TrackingOptionID"] == option_id), None)
    if category is None or option is None:
        raise errors.not_found()
    if any(tracking["TrackingOptionID"] == option_id for tracking in _tracked(state)):
        raise InvalidError(errors.IN_USE)
    state.keep("TrackingCategories", {**category, "Options": [one for one in category["Options"] if one is not option]})
    return {**option, "Status": "DELETED"}


def _tracked(state: State) -> list[Body]:
    return [tracking for line in _document_lines(state) for tracking in line["Tracking"]]


def save_currency(state: State, sent: Mapping[str, Json], *, wish: Wish) -> Body:
    if wish.id:
        raise errors.not_found()  # a currency can be added, and nothing else
    code = text_of(sent, "Code").upper()
    if len(code) != 3 or not code.isalpha():
        raise InvalidError("Currency code is not valid")  # assumed
    return state.keep("Currencies", {"Code": code, "Description": text_of(sent, "Description") or code})


_ACTIONS = (
    "CreateApprovedInvoice",
    "CreateDraftPurchaseOrder",
    "CreateApprovedBill",
    "AttachFilesIntoInvoice",
    "UseMulticurrency",
    "CreateDraftInvoice",
    "CreateRepeatingInvoice",
    "CreateRepeatingBill",
    "CreateSentQuote",
    "CreateInvoicePayment",
    "CreateApprovedPurchaseOrder",
    "CreateDraftQuote",
    "CreateDraftBill",
)


def answer_organisation(state: State, call: Call, *, key: str) -> Reply:
    """The organisation is changed on its own screens, never through the API."""
    if call.method != "GET":
        raise errors.refuse(501, "Not Implemented", detail="The organisation is read only")
    if key.lower() == "actions":
        return envelope("Actions", [{"Name": name, "Status": "ALLOWED"} for name in _ACTIONS], call=call)
    if key and key.lower() != state.organisation_id:
        raise errors.not_found()
    return envelope("Organisations", [show_organisation(state.organisation)], call=call)


def show_organisation(organisation: Body) -> Body:
    shown = {key: value for key, value in organisation.items() if value is not None}
    for field in ("PeriodLockDate", "EndOfYearLockDate"):
        if shown.get(field):
            shown[field] = date_out(shown[field])
    return {**shown, "CreatedDateUTC": moment_out(organisation["CreatedDateUTC"])}
