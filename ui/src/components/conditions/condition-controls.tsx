import { ActionIcon, Button, Select, Switch, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { isOptionGroupArray, type ActionProps, type FullOption, type NotToggleProps, type VersatileSelectorProps } from "react-querybuilder";

const WIDTHS: Record<string, number> = { "And or or": 92, Comparison: 160, "Compare with": 110 };

/** The buttons that add a condition or a group. */
export function AddButton({ handleOnClick, title, disabled }: ActionProps) {
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} disabled={disabled} onClick={(event) => handleOnClick(event)}>
      {title}
    </Button>
  );
}

export function RemoveButton({ handleOnClick, title, disabled }: ActionProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={title ?? "Remove"} disabled={disabled} onClick={(event) => handleOnClick(event)}>
      <IconTrash size={16} aria-hidden />
    </ActionIcon>
  );
}

/** One of several: a field, an operator, and/or. */
export function Chooser({ value, handleOnChange, options, title, disabled }: VersatileSelectorProps) {
  const flat = (isOptionGroupArray(options) ? (options as { options: FullOption[] }[]).flatMap((group) => group.options) : options) as FullOption[];
  return (
    <Select
      size="sm"
      aria-label={title ?? "Choose"}
      data={flat.map((option) => ({ value: option.name, label: option.label }))}
      value={value ?? null}
      allowDeselect={false}
      searchable={flat.length > 8}
      disabled={disabled ?? false}
      w={WIDTHS[title ?? ""] ?? 190}
      comboboxProps={{ withinPortal: true }}
      onChange={(next) => next !== null && handleOnChange(next)}
    />
  );
}

export function NotSwitch({ checked, handleOnChange, disabled }: NotToggleProps) {
  return (
    <Switch
      size="xs"
      label={<Text span size="sm">not</Text>}
      checked={checked ?? false}
      disabled={disabled ?? false}
      onChange={(event) => handleOnChange(event.currentTarget.checked)}
    />
  );
}
