import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { components } from "@/api/schema";
import { Notice } from "@/components/notice";
import { compare } from "@/features/builder/model/compare";
import type { Definition } from "@/features/builder/model/types";
import { DifferenceList } from "@/features/builder/versions/difference-list";
import { counted } from "@/lib/words";

interface Props {
  read: components["schemas"]["AutomationTextRead"];
  draft: Definition;
  /** What the draft would be; null where the text is no automation. */
  found: Definition | null;
  /** What the automation is called here. */
  name: string;
  onTake: () => void;
}

/** What a text would change and what is wrong with it, before it becomes the draft. */
export function TextRead({ read, draft, found, name, onTake }: Props) {
  const differences = found ? compare(draft, found) : [];
  return (
    <Stack gap="sm" component="section" aria-label="What the text would change">
      {read.problems.length > 0 && (
        <Notice tone={found ? "amber" : "red"} role={found ? "status" : "alert"} title={found ? `${counted(read.problems.length, "problem")} to be put right before it can be published` : "This cannot become the draft"}>
          <ul style={{ margin: 0, paddingLeft: 18 }}>
            {read.problems.map(({ message, remedy }, index) => <li key={index}>{message} {remedy}</li>)}
          </ul>
        </Notice>
      )}
      {found && read.name !== name && read.name !== "Draft" && <Text size="sm" c="dimmed">It is called {read.name} in the text; this one goes on being called {name}.</Text>}
      {found && differences.length === 0 && <Notice tone="green" role="status">What runs do is the same as in the draft.</Notice>}
      {found && differences.length > 0 && (
        <>
          <Title order={3} fz="sm">{counted(differences.length, "difference")} from the draft</Title>
          <DifferenceList differences={differences} before={draft} after={found} />
        </>
      )}
      {found && <Group justify="flex-end"><Button onClick={onTake}>Make it the draft</Button></Group>}
    </Stack>
  );
}
