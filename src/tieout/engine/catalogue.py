"""Every kind of step that an automation can have."""

from tieout.engine.steps.add_comment import AddComment
from tieout.engine.steps.add_line import AddLine
from tieout.engine.steps.approval import Approval
from tieout.engine.steps.attach_file import AttachFile
from tieout.engine.steps.call import Call
from tieout.engine.steps.compute import Compute
from tieout.engine.steps.condition import Condition
from tieout.engine.steps.contract import StepKind
from tieout.engine.steps.create_bank_transaction import CreateBankTransaction
from tieout.engine.steps.create_contact import CreateContact
from tieout.engine.steps.create_document import CreateDocument
from tieout.engine.steps.create_in_ledger import CreateInLedger
from tieout.engine.steps.create_item import CreateItem
from tieout.engine.steps.create_journal import CreateJournal
from tieout.engine.steps.create_payment import CreatePayment
from tieout.engine.steps.create_record import CreateRecord
from tieout.engine.steps.create_transfer import CreateTransfer
from tieout.engine.steps.delete_record import DeleteRecord
from tieout.engine.steps.file_out import FileOut
from tieout.engine.steps.find_contact import FindContact
from tieout.engine.steps.find_documents import FindDocuments
from tieout.engine.steps.find_items import FindItems
from tieout.engine.steps.find_or_create_contact import FindOrCreateContact
from tieout.engine.steps.find_records import FindRecords
from tieout.engine.steps.for_each import ForEach
from tieout.engine.steps.get_accounts import GetAccounts
from tieout.engine.steps.get_tax_rates import GetTaxRates
from tieout.engine.steps.get_tracking import GetTracking
from tieout.engine.steps.http_request import HttpRequest
from tieout.engine.steps.log import Log
from tieout.engine.steps.match import Match
from tieout.engine.steps.notify import Notify
from tieout.engine.steps.send_document import SendDocument
from tieout.engine.steps.send_email import SendEmail
from tieout.engine.steps.set_variable import SetVariable
from tieout.engine.steps.stop import Stop
from tieout.engine.steps.switch import Switch
from tieout.engine.steps.sync_entity import SyncEntity
from tieout.engine.steps.update_document import UpdateDocument
from tieout.engine.steps.update_record import UpdateRecord
from tieout.engine.steps.void_document import VoidDocument
from tieout.engine.steps.wait import Wait

_ALL: tuple[StepKind, ...] = (
    Condition(),
    Switch(),
    ForEach(),
    Wait(),
    Approval(),
    Call(),
    Stop(),
    SetVariable(),
    Compute(),
    Log(),
    CreateInLedger(),
    CreateContact(),
    CreateDocument(),
    UpdateDocument(),
    CreatePayment(),
    CreateItem(),
    CreateBankTransaction(),
    CreateTransfer(),
    CreateJournal(),
    VoidDocument(),
    AttachFile(),
    SendDocument(),
    SyncEntity(),
    FindContact(),
    FindOrCreateContact(),
    FindItems(),
    FindDocuments(),
    GetTracking(),
    GetAccounts(),
    GetTaxRates(),
    Match(),
    CreateRecord(),
    UpdateRecord(),
    FindRecords(),
    DeleteRecord(),
    AddComment(),
    AddLine(),
    HttpRequest(),
    SendEmail(),
    Notify(),
    FileOut(),
)
STEP_KINDS = {step.kind: step for step in _ALL}
