import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AccountingPane } from "@/api/types";
import { startFakeServer } from "@/testing/fake-server";
import { card, connected, xero } from "@/testing/ledger-fixtures";
import { openPage } from "@/testing/open-page";

const name = { key: "name", label: "Name", group: "", kind: "text" as const, required: true, hint: "", ways: ["to_ledger" as const, "both" as const] };
const pane: AccountingPane = {
  type: "contacts", mapping: { type: "contacts", name: { kind: "field", path: "name" } }, ledger: card.ledger,
  fields: [{ key: "name", name: "Name", type: "text", choices: [], collection: "", related: "", columns: [] }],
  entity_fields: { contacts: [name], items: [], invoices: [], bills: [] }, line_fields: [], accounts: [], tax_codes: [], tracking: [], problems: [], drops: "", linked_count: 0,
};
const preview = { record_id: null, record_key: "", record_title: "", fields: [], lines: [], problems: [], warnings: [], mapping_problems: [] };
const withPane = { "/collections/{key}/accounting": { get: pane, put: pane }, "/collections/{key}/accounting/preview": { post: preview } };

it("stands in the settings of every collection once a provider is connected, and nowhere before [X-21]", async () => {
  const server = startFakeServer({ ...withPane, "/connections": { get: connected([]) } });
  const named = { orders: "Orders: settings", customers: "Customers: settings", products: "Products: settings" };
  for (const count of [0, 1]) {
    server.change({ "/connections": { get: connected(count ? [xero] : []) } });
    for (const [key, heading] of Object.entries(named)) {
      openPage(`/collections/${key}/settings/fields`);
      await screen.findByRole("heading", { name: heading });
      await waitFor(() => expect(server.asked.filter(({ path }) => path.endsWith("/connections")).length).toBeGreaterThan(0));
      await waitFor(() => expect(screen.queryAllByRole("tab", { name: "Accounting" })).toHaveLength(count));
      server.asked.length = 0;
      cleanup();
    }
  }
});

it("has the setting by which edits go to the linked contact, and warns that linking overwrites then [R-09] [R-10]", async () => {
  const server = startFakeServer(withPane);
  const { user } = openPage("/collections/customers/settings/accounting");
  const box = await screen.findByRole("checkbox", { name: /^Update the linked contact when editing/ });
  expect(box).not.toBeChecked();
  expect(screen.queryByText("Linking overwrites")).not.toBeInTheDocument();
  await user.click(box);
  expect(screen.getByText("Linking overwrites")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(server.asked.find(({ method }) => method === "PUT")?.body).toMatchObject({ mapping: { type: "contacts", update_linked: true } }));
});

it("warns on the form, too, and opens the linked contact in a new tab [R-10] [X-36]", async () => {
  const contact = { ...card, search_kind: "contact" as const, updates: true };
  const server = startFakeServer({ "/collections/{key}/records/{record_id}/accounting": { get: { ...contact, link: null } } });
  const { user } = openPage("/collections/customers/records/r1");
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  expect(await screen.findByText("Linking overwrites")).toBeVisible();
  server.change({ "/collections/{key}/records/{record_id}/accounting": { get: contact } });
  cleanup();
  openPage("/collections/customers/records/r1");
  const panel = within((await screen.findByRole("heading", { name: "Xero" })).closest("section") as HTMLElement);
  const link = await panel.findByRole("link", { name: /Open in Xero/ });
  expect(link).toHaveAttribute("target", "_blank");
  expect(link).toHaveAttribute("href", "https://ledger.example/invoice/b1c2");
});

it("links a new record to the contact that was chosen on its form, as it is made [R-06] [R-07] [R-08]", async () => {
  const found = { entity_id: "e1", kind: "contact" as const, external_id: "b1c2", name: "Lighthouse Bakery", number: "", detail: "", linked_record_id: null };
  const server = startFakeServer({
    ...withPane,
    "/connections/{connection_id}/suggestions": { get: { items: [found] } },
  });
  server.fail("/records", 409, "POST");
  const { user } = openPage("/collections/customers/new");
  const field = await screen.findByRole("textbox", { name: "Linked contact" });
  await user.type(field, "li");
  expect(screen.queryByRole("option")).not.toBeInTheDocument();
  await user.type(field, "g");
  await user.click(await screen.findByRole("option", { name: /Lighthouse Bakery/ }));
  expect(screen.getByRole("button", { name: "Choose another" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(server.asked.find(({ method }) => method === "POST")?.body).toMatchObject({ link: { kind: "contact", external_id: "b1c2" } }));
});
