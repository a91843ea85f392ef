import { ActionIcon, Table, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import type { AuditEntry } from "@/api/types";
import { Instant } from "@/components/instant";
import { JsonView } from "@/components/json-view";
import { entryText, wordFor } from "@/lib/words";

interface Props {
  entries: AuditEntry[];
  onAction: (action: string) => void;
}

export function AuditTable({ entries, onAction }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Table>
      <Table.Thead>
        <Table.Tr><Table.Th>When</Table.Th><Table.Th>Who</Table.Th><Table.Th>What</Table.Th><Table.Th>Action</Table.Th><Table.Th w={56}>Details</Table.Th></Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Fragment key={entry.number}>
            <Table.Tr>
              <Table.Td><Instant at={entry.at} exact /></Table.Td>
              <Table.Td><Text size="sm">{entry.actor}</Text></Table.Td>
              <Table.Td miw={240}>
                <Text size="sm">{entryText(entry)}</Text>
                {entry.subject_kind && <Text size="xs" c="dimmed">{wordFor(entry.subject_kind)}</Text>}
              </Table.Td>
              <Table.Td>
                <Tooltip label="Only this action">
                  <UnstyledButton ff="monospace" fz="xs" onClick={() => onAction(entry.action)}>{entry.action}</UnstyledButton>
                </Tooltip>
              </Table.Td>
              <Table.Td>
                <ActionIcon aria-label="Details as JSON" aria-expanded={open === entry.number} onClick={() => setOpen(open === entry.number ? null : entry.number)}>
                  <IconBraces size={16} aria-hidden />
                </ActionIcon>
              </Table.Td>
            </Table.Tr>
            {open === entry.number && (
              <Table.Tr>
                <Table.Td colSpan={5}><JsonView value={entry.details} label="Details" /></Table.Td>
              </Table.Tr>
            )}
          </Fragment>
        ))}
      </Table.Tbody>
    </Table>
  );
}
