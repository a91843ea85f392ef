"""What an exception can be about: the words of its cause, in the order of docs/reference/causes.md."""

from collections.abc import Mapping, Sequence

# By what they have in common. What a file or two sides of a tie-out have wrong is shown there and is no exception.
GROUPS: Mapping[str, Sequence[str]] = {
    "A record cannot become a document": (
        "mapping_missing",
        "mapping_unclear",
        "name_missing",
        "number_missing",
        "contact_missing",
        "currency_missing",
        "date_missing",
        "date_unreadable",
        "number_unreadable",
        "value_unreadable",
        "lines_missing",
        "too_many_lines",
        "document_unknown",
        "tax_code_missing",
        "mixed_signs",
        "negative_total",
        "nothing_to_bill",
        "stock_adjustment",
        "not_a_sale",
        "changed_after_posting",
        "maybe_there_already",
        "changed_on_both_sides",
        "missing_reference",
    ),
    "A document that is asked for cannot be as it is": (
        "contact_not_linked",
        "over_invoiced",
        "credit_left_over",
        "quantity_locked",
        "not_reversible",
    ),
    "A ledger refused it": (
        "name_taken",
        "number_taken",
        "code_taken",
        "contact_archived",
        "account_missing",
        "account_invalid",
        "tax_code_invalid",
        "item_invalid",
        "currency_not_enabled",
        "period_locked",
        "amount_over_due",
        "totals_differ",
        "receipt_differs",
        "not_editable",
        "linked_elsewhere",
        "stale_version",
        "not_found",
        "too_long",
        "feature_off",
        "subscription_ended",
        "not_permitted",
        "disconnected",
        "provider_trouble",
        "other",
    ),
    "A sync cannot carry it": (
        "account_not_mapped",
        "tax_code_not_mapped",
        "bank_account_not_mapped",
        "default_item_missing",
        "currency_not_supported",
        "reference_missing",
        "payment_unallocated",
        "refund_not_carried",
        "text_too_long",
        "several_matches",
        "email_differs",
        "account_number_differs",
        "code_differs",
        "date_differs",
        "document_differs",
        "changed_after_sync",
        "voided",
        "archived",
        "not_posted",
    ),
    "A step cannot act outside": ("address_refused", "answer_too_large", "secret_refused", "notification_refused"),
    "An automation is at fault": ("step_failed", "condition_unclear", "automation_storm"),
    "Tieout itself": ("internal", "alert_failed", "mail_failed"),
}
CAUSES: tuple[str, ...] = tuple(dict.fromkeys(cause for causes in GROUPS.values() for cause in causes))


def spoken(cause: str) -> str:
    """
    >>> spoken("period_locked")
    'Period locked'
    """
    return cause.replace("_", " ").capitalize()
