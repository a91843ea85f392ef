import { Box, Stack, Table, Text, Title } from "@mantine/core";
import type { Approval } from "@/api/approvals";
import { JsonToggle } from "@/components/json-toggle";
import { Notice } from "@/components/notice";
import { Sideways } from "@/components/sideways";
import { plannedOf, type PlannedWrite } from "@/features/inbox/model/plan";
import { counted } from "@/lib/words";

/** What would be written or sent, field by field; the steps that change nothing outside stand under it in a line each. */
export function PlannedWrites({ approval }: { approval: Approval }) {
  const planned = plannedOf(approval);
  const writes = planned.filter((one) => one.writes);
  const others = planned.filter((one) => !one.writes);
  return (
    <Stack gap="sm" component="section" aria-label="What would be done">
      <Title order={3} fz="sm">{writes.length > 0 ? `${counted(writes.length, "thing")} would be written or sent` : "Nothing would be written or sent"}</Title>
      {writes.map((one) => <OneWrite key={one.key} write={one} />)}
      {others.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {others.map((one) => <li key={one.key}><Text size="sm" c="dimmed">{one.name}{one.item ? `, ${one.item}` : ""}: {one.text}</Text></li>)}
        </ul>
      )}
    </Stack>
  );
}

function OneWrite({ write }: { write: PlannedWrite }) {
  return (
    <Box p="sm" style={{ border: "1px solid var(--t-line)", borderRadius: 8 }}>
      <Text size="sm" fw={600}>{write.text || write.name}</Text>
      <Text size="xs" c="dimmed" mb={6}>{write.name}{write.item ? ` · ${write.item}` : ""}</Text>
      {write.fields.some(({ problem }) => problem) && <Notice tone="amber">{write.fields.filter(({ problem }) => problem).map(({ label, problem }) => `${label}: ${problem}`).join(" ")}</Notice>}
      {write.fields.length > 0 && (
        <Sideways>
          <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm" aria-label={write.text || write.name}>
            <Table.Tbody>
              {write.fields.map((field, index) => <FieldRow key={field.name} field={field} before={write.fields[index - 1]} />)}
            </Table.Tbody>
          </Table>
        </Sideways>
      )}
      {Object.keys(write.document).length > 0 && <JsonToggle label="all of it as JSON" value={write.document} />}
    </Box>
  );
}

/** The first field of each line stands under its number. */
function FieldRow({ field, before }: { field: PlannedWrite["fields"][number]; before: PlannedWrite["fields"][number] | undefined }) {
  const part = partOf(field.name);
  return (
    <>
      {part !== "" && part !== partOf(before?.name ?? "") && <Table.Tr><Table.Th colSpan={2} scope="colgroup" pt="sm" fw={650}>{part}</Table.Th></Table.Tr>}
      <Table.Tr>
        <Table.Th scope="row" fw={500}>{field.label}</Table.Th>
        <Table.Td style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{field.before && field.before !== field.value && <><s>{field.before}</s> → </>}{field.value || "–"}</Table.Td>
      </Table.Tr>
    </>
  );
}

/** "Line 2" for a field of the second line; "" for one of the whole. */
function partOf(name: string): string {
  const [, number] = /^lines\.(\d+)\./.exec(name) ?? [];
  return number ? `Line ${number}` : "";
}
