import { Group, NumberInput, Stack, Switch, Text, type NumberInputProps } from "@mantine/core";
import { useState } from "react";
import type { MatchingRules } from "@/api/matching-rules";
import { ASKED_MAX, ASKED_MIN, CERTAIN_MIN, NEVER, USUAL, zones } from "@/features/matching/model/rules";
import classes from "@/features/matching/likelihood.module.css";

interface Props {
  rules: MatchingRules;
  error: string;
  readOnly: boolean;
  onChange: (part: Partial<MatchingRules>) => void;
}

/** From how likely on a person is asked, and from how likely on a proven contact is linked without asking. */
export function Likelihood({ rules, error, readOnly, onChange }: Props) {
  const asksAlways = rules.certain_percent >= NEVER;
  return (
    <Stack gap="lg">
      <Zones rules={rules} />
      <Group align="flex-start" gap="xl">
        <Percent
          label="Ask a person from" description="Contacts and items that are less likely count as others." min={ASKED_MIN} max={ASKED_MAX}
          value={rules.asked_percent} disabled={readOnly} error={error} onValue={(asked_percent) => onChange({ asked_percent })}
        />
        {!asksAlways && (
          <Percent
            label="Link without asking from" description="Contacts only, and only where an identifier proves it." min={CERTAIN_MIN} max={NEVER - 1}
            value={rules.certain_percent} disabled={readOnly} onValue={(certain_percent) => onChange({ certain_percent })}
          />
        )}
      </Group>
      <Switch
        label="Never link a contact without asking" description="Every match is decided by a person, however sure it is." checked={asksAlways} disabled={readOnly}
        onChange={(event) => onChange({ certain_percent: event.currentTarget.checked ? NEVER : USUAL.certain_percent })}
      />
    </Stack>
  );
}

interface PercentProps extends Omit<NumberInputProps, "value" | "onChange"> {
  value: number;
  onValue: (value: number) => void;
}

/** A whole number of per cent; while the box is empty, what was there before holds. */
function Percent({ value, onValue, ...more }: PercentProps) {
  const [isEmpty, setEmpty] = useState(false);
  return (
    <NumberInput
      {...more} suffix=" %" w={280} allowDecimal={false} allowNegative={false} clampBehavior="blur" value={isEmpty ? "" : value} onBlur={() => setEmpty(false)}
      onChange={(next) => {
        setEmpty(next === "");
        if (typeof next === "number") onValue(next);
      }}
    />
  );
}

/** The same as a picture: what is done from 0 to 100 %. */
function Zones({ rules }: { rules: MatchingRules }) {
  return (
    <ol className={classes.zones} aria-label="What is done with a likely match">
      {zones(rules).map(({ key, from, to, label, about }) => (
        <li key={key} data-zone={key} className={classes.zone} style={{ flexGrow: Math.max(to - from, 1) }}>
          <span className={classes.bar} aria-hidden />
          <Text size="sm" fw={600}>{label}</Text>
          <Text size="xs" c="dimmed" className="numeric">{from} to {to} %</Text>
          <Text size="xs" c="dimmed">{about}</Text>
        </li>
      ))}
    </ol>
  );
}
