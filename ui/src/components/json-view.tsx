import { Box, CopyButton, Button, Group } from "@mantine/core";

/** A value as JSON, to read and to copy. */
export function JsonView({ value, label = "JSON" }: { value: unknown; label?: string }) {
  const text = JSON.stringify(value, null, 2) ?? "null";
  return (
    <Box>
      <Group justify="flex-end" mb={4}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>{copied ? "Copied" : "Copy"}</Button>
          )}
        </CopyButton>
      </Group>
      <Box
        component="pre"
        tabIndex={0}
        aria-label={label}
        ff="monospace"
        fz={12}
        m={0}
        p="sm"
        mah={420}
        style={{ overflow: "auto", background: "var(--t-row)", border: "1px solid var(--t-line)", borderRadius: 8, lineHeight: 1.55 }}
      >
        {text}
      </Box>
    </Box>
  );
}
