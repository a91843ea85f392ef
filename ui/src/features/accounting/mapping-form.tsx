import { Grid, Stack, Title } from "@mantine/core";
import { useAccountingPreview } from "@/api/accounting";
import type { AccountingMapping, AccountingPane, AccountingType } from "@/api/types";
import { Notice } from "@/components/notice";
import { FieldRows } from "@/features/accounting/field-rows";
import { MappingPreview } from "@/features/accounting/mapping-preview";
import { Options } from "@/features/accounting/options";
import { TrackingRows } from "@/features/accounting/tracking-rows";
import { isDocument } from "@/features/accounting/model/mapping";

interface Props {
  pane: AccountingPane;
  collection: string;
  type: AccountingType;
  draft: AccountingMapping;
  onChange: (draft: AccountingMapping) => void;
}

/** Fields, options, what is wrong, and beside them a record as it would be sent. */
export function MappingForm({ pane, collection, type, draft, onChange }: Props) {
  const checked = useAccountingPreview(collection, draft, null);
  const problems = checked.data?.mapping_problems ?? pane.problems;
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity, field }) => severity === "warning" && field === "");
  const rows = { pane, draft, problems, onChange };
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack gap="lg">
          {errors.length > 0 && (
            <Notice tone="amber" title={errors.length === 1 ? "One thing is missing" : `${errors.length} things are missing`}>
              <ul style={{ margin: 0, paddingLeft: 18 }}>{errors.map((one) => <li key={one.field + one.message}>{one.message} {one.remedy}</li>)}</ul>
            </Notice>
          )}
          {warnings.map((one) => <Notice key={one.message} tone="amber" title={one.message}>{one.remedy}</Notice>)}
          <Options {...rows} type={type} />
          <div>
            <Title order={3} fz="sm" mb={4}>Synced fields</Title>
            <FieldRows {...rows} fields={pane.entity_fields[type] ?? []} />
          </div>
          {isDocument(type) && (
            <div>
              <Title order={3} fz="sm" mb={4}>Fields of each line</Title>
              <FieldRows {...rows} prefix="lines." fields={pane.line_fields} />
              <TrackingRows pane={pane} draft={draft} onChange={onChange} />
            </div>
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <MappingPreview collection={collection} provider={pane.ledger?.provider_name ?? "the ledger"} draft={draft} />
      </Grid.Col>
    </Grid>
  );
}
