import { Button, Menu } from "@mantine/core";
import { IconCheck, IconFold, IconFoldDown, IconLayoutRows } from "@tabler/icons-react";
import type { Collection } from "@/api/types";
import { ALL_FOLDED } from "@/features/collections/model/folds";
import { groupable, groupingOf, isDay } from "@/features/collections/model/groups";

interface Props {
  collection: Collection;
  group: string | undefined;
  onChange: (group: string | undefined) => void;
  /** Folds every group to its head, or opens them all. */
  onFold: (folded: string | undefined) => void;
}

/** Puts the records that have the same in a field together; days by the month. */
export function GroupMenu({ collection, group, onChange, onFold }: Props) {
  const chosen = groupingOf(group);
  const fields = groupable(collection.fields);
  const name = fields.find(({ key }) => key === chosen?.field)?.name;
  if (fields.length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconLayoutRows size={16} aria-hidden />}>{name ? `Group: ${name}` : "Group"}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        {chosen && (
          <>
            <Menu.Item leftSection={<IconFold size={15} aria-hidden />} onClick={() => onFold(ALL_FOLDED)}>Collapse all</Menu.Item>
            <Menu.Item leftSection={<IconFoldDown size={15} aria-hidden />} onClick={() => onFold(undefined)}>Expand all</Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item rightSection={chosen ? undefined : <IconCheck size={14} aria-label="Chosen" />} onClick={() => onChange(undefined)}>No groups</Menu.Item>
        {fields.flatMap((field) => {
          const ways = isDay(field) ? [[":month", " by month"], [":year", " by year"], ["", " by day"]] : [["", ""]];
          return ways.map(([part, words]) => {
            const value = `${field.key}${part}`;
            return (
              <Menu.Item
                key={value}
                rightSection={group?.replace(/^-/, "") === value ? <IconCheck size={14} aria-label="Chosen" /> : undefined}
                onClick={() => onChange(value)}
              >
                {field.name}{words}
              </Menu.Item>
            );
          });
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
