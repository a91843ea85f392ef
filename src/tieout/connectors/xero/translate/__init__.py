"""Between Xero's words and ours, both ways; pure."""

from tieout.connectors.xero.translate.documents import DOCUMENT_TYPES
from tieout.connectors.xero.translate.incoming import everything, receipt, seen
from tieout.connectors.xero.translate.outgoing import endpoint, number, written
from tieout.connectors.xero.translate.parts import NOTHING, Known, Untranslatable, inverse
from tieout.connectors.xero.translate.payments import payment_reference
from tieout.connectors.xero.translate.reference import attachment, banks, organisation

__all__ = [
    "DOCUMENT_TYPES",
    "NOTHING",
    "Known",
    "Untranslatable",
    "attachment",
    "banks",
    "endpoint",
    "everything",
    "inverse",
    "number",
    "organisation",
    "payment_reference",
    "receipt",
    "seen",
    "written",
]
