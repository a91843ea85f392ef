import { expect, it } from "vitest";
import { paletteGroups } from "@/features/builder/palette/search";
import { catalogue } from "@/testing/automation-fixtures";
import type { StepKind } from "@/features/builder/model/types";

const kinds = catalogue.steps as StepKind[];
const found = (search: string, recent: string[] = []) => paletteGroups(kinds, search, recent).map(({ label, kinds: some }) => `${label}: ${some.map(({ kind }) => kind).join()}`);

it("shows what was used lately first, then every group", () => {
  expect(found("", ["send_email", "gone"])).toEqual([
    "Used lately: send_email", "Flow: condition,switch,for_each", "Accounting: create_in_ledger,create_journal", "Records: update_record", "Others: send_email",
  ]);
});

it("finds by any words of name and description, those that begin so first", () => {
  expect(found("record")).toEqual(["Accounting: create_in_ledger", "Records: update_record"]);
  expect(found("create")).toEqual(["Accounting: create_in_ledger,create_journal"]);
  expect(found("nothing like it")).toEqual([]);
});

it("leaves out of the latest what cannot be used now", () => {
  expect(found("", ["create_journal"])[0]).not.toMatch(/^Used lately/);
});
