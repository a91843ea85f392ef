import { expect, it } from "vitest";
import { recordColumns } from "@/features/collections/record-columns";
import { collections } from "@/testing/fixtures";

const headersOf = (fields: (typeof collections)[number]["fields"]) => recordColumns({ ...(collections[1] as (typeof collections)[number]), fields }).map(({ header }) => header);

it("heads no two columns of customers alike, wherever the account number stands", () => {
  const { fields } = collections[1] as (typeof collections)[number];
  expect(headersOf(fields)).toEqual(["Account number", "Name", "E-mail", "Ledger", "Changed"]);
  const [number, name, ...rest] = fields as [(typeof fields)[number], (typeof fields)[number]];
  expect(headersOf([name, number, ...rest])).toEqual(["Key", "Name", "Account number", "E-mail", "Ledger", "Changed"]);
});
