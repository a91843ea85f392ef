import { ActionIcon, Group, Table, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { Collection, RecordRow } from "@/api/types";
import type { RecordGroup, RecordGroups } from "@/api/views";
import { Money } from "@/components/money";
import { FieldValue } from "@/features/collections/field-value";
import { textOfValue } from "@/features/collections/model/fields";
import { groupKey, groupKeyOf, summable, type Grouping } from "@/features/collections/model/groups";
import classes from "@/features/collections/records-table.module.css";
import { formatQuantity } from "@/lib/money";
import { counted } from "@/lib/words";

interface Props {
  collection: Collection;
  grouping: Grouping;
  /** The first record of the group. */
  row: RecordRow;
  groups: RecordGroups | undefined;
  columns: number;
  isFolded: boolean;
  onFold: (key: string) => void;
}

/** The head of a group, which folds and opens it: what its records have in common, how many there are, and what their numbers come to. */
export function GroupRow({ collection, grouping, row, groups, columns, isFolded, onFold }: Props) {
  const field = collection.fields.find(({ key }) => key === grouping.field);
  const own = groupKeyOf(row, grouping);
  const group = groups?.items.find(({ value }) => groupKey(value, grouping.part) === own);
  const said = own === "" ? "Empty" : grouping.part ? own : textOfValue(row.values[grouping.field]) || own;
  const fold = () => onFold(own);
  return (
    // The button is the way for the keyboard; a click anywhere in the head does the same.
    <Table.Tr className={classes.group} onClick={(event) => !(event.target as HTMLElement).closest("a, button") && fold()}>
      <Table.Th colSpan={columns} scope="rowgroup">
        <Group gap="md">
          <Group gap={6} wrap="nowrap">
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Group ${said}`} aria-expanded={!isFolded} onClick={fold}>
              {isFolded ? <IconChevronRight size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
            </ActionIcon>
            <Text span fw={650} size="sm">
              {own === "" ? "Empty" : grouping.part ? own : field ? <FieldValue field={field} values={row.values} /> : own}
            </Text>
          </Group>
          {group && <Text span size="sm" c="dimmed" className="numeric">{counted(group.count, "record")}</Text>}
          {group && <Sums collection={collection} group={group} />}
        </Group>
      </Table.Th>
    </Table.Tr>
  );
}

/** What the number fields of a group come to, each in its currency. */
export function Sums({ collection, group }: { collection: Collection; group: RecordGroup }) {
  return summable(collection.fields).map((field) => {
    const totals = group.sums[field.key];
    if (!totals || totals.length === 0) return null;
    return (
      <Text key={field.key} span size="sm" c="dimmed">
        {field.name}{" "}
        {totals.map(({ currency, amount }, place) => (
          <Text key={currency} span inherit c="var(--mantine-color-text)">
            {place > 0 && " + "}
            {amount === null ? "too long to add up" : currency ? <Money amount={amount} currency={currency} /> : formatQuantity(amount ?? "")}
          </Text>
        ))}
      </Text>
    );
  });
}
