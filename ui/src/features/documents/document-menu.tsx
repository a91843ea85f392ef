import { ActionIcon, Menu } from "@mantine/core";
import { IconBan, IconDots, IconExternalLink, IconFileTypePdf, IconPaperclip, IconReceiptRefund, IconArrowBackUp } from "@tabler/icons-react";
import { useState } from "react";
import { usePdfAddress, useResendFiles, useWithdrawDocument } from "@/api/documents";
import type { RecordDocument } from "@/api/types";
import { usePlace, useWorkspacePath } from "@/api/workspace";
import { notifyDone } from "@/components/notify";
import { VoidDialog } from "@/features/documents/void-dialog";
import { refusal } from "@/lib/permissions";
import { wordFor } from "@/lib/words";

interface Props {
  document: RecordDocument;
  provider: string;
  collection: string;
  recordId: string;
  onCredit: (documentId: string) => void;
}

/** What can be done with one document. */
export function DocumentMenu({ document, provider, collection, recordId, onCredit }: Props) {
  const [voiding, setVoiding] = useState(false);
  const { workspace } = usePlace();
  const path = useWorkspacePath();
  const pdf = usePdfAddress(collection, recordId);
  const withdraw = useWithdrawDocument();
  const resend = useResendFiles();
  const named = `${wordFor(document.kind)} ${document.number}`;
  const mayAsk = refusal(workspace, "ask_documents") === "";
  const mayPost = refusal(workspace, "post") === "";
  const stuck = document.files.some(({ state }) => state === "refused");
  const items = [
    document.url && (
      <Menu.Item key="open" component="a" href={document.url} target="_blank" rel="noreferrer" leftSection={<IconExternalLink size={16} aria-hidden />}>
        Open in {provider}
      </Menu.Item>
    ),
    document.has_pdf && (
      <Menu.Item key="pdf" component="a" href={pdf(document.id)} download leftSection={<IconFileTypePdf size={16} aria-hidden />}>Download PDF</Menu.Item>
    ),
    document.can_credit && mayAsk && (
      <Menu.Item key="credit" leftSection={<IconReceiptRefund size={16} aria-hidden />} onClick={() => onCredit(document.id)}>
        Credit returned quantities…
      </Menu.Item>
    ),
    stuck && mayAsk && (
      <Menu.Item
        key="files"
        leftSection={<IconPaperclip size={16} aria-hidden />}
        onClick={() => resend.mutate({ params: { path: { ...path, key: collection, record_id: recordId, document_id: document.id } } })}
      >
        Send the files again
      </Menu.Item>
    ),
    document.can_withdraw && mayAsk && (
      <Menu.Item
        key="withdraw"
        leftSection={<IconArrowBackUp size={16} aria-hidden />}
        onClick={() =>
          withdraw.mutate({ params: { path: { ...path, request_id: document.id } } }, { onSuccess: () => notifyDone(`${named} is withdrawn; its lines are open again.`) })}
      >
        Withdraw
      </Menu.Item>
    ),
    document.void_action && mayPost && (
      <Menu.Item key="void" color="red" leftSection={<IconBan size={16} aria-hidden />} onClick={() => setVoiding(true)}>
        {document.void_action === "void" ? "Void…" : "Delete…"}
      </Menu.Item>
    ),
    document.void_refusal && mayPost && <Menu.Label key="why" maw={260}>{document.void_refusal}</Menu.Label>,
  ].filter(Boolean);
  if (items.length === 0) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={`Actions of ${named}`}><IconDots size={18} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>{items}</Menu.Dropdown>
      </Menu>
      {voiding && <VoidDialog {...{ document, collection, recordId, provider }} onClose={() => setVoiding(false)} />}
    </>
  );
}
