import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { members, orders, record, records } from "@/testing/fixtures";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("asks the server for what the address says", async () => {
  const server = startFakeServer();
  openPage("/collections/orders?search=5363&sort=-number&filter[payment_status]=open");
  expect(await screen.findByRole("link", { name: "536365" })).toBeVisible();
  const asked = server.asked.find(({ path }) => path.endsWith("/collections/orders/records"));
  expect(asked?.query).toMatchObject({ search: "5363", sort: "-number", "filter[payment_status]": "open", limit: "50" });
});

it("begins with the newest orders and without the columns that say little", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/collections/orders");
  await screen.findByRole("link", { name: "536365" });
  expect(server.asked.find(({ path }) => path.endsWith("/collections/orders/records"))?.query).toMatchObject({ sort: "-ordered_on" });
  expect(screen.getByRole("columnheader", { name: "Ordered on" })).toHaveAttribute("aria-sort", "descending");
  expect(screen.getByRole("columnheader", { name: "Amount due" })).toBeVisible();
  for (const name of ["Currency", "Lines", "What is missing"]) expect(screen.queryByRole("columnheader", { name })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Columns (3 hidden)" }));
  await user.click(await screen.findByRole("checkbox", { name: "Currency" }));
  await waitFor(() => expect(address()).toMatch(/hide=lines(%2C|,)incomplete/));
  expect(await screen.findByRole("columnheader", { name: "Currency" })).toBeVisible();
});

it("puts search, filter, sort and columns into the address", async () => {
  startFakeServer();
  const { user, address } = openPage("/collections/orders");
  await screen.findByRole("link", { name: "536365" });
  await user.type(screen.getByRole("searchbox", { name: "Search orders" }), "178");
  await waitFor(() => expect(address()).toContain("search=178"));
  await user.click(screen.getByRole("button", { name: "Ordered on" }));
  await waitFor(() => expect(address()).toContain("sort=ordered_on"));
  await user.click(screen.getByRole("button", { name: /Columns/ }));
  await user.click(await screen.findByRole("checkbox", { name: "Country" }));
  await waitFor(() => expect(decodeURIComponent(address())).toContain("hide=currency,lines,incomplete,country"));
  expect(screen.queryByRole("columnheader", { name: "Country" })).toBeNull();
});

it("exports the same filter that is on screen", async () => {
  startFakeServer();
  openPage("/collections/orders?filter[country]=France");
  const link = await screen.findByRole("link", { name: "Export CSV" });
  expect(decodeURIComponent(link.getAttribute("href") ?? "")).toMatch(/\/collections\/orders\/records\.csv\?sort=-ordered_on&filter\[country\]=France$/);
  const workbook = screen.getByRole("link", { name: "Export workbook" });
  expect(workbook.getAttribute("href")).toBe(link.getAttribute("href")?.replace("records.csv", "records.xlsx"));
});

it("reads the next page with the cursor", async () => {
  const server = startFakeServer();
  const { user } = openPage("/collections/orders");
  expect(await screen.findByText("24 of 1,204 records")).toBeVisible();
  server.change({ "/collections/{key}/records": { get: { items: records.slice(0, 1).map((row) => ({ ...row, id: "r25", key: "536389" })), next_cursor: null, total: 25 } } });
  await user.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByRole("link", { name: "536389" })).toBeVisible();
  await waitFor(() => expect(server.asked.some(({ query }) => query["cursor"] === "more")).toBe(true));
});

it("shows what the record is in the ledger, and its lines", async () => {
  startFakeServer();
  openPage("/collections/orders/records/r1");
  const panel = (await screen.findByRole("heading", { name: "Xero" })).closest("section") as HTMLElement;
  expect(within(panel).getByText("536365")).toBeVisible();
  expect(within(panel).queryByText("Not linked")).toBeNull();
  expect(within(panel).getByRole("link", { name: /Open in Xero/ })).toHaveAttribute("href", "https://ledger.example/invoice/b1c2");
  expect(screen.getByText("White metal lantern")).toBeVisible();
});

it("names the people of a changed field in the history", async () => {
  const owner = members[1] as (typeof members)[number];
  const fields = [...orders.fields, { ...(orders.fields[0] as (typeof orders.fields)[number]), key: "owner", name: "Owner", type: "person" as const }];
  const change = { field: "owner", name: "Owner", before: "m-gone", after: owner.id };
  startFakeServer({
    "/collections": { get: { items: [{ ...orders, fields }], next_cursor: null, total: 1 } },
    "/collections/{key}/records/{record_id}/history": {
      get: { items: [{ number: 2, at: record.created_at, actor: "Demo Finance", action: "record.changed", text: "Orders 536365 changed", changes: [change] }], next_cursor: null, total: 1 },
    },
  });
  openPage("/collections/orders/records/r1");
  const panel = (await screen.findByRole("heading", { name: "History" })).closest("section") as HTMLElement;
  expect(await within(panel).findByText(owner.name)).toBeVisible();
  expect(within(panel).getByText("Somebody who left")).toBeVisible();
  expect(within(panel).queryByText(owner.id)).toBeNull();
});

it("lets nobody change a collection that the ledger fills, and says why", async () => {
  startFakeServer({ "/collections": { get: { items: [{ ...orders, name: "Tax codes", system: "tax_codes" }], next_cursor: null, total: 1 } } });
  const { user } = openPage("/collections/orders");
  expect(await screen.findByText(/^Tax codes come from the accounting system and follow it/)).toBeVisible();
  for (const name of ["Settings", "Import a file", "New record"]) expect(screen.queryByRole("link", { name })).toBeNull();
  expect(screen.getByRole("link", { name: "Export CSV" })).toBeVisible();
  const cell = (await screen.findAllByRole("cell", { name: "United Kingdom" }))[0] as HTMLElement;
  await user.dblClick(cell);
  expect(cell).toHaveAttribute("data-editing", "false");
});

it("edits a cell in its place", async () => {
  startFakeServer();
  const { user } = openPage("/collections/orders");
  const cell = (await screen.findAllByRole("cell", { name: "United Kingdom" }))[0] as HTMLElement;
  await user.dblClick(cell);
  expect(cell).toHaveAttribute("data-editing", "true");
});

it("sends only what was changed, with the version that was read", async () => {
  const server = startFakeServer();
  const { user } = openPage("/collections/orders/records/r1");
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const country = screen.getByRole("textbox", { name: "Country" });
  await user.clear(country);
  await user.type(country, "France");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(server.asked.find(({ method }) => method === "PATCH")).toMatchObject({ body: { values: { country: "France" } }, ifMatch: '"1"' }));
});

it("says what is missing only when something is", async () => {
  const server = startFakeServer();
  const { router } = openPage("/collections/orders/records/r1");
  await screen.findByText("Payment status");
  expect(screen.queryByText("What is missing")).toBeNull();
  server.change({ "/collections/{key}/records/{record_id}": { get: { ...record, id: "r2", values: { ...record.values, incomplete: "Row 8 could not be read" } } } });
  await router.navigate({ to: "/collections/$key/records/$recordId", params: { key: "orders", recordId: "r2" } });
  expect(await screen.findByText("Row 8 could not be read")).toBeVisible();
});

it("names a posting once", async () => {
  startFakeServer({ "/collections/{key}/records/{record_id}": { get: { ...record, postings: record.postings.map((one) => ({ ...one, title: "Invoice 536365" })) } } });
  openPage("/collections/orders/records/r1");
  expect(await screen.findByText("Create invoice 536365")).toBeVisible();
});
