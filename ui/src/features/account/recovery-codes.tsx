import { Button, Code, CopyButton, SimpleGrid, Stack, Text } from "@mantine/core";

/** Codes to be kept; each opens once, when the telephone or the key is not at hand. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  return (
    <Stack gap="sm">
      <Text size="sm">Each of these opens the second step once. They are shown now and never again: print them, or keep them in a password store.</Text>
      <SimpleGrid cols={2} spacing="xs" component="ul" style={{ listStyle: "none", padding: 0, margin: 0 }}>
        {codes.map((code) => <li key={code}><Code fz="md">{code}</Code></li>)}
      </SimpleGrid>
      <CopyButton value={codes.join("\n")}>
        {({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? "Copied" : "Copy all"}</Button>}
      </CopyButton>
    </Stack>
  );
}
