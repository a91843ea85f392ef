"""Between Xero's words and ours, both ways; pure."""

from tieout.connectors.xero.translate.incoming import DOCUMENT_TYPES, Untranslatable, inverse, organisation, receipt, seen
from tieout.connectors.xero.translate.outgoing import number, payment_reference, written

__all__ = [
    "DOCUMENT_TYPES",
    "Untranslatable",
    "inverse",
    "number",
    "organisation",
    "payment_reference",
    "receipt",
    "seen",
    "written",
]
