import { Badge, Group, Input, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useSaid } from "@/features/builder/fields/form-world";
import type { FormField } from "@/features/builder/fields/model/form";
import { typeWords } from "@/features/builder/fields/model/types-words";

interface Props {
  field: Pick<FormField, "title" | "description" | "required">;
  path: string;
  /** An input with a label of its own for screen readers. */
  children: ReactNode;
  /** Beside the label. */
  aside?: ReactNode;
}

/** A setting's name and help above it; below it what it comes to, and what is wrong with it. */
export function Frame({ field, path, aside, children }: Props) {
  const { live, wrong } = useSaid(path);
  return (
    <Input.Wrapper
      labelElement="div"
      label={<>{field.title}{aside && <span style={{ float: "right" }}>{aside}</span>}</>}
      withAsterisk={field.required}
      description={field.description || undefined}
      error={wrong || undefined}
      data-setting={path}
      styles={{ label: { width: "100%" }, description: { marginBottom: 4 } }}
    >
      {children}
      {live && !live.problem && (
        <Group gap={6} mt={4} wrap="nowrap" role="note" aria-label={`${field.title} now`}>
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }} lineClamp={2}>= {live.value || "nothing"}</Text>
          <Badge size="xs" variant="default" tt="none" fw={500} style={{ flex: "none" }}>{typeWords(live.type)}</Badge>
        </Group>
      )}
    </Input.Wrapper>
  );
}
