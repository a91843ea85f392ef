"""Gathers the tables for Django; each lives in the file of its concept."""

from tieout.store.alert_rules import AlertCause, AlertMessage, AlertRule
from tieout.store.approvals import Approval, ApprovalVote
from tieout.store.audit import AuditEntry, AuditHead
from tieout.store.automations import Automation, AutomationVersion
from tieout.store.change_sets import ChangedRecord, ChangeSet
from tieout.store.collections import Collection, Field
from tieout.store.comments import Comment
from tieout.store.connections import Connection, PendingConsent
from tieout.store.decisions import Decision
from tieout.store.document_requests import DocumentRequest
from tieout.store.event_keys import EventKey
from tieout.store.events import Event
from tieout.store.exceptions import ExceptionItem
from tieout.store.field_values import FieldValue
from tieout.store.files import RecordFile
from tieout.store.gate import GateDay, GateSlot
from tieout.store.grants import Grant
from tieout.store.hooks import Hook, HookSample
from tieout.store.imports import Import, ImportRow
from tieout.store.invitations import Invitation
from tieout.store.links import Link
from tieout.store.list_rows import ListRow
from tieout.store.mail import MailMessage
from tieout.store.masses import Mass, MassRow
from tieout.store.mirror import MirrorEntity, MirrorVersion
from tieout.store.missed import MissedEvent
from tieout.store.notifications import NotificationChoice
from tieout.store.postings import Posting
from tieout.store.progress import Progress
from tieout.store.records import Record
from tieout.store.run_files import RunFile
from tieout.store.runs import Run, RunStep
from tieout.store.schedules import DayDone, Schedule
from tieout.store.step_effects import StepEffect
from tieout.store.step_secrets import StepSecret
from tieout.store.suggestible import Suggestible
from tieout.store.syncs import Sync
from tieout.store.tieouts import TieOut
from tieout.store.tokens import ApiToken
from tieout.store.views import View
from tieout.store.waiting import WaitingFor
from tieout.store.workers import WorkerBeat
from tieout.store.workspaces import Member, Workspace

__all__ = [
    "AlertCause",
    "AlertMessage",
    "AlertRule",
    "ApiToken",
    "Approval",
    "ApprovalVote",
    "AuditEntry",
    "AuditHead",
    "Automation",
    "AutomationVersion",
    "ChangeSet",
    "ChangedRecord",
    "Collection",
    "Comment",
    "Connection",
    "DayDone",
    "Decision",
    "DocumentRequest",
    "Event",
    "EventKey",
    "ExceptionItem",
    "Field",
    "FieldValue",
    "GateDay",
    "GateSlot",
    "Grant",
    "Hook",
    "HookSample",
    "Import",
    "ImportRow",
    "Invitation",
    "Link",
    "ListRow",
    "MailMessage",
    "Mass",
    "MassRow",
    "Member",
    "MirrorEntity",
    "MirrorVersion",
    "MissedEvent",
    "NotificationChoice",
    "PendingConsent",
    "Posting",
    "Progress",
    "Record",
    "RecordFile",
    "Run",
    "RunFile",
    "RunStep",
    "Schedule",
    "StepEffect",
    "StepSecret",
    "Suggestible",
    "Sync",
    "TieOut",
    "View",
    "WaitingFor",
    "WorkerBeat",
    "Workspace",
]  # fmt: skip
