import { Button, Group, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useStepSecrets } from "@/api/step-secrets";
import { asProblem } from "@/api/problem";
import { SecretDialog } from "@/components/secret-dialog";
import { SECRET_NAMES, type SecretKind } from "@/components/secret-kinds";
import { useForm, useSaid } from "@/features/builder/fields/form-world";
import { Frame } from "@/features/builder/fields/frame";
import { text } from "@/features/builder/fields/model/form";
import type { SettingProps } from "@/features/builder/fields/setting";

/** One of the sealed secrets of the workspace, by its name; a new one can be made here. */
export function SecretSetting({ field, path, value, onChange }: SettingProps) {
  const { disabled } = useForm();
  const { wrong } = useSaid(path);
  const secrets = useStepSecrets();
  const [open, dialog] = useDisclosure(false);
  const isAddress = field.more["use"] === "address";
  const fitting = (secrets.data?.items ?? []).filter(({ kind }) => (kind === "address") === isAddress);
  const kinds = (Object.keys(SECRET_NAMES) as SecretKind[]).filter((one) => (one === "address") === isAddress);
  const chosen = text(value);
  const options = fitting.map(({ id, name, kind }) => ({ value: id, label: `${name} (${SECRET_NAMES[kind]})` }));
  const gone = chosen && secrets.data && !fitting.some(({ id }) => id === chosen) ? [{ value: chosen, label: "A secret that is not there any more" }] : [];
  return (
    <Frame field={field} path={path}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Select
          aria-label={field.title} style={{ flex: 1, minWidth: 0 }} clearable={!field.required} clearButtonProps={{ "aria-label": `Clear ${field.title}` }} disabled={disabled}
          error={secrets.error ? `${asProblem(secrets.error).message} ${asProblem(secrets.error).remedy}` : wrong !== ""}
          placeholder={secrets.isPending ? "Loading…" : "None"} data={[...options, ...gone]} value={chosen || null} onChange={(next) => onChange(next ?? "")}
        />
        <Button variant="default" disabled={disabled} leftSection={<IconPlus size={14} aria-hidden />} onClick={dialog.open}>New</Button>
      </Group>
      {open && <SecretDialog kinds={kinds} onClose={dialog.close} onMade={onChange} />}
    </Frame>
  );
}
