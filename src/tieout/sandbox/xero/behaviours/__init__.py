"""What the sandbox's Xero does, one module a topic, and how each is known."""

from tieout.sandbox.behaviour import Behaviour
from tieout.sandbox.xero.behaviours import access, banking, books, papers, people, requests, settings, settlement

BEHAVIOURS: tuple[Behaviour, ...] = (
    *access.BEHAVIOURS,
    *requests.BEHAVIOURS,
    *people.BEHAVIOURS,
    *papers.BEHAVIOURS,
    *settlement.BEHAVIOURS,
    *settings.BEHAVIOURS,
    *books.BEHAVIOURS,
    *banking.BEHAVIOURS,
)
