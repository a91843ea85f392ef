import { createElement } from "react";
import {
  IconArrowsSplit2, IconBell, IconBolt, IconBuildingBank, IconCalculator, IconCalendarTime, IconChecklist, IconClockPause, IconDatabase, IconDatabaseEdit,
  IconDatabasePlus, IconDatabaseSearch, IconDatabaseX, IconFileExport, IconFileInvoice, IconGitBranch, IconHandClick, IconHandStop, IconHttpPost, IconNotebook,
  IconMail, IconMessage, IconPackage, IconPaperclip, IconPhoneCall, IconReceipt, IconRefresh, IconRepeat, IconSearch, IconSend, IconTransfer, IconUser,
  IconVariable, IconWebhook, IconWriting, IconAlertCircle, IconBan, type Icon,
} from "@tabler/icons-react";

const STEPS: Record<string, Icon> = {
  condition: IconGitBranch, switch: IconArrowsSplit2, for_each: IconRepeat, wait: IconClockPause, approval: IconChecklist, call: IconPhoneCall, stop: IconHandStop,
  set_variable: IconVariable, compute: IconCalculator, log: IconWriting,
  create_in_ledger: IconFileInvoice, create_contact: IconUser, create_document: IconFileInvoice, create_payment: IconReceipt, create_item: IconPackage,
  create_bank_transaction: IconBuildingBank, create_transfer: IconTransfer, create_journal: IconNotebook, attach_file: IconPaperclip, send_document: IconSend,
  update_document: IconWriting, void_document: IconBan, sync_entity: IconRefresh,
  create_record: IconDatabasePlus, update_record: IconDatabaseEdit, find_records: IconDatabaseSearch, delete_record: IconDatabaseX, add_comment: IconMessage,
  add_line: IconDatabasePlus, http_request: IconHttpPost, send_email: IconMail, notify: IconBell, file_out: IconFileExport,
};
const GROUPS: Record<string, Icon> = { flow: IconGitBranch, accounting: IconFileInvoice, find: IconSearch, records: IconDatabase, others: IconBolt };
const TRIGGERS: Record<string, Icon> = {
  schedule: IconCalendarTime, webhook: IconWebhook, manual: IconHandClick, exception_raised: IconAlertCircle, called: IconPhoneCall,
};

function stepIcon(kind: string, group = ""): Icon {
  return STEPS[kind] ?? (kind.startsWith("find_") || kind.startsWith("get_") ? IconSearch : GROUPS[group] ?? IconBolt);
}

function triggerIcon(type: string): Icon {
  if (type.startsWith("record_") || type === "stage_reached") return IconDatabase;
  if (type.startsWith("entity_")) return IconFileInvoice;
  return TRIGGERS[type] ?? IconBolt;
}

interface Props {
  kind: string;
  group: string;
  isTrigger: boolean;
}

/** The picture of a kind of step or of a type of trigger. */
export function KindIcon({ kind, group, isTrigger }: Props) {
  return createElement(isTrigger ? triggerIcon(kind) : stepIcon(kind, group), { size: 20, stroke: 1.7, "aria-hidden": true });
}
