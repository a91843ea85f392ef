import { Checkbox, SimpleGrid } from "@mantine/core";

interface Props<Detail extends string> {
  label: string;
  description: string;
  error?: string | undefined;
  choices: readonly { detail: Detail; label: string; about: string }[];
  value: readonly Detail[];
  readOnly: boolean;
  onChange: (value: Detail[]) => void;
}

/** Which details count, each with what it says. */
export function DetailChoices<Detail extends string>({ label, description, error, choices, value, readOnly, onChange }: Props<Detail>) {
  return (
    <Checkbox.Group label={label} description={description} error={error} value={[...value]} onChange={(chosen) => onChange(choices.map(({ detail }) => detail).filter((detail) => chosen.includes(detail)))}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" verticalSpacing="md" mt="md">
        {choices.map(({ detail, label: name, about }) => <Checkbox key={detail} value={detail} label={name} description={about} disabled={readOnly} />)}
      </SimpleGrid>
    </Checkbox.Group>
  );
}
