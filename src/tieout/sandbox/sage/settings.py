"""The settings of a business, each of which exists once."""

from collections.abc import Callable, Mapping

from tieout.sandbox.books import Body
from tieout.sandbox.sage import chart, fields
from tieout.sandbox.sage.contacts import CUSTOMER_TERMS, VENDOR_TERMS
from tieout.sandbox.sage.errors import invalid
from tieout.sandbox.sage.resource import Resource, View, expand
from tieout.sandbox.sage.state import State
from tieout.sandbox.sage.wire import Sent

_FINANCIAL: dict[str, fields.Read] = {
    **dict.fromkeys(("year_end_date", "year_end_lockdown_date", "accounts_start_date"), fields.day),
    **dict.fromkeys(
        ("accounting_type", "tax_number", "general_tax_number", "sales_tax_calculation", "purchase_tax_calculation"), fields.text
    ),
    **dict.fromkeys(("multi_currency_enabled", "use_live_exchange_rates", "postponed_accounting", "destination_vat"), fields.flag),
    **dict.fromkeys(("flat_rate_tax_percentage", "recoverable_percentage"), fields.amount),
    "base_currency_id": fields.to("currencies"),
    "tax_scheme_id": fields.to("tax_schemes"),
    "tax_return_frequency_id": fields.to("tax_return_frequencies"),
}
_TEXTS = (
    "sales_invoice_number_prefix",
    "sales_credit_note_number_prefix",
    "invoice_terms_and_conditions",
    "default_note_on_invoice",
    "default_note_on_credit_note",
    "default_note_on_estimate",
    "default_note_on_quote",
    "quote_number_prefix",
    "estimate_number_prefix",
    "quick_entry_prefix",
    "quote_terms_and_conditions",
    "estimate_terms_and_conditions",
)
_HEADINGS = ("sales_invoice", "sales_credit_note", "sales_quote", "sales_estimate", "pro_forma", "remittance_advice", "statement")
_WHOLES = (
    "next_invoice_number",
    "next_credit_note_number",
    "next_quote_number",
    "quote_default_days_to_expiry",
    "estimate_default_days_to_expiry",
    "customer_credit_days",
    "vendor_credit_days",
)
_INVOICE: dict[str, fields.Read] = {
    **dict.fromkeys(_TEXTS, fields.text),
    **dict.fromkeys(_WHOLES, fields.whole),
    **dict.fromkeys((f"delivery_note_show_{part}" for part in ("signature", "picked", "notes", "contact_details")), fields.flag),
    **dict.fromkeys(("late_payment_percentage", "prompt_payment_percentage"), fields.amount),
    "delivery_note_terms_and_conditions": fields.text,
    "document_headings": fields.part(dict.fromkeys((*_HEADINGS, "delivery_note"), fields.text)),
    "line_item_titles": fields.part(dict.fromkeys(("description", "unit_price", "quantity", "discount"), fields.text)),
    "footer_details": fields.part(dict.fromkeys(("column_1", "column_2", "column_3"), fields.text)),
    "separate_invoice_credit_note_numbering": fields.flag,
    "payment_bank_account_id": fields.to("bank_accounts"),
    "customer_credit_terms": fields.one_of(*CUSTOMER_TERMS),
    "vendor_credit_terms": fields.one_of(*VENDOR_TERMS),
}
_DEFAULTS = {f"{purpose}_ledger_account_id": fields.to("ledger_accounts") for purpose in chart.DEFAULTS}
_BUSINESS: dict[str, fields.Read] = {
    "business_activity_type_id": fields.to("business_activity_types"),
    "legal_form_type_id": fields.to("legal_form_types"),
    "business_type_id": fields.to("business_types"),
    "country_of_registration_id": fields.to("countries_of_registration"),
    "auxiliary_accounts_visible": fields.flag,
    "wizard_complete": fields.flag,
    "default_ledger_accounts": fields.part(_DEFAULTS),
}


# What the published description has and a new business leaves empty; the sandbox makes no use of it.
_UNUSED: dict[str, tuple[str, ...]] = {
    "financial_settings": ("default_irpf_rate", "general_tax_number", "mtd_authenticated_date", "mtd_connected", "tax_office"),
    "invoice_settings": (
        *("default_note_on_credit_note", "default_note_on_estimate", "default_note_on_quote", "delivery_note_terms_and_conditions"),
        *(
            "quote_terms_and_conditions",
            "estimate_terms_and_conditions",
            "delivery_note_show_signature",
            "delivery_note_show_picked",
        ),
        *(
            "delivery_note_show_notes",
            "delivery_note_show_contact_details",
            "document_headings",
            "line_item_titles",
            "footer_details",
        ),
        *(
            "print_contact_details",
            "print_statements",
            "payment_bank_account",
            "late_payment_percentage",
            "prompt_payment_percentage",
        ),
        *("insurance_area", "insurance_text", "insurance_type", "insurer", "show_auto_entrepreneur", "show_insurance"),
        *("next_sales_corrective_invoice_number", "sales_corrective_invoice_number_prefix"),
    ),
    "business_settings": ("legal_form_type", "management_centre_member", "rcs_number", "share_capital", "siret"),
}


def _saver(kind: str, table: Mapping[str, fields.Read]) -> Callable[[State, Body | None, Sent], Body]:
    def save(state: State, before: Body | None, sent: Sent) -> Body:
        assert before is not None
        written = fields.written(state, sent, fields=table)
        if written.get("base_currency_id", state.currency) != state.currency:
            raise invalid("base_currency_id", "cannot be changed")  # assumed
        for name, value in written.items():
            if isinstance(value, int) and not isinstance(value, bool) and value < 0:
                raise invalid(name, "must not be negative")
        # Of the default accounts only those that are named change.
        defaults = {**before.get("default_ledger_accounts", {}), **written.pop("default_ledger_accounts", {})}
        changed = {**before, **written, **({"default_ledger_accounts": defaults} if defaults else {})}
        return state.save(kind, changed)

    return save


def _show(kind: str) -> Callable[[State, Body, View], Body]:
    def show(state: State, body: Body, _view: View) -> Body:
        shown = {**dict.fromkeys(_UNUSED.get(kind, ())), **expand(state, body)}
        for name in ("id", "displayed_as", "created_at"):
            shown.pop(name, None)
        return {"$path": f"/{kind}", **shown}

    return show


def _once(kind: str, table: Mapping[str, fields.Read]) -> Resource:
    return Resource(path=kind, name=kind, show=_show(kind), save=_saver(kind, table), methods="GET PUT", once=True)


RESOURCES: tuple[Resource, ...] = (
    _once("financial_settings", _FINANCIAL),
    _once("invoice_settings", _INVOICE),
    _once("business_settings", _BUSINESS),
)
