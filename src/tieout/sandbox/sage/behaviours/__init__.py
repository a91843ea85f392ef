"""What the sandbox's Sage Business Cloud Accounting does, one module a topic, and how each is known."""

from tieout.sandbox.behaviour import Behaviour
from tieout.sandbox.sage.behaviours import access, documents, master_records, money, protocol, webhooks

BEHAVIOURS: tuple[Behaviour, ...] = (
    *access.BEHAVIOURS,
    *protocol.BEHAVIOURS,
    *documents.BEHAVIOURS,
    *master_records.BEHAVIOURS,
    *money.BEHAVIOURS,
    *webhooks.BEHAVIOURS,
)
