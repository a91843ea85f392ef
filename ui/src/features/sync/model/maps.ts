/** The maps of a sync between two ledgers: which account, tax code and bank account of the one is which of the other. */
import type { MapChoice, Sync, SuggestedMaps } from "@/api/types";

export type MapName = "account_map" | "tax_map" | "bank_account_map";
export type Maps = Record<MapName, Record<string, string>>;

export const NO_MAPS: Maps = { account_map: {}, tax_map: {}, bank_account_map: {} };

/** What is agreed already; where nothing is, what is suggested. */
export function startingMaps(sync: Pick<Sync, MapName>, suggested: SuggestedMaps): Maps {
  const fill = (agreed: Record<string, string>, choices: readonly MapChoice[]) => {
    const filled: Record<string, string> = {};
    for (const { key, suggested: guess } of choices) {
      const value = agreed[key] ?? guess;
      if (value) filled[key] = value;
    }
    return { ...agreed, ...filled };
  };
  return {
    account_map: fill(sync.account_map, suggested.accounts),
    tax_map: fill(sync.tax_map, suggested.taxes),
    bank_account_map: fill(sync.bank_account_map, suggested.bank_accounts),
  };
}

export function withChoice(maps: Maps, name: MapName, key: string, value: string): Maps {
  const rest = Object.fromEntries(Object.entries(maps[name]).filter(([one]) => one !== key));
  return { ...maps, [name]: value ? { ...rest, [key]: value } : rest };
}

/** True when the two say the same, whatever the order of their keys. */
export function sameMaps(one: Maps, other: Maps): boolean {
  return (["account_map", "tax_map", "bank_account_map"] as const).every((name) => {
    const keys = new Set([...Object.keys(one[name]), ...Object.keys(other[name])]);
    return [...keys].every((key) => one[name][key] === other[name][key]);
  });
}

const byName = new Intl.Collator("en", { numeric: true });

/** Those with a counterpart first, each part by code and name as people read them. */
export function inOrder(choices: readonly MapChoice[], map: Record<string, string>): { mapped: MapChoice[]; open: MapChoice[] } {
  const sorted = [...choices].sort((one, other) => byName.compare(one.name, other.name));
  return { mapped: sorted.filter(({ key }) => map[key]), open: sorted.filter(({ key }) => !map[key]) };
}
