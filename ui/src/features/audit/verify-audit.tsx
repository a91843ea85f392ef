import { Button, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconShieldCheck } from "@tabler/icons-react";
import { useAuditCheck } from "@/api/audit";
import type { AuditCheck } from "@/api/types";
import { Failed } from "@/components/failed";
import { Notice } from "@/components/notice";
import { counted } from "@/lib/words";

/** Checks the chain of hashes on the server, and says what came out. */
export function VerifyAudit() {
  const [open, dialog] = useDisclosure(false);
  const check = useAuditCheck();
  const start = () => void check.refetch().then(dialog.open);
  return (
    <>
      <Button loading={check.isFetching} leftSection={<IconShieldCheck size={16} aria-hidden />} onClick={start}>Verify</Button>
      <Modal opened={open} onClose={dialog.close} title={<Text fw={650}>Verification of the audit log</Text>}>
        {check.error && <Failed error={check.error} />}
        {check.data && !check.error && <Verdict check={check.data} />}
      </Modal>
    </>
  );
}

function Verdict({ check }: { check: AuditCheck }) {
  return (
    <Notice tone={check.ok ? "green" : "red"} title={check.ok ? "The chain is whole" : "The chain is broken"}>
      <Text size="sm">{check.message || `${counted(check.entries, "entry", "entries")} checked.`}</Text>
      <Text size="xs" c="dimmed" mt={6} ff="monospace" style={{ overflowWrap: "anywhere" }}>{check.head}</Text>
    </Notice>
  );
}
