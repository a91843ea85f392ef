import { Group, Stack, Text } from "@mantine/core";
import { Failed } from "@/components/failed";
import type { DocumentDraft, DocumentPreview, DocumentWish } from "@/api/types";
import { Money } from "@/components/money";
import { Notice } from "@/components/notice";

interface Props {
  draft: DocumentDraft;
  wish: DocumentWish | null;
  preview: DocumentPreview | undefined;
  /** What is shown belongs to an earlier choice. */
  stale: boolean;
  error: unknown;
}

/** What stands in the way, what to think of, and the totals as the ledger will work them out. */
export function FormTotals({ draft, wish, preview, stale, error }: Props) {
  if (error) return <Failed error={error} />;
  const nothing = draft.lines.every(({ refusal }) => refusal !== "");
  const created = preview?.items_to_create ?? [];
  return (
    <Stack gap="sm">
      {draft.problems.map((problem) => <Notice key={problem.message} tone="red" title={problem.message}>{problem.remedy}</Notice>)}
      {wish === null && (
        <Text size="sm" c="dimmed">{nothing ? "Nothing is open on this record any more." : "Tick what is to be on it, and correct what is marked."}</Text>
      )}
      {preview?.problems.filter(({ cause }) => cause !== "contact_not_linked").map((problem) => (
        <Notice key={problem.message} tone="red" title={problem.message}>{problem.remedy}</Notice>
      ))}
      {preview?.warnings.map((warning) => <Notice key={warning.message} tone="amber" title={warning.message}>{warning.remedy}</Notice>)}
      {created.length > 0 && <Notice tone="blue">Linked or created in {draft.provider_name} first: {created.join(", ")}.</Notice>}
      <Group justify="space-between" align="flex-end" c={stale ? "dimmed" : undefined}>
        <Text size="sm" c="dimmed" maw={480}>{preview?.undo}</Text>
        <Stack gap={2} miw={220} role="status" aria-label="Totals" aria-live="polite">
          <Sum name="Net" amount={preview?.net} currency={draft.currency} />
          <Sum name="Tax" amount={preview?.tax} currency={draft.currency} />
          <Sum name="Total" amount={preview?.gross} currency={draft.currency} strong />
        </Stack>
      </Group>
    </Stack>
  );
}

function Sum({ name, amount, currency, strong = false }: { name: string; amount: string | null | undefined; currency: string; strong?: boolean }) {
  return (
    <Group justify="space-between">
      <Text size="sm" fw={strong ? 650 : 400}>{name}</Text>
      <Money amount={amount} currency={currency} fw={strong ? 650 : 400} />
    </Group>
  );
}
