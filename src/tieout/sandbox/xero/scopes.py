"""Scopes: which of them an app can ask for, and which of them each endpoint needs."""

from collections.abc import Sequence

from tieout.sandbox.xero.errors import refuse

_BASE = (
    "accounting.transactions",
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
)
# The broad scope of the years before the granular ones, which still opens all that they open together.
_BROAD, _BROAD_REPORTS = "accounting.transactions", "accounting.reports.read"
_REPORTS = {
    "agedreceivablesbycontact": "aged",
    "agedpayablesbycontact": "aged",
    "balancesheet": "balancesheet",
    "banksummary": "banksummary",
    "budgetsummary": "budgetsummary",
    "executivesummary": "executivesummary",
    "profitandloss": "profitandloss",
    "trialbalance": "trialbalance",
    "bassummary": "taxreports",
    "gstreport": "taxreports",
    "tenninetynine": "tenninetynine",
}
_REPORT_SCOPES = tuple(dict.fromkeys(f"accounting.reports.{word}.read" for word in _REPORTS.values()))
_READ_ONLY = ("accounting.journals.read", "accounting.budgets.read", _BROAD_REPORTS, *_REPORT_SCOPES)
_USER = ("openid", "profile", "email", "offline_access")
SCOPES = frozenset({*_USER, *_BASE, *(f"{scope}.read" for scope in _BASE), *_READ_ONLY, "paymentservices"})
# Everything that an app of today can hold: what the tokens of the control API carry.
FULL_SCOPE = " ".join(
    (
        *_USER,
        *(scope for scope in _BASE if scope != _BROAD),
        "paymentservices",
        *(scope for scope in _READ_ONLY if scope != _BROAD_REPORTS),
    )
)
_OF_INVOICES = ("accounting.invoices", _BROAD)
_OF_PAYMENTS = ("accounting.payments", _BROAD)
_OF_BANK = ("accounting.banktransactions", _BROAD)
_OF_SETTINGS = ("accounting.settings",)
_OF_CONTACTS = ("accounting.contacts",)
_NEEDS: dict[str, Sequence[str]] = {
    **dict.fromkeys(
        ("invoices", "creditnotes", "quotes", "purchaseorders", "repeatinginvoices", "linkedtransactions"), _OF_INVOICES
    ),
    # The scopes page names both; the description has Items among the settings.
    "items": (*_OF_INVOICES, "accounting.settings"),
    **dict.fromkeys(("payments", "batchpayments", "prepayments", "overpayments"), _OF_PAYMENTS),
    **dict.fromkeys(("banktransactions", "banktransfers"), _OF_BANK),
    "manualjournals": ("accounting.manualjournals", _BROAD),
    **dict.fromkeys(("contacts", "contactgroups"), _OF_CONTACTS),
    **dict.fromkeys(
        (
            "accounts",
            "brandingthemes",
            "currencies",
            "invoicereminders",
            "organisation",
            "organisations",
            "setup",
            "taxrates",
            "trackingcategories",
            "users",
        ),
        _OF_SETTINGS,
    ),
    "paymentservices": ("paymentservices",),
    "journals": ("accounting.journals.read",),
    "budgets": ("accounting.budgets.read",),
}
# Below one object another scope can be needed than for the object itself.
_BELOW: dict[str, Sequence[str]] = {
    "attachments": ("accounting.attachments",),
    "cissettings": _OF_SETTINGS,
    "paymentservices": ("paymentservices",),
}


def needed(segments: Sequence[str], *, method: str) -> frozenset[str]:
    """The scopes of which one is enough; none for a path that does not exist. `segments` is the path below `/api.xro/2.0/`."""
    words = [segment.lower() for segment in segments]
    if words[:1] == ["reports"]:
        own = [f"accounting.reports.{_REPORTS[words[1]]}.read"] if words[1:] and words[1] in _REPORTS else list(_REPORT_SCOPES)
        return frozenset({*own, _BROAD_REPORTS})
    found = _BELOW.get(words[2]) if len(words) > 2 else None
    scopes = found or _NEEDS.get(words[0] if words else "", ())
    return frozenset({*scopes, *(f"{scope}.read" for scope in scopes if method == "GET")}) & SCOPES


def check_scope(held: str, segments: Sequence[str], *, method: str) -> None:
    """A missing scope is told as 401, not 403; the detail tells it from a bad token."""
    enough = needed(segments, method=method)
    if not enough or enough.intersection(held.split()):
        return
    headers = {"WWW-Authenticate": 'Bearer error="insufficient_scope", error_description="insufficient_scope"'}
    raise refuse(401, "Unauthorized", detail="AuthorizationUnsuccessful", headers=headers)
