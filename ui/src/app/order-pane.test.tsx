import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AccountingPane } from "@/api/types";
import { startFakeServer } from "@/testing/fake-server";
import { card } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const pane: AccountingPane = {
  type: "invoices", mapping: { type: "invoices", lines: { path: "lines", quantity: { kind: "field", path: "quantity" } } }, ledger: card.ledger,
  fields: [{ key: "lines", name: "Lines", type: "line_items", choices: [], collection: "", related: "", columns: [] }],
  entity_fields: { contacts: [], items: [], invoices: [], bills: [] }, line_fields: [], accounts: [], tax_codes: [], tracking: [], problems: [], drops: "", linked_count: 0,
};
const preview = { record_id: null, record_key: "", record_title: "", fields: [], lines: [], problems: [], warnings: [], mapping_problems: [] };

it("locks the quantity of documents, and keeps the rest of what is mapped", async () => {
  const server = startFakeServer({ "/collections/{key}/accounting": { get: pane, put: pane }, "/collections/{key}/accounting/preview": { post: preview } });
  const { user } = openPage("/collections/orders/settings/accounting");
  const lock = await screen.findByRole("switch", { name: /^The quantity is locked/ });
  expect(lock).not.toBeChecked();
  await user.click(lock);
  await user.click(screen.getByRole("button", { name: "Save" }));
  const lines = { path: "lines", quantity: { kind: "field", path: "quantity" }, quantity_locked: true };
  await waitFor(() => expect(server.asked.find(({ method }) => method === "PUT")?.body).toMatchObject({ mapping: { lines } }));
});

it("says where a ledger is connected when there is none", async () => {
  startFakeServer({ "/collections/{key}/accounting": { get: { ...pane, ledger: null } } });
  openPage("/collections/orders/settings/accounting");
  expect(await screen.findByText("No ledger is connected")).toBeVisible();
  expect(screen.getByRole("link", { name: "Connect a ledger" })).toHaveAttribute("href", "/settings/integrations");
});
