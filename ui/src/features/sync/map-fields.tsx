import { Stack } from "@mantine/core";
import type { SuggestedMaps } from "@/api/types";
import { MapTable } from "@/features/sync/map-table";
import { withChoice, type MapName, type Maps } from "@/features/sync/model/maps";

interface Props {
  source: string;
  target: string;
  suggested: SuggestedMaps;
  maps: Maps;
  onChange: (maps: Maps) => void;
  /** Of the headings, as the page around has it. */
  level: 2 | 3;
}

/** The three maps of a sync. */
export function MapFields({ source, target, suggested, maps, onChange, level }: Props) {
  const choose = (name: MapName) => (key: string, value: string) => onChange(withChoice(maps, name, key, value));
  const names = { source, target, level };
  return (
    <Stack gap="lg">
      <MapTable title="Accounts" {...names} choices={suggested.accounts} options={suggested.target_accounts} map={maps.account_map} onChoose={choose("account_map")} />
      <MapTable title="Tax codes" {...names} choices={suggested.taxes} options={suggested.target_taxes} map={maps.tax_map} onChoose={choose("tax_map")} />
      <MapTable title="Bank accounts" {...names} choices={suggested.bank_accounts} options={suggested.target_bank_accounts} map={maps.bank_account_map} onChoose={choose("bank_account_map")} />
    </Stack>
  );
}
