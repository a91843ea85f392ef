import { Table, Text } from "@mantine/core";
import type { RunStep } from "@/api/types";
import { Sideways } from "@/components/sideways";
import { StatusBadge } from "@/components/status-badge";
import { TextLink } from "@/components/text-link";
import { itemsText } from "@/features/runs/model/steps";
import classes from "@/features/runs/run-steps.module.css";

/** What a step did for each of many things: a run each. Those that failed come first. */
export function StepItems({ step }: { step: RunStep }) {
  const isBad = ({ status }: RunStep["items"][number]) => status === "failed" || status === "attention";
  const items = [...step.items.filter(isBad), ...step.items.filter((one) => !isBad(one))];
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>Items: {itemsText(step)}</Text>
      <Sideways className={classes.items}>
        <Table verticalSpacing={6} aria-label="Items">
          <Table.Thead><Table.Tr><Table.Th>Item</Table.Th><Table.Th>State</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={item.run_id}>
                <Table.Td>
                  <Text size="sm"><TextLink to="/runs/$runId" params={{ runId: item.run_id }}>{item.number === null ? item.title : `${item.number} of ${step.items_total}: ${item.title}`}</TextLink></Text>
                  {item.error && <Text size="xs" c="var(--tone-red)">{item.error}</Text>}
                </Table.Td>
                <Table.Td><StatusBadge state={item.status} /></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Sideways>
    </div>
  );
}
