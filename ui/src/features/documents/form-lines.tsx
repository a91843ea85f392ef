import { Checkbox, Table } from "@mantine/core";
import type { DocumentDraft, DocumentPreview } from "@/api/types";
import { Sideways } from "@/components/sideways";
import { FormLine } from "@/features/documents/form-line";
import { withAll, withLine, type Choice } from "@/features/documents/model/wish";

interface Props {
  draft: DocumentDraft;
  choice: Choice;
  preview: DocumentPreview | undefined;
  onChange: (choice: Choice) => void;
}

/** Every line of the record: what is covered already is grey, with the document that it is on. */
export function FormLines({ draft, choice, preview, onChange }: Props) {
  const free = draft.lines.filter(({ refusal }) => refusal === "").length;
  const ticked = choice.lines.filter((line) => line.ticked).length;
  const totals = new Map(preview?.lines.map((line) => [line.number, line]));
  const wrong = new Set(preview?.problems.flatMap(({ rows }) => rows));
  return (
    <Sideways style={{ border: "1px solid var(--t-line)", borderRadius: 8 }}>
      <Table verticalSpacing={6} highlightOnHover={false} miw={900} aria-label="Lines">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={40}>
              <Checkbox
                aria-label="All lines"
                checked={ticked > 0 && ticked === free}
                indeterminate={ticked > 0 && ticked < free}
                disabled={free === 0}
                onChange={(event) => onChange(withAll(choice, draft, event.currentTarget.checked))}
              />
            </Table.Th>
            <Table.Th>Line</Table.Th>
            <Table.Th w={120}>Quantity</Table.Th>
            <Table.Th ta="right">Price</Table.Th>
            <Table.Th w={205}>Tax code</Table.Th>
            <Table.Th w={190}>Ledger code</Table.Th>
            <Table.Th ta="right">Total</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {draft.lines.map((line, index) => {
            const chosen = choice.lines[index];
            return chosen && (
              <FormLine
                key={line.number}
                draft={draft}
                line={line}
                chosen={chosen}
                totals={totals.get(line.number)}
                isWrong={wrong.has(line.number)}
                onChange={(change) => onChange(withLine(choice, line.number, change))}
              />
            );
          })}
        </Table.Tbody>
      </Table>
    </Sideways>
  );
}
