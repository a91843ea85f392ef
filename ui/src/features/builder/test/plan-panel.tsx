import { Button, Group, Stack, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { usePlanAutomation, type AutomationPlan } from "@/api/automation-tests";
import { asProblem } from "@/api/problem";
import { useWorkspacePath } from "@/api/workspace";
import { Facts } from "@/components/facts";
import { Money } from "@/components/money";
import { Notice } from "@/components/notice";
import { StatusBadge } from "@/components/status-badge";
import { triedWith } from "@/features/builder/test/tried";
import { useBuilder } from "@/features/builder/model/use-builder";
import { kindName } from "@/features/builder/model/words";
import classes from "@/features/builder/test/plan.module.css";

/** What the whole automation would do with the sample, step by step; nothing is written. */
export function PlanPanel() {
  const { automationId, definition, sample } = useBuilder();
  const params = { path: { ...useWorkspacePath(), automation_id: automationId } };
  const plan = usePlanAutomation();
  const problem = plan.error ? asProblem(plan.error) : undefined;
  return (
    <Stack gap="sm">
      <Button w="fit-content" variant="default" leftSection={<IconListCheck size={16} aria-hidden />} loading={plan.isPending} onClick={() => plan.mutate({ params, body: triedWith(definition, sample) })}>
        Plan the whole automation
      </Button>
      {problem && <Notice tone="red" role="alert" title={problem.title}>{problem.message} {problem.remedy}</Notice>}
      {plan.data && <Planned plan={plan.data} />}
    </Stack>
  );
}

function Planned({ plan }: { plan: AutomationPlan }) {
  const { catalogue, select } = useBuilder();
  const { totals } = plan;
  return (
    <Stack gap="sm" component="section" aria-label="Plan">
      <Text size="sm">With {plan.title || "the latest that fits"}. Nothing was written.</Text>
      {plan.warnings.map((warning) => <Notice key={warning} tone="amber">{warning}</Notice>)}
      <ol className={classes.steps}>
        {plan.steps.map(({ position, item, name, kind, preview }) => (
          <li key={`${position} ${item}`} className={classes.step}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <button type="button" className={classes.name} onClick={() => select(position.split("/").at(-1) ?? null)}>{name || kindName(kind, catalogue)}{item && ` (item ${item.split(":").at(-1) ?? ""})`}</button>
              <StatusBadge state={preview.status} label={preview.writes && preview.status === "done" ? "Would send" : undefined} tone={preview.writes && preview.status === "done" ? "blue" : undefined} />
            </Group>
            <Text size="sm" c="dimmed">{preview.text}</Text>
            {preview.writes && <Changes fields={preview.fields} />}
            {preview.problems.map((one) => <Text key={one} size="sm" c="var(--tone-red)">{one}</Text>)}
          </li>
        ))}
      </ol>
      <Facts
        facts={[
          ["Steps", String(totals.steps)],
          ["Would write or send", String(totals.writes)],
          ["Of these cannot be taken back", String(totals.irreversible)],
          ["Problems", String(totals.problems)],
          ...Object.entries(totals.amounts).map(([currency, amount]): [string, React.ReactNode] => [`Amounts in ${currency}`, <Money key={currency} amount={amount} currency={currency} />]),
          ...totals.accounts.map(({ ledger, name, currency, amount }): [string, React.ReactNode] => [`${name}, ${ledger}`, <Money key={name} amount={amount} currency={currency} />]),
          ...totals.taxes.map(({ ledger, name, currency, amount }): [string, React.ReactNode] => [`Tax: ${name}, ${ledger}`, <Money key={name} amount={amount} currency={currency} />]),
        ]}
      />
    </Stack>
  );
}

/** Each field that would be sent, with what stands there now where something does. */
function Changes({ fields }: { fields: AutomationPlan["steps"][number]["preview"]["fields"] }) {
  if (fields.length === 0) return null;
  return (
    <details>
      <summary className={classes.more}>Field by field</summary>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {fields.map(({ name, label, before, value }) => (
          <li key={name}><Text size="sm">{label}: {before && before !== value && <><s>{before}</s> → </>}{value || "–"}</Text></li>
        ))}
      </ul>
    </details>
  );
}
