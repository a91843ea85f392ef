import { Text } from "@mantine/core";
import type { AuditEntry } from "@/api/types";
import { Instant } from "@/components/instant";
import { entryText } from "@/lib/words";
import classes from "@/components/history.module.css";

/** Who did what and when, newest first. */
export function History({ entries }: { entries: AuditEntry[] }) {
  return (
    <ol className={classes.list}>
      {entries.map((entry) => (
        <li key={entry.number} className={classes.entry}>
          <Text size="sm" component="div" style={{ flex: 1, minWidth: 0 }}>
            {entryText(entry)}
            <Text size="xs" c="dimmed">{entry.actor}</Text>
          </Text>
          <Text size="xs" c="dimmed"><Instant at={entry.at} /></Text>
        </li>
      ))}
    </ol>
  );
}
