import { Badge, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconGripVertical, IconSearch } from "@tabler/icons-react";
import { useContext, useState } from "react";
import { notifyDone } from "@/components/notify";
import { typeWords } from "@/features/builder/fields/model/types-words";
import type { Pill } from "@/features/builder/model/types";
import { InsertContext } from "@/features/builder/pills/insert-target";
import { found, grouped, sampleText } from "@/features/builder/pills/model";
import { PILL_KIND } from "@/features/builder/pills/pill-dom";
import classes from "@/features/builder/pills/pill-list.module.css";

/** What the trigger and the steps before give, with a sample of each: dragged into a field, or put into the one that was in hand last. */
export function PillList({ pills, disabled }: { pills: readonly Pill[]; disabled: boolean }) {
  const [search, setSearch] = useState("");
  const targets = useContext(InsertContext);
  const shown = grouped(search ? found(pills, search) : pills);
  const put = (pill: Pill) => {
    if (!targets?.insert(pill.path)) notifyDone("Put the cursor into a field first, then choose a value.");
  };
  return (
    <Stack gap="xs" component="section" aria-label="Values from before">
      <TextInput
        size="xs" aria-label="Search values" placeholder="Search values" leftSection={<IconSearch size={14} aria-hidden />}
        value={search} onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {pills.length === 0 && <Text size="sm" c="dimmed">Nothing before this step gives a value yet. Choose the trigger first.</Text>}
      {pills.length > 0 && shown.length === 0 && <Text size="sm" c="dimmed">No value is called so.</Text>}
      {shown.map(([group, values]) => (
        <details key={group} open className={classes.group}>
          <summary>{group || "Values"}</summary>
          <ul className={classes.values}>
            {values.map((pill) => (
              <li key={pill.path}>
                <UnstyledButton
                  className={classes.value}
                  draggable={!disabled}
                  disabled={disabled}
                  title={pill.path}
                  onDragStart={(event) => event.dataTransfer.setData(PILL_KIND, pill.path)}
                  onClick={() => put(pill)}
                >
                  <IconGripVertical size={12} aria-hidden data-grip className={classes.grip} />
                  <span className={classes.words}>
                    <span className={classes.label}>{pill.label}</span>
                    <span className={classes.sample}>{sampleText(pill.sample) || "–"}</span>
                  </span>
                  <Badge size="xs" variant="default" tt="none" fw={500}>{typeWords(pill.type)}</Badge>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </Stack>
  );
}
