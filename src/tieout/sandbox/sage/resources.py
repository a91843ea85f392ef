"""Every resource below `/v3.1` that belongs to a business, by its path."""

from tieout.sandbox.sage import (
    analysis,
    attachments,
    banking,
    contact_allocations,
    contact_payments,
    contacts,
    document_views,
    items,
    journals,
    ledger_accounts,
    lookups,
    other_payments,
    rates,
    reconciliations,
    settings,
    tax,
    transactions,
)
from tieout.sandbox.sage.resource import Resource, equals, lookup

_NARROWED = {
    "address_regions": {"country_id": equals("country_id")},
    "ledger_account_types": {"ledger_account_classification_id": equals("ledger_account_classification_id")},
}
_LOOKUPS = tuple(Resource(path=kind, show=lookup(kind), filters=_NARROWED.get(kind, {})) for kind in lookups.LOOKUPS)
_OWN = (
    *analysis.RESOURCES,
    *attachments.RESOURCES,
    *banking.RESOURCES,
    *contact_allocations.RESOURCES,
    *contact_payments.RESOURCES,
    *contacts.RESOURCES,
    *document_views.RESOURCES,
    *items.RESOURCES,
    *journals.RESOURCES,
    *ledger_accounts.RESOURCES,
    *other_payments.RESOURCES,
    *rates.RESOURCES,
    *reconciliations.RESOURCES,
    *settings.RESOURCES,
    *tax.RESOURCES,
    *transactions.RESOURCES,
)

RESOURCES: dict[str, Resource] = {one.path: one for one in (*_LOOKUPS, *_OWN)}
