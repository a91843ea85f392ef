import { ActionIcon, Group, Menu, Stack, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { ChooseEditor } from "@/features/builder/fields/choose-editor";
import { FormulaInput } from "@/features/builder/fields/formula-input";
import { useForm, useSinglePills } from "@/features/builder/fields/form-world";
import { LookupEditor } from "@/features/builder/fields/lookup-editor";
import { MODE_NAMES, begun, modeOf, partsOf, ruleOf, withOtherwise, type RuleMode, type ValueRule } from "@/features/builder/fields/model/value-rules";
import { PillInput } from "@/features/builder/pills/pill-input";

interface Props {
  label: string;
  rule: ValueRule | null;
  isWrong?: boolean;
  placeholder?: string | undefined;
  multiline?: boolean;
  /** Rules within rules end here. */
  depth?: number;
  onChange: (rule: ValueRule | null) => void;
}

const MODES: RuleMode[] = ["written", "formula", "choose", "lookup"];
const DEPTH_MAX = 3;

/** Where one value comes from: text with pills, a formula, the first condition that is met, or a table. */
export function RuleInput({ label, rule, isWrong = false, placeholder, multiline = false, depth = 0, onChange }: Props) {
  const { disabled } = useForm();
  const mode = modeOf(rule);
  const modes = depth < DEPTH_MAX ? MODES : MODES.slice(0, 2);
  const canStandIn = rule?.kind === "field" && !rule.otherwise;
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <div style={{ flex: 1, minWidth: 0 }}><Editor {...{ label, rule, isWrong, placeholder, multiline, depth, disabled, onChange }} /></div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon mt={4} aria-label={`How ${label} is worked out`} disabled={disabled}><IconDots size={16} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Worked out by</Menu.Label>
          {modes.map((one) => (
            <Menu.Item key={one} aria-current={one === mode || undefined} fw={one === mode ? 650 : undefined} onClick={() => one !== mode && onChange(begun(one, rule))}>
              {MODE_NAMES[one]}
            </Menu.Item>
          ))}
          {(canStandIn || rule) && <Menu.Divider />}
          {canStandIn && <Menu.Item onClick={() => onChange(withOtherwise(rule, { kind: "fixed", value: "" }))}>Another value where it is empty</Menu.Item>}
          {rule && <Menu.Item onClick={() => onChange(null)}>Clear</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function Editor({ label, rule, isWrong, placeholder, multiline, depth, disabled, onChange }: Required<Omit<Props, "placeholder">> & { placeholder: string | undefined; disabled: boolean }) {
  const { pills } = useSinglePills();
  switch (rule?.kind) {
    case "formula":
      return <FormulaInput label={label} source={rule.source} disabled={disabled} isWrong={isWrong} onChange={(source) => onChange({ kind: "formula", source })} />;
    case "choose":
      return <ChooseEditor label={label} rule={rule} depth={depth + 1} onChange={onChange} />;
    case "lookup":
      return <LookupEditor label={label} rule={rule} depth={depth + 1} onChange={onChange} />;
  }
  const standIn = rule?.kind === "field" ? rule.otherwise : undefined;
  return (
    <Stack gap={4}>
      <PillInput label={label} parts={partsOf(rule)} pills={pills} placeholder={placeholder} disabled={disabled} isWrong={isWrong} multiline={multiline} onChange={(parts) => onChange(ruleOf(parts, rule))} />
      {rule?.kind === "field" && standIn && (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <Text size="xs" c="dimmed" mt={10} style={{ flex: "none" }}>If empty</Text>
          <div style={{ flex: 1, minWidth: 0 }}>
            <RuleInput label={`${label} where it is empty`} rule={standIn} depth={depth + 1} onChange={(next) => onChange(withOtherwise(rule, next))} />
          </div>
        </Group>
      )}
    </Stack>
  );
}
