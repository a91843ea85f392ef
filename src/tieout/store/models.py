"""Gathers the tables for Django; each lives in the file of its concept."""

from tieout.store.audit import AuditEntry, AuditHead
from tieout.store.automations import Automation, AutomationVersion
from tieout.store.collections import Collection, Field
from tieout.store.connections import Connection, PendingConsent
from tieout.store.events import Event
from tieout.store.exceptions import ExceptionItem
from tieout.store.gate import GateDay, GateSlot
from tieout.store.grants import Grant
from tieout.store.imports import Import, ImportRow
from tieout.store.links import Link
from tieout.store.mirror import MirrorEntity, MirrorVersion
from tieout.store.postings import Posting
from tieout.store.progress import Progress
from tieout.store.records import Record
from tieout.store.runs import Run, RunStep
from tieout.store.syncs import Sync
from tieout.store.tieouts import TieOut
from tieout.store.workers import WorkerBeat
from tieout.store.workspaces import Member, Workspace

__all__ = [
    "AuditEntry", "AuditHead", "Automation", "AutomationVersion", "Collection", "Connection", "Event", "ExceptionItem", "Field",
    "GateDay", "GateSlot", "Grant", "Import", "ImportRow", "Link", "Member", "MirrorEntity", "MirrorVersion", "PendingConsent",
    "Posting", "Progress", "Record", "Run", "RunStep", "Sync", "TieOut", "WorkerBeat", "Workspace",
]  # fmt: skip
